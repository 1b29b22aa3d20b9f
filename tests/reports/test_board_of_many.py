"""The board's page of a strategy with very many indicators: the first of them, and all where that is asked for."""

import re
from random import Random

import pytest

from strategy_portal.models import Team
from tests.bench.portal import FIRST_UNITS, add_strategy


@pytest.fixture
def page(signed_in):
    return lambda address: signed_in("board").get(address).text


@pytest.fixture
def many(db, people) -> str:
    """The address of the board of a strategy of ninety indicators, collected for nine quarters."""
    Team.objects.create(organisation="Benchmark", name=FIRST_UNITS)
    add_strategy("many", 1, 1, 9, people, Random(1), (18,) * 5)
    return "/strategies/many/board/"


def test_of_very_many_indicators_the_page_has_the_first_and_the_whole_page_all(many, page):
    first, whole = page(many), page(f"{many}?whole=yes")
    needed = int(re.search(r"All (\d+) indicators that need you", first)[1])
    assert first.count('<article class="need ') < needed <= whole.count('<article class="need ')
    assert [first.count('<tr class="row--'), whole.count('<tr class="row--')] == [20, 90]
    assert first.count("4 of 18 are here") == 5
    assert "are here" not in whole


def test_of_very_many_indicators_the_page_is_under_its_weight_before_charts(many, page):
    shown = re.sub('<svg.*?</svg>|<span class="strip".*?</span>', "", page(many), flags=re.DOTALL)
    assert len(shown.encode()) < 100_000


def test_the_file_has_every_indicator_however_many_they_are(many, signed_in):
    rows = signed_in("board").get(f"{many}?download=csv").text.splitlines()
    assert sum(row.startswith('"') or "What customers say" in row for row in rows) == 90


def test_a_filter_that_leaves_few_indicators_shows_all_of_them(many, page):
    assert page(f"{many}?outcome=2").count('<tr class="row--') == 18
