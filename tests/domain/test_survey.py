"""Rules 7.3: intervals of survey percentages, and whether a change is more than chance."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strategy_portal.domain.aggregation import AcrossPeriods, AcrossUnits, Reading, across_periods, across_units
from strategy_portal.domain.explanations import interval_text, sample_text, significance_text
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.status import TargetValue
from strategy_portal.domain.survey import (
    Interval,
    Sample,
    Z,
    sample_of,
    samples_of,
    significantly_different,
    survey_sample,
    wilson,
    within_sampling_error,
)

from .drawing import percent


def sample(count: int | str, base: int | str) -> Sample:
    return Sample(Decimal(count), Decimal(base))


bases = st.integers(1, 100_000)
samples = bases.flatmap(lambda base: st.builds(sample, st.integers(0, base), st.just(base)))


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [
        (8, 10, "49.0162", "94.3318"),
        (0, 10, "0.0000", "27.7533"),
        (10, 10, "72.2467", "100.0000"),
        (50, 100, "40.3832", "59.6168"),
        (850, 1000, "82.6531", "87.0790"),
        (1, 1, "20.6549", "100.0000"),
    ],
)
def test_the_interval_is_wilsons(count, base, low, high):
    """Rules 7.3: against values worked out in another way, in binary arithmetic."""
    interval = wilson(sample(count, base)).as_printed(percent(4))
    assert (str(interval.low), str(interval.high)) == (low, high)


@given(samples)
def test_the_interval_holds_its_figure_and_stays_within_0_and_100(asked):
    """Rules 7.3 and 1.1."""
    interval = wilson(asked)
    assert {type(interval.low), type(interval.high)} == {Decimal}
    assert 0 <= interval.low <= asked.count / asked.base * 100 <= interval.high <= 100


@given(samples)
def test_an_end_of_the_interval_is_as_far_from_the_figure_as_chance_may_carry_it(asked):
    """Rules 7.3: (p - end)² = z² end (1 - end) / n, which is how the interval is defined."""
    share = asked.count / asked.base
    for end in (wilson(asked).low / 100, wilson(asked).high / 100):
        assert abs((share - end) ** 2 - Z * Z * end * (1 - end) / asked.base) < Decimal("1E-18")


@given(samples)
def test_those_who_did_not_say_so_have_the_mirrored_interval(asked):
    """Rules 7.3."""
    said, did_not = wilson(asked), wilson(Sample(asked.base - asked.count, asked.base))
    assert abs(said.low + did_not.high - 100) < Decimal("1E-18")


@given(samples, st.integers(2, 20))
def test_more_answers_make_a_narrower_interval(asked, times):
    """Rules 7.3."""
    few, many = wilson(asked), wilson(Sample(asked.count * times, asked.base * times))
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(("count", "base"), [(0, 0), (-1, 10), (11, 10), (1, 0)])
def test_a_sample_is_a_share_of_somebody(count, base):
    with pytest.raises(ValueError, match="sample"):
        sample(count, base)


@pytest.mark.parametrize(
    ("target", "places", "within"),
    [
        (TargetValue(Decimal("82.4")), 1, False),
        (TargetValue(Decimal("82.5")), 1, True),
        (TargetValue(Decimal("87.0")), 1, True),
        (TargetValue(Decimal("87.1")), 1, False),
        (TargetValue(Decimal("87.0")), 2, False),
        (TargetValue(low=Decimal(60), high=Decimal(83)), 1, True),
        (TargetValue(low=Decimal(85), high=Decimal(95)), 1, True),
        (TargetValue(low=Decimal(60), high=Decimal(95)), 1, False),
    ],
)
def test_a_target_in_the_interval_as_printed_is_within_sampling_error(target, places, within):
    """Rules 7.3 and 1.3: an end of a range counts like a target."""
    interval = Interval(Decimal("82.46"), Decimal("86.96"))
    assert within_sampling_error(target, interval, percent(places)) is within


@pytest.mark.parametrize(
    ("one", "other", "different"),
    [
        (sample(100, 200), sample(80, 200), True),
        (sample(99, 200), sample(80, 200), False),
        (sample(850, 1000), sample(826, 1000), False),
        (sample(8500, 10000), sample(8260, 10000), True),
        (sample(0, 10), sample(0, 10), False),
        (sample(10, 10), sample(5, 5), False),
        (sample(0, 10), sample(10, 10), True),
        (sample(1, 1), sample(0, 1), False),
    ],
)
def test_the_test_rejects_at_five_percent(one, other, different):
    """Rules 7.3: z of 2.01, 1.91, 1.46, 4.61, none, none, 4.47 and 1.41 against 1.96."""
    assert significantly_different(one, other) is different


@given(samples, samples)
def test_the_test_is_that_of_the_textbook(one, other):
    """Rules 7.3: z worked out with its square root."""
    pooled = (one.count + other.count) / (one.base + other.base)
    variance = pooled * (1 - pooled) * (1 / one.base + 1 / other.base)
    assume(variance > 0)
    z = abs(one.count / one.base - other.count / other.base) / variance.sqrt()
    assume(abs(z - Z) > Decimal("1E-9"))
    assert significantly_different(one, other) == (z > Z)


@given(samples, samples)
def test_it_does_not_matter_which_survey_was_first(one, other):
    """Rules 7.3: two-sided."""
    assert significantly_different(one, other) == significantly_different(other, one)


@given(samples)
def test_the_same_answers_twice_are_no_change(asked):
    """Rules 7.3."""
    assert not significantly_different(asked, asked)


@pytest.mark.parametrize(
    ("reading", "found"),
    [
        (Reading(Decimal(85), Decimal(850), Decimal(1000), 1200), sample(850, 1000)),
        (Reading(Decimal(85), respondents=1000), sample(850, 1000)),
        (Reading(Decimal(85), numerator=Decimal(850), respondents=1000), sample(850, 1000)),
        (Reading(Decimal(85)), None),
        (Reading(Decimal(85), respondents=0), None),
        (Reading(Decimal(120), Decimal(120), Decimal(100)), None),
        (Reading(Decimal(-5), respondents=10), None),
        (Reading(Missing.CANNOT_BE_COMPUTED, Decimal(0), Decimal(0)), None),
        (Reading(Missing.NOT_AVAILABLE, respondents=10), None),
    ],
)
def test_a_reading_tells_its_sample_if_it_is_a_share_of_somebody(reading, found):
    """Rules 7.3: numerator and denominator first, else worked back from the respondents."""
    assert sample_of(reading) == found


def test_two_readings_have_samples_only_together():
    """Rules 7.3."""
    known, unknown = Reading(Decimal(85), Decimal(850), Decimal(1000), 1200), Reading(Decimal(85))
    assert samples_of(known, known, 100) == (sample(850, 1000), sample(850, 1000))
    assert samples_of(known, unknown, 100) is samples_of(unknown, known, 100) is None


def test_only_a_percentage_of_counted_respondents_is_tested():
    """Rules 7.3: neither a mean of units nor a rate nor a share of all cases is a sample."""
    assert survey_sample(Reading(Decimal(85), respondents=1000, reported=3, expected=3), 100) is None
    assert survey_sample(Reading(Decimal(85), respondents=1000), 100) == sample(850, 1000)
    assert survey_sample(Reading(Decimal(85), Decimal(850), Decimal(1000)), 100) is None
    assert survey_sample(Reading(Decimal(850), Decimal(850), Decimal(1000), 1200), 1000) is None


@pytest.mark.parametrize("how", [AcrossPeriods.LATEST, AcrossPeriods.MEAN, AcrossPeriods.SUM])
def test_the_mean_of_units_is_no_sample_in_the_year_either(how):
    """Rules 7.3: 90% of 10 and 10% of 100 are 50% of nobody, also where the year has one period."""
    units = [Reading(Decimal(90), respondents=10), Reading(Decimal(10), respondents=100)]
    whole = across_units(units, AcrossUnits.MEAN, expected=2, factor=Decimal(100))
    assert survey_sample(across_periods([whole], how), 100) is None


def test_the_interval_is_written_with_the_precision_of_the_figure():
    """Rules 1.2 and 7.3."""
    assert interval_text(wilson(sample(850, 1000)), percent(1)) == "82.7% to 87.1%"
    assert interval_text(wilson(sample(850, 1000)), percent(0)) == "83% to 87%"


def test_the_interval_names_its_own_base_where_not_all_respondents_answered():
    """Rules 7.3."""
    assert sample_text(sample(850, 1000), 1000) == "1,000 respondents"
    assert sample_text(sample(850, 1000), 1200) == "1,000 answers of 1,200 respondents"


@pytest.mark.parametrize(
    ("count", "text"), [(80, "no more than chance alone may make"), (200, "more than chance alone would make")]
)
def test_what_a_change_is_worth_is_said_with_both_samples(count, text):
    """Rules 7.3."""
    said = significance_text(sample(count, 1200), sample(80, 1200))
    assert said == f"{count} of 1,200 against 80 of 1,200: {text} (two-sided test at 5%)"
