"""Rules 4 and 5: from units to the organisation, and from periods to the year."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.aggregation import (
    AcrossPeriods,
    AcrossUnits,
    Reading,
    across_periods,
    across_units,
    partial,
)
from strategy_portal.domain.numbers import Missing, kept, mean, printed, ratio
from strategy_portal.domain.status import (
    Circumstances,
    Polarity,
    Rule,
    Status,
    TargetValue,
    Tolerance,
    ToleranceKind,
    status_of,
)
from strategy_portal.domain.wording import coverage_text

from .drawing import figures, half_up

PERCENT = Decimal(100)
NEEDS_ALL = [AcrossPeriods.SUM, AcrossPeriods.MEAN, AcrossPeriods.RATIO_OF_SUMS, AcrossPeriods.LATEST]


def share(top: int, bottom: int, **more) -> Reading:
    """A unit's or a period's percentage with what it was made from."""
    more = {"settled": True, "respondents": bottom, **more}
    return Reading(ratio(Decimal(top), Decimal(bottom), PERCENT), Decimal(top), Decimal(bottom), **more)


def number(text: str, **more) -> Reading:
    return Reading(Decimal(text), **{"settled": True, **more})


def units(*readings: Reading, how: str = "ratio-of-sums", expected: int | None = None) -> Reading:
    return across_units(readings, AcrossUnits(how), expected=expected or len(readings), factor=PERCENT)


shares = st.builds(share, st.integers(0, 500), st.integers(1, 500))
several_shares = st.lists(shares, min_size=1, max_size=8)
several_numbers = st.lists(st.builds(lambda figure: Reading(figure, settled=True), figures), min_size=1, max_size=8)


def test_nine_of_ten_and_ten_of_a_hundred_are_17_3_percent():
    """Rules 4.1: never the mean, 50%."""
    whole = units(share(9, 10), share(10, 100))
    assert printed(whole.number, 1) == Decimal("17.3")
    assert (whole.numerator, whole.denominator) == (19, 110)


@given(several_shares)
def test_a_ratio_of_sums_lies_between_the_lowest_and_the_highest_unit(readings):
    """Rules 4.1."""
    numbers = [reading.number for reading in readings]
    assert printed(min(numbers), 9) <= printed(units(*readings).number, 9) <= printed(max(numbers), 9)


@given(several_shares)
def test_a_ratio_of_sums_is_what_one_large_unit_would_have(readings):
    """Rules 4.1."""
    top, bottom = (sum(int(getattr(each, part)) for each in readings) for part in ("numerator", "denominator"))
    assert printed(units(*readings).number, 4) == half_up(Fraction(top * 100, bottom), 4)


@given(several_shares, st.randoms())
def test_the_order_of_the_units_changes_nothing(readings, chance):
    """Rules 4.1 and 4.2."""
    shuffled = chance.sample(readings, len(readings))
    for how in AcrossUnits:
        one, other = units(*readings, how=how), units(*shuffled, how=how)
        assert printed(one.number, 6) == printed(other.number, 6)


@given(several_shares)
def test_a_mean_weighted_by_respondents_is_a_ratio_of_sums_where_all_answered(readings):
    """Rules 4.1 and 4.2."""
    weighted, summed = units(*readings, how="mean-weighted-by-respondents"), units(*readings)
    assert printed(weighted.number, 6) == printed(summed.number, 6)


@given(several_numbers, st.integers(1, 900))
def test_equal_weights_give_the_plain_mean(readings, respondents):
    """Rules 4.2."""
    weighted = [replace(reading, respondents=respondents) for reading in readings]
    assert units(*weighted, how="mean-weighted-by-respondents").number == units(*readings, how="mean-of-units").number


@pytest.mark.parametrize(
    ("how", "text"),
    [("mean-of-units", "60"), ("mean-weighted-by-respondents", "75"), ("sum", "120"), ("ratio-of-sums", "75")],
)
def test_the_indicator_says_how_its_units_are_put_together(how, text):
    """Rules 4.2: 90% of 30 and 30% of 10."""
    assert units(share(27, 30), share(3, 10), how=how).number == Decimal(text)


def test_weights_that_nobody_has_compute_nothing():
    """Rules 4.2."""
    assert units(number("80"), number("90"), how="mean-weighted-by-respondents").number is Missing.CANNOT_BE_COMPUTED


@pytest.mark.parametrize(
    "lacking", [{"numerator": None}, {"denominator": None}, {"numerator": None, "denominator": None}]
)
def test_percentages_without_their_sums_are_never_averaged(lacking):
    """Rules 4.1: it can't be computed, and a page that shows it still opens."""
    found = units(share(9, 10), replace(share(10, 100), **lacking))
    assert (found.number, found.numerator) == (Missing.CANNOT_BE_COMPUTED, None)


