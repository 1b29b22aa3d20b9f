"""Words about many actions."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery

from strategy_portal.models import Role, User

if TYPE_CHECKING:
    from outcomes.models import Strategy

    from .models import Action  # noqa: F401 (the base class names it)

UNREADABLE = Q(due_ends_on=None) & ~Q(due_as_written="") & ~Q(due_as_written__iexact="ongoing")


class ActionQuerySet(models.QuerySet["Action"]):
    def of(self, strategy: "Strategy") -> Self:
        return self.filter(strategy=strategy)

    def open(self) -> Self:
        return self.exclude(state__in=self.model.ENDED)

    def overdue_on(self, on: date) -> Self:
        """Not ended, and past the last day of the window to which it is held (rules 9.1, 9.2, 9.4)."""
        return self.open().filter(Q(due_ends_on__lt=on) | UNREADABLE & Q(first_due_ends_on__lt=on))

    def due_between(self, first: date, last: date) -> Self:
        """Not ended, with the last day of the window within these days, both included."""
        return self.open().filter(due_ends_on__range=(first, last))

    def without_owner(self) -> Self:
        return self.filter(owners__isnull=True)

    def without_date(self) -> Self:
        """No date is stated. One that can't be read, or “Ongoing”, is stated."""
        return self.filter(due_as_written="")

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
        """With what tells how an action stands: its owners and its updates. Three queries."""
        return self.with_owners().prefetch_related("updates")

    def with_last_report(self) -> Self:
        """Each with `reported`: the `version_of` its updates, None if there is none."""
        history: Any = self._rows("updates").model.history
        records = history.filter(action_id=OuterRef("pk")).order_by("-history_id")
        return self.annotate(reported=Subquery(records.values("history_id")[:1]))

    def with_plan(self) -> Self:
        """With everything that a line of the plan prints: six queries."""
        return self.with_standing().prefetch_related("outcomes", "measures", "revisions")

    def with_page(self) -> Self:
        """With everything that stands on an action's page itself, and who wrote it: six queries."""
        updates = self._rows("updates").select_related("written_by", "correction")
        revisions = self._rows("revisions").select_related("milestone", "recorded_by")
        written = (Prefetch("updates", queryset=updates), Prefetch("revisions", queryset=revisions))
        found = self.with_owners().select_related("completed_by", "accepted_by")
        return found.prefetch_related("outcomes", "measures", *written)

    def _rows(self, related: str) -> models.QuerySet[Any]:
        """All rows of what an action has many of: their models come after this one."""
        rows: models.QuerySet[Any] = getattr(self.model, related).rel.related_model._default_manager.all()
        return rows
