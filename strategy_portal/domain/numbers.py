"""Numbers from entry to print: what was typed, what is missing, how a figure prints (rules 1)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache, reduce


class Measure(StrEnum):
    """What kind of figure an indicator is."""

    PERCENTAGE = "percentage"
    COUNT = "count"
    RATE = "rate"
    LEVEL = "level"
    YES_NO = "yes-no"
    DURATION = "duration"
    MONEY = "money"


def possible(measure: Measure, *, is_part: bool = False) -> tuple[Decimal | None, Decimal | None]:
    """Between which ends a figure can lie, None without one: a count is not negative, a part of a whole is 0 to 100."""
    match measure:
        case Measure.YES_NO:
            return Decimal(0), Decimal(1)
        case Measure.PERCENTAGE:
            return (Decimal(0), Decimal(100)) if is_part else (None, None)
        case Measure.COUNT | Measure.RATE | Measure.DURATION | Measure.LEVEL:
            return Decimal(0), None
        case _:
            return None, None


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


_FINEST, _LOST, _WIDE = Decimal("1E-12"), Decimal("1E-15"), Context(prec=80, rounding=ROUND_HALF_UP)

KEPT_PLACES = 20
"""Decimals to which each figure of an organisation is rounded once it is worked out: so it is stored and judged."""

WORKING_PLACES = 40
"""Decimals that a division is carried to on the way there."""

LARGEST = Decimal("1E15")
"""A figure is smaller: 15 digits before the point are the most that are stored, printed and compared."""

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
    """The number as it is printed: rounded half away from zero, once, to `places` decimals (rules 1.2).

    Kept, because a page prints each of its figures several times: in the row, in the trend, in the chart's sentence.
    """
    rounded = exact(number).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_WIDE)
    return rounded or abs(rounded)  # never "-0.0"


def kept(number: Number) -> Number:
    """The figure as it is stored: to `KEPT_PLACES` decimals, half away from zero, whoever works it out and when."""
    return number if isinstance(number, Missing) else _to(number, KEPT_PLACES)


def _to(number: Decimal, places: int) -> Decimal:
    exponent = number.as_tuple().exponent
    has_more = isinstance(exponent, int) and exponent < -places
    return number.quantize(Decimal(1).scaleb(-places), context=_WIDE) if has_more else number


def total(numbers: Iterable[Decimal]) -> Decimal:
    """The sum without any rounding, so that the order of its parts changes nothing."""
    return reduce(_WIDE.add, numbers, Decimal(0))


def times(number: Decimal, by: Decimal) -> Decimal:
    """The product without any rounding."""
    return _WIDE.multiply(number, by)


def divided(numerator: Decimal, denominator: Decimal) -> Decimal:
    """The quotient, to `WORKING_PLACES` decimals. Raises ZeroDivisionError."""
    return _to(_WIDE.divide(numerator, denominator), WORKING_PLACES)


def mean(numbers: Sequence[Decimal]) -> Number:
    """The plain mean; of nothing it can't be computed."""
    if not numbers:
        return Missing.CANNOT_BE_COMPUTED
    return divided(total(numbers), Decimal(len(numbers)))


def ratio(numerator: Decimal, denominator: Decimal, factor: Decimal = Decimal(1)) -> Number:
    """numerator / denominator x factor (rules 3.2). A zero denominator can't be computed; it is never 0."""
    if denominator == 0:
        return Missing.CANNOT_BE_COMPUTED
    return divided(times(numerator, factor), denominator)


WORDS = {
    Missing.NOT_ENTERED: "No value",
    Missing.NOT_AVAILABLE: "Not available",
    Missing.NOT_APPLICABLE: "Not applicable",
    Missing.SUSPENDED: "Suspended",
    Missing.INCOMPLETE: "Incomplete",
    Missing.CANNOT_BE_COMPUTED: "Can’t be computed",
}

ANSWERS = {Decimal(1): "Yes", Decimal(0): "No"}
"""How the two figures of a yes-or-no print."""

LONGEST = 8
"""Decimals that are printed in full: a limit may be four of a target times four of a tolerance."""


