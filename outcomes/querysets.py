"""Words about many strategies and outcomes."""

from datetime import date
from typing import Self

from django.db import models


class StrategyQuerySet(models.QuerySet):
    def running_on(self, on: date) -> Self:
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def finished_on(self, on: date) -> Self:
        return self.filter(ends_on__lt=on)


class OutcomeQuerySet(models.QuerySet):
    def of(self, strategy) -> Self:
        return self.filter(strategy=strategy)
