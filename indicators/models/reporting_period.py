"""When values are expected: reporting periods and their lock."""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from outcomes.models import Strategy
from strategy_portal.domain import periods
from strategy_portal.records.history import History

from .indicator import choices

Row = TypeVar("Row", bound=models.Model)


class ReportingPeriod(models.Model):
    """A period of a strategy for which values are expected, or a day that somebody chose for one (rules 2.3).

    `ends_on` is the first day after it (rules 2.2).
    """

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="periods")
    frequency = models.CharField(max_length=20, choices=choices(periods.Frequency))
    starts_on = models.DateField()
    ends_on = models.DateField()
    slug = models.SlugField(max_length=30)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lock_reason = models.TextField("why it was locked or reopened", blank=True)
    history = History()

    class Meta:
        ordering = ["strategy", "starts_on", "frequency"]
        constraints = [
            models.UniqueConstraint("strategy", "frequency", "starts_on", name="period_once_per_strategy"),
            models.UniqueConstraint("strategy", "slug", name="period_slug_once_per_strategy"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="period_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.as_domain().label

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    def as_domain(self) -> periods.Period:
        return periods.period_from(self.starts_on, self.frequency, self.strategy.year_start)


class PeriodLocked(Exception):
    """The period is locked: nothing in it can be written until the performance team reopens it (rules 3.5)."""

    def __init__(self, period: ReportingPeriod, and_so: str = ""):
        why = f", and {and_so}" if and_so else ""
        super().__init__(f"{period} is locked{why}. Ask the performance team to reopen it.")


def refuse_locked(periods: Iterable[int | None]) -> None:
    """Asks the database about periods by primary key. Raises PeriodLocked for the first locked one."""
    wanted: Any = periods if isinstance(periods, models.QuerySet) else set(periods)
    locked = ReportingPeriod.objects.filter(pk__in=wanted, locked_at__isnull=False)
    if period := locked.select_related("strategy").first():
        raise PeriodLocked(period)


class OfPeriodsQuerySet(models.QuerySet[Row]):
    """Rows of reporting periods in bulk: those of a locked one refuse to be written, whichever way (rules 3.5).

    `owner` is the field that leads to the period: the period itself, or what belongs to it.
    """

    owner = "period"

    def update(self, **changes: Any) -> int:
        self._refuse_locked()
        if owner := changes.get(self.owner, changes.get(f"{self.owner}_id")):
            refuse_locked(self.periods_of([getattr(owner, "pk", owner)]))
        return super().update(**changes)

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        return super().bulk_create(self._checked(objs), *args, **options)

    def bulk_update(self, objs: Iterable[Row], *args: Any, **options: Any) -> int:
        return super().bulk_update(self._checked(objs), *args, **options)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_locked()
        return super().delete()

    def periods_of(self, owners: Collection[int]) -> Iterable[int | None]:
        """The periods that owners belong to, by primary key."""
        return owners

    def _checked(self, rows: Iterable[Row]) -> list[Row]:
        found = list(rows)
        refuse_locked(self.periods_of({getattr(row, f"{self.owner}_id") for row in found}))
        return found

    def _refuse_locked(self) -> None:
        refuse_locked(self.periods_of(self.order_by().values_list(self.owner, flat=True)))