def test_a_figure_carries_its_coverage():
    """Rules 4.3."""
    whole = units(*[share(200, 284)] * 11, share(200, 286), expected=14)
    assert coverage_text(whole, "units") == "12 of 14 units, 3,410 responses"
    assert not whole.is_complete


@pytest.mark.parametrize(
    ("readings", "expected", "settled"),
    [
        ([share(1, 2)], 1, True),
        ([share(1, 2), share(1, 2)], 2, True),
        ([share(1, 2), share(1, 2, settled=False)], 2, False),
        ([share(1, 2)], 2, False),
        ([share(1, 2), Reading(Missing.NOT_AVAILABLE, settled=True)], 2, False),
        ([], 0, False),
        ([], 2, False),
    ],
)
def test_a_figure_is_provisional_until_every_unit_is_approved_and_final(readings, expected, settled):
    """Rules 4.3."""
    whole = across_units(readings, AcrossUnits.RATIO_OF_SUMS, expected=expected, factor=PERCENT)
    assert whole.settled is settled


def test_a_unit_of_nought_counts():
    """Rules 1.4."""
    assert units(number("0"), number("10"), how="mean-of-units").number == 5
    assert units(share(0, 10), share(10, 10)).number == 50


NOT_AVAILABLE, NOT_APPLICABLE = Reading(Missing.NOT_AVAILABLE), Reading(Missing.NOT_APPLICABLE)
SUSPENDED = Reading(Missing.SUSPENDED)


@pytest.mark.parametrize(
    ("readings", "expected", "reason"),
    [
        ([], 2, Missing.NOT_ENTERED),
        ([NOT_AVAILABLE], 2, Missing.NOT_ENTERED),
        ([NOT_AVAILABLE, NOT_AVAILABLE], 2, Missing.NOT_AVAILABLE),
        ([NOT_APPLICABLE, NOT_APPLICABLE], 2, Missing.NOT_APPLICABLE),
        ([SUSPENDED, SUSPENDED], 2, Missing.SUSPENDED),
        ([NOT_AVAILABLE, NOT_APPLICABLE], 2, Missing.NOT_AVAILABLE),
        ([SUSPENDED, NOT_APPLICABLE], 2, Missing.SUSPENDED),
        ([NOT_AVAILABLE, SUSPENDED], 2, Missing.SUSPENDED),
        ([NOT_AVAILABLE, Reading()], 2, Missing.NOT_ENTERED),
    ],
)
def test_without_a_single_unit_the_figure_has_the_first_of_their_reasons(readings, expected, reason):
    """Rules 4.3 and 6.5: never zero. A unit to which the indicator does not apply has answered."""
    for how in AcrossUnits:
        whole = across_units(readings, how, expected=expected, factor=PERCENT)
        assert (whole.number, whole.reported) == (reason, readings.count(NOT_APPLICABLE))


def test_a_sum_of_units_of_which_one_is_missing_is_incomplete_and_shown_so_far():
    """Rules 4.3: 80 of one unit of fourteen is not the sum."""
    whole = units(number("80"), how="sum", expected=14)
    assert (whole.number, whole.so_far, whole.settled) == (Missing.INCOMPLETE, 80, False)
    assert coverage_text(whole, "units") == "1 of 14 units"


