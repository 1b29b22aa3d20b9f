"""What changed since the last meeting: compared with what the board saw on its day, not with that day as it is now."""

from datetime import date

import pytest

from reports.models import BoardMeeting
from reports.scorecards.board import board
from reports.scorecards.changes import Comparison, StatusChange
from reports.scorecards.meetings import meetings_of
from strategy_portal.domain.status import Status

DAY = date(2026, 9, 9)
WLC = "/strategies/wlc-customer-2023-28/board/"


@pytest.fixture
def since_meeting(wlc, quarter, on):
    return lambda: board(wlc, quarter, on, compared=meetings_of(wlc, on).last)


def status_then(page, reference: str) -> Status:
    card = next(card for card in page.scores.indicators if card.indicator.reference == reference)
    return page.changes.compared.status(card)


def test_it_is_compared_with_the_quarter_that_the_board_looked_at(since_meeting, quarter):
    compared = since_meeting().changes.compared
    assert (compared.period, compared.label) == (quarter.previous(), "the meeting on 9 September 2026")
    assert compared.when == "on 9 September 2026"


def test_a_figure_that_was_revised_since_counts_as_the_board_saw_it(since_meeting, restate, wlc, quarter, on):
    """trust S6: 2.2 was green in Q1 when the board met, and is red in Q1 now."""
    restate("2.2", "2026-27-Q1", "Counted wrongly", numerator=5, denominator=10)
    assert status_then(board(wlc, quarter, on), "2.2") is Status.RED
    page = since_meeting()
    assert status_then(page, "2.2") is Status.GREEN
    assert "2.2" in [each.card.indicator.reference for each in page.changes.restated]


def test_on_the_day_of_the_meeting_nothing_has_changed_since(wlc, quarter):
    """What is new counts from the day after on."""
    meeting = meetings_of(wlc, date(2026, 9, 10)).last
    changes = board(wlc, quarter.previous(), DAY, DAY, compared=meeting).changes
    assert (changes.statuses, changes.completed, changes.newly_late) == ((), (), ())


def test_actions_count_from_the_day_after_the_meeting(elc, quarter, on):
    changes = board(elc, quarter, on, compared=meetings_of(elc, on).last).changes
    assert [line.number for line in changes.completed] == [5]


def test_an_indicator_that_was_added_since_was_not_measured_then(wlc, quarter, on):
    card = board(wlc, quarter, on).scores.indicators[0]
    compared = Comparison.with_meeting(DAY, quarter.previous(), {})
    assert compared.status(card) is Status.NOT_YET_MEASURED
    assert StatusChange(card, Status.NOT_YET_MEASURED, compared).move_text == ""


def test_the_page_offers_the_last_meeting_and_keeps_it_in_the_address_of_its_pdf(signed_in):
    shown = signed_in("board").get(f"{WLC}?compared=last-meeting").content.decode()
    assert '<option value="last-meeting" selected>Last meeting</option>' in shown
    assert "since the meeting on 9 September 2026" in shown
    assert "compared=last-meeting" in shown.split("This page as PDF")[0].rpartition("href=")[2]


@pytest.mark.parametrize("query", ["?compared=last-meeting&period=2025-26-Q1", "?compared=last-meeting"])
def test_where_no_meeting_was_held_by_then_it_is_compared_with_the_quarter_before(signed_in, query):
    if "period" not in query:
        BoardMeeting.objects.update(called_off="No room")
    shown = signed_in("board").get(f"{WLC}{query}")
    assert shown.status_code == 200
    assert "Last meeting" not in shown.content.decode()


def test_it_takes_a_fixed_number_of_queries(wlc, quarter, on, django_assert_num_queries):
    last = meetings_of(wlc, on).last
    with django_assert_num_queries(11):
        board(wlc, quarter, on, compared=last)
