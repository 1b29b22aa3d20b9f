"""Figures, statuses and their proof in words: with `explanations.py`, the one home of every sentence about a figure."""

from collections.abc import Sequence
from decimal import Decimal

from .aggregation import Reading
from .counting import Tally
from .numbers import Missing, Number, printed
from .status import COLOURS, Judged, Rule, Status, judge
from .targets import Polarity, Target, Tolerance, ToleranceKind

WORDS = {
    Missing.NOT_ENTERED: "No value",
    Missing.NOT_AVAILABLE: "Not available",
    Missing.NOT_APPLICABLE: "Not applicable",
    Missing.SUSPENDED: "Suspended",
    Missing.INCOMPLETE: "Incomplete",
    Missing.CANNOT_BE_COMPUTED: "Can’t be computed",
}

REASONS = {
    Status.NOT_YET_MEASURED: "The indicator is proposed and not yet measured.",
    Status.CONTEXT_ONLY: "The indicator is shown for context; it has no better side, so it is not judged.",
    Status.NOT_APPLICABLE: "The indicator does not apply in this period.",
    Status.SUSPENDED: "The collection of this indicator is suspended in this period.",
    Status.NOT_DUE: "Nothing is expected of this indicator in this period yet.",
    Status.OVERDUE: "A value was expected, the days of grace have passed, and none is approved.",
    Status.DUE: "The period has ended and its value is not approved yet.",
    Status.NOT_AVAILABLE: "The value is not available.",
    Status.CANNOT_BE_COMPUTED: "The figure can’t be computed: what it is divided by is zero, or was not entered.",
    Status.POLARITY_NOT_SET: "It is not stated whether a higher or a lower value is better, and that is never guessed.",
    Status.NO_TARGET: "No target is stated for this year, so there is nothing to judge against.",
    Status.INCOMPLETE: "A value that is expected is missing, so the figure is incomplete and gets no colour.",
}


YES_NO = "yes/no"
"""In the place of a suffix: 1 is printed as Yes and 0 as No."""

ANSWERS = {Decimal(1): "Yes", Decimal(0): "No"}

LONGEST = 8
"""Decimals of a limit that are printed in full: four of a target times four of a tolerance."""


NAMED = 3
"""Names that are listed before the others are only counted."""


def figure_text(number: Number, places: int, suffix: str = "") -> str:
    """`1,234.5%`, or the reason why there is no number."""
    if isinstance(number, Missing):
        return WORDS[number]
    if suffix == YES_NO:
        return ANSWERS.get(number) or f"{printed(number, places):,}"
    return f"{printed(number, places):,}{suffix}"


def exact_text(number: Decimal, suffix: str = "") -> str:
    """A limit in full, without the zeros that storage adds: 21.525, 85. One without end is cut and says so: 3.3333…"""
    if suffix == YES_NO:
        return ANSWERS.get(number) or exact_text(number)
    whole, _, decimals = f"{number.normalize():,f}".partition(".")
    if len(decimals) > LONGEST:
        decimals = f"{decimals[:4]}…"
    return f"{whole}.{decimals}{suffix}" if decimals else f"{whole}{suffix}"


def names_text(names: Sequence[str]) -> str:
    """`Housing, Roads`; of more than a line holds the first ones and how many there are besides."""
    if len(names) <= NAMED + 1:
        return ", ".join(names)
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"


def target_text(target: Target | None, suffix: str = "") -> str:
    if target is None:
        return "Not stated"
    low, high = target.ends
    if low == high:
        return exact_text(low, suffix)
    return f"{exact_text(low)} to {exact_text(high, suffix)}"


def tolerance_text(tolerance: Tolerance) -> str:
    """`5 points`, `5% of the target`, `1 level`, `red beyond 90`, `no tolerance`."""
    if not tolerance.size and tolerance.kind is not ToleranceKind.RED_EDGE:
        return "no tolerance"
    size = exact_text(tolerance.size)
    match tolerance.kind:
        case ToleranceKind.POINTS:
            return f"{size} point" if tolerance.size == 1 else f"{size} points"
        case ToleranceKind.PERCENT:
            return f"{size}% of the target"
        case ToleranceKind.LEVELS:
            return f"{size} level" if tolerance.size == 1 else f"{size} levels"
        case _:
            return f"red beyond {size}"


def polarity_text(polarity: Polarity, suffix: str = "") -> str:
    """`Higher`, `Not set`; of a yes-or-no the better answer."""
    if suffix == YES_NO and polarity in (Polarity.HIGHER, Polarity.LOWER):
        return ANSWERS[Decimal(polarity is Polarity.HIGHER)]
    return polarity.value.replace("-", " ").capitalize()


def places_text(places: int) -> str:
    """`1 decimal`, `a whole number`: the precision that a value is printed with."""
    return "a whole number" if places == 0 else f"{places} decimal{'s' if places > 1 else ''}"


def why(judged: Judged, suffix: str = "") -> str:
    """The answer to “why this colour?” in a sentence that a councillor understands (rules 6.8)."""
    if not judged.status.is_colour or judged.target is None:
        return REASONS[judged.status]
    if suffix == YES_NO and judged.value in ANSWERS:
        return f"{judged.status.word}: {_answer(judged.value, judged.target)}."
    value = figure_text(judged.value, judged.rule.places, suffix)
    target = target_text(judged.target, suffix)
    match judged.rule.polarity, judged.status:
        case Polarity.HIGHER, Status.GREEN:
            place = f"at or above the target of {target}"
        case Polarity.LOWER, Status.GREEN:
            place = f"at or below the target of {target}"
        case _, Status.GREEN:
            place = f"within the target range of {target}"
        case Polarity.HIGHER, Status.AMBER:
            place = f"below the target of {target}, but not below {_edges(judged, suffix)}"
        case Polarity.LOWER, Status.AMBER:
            place = f"above the target of {target}, but not above {_edges(judged, suffix)}"
        case _, Status.AMBER:
            place = f"outside the target range of {target}, but within {_edges(judged, suffix)}"
        case _ if not has_amber(judged.rule, judged.target):
            place = f"off the target of {target}, and there is no tolerance"
        case Polarity.HIGHER, _:
            place = f"below {_edges(judged, suffix)}, the lowest value that is still amber"
        case Polarity.LOWER, _:
            place = f"above {_edges(judged, suffix)}, the highest value that is still amber"
        case _:
            place = f"beyond {_edges(judged, suffix)}, the outermost values that are still amber"
    return f"{judged.status.word}: {value} is {place}."


