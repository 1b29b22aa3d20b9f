"""One person's quarter as rows of a workbook: each expected entry with what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from indicators.expecting.expected import ExpectedEntry, expected_in
from indicators.models import Indicator
from outcomes.models import Strategy
from strategy_portal.domain.periods import Period
from strategy_portal.models import User
from strategy_portal.spreadsheets.cells import Cell, csv_text

from ..known import Earlier, earlier_figures, targets_of
from .checker import filled_in, is_yes_no, state_text
from .columns import KEY, KNOWN, VERSION, ValueColumn, inputs_for


@dataclass(frozen=True)
class QuarterRow:
    """An expected entry and what stands in its row, by the names of the columns."""

    expected: ExpectedEntry
    known: dict[str, str]

    @property
    def inputs(self) -> dict[str, Cell]:
        return filled_in(self.expected)

    @property
    def is_open(self) -> bool:
        """It can still be filled in: neither locked, nor submitted, nor approved."""
        return not (self.expected.is_done or self.expected.period.is_locked)

    @property
    def version(self) -> int:
        return self.expected.value.version if self.expected.value else 0


@dataclass(frozen=True)
class QuarterSheet:
    strategy: Strategy
    quarter: Period
    rows: tuple[QuarterRow, ...]

    @cached_property
    def indicators(self) -> list[Indicator]:
        """Each indicator once, in order."""
        return list({row.expected.indicator.pk: row.expected.indicator for row in self.rows}.values())

    @cached_property
    def inputs(self) -> tuple[ValueColumn, ...]:
        return inputs_for(self.indicators)

    @property
    def is_demonstration(self) -> bool:
        return any(indicator.setup_is_demonstration for indicator in self.indicators)

    @property
    def file_name(self) -> str:
        """Without its ending."""
        return f"{self.strategy.slug}-{self.quarter.slug}"


def quarter_sheet(user: User, strategy: Strategy, quarter: Period, on: date) -> QuarterSheet:
    """This person's rows of one strategy and quarter: seven queries for any number of values."""
    all_expected = expected_in(user, strategy, quarter, on)
    earlier, targets = earlier_figures(all_expected), targets_of(all_expected)
    made = {expected.indicator.pk: made_of(expected.indicator) for expected in all_expected}
    return QuarterSheet(
        strategy,
        quarter,
        tuple(
            QuarterRow(expected, _known(expected, earlier[expected.key], targets, made)) for expected in all_expected
        ),
    )


def _known(
    expected: ExpectedEntry, earlier: Sequence[Earlier], targets: dict[int, str], made: dict[int, str]
) -> dict[str, str]:
    indicator = expected.indicator
    before, year_ago = earlier
    return {
        "outcome": str(indicator.outcome),
        "indicator": indicator.reference,
        "title": indicator.title,
        "unit": str(expected.unit or ""),
        "period": expected.period.as_domain().label,
        "made_of": made[indicator.pk],
        "target": targets[indicator.pk],
        "before": before.text,
        "year_ago": year_ago.text,
        "state": state_text(expected),
    }


def made_of(indicator: Indicator) -> str:
    """What goes into the figure's inputs, in words."""
    if indicator.answer_labels:
        return "; ".join(f"Answer {place}: {answer}" for place, answer in enumerate(indicator.answer_labels, start=1))
    if indicator.takes_ratio:
        known = " (from its table)" if indicator.population_id else ""
        return f"{indicator.numerator_label} ÷ {indicator.denominator_label}{known}"
    return "Yes or No" if is_yes_no(indicator) else indicator.unit_text or "One number"


def columns_of(sheet: QuarterSheet) -> tuple[ValueColumn, ...]:
    """All columns in order; the first two tell the portal where a row belongs, and are hidden in the workbook."""
    return (KEY, VERSION, *KNOWN, *sheet.inputs)


def cells_of(row: QuarterRow, inputs: tuple[ValueColumn, ...]) -> list[Cell]:
    filled = row.inputs
    known: list[Cell] = [row.known[column.name] for column in KNOWN]
    return [row.expected.key, row.version, *known, *(filled.get(column.name) for column in inputs)]


def quarter_csv(sheet: QuarterSheet) -> str:
    """The rows as CSV, with the columns of the workbook."""
    head: list[Cell] = [column.title for column in columns_of(sheet)]
    return csv_text([head, *(cells_of(row, sheet.inputs) for row in sheet.rows)])
