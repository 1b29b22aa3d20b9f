"""Surveys ask some and speak of all: how far chance alone may carry a percentage (rules 7.3).

For simple random samples of a much larger population. Nothing here knows of weights, clusters or non-response.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .aggregation import Reading
from .numbers import Format, exact, total
from .status import TargetValue

Z = Decimal("1.959963984540054235524594")
"""How many standard errors lie on either side of the middle 95% of a normal distribution."""


@dataclass(frozen=True)
class Sample:
    """`count` of the `base` who answered said so. Raises ValueError unless it is a share of somebody."""

    count: Decimal
    base: Decimal

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.base or self.base == 0:
            raise ValueError("A sample is a share of those who answered, and somebody has to have answered")


@dataclass(frozen=True)
class Interval:
    """Between which percentages the figure of the whole population probably lies; both within 0 to 100."""

    low: Decimal
    high: Decimal

    def as_printed(self, format: Format) -> "Interval":
        return Interval(format.rounded(self.low), format.rounded(self.high))


def sample_of(reading: Reading) -> Sample | None:
    """What a survey's percentage is a share of, or None where that is not known or the figure is no share.

    Numerator and denominator if there are such; else the count is worked back from the percentage and the respondents.
    For the mean of units (rules 4.2) that would be untrue: their percentages are not shares of all who answered.
    """
    if not isinstance(reading.number, Decimal):
        return None
    count, base = reading.numerator, reading.denominator
    if (count is None or base is None) and reading.respondents is not None:
        count, base = exact(reading.number * reading.respondents / 100), Decimal(reading.respondents)
    if count is None or base is None or base == 0 or not 0 <= count <= base:
        return None
    return Sample(count, base)


def survey_sample(reading: Reading, factor: int) -> Sample | None:
    """The sample behind a survey's percentage: a ratio of sums, or a single entry, with its respondents counted.

    Without respondents it is a share of all cases, and the mean of several percentages is a share of nobody.
    """
    is_share = reading.numerator is not None or reading.entries == 1
    return sample_of(reading) if factor == 100 and reading.respondents is not None and is_share else None


def samples_of(current: Reading, earlier: Reading, factor: int) -> tuple[Sample, Sample] | None:
    """Both samples, if both are known: what `short_trend` needs to test a change."""
    first, second = survey_sample(current, factor), survey_sample(earlier, factor)
    return (first, second) if first and second else None


def pooled(samples: Iterable[Sample | None]) -> Sample | None:
    """Several samples as one; None of none, and where one of them is not known."""
    found = list(samples)
    known = [sample for sample in found if sample is not None]
    if not known or len(known) < len(found):
        return None
    return Sample(total(sample.count for sample in known), total(sample.base for sample in known))


def wilson(sample: Sample) -> Interval:
    """The 95% Wilson interval, in percent. Unlike simpler ones it holds for small samples and near 0 and 100."""
    square = Z * Z
    middle = 2 * sample.count + square
    reach = Z * (square + 4 * sample.count * (sample.base - sample.count) / sample.base).sqrt()
    whole = 2 * (sample.base + square)
    low, high = exact(100 * (middle - reach) / whole), exact(100 * (middle + reach) / whole)
    return Interval(max(low, Decimal(0)), min(high, Decimal(100)))


def within_sampling_error(target: TargetValue, interval: Interval, format: Format) -> bool:
    """Whether the target, or an end of its range, lies in the interval as printed, both ends included."""
    shown = interval.as_printed(format)
    return any(shown.low <= end <= shown.high for end in target.ends)


def significantly_different(one: Sample, other: Sample) -> bool:
    """Whether a two-sided, pooled two-proportion z-test at 5% rejects that both are shares of the same population.

    z squared = (p1 - p2)² / (p (1 - p) (1/n1 + 1/n2)), multiplied out, so that nothing is rounded on the way.
    """
    count, base = one.count + other.count, one.base + other.base
    difference = one.count * other.base - other.count * one.base
    return difference * difference * base > Z * Z * count * (base - count) * one.base * other.base