def test_a_unit_to_which_it_does_not_apply_has_answered():
    """Rules 4.3: a sum of the others is whole, and settled."""
    whole = units(number("80"), number("20"), replace(NOT_APPLICABLE, settled=True), how="sum")
    assert (whole.number, whole.reported, whole.entries, whole.settled) == (100, 3, 2, True)


@given(several_numbers, st.integers(1, 5))
def test_a_sum_of_units_is_whole_exactly_when_each_unit_has_answered(readings, missing):
    """Rules 4.3."""
    there, lacking = units(*readings, how="sum"), units(*readings, how="sum", expected=len(readings) + missing)
    assert (there.number, there.is_partial) == (sum(each.number for each in readings), False)
    assert (lacking.number, lacking.so_far) == (Missing.INCOMPLETE, there.number)


@pytest.mark.parametrize("how", AcrossUnits)
def test_one_unit_alone_brings_what_its_figure_was_made_from(how):
    """Rules 7.3: the interval counts those who answered, 45 of 60, and not all who were asked."""
    alone = units(share(45, 60, respondents=80), how=how, expected=3 if how is not AcrossUnits.SUM else 1)
    assert (alone.number, alone.numerator, alone.denominator, alone.respondents) == (75, 45, 60, 80)


def test_a_unit_that_weighs_nothing_is_not_part_of_the_coverage():
    """Rules 4.2 and 4.3: nobody knows how many answered there."""
    whole = units(share(9, 10), number("20"), how="mean-weighted-by-respondents")
    assert (whole.number, whole.reported, whole.expected, whole.settled) == (90, 1, 2, False)


def test_a_unit_without_a_value_is_left_out_and_counted_as_missing():
    """Rules 4.3."""
    whole = units(share(9, 10), NOT_AVAILABLE)
    assert (whole.number, whole.reported, whole.expected) == (90, 1, 2)


QUARTERS = [share(1, 2), share(3, 4), share(0, 3), share(5, 5)]


@pytest.mark.parametrize(
    ("how", "text"), [("sum", "225"), ("mean", "56.25"), ("ratio-of-sums", "64.3"), ("latest", "100")]
)
def test_the_indicator_says_how_its_periods_make_the_year(how, text):
    """Rules 5.1."""
    year = across_periods(QUARTERS, AcrossPeriods(how), factor=PERCENT)
    assert printed(year.number, 2 if how == "mean" else 1) == Decimal(text)
    assert (year.reported, year.expected) == (4, 4)


def test_an_indicator_may_have_no_figure_for_the_year():
    """Rules 5.1: judged only in its own period."""
    assert across_periods(QUARTERS, AcrossPeriods.NONE).number is Missing.NOT_APPLICABLE


@pytest.mark.parametrize("how", NEEDS_ALL)
@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("reason", [Missing.NOT_ENTERED, Missing.NOT_AVAILABLE, Missing.CANNOT_BE_COMPUTED])
def test_a_year_in_which_one_value_is_missing_is_incomplete(how, place, reason):
    """Rules 5.3: whichever it is, and why ever."""
    readings = [*QUARTERS[:place], Reading(reason), *QUARTERS[place + 1 :]]
    year = across_periods(readings, how, factor=PERCENT)
    assert (year.number, year.settled) == (Missing.INCOMPLETE, False)
    assert (year.reported, year.expected) == (3, 4)


@pytest.mark.parametrize("how", NEEDS_ALL)
def test_a_year_without_any_value_has_none(how):
    assert across_periods([Reading(), Reading()], how).number is Missing.NOT_ENTERED
    assert across_periods([NOT_AVAILABLE, NOT_AVAILABLE], how).number is Missing.NOT_AVAILABLE
    assert across_periods([], how).number is Missing.NOT_ENTERED


@pytest.mark.parametrize("how", NEEDS_ALL)
def test_a_year_without_any_value_is_not_settled(how):
    """Rules 5.4: that it is not available may be final, the year is not."""
    assert not across_periods([replace(NOT_AVAILABLE, settled=True)] * 2, how).settled


