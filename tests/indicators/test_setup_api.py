"""What is set up, in an indicator's answer."""

import re
from datetime import date
from decimal import Decimal

import pytest

from indicators.models import Benchmark, Indicator, Population, PopulationTable
from indicators.setup.changes import changes_of_indicator
from indicators.setup.services import save_benchmark

from .setting_up import AGREED, aim_at, judge_by, new_indicator
from .test_setup_judging import POINTS


@pytest.fixture
def by(people):
    return people["performance"]


@pytest.fixture
def indicator(wlc, by) -> Indicator:
    return new_indicator(wlc, by)


@pytest.fixture
def answer(signed_in, indicator):
    return lambda: signed_in("board").get(f"/api/v1/indicators/{indicator.pk}/").json()


def test_a_year_tells_its_target_and_what_replaced_it(answer, indicator, by):
    aim_at(indicator, 88, holds_from=date(2027, 1, 1), reason="Two good years", shares=[10, 20, 30, 40], by=by)
    year = next(year for year in answer()["targets"] if year["year"] == "2026-27")
    assert (year["value"], year["reason"], year["shares"]) == ("85", "Set for the year", [])
    assert year["changes"] == [
        {
            "holds_from": "2027-01-01", "text": "88%", "value": "88", "low": None, "high": None,
            "shares": ["10", "20", "30", "40"], "reason": "Two good years", "agreed_by": AGREED,
        }
    ]  # fmt: skip


def test_a_dated_rule_tells_from_which_day_it_holds(answer, indicator, by):
    judge_by(indicator, POINTS, date(2026, 12, 1), by=by)
    assert answer()["rule_changes"] == [
        {
            "holds_from": "2026-12-01", "polarity": "higher", "tolerance": {"kind": "points", "size": "3"},
            "councils_tolerance": False, "decimal_places": 1, "reason": "Reviewed", "agreed_by": AGREED,
        }
    ]  # fmt: skip


def test_a_benchmark_tells_whose_year_and_source(answer, indicator, by):
    row = Benchmark(name="Scotland", year_starts_on=date(2025, 4, 1), value=Decimal("81.5"), source="A return")
    save_benchmark(indicator=indicator, benchmark=row, seen=indicator.version, by=by)
    assert answer()["benchmarks"] == [
        {"name": "Scotland", "year": "2025-26", "value": "81.5", "source": "A return", "is_demonstration": True}
    ]


def test_a_population_table_tells_its_rows(answer, indicator):
    """rules 3.2"""
    table = PopulationTable.objects.create(name="Population")
    Population.objects.create(table=table, holds_from="2026-04-01", value=180_000, reason="Estimate", agreed_by="Us")
    Indicator.objects.filter(pk=indicator.pk).update(population=table)
    found = answer()["population"]
    assert (found["name"], found["source"], found["rows"][0]["value"]) == ("Population", None, "180000")


def test_the_changes_page_says_who_when_why_and_from_what_to_what(signed_in, indicator, by):
    aim_at(indicator, 88, holds_from=date(2027, 1, 1), reason="Two good years", by=by)
    page = signed_in("board").get(f"{indicator.get_absolute_url()}changes/").content.decode()
    assert "Target of 2026/27: from 1 January 2027</th>" in page
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page)
    place = cells.index("85%")
    assert cells[place + 1] == "88%"
    assert cells[place + 2].startswith("Two good years. Agreed by")
    assert "Performance team" in page


def test_the_changes_are_in_the_api_as_on_the_page(signed_in, indicator, by):
    aim_at(indicator, 88, holds_from=date(2027, 1, 1), reason="Two good years", by=by)
    latest = signed_in("board").get(f"/api/v1/indicators/{indicator.pk}/changes/").json()[0]
    assert (latest["subject"], latest["by"]) == ("Target of 2026/27", "Performance team")
    assert latest["fields_changed"] == [{"label": "from 1 January 2027", "before": "85%", "after": "88%"}]
    assert latest["why"].startswith("Two good years. Agreed by")


def test_the_changes_take_five_queries_whatever_their_number(indicator, by, django_assert_num_queries):
    for value in (86, 87, 88):
        aim_at(indicator, value, by=by)
    with django_assert_num_queries(5):
        assert len(changes_of_indicator(indicator)) == 10
