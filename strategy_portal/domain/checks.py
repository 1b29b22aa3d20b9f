"""Checks that ask rather than forbid: what looks odd in a figure as it is entered (rules 1.5).

An officer may answer any of them with “yes, it is so”; the answer is kept with the value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .aggregation import Reading
from .numbers import IN_FULL, Format, Measure, Number, printed
from .process import limits

FIGURES_FOR_A_RANGE = 4
"""With fewer earlier figures nobody can say what is usual."""

FEW = Decimal("0.5")
"""Respondents are few when they are less than this part of their usual number."""

SCALES = (Measure.LEVEL, Measure.YES_NO)
"""Measures of a few steps: the same step again is no surprise, nor is the next one."""


class Check(StrEnum):
    """The values are the keys by which an answer is kept."""

    ABOVE_DENOMINATOR = "above-denominator"
    SAME_AS_LAST = "same-as-last"
    JUMP = "jump"
    FEW_RESPONDENTS = "few-respondents"


@dataclass(frozen=True)
class CheckQuestion:
    """What is asked, and which check asks it."""

    key: Check
    text: str


def questions(
    typed: Reading,
    earlier: Sequence[Reading],
    format: Format,
    *,
    factor: int = 1,
) -> list[CheckQuestion]:
    """What is odd about a figure just typed, in the order of `Check`; nothing odd, no question.

    `earlier` has one reading for each period before, oldest first, those without a figure included; `factor` is the
    indicator's (100 for percent, 1 where the ratio is no share).
    """
    if not isinstance(typed.number, Decimal):
        return []
    found = {Check.ABOVE_DENOMINATOR: _above_denominator(typed, factor)}
    if format.measure not in SCALES:
        found[Check.SAME_AS_LAST] = _same_as_last(typed, earlier, format)
        found[Check.JUMP] = _jump(typed.number, earlier, format)
    found[Check.FEW_RESPONDENTS] = _few_respondents(typed.respondents, earlier)
    return [CheckQuestion(check, text) for check, text in found.items() if text]


def usual_range(earlier: Sequence[Number]) -> tuple[Decimal, Decimal] | None:
    """Between which ends the next figure is to be expected, or None with fewer than four earlier ones.

    The limits of a process behaviour chart (rules 7.4). Figures that were never negative are not expected to be.
    """
    numbers = [number for number in earlier if isinstance(number, Decimal)]
    if len(numbers) < FIGURES_FOR_A_RANGE:
        return None
    usual = limits(numbers)
    return (usual.low if min(numbers) < 0 else max(usual.low, Decimal(0))), usual.high


def _above_denominator(typed: Reading, factor: int) -> str:
    """Only of a share: costs per case, a ratio with factor 1, are above their denominator as a rule."""
    if factor == 1 or typed.numerator is None or typed.denominator is None or typed.numerator <= typed.denominator:
        return ""
    above, below = IN_FULL.text(typed.numerator), IN_FULL.text(typed.denominator)
    return f"The numerator, {above}, is above the denominator, {below}. Is that so?"


def _same_as_last(typed: Reading, earlier: Sequence[Reading], format: Format) -> str:
    """The same printed figure; where both were made of parts, of the same parts, because a share may well recur."""
    last = earlier[-1] if earlier else Reading()
    if not isinstance(typed.number, Decimal) or not isinstance(last.number, Decimal):
        return ""
    have_parts = typed.denominator is not None and last.denominator is not None
    parts_differ = (typed.numerator, typed.denominator) != (last.numerator, last.denominator)
    if format.rounded(typed.number) != format.rounded(last.number) or (have_parts and parts_differ):
        return ""
    return f"{format.text(typed.number)} is also the figure of the period before. Was it measured anew?"


def _jump(number: Decimal, earlier: Sequence[Reading], format: Format) -> str:
    """Compared as printed, so that the question never contradicts what the officer sees."""
    usual = usual_range([reading.number for reading in earlier])
    if usual is None or format.rounded(usual[0]) <= format.rounded(number) <= format.rounded(usual[1]):
        return ""
    ends = " to ".join(map(format.text, usual))
    return f"{format.text(number)} is outside the usual range of {ends}. Is it right?"


def _few_respondents(respondents: int | None, earlier: Sequence[Reading]) -> str:
    counts = [reading.respondents for reading in earlier if reading.respondents is not None]
    if respondents is None or not counts:
        return ""
    usual = Decimal(sum(counts)) / len(counts)
    if respondents >= usual * FEW:
        return ""
    return f"{respondents:,} responses are fewer than half of the usual {printed(usual, 0):,}. Are all of them in?"
