"""A quarter as a table: its columns, and one person's rows with what is known of each expected entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from indicators.expecting.expected import ExpectedEntry, expected_in
from indicators.models import Indicator, Value
from outcomes.models import Strategy
from strategy_portal.domain.numbers import ANSWERS
from strategy_portal.domain.periods import Period
from strategy_portal.models import User
from strategy_portal.spreadsheets.cells import Cell, csv_text

from ..checking import figure_labels, initial, takes_yes_or_no
from ..known import Earlier, earlier_figures, targets_of

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ValueColumn:
    """`name` is the form's field where a person fills the column in. `width` is in characters."""

    name: str
    title: str
    width: int
    help: str = ""
    choices: Choices = ()


KEY, VERSION = ValueColumn("key", "Key", 14), ValueColumn("version", "Version", 8)
KNOWN = (
    ValueColumn("outcome", "Outcome", 16),
    ValueColumn("indicator", "Indicator", 9),
    ValueColumn("title", "Title", 40),
    ValueColumn("unit", "Unit", 18),
    ValueColumn("period", "Period", 12),
    ValueColumn("made_of", "How it is made", 30),
    ValueColumn("target", "Target", 11),
    ValueColumn("before", "Before", 11),
    ValueColumn("year_ago", "A year ago", 11),
    ValueColumn("state", "State", 18),
)
FIGURES = (
    ValueColumn(
        "number", "Value", 12, "Digits, for example 84.5. Leave it empty if it is not known yet: empty is not zero."
    ),
    ValueColumn("numerator", "Numerator", 12, "What is counted. “How it is made” names it."),
    ValueColumn("denominator", "Denominator", 12, "What it is divided by. “How it is made” names it."),
)
RESPONDENTS = ValueColumn("respondents", "Respondents", 12, "How many people answered.")
FORECASTS: Choices = (("", "No forecast"), *Value.Forecast.choices)
REST = (
    ValueColumn(
        "availability",
        "Is there a value?",
        16,
        "If there is none, choose why and say more in the next column.",
        tuple(Value.Availability.choices),
    ),
    ValueColumn("reason", "Why is there no value?", 26, "For example: Survey postponed to March."),
    ValueColumn("expected_on", "Expected on", 12, "When there will be a value, for example 31/03/2027."),
    ValueColumn("quality", "Quality", 13, "Final, unless the figure may still change.", tuple(Value.Quality.choices)),
    ValueColumn(
        "forecast",
        "Forecast for the year end",
        20,
        "What you expect of the year. It stands beside the status.",
        FORECASTS,
    ),
    ValueColumn("what_happened", "What happened", 36, "Needed where the value is off target."),
    ValueColumn("why", "Why", 36, "Needed where the value is off target."),
    ValueColumn("what_next", "What next", 36, "Needed where the value is off target or missing."),
)


def answer_column(place: int) -> ValueColumn:
    """The count of one answer of a survey; `place` starts at 0."""
    return ValueColumn(
        f"count-{place}", f"Answer {place + 1}", 11, "How many gave this answer. “How it is made” names it."
    )


@dataclass(frozen=True)
class QuarterRow:
    """An expected entry and what stands in its row, by the names of the columns."""

    expected: ExpectedEntry
    known: dict[str, str]


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
        """The columns to fill in, with one for each answer that is counted in a survey among the indicators."""
        most = max((len(indicator.answer_labels) for indicator in self.indicators), default=0)
        return (*FIGURES, RESPONDENTS, *map(answer_column, range(most)), *REST)

    @property
    def columns(self) -> tuple[ValueColumn, ...]:
        """All in order; the first two tell the portal where a row belongs, and are hidden in the workbook."""
        return (KEY, VERSION, *KNOWN, *self.inputs)

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
    earlier, targets = earlier_figures(all_expected, approved_only=True), targets_of(all_expected)
    rows = (QuarterRow(each, _known(each, earlier[each.key], targets[each.indicator.pk])) for each in all_expected)
    return QuarterSheet(strategy, quarter, tuple(rows))


def _known(expected: ExpectedEntry, earlier: Sequence[Earlier], target: str) -> dict[str, str]:
    indicator = expected.indicator
    before, year_ago = earlier
    return {
        "outcome": str(indicator.outcome),
        "indicator": indicator.reference,
        "title": indicator.title,
        "unit": str(expected.unit or ""),
        "period": expected.period.as_domain().label,
        "made_of": made_of(indicator),
        "target": target,
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


def cells_of(row: QuarterRow, inputs: tuple[ValueColumn, ...]) -> list[Cell]:
    value = row.expected.value
    filled = filled_in(row.expected, initial(value))
    known: list[Cell] = [row.known[column.name] for column in KNOWN]
    return [row.expected.key, value.version if value else 0, *known, *(filled.get(column.name) for column in inputs)]


def quarter_csv(sheet: QuarterSheet) -> str:
    """The rows as CSV, with the columns of the workbook."""
    head: list[Cell] = [column.title for column in sheet.columns]
    return csv_text([head, *(cells_of(row, sheet.inputs) for row in sheet.rows)])


def is_yes_no(indicator: Indicator) -> bool:
    return any(takes_yes_or_no(indicator, name) for name in figure_labels(indicator))


def asked_of(indicator: Indicator) -> tuple[str, ...]:
    """The input columns that are filled in for an indicator."""
    return (*figure_labels(indicator), *(column.name for column in REST))


def filled_in(expected: ExpectedEntry, stored: Mapping[str, Any]) -> dict[str, Cell]:
    """What stands in the input columns of an expected entry: what is stored (`initial`), choices by their words."""
    words = {column.name: dict(column.choices) for column in REST if column.choices}
    found: dict[str, Cell] = {}
    for name in asked_of(expected.indicator):
        value = stored.get(name)
        found[name] = words[name].get(value or "", "") if name in words else value
    number = found.get("number")
    if isinstance(number, Decimal) and is_yes_no(expected.indicator):
        found["number"] = ANSWERS.get(number, number)
    return found


def state_text(expected: ExpectedEntry) -> str:
    """Where the value stands, and whether anything can be filled in."""
    value = expected.value
    if expected.period.is_locked:
        return "Period locked"
    if value is None:
        return "Not entered"
    return f"Returned: {value.return_reason}" if expected.is_returned else value.get_state_display()
