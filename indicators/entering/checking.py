"""What makes an entry valid (rules 1.5, 3.2): the pages, the API and the workbooks all ask here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from strategy_portal.domain.numbers import Measure, Missing, NotANumber, parse

from ..models import Indicator, Population, ReportingPeriod, Value

LIMIT = Decimal(10) ** 11
"""What a stored figure can hold: 11 digits before the point and 4 after it (rules 1.1)."""


@dataclass(frozen=True)
class Entered:
    """What a person enters for one value (rules 3.2). A number, or numerator and denominator, or why there is none.

    `answer_counts` has the counts of a survey's answers, by the answer; one that is missing was not entered.
    """

    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    respondents: Decimal | int | None = None
    availability: str = Value.Availability.AVAILABLE
    reason: str = ""
    expected_on: date | None = None
    quality: str = Value.Quality.FINAL
    what_happened: str = ""
    why: str = ""
    what_next: str = ""
    forecast: str = ""
    answer_counts: Mapping[str, Decimal | int] = field(default_factory=dict)
    answers: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_available(self) -> bool:
        return self.availability == Value.Availability.AVAILABLE

    @property
    def is_empty(self) -> bool:
        """There is neither a figure nor a reason for its absence: a draft may be empty, a submitted value may not."""
        return self.is_available and self.number is None and self.numerator is None


class Unreadable(ValueError):
    """A text that was entered is not what the input takes. The text of the error says what to enter."""


class NoPopulation(Exception):
    """The indicator's population table has no row that holds in the period."""

    def __init__(self, indicator: Indicator, period: ReportingPeriod):
        super().__init__(
            f"The table “{indicator.population}” has no row for {period}. Ask the performance team to add one."
        )


def figure_labels(indicator: Indicator) -> dict[str, str]:
    """The inputs of the indicator's figure, by name, in order: one number, two parts, or a count for each answer.

    The denominator of an indicator with a population table is read there, so nobody enters it (rules 3.2).
    """
    if indicator.answer_labels:
        return {f"count-{place}": answer for place, answer in enumerate(indicator.answer_labels)}
    if not indicator.takes_ratio:
        labels = {"number": "Value"}
    elif indicator.population_id:
        labels = {"numerator": indicator.numerator_label}
    else:
        labels = {"numerator": indicator.numerator_label, "denominator": indicator.denominator_label}
    return labels | ({"respondents": "Respondents"} if indicator.is_survey else {})


def takes_yes_or_no(indicator: Indicator, name: str) -> bool:
    """Whether an input of the figure is answered by yes or no."""
    return indicator.measure == Measure.YES_NO and name == "number"


def takes_money(indicator: Indicator, name: str) -> bool:
    return indicator.measure == Measure.MONEY and name in ("number", "numerator")


def read_figure(indicator: Indicator, name: str, text: str) -> Decimal | None:
    """What was entered into an input of the figure; None if it is empty, never zero (rules 1.4). Raises Unreadable."""
    if takes_yes_or_no(indicator, name):
        return read_yes_or_no(text)
    is_figure = name == "number"
    return read_number(text, money=takes_money(indicator, name), percent=is_figure, **limits_of(name))


def read_number(
    text: str, *, money: bool = False, whole: bool = False, least: Decimal | None = None, percent: bool = True
) -> Decimal | None:
    """A number as people type it: `1,234.5`, `84 %`; of what is counted no percentage. Raises Unreadable."""
    if not percent and text.rstrip().endswith("%"):
        raise Unreadable(f"“{text.strip()}” is a percentage. Enter the number that was counted")
    try:
        number = parse(text, money=money)
    except NotANumber as error:
        raise Unreadable(str(error)) from error
    if isinstance(number, Missing):
        return None
    if wrong := wrong_number(number, text, whole=whole, least=least):
        raise Unreadable(wrong)
    return number


