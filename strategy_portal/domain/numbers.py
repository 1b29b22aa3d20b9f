"""Numbers from entry to print (rules 1)."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache


class Missing(StrEnum):
    """Why there is no number. A calculation returns a Decimal or one of these, never None and never a text."""

    NOT_ENTERED = "not entered"
    NOT_AVAILABLE = "not available"
    NOT_APPLICABLE = "not applicable"
    SUSPENDED = "suspended"
    INCOMPLETE = "incomplete"
    CANNOT_BE_COMPUTED = "cannot be computed"


Number = Decimal | Missing
"""A figure, or the reason why there is none."""


class NotANumber(ValueError):
    """The text typed is not a number. `text` is what was typed."""

    def __init__(self, text: str):
        super().__init__(f"“{text}” is not a number. Enter digits, for example 84.5")
        self.text = text


_FINEST, _LOST, _WIDE = Decimal("1E-12"), Decimal("1E-15"), Context(prec=60)
_TYPED = re.compile(r"[+-]? ?(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]*)(?:\.[0-9]*)?")


_CURRENCY = re.compile(r"([+-]?) ?[£€$] ?")


def parse(text: str, *, money: bool = False) -> Number:
    """Read what a person typed. Empty is never zero (rules 1.4).

    A percent sign, and commas or spaces between thousands, are allowed; before an amount of money, the sign of a
    currency. A comma anywhere else is refused: `84,5` must not become 845. Raises NotANumber.
    """
    stripped = " ".join(text.split())
    if not stripped:
        return Missing.NOT_ENTERED
    typed = stripped.removesuffix("%").rstrip().replace("\N{MINUS SIGN}", "-")
    if money and (found := _CURRENCY.match(typed)):
        typed = found[1] + typed[found.end() :]
    if not _TYPED.fullmatch(typed):
        raise NotANumber(stripped)
    try:
        return Decimal(typed.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise NotANumber(stripped) from None


def exact(number: Decimal) -> Decimal:
    """The figure that a division missed in its last digits: 2/12 of 18 is 3, not 3.000000000000000000000000001.

    So a value on a limit is on it, and a half is rounded as a half. What has no end, as 10/3, stays as it is.
    """
    near = number.quantize(_FINEST, context=_WIDE)
    return near if near != number and abs(near - number) < _LOST else number


@lru_cache(maxsize=4096)
def printed(number: Decimal, places: int) -> Decimal:
    """The number as it is printed: rounded half up, once, to `places` decimals (rules 1.2).

    Kept, because a page prints each of its figures several times: in the row, in the trend, in the chart's sentence.
    """
    rounded = exact(number).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_WIDE)
    return rounded or abs(rounded)  # never "-0.0"


def mean(numbers: list[Decimal]) -> Number:
    """The plain mean; of nothing it can't be computed."""
    if not numbers:
        return Missing.CANNOT_BE_COMPUTED
    return sum(numbers, Decimal(0)) / len(numbers)


def ratio(numerator: Decimal, denominator: Decimal, factor: Decimal = Decimal(1)) -> Number:
    """numerator / denominator x factor (rules 3.2). A zero denominator can't be computed; it is never 0."""
    if denominator == 0:
        return Missing.CANNOT_BE_COMPUTED
    return numerator * factor / denominator
