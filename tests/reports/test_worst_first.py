"""Which strategies stand on which page of the corporate board, and what the page then speaks of."""

import re
from datetime import date
from random import Random

import pytest

from outcomes.models import Strategy
from reports.scorecards.corporate import corporate
from reports.scorecards.worst_first import StrategiesOnPage, strategies_on_page, worst_first
from strategy_portal.models import Team
from tests.bench.portal import FIRST_UNITS, add_strategy

PAGE = "/board/"


@pytest.fixture
def page(signed_in):
    return lambda query="": signed_in("board").get(f"{PAGE}{query}").text


@pytest.fixture
def many(db, people):
    """Eight further strategies, which run: with those of the demonstration there are twelve."""
    for number in range(8):
        Strategy.objects.create(
            slug=f"more-{number}", title=f"More {number}", organisation="Council", organisation_short="C",
            starts_on="2025-04-01", ends_on="2030-03-31",
        )  # fmt: skip


def slugs(shown) -> list[str]:
    return [each.slug for each in shown.strategies]


def ranked(on, as_of=None) -> list:
    return list(worst_first(Strategy.objects.adopted(), on, as_of))


# --- Which strategies ------------------------------------------------------------------------------------------------


def test_the_order_is_that_in_which_the_page_judges_them(db, on):
    """More red first, then more that is late, then those that don't run."""
    found = ranked(on)
    assert [each.slug for each in found] == [page.strategy.slug for page in corporate(on).pages]
    assert [(each.red, each.late) for each in found] == [
        (len(page.red), len(page.late)) for page in corporate(on).pages
    ]


def test_the_order_of_many_strategies_of_many_indicators_is_that_of_the_page(db, people, on):
    Team.objects.create(organisation="Benchmark", name=FIRST_UNITS)
    chance = Random(18)
    for number in range(3):
        add_strategy(f"more-{number}", 1, 1, 9, people, chance)
    found = ranked(on)
    assert [each.slug for each in found] == [page.strategy.slug for page in corporate(on).pages]
    assert sum(each.red for each in found) > 5


def test_ten_stand_on_a_page_and_each_on_one(many, on):
    first, second = strategies_on_page(1, on), strategies_on_page(2, on)
    assert [len(first.strategies), len(second.strategies)] == [10, 2]
    assert len({*slugs(first), *slugs(second)}) == first.total == 12
    assert slugs(second)[-1] == "wlc-customer-services-2011-14"


def test_where_there_is_no_such_page_the_first_is_shown(many, on):
    assert slugs(strategies_on_page(3, on)) == slugs(strategies_on_page(1, on))
    assert strategies_on_page(3, on).number == 1


def test_of_no_strategy_nothing_is_a_part():
    assert StrategiesOnPage([]).text == ""


@pytest.mark.parametrize("day", [date(2026, 9, 1), date(2026, 10, 15), date(2025, 8, 3)])
def test_as_of_a_day_what_was_sealed_later_does_not_count(db, day):
    pages = {page.strategy.slug: len(page.red) for page in corporate(day, day).pages}
    assert {each.slug: each.red for each in ranked(day, day)} == pages


def test_two_queries_whatever_the_number_of_strategies(many, on, django_assert_num_queries):
    with django_assert_num_queries(2):
        strategies_on_page(2, on)


def test_two_queries_where_all_stand_on_one_page(db, on, django_assert_num_queries):
    with django_assert_num_queries(2):
        strategies_on_page(1, on)


def test_of_ten_or_fewer_the_quarters_are_those_of_the_running_one_that_began_first(db, on):
    assert strategies_on_page(1, on).began_first.starts_on == date(2023, 4, 1)


def test_the_quarters_are_those_of_the_strategy_that_began_first_whatever_the_page(many, on):
    assert strategies_on_page(2, on).began_first.starts_on == strategies_on_page(1, on).began_first.starts_on
    assert strategies_on_page(1, on).began_first.starts_on == date(2023, 4, 1)


# --- What the page speaks of -----------------------------------------------------------------------------------------


def test_a_page_that_has_a_part_of_the_strategies_says_of_which_it_speaks(many, page):
    shown = page()
    assert "This page is about strategies 1 to 10 of 12 only." in shown
    assert shown.count("Of strategies 1 to 10 of 12.") == 3
    assert "This page is about strategies 11 to 12 of 12 only." in page("?page=2")


def test_a_page_that_has_all_of_them_says_nothing_of_it(page):
    shown = page()
    assert "This page is about" not in shown
    assert "Of strategies" not in shown
    assert "ds_pagination" not in shown


def test_each_page_leads_to_the_others_and_keeps_the_rest_of_the_address(many, page):
    shown = page("?period=2026-27-Q2&page=2")
    links = re.findall(r'class="ds_pagination__link[^>]*href="([^"]+)"', shown)
    assert links == ["?period=2026-27-Q2&amp;page=1"] * 2
    assert '<input type="hidden" name="page" value="2">' in shown


def test_all_that_is_asked_is_of_the_strategies_of_the_page(many, page):
    shown = page("?whole=yes&page=2")
    assert "More 0" not in shown
    assert "This page is about strategies 11 to 12 of 12 only." in shown
    assert 'href="?page=1&amp;whole=yes#decisions"' in page("?page=1")


@pytest.mark.parametrize("number", ["0", "-1", "two", "99999", "9" * 5000, "1.5"])
def test_what_is_no_number_of_a_page_is_the_first(many, page, number):
    assert "strategies 1 to 10 of 12" in page(f"?page={number}")