def read_yes_or_no(text: str) -> Decimal | None:
    """1 or 0, as it is chosen on a page, or the word, as it is written in a workbook. Raises Unreadable."""
    typed = text.strip()
    key = {"yes": "1", "no": "0"}.get(typed.casefold(), typed)
    if key not in ("", "0", "1"):
        raise Unreadable(f"“{typed}” is neither yes nor no. Choose Yes or No")
    return Decimal(key) if key else None


def check(
    indicator: Indicator, entered: Entered, *, period: ReportingPeriod, unread: Collection[str] = ()
) -> dict[str, str]:
    """What is wrong with an entry for the period, by the input to be changed; empty where nothing is.

    `unread` are the inputs whose text could not be read: how the inputs go together is not checked then.
    """
    labels = figure_labels(indicator)
    figures = {
        name: entered.answer_counts.get(label) if name.startswith("count-") else getattr(entered, name)
        for name, label in labels.items()
    }
    given = {name: figure for name, figure in figures.items() if figure is not None}
    found = {name: text for name, figure in given.items() if (text := _wrong_figure(indicator, name, figure))}
    if not entered.is_available:
        if not entered.reason.strip():
            found["reason"] = "Say why there is no value, for example “Survey postponed to March”"
        if given:
            text = "Clear the figure, or choose “Available”: there can’t be both a value and none"
            found.setdefault(next(iter(given)), text)
    if found or unread or not given:
        return found
    return _wrong_counts(labels, given) if indicator.answer_labels else _wrong_parts(indicator, entered, period)


def _wrong_figure(indicator: Indicator, name: str, figure: Decimal | int) -> str:
    """What is wrong with one input by itself."""
    number = Decimal(figure)
    if takes_yes_or_no(indicator, name):
        return "" if number in (0, 1) else f"“{number:f}” is neither yes nor no. Choose Yes or No"
    return wrong_number(number, f"{number:f}", **limits_of(name))


class Limits(TypedDict):
    """What a number may be: a whole one only, and the least; None: as low as one likes."""

    whole: bool
    least: Decimal | None


def limits_of(name: str) -> Limits:
    """Of an input of a figure."""
    counts = name not in ("number", "numerator", "denominator")
    return Limits(whole=counts, least=None if name == "number" else Decimal(0))


def wrong_number(number: Decimal, text: str, *, whole: bool = False, least: Decimal | None = None) -> str:
    """What is wrong with a number that was written as `text`; empty where nothing is."""
    if whole and number != number.to_integral_value():
        return f"“{text}” is not a whole number. Enter a whole number, for example 120"
    if least is not None and number < least:
        return f"“{text}” is too small. Enter {least} or more"
    if abs(number) >= LIMIT or number != round(number, 4):
        return f"“{text}” has too many digits. Enter at most 11 before the point and 4 after it"
    return ""


def _wrong_counts(labels: Mapping[str, str], given: Mapping[str, Decimal | int]) -> dict[str, str]:
    """The answers of a survey stand together: an empty count is not taken for none (rules 1.4)."""
    if empty := [name for name in labels if name not in given]:
        return {empty[0]: f"Enter how many answered “{labels[empty[0]]}”, 0 if nobody did"}
    if not any(given.values()):
        return {next(iter(labels)): "Nobody answered. If nobody was asked, choose “Not available”"}
    return {}


def _wrong_parts(indicator: Indicator, entered: Entered, period: ReportingPeriod) -> dict[str, str]:
    """A count or a level is a whole number; a numerator needs its denominator, which it may be a part of."""
    top, bottom = entered.numerator, entered.denominator
    if not indicator.takes_ratio:
        is_whole = entered.number is None or (entered.number >= 0 and not entered.number % 1)
        must_be = indicator.measure in (Measure.COUNT, Measure.LEVEL)
        return {"number": "Enter a whole number of 0 or more"} if must_be and not is_whole else {}
    if indicator.population_id and top is not None:
        try:
            bottom = population_of(indicator, period).value
        except NoPopulation as error:
            return {"denominator": str(error)}
    elif (top is None) != (bottom is None):
        missing = "denominator" if bottom is None else "numerator"
        label = figure_labels(indicator)[missing].lower()
        return {missing: f"Enter {label} as well: the value is made of both"}
    elif bottom == 0:
        return {"denominator": "Nothing can be divided by zero. If nobody was asked, choose “Not available”"}
    if indicator.numerator_is_part and top is not None and bottom is not None and top > bottom:
        more = f"{top:,f} is more than {plain(bottom):,f}"
        return {"numerator": f"{more}: a part can’t be larger than what it is part of"}
    return {}


