"""The columns of the workbook of indicators: how each is called, how an indicator prints in it, how it is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from indicators.entering.checking import Unreadable, plain, read_number
from outcomes.models import Strategy
from strategy_portal.domain import due_dates
from strategy_portal.domain.periods import Period

from ...models import Indicator, IndicatorRule, Target
from ..definitions import BASIS, RULE


@dataclass(frozen=True)
class SetupColumn:
    """`others` are titles that other files give it, in small letters. `width` is in characters."""

    name: str
    title: str
    width: int = 16
    others: tuple[str, ...] = ()
    help: str = ""

    @property
    def titles(self) -> set[str]:
        return {self.title.casefold(), *self.others}


OUTCOME, ORDER, VERSION, KEY_OUTPUT, OWNER = "outcome", "order", "version", "key_output", "owner"
EACH_YEAR, REASON, AGREED_BY = "each_year", "reason", "agreed_by"
WHOLE = {ORDER: (1, 999), "factor": (1, 1_000_000), "decimal_places": (0, 10)}
"""The least and the most of what is a whole number."""
TARGET = "target:"
"""Before the first day of the year whose target a column has."""

FIRST = (
    SetupColumn(OUTCOME, "Outcome", 10, ("outcome no", "outcome no.", "theme", "mission", "priority"), "Its number."),
    SetupColumn(ORDER, "No.", 7, ("no", "number", "ref", "#"), "Its number within the outcome. Empty: the next one."),
    SetupColumn(VERSION, "Version", 8),
    SetupColumn(KEY_OUTPUT, "Key output", 30, (), "What one or several indicators are to show."),
    SetupColumn("title", "Indicator", 44, ("title", "measure of success", "performance indicator")),
    SetupColumn("short_title", "Short title", 22, (), "At most 36 letters."),
    SetupColumn("sentence", "Words after the figure", 30, (), "For example: of calls answered within 5 minutes."),
    SetupColumn("code", "Code", 12, ("indicator code", "pi code")),
    SetupColumn(OWNER, "Owner", 24, ("owned by", "responsible", "team", "service")),
    SetupColumn("measure", "Measure", 14, ("type",), "Empty cells of a new row follow from it."),
    SetupColumn("unit_text", "Unit", 16),
    SetupColumn("factor", "Factor", 8, (), "100 for a percentage, 1000 for a rate per 1,000."),
    SetupColumn("numerator_label", "Numerator counts", 22, ("numerator",)),
    SetupColumn("denominator_label", "Denominator counts", 22, ("denominator",)),
    SetupColumn("level", "Collected", 22),
    SetupColumn("frequency", "How often", 14, ("frequency", "collection frequency")),
    SetupColumn("across_units", "From units to the organisation", 20),
    SetupColumn("across_periods", "From periods to the year", 20),
    SetupColumn("polarity", "Better is", 12, ("polarity",), "It is never guessed: without it nothing is judged."),
    SetupColumn("tolerance_kind", "Tolerance", 14, (), "Empty: the council’s own for the measure."),
    SetupColumn("tolerance_size", "Size of the tolerance", 12),
    SetupColumn("decimal_places", "Decimal places", 10, ("decimals",)),
    SetupColumn(BASIS, "How that is known", 26),
)
LAST = (
    SetupColumn("target_text", "Target, as written", 18),
    SetupColumn("baseline", "Baseline", 12),
    SetupColumn("baseline_period", "Period of the baseline", 16),
    SetupColumn("baseline_source", "Source of the baseline", 24),
    SetupColumn("is_proposed", "Not yet measured", 10, (), "Yes, or empty."),
    SetupColumn("introduced_on", "Introduced on", 14, (), "Nothing is expected before."),
    SetupColumn("definition", "Definition", 40),
    SetupColumn("data_source", "Source of the data", 30),
    SetupColumn("method", "Method", 40),
    SetupColumn(REASON, "Why it changes, or how targets were set", 34, ("reason",)),
    SetupColumn(AGREED_BY, "Agreed by", 24),
)
STATED = tuple(
    column.name
    for column in (*FIRST, *LAST)
    if column.name not in (OUTCOME, VERSION, KEY_OUTPUT, REASON, AGREED_BY)
)  # fmt: skip
"""What the services of an indicator take as its fields."""


def columns_of(strategy: Strategy) -> tuple[SetupColumn, ...]:
    """All of them, with a target for each of the strategy's years."""
    same = SetupColumn(
        EACH_YEAR, "Target, every year", 14, ("target",), "The same for all years. A year’s own column goes before it."
    )
    years = [
        SetupColumn(target_name(year), f"Target {year.label}", 14, (year.label.casefold(), f"target {year.slug}"),
                    "A number, or for a range 40 to 60.")
        for year in strategy.years
    ]  # fmt: skip
    return (*FIRST, same, *years, *LAST)


