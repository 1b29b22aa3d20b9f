"""What a strategy promises to do: actions with their owners, measures, milestones and progress updates."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q

from indicators.models import Indicator
from outcomes.models import Commitment, FromDocument, Outcome, Strategy
from strategy_portal.addresses import address
from strategy_portal.children import children_of
from strategy_portal.models import Role, Team, User
from strategy_portal.records.events import Event
from strategy_portal.records.history import History

from .due_date import Dated, DatedQuerySet, Move

EDITABLE_FOR = timedelta(days=1)
"""So long an author may edit a progress update; afterwards another update corrects it."""


class ActionQuerySet(DatedQuerySet["Action"]):
    def of(self, strategy: Strategy) -> Self:
        return self.filter(strategy=strategy)

    def open(self) -> Self:
        return self.exclude(state__in=Action.ENDED)

    def overdue_on(self, on: date) -> Self:
        """Not ended, and past the last day of the window to which it is held: the longest so first (rules 9.1, 9.4)."""
        return self.open().with_held_to_on().filter(held_to_on__lt=on).order_by("held_to_on", "number")

    def with_what_waits(self, user: User) -> Self:
        """What may wait for this person, completed or their own and open, with the day that it is `held_to_on`.

        Whether it `is_theirs`, and `was_sent_back`: in progress again, as the board did not accept that it is
        completed, and not reported on since.
        """
        sent = Action.history.filter(
            id=OuterRef("pk"), history_event=Event.SENT_BACK, state_reason=OuterRef("state_reason")
        )
        back = Q(Exists(sent), ~Q(state_reason=""), state=Action.State.IN_PROGRESS)
        theirs = Exists(Action.objects.owned_by(user).filter(pk=OuterRef("pk")))
        found = self.with_held_to_on().annotate(is_theirs=theirs, was_sent_back=back)
        return found.filter(Q(state=Action.State.COMPLETED) | (Q(is_theirs=True) & ~Q(state__in=Action.ENDED)))

    def due_between(self, first: date, last: date) -> Self:
        """Not ended, with the last day of the window within these days, both included."""
        return self.open().with_due_ends_on().filter(due_ends_on__range=(first, last))

    def without_owner(self) -> Self:
        return self.filter(owners__isnull=True)

    def without_date(self) -> Self:
        """No date is stated. One that can't be read, or “Ongoing”, is stated."""
        return self.with_due_as_written().filter(due_as_written="")

    def updatable_by(self, user: User) -> Self:
        """Any for the performance team; for others theirs, and those that nobody is said to own."""
        if user.role == Role.PERFORMANCE:
            return self
        return self.filter(Q(owners__isnull=True) | Q(pk__in=Action.objects.owned_by(user).values("pk"))).distinct()

    def owned_by(self, user: User) -> Self:
        """Those of the teams for which the person acts, and those that they, or who they stand in for, do in person."""
        in_person = Q(owners__person__in=user.acts_for.people)
        return self.filter(Q(owners__team__in=user.acts_for.teams) | in_person).distinct()

    def with_owners(self) -> Self:
        owners = ActionOwner.objects.select_related("team", "person")
        return self.select_related("strategy").prefetch_related(Prefetch("owners", queryset=owners))

    def with_standing(self) -> Self:
        """With what says how an action stands: its owners, its dates and its updates. Four queries."""
        return self.with_owners().prefetch_related("due_dates", "updates")

    def with_list(self) -> Self:
        """With what a row of the list of all actions prints: five queries."""
        owners = ActionOwner.objects.select_related("team")
        numbers = Outcome.objects.only("number", "title").order_by("number")
        found = self.select_related("strategy")
        return found.prefetch_related(Prefetch("owners", owners), "due_dates", "updates", Prefetch("outcomes", numbers))

    def with_plan(self) -> Self:
        """With everything that a line of the plan prints: six queries."""
        return self.with_standing().prefetch_related("outcomes", "measures")


