"""What we do about it: actions with owners, due dates, milestones and progress."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from indicators.models import Indicator
from outcomes.models import Commitment, Outcome, Strategy
from strategy_portal.domain import due_dates
from strategy_portal.history import History
from strategy_portal.models import Team

from .querysets import ActionQuerySet


class Dated(models.Model):
    """A due date as written, with the window that it was resolved to (rules 9.2)."""

    due_as_written = models.CharField(
        "due", max_length=60, blank=True, help_text="As the council wrote it; empty: unknown"
    )
    due_starts_on = models.DateField(null=True, blank=True, editable=False)
    due_ends_on = models.DateField(null=True, blank=True, editable=False, help_text="The last day of the window")

    class Meta:
        abstract = True

    def set_due(self, as_written: str) -> None:
        """Keep the phrase and the window that it means."""
        due = due_dates.resolve(as_written, year_start=self.strategy.year_start)
        self.due_as_written, self.due_starts_on, self.due_ends_on = as_written, due.first_day, due.last_day

    @property
    def due(self) -> due_dates.DueDate:
        return due_dates.resolve(self.due_as_written, year_start=self.strategy.year_start)


class Action(Dated):
    """Something that the strategy promises to do. Its state is set by people; overdue is computed (rules 9.1)."""

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
    outcomes = models.ManyToManyField(Outcome, related_name="actions")
    commitments = models.ManyToManyField(Commitment, blank=True, related_name="actions")
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="actions")
    state = models.CharField(max_length=20, choices=State, default=State.UNKNOWN)
    state_is_demonstration = models.BooleanField(default=False)
    first_due_as_written = models.CharField(max_length=60, blank=True, editable=False)
    history = History(m2m_fields=[outcomes, commitments, indicators])

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["strategy", "number"]
        constraints = [
            models.UniqueConstraint("strategy", "number", name="action_number_once_per_strategy"),
            models.CheckConstraint(
                condition=Q(due_starts_on__isnull=True, due_ends_on__isnull=True)
                | Q(due_ends_on__gte=F("due_starts_on")),
                name="action_window_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("actions:action-detail", args=[self.strategy.slug, self.number])

    def is_overdue(self, on) -> bool:
        """Past the window's last day and not ended (rules 9.1, 9.2)."""
        return self.state not in self.ENDED and self.due_ends_on is not None and on > self.due_ends_on


class ActionOwner(models.Model):
    """A team's part in an action. Where the source only joins owners by “&”, none of them is called the lead."""

    class Part(models.TextChoices):
        LEAD = "lead", "Lead"
        SUPPORTING = "supporting", "Supporting"
        JOINT = "joint", "Joint (the source names no lead)"

    action = models.ForeignKey(Action, models.CASCADE, related_name="owners")
    team = models.ForeignKey(Team, models.PROTECT, related_name="action_parts")
    part = models.CharField(max_length=20, choices=Part)
    order = models.PositiveSmallIntegerField()
    history = History()

    class Meta:
        ordering = ["action", "order"]
        constraints = [
            models.UniqueConstraint("action", "team", name="owner_once_per_action"),
            models.UniqueConstraint("action", condition=Q(part="lead"), name="one_lead_per_action"),
        ]

    def __str__(self) -> str:
        return str(self.team)


class OutcomeMeasure(models.Model):
    """How the action plan says that one will see the action's effect."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="measures")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    history = History()

    class Meta:
        ordering = ["action", "order"]
        constraints = [models.UniqueConstraint("action", "order", name="measure_once_per_place")]

    def __str__(self) -> str:
        return self.text


class Milestone(Dated):
    """A step of an action with a date of its own."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=300)
    completed_on = models.DateField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["action", "due_ends_on", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def strategy(self) -> Strategy:
        return self.action.strategy


class ProgressUpdate(models.Model):
    """What was done on an action, and what is next. `at_risk` is the owner's judgement (rules 9.4)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="updates")
    written_on = models.DateField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done = models.TextField("what was done")
    next_steps = models.TextField("what is next", blank=True)
    at_risk = models.BooleanField("at risk, in the owner's judgement", default=False)
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["action", "-written_on", "-id"]

    def __str__(self) -> str:
        return f"{self.action.number}, {self.written_on}"
