"""What is known when a value is entered: its target, the figures before it, and what was said then."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any

from strategy_portal.domain import wording
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.numbers import IN_FULL, Missing
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.domain.status import TargetValue
from strategy_portal.domain.timeline import timeline

from ..expecting.expected import ExpectedEntry, value_address
from ..judging.loading import AIMED_AT, year_target
from ..models import Indicator, Target, Value
from ..models.value import reading_of
from .entry import figure_of

EarlierPeriod = Callable[[Period], Period]
"""From a period to an earlier one of the same frequency."""

STEPS: Mapping[str, EarlierPeriod] = MappingProxyType({"Before": Period.previous, "A year ago": Period.same_last_year})
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
    days = {pk: [step(period).start for step in STEPS.values()] for pk, period in own.items()}
    names = (
        "pk", "indicator_id", "unit_id", "number", "numerator", "denominator", "respondents", "availability", "state",
        "quality", "period__starts_on", "period__frequency", "period__slug", "period__locked_at",
    )  # fmt: skip
    rows = Value.objects.filter(indicator__in=indicators, period__starts_on__in=set(chain(*days.values()))).order_by()
    rows = rows.of_units({expected.unit.pk for expected in all_expected if expected.unit})
    if approved_only:
        rows = rows.filter(approved_at__isnull=False)
    named = [
        row
        for row in rows.values_list(*names, named=True)
        if row.period__frequency == indicators[row.indicator_id].frequency
    ]
    before = _as_approved([row.pk for row in named if row.state != Value.State.APPROVED]) if approved_only else {}
    found = {
        (row.indicator_id, row.unit_id, row.period__starts_on): _earlier_figure(
            row, indicators[row.indicator_id], before.get(row.pk, row)
        )
        for row in named
    }
    return {
        expected.key: [
            found.get((expected.indicator.pk, expected.unit.pk if expected.unit else None, day), NO_VALUE)
            for day in days[expected.period.pk]
        ]
        for expected in all_expected
    }


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
    days = own.previous().start, own.same_last_year().start
    rows = Value.objects.filter(
        indicator=expected.indicator,
        unit=expected.unit,
        period__starts_on__in=days,
        period__frequency=expected.period.frequency,
    ).select_related("period__strategy")
    found = {}
    for row in rows:
        row.indicator = expected.indicator
        found[row.period.starts_on] = row
    before, year_ago = (found.get(day) for day in days)
    return Beside(targets_of([expected])[expected.indicator.pk], before, figure_of(before), figure_of(year_ago))
