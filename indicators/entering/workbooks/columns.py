"""The columns of a quarter's workbook: what is known of an expected entry, and what a person fills in."""

from collections.abc import Iterable
from dataclasses import dataclass

from indicators.models import Indicator, Value

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


def inputs_for(indicators: Iterable[Indicator]) -> tuple[ValueColumn, ...]:
    """The columns to fill in, with one for each answer that is counted in a survey among the indicators."""
    most = max((len(indicator.answer_labels) for indicator in indicators), default=0)
    return (*FIGURES, RESPONDENTS, *(answer_column(place) for place in range(most)), *REST)


def answer_column(place: int) -> ValueColumn:
    """The count of one answer of a survey; `place` starts at 0."""
    return ValueColumn(
        f"count-{place}", f"Answer {place + 1}", 11, "How many gave this answer. “How it is made” names it."
    )
