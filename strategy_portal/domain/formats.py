"""How a figure prints: with which unit, rounded to how many decimal places, or as Yes and No (rules 1.2, 1.3)."""

from dataclasses import dataclass, replace
from decimal import Decimal

from .numbers import Missing, Number, printed
from .targets import Measure

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