def test_without_a_factor_a_ratio_is_a_plain_ratio():
    """Rules 3.2."""
    assert across_periods([share(1, 4), share(1, 4)], AcrossPeriods.RATIO_OF_SUMS).number == Decimal("0.25")
    assert partial([share(1, 4), Reading()], AcrossPeriods.RATIO_OF_SUMS).number == Decimal("0.25")


def test_of_an_entry_nothing_is_assumed():
    """Rules 1.4, 4.3 and 5.4."""
    bare = Reading()
    assert (bare.number, bare.settled, bare.reported, bare.expected) == (Missing.NOT_ENTERED, False, 1, 1)


def test_the_part_of_an_incomplete_year_may_be_shown():
    """Rules 5.3."""
    readings = [number("3"), Reading(), number("4")]
    assert across_periods(readings, AcrossPeriods.SUM).number is Missing.INCOMPLETE
    assert partial(readings, AcrossPeriods.SUM).number == 7


def test_a_quarter_of_nought_does_not_make_the_year_incomplete():
    """Rules 1.4 and 5.3."""
    assert across_periods([number("3"), number("0")], AcrossPeriods.SUM).number == 3


def test_the_latest_value_stands_for_the_year_whatever_came_before():
    """Rules 5.1; of an incomplete year it may be shown (rules 5.3)."""
    assert across_periods([number("1"), number("3")], AcrossPeriods.LATEST).number == 3
    assert partial([number("3"), Reading()], AcrossPeriods.LATEST).number == 3


@pytest.mark.parametrize("how", NEEDS_ALL)
@pytest.mark.parametrize("place", [*range(4), None])
def test_a_year_is_provisional_until_every_value_is_approved_and_final(how, place):
    """Rules 5.4: one that is not is enough."""
    readings = [replace(reading, settled=at != place) for at, reading in enumerate(QUARTERS)]
    assert across_periods(readings, how, factor=PERCENT).settled is (place is None)


@given(several_numbers)
def test_a_sum_and_a_mean_of_periods_are_what_they_say(readings):
    """Rules 5.1."""
    numbers = [reading.number for reading in readings]
    assert across_periods(readings, AcrossPeriods.SUM).number == sum(numbers)
    assert across_periods(readings, AcrossPeriods.MEAN).number == kept(mean(numbers))


@given(several_shares)
def test_aggregates_are_decimals(readings):
    """Rules 1.1."""
    made = [units(*readings, how=how).number for how in AcrossUnits]
    made += [across_periods(readings, how, factor=PERCENT).number for how in NEEDS_ALL]
    assert {type(each) for each in made} == {Decimal}


def test_respondents_are_added_up_and_unknown_ones_are_no_zero():
    """Rules 1.4 and 4.3."""
    assert units(share(1, 2), share(1, 3)).respondents == 5
    assert units(number("1"), number("2"), how="sum").respondents is None
    assert across_periods([share(1, 2), number("3")], AcrossPeriods.SUM).respondents == 2


maybe_settled = st.builds(share, st.integers(0, 500), st.integers(1, 500), settled=st.booleans())
absent = st.builds(Reading, st.sampled_from(Missing), settled=st.booleans())
owed = absent.filter(lambda reading: reading.number is not Missing.NOT_APPLICABLE)


@given(st.lists(maybe_settled | absent, max_size=8), st.integers(0, 3), st.sampled_from(AcrossUnits))
def test_every_figure_carries_its_coverage_and_is_provisional_while_a_unit_is(readings, not_there, how):
    """Rules 4.3: whatever units there are, and however they are put together."""
    whole = units(*readings, how=how, expected=len(readings) + not_there)
    there = [reading for reading in readings if isinstance(reading.number, Decimal)]
    answered = len(there) + sum(reading.number is Missing.NOT_APPLICABLE for reading in readings)
    assert (whole.reported, whole.expected) == (answered, len(readings) + not_there)
    assert (whole.respondents or 0) == sum(reading.respondents for reading in there)
    is_whole = bool(there) and answered == whole.expected
    assert whole.settled is (is_whole and all(reading.settled for reading in there))


