"""The columns of a quarter's workbook: what is known of an expected entry, and what a person fills in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.expecting.expected import ExpectedEntry
from indicators.models import Indicator, Value
from strategy_portal.domain.formats import ANSWERS
from strategy_portal.spreadsheets.cells import Cell, workbook_text

from ..checking import figure_labels
from ..forms import initial

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """`name` is the form's field where a person fills the column in. `width` is in characters."""

    name: str
    title: str
    width: int
    help: str = ""
    choices: Choices = ()


KEY, VERSION = Column("key", "Key", 14), Column("version", "Version", 8)
KNOWN = (
    Column("outcome", "Outcome", 16),
    Column("indicator", "Indicator", 9),
    Column("title", "Title", 40),
    Column("unit", "Unit", 18),
    Column("period", "Period", 12),
    Column("made_of", "How it is made", 30),
    Column("target", "Target", 11),
    Column("before", "Before", 11),
    Column("year_ago", "A year ago", 11),
    Column("state", "State", 18),
)
FIGURES = (
    Column(
        "number", "Value", 12, "Digits, for example 84.5. Leave it empty if it is not known yet: empty is not zero."
    ),
    Column("numerator", "Numerator", 12, "What is counted. “How it is made” names it."),
    Column("denominator", "Denominator", 12, "What it is divided by. “How it is made” names it."),
)
RESPONDENTS = Column("respondents", "Respondents", 12, "How many people answered.")
FORECASTS: Choices = (("", "No forecast"), *Value.Forecast.choices)
REST = (
    Column(
        "availability",
        "Is there a value?",
        16,
        "If there is none, choose why and say more in the next column.",
        tuple(Value.Availability.choices),
    ),
    Column("reason", "Why is there no value?", 26, "For example: Survey postponed to March."),
    Column("expected_on", "Expected on", 12, "When there will be a value, for example 31/03/2027."),
    Column("quality", "Quality", 13, "Final, unless the figure may still change.", tuple(Value.Quality.choices)),
    Column(
        "forecast",
        "Forecast for the year end",
        20,
        "What you expect of the year. It stands beside the status.",
        FORECASTS,
    ),
    Column("what_happened", "What happened", 36, "Needed where the value is off target."),
    Column("why", "Why", 36, "Needed where the value is off target."),
    Column("what_next", "What next", 36, "Needed where the value is off target or missing."),
)


def inputs_for(indicators: Iterable[Indicator]) -> tuple[Column, ...]:
    """The columns to fill in, with one for each answer that is counted in a survey among the indicators."""
    most = max((len(indicator.answer_labels) for indicator in indicators), default=0)
    return (*FIGURES, RESPONDENTS, *(answer_column(place) for place in range(most)), *REST)


def answer_column(place: int) -> Column:
    """The count of one answer of a survey; `place` starts at 0."""
    return Column(f"count-{place}", f"Answer {place + 1}", 11, "How many gave this answer. “How it is made” names it.")


def figure_names(indicator: Indicator) -> tuple[str, ...]:
    """The inputs that make the indicator's figure."""
    return tuple(figure_labels(indicator))


def is_yes_no(indicator: Indicator) -> bool:
    return indicator.format.is_yes_no and "number" in figure_labels(indicator)


def made_of(indicator: Indicator) -> str:
    """What goes into the figure's inputs, in words."""
    if indicator.answer_labels:
        return "; ".join(f"Answer {place}: {answer}" for place, answer in enumerate(indicator.answer_labels, start=1))
    if indicator.takes_ratio:
        known = " (from its table)" if indicator.population_id else ""
        return f"{indicator.numerator_label} ÷ {indicator.denominator_label}{known}"
    return "Yes or No" if is_yes_no(indicator) else indicator.unit_text or "One number"


def filled_in(expected: ExpectedEntry) -> dict[str, Cell]:
    """What stands in the input columns of an expected entry: what is stored, choices by their words."""
    stored = initial(expected.value)
    words = {column.name: dict(column.choices) for column in REST if column.choices}
    found: dict[str, Cell] = {}
    for name in (*figure_names(expected.indicator), *(column.name for column in REST)):
        value = stored.get(name)
        found[name] = words[name].get(value or "", "") if name in words else value
    if is_yes_no(expected.indicator) and found["number"] is not None:
        found["number"] = ANSWERS.get(found["number"], found["number"])
    return found


def as_read(cell: Cell) -> str:
    """The text that reading gives for a cell which we wrote ourselves."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    return workbook_text(cell).strip() if isinstance(cell, str) else str(cell)
