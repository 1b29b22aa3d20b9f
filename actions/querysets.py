"""Words about many actions."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Case, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from strategy_portal.domain.timeline import START
from strategy_portal.models import Role, User

if TYPE_CHECKING:
    from outcomes.models import Strategy

    from .models import Action, Milestone  # noqa: F401 (the base classes name them)

UNREADABLE = Q(due_ends_on=None) & ~Q(due_as_written="") & ~Q(due_as_written__iexact="ongoing")


Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    """Words about what has due dates: actions, and milestones of them."""

    def with_due(self) -> Self:
        """Each with what SQL asks of its date: as it is written, its last day, and the last day that it is `held_to`.

        They are read from the rows of DueDate, the last and the first of each, so no column repeats what a row says.
        """
        rows = self._rows("due_dates").filter(**{str(self.model._meta.model_name): OuterRef("pk")})
        now, first = rows.order_by("-holds_from", "-pk"), rows.order_by("holds_from", "pk")
        found = self.annotate(
            due_as_written=Coalesce(Subquery(now.values("as_written")[:1]), Value("")),
            due_ends_on=Subquery(now.values("ends_on")[:1]),
            first_due_ends_on=Subquery(first.values("ends_on")[:1]),
        )
        return found.annotate(held_to_on=Case(When(UNREADABLE, then=F("first_due_ends_on")), default=F("due_ends_on")))

    def without_moves(self) -> Self:
        """Those that have a date which was never moved."""
        moved = self._rows("due_dates").filter(holds_from__gt=START)
        return self.filter(due_dates__isnull=False).exclude(due_dates__in=moved).distinct()

    def _rows(self, related: str) -> Any:
        """All rows of what each has many of, as a QuerySet: their models come after this module."""
        return getattr(self.model, related).rel.related_model._default_manager.all()


class MilestoneQuerySet(DatedQuerySet["Milestone"]):
    def in_order(self) -> Self:
        """By their dates; what has no last day comes last."""
        return self.with_due().order_by("action", F("due_ends_on").asc(nulls_last=True), "pk")


class ActionQuerySet(DatedQuerySet["Action"]):
    def of(self, strategy: "Strategy") -> Self:
        return self.filter(strategy=strategy)

    def open(self) -> Self:
        return self.exclude(state__in=self.model.ENDED)

    def overdue_on(self, on: date) -> Self:
        """Not ended, and past the last day of the window to which it is held: the longest so first (rules 9.1, 9.4)."""
        return self.open().with_due().filter(held_to_on__lt=on).order_by("held_to_on", "number")

    def due_between(self, first: date, last: date) -> Self:
        """Not ended, with the last day of the window within these days, both included."""
        return self.open().with_due().filter(due_ends_on__range=(first, last))

    def without_owner(self) -> Self:
        return self.filter(owners__isnull=True)

    def without_date(self) -> Self:
        """No date is stated. One that can't be read, or “Ongoing”, is stated."""
        return self.with_due().filter(due_as_written="")

    def updatable_by(self, user: User) -> Self:
        """Any for the performance team; for others theirs, and those that nobody is said to own."""
        if user.role == Role.PERFORMANCE:
            return self
        return self.filter(Q(owners__isnull=True) | Q(pk__in=self.model.objects.owned_by(user).values("pk"))).distinct()

    def owned_by(self, user: User) -> Self:
        """Those of the person's teams, and those that they do in person."""
        return self.filter(Q(owners__team__in=user.teams.all()) | Q(owners__person=user)).distinct()

    def with_owners(self) -> Self:
        owners = self._rows("owners").select_related("team", "person")
        return self.select_related("strategy").prefetch_related(Prefetch("owners", queryset=owners))

    def with_standing(self) -> Self:
        """With what says how an action stands: its owners, its dates and its updates. Four queries."""
        return self.with_owners().prefetch_related("due_dates", "updates")

    def with_plan(self) -> Self:
        """With everything that a line of the plan prints: six queries."""
        return self.with_standing().prefetch_related("outcomes", "measures")

    def with_page(self) -> Self:
        """With everything that stands on an action's page itself, and who wrote it: eight queries."""
        updates = self._rows("updates").select_related("written_by", "correction")
        dates = Prefetch("due_dates", queryset=self._rows("due_dates").select_related("made_by"))
        milestones = self._rows("milestones").in_order().prefetch_related(dates)
        found = self.with_owners().select_related("completed_by", "accepted_by")
        return found.prefetch_related(
            "outcomes", "measures", dates, Prefetch("updates", queryset=updates), Prefetch("milestones", milestones)
        )
