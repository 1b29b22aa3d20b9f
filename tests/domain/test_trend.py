"""Rules 7.1 to 7.3 and 7.5: which way a figure moves, apart from where it stands."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.explanations import way_text
from strategy_portal.domain.numbers import PERCENT, Missing
from strategy_portal.domain.status import Polarity, TargetValue
from strategy_portal.domain.survey import Sample
from strategy_portal.domain.trend import Direction, Way, long_trend, short_trend, which_way

from .drawing import figures, near, one_sided, sizes

IMPROVING, WORSENING, NO_CHANGE, NO_SIGNIFICANT_CHANGE, NOT_ENOUGH_DATA, NOT_JUDGED = Direction
HIGHER, LOWER, RANGE, NONE, NOT_SET = Polarity
FORTY_TO_SIXTY = TargetValue(low=Decimal(40), high=Decimal(60))


def short(current: str, earlier: str, polarity: Polarity, **more) -> Direction:
    return short_trend(Decimal(current), Decimal(earlier), polarity, **more).direction


@pytest.mark.parametrize(
    ("current", "earlier", "polarity", "direction"),
    [
        ("85.0", "84.0", HIGHER, IMPROVING),
        ("84.0", "85.0", HIGHER, WORSENING),
        ("85.0", "84.0", LOWER, WORSENING),
        ("84.0", "85.0", LOWER, IMPROVING),
        ("39", "30", RANGE, IMPROVING),
        ("30", "39", RANGE, WORSENING),
        ("70", "61", RANGE, WORSENING),
        ("61", "39", RANGE, NO_CHANGE),
        ("41", "59", RANGE, NO_CHANGE),
        ("60", "66", RANGE, IMPROVING),
        ("85", "84", NONE, NOT_JUDGED),
        ("85", "84", NOT_SET, NOT_JUDGED),
    ],
)
def test_better_is_up_whatever_the_polarity(current, earlier, polarity, direction):
    """Rules 7.2."""
    assert short(current, earlier, polarity, target=FORTY_TO_SIXTY) is direction


@pytest.mark.parametrize(
    ("current", "direction"),
    [("84.4", WORSENING), ("84.5", NO_CHANGE), ("85.0", NO_CHANGE), ("85.5", NO_CHANGE), ("85.6", IMPROVING)],
)
def test_a_change_within_the_band_is_no_change_both_ends_included(current, direction):
    """Rules 7.2: a band of 0.5."""
    assert short(current, "85.0", HIGHER) is direction


def test_an_indicator_may_have_a_band_of_its_own():
    """Rules 7.2."""
    assert short("12", "10", HIGHER, band=Decimal(2)) is NO_CHANGE
    assert short("10.1", "10", HIGHER, band=Decimal(0)) is IMPROVING
    assert short("10", "10", HIGHER, band=Decimal(0)) is NO_CHANGE


@given(figures, near, sizes)
def test_lower_is_better_is_the_mirror_of_higher_is_better(earlier, change, band):
    """Rules 7.2."""
    up = short_trend(earlier + change, earlier, HIGHER, band=band).direction
    assert short_trend(earlier - change, earlier, LOWER, band=band).direction is up


@given(figures, near, sizes, st.sampled_from([HIGHER, LOWER, RANGE]))
def test_the_way_back_is_the_opposite(earlier, change, band, polarity):
    """Rules 7.2."""
    opposite = {IMPROVING: WORSENING, WORSENING: IMPROVING, NO_CHANGE: NO_CHANGE}
    there = short_trend(earlier + change, earlier, polarity, band=band, target=FORTY_TO_SIXTY).direction
    back = short_trend(earlier, earlier + change, polarity, band=band, target=FORTY_TO_SIXTY).direction
    assert back is opposite[there]


@given(near, near)
def test_in_a_range_nearer_is_better(current, earlier):
    """Rules 7.2."""
    trend = short_trend(50 + current, 50 + earlier, RANGE, band=Decimal(0), target=FORTY_TO_SIXTY)
    nearer = max(abs(earlier), Decimal(10)) - max(abs(current), Decimal(10))
    assert trend.direction is (IMPROVING if nearer > 0 else WORSENING if nearer < 0 else NO_CHANGE)


def test_a_range_without_its_target_is_not_judged():
    assert short("39", "30", RANGE) is NOT_JUDGED


@pytest.mark.parametrize("polarity", Polarity)
@pytest.mark.parametrize("reason", Missing)
def test_a_missing_figure_has_no_trend(reason, polarity):
    """Rules 1.4 and 7.2: missing is never compared as zero."""
    assert short_trend(reason, Decimal(85), polarity).direction is NOT_ENOUGH_DATA
    assert short_trend(Decimal(85), reason, polarity).direction is NOT_ENOUGH_DATA


def sample(count: int, base: int) -> Sample:
    return Sample(Decimal(count), Decimal(base))


@pytest.mark.parametrize(
    ("samples", "direction"),
    [
        ((sample(100, 200), sample(80, 200)), IMPROVING),
        ((sample(99, 200), sample(80, 200)), NO_SIGNIFICANT_CHANGE),
        ((sample(80, 200), sample(80, 200)), NO_SIGNIFICANT_CHANGE),
        ((sample(80, 200), sample(99, 200)), NO_SIGNIFICANT_CHANGE),
        ((sample(80, 200), sample(100, 200)), WORSENING),
        ((sample(804_000, 2_000_000), sample(800_000, 2_000_000)), NO_CHANGE),
    ],
)
def test_between_surveys_only_a_change_that_is_not_chance_is_one(samples, direction):
    """Rules 7.3: and it has to leave the band of no change as well (rules 7.2)."""
    current, earlier = (each.count / each.base * 100 for each in samples)
    assert short_trend(current, earlier, HIGHER, samples=samples).direction is direction


@pytest.mark.parametrize("polarity", [NONE, NOT_SET])
def test_a_survey_without_a_better_side_has_no_judged_trend(polarity):
    """Rules 7.2 and 7.3."""
    assert short("40", "40", polarity, samples=(sample(4, 10), sample(4, 10))) is NOT_JUDGED


def test_the_way_of_no_significant_change_is_neither_up_nor_down():
    """Rules 7.3."""
    css = Path("strategy_portal/static/strategy_portal/portal.css").read_text(encoding="utf-8")
    line = next(line for line in css.splitlines() if line.startswith(".trend--no-significant-change::before"))
    assert "--shape:" in line
    assert "rotate" not in line


def test_zero_is_compared_like_any_figure():
    """Rules 1.4."""
    assert short("0", "3", LOWER) is IMPROVING


def long(current: str, earlier: list[str | None], **more):
    numbers = [Missing.NOT_ENTERED if text is None else Decimal(text) for text in earlier]
    return long_trend(Decimal(current), numbers, HIGHER, **more)


def test_the_long_trend_compares_with_the_mean_of_four():
    """Rules 7.1."""
    trend = long("85", ["80", "82", "84", "86"])
    assert (trend.against, trend.current, trend.direction) == (83, 85, IMPROVING)


def test_the_long_trend_takes_the_last_four_of_more():
    """Rules 7.1."""
    assert long("85", ["0", "0", "80", "82", "84", "86"]).against == 83


@pytest.mark.parametrize("earlier", [[], ["80"], ["80", "82", "84"], ["80", None, "82", "84"]])
def test_with_fewer_than_four_there_is_not_enough_data(earlier):
    """Rules 7.1 and 7.2."""
    assert long("85", earlier).direction is NOT_ENOUGH_DATA


def test_a_council_chooses_how_many_values_the_long_trend_needs():
    """Rules 7.1."""
    assert long("85", ["80", "82"], count=2).against == 81
    assert long("85", ["80", "82"], count=3).direction is NOT_ENOUGH_DATA


def test_the_long_trend_has_the_same_band():
    """Rules 7.2."""
    assert long("83.5", ["80", "82", "84", "86"]).direction is NO_CHANGE
    assert long("83.6", ["80", "82", "84", "86"]).direction is IMPROVING
    assert long("83.6", ["80", "82", "84", "86"], band=Decimal(1)).direction is NO_CHANGE


def test_the_long_trend_of_a_range_needs_its_target_too():
    earlier = [Decimal(30)] * 4
    assert long_trend(Decimal(39), earlier, RANGE, target=FORTY_TO_SIXTY).direction is IMPROVING


@pytest.mark.parametrize(
    ("direction", "word"),
    [
        (IMPROVING, "Improving"),
        (WORSENING, "Worsening"),
        (NO_CHANGE, "No change"),
        (NO_SIGNIFICANT_CHANGE, "No significant change"),
        (NOT_ENOUGH_DATA, "Not enough data"),
        (NOT_JUDGED, "Not judged"),
    ],
)
def test_a_trend_is_a_word(direction, word):
    """Rules 7.2."""
    assert direction.word == word


def test_the_arrow_points_up_for_better_and_down_for_worse():
    """Rules 7.2: the style sheet knows only the direction, never the polarity."""
    css = Path("strategy_portal/static/strategy_portal/portal.css").read_text(encoding="utf-8")
    arrows = {line.split("::")[0]: line for line in css.splitlines() if line.startswith(".trend--") and "::" in line}
    assert "rotate(-45deg)" in arrows[".trend--improving"]
    assert "rotate(45deg)" in arrows[".trend--worsening"]
    assert "rotate" not in arrows[".trend--no-change"]


# --- Which way (rules 7.5) ---


def said(numbers, year_ago, polarity=Polarity.HIGHER, **more) -> str:
    figures = [number if isinstance(number, Missing) else Decimal(str(number)) for number in numbers]
    ago = year_ago if isinstance(year_ago, Missing) else Decimal(str(year_ago))
    return way_text(which_way(figures, ago, polarity, **{"band": Decimal("0.5"), **more}), PERCENT)


@pytest.mark.parametrize(
    ("numbers", "year_ago", "polarity", "text"),
    [
        (range(89, 75, -1), 80, Polarity.HIGHER, "13 falls in a row, worse"),
        (range(89, 75, -1), 80, Polarity.LOWER, "13 falls in a row, better"),
        (range(89, 75, -1), 80, Polarity.NONE, "13 falls in a row"),
        ([1, 2, 2, 3, 4, 4, 5, 6, 7], 4, Polarity.HIGHER, "6 rises in a row, better"),
        ([1, 2, Missing.NOT_AVAILABLE, 3, 4, 5, 6, 7], 7, Polarity.HIGHER, "6 rises in a row, better"),
        ([2, 3, 4, 5, 6, 7], 7, Polarity.HIGHER, "steady over a year"),
        ([85, 82.1], 80, Polarity.HIGHER, "up 2.1 points in a year, better"),
        ([85, 82.1], 85, Polarity.HIGHER, "down 2.9 points in a year, worse"),
        ([85, 85.5], 85, Polarity.HIGHER, "steady over a year"),
        ([85], Missing.NOT_ENTERED, Polarity.HIGHER, "no figure a year ago"),
        ([85, Missing.NOT_ENTERED], 85, Polarity.HIGHER, "no figure"),
    ],
)
def test_the_first_that_fits_is_said_of_which_way(numbers, year_ago, polarity, text):
    """Rules 7.5."""
    assert said(numbers, year_ago, polarity) == text


def test_a_surveys_change_in_a_year_is_tested_and_its_run_is_not():
    """Rules 7.3 and 7.5: chance may make one step, hardly thirteen."""
    samples = Sample(Decimal(780), Decimal(1000)), Sample(Decimal(790), Decimal(1000))
    assert said([79, 78], 79, samples=samples) == "steady over a year"
    assert said(range(91, 77, -1), 82, samples=samples) == "13 falls in a row, worse"


@given(st.lists(figures, min_size=1, max_size=14), figures, one_sided)
def test_a_run_of_six_is_never_steady(numbers, year_ago, polarity):
    """Rules 7.5: whatever the figures, and by the changes that are not nothing."""
    way = which_way(numbers, year_ago, polarity, band=Decimal("0.5"))
    steps = [after > before for before, after in pairwise(numbers) if after != before]
    run = len(steps) - next((at + 1 for at in range(len(steps) - 2, -1, -1) if steps[at] != steps[-1]), 0)
    assert (way.way is Way.RUN) is (run >= 6)
    assert way.count == (run if run >= 6 else 0)
