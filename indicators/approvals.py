"""What an approver looks at: each submitted value beside the one before it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from outcomes.models import Strategy
from strategy_portal.domain.periods import Frequency, Period, period_of
from strategy_portal.models import User

from .grid import figure_of
from .models import Value


@dataclass(frozen=True)
class Waiting:
    """How many values of one strategy and quarter wait for a person's approval."""

    strategy: Strategy
    quarter: Period
    count: int


@dataclass(frozen=True)
class Line:
    """A submitted value, and the approved figure of the period before."""

    value: Value
    figure: str
    previous: str


def waiting_by_quarter(user: User) -> list[Waiting]:
    """Two queries: by strategy and quarter, the oldest first."""
    strategies = {strategy.pk: strategy for strategy in Strategy.objects.all()}
    rows = Value.objects.awaiting_approval().in_remit_of(user).order_by()
    counted = rows.values_list("period__strategy", "period__ends_on").annotate(Count("pk"))
    totals: dict[tuple[int, Period], int] = {}
    for strategy, ends_on, count in counted:
        last_day = date.fromordinal(ends_on.toordinal() - 1)
        key = strategy, period_of(last_day, Frequency.QUARTERLY, strategies[strategy].year_start)
        totals[key] = totals.get(key, 0) + count
    return [
        Waiting(strategies[strategy], quarter, count)
        for (strategy, quarter), count in sorted(totals.items(), key=lambda item: (item[0][1], item[0][0]))
    ]


def waiting_in(user: User, strategy: Strategy, quarter: Period) -> list[Line]:
    """The submitted values of the quarter that this person may approve: three queries, whatever their number."""
    rows = Value.objects.awaiting_approval().in_remit_of(user).with_setting()
    rows = rows.filter(period__strategy=strategy, period__ends_on__gt=quarter.start, period__ends_on__lte=quarter.end)
    values = list(rows.order_by("indicator__key_output__outcome__number", "indicator__order", "unit__name"))
    before = _approved_before(values)
    return [Line(value, figure_of(value), figure_of(before.get(_before(value)))) for value in values]


def _approved_before(values: list[Value]) -> dict[tuple, Value]:
    days = {value.period.as_domain().previous().start for value in values}
    rows = Value.objects.approved().filter(
        indicator__in={value.indicator_id for value in values}, period__starts_on__in=days
    )
    return {
        (row.indicator_id, row.unit_id, row.period.starts_on): row for row in rows.select_related("period", "indicator")
    }


def _before(value: Value) -> tuple:
    return value.indicator_id, value.unit_id, value.period.as_domain().previous().start
