"""The list of all indicators."""

import re

import pytest

from indicators.approving.services import revise_value
from indicators.models import Indicator
from indicators.pages import Cards


@pytest.fixture
def listed(signed_in):
    """The references that a query lists, in the order of the table."""

    def listed(query=""):
        shown = signed_in("board").get(f"/indicators/{query}").content.decode()
        return re.findall(r'href="[^"]*/indicators/(\d\.\d)/"', shown)

    return listed


def test_it_lists_the_indicators_of_all_strategies(listed):
    assert len(listed()) == 19


def test_a_filter_by_strategy_keeps_its_indicators(listed):
    assert len(listed("?strategy=wlc-customer-2023-28")) == 18


def test_a_filter_by_status_asks_the_scorecard(listed):
    assert listed("?status=red") == ["1.3", "3.1"]


def test_a_search_finds_words_of_the_title(listed):
    assert listed("?search=complaints") == ["1.4"]


def test_it_can_be_sorted_by_reference_from_the_end(listed):
    assert listed("?strategy=wlc-customer-2023-28&sort=-reference")[0] == "4.4"


@pytest.mark.django_db
def test_a_page_of_it_is_judged_without_the_others_and_says_the_same():
    cards = Cards(Indicator.objects.adopted().with_setting().in_strategy_order())
    page = [(card.indicator, card.standing) for card in cards[3:6]]
    assert "all_of_them" not in vars(cards)
    assert page == [(card.indicator, card.standing) for card in cards][3:6]


def test_when_nothing_matches_it_says_how_to_go_on(signed_in):
    assert "Change or clear the filter" in signed_in("board").get("/indicators/?search=zzz").content.decode()


def test_it_takes_at_most_twelve_queries(signed_in, django_assert_max_num_queries):
    client = signed_in("board")
    with django_assert_max_num_queries(12):
        client.get("/indicators/")


def test_a_figure_carries_its_marks(signed_in, enter, approve, people):
    """rules 3.4, 4.3"""
    value = enter("2.2", "2026-27-Q2", numerator=14_000, denominator=17_500)
    approve(value)
    revise_value(value, reason="A school was left out", by=people["officer"])
    approve(enter("2.2", "2026-27-Q2", numerator=13_000, denominator=17_500))
    shown = signed_in("board").get("/indicators/").text
    assert shown.count(">restated</strong>") == 1
    assert '<div class="muted">provisional</div>' in shown
