"""From collection units to the organisation, and from periods to the year (rules 4 and 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from .numbers import Missing, Number, divided, kept, mean, ratio, times, total


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
    the number, whatever the coverage counts; None: as many as `reported`. `so_far` is the figure of what is there where
    something that is expected is missing: shown, never judged (rules 5.3). `units` is a survey's coverage over several
    periods, in units' values (rules 4.3).
    """

    number: Number = Missing.NOT_ENTERED
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    respondents: int | None = None
    settled: bool = False
    reported: int = 1
    expected: int = 1
    made_of: int | None = None
    so_far: Number = Missing.NOT_ENTERED
    units: tuple[int, int] | None = None

    @property
    def is_partial(self) -> bool:
        """There is a figure of a part of what is expected, and none of the whole (rules 5.3)."""
        return isinstance(self.number, Missing) and isinstance(self.so_far, Decimal)

    @property
    def entries(self) -> int:
        """How many entered figures went into the number: the latest of four quarters may be a mean of many units."""
        return self.reported if self.made_of is None else self.made_of

    @property
    def is_complete(self) -> bool:
        return self.reported == self.expected


def across_units(readings: Sequence[Reading], how: AcrossUnits, *, expected: int, factor: Decimal) -> Reading:
    """The organisation's figure from its units' (rules 4.1 to 4.3).

    `readings` holds one for each unit that has entered something; `expected` units should have. A unit without a value
    is left out and shows in the coverage; one to which the indicator does not apply has answered. While a unit is
    missing, a sum is incomplete. A unit whose respondents are not known weighs nothing, so of a weighted mean it is
    left out too. Without a single value the figure is missing for the reason that they share.
    """
    counted = [reading for reading in readings if isinstance(reading.number, Decimal)]
    if how is AcrossUnits.WEIGHTED_MEAN:
        counted = [reading for reading in counted if reading.respondents] or counted
    answered = len(counted) + sum(reading.number is Missing.NOT_APPLICABLE for reading in readings)
    settled = len(counted) > 0 and answered == expected and all(reading.settled for reading in counted)
    respondents = _total(reading.respondents for reading in counted)
    whole = _of_units(counted, how, factor) if counted else Reading(_shared_reason(readings, expected))
    whole = replace(
        whole, number=kept(whole.number), respondents=respondents, settled=settled, reported=answered,
        expected=expected, made_of=len(counted),
    )  # fmt: skip
    if how is AcrossUnits.SUM and counted and answered < expected:
        return replace(whole, number=Missing.INCOMPLETE, numerator=None, denominator=None, so_far=whole.number)
    return whole


def _of_units(counted: Sequence[Reading], how: AcrossUnits, factor: Decimal) -> Reading:
    """One unit alone is the organisation's figure as it stands, with what it was made from."""
    if how is AcrossUnits.RATIO_OF_SUMS:
        return Reading(*_ratio_of_sums(counted, factor))
    if len(counted) == 1 and (how is not AcrossUnits.WEIGHTED_MEAN or counted[0].respondents):
        return Reading(counted[0].number, counted[0].numerator, counted[0].denominator)
    if how is AcrossUnits.SUM:
        return Reading(total(_numbers(counted)))
    return Reading(mean(_numbers(counted)) if how is AcrossUnits.MEAN else _weighted_mean(counted))


def across_periods(
    readings: Sequence[Reading], how: AcrossPeriods, *, factor: Decimal = Decimal(1), populations: bool = False
) -> Reading:
    """A year's, or a year to date's, figure from its expected periods (rules 5.1, 5.3, 5.4).

    `readings` holds one entry for each expected period, in order. A missing one makes the figure *incomplete*, however
    it is put together; one that is not applicable is not expected. *None* has no figure for the year. With
    `populations` the denominators are the same people counted again in each period: their mean is divided by.
    """
    expected = [reading for reading in readings if reading.number is not Missing.NOT_APPLICABLE]
    present = [reading for reading in expected if isinstance(reading.number, Decimal)]
    respondents = _total(reading.respondents for reading in present)
    settled = bool(expected) and all(reading.settled for reading in expected)
    coverage = (len(present), len(expected))
    if how is AcrossPeriods.NONE or (readings and not expected):
        return Reading(Missing.NOT_APPLICABLE, None, None, respondents, settled, *coverage)
    if len(present) == len(expected) and present:
        return _whole_year(present, how, factor, respondents, settled, populations)
    so_far = partial(expected, how, factor=factor, populations=populations).number
    reason = Missing.INCOMPLETE if isinstance(so_far, Decimal) else _shared_reason(expected, len(expected))
    return Reading(reason, None, None, respondents, False, *coverage, so_far=so_far)


