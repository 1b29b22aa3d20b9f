"""Figures, statuses and their proof in words: with `explanations.py`, the one home of every sentence about a figure."""

from collections.abc import Sequence
from decimal import Decimal

from .aggregation import Reading
from .counting import Tally
from .numbers import ANSWERS, IN_FULL, Format
from .status import COLOURS, Judged, Polarity, Rule, Status, TargetValue, judge

REASONS = {
    Status.NOT_YET_MEASURED: "The indicator is proposed and not yet measured.",
    Status.CONTEXT_ONLY: "The indicator is shown for context; it has no better side, so it is not judged.",
    Status.NOT_APPLICABLE: "The indicator does not apply in this period.",
    Status.SUSPENDED: "The collection of this indicator is suspended in this period.",
    Status.NOT_DUE: "Nothing is expected of this indicator in this period yet.",
    Status.OVERDUE: "A value was expected, the days of grace have passed, and none is approved.",
    Status.DUE: "The period has ended and its value is not approved yet.",
    Status.NOT_AVAILABLE: "The value is not available.",
    Status.CANNOT_BE_COMPUTED: "The figure can’t be computed: what it is divided by is zero or was not entered, "
    "or the result is too large to print.",
    Status.POLARITY_NOT_SET: "It is not stated whether a higher or a lower value is better, and that is never guessed.",
    Status.NO_TARGET: "No target is stated for this year, so there is nothing to judge against.",
    Status.INCOMPLETE: "A value that is expected is missing, so the figure is incomplete and gets no colour.",
}

AT_YEAR_END = "Not due: judged at the year’s end."
"""Of a sum whose year to date is shown without a colour (rules 5.5)."""

NAMED = 3
"""Names that are listed before the others are only counted."""


def names_text(names: Sequence[str]) -> str:
    """`Housing, Roads`; of more than a line holds the first ones and how many there are besides."""
    if len(names) <= NAMED + 1:
        return ", ".join(names)
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"


def and_text(names: Sequence[str]) -> str:
    """All of them in a sentence: `Housing, Roads and Waste`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def target_text(target: TargetValue | None, format: Format) -> str:
    """`85%`, `40 to 60%`, in full, or that none is stated."""
    return format.in_full.range_text(*target.ends) if target else "Not stated"


def polarity_text(polarity: Polarity, format: Format = IN_FULL) -> str:
    """`Higher`, `Not set`; of a yes-or-no the better answer."""
    if format.is_yes_no and polarity in (Polarity.HIGHER, Polarity.LOWER):
        return ANSWERS[Decimal(polarity is Polarity.HIGHER)]
    return polarity.value.replace("-", " ").capitalize()


def why(judged: Judged, *, to_date: bool = False) -> str:
    """The answer to “why this colour?” in a sentence that a councillor understands (rules 6.8).

    `to_date`: the figure is a year to date, and the sentence says so.
    """
    if judged.status is Status.NOT_DUE and isinstance(judged.value, Decimal):
        due = f" {target_text(judged.target, judged.rule.format)} of it is due by now." if judged.target else ""
        return f"{AT_YEAR_END}{due}"
    if not judged.status.is_colour or judged.target is None:
        return REASONS[judged.status]
    format, edges = judged.rule.format, _edges(judged)
    value, target = format.text(judged.value), target_text(judged.target, format)
    if format.is_yes_no and judged.value in ANSWERS:
        place = ", which is the target" if value == target else f"; the target is {target}"
        return f"{judged.status.word}: the answer is {value}{place}."
    match judged.rule.polarity, judged.status:
        case Polarity.HIGHER, Status.GREEN:
            place = f"at or above the target of {target}"
        case Polarity.LOWER, Status.GREEN:
            place = f"at or below the target of {target}"
        case _, Status.GREEN:
            place = f"within the target range of {target}"
        case Polarity.HIGHER, Status.AMBER:
            place = f"below the target of {target}, but not below {edges}"
        case Polarity.LOWER, Status.AMBER:
            place = f"above the target of {target}, but not above {edges}"
        case _, Status.AMBER:
            place = f"outside the target range of {target}, but within {edges}"
        case _ if not has_amber(judged.rule, judged.target):
            place = f"off the target of {target}, and there is no tolerance"
        case Polarity.HIGHER, _:
            place = f"below {edges}, the lowest value that is still amber"
        case Polarity.LOWER, _:
            place = f"above {edges}, the highest value that is still amber"
        case _:
            place = f"beyond {edges}, the outermost values that are still amber"
    return f"{judged.status.word}: {value}{' in the year to date' if to_date else ''} is {place}."


def _edges(judged: Judged) -> str:
    assert judged.target is not None
    edges = [edge for edge in shown_limits(judged.rule, judged.target) if edge is not None]
    return " to ".join(map(judged.rule.format.in_full.text, edges))


def shown_limits(rule: Rule, target: TargetValue) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and the highest value that is still amber, as printed; None on a side where the polarity has none.

    Values are judged as printed (rules 1.3), so to one decimal nothing lies between 21.5 and a limit of 21.525. In full
    where the precision leaves no value between the limit and the target.
    """
    (low, high), tolerance, format = target.ends, rule.tolerance, rule.format
    beneath, above = tolerance.below(low), tolerance.above(high)
    beneath = format.up(beneath) if format.up(beneath) < low else beneath
    above = format.down(above) if format.down(above) > high else above
    return (
        None if rule.polarity is Polarity.LOWER else beneath,
        None if rule.polarity is Polarity.HIGHER else above,
    )


