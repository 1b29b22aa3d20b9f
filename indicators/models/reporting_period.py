"""When values are expected: reporting periods and their lock."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from outcomes.models import Strategy
from strategy_portal.domain import periods
from strategy_portal.records.history import History

from .fields import choices


class ReportingPeriod(models.Model):
    """A period of a strategy for which values are expected. `ends_on` is the first day after it (rules 2.2)."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="periods")
    frequency = models.CharField(max_length=20, choices=choices(periods.MONTHS))
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
        return periods.Period(self.starts_on, periods.Frequency(self.frequency), self.strategy.year_start)


class PeriodLocked(Exception):
    """The period is locked: nothing in it can be written until the performance team reopens it (rules 3.5)."""

    def __init__(self, period: ReportingPeriod, and_so: str = ""):
        why = f", and {and_so}" if and_so else ""
        super().__init__(f"{period} is locked{why}. Ask the performance team to reopen it.")


def refuse_locked(periods: Iterable[int]) -> None:
    """Asks the database about periods by primary key. Raises PeriodLocked for the first locked one."""
    locked = ReportingPeriod.objects.filter(pk__in=set(periods), locked_at__isnull=False)
    if period := locked.select_related("strategy").first():
        raise PeriodLocked(period)
