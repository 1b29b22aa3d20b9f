"""What is asked about a figure and said about its movements, in sentences; `wording.py` has figures and statuses."""

from decimal import Decimal

from .numbers import printed
from .wording import exact_text, figure_text


def above_denominator(numerator: Decimal, denominator: Decimal) -> str:
    return f"The numerator, {exact_text(numerator)}, is above the denominator, {exact_text(denominator)}. Is that so?"


def same_as_last(number: Decimal, places: int, suffix: str = "") -> str:
    return f"{figure_text(number, places, suffix)} is also the figure of the period before. Was it measured anew?"


def jump(number: Decimal, usual: tuple[Decimal, Decimal], places: int, suffix: str = "") -> str:
    low, high = usual
    ends = f"{figure_text(low, places, suffix)} to {figure_text(high, places, suffix)}"
    return f"{figure_text(number, places, suffix)} is outside the usual range of {ends}. Is it right?"


def few_respondents(respondents: int, usual: Decimal) -> str:
    return f"{respondents:,} responses are fewer than half of the usual {printed(usual, 0):,}. Are all of them in?"
