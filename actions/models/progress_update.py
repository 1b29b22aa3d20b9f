"""How far an action has got: milestones, progress updates, and each move of a date."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from outcomes.models import Strategy
from strategy_portal.models import User
from strategy_portal.records.history import History
from strategy_portal.records.signing import Signed

from .action import Action
from .due_date import WRITTEN, Dated

EDITABLE_FOR = timedelta(days=1)
"""So long an author may mend a progress update; afterwards another update corrects it."""


class Milestone(Dated):
    """A step of an action with a date of its own."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=300)
    completed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["action", "due_ends_on", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def strategy(self) -> Strategy:
        return self.action.strategy

    def is_overdue(self, on) -> bool:
        return self.completed_on is None and self.held_to.is_overdue(on)


class DueRevision(Signed):
    """One move of a due date, of an action or of one of its milestones (rules 9.3). Itself a record, written once.

    The windows are those that the phrases meant on that day.
    """

    action = models.ForeignKey(Action, models.PROTECT, related_name="revisions")
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, blank=True, related_name="revisions")
    from_as_written = models.CharField(max_length=WRITTEN)
    from_starts_on = models.DateField(null=True, blank=True)
    from_ends_on = models.DateField(null=True, blank=True)
    to_as_written = models.CharField(max_length=WRITTEN, blank=True)
    to_starts_on = models.DateField(null=True, blank=True)
    to_ends_on = models.DateField(null=True, blank=True)
    reason = models.TextField()
    agreed_by = models.CharField(max_length=200)
    agreed_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["action", "recorded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(agreed_by=""), name="due_revision_says_why_and_who"),
        ]

    def __str__(self) -> str:
        return f"{self.action.number}: {self.from_as_written or 'no date'} to {self.to_as_written or 'no date'}"


class ProgressUpdate(models.Model):
    """What was done on an action, and what is next. `at_risk` is the owner's judgement (rules 9.4)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="updates")
    written_on = models.DateField()
    written_at = models.DateTimeField(null=True, blank=True, help_text="Empty: before the portal kept the moment")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done = models.TextField("what was done")
    next_steps = models.TextField("what is next", blank=True)
    risk = models.TextField("what may go wrong", blank=True)
    at_risk = models.BooleanField("at risk, in the owner's judgement", default=False)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    evidence_title = models.CharField("what the evidence is", max_length=200, blank=True)
    evidence_link = models.URLField(max_length=500, blank=True)
    evidence_file = models.FileField(upload_to="progress/%Y/", blank=True)
    key = models.CharField(
        "idempotency key", max_length=100, blank=True, help_text="With which another system sent it; once per author"
    )
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["action", "-written_on", "-id"]
        constraints = [
            models.UniqueConstraint("written_by", "key", condition=~Q(key=""), name="update_once_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.action.number}, {self.written_on}"

    def can_be_edited_by(self, user: User, at: datetime) -> bool:
        """Its author, for a day. What has been corrected by another stays as it was."""
        if self.written_by_id != user.pk or self.written_at is None:
            return False
        return at < self.written_at + EDITABLE_FOR and not hasattr(self, "correction")


def in_force(updates: Iterable[ProgressUpdate]) -> list[ProgressUpdate]:
    """The updates that hold, in their order: one that was corrected is replaced, in its place, by its correction.

    So the correction of an old update does not become the latest word.
    """
    found = list(updates)
    corrections = {update.corrects_id: update for update in found if update.corrects_id}
    held = []
    for update in found:
        if update.corrects_id:
            continue
        while update.pk in corrections:
            update = corrections[update.pk]
        held.append(update)
    return held
