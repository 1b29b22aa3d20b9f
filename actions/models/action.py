"""What a strategy promises to do."""

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse

from indicators.models import Indicator
from outcomes.models import Commitment, Outcome, Strategy
from strategy_portal.records.history import History

from ..querysets import ActionQuerySet
from .due_date import Dated


class Action(Dated):
    """Something that the strategy promises to do.

    Three things that never stand for one another: the state, which people set; the judgement “at risk”, which the owner
    states in a progress update; and the status, which is computed (rules 9.1, 9.4).
    """

    class State(models.TextChoices):
        NOT_STARTED = "not-started", "Not started"
        IN_PROGRESS = "in-progress", "In progress"
        COMPLETED = "completed", "Completed"
        ACCEPTED = "accepted", "Accepted by the board"
        SUSPENDED = "suspended", "Suspended"
        CANCELLED = "cancelled", "Cancelled"
        UNKNOWN = "unknown", "Not stated in the source"

    ENDED = (State.COMPLETED, State.ACCEPTED, State.CANCELLED)

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="actions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    outcomes = models.ManyToManyField(Outcome, related_name="actions")
    commitments = models.ManyToManyField(Commitment, blank=True, related_name="actions")
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="actions")
    state = models.CharField(max_length=20, choices=State, default=State.UNKNOWN)
    state_is_demonstration = models.BooleanField(default=False)
    state_reason = models.TextField("why it is suspended, cancelled or sent back", blank=True)
    added_on = models.DateField("added after adoption on", null=True, blank=True, help_text="Empty: adopted with it")
    added_by_decision = models.CharField(max_length=200, blank=True, help_text="By which decision it was added")
    completed_on = models.DateField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", help_text="Who said so"
    )
    accepted_on = models.DateField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    history = History(m2m_fields=[outcomes, commitments, indicators])

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["strategy", "number"]
        constraints = [
            models.UniqueConstraint("strategy", "number", name="action_number_once_per_strategy"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("actions:action-detail", args=[self.strategy.slug, self.number])

    def is_overdue(self, on: date) -> bool:
        """Past the window's last day and not ended (rules 9.1, 9.2)."""
        return not self.has_ended and self.held_to.is_overdue(on)

    @property
    def seen(self) -> str:
        """Names the action in the version that a page shows: `12.3`."""
        return f"{self.pk}.{self.version}"

    @property
    def has_ended(self) -> bool:
        return self.state in self.ENDED

    @property
    def is_in_progress(self) -> bool:
        return self.state == self.State.IN_PROGRESS
