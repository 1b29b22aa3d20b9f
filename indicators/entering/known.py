"""What is known when a value is entered: its target, the figures before it, and what was said then."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from strategy_portal.domain import wording
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.numbers import IN_FULL, Missing
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.domain.status import TargetValue
from strategy_portal.domain.timeline import timeline

from ..expecting.expected import ExpectedEntry, value_address
from ..judging.loading import year_target
from ..models import Indicator, Target, Value
from ..models.indicator import AIMED_AT
from ..models.value import reading_of
from .entry import figure_of

EarlierDay = Callable[[Period, Collection[date]], date | None]
"""From a period, and the days on which periods with a value begin, to the first day of an earlier one."""


def _before(period: Period, days: Collection[date]) -> date | None:
    """Of the period before; of a day that somebody chose the last one with a value."""
    return max((day for day in days if day < period.start), default=None) if period.is_day else period.previous().start


def _a_year_ago(period: Period, days: Collection[date]) -> date | None:
    """Of the same period last year, which a day that somebody chose has not."""
    return None if period.is_day else period.same_last_year().start


STEPS: Mapping[str, EarlierDay] = MappingProxyType({"Before": _before, "A year ago": _a_year_ago})
"""What stands beside a figure, by its heading."""


@dataclass(frozen=True)
class Earlier:
    """An earlier figure as printed; `url` is its value's page while it can still be changed."""

    text: str
    url: str = ""


NO_VALUE = Earlier(IN_FULL.text(Missing.NOT_ENTERED))


def targets_of(all_expected: Sequence[ExpectedEntry]) -> dict[int, str]:
    """Each indicator's target at the end of the period, as printed: one query."""
    days = {expected.indicator.pk: expected.period.as_domain() for expected in all_expected}
    years = {period.year.start for period in days.values()}
    rows: dict[int, list[Any]] = defaultdict(list)
    stored = Target.objects.filter(indicator__in=days, year_starts_on__in=years).order_by()
    for row in stored.values_list(*AIMED_AT, named=True):
        if row.year_starts_on == days[row.indicator_id].year.start:
            rows[row.indicator_id].append(row)
    held = {pk: timeline(of_year, start=None).on(days[pk].last_day) for pk, of_year in rows.items()}
    found = {pk: year_target(row).target for pk, row in held.items() if row}
    return {
        expected.indicator.pk: target_text(expected.indicator, found.get(expected.indicator.pk))
        for expected in all_expected
    }


def target_text(indicator: Indicator, target: TargetValue | None) -> str:
    """As printed; for values that are summed over the year, it says so."""
    text = wording.target_text(target, indicator.format)
    return f"{text} a year" if target and indicator.across_periods == AcrossPeriods.SUM else text


def earlier_figures(all_expected: Sequence[ExpectedEntry], *, approved_only: bool = False) -> dict[str, list[Earlier]]:
    """The figures beside each expected entry, by its key, in the order of STEPS: one query.

    `approved_only`: as they were approved, for one query more where some are under revision (rules 3.4).
    """
    indicators = {expected.indicator.pk: expected.indicator for expected in all_expected}
    own = {expected.period.pk: expected.period.as_domain() for expected in all_expected}
    names = (
        "pk", "indicator_id", "unit_id", "number", "numerator", "denominator", "respondents", "availability", "state",
        "quality", "period__starts_on", "period__frequency", "period__slug", "period__locked_at",
    )  # fmt: skip
    rows = Value.objects.filter(_earlier_than(own.values()), indicator__in=indicators).order_by()
    rows = rows.of_units({expected.unit.pk for expected in all_expected if expected.unit})
    if approved_only:
        rows = rows.filter(approved_at__isnull=False)
    named = [
        row
        for row in rows.values_list(*names, named=True)
        if row.period__frequency == indicators[row.indicator_id].frequency
    ]
    before = _as_approved([row.pk for row in named if row.state != Value.State.APPROVED]) if approved_only else {}
    found: dict[tuple, dict[date, Earlier]] = defaultdict(dict)
    for row in named:
        figure = _earlier_figure(row, indicators[row.indicator_id], before.get(row.pk, row))
        found[row.indicator_id, row.unit_id][row.period__starts_on] = figure
    earlier = {}
    for expected in all_expected:
        there = found[expected.indicator.pk, expected.unit.pk if expected.unit else None]
        days = [step(own[expected.period.pk], there) for step in STEPS.values()]
        earlier[expected.key] = [there.get(day, NO_VALUE) if day else NO_VALUE for day in days]
    return earlier


def _earlier_than(periods: Collection[Period]) -> Q:
    """The values in the periods before these and a year before; of days that somebody chose, on all days before."""
    regular = [period for period in periods if not period.is_day]
    days = {step(period, ()) for period in regular for step in STEPS.values()}
    chosen = [period.start for period in periods if period.is_day]
    wanted = Q(period__starts_on__in=days)
    return wanted | Q(period__frequency=Frequency.IRREGULAR, period__starts_on__lt=max(chosen)) if chosen else wanted


def _as_approved(under_revision: Sequence[int]) -> dict[int, Any]:
    """Values under revision as they were approved last: one query, none without any."""
    if not under_revision:
        return {}
    records = Value.history.filter(id__in=under_revision, state=Value.State.APPROVED)
    return {record.id: record for record in records.order_by("version")}


def _earlier_figure(row: Any, indicator: Indicator, counted: Any) -> Earlier:
    """The figure of `counted`, the row itself or as it was approved."""
    figure = reading_of(counted, indicator.factor)
    is_open = row.period__locked_at is None and row.state in (Value.State.DRAFT, Value.State.RETURNED)
    year_start = indicator.outcome.strategy.year_start
    period = Period(row.period__starts_on, Frequency(row.period__frequency), year_start)
    text = indicator.format_in(period).text(figure.number)
    return Earlier(text, value_address(indicator, row.period__slug, row.unit_id) if is_open else "")


@dataclass(frozen=True)
class Beside:
    """What helps to enter one value: the target, the period before with its commentary, and a year ago."""

    target: str
    before: Value | None
    before_figure: str
    year_ago_figure: str


def beside(expected: ExpectedEntry) -> Beside:
    """Two queries."""
    own = expected.period.as_domain()
    rows = Value.objects.filter(
        _earlier_than([own]),
        indicator=expected.indicator,
        unit=expected.unit,
        period__frequency=expected.period.frequency,
    ).select_related("period__strategy")
    found: dict[date, Value] = {}
    for row in rows:
        row.indicator = expected.indicator
        found[row.period.starts_on] = row
    days = [step(own, found) for step in STEPS.values()]
    before, year_ago = (found.get(day) if day else None for day in days)
    return Beside(targets_of([expected])[expected.indicator.pk], before, figure_of(before), figure_of(year_ago))
