"""What the property tests draw from: figures as councils enter them, targets, tolerances and rules."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from strategy_portal.domain.numbers import Format, Measure
from strategy_portal.domain.status import Polarity, Rule, Status, Tolerance, ToleranceKind

RANK = {Status.RED: 0, Status.AMBER: 1, Status.GREEN: 2}

places = st.integers(0, 3)
numeric = st.builds(Format, st.sampled_from([Measure.COUNT, Measure.PERCENTAGE]), places)
figures = st.decimals(-100_000, 100_000, places=4)
positives = st.decimals(Decimal("0.0001"), 100_000, places=4)
near = st.decimals(-60, 60, places=4)
"""How far a value lies from its target, so that all colours are drawn."""

sizes = st.decimals(0, 50, places=2)
tolerances = st.builds(
    Tolerance, st.sampled_from([ToleranceKind.POINTS, ToleranceKind.PERCENT, ToleranceKind.LEVELS]), sizes
)
one_sided = st.sampled_from([Polarity.HIGHER, Polarity.LOWER])
rules = st.builds(Rule, one_sided, tolerances, numeric)


def percent(places: int | None = 1) -> Format:
    return Format(Measure.PERCENTAGE, places)


def plain(places: int | None = 1) -> Format:
    return Format(Measure.COUNT, places)


def step(decimals: int) -> Decimal:
    """The smallest difference that can be seen at that printed precision."""
    return Decimal(1).scaleb(-decimals)


def half_up(number: Fraction, decimals: int) -> Decimal:
    """Rounding done a second way, on whole numbers, to check the portal's against."""
    doubled = abs(number) * 10**decimals * 2
    whole = (doubled.numerator // doubled.denominator + 1) // 2
    rounded = Decimal(whole).scaleb(-decimals)
    return -rounded if number < 0 else rounded
