"""Words about many actions."""

from datetime import date
from typing import Self

from django.db import models


class ActionQuerySet(models.QuerySet):
    def of(self, strategy) -> Self:
        return self.filter(strategy=strategy)

    def open(self) -> Self:
        return self.exclude(state__in=self.model.ENDED)

    def overdue_on(self, on: date) -> Self:
        """Not ended, and past the last day of the window (rules 9.1, 9.2)."""
        return self.open().filter(due_ends_on__lt=on)

    def without_owner(self) -> Self:
        return self.filter(owners__isnull=True)

    def with_plan(self) -> Self:
        """With everything that a line of the plan prints, in a fixed number of queries."""
        return self.select_related("strategy").prefetch_related("outcomes", "owners__team", "measures", "updates")
