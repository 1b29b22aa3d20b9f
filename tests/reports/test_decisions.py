"""What meetings decided stands on the board's pages until it is closed, and the next meeting at their head."""

from datetime import date

import pytest

from reports.models import BoardMeeting, Decision
from reports.scorecards.board import board

WLC = "/strategies/wlc-customer-2023-28/board/"
ELC = "/strategies/elc-customer-2023-28/board/"


@pytest.fixture
def page(signed_in):
    return lambda address=WLC: signed_in("board").get(address).text


def test_an_open_decision_stands_on_the_card_of_what_it_is_on(page):
    of_indicator = page().split('id="needs"')[1].split("</article>")[0]
    assert "Decided 9 September 2026" in of_indicator
    assert "Agree an action with a date that brings staff knowledge back to its target" in of_indicator
    of_actions = page(ELC).split('id="needs"')[1].split("</article>")[1]  # after that nothing can be judged
    assert "Say which four teams do not work online yet" in of_actions
    assert "Finish it by the end of October, or stop it." not in page(ELC)


def test_an_open_decision_on_what_is_in_order_is_listed_below(elc, quarter, on):
    Decision.objects.filter(action__number=5).update(came_of="", closed_on=None, closed_by=None)
    found = board(elc, quarter, on).needs
    assert [decision.action.number for decision in found.decisions] == [5]
    assert found.count == len(found.decisions) + sum(len(need.lines) for need in found.actions)


def test_a_closed_decision_stands_on_no_page(page, people):
    decision = Decision.objects.get(indicator__isnull=False)
    pages = [WLC, "/board/", decision.indicator.get_absolute_url()]
    assert all(decision.text in page(address) for address in pages)
    Decision.objects.filter(pk=decision.pk).update(came_of="Done", closed_on=date(2026, 11, 20), closed_by=1)
    assert not any(decision.text in page(address) for address in pages)
    assert decision.text in page(f"{WLC}?as_of=2026-11-19")
    assert decision.text not in page(f"{WLC}?as_of=2026-09-08")


def test_a_decision_on_an_action_stands_on_its_page(page):
    decision = Decision.objects.get(action__number=16)
    assert decision.text in page(decision.action.get_absolute_url())


@pytest.mark.parametrize("address", [WLC, "/board/"])
def test_the_next_meeting_stands_at_the_head_and_in_each_row(page, address):
    assert "9 December 2026" in page(address)
    BoardMeeting.objects.filter(meets_on=date(2026, 12, 9)).delete()
    assert "9 December 2026" not in page(address)
    assert "No date" in page(address)
