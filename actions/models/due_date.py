"""Due dates that were agreed, with the windows that they mean, and the rule by which they are read (rules 9.2, 9.3)."""

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from strategy_portal.children import children_of
from strategy_portal.domain import due_dates
from strategy_portal.domain.due_dates import DueWindow, Phrases
from strategy_portal.domain.timeline import START, Timeline
from strategy_portal.records.history import History
from strategy_portal.records.holdings import Holding
from strategy_portal.records.signing import Signed
from strategy_portal.records.versions import Versioned

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .action import Action, Milestone

WRITTEN = 60
"""Letters of a due date as written."""

NO_DATE = DueWindow("")
UNREADABLE = Q(ends_on=None) & ~Q(as_written="") & ~Q(as_written__iexact="ongoing")
"""A row of DueDate of which no rule reads the words."""

Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    """Words about what has due dates: actions, and milestones of them."""

    def with_due_as_written(self) -> Self:
        """Each with its date as it is written, empty without one: read from the last of its rows of DueDate."""
        return self.annotate(due_as_written=Coalesce(Subquery(self._dates_now().values("as_written")[:1]), Value("")))

    def with_due_ends_on(self) -> Self:
        """Each with the last day of its date."""
        return self.annotate(due_ends_on=Subquery(self._dates_now().values("ends_on")[:1]))

    def with_held_to_on(self) -> Self:
        """Each with the last day that it is `held_to`: of its first row, where the last can't be read (rules 9.4)."""
        owner = str(self.model._meta.model_name)
        first = DueDate.objects.filter(**{owner: OuterRef(owner)}).order_by("holds_from", "pk")
        held_to = Case(When(UNREADABLE, then=Subquery(first.values("ends_on")[:1])), default=F("ends_on"))
        return self.annotate(held_to_on=Subquery(self._dates_now().values_list(held_to)[:1]))

    def _dates_now(self) -> "models.QuerySet[DueDate]":
        """The rows of DueDate of each, in a subquery: the one that holds now first."""
        owner = str(self.model._meta.model_name)
        return DueDate.objects.filter(**{owner: OuterRef("pk")}).order_by("-holds_from", "-pk")

    def without_moves(self) -> Self:
        """Those that have a date which was never moved."""
        moved = DueDate.objects.filter(holds_from__gt=START)
        return self.filter(due_dates__isnull=False).exclude(due_dates__in=moved).distinct()


class Dated(Versioned):
    """What has due dates: an action, or a milestone of one. What is asked here is answered from its `due_dates`.

    The first agreed date is the first of them and never changes; each move is a further one (rules 9.3). An action as
    one of its versions was has the dates of that version.
    """

    due_dates: "RelatedManager[DueDate]"
    due_as_written: str
    """Only of what comes `with_due_as_written()`, as SQL has it; elsewhere ask `due`."""

    class Meta:
        abstract = True

    @property
    def agreed_dates(self) -> "list[DueDate]":
        """Those of this version, in the order in which they hold."""
        return [row for row in children_of(self, "due_dates") if row.version <= self.version]

    @property
    def due_timeline(self) -> Timeline[DueWindow]:
        """What is due from which day on; NO_DATE where none was ever stated."""
        return Timeline(NO_DATE, tuple((row.holds_from, row.window) for row in self.agreed_dates))

    @property
    def due(self) -> DueWindow:
        """The date that holds now."""
        return self.due_timeline.on(date.max)

    @property
    def first_due(self) -> DueWindow:
        """The first agreed date, with the window that it meant when it was agreed."""
        return next((row.window for row in self.agreed_dates), NO_DATE)

    @property
    def held_to(self) -> DueWindow:
        """The date by which it is judged, also while the present one can't be read (rules 9.4)."""
        return due_dates.held_to(self.first_due, self.due)

    @property
    def has_first_due(self) -> bool:
        """Whether a date was ever agreed. From then on each change of it is a move, giving it up too (rules 9.3)."""
        return self.first_due.is_known

    @property
    def moves(self) -> "list[Move]":
        """Of its own date, the first move first."""
        return [Move(before, after) for before, after in pairwise(self.agreed_dates) if after.is_move]