def population_of(indicator: Indicator, period: ReportingPeriod) -> Population:
    """The row of the indicator's population table that holds at the end of the period. Raises NoPopulation."""
    row = indicator.population.row_on(period.as_domain().last_day) if indicator.population else None
    if row is None:
        raise NoPopulation(indicator, period)
    return row


def completed(indicator: Indicator, entered: Entered) -> Entered:
    """A valid entry with the figures that the counts of its answers make, and whole numbers as such."""
    if len(entered.answer_counts) < len(indicator.answer_labels) or not indicator.answer_labels:
        respondents = None if entered.respondents is None else int(entered.respondents)
        return replace(entered, respondents=respondents)
    counts = [int(entered.answer_counts[answer]) for answer in indicator.answer_labels]
    return replace(
        entered,
        answer_counts=dict(zip(indicator.answer_labels, counts, strict=True)),
        numerator=Decimal(sum(counts[: indicator.answers_that_count])),
        denominator=Decimal(sum(counts)),
        respondents=sum(counts),
    )


def entry_over(value: Value | None, indicator: Indicator, read: Mapping[str, Any]) -> Entered:
    """What was read from inputs, by name, over what stands in the value.

    Where the figure was asked for, a part that the indicator does not take any more is dropped; so is a figure that
    stood there and was not asked for, once somebody says that there is none.
    """
    labels, usual = figure_labels(indicator), Entered()
    typed = {name: text for name, text in read.items() if name in Entered.__dataclass_fields__}
    for name in ("availability", "quality"):
        if name in typed:
            typed[name] = typed[name] or getattr(usual, name)
    stored = entered_in(value)
    is_asked = bool(labels.keys() & read.keys())
    if is_asked or not replace(stored, **typed).is_available:
        stored = replace(stored, number=None, numerator=None, denominator=None, respondents=None, answer_counts={})
    if is_asked and indicator.answer_labels:
        counts = {answer: read.get(name) for name, answer in labels.items()}
        typed["answer_counts"] = {answer: count for answer, count in counts.items() if count is not None}
    return replace(stored, **typed)


def entered_in(value: Value | None) -> Entered:
    """What stands in a value, as something entered."""
    if value is None:
        return Entered()
    return Entered(**{name: getattr(value, name) for name in Entered.__dataclass_fields__})


def moot(availability: str | None) -> tuple[str, ...]:
    """The inputs that say nothing beside a figure: why there is none. They are not kept (rules 3.2)."""
    return ("reason", "expected_on") if availability in ("", Value.Availability.AVAILABLE) else ()


def initial(value: Value | None) -> dict[str, Any]:
    """What the inputs start with: the stored value without the zeros that storage adds."""
    if value is None:
        return {"version": 0, "availability": Value.Availability.AVAILABLE, "quality": Value.Quality.FINAL}
    names = (
        "respondents", "availability", "reason", "expected_on", "quality", "forecast", "what_happened", "why",
        "what_next", "version",
    )  # fmt: skip
    figures = ("number", "numerator", "denominator")
    counts = {
        f"count-{place}": value.answer_counts.get(answer)
        for place, answer in enumerate(value.indicator.answer_labels if value.answer_counts else [])
    }
    answers = {f"answer-{each['key']}": each["answer"] for each in value.answers}
    return (
        {name: getattr(value, name) for name in names}
        | {name: None if getattr(value, name) is None else plain(getattr(value, name)) for name in figures}
        | counts
        | answers
    )


def plain(number: Decimal) -> Decimal:
    """85.0000 as 85, and 1E+3 as 1000."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
