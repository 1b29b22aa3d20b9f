"""One person's quarter as rows of a workbook: each slot with what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import prefetch_related_objects

from outcomes.models import Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.periods import Period
from strategy_portal.models import User
from strategy_portal.spreadsheets.writing import Cell

from ..models import Indicator, Value
from ..slots import Slot, slots_for
from .columns import Column, filled_in, inputs_for, made_of


@dataclass(frozen=True)
class QuarterRow:
    """A slot and what stands in its row, by the names of the columns."""

    slot: Slot
    known: dict[str, str]

    @property
    def inputs(self) -> dict[str, Cell]:
        return filled_in(self.slot)

    @property
    def is_open(self) -> bool:
        """It can still be filled in: neither locked, nor submitted, nor approved."""
        return not (self.slot.is_done or self.slot.period.is_locked)

    @property
    def version(self) -> int:
        return self.slot.value.version if self.slot.value else 0


@dataclass(frozen=True)
class QuarterSheet:
    strategy: Strategy
    quarter: Period
    rows: tuple[QuarterRow, ...]

    @cached_property
    def indicators(self) -> list[Indicator]:
        """Each indicator once, in order."""
        return list({row.slot.indicator.pk: row.slot.indicator for row in self.rows}.values())

    @cached_property
    def inputs(self) -> tuple[Column, ...]:
        return inputs_for(self.indicators)

    @property
    def is_demonstration(self) -> bool:
        return any(indicator.setup_is_demonstration for indicator in self.indicators)

    @property
    def file_name(self) -> str:
        """Without its ending."""
        return f"{self.strategy.slug}-{self.quarter.slug}"


def quarter_sheet(user: User, strategy: Strategy, quarter: Period) -> QuarterSheet:
    """This person's rows of one strategy and quarter: seven queries at most for any number of values."""
    slots = slots_for(user, strategy, quarter)
    prefetch_related_objects([slot.indicator for slot in slots], "targets")
    earlier = _earlier(slots)
    made = {slot.indicator.pk: made_of(slot.indicator) for slot in slots}
    return QuarterSheet(strategy, quarter, tuple(QuarterRow(slot, _known(slot, earlier, made)) for slot in slots))


def _known(slot: Slot, earlier: dict[tuple, Value], made: dict[int, str]) -> dict[str, str]:
    indicator, period = slot.indicator, slot.period.as_domain()
    place = (indicator.pk, slot.unit.pk if slot.unit else None)
    return {
        "outcome": str(indicator.outcome),
        "indicator": indicator.reference,
        "title": indicator.title,
        "unit": str(slot.unit or ""),
        "period": period.label,
        "made_of": made[indicator.pk],
        "target": _target_text(indicator, period),
        "before": _figure_text(earlier.get((*place, period.previous().start))),
        "year_ago": _figure_text(earlier.get((*place, period.same_last_year().start))),
        "state": state_text(slot),
    }


def state_text(slot: Slot) -> str:
    """Where the value stands, and whether anything can be filled in."""
    value = slot.value
    if slot.period.is_locked:
        return "Period locked"
    if value is None:
        return "Not entered"
    return f"Returned: {value.return_reason}" if slot.is_returned else value.get_state_display()


def _earlier(slots: Sequence[Slot]) -> dict[tuple, Value]:
    """Values of the period before and of a year before, by indicator, unit and first day: one query."""
    indicators = {slot.indicator.pk: slot.indicator for slot in slots}
    own = {slot.period.pk: slot.period.as_domain() for slot in slots}.values()
    days = {day for period in own for day in (period.previous().start, period.same_last_year().start)}
    rows = Value.objects.filter(indicator__in=indicators, period__starts_on__in=days).select_related("period")
    found = {}
    for row in rows.order_by():
        row.indicator = indicators[row.indicator_id]
        found[row.indicator_id, row.unit_id, row.period.starts_on] = row
    return found


def _figure_text(value: Value | None) -> str:
    if value is None:
        return "No value"
    indicator = value.indicator
    return wording.figure_text(value.reading().number, indicator.decimal_places, indicator.unit_suffix)


def _target_text(indicator: Indicator, period: Period) -> str:
    """The year's target; for values that are summed over the year, it says so."""
    target = indicator.target_on(period.last_day)
    text = wording.target_text(target.as_domain() if target else None, indicator.unit_suffix)
    return f"{text} a year" if target and indicator.across_periods == "sum" else text