def partial(
    readings: Sequence[Reading], how: AcrossPeriods, *, factor: Decimal = Decimal(1), populations: bool = False
) -> Reading:
    """The figure of those periods that have one: to be shown marked as partial, never judged (rules 5.3).

    Of a sum the part that a period has so far counts too.
    """
    known = [r for r in readings if isinstance(r.number, Decimal) or (how is AcrossPeriods.SUM and r.is_partial)]
    if how is AcrossPeriods.NONE or not known:
        return Reading()
    as_far = [replace(r, number=r.so_far) if r.is_partial else r for r in known]
    respondents = _total(reading.respondents for reading in as_far)
    return _whole_year(as_far, how, factor, respondents, False, populations)


def _whole_year(
    present: list[Reading],
    how: AcrossPeriods,
    factor: Decimal,
    respondents: int | None,
    settled: bool,
    populations: bool,
) -> Reading:
    numerator = denominator = None
    entries = sum(reading.entries for reading in present)
    number: Number
    if how is AcrossPeriods.LATEST or (len(present) == 1 and how is not AcrossPeriods.RATIO_OF_SUMS):
        last = present[-1]
        number, numerator, denominator = last.number, last.numerator, last.denominator
        respondents, entries = last.respondents, last.entries
    elif how is AcrossPeriods.SUM:
        number = total(_numbers(present))
    elif how is AcrossPeriods.MEAN:
        number = mean(_numbers(present))
    else:
        number, numerator, denominator = _ratio_of_sums(present, factor, populations)
    return Reading(kept(number), numerator, denominator, respondents, settled, len(present), len(present), entries)


def _numbers(readings: Iterable[Reading]) -> list[Decimal]:
    return [reading.number for reading in readings if isinstance(reading.number, Decimal)]


def _ratio_of_sums(
    readings: Sequence[Reading], factor: Decimal, populations: bool = False
) -> tuple[Number, Decimal | None, Decimal | None]:
    """The ratio with its two sums. An entry without its parts makes it impossible: no percentage is averaged.

    Of populations the mean stands in place of the sum (rules 5.1).
    """
    numerators = [reading.numerator for reading in readings if reading.numerator is not None]
    denominators = [reading.denominator for reading in readings if reading.denominator is not None]
    if not len(numerators) == len(denominators) == len(readings):
        return Missing.CANNOT_BE_COMPUTED, None, None
    numerator, denominator, count = total(numerators), total(denominators), Decimal(len(readings))
    if populations:
        return ratio(times(numerator, count), denominator, factor), numerator, divided(denominator, count)
    return ratio(numerator, denominator, factor), numerator, denominator


def _weighted_mean(readings: Sequence[Reading]) -> Number:
    """Units without a number of respondents weigh nothing; if none has one, it can't be computed."""
    weighted = [(reading.number, reading.respondents or 0) for reading in readings]
    whole = total(times(number, Decimal(weight)) for number, weight in weighted if isinstance(number, Decimal))
    return ratio(whole, Decimal(sum(weight for _, weight in weighted)))


def _total(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


REASONS = (
    Missing.NOT_ENTERED, Missing.SUSPENDED, Missing.NOT_AVAILABLE, Missing.CANNOT_BE_COMPUTED, Missing.INCOMPLETE,
    Missing.NOT_APPLICABLE,
)  # fmt: skip
"""What is said where entries lack a value for different reasons: what somebody still owes, then as in rules 6.5."""


def _shared_reason(readings: Sequence[Reading], expected: int) -> Missing:
    """Why nothing can be counted: not entered while an expected one is not there, else the first of the reasons."""
    reasons = {reading.number for reading in readings if isinstance(reading.number, Missing)}
    if len(readings) < expected or not reasons:
        return Missing.NOT_ENTERED
    return next(reason for reason in REASONS if reason in reasons)
