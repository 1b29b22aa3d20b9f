"""How a report is prepared: for which meeting, up to which day it reads, and who has to clear it."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from strategy_portal.domain.deadlines import PaperRule
from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

from .meeting import BoardMeeting
from .report import ForReport, one_per_report

DAYS = [MinValueValidator(1), MaxValueValidator(120)]
COUNTED = ("cut_off", "texts", "cleared", "agenda", "clear_days", "legal_clear_days")


class Preparation(Versioned, ForReport):
    """For which meeting a report is made, and its cut-off: nothing that was entered or approved after that day is used.

    Without a cut-off it reads up to the day on which it is read or issued. `embargo_until` is the moment before which
    the finished report is not issued.
    """

    meeting = models.ForeignKey(BoardMeeting, models.PROTECT, null=True, blank=True, related_name="preparations")
    cut_off = models.DateField("cut-off", null=True, blank=True)
    embargo_until = models.DateTimeField("not issued before", null=True, blank=True)
    is_demonstration = models.BooleanField("demonstration data", default=False)
    history = History()

    class Meta:
        ordering = ["strategy", "kind", "year_starts_on"]
        constraints = one_per_report(name="prepared_once")

    def __str__(self) -> str:
        return f"{self.strategy}: {self.get_kind_display()}"

    def read_on(self, on: date) -> date:
        """The day up to which the report reads: the cut-off, once that day has come."""
        return min(self.cut_off, on) if self.cut_off else on


class PaperDates(Versioned):
    """A committee's own rule for its papers, in working days before the meeting. Without a body: of all others."""

    body = models.CharField("committee or board", max_length=100, blank=True)
    cut_off = models.PositiveSmallIntegerField("cut-off", default=PaperRule.cut_off, validators=DAYS)
    texts = models.PositiveSmallIntegerField("texts and findings", default=PaperRule.texts, validators=DAYS)
    cleared = models.PositiveSmallIntegerField("cleared", default=PaperRule.cleared, validators=DAYS)
    agenda = models.PositiveSmallIntegerField("agenda agreed", default=PaperRule.agenda, validators=DAYS)
    clear_days = models.PositiveSmallIntegerField("clear days", default=PaperRule.clear_days, validators=DAYS)
    legal_clear_days = models.PositiveSmallIntegerField(
        "clear days that the law asks for", default=PaperRule.legal_clear_days, validators=DAYS
    )
    posts = models.JSONField("posts that clear a paper", default=list, blank=True)
    history = History()

    class Meta:
        ordering = ["body"]
        verbose_name_plural = "paper dates"
        constraints = [models.UniqueConstraint(Lower("body"), name="paper_dates_once_per_body")]

    def __str__(self) -> str:
        return self.body or "All other committees and boards"

    @property
    def rule(self) -> PaperRule:
        return PaperRule(**{name: getattr(self, name) for name in COUNTED})


class Clearance(models.Model):
    """That a post cleared what is to become a version of a report. Kept, and not printed.

    It holds until somebody opens the report again, with a reason; then its texts can be changed and all clear it anew.
    """

    preparation = models.ForeignKey(Preparation, models.CASCADE, related_name="clearances")
    for_version = models.PositiveIntegerField("of version")
    post = models.CharField(max_length=100)
    remark = models.TextField(blank=True, max_length=2000)
    cleared_at = models.DateTimeField()
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    reopened_because = models.TextField("why it was opened again", blank=True, max_length=2000)
    history = History()

    class Meta:
        ordering = ["cleared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "preparation", "for_version", Lower("post"), condition=Q(reopened_at=None),
                name="cleared_once_by_each_post",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None, reopened_because="")
                | Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopened_because=""),
                name="opened_again_for_a_reason",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.post}, version {self.for_version}"