class Action(Dated, FromDocument):
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
        UNKNOWN = "unknown", "Not stated"

    ENDED = (State.COMPLETED, State.ACCEPTED, State.CANCELLED)

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="actions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    outcomes = models.ManyToManyField(Outcome, related_name="actions")
    commitments = models.ManyToManyField(Commitment, blank=True, related_name="actions")
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="actions")
    state = models.CharField(max_length=20, choices=State, default=State.UNKNOWN)
    is_from_source = models.BooleanField(
        "loaded from a source document", default=False, editable=False, help_text="What is empty is not stated there"
    )
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
        constraints = [models.UniqueConstraint("strategy", "number", name="action_number_once_per_strategy")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return address("actions:action-detail", self.strategy.slug, self.number)

    def is_overdue(self, on: date) -> bool:
        """Past the window's last day and not ended (rules 9.1, 9.2)."""
        return not self.has_ended and self.held_to.is_overdue(on)

    @property
    def key(self) -> str:
        """Names the action for other systems: `elc-customer-2023-28/7`."""
        return f"{self.strategy.slug}/{self.number}"

    @property
    def seen(self) -> str:
        """Names the action in the version that a page shows: `12.3`."""
        return f"{self.pk}.{self.version}"

    @property
    def has_ended(self) -> bool:
        return self.state in self.ENDED

    @property
    def latest_update(self) -> "ProgressUpdate | None":
        """The last progress update that holds."""
        return next(iter(in_force(self.updates.all())), None)

    def is_updatable_by(self, user: User) -> bool:
        """`updatable_by` of one action: no query where its owners came along."""
        if user.role == Role.PERFORMANCE:
            return True
        owners = list(children_of(self, "owners"))
        mine = user.acts_for
        return not owners or any(each.team_id in mine.teams or each.person_id in mine.people for each in owners)

    @property
    def all_moves(self) -> list[Move]:
        """Of its own date and of its milestones' dates, in the order in which they were recorded."""
        moves = [move for dated in (self, *self.milestones.all()) for move in dated.moves]
        return sorted(moves, key=lambda move: (move.after.made_at, move.after.pk))


class ActionOwner(models.Model):
    """A team's part in an action. Where the source only joins owners by “&”, none of them is called the lead."""

    class Part(models.TextChoices):
        LEAD = "lead", "Lead"
        SUPPORTING = "supporting", "Supporting"
        JOINT = "joint", "Joint (the source names no lead)"

    action = models.ForeignKey(Action, models.CASCADE, related_name="owners")
    team = models.ForeignKey(Team, models.PROTECT, related_name="action_parts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="action_parts",
        help_text="Who does it for the team; the history keeps who did before (rules 9.5)",
    )
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


class MilestoneQuerySet(DatedQuerySet["Milestone"]):
    def in_order(self) -> Self:
        """By their dates; what has no last day comes last."""
        return self.with_due_ends_on().order_by("action", F("due_ends_on").asc(nulls_last=True), "pk")


class Milestone(Dated):
    """A step of an action with a date of its own."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=300)
    completed_on = models.DateField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)
    history = History()

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["action", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def strategy(self) -> Strategy:
        return self.action.strategy

    def is_overdue(self, on: date) -> bool:
        return self.completed_on is None and self.held_to.is_overdue(on)


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
    evidence_sha256 = models.CharField("SHA-256 of the file", max_length=64, blank=True, editable=False)
    key = models.CharField(
        "idempotency key", max_length=100, blank=True, help_text="With which another system sent it; once per author"
    )
    is_demonstration = models.BooleanField(default=False)
    history = History()

    FILES = {"evidence_file": "evidence_sha256"}

    class Meta:
        ordering = ["action", "-written_on", "-id"]
        constraints = [models.UniqueConstraint("written_by", "key", condition=~Q(key=""), name="update_once_per_key")]

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
