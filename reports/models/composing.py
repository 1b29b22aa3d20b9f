"""What people answer to the check of a report's texts, and what they say to each other while they write it."""

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models

from strategy_portal.records.history import History

from .report import ForReport, one_per_report

SHORTEST_REASON = 20
"""Characters of a reason: “it is fine” is none."""


class FindingAnswer(ForReport):
    """Why a text stays as it is though the check found something that only a person can know. Kept, and not printed.

    It is of these `words` at this `place` and of what the record said to them then: where either changes, the finding
    is open again. `digest` stands for all of them.
    """

    digest = models.CharField(max_length=64)
    rule = models.CharField(max_length=4)
    place = models.SlugField()
    words = models.TextField("words quoted")
    says = models.TextField("what the record said")
    reason = models.TextField("why it can stay", validators=[MinLengthValidator(SHORTEST_REASON)], max_length=2000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["answered_at", "pk"]
        constraints = one_per_report("digest", name="finding_answered_once")

    def __str__(self) -> str:
        return f"{self.rule}: “{self.words}”"


class OpenFindings(ForReport):
    """How much the check of a report had to be mended and to be answered when somebody saved one of its texts last.

    It is counted anew each time, and says only what lists show of it: nothing is decided by it.
    """

    mend = models.PositiveSmallIntegerField("to mend")
    answer = models.PositiveSmallIntegerField("to answer")
    counted_at = models.DateTimeField()

    class Meta:
        constraints = one_per_report(name="open_findings_once")

    def __str__(self) -> str:
        return f"{self.mend} to mend, {self.answer} to answer"


class PlaceComment(ForReport):
    """What somebody who writes a report says of the text of a place. It is not printed in the report."""

    place = models.SlugField()
    text = models.TextField("comment", max_length=2000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    history = History()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.place}, {self.written_at:%-d %B %Y}"