@dataclass(frozen=True)
class Format:
    """How the figures of a measure print: rounded to `places` decimals, or with None in full, as limits are.

    >>> rate, satisfied = Format(Measure.RATE, 2), Format(Measure.PERCENTAGE, 1)
    >>> rate.text(Decimal("1234.565")), satisfied.text(Decimal("84.96")), satisfied.text(Missing.NOT_ENTERED)
    ('1,234.57', '85.0%', 'No value')
    >>> satisfied.in_full.text(Decimal("84.9600")), Format(Measure.YES_NO, 0).text(Decimal(1))
    ('84.96%', 'Yes')
    """

    measure: Measure = Measure.COUNT
    places: int | None = None

    @property
    def is_yes_no(self) -> bool:
        """A choice of two: nothing of it is rounded, above or below, or has a mean."""
        return self.measure is Measure.YES_NO

    @property
    def unit(self) -> str:
        """What stands behind a number. Money, durations, counts and levels print as plain numbers."""
        return "%" if self.measure is Measure.PERCENTAGE else ""

    @property
    def in_full(self) -> "Format":
        return replace(self, places=None)

    def rounded(self, number: Decimal) -> Decimal:
        """The number as it is printed and judged (rules 1.3)."""
        return number if self.places is None else printed(number, self.places)

    def up(self, limit: Decimal) -> Decimal:
        """The lowest figure as printed that is not below a limit."""
        return limit if self.places is None else exact(limit).quantize(self._step, ROUND_CEILING, _WIDE)

    def down(self, limit: Decimal) -> Decimal:
        """The highest figure as printed that is not above a limit."""
        return limit if self.places is None else exact(limit).quantize(self._step, ROUND_FLOOR, _WIDE)

    @property
    def _step(self) -> Decimal:
        return Decimal(1).scaleb(-(self.places or 0))

    def text(self, number: Number) -> str:
        """`1,234.5%`, `Yes`, or the reason why there is no number."""
        if isinstance(number, Missing):
            return WORDS[number]
        if self.is_yes_no and number in ANSWERS:
            return ANSWERS[number]
        return self._digits(number) + self.unit

    def range_text(self, low: Decimal, high: Decimal) -> str:
        """`40 to 60%`; one figure where the two ends are the same."""
        return self.text(high) if low == high else f"{self._digits(low)} to {self.text(high)}"

    def difference_text(self, size: Decimal) -> str:
        """How far two printed figures lie apart, whatever the side: `2.1 points` of percentages, else `2.1`."""
        number = IN_FULL.text(abs(size))
        if self.measure is not Measure.PERCENTAGE:
            return number
        return f"{number} point" if abs(size) == 1 else f"{number} points"

    def signed_text(self, size: Decimal) -> str:
        """The same for a column, whose numbers have the decimals of the figures: `+6.0`, `−7.2`, `0.0`.

        It has more where a limit has: 10.1 lies 0.15 below 10.25.

        >>> satisfied = Format(Measure.PERCENTAGE, 1)
        >>> [satisfied.signed_text(Decimal(size)) for size in ("6", "-7.2", "0", "-0.15")]
        ['+6.0', '−7.2', '0.0', '−0.15']
        """
        number = self._digits(abs(size)) if self.rounded(size) == size else IN_FULL.text(abs(size))
        return f"{'−' if size < 0 else '+' if size > 0 else ''}{number}"

    @property
    def precision_text(self) -> str:
        """`1 decimal`, `a whole number`: what a figure is rounded to."""
        if self.places is None:
            return "all its decimals"
        return "a whole number" if self.places == 0 else f"{self.places} decimal{'s' if self.places > 1 else ''}"

    def _digits(self, number: Decimal) -> str:
        """In full it is without the zeros that storage adds, and one without end is cut and says so: `3.3333…`."""
        if self.places is not None:
            return f"{printed(number, self.places):,}"
        whole, _, decimals = f"{number.normalize():,f}".partition(".")
        if len(decimals) > LONGEST:
            decimals = f"{decimals[:4]}…"
        return f"{whole}.{decimals}" if decimals else whole


IN_FULL = Format()
"""A plain number, without the zeros that storage adds: `2,431`, `3.5`."""

PERCENT = Format(Measure.PERCENTAGE, 1)
"""A share of a count, as the findings of consultations print it: `51.8%`."""


ROUNDED = ", rounded"
"""What stands behind the result of a printed sum where adding up its parts gives another figure."""


def sum_texts(parts: Sequence[Decimal], format: Format) -> tuple[list[str], str]:
    """The parts of a sum and the whole as printed, so that they never contradict each other (rules 7.6).

    Where the rounded parts don't add up to the rounded whole, they have as many more places as it takes to round to it,
    and the whole says that it is rounded.
    """
    whole = format.rounded(total(parts))
    fewest = KEPT_PLACES if format.places is None else format.places
    for places in range(fewest, KEPT_PLACES + 1):
        added = total(printed(part, places) for part in parts)
        if format.rounded(added) == whole:
            break
    shown = format if format.places is None else replace(format, places=places)
    return [shown.text(part) for part in parts], format.text(whole) + ("" if added == whole else ROUNDED)


def row_number(text: str) -> int:
    """The key or the version of a row as a form carries it; 0, which no row has, where the text is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0