def due_text(due: DueWindow) -> str | None:
    """A date's window in words, both days included, or why a stated date has none; None where no date is stated.

    `1 May to 31 August 2024`, `31 March 2025`.
    """
    if due.window:
        first, last = due.window
        if first == last:
            return f"{last:%-d %B %Y}"
        return f"{first:{'%-d %B' if first.year == last.year else '%-d %B %Y'}} to {last:%-d %B %Y}"
    if not due.is_known:
        return None
    return "No end date" if due.ongoing else "Can’t be read as a date"


class DueDate(Signed, Holding):
    """A due date of an action or of a milestone, as written, with the window that it meant when it was agreed.

    The first date of either holds from the start. So does the same date where a changed rule reads it anew. A row that
    holds from a later day is a move: it holds from the day on which it was agreed. All are written once (rules 9.3).
    """

    action = models.ForeignKey("actions.Action", models.PROTECT, null=True, blank=True, related_name="due_dates")
    milestone = models.ForeignKey("actions.Milestone", models.PROTECT, null=True, blank=True, related_name="due_dates")
    as_written = models.CharField(max_length=WRITTEN, blank=True, help_text="Empty: the date was given up")
    starts_on = models.DateField("first day of the window", null=True, blank=True)
    ends_on = models.DateField("last day of the window", null=True, blank=True)
    version = models.PositiveIntegerField(help_text="Of the action or milestone, in which this date came")
    is_demonstration = models.BooleanField(default=False)

    SERIES = ("action", "milestone")

    class Meta:
        ordering = ["holds_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__isnull=True, milestone__isnull=False)
                | Q(action__isnull=False, milestone__isnull=True),
                name="due_date_of_an_action_or_a_milestone",
            ),
            models.CheckConstraint(
                condition=Q(holds_from=START) | ~Q(reason="") & ~Q(agreed_by=""), name="move_says_why_and_who_agreed"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="due_date_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.as_written or "no date"

    @classmethod
    def read(cls, dated: "Action | Milestone", as_written: str, phrases: Phrases | None = None) -> "DueDate":
        """The date with the window that its words mean, from the start, not stored.

        `phrases` is the rule in force (`DuePhrase.objects.in_force()`); without it the defaults hold.
        """
        written = " ".join(as_written.split())
        window = due_dates.resolve(written, year_start=dated.strategy.year_start, phrases=phrases)
        return cls(
            **{str(dated._meta.model_name): dated}, holds_from=START, version=dated.version, as_written=written,
            starts_on=window.first_day, ends_on=window.last_day,
        )  # fmt: skip

    @property
    def owner(self) -> "Action | Milestone":
        owner = self.action or self.milestone
        if owner is None:
            raise ValueError("A due date is of an action or of a milestone")
        return owner

    @property
    def window(self) -> DueWindow:
        return due_dates.stated(self.as_written, self.starts_on, self.ends_on)

    @property
    def window_text(self) -> str | None:
        return due_text(self.window)

    @property
    def is_move(self) -> bool:
        return not self.is_from_the_start

    @property
    def needs_reason(self) -> bool:
        return self.is_move

    @property
    def needs_who_agreed(self) -> bool:
        return self.is_move

    def replaced(self) -> None:
        """Nothing: each move is kept, also of several on one day (rules 9.3)."""


class Move(NamedTuple):
    """One move of a date: the date before it, and the date that was agreed instead."""

    before: DueDate
    after: DueDate


class DuePhraseQuerySet(models.QuerySet["DuePhrase"]):
    def in_force(self) -> Phrases:
        """The words that are read as parts of a year. Where the portal has none of its own, the defaults."""
        own = {phrase.word: (phrase.first_month, phrase.last_month) for phrase in self.all()}
        return own or due_dates.PHRASES


class DuePhrase(models.Model):
    """A word that stands for months: “Mid 2024” is May to August 2024 (rules 9.2).

    Where the last month comes before the first, it is the next year's: “Winter 2026” may end in February 2027.
    """

    word = models.CharField(max_length=30, unique=True, help_text="In small letters")
    first_month = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(12)])
    last_month = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(12)])
    history = History()

    objects = DuePhraseQuerySet.as_manager()

    class Meta:
        ordering = ["first_month", "last_month", "word"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_month__gte=1, first_month__lte=12, last_month__gte=1, last_month__lte=12),
                name="due_phrase_is_a_span_of_months",
            )
        ]

    def __str__(self) -> str:
        return self.word