@given(several_shares, st.lists(owed, min_size=1, max_size=3), st.sampled_from(NEEDS_ALL), st.randoms())
def test_a_year_with_any_gap_has_a_partial_figure_and_no_colour(readings, gaps, how, chance):
    """Rules 5.3: wherever the gaps are, and however the year is put together."""
    expected = chance.sample([*readings, *gaps], len(readings) + len(gaps))
    year = across_periods(expected, how, factor=PERCENT)
    assert (year.number, year.reported) == (Missing.INCOMPLETE, len(readings))
    assert isinstance(partial(expected, how, factor=PERCENT).number, Decimal)
    rule = Rule(Polarity.HIGHER, Tolerance(ToleranceKind.POINTS, Decimal(5)), PERCENT)
    assert status_of(year.number, TargetValue(Decimal(85)), rule, Circumstances()).status is Status.INCOMPLETE


@given(st.lists(maybe_settled, min_size=1, max_size=12), st.sampled_from(NEEDS_ALL))
def test_a_whole_year_is_settled_exactly_when_all_of_it_is(readings, how):
    """Rules 5.4."""
    year = across_periods(readings, how, factor=PERCENT)
    assert year.settled is all(reading.settled for reading in readings)


@given(several_shares, st.integers(1, 3), st.sampled_from(NEEDS_ALL), st.randoms())
def test_a_period_that_is_not_applicable_makes_no_year_incomplete(readings, away, how, chance):
    """Rules 5.3: wherever it lies, the year is that of the other periods."""
    found = chance.sample([*readings, *[NOT_APPLICABLE] * away], len(readings) + away)
    left = [reading for reading in found if reading is not NOT_APPLICABLE]
    assert across_periods(found, how, factor=PERCENT) == across_periods(left, how, factor=PERCENT)


def test_a_year_of_which_no_period_applies_does_not_apply():
    """Rules 5.3."""
    year = across_periods([NOT_APPLICABLE] * 4, AcrossPeriods.SUM)
    assert (year.number, year.expected) == (Missing.NOT_APPLICABLE, 0)


def test_a_year_says_the_first_reason_of_periods_that_lack_values_for_different_ones():
    """Rules 6.5: what is still owed before what is not available."""
    assert across_periods([NOT_AVAILABLE, Reading()], AcrossPeriods.MEAN).number is Missing.NOT_ENTERED


def test_the_populations_of_several_periods_are_never_added_up():
    """Rules 5.1: 30 and 50 cases among 10,000 and 10,000 people are 8 per 1,000 a year, not 4."""
    quarters = [Reading(Decimal(3), Decimal(30), Decimal(10_000)), Reading(Decimal(5), Decimal(50), Decimal(10_000))]
    year = across_periods(quarters, AcrossPeriods.RATIO_OF_SUMS, factor=Decimal(1000), populations=True)
    assert (year.number, year.numerator, year.denominator) == (8, 80, 10_000)


@given(several_shares)
def test_with_the_mean_population_the_year_is_as_often_the_ratio_of_sums_as_it_has_periods(readings):
    """Rules 5.1."""
    year = across_periods(readings, AcrossPeriods.RATIO_OF_SUMS, factor=PERCENT, populations=True)
    summed = across_periods(readings, AcrossPeriods.RATIO_OF_SUMS, factor=PERCENT)
    assert printed(year.number, 9) == printed(summed.number * len(readings), 9)


def test_what_an_incomplete_period_has_so_far_is_part_of_a_sum_so_far():
    """Rules 4.3 and 5.3: 100 and, of one unit of fourteen, 80."""
    year = across_periods([number("100"), units(number("80"), how="sum", expected=14)], AcrossPeriods.SUM)
    assert (year.number, year.so_far) == (Missing.INCOMPLETE, 180)


def test_a_surveys_several_periods_are_covered_in_units_values_too():
    """Rules 4.3."""
    reading = Reading(Decimal(80), respondents=1, reported=2, expected=2, units=(27, 28))
    assert coverage_text(reading, "periods") == "2 of 2 periods, 27 of 28 units’ values, 1 response"


def test_of_one_period_alone_nothing_is_counted():
    assert coverage_text(Reading(Decimal(80)), "periods") == ""
