"""The movers of a board's page as bars: worse left, better right, on one scale, and the same in words."""

import re
from decimal import Decimal

import pytest

from indicators.models import Indicator
from reports.scorecards.board import board
from reports.scorecards.movers import most, movers


@pytest.fixture
def found(wlc, quarter, on):
    return {mover.card.indicator.reference: mover for mover in movers(board(wlc, quarter, on).changes)}


def test_a_step_is_measured_by_the_tolerance_so_that_points_and_levels_share_a_scale(found):
    """1.3 fell from 83.1% to 77.8% in a year, with a tolerance of 5 points; 3.4 rose by one level of one."""
    assert found["1.3"].year.part == Decimal("-1.06")
    assert found["3.4"].year.part == 1
    assert most(list(found.values())) == max(abs(each.year.part) for each in found.values())


def test_since_and_the_year_are_told_apart(found):
    fell = found["1.3"]
    assert (fell.text_of(fell.since), fell.text_of(fell.year)) == ("1.1 points worse", "5.3 points worse")


def test_a_sum_has_no_step_since_a_quarter_whose_figures_are_unlike_its_own(found):
    assert found["1.4"].since is None
    assert found["1.4"].year.part < 0, "Lower is better"


def test_the_page_draws_each_with_its_words(signed_in, wlc):
    shown = signed_in("board").get(f"/strategies/{wlc.slug}/board/").content.decode()
    names = re.findall(r'class="mover" role="img" aria-label="([^"]+)"', shown)
    assert "Since Q1 2026/27: 1.1 points worse; In a year: 5.3 points worse" in names
    assert len(names) >= 6
    assert "13 falls in a row, worse, from 90.0% to 77.8%, down 12.2 points" in shown


def test_more_than_ten_without_their_figure_are_folded_with_their_count(signed_in, wlc):
    Indicator.objects.of(wlc).update(frequency="monthly")
    shown = signed_in("board").get(f"/strategies/{wlc.slug}/board/").content.decode()
    missing = int(re.search(r"(\d+) without their figure</h3>", shown)[1])
    assert missing > 10
    assert f"<summary>{missing - 10} more without their figure</summary>" in shown
