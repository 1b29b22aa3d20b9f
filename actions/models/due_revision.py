"""Each move of a due date (rules 9.3)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from strategy_portal.records.signing import Signed

from .action import Action
from .due_date import WRITTEN
from .milestone import Milestone


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