def target_name(year: Period) -> str:
    return f"{TARGET}{year.start.isoformat()}"


def field_of(name: str) -> Any:
    """The model's field that a column fills."""
    if name == BASIS:
        return IndicatorRule._meta.get_field("reason")
    return (IndicatorRule if name in RULE else Indicator)._meta.get_field(name)


def choices_of(name: str) -> list[tuple[str, str]]:
    """What the column may say: (value, words); empty where it is free."""
    if name == "is_proposed":
        return [("True", "Yes")]
    field = field_of(name) if name in STATED and name != OWNER else None
    return [(str(value), str(words)) for value, words in (field.choices if field is not None else None) or () if value]


def texts_of(indicator: Indicator) -> dict[str, str]:
    """An indicator as its cells, by the names of the columns; no empty ones. Reads its rules and targets."""
    rule = indicator.stated.start
    found: dict[str, Any] = {name: getattr(rule if name in RULE else indicator, name, "") for name in STATED}
    found |= {
        OUTCOME: indicator.outcome.number,
        VERSION: indicator.version,
        KEY_OUTPUT: indicator.key_output.title,
        OWNER: indicator.owner.name if indicator.owner else "",
        BASIS: rule.reason,
        **_targets_of(indicator),
    }
    return {name: text for name, value in found.items() if (text := _text_of(name, value))}


def _targets_of(indicator: Indicator) -> dict[str, str]:
    """Of each year what holds at its end; a target stated once for every year stands in its own column."""
    rows = {year.start: indicator.target_on(year.last_day) for year in indicator.outcome.strategy.years}
    stands = {start: row for start, row in rows.items() if row is not None}
    once = [row for row in stands.values() if row.basis == Target.HowSet.STRATEGY]
    texts = {f"{TARGET}{start.isoformat()}": target_cell(row) for start, row in stands.items() if row not in once}
    return {EACH_YEAR: target_cell(once[0]), **texts} if once else texts


def target_cell(target: Target) -> str:
    """`85`, `40 to 60`: as a cell can be read back."""
    ends = [end for end in (target.value, target.low, target.high) if end is not None]
    return " to ".join(f"{plain(end):f}" for end in ends)


def _text_of(name: str, value: Any) -> str:
    """As a cell has it: a choice by its words, a day as 2026-04-01, a figure without the zeros of storage."""
    if isinstance(value, bool):
        return "Yes" if value else ""
    if isinstance(value, Decimal):
        return f"{plain(value):f}"
    if isinstance(value, date):
        return value.isoformat()
    return dict(choices_of(name)).get(str(value), "" if value is None else str(value))


def read_cell(name: str, text: str) -> Any:
    """What the model takes. Raises ValidationError with what is wrong of the cell."""
    if words := choices_of(name):
        return _chosen(name, text, words)
    if name in ("tolerance_size", "baseline"):
        return _figure(text)
    if name in WHOLE:
        return _whole(text, *WHOLE[name])
    if name == "introduced_on":
        return _day(text)
    return text


def read_target(text: str) -> dict[str, Decimal | None]:
    """A single target, or the two ends of a range. Raises ValidationError."""
    ends = [_figure(part) for part in text.replace("–", " to ").split(" to ")]
    if len(ends) == 1:
        return {"value": ends[0], "low": None, "high": None}
    if len(ends) == 2 and None not in ends:
        return {"value": None, "low": ends[0], "high": ends[1]}
    raise ValidationError(f"“{text}” is no target. Write a number, or for a range 40 to 60.")


def _chosen(name: str, text: str, words: Iterable[tuple[str, str]]) -> Any:
    said = text.casefold()
    if not said:
        return False if name == "is_proposed" else field_of(name).get_default()
    for value, word in words:
        if said in (value.casefold(), word.casefold()):
            return True if name == "is_proposed" else value
    offered = ", ".join(word for _, word in words)
    raise ValidationError(f"“{text}” is none of the choices: {offered}.")


def _figure(text: str) -> Decimal | None:
    try:
        return read_number(text)
    except Unreadable as error:
        raise ValidationError(str(error)) from error


def _whole(text: str, least: int, most: int) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(most)) or not least <= int(text) <= most:
        raise ValidationError(f"“{text[:40]}” is not a whole number from {least} to {most:,}.")
    return int(text)


def _day(text: str) -> date | None:
    window = due_dates.resolve(text)
    if text and (window.first_day is None or window.first_day != window.last_day):
        raise ValidationError(f"“{text}” is not a day. Write it as 31/03/2027.")
    return window.first_day if text else None
