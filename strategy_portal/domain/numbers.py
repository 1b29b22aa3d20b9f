"""Numbers from entry to print (rules 1)."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum


class Missing(StrEnum):
    """Why there is no number. A calculation returns a Decimal or one of these, never None and never a text."""

    NOT_ENTERED = "not entered"
    NOT_AVAILABLE = "not available"
    NOT_APPLICABLE = "not applicable"
    INCOMPLETE = "incomplete"
    CANNOT_BE_COMPUTED = "cannot be computed"


Number = Decimal | Missing
"""A figure, or the reason why there is none."""


class NotANumber(ValueError):
    """The text typed is not a number. `text` is what was typed."""

    def __init__(self, text: str):
        super().__init__(f"“{text}” is not a number. Enter digits, for example 84.5")
        self.text = text


def parse(text: str) -> Number:
    """Read what a person typed. Empty is never zero (rules 1.4); thousands commas, spaces and a percent sign are allowed.

    Raises NotANumber.
    """
    stripped = text.strip()
    if not stripped:
        return Missing.NOT_ENTERED
    cleaned = stripped.removesuffix("%").replace(",", "").replace("\N{MINUS SIGN}", "-").replace(" ", "")
    try:
        number = Decimal(cleaned)
    except InvalidOperation:
        raise NotANumber(stripped) from None
    if not number.is_finite():
        raise NotANumber(stripped)
    return number


def printed(number: Decimal, places: int) -> Decimal:
    """The number as it is printed: rounded half up, once, to `places` decimals (rules 1.2)."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def mean(numbers: list[Decimal]) -> Number:
    """The plain mean; of nothing it can't be computed."""
    if not numbers:
        return Missing.CANNOT_BE_COMPUTED
    return sum(numbers, Decimal(0)) / len(numbers)


def ratio(numerator: Decimal, denominator: Decimal, factor: Decimal = Decimal(1)) -> Number:
    """numerator / denominator x factor (rules 3.2). A zero denominator can't be computed; it is never 0."""
    if denominator == 0:
        return Missing.CANNOT_BE_COMPUTED
    return numerator / denominator * factor