def _answer(value: Number, target: Target) -> str:
    """Of a yes-or-no nothing is above or below, whichever answer is the better one."""
    answer, aim = figure_text(value, 0, YES_NO), target_text(target, YES_NO)
    place = ", which is the target" if answer == aim else f"; the target is {aim}"
    return f"the answer is {answer}{place}"


def _edges(judged: Judged, suffix: str) -> str:
    edges = [edge for edge in (judged.amber_low, judged.amber_high) if edge is not None]
    return " to ".join(exact_text(edge, suffix) for edge in edges)


def has_amber(rule: Rule, target: Target) -> bool:
    """Whether some value is amber: a tolerance of nothing leaves no room between green and red."""
    (low, high), tolerance = target.ends, rule.tolerance
    beneath = rule.polarity is not Polarity.LOWER and tolerance.below(low) < low
    return beneath or (rule.polarity is not Polarity.HIGHER and tolerance.above(high) > high)


def working(reading: Reading, places: int, factor: int, suffix: str = "") -> str:
    """The sum behind a figure that an auditor can redo: `2,431 ÷ 2,830 × 100 = 85.9%` (rules 6.8)."""
    result = figure_text(reading.number, places, suffix)
    if reading.numerator is None or reading.denominator is None:
        return result
    times = f" × {factor:,}" if factor != 1 else ""
    return f"{exact_text(reading.numerator)} ÷ {exact_text(reading.denominator)}{times} = {result}"


def key_lines(rule: Rule, target: Target | None, suffix: str = "") -> list[tuple[Status, str]]:
    """The key to an indicator's colours, generated from the rule in force (rules 1.3, 6.6)."""
    if target is None or rule.polarity in (Polarity.NONE, Polarity.NOT_SET):
        return []
    if suffix == YES_NO:
        return [(status, " or ".join(found)) for status, found in answers_by_status(rule, target).items()]
    lines = _lines(rule, target, suffix)
    if not has_amber(rule, target):
        lines = [(status, text) for status, text in lines if status is not Status.AMBER]
    return [(status, f"{text}{_as_printed(rule)}" if status is Status.GREEN else text) for status, text in lines]


def answers_by_status(rule: Rule, target: Target) -> dict[Status, list[str]]:
    """Which answer to a yes-or-no has which colour, best first; a colour without one is left out."""
    judged = [(judge(number, target, rule).status, word) for number, word in ANSWERS.items()]
    found = {status: [word for having, word in judged if having is status] for status in reversed(COLOURS)}
    return {status: words for status, words in found.items() if words}


def _as_printed(rule: Rule) -> str:
    return f", judged as printed to {places_text(rule.places)}"


def _lines(rule: Rule, target: Target, suffix: str) -> list[tuple[Status, str]]:
    low, high = target.ends
    aim, tolerance = target_text(target, suffix), rule.tolerance
    match rule.polarity:
        case Polarity.HIGHER:
            edge = exact_text(tolerance.below(high), suffix)
            return [
                (Status.GREEN, f"{aim} or more"),
                (Status.AMBER, f"{edge} or more, but less than {aim}"),
                (Status.RED, f"less than {edge}"),
            ]
        case Polarity.LOWER:
            edge = exact_text(tolerance.above(low), suffix)
            return [
                (Status.GREEN, f"{aim} or less"),
                (Status.AMBER, f"{edge} or less, but more than {aim}"),
                (Status.RED, f"more than {edge}"),
            ]
        case _:
            edges = f"{exact_text(tolerance.below(low))} to {exact_text(tolerance.above(high), suffix)}"
            return [
                (Status.GREEN, f"{aim}, both ends included"),
                (Status.AMBER, f"outside that, but within {edges}"),
                (Status.RED, f"beyond {edges}"),
            ]


def general_key() -> list[tuple[Status, str]]:
    """The key to a page with many indicators, each with a rule of its own."""
    return [
        (Status.GREEN, "on target or better, judged as printed"),
        (Status.AMBER, "off target, within the indicator’s tolerance"),
        (Status.RED, "off target by more than the tolerance"),
    ]


def tally_text(tally: Tally) -> str:
    """A count with its base: `14 green of 16 with a target and a value; 2 without a colour` (rules 8.1)."""
    colours = ", ".join(f"{count} {status.value}" for status, count in reversed(tally.colours()) if count)
    if not tally.assessable:
        sided = "" if tally.is_sided else "a stated better side, "
        return f"None of {tally.total} has {sided}a target and a value"
    rest = f"; {tally.without_colour} without a colour" if tally.without_colour else ""
    return f"{colours} of {tally.assessable} with a target and a value{rest}"


def coverage_text(reading: Reading, what: str) -> str:
    """`12 of 14 units, 3,410 responses` (rules 4.3)."""
    text = f"{reading.reported} of {reading.expected} {what}"
    if reading.respondents is not None:
        text += f", {reading.respondents:,} responses"
    return text
