"""From collection units to the organisation, and from periods to the year (rules 4 and 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .numbers import Missing, Number, mean, ratio


class AcrossUnits(StrEnum):
    """How the organisation's figure is made from its units' (rules 4)."""

    RATIO_OF_SUMS = "ratio-of-sums"
    MEAN = "mean-of-units"
    WEIGHTED_MEAN = "mean-weighted-by-respondents"
    SUM = "sum"


class AcrossPeriods(StrEnum):
    """How the year's figure is made from its periods' (rules 5.1)."""

    SUM = "sum"
    MEAN = "mean"
    RATIO_OF_SUMS = "ratio-of-sums"
    LATEST = "latest"
    NONE = "none"


@dataclass(frozen=True)
class Reading:
    """One figure with what it was made from: a single entry, or an aggregate of several.

    `settled` means approved and final, so that nothing provisional went into it (rules 4.3, 5.4).
    `reported` of `expected` is the coverage, in units or in periods. `made_of` is how many entered figures went into
    the number, whatever the coverage counts; None: as many as `reported`.
    """

    number: Number = Missing.NOT_ENTERED
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    respondents: int | None = None
    settled: bool = False
    reported: int = 1
    expected: int = 1
    made_of: int | None = None

    @property
    def entries(self) -> int:
        """How many entered figures went into the number: the latest of four quarters may be a mean of many units."""
        return self.reported if self.made_of is None else self.made_of

    @property
    def is_complete(self) -> bool:
        return self.reported == self.expected


def across_units(readings: Sequence[Reading], how: AcrossUnits, *, expected: int, factor: Decimal) -> Reading:
    """The organisation's figure from its units' (rules 4.1 to 4.3).

    `readings` holds the units that have an entry, `expected` is how many should have one. A unit whose value is not
    available counts against the coverage, and so does one that weighs nothing; with none to count, the figure is
    missing for the reason that they share.
    """
    counted = [reading for reading in readings if isinstance(reading.number, Decimal)]
    if how is AcrossUnits.WEIGHTED_MEAN:
        counted = [reading for reading in counted if reading.respondents] or counted
    respondents = _total(reading.respondents for reading in counted)
    settled = 0 < len(counted) == expected and all(reading.settled for reading in counted)
    numerator = denominator = None
    number: Number
    if not counted:
        number = _shared_reason(readings, expected)
    elif how is AcrossUnits.RATIO_OF_SUMS:
        number, numerator, denominator = _ratio_of_sums(counted, factor)
    elif how is AcrossUnits.SUM:
        number = _sum(counted)
    elif how is AcrossUnits.MEAN:
        number = mean(_numbers(counted))
    else:
        number = _weighted_mean(counted)
    return Reading(number, numerator, denominator, respondents, settled, len(counted), expected)


def across_periods(readings: Sequence[Reading], how: AcrossPeriods, *, factor: Decimal = Decimal(1)) -> Reading:
    """A year's, or a year to date's, figure from its expected periods (rules 5.1, 5.3, 5.4).

    `readings` holds one entry for each expected period, in order. A missing one makes the figure *incomplete*, however
    it is put together. *None* has no figure for the year.
    """
    present = [reading for reading in readings if isinstance(reading.number, Decimal)]
    respondents = _total(reading.respondents for reading in present)
    settled = bool(readings) and all(reading.settled for reading in readings)
    coverage = (len(present), len(readings))
    if how is AcrossPeriods.NONE:
        return Reading(Missing.NOT_APPLICABLE, None, None, respondents, settled, *coverage)
    if not present:
        return Reading(_shared_reason(readings, len(readings)), None, None, respondents, False, *coverage)
    if len(present) < len(readings):
        return Reading(Missing.INCOMPLETE, None, None, respondents, False, *coverage)
    return _whole_year(present, how, factor, respondents, settled)


def partial(readings: Sequence[Reading], how: AcrossPeriods, *, factor: Decimal = Decimal(1)) -> Reading:
    """The figure of those periods that have one: to be shown marked as partial, never judged (rules 5.3)."""
    return across_periods([r for r in readings if isinstance(r.number, Decimal)], how, factor=factor)


def _whole_year(
    present: list[Reading], how: AcrossPeriods, factor: Decimal, respondents: int | None, settled: bool
) -> Reading:
    numerator = denominator = None
    entries = sum(reading.entries for reading in present)
    number: Number
    if how is AcrossPeriods.LATEST:
        last = present[-1]
        number, numerator, denominator = last.number, last.numerator, last.denominator
        respondents, entries = last.respondents, last.entries
    elif how is AcrossPeriods.SUM:
        number = _sum(present)
    elif how is AcrossPeriods.MEAN:
        number = mean(_numbers(present))
    else:
        number, numerator, denominator = _ratio_of_sums(present, factor)
    return Reading(number, numerator, denominator, respondents, settled, len(present), len(present), entries)


def _numbers(readings: Iterable[Reading]) -> list[Decimal]:
    return [reading.number for reading in readings if isinstance(reading.number, Decimal)]


def _sum(readings: Iterable[Reading]) -> Decimal:
    return sum(_numbers(readings), Decimal(0))


def _ratio_of_sums(readings: Sequence[Reading], factor: Decimal) -> tuple[Number, Decimal | None, Decimal | None]:
    """The ratio with its two sums. An entry without its parts makes it impossible: no percentage is averaged."""
    numerators = [reading.numerator for reading in readings if reading.numerator is not None]
    denominators = [reading.denominator for reading in readings if reading.denominator is not None]
    if not len(numerators) == len(denominators) == len(readings):
        return Missing.CANNOT_BE_COMPUTED, None, None
    numerator, denominator = sum(numerators, Decimal(0)), sum(denominators, Decimal(0))
    return ratio(numerator, denominator, factor), numerator, denominator


def _weighted_mean(readings: Sequence[Reading]) -> Number:
    """Units without a number of respondents weigh nothing; if none has one, it can't be computed."""
    weighted = [(reading.number, reading.respondents or 0) for reading in readings]
    total = sum((number * weight for number, weight in weighted if isinstance(number, Decimal)), Decimal(0))
    return ratio(total, Decimal(sum(weight for _, weight in weighted)))


def _total(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _shared_reason(readings: Sequence[Reading], expected: int) -> Missing:
    """Why nothing can be counted: the entries' common reason if all expected ones are there, else not entered."""
    reasons = {reading.number for reading in readings if isinstance(reading.number, Missing)}
    if len(readings) < expected or not reasons or Missing.NOT_ENTERED in reasons:
        return Missing.NOT_ENTERED
    return reasons.pop() if len(reasons) == 1 else Missing.NOT_AVAILABLE