def has_amber(rule: Rule, target: TargetValue) -> bool:
    """Whether some value is amber: a tolerance of nothing leaves no room between green and red."""
    (low, high), tolerance = target.ends, rule.tolerance
    beneath = rule.polarity is not Polarity.LOWER and tolerance.below(low) < low
    return beneath or (rule.polarity is not Polarity.HIGHER and tolerance.above(high) > high)


def working(reading: Reading, factor: int, format: Format) -> str:
    """The sum behind a figure that an auditor can redo: `2,431 ÷ 2,830 × 100 = 85.9%` (rules 6.8)."""
    result = format.text(reading.number)
    if reading.numerator is None or reading.denominator is None:
        return result
    times = f" × {factor:,}" if factor != 1 else ""
    return f"{IN_FULL.text(reading.numerator)} ÷ {IN_FULL.text(reading.denominator)}{times} = {result}"


def key_lines(rule: Rule, target: TargetValue | None) -> list[tuple[Status, str]]:
    """The key to an indicator's colours, generated from the rule in force (rules 1.3, 6.6)."""
    if target is None or rule.polarity in (Polarity.NONE, Polarity.NOT_SET):
        return []
    if rule.format.is_yes_no:
        return [(status, " or ".join(found)) for status, found in answers_by_status(rule, target).items()]
    lines = _lines(rule, target)
    if not has_amber(rule, target):
        lines = [(status, text) for status, text in lines if status is not Status.AMBER]
    printed = f", judged as printed to {rule.format.precision_text}"
    return [(status, f"{text}{printed}" if status is Status.GREEN else text) for status, text in lines]


def answers_by_status(rule: Rule, target: TargetValue) -> dict[Status, list[str]]:
    """Which answer to a yes-or-no has which colour, best first; a colour without one is left out."""
    judged = [(judge(number, target, rule).status, word) for number, word in ANSWERS.items()]
    found = {status: [word for having, word in judged if having is status] for status in reversed(COLOURS)}
    return {status: words for status, words in found.items() if words}


def _lines(rule: Rule, target: TargetValue) -> list[tuple[Status, str]]:
    format, aim = rule.format.in_full, target_text(target, rule.format)
    match shown_limits(rule, target):
        case (Decimal() as low, None):
            edge = format.text(low)
            return [
                (Status.GREEN, f"{aim} or more"),
                (Status.AMBER, f"{edge} or more, but less than {aim}"),
                (Status.RED, f"less than {edge}"),
            ]
        case (None, Decimal() as high):
            edge = format.text(high)
            return [
                (Status.GREEN, f"{aim} or less"),
                (Status.AMBER, f"{edge} or less, but more than {aim}"),
                (Status.RED, f"more than {edge}"),
            ]
        case (Decimal() as low, Decimal() as high):
            edges = format.range_text(low, high)
            return [
                (Status.GREEN, f"{aim}, both ends included"),
                (Status.AMBER, f"outside that, but within {edges}"),
                (Status.RED, f"beyond {edges}"),
            ]
    return []


def general_key() -> list[tuple[Status, str]]:
    """The key to a page with many indicators, each with a rule of its own."""
    return [
        (Status.GREEN, "on target or better, judged as printed"),
        (Status.AMBER, "off target, within the indicator’s tolerance"),
        (Status.RED, "off target by more than the tolerance"),
    ]


def tally_text(tally: Tally) -> str:
    """A count with its base: `14 green of 16 with a target and a value; 2 without a colour` (rules 8.1).

    Of what has no colour at all it says that nothing can be judged, and why.
    """
    colours = ", ".join(f"{count} {status.value}" for status, count in reversed(tally.colours()) if count)
    if not tally.total:
        return "Nothing can be judged, as there is no indicator"
    if not tally.assessable:
        sided = "" if tally.is_sided else "a stated better side, "
        why = ", ".join(f"{count} {status.word.lower()}" for status, count in tally.reasons())
        return f"Nothing can be judged, as none of {tally.total} has {sided}a target and a value ({why})"
    rest = f"; {tally.without_colour} without a colour" if tally.without_colour else ""
    return f"{colours} of {tally.assessable} with a target and a value{rest}"


def coverage_text(reading: Reading, what: str) -> str:
    """`12 of 14 units, 3,410 responses` (rules 4.3).

    Of one period alone there is nothing to count; of a survey's several periods the units' values are counted as well.
    """
    parts = [] if what == "periods" and reading.expected < 2 else [f"{reading.reported} of {reading.expected} {what}"]
    if reading.units is not None:
        parts.append(f"{reading.units[0]} of {reading.units[1]} units’ values")
    if reading.respondents is not None:
        parts.append(f"{reading.respondents:,} response{'' if reading.respondents == 1 else 's'}")
    return ", ".join(parts)


def size_text(size: int) -> str:
    """Bytes of a file as printed: `71 KB`, `1.2 MB`."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    whole, tenth = divmod(round(size / 100_000), 10)
    return f"{whole}.{tenth} MB"
