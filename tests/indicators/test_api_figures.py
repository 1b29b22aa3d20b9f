"""The flat list of figures: a row for each indicator and period, as JSON and as CSV."""

import csv
import gzip
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.judging.cards import card
from indicators.judging.flat import figure_rows
from indicators.judging.loading import load_figures
from indicators.judging.spans import year_lines
from indicators.models import Indicator, Seal
from strategy_portal.api.openapi import document

URL = "/api/v1/figures/"
AMBER = {"numerator": 13_000, "denominator": 17_500}
YEAR = {"strategy": "wlc-customer-2023-28", "period_from": "2025-04-01", "period_to": "2026-03-31"}


def rows_of(client, **asked) -> list[dict]:
    return client.get(URL, asked).json()["results"]


def test_a_row_says_what_the_page_of_the_indicator_says(signed_in, indicator_of, quarter, on):
    indicator = indicator_of("2.4")
    (figures,) = load_figures([indicator])
    shown = card(figures, quarter, on, date(2023, 4, 1))
    rows = {row["period"]: row for row in rows_of(signed_in("board"), indicator="wlc-customer-2023-28/2.4")}
    for point in shown.points:
        row = rows[point.period.slug]
        assert (row["value_text"], row["judged_text"]) == (point.own_text, point.standing.shown_text)
        assert (row["status"], row["why"]) == (point.standing.status, point.standing.why)
    row = rows[quarter.slug]
    assert (row["direction"], row["direction_text"]) == (shown.way.direction, shown.way_text)
    assert (row["first_day"], row["last_day"]) == ("2026-07-01", "2026-09-30")
    seal = Seal.objects.current().get(pk=row["seal"])
    assert (seal.indicator, seal.period.slug, seal.version) == (indicator, quarter.slug, row["version"])
    assert signed_in("board").get(row["proof_url"]).status_code == 200


def test_years_are_rows_as_on_the_page(signed_in, wlc, on):
    rows = {(row["key"], row["period"]): row for row in rows_of(signed_in("board"), strategy=wlc.slug)}
    for figures in load_figures(Indicator.objects.of(wlc)):
        for line in year_lines(figures, on):
            row = rows[f"{wlc.slug}/{figures.indicator.reference}", line.year.slug]
            assert row["value_text"] == line.standing.value_text
            assert (row["status"], row["target_text"]) == (line.standing.status, line.standing.target_text)


def test_a_year_of_eighteen_indicators_is_one_answer_in_few_queries(signed_in):
    client = signed_in("board")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(URL, YEAR).json()
    assert len(queries) <= 10
    assert answer["next"] is None
    assert len({row["key"] for row in answer["results"]}) == 18
    assert all("2025-04-01" <= row["first_day"] < row["last_day"] <= "2026-03-31" for row in answer["results"])


def test_a_shorter_reach_changes_no_row(signed_in):
    """What is loaded for a part of the list is enough for sums, years and directions."""
    client = signed_in("board")
    all_of_them = {(row["key"], row["period"]): row for row in rows_of(client, strategy=YEAR["strategy"])}
    found = rows_of(client, **YEAR)
    assert found == [all_of_them[row["key"], row["period"]] for row in found]


def test_what_was_approved_since_a_moment_is_found_with_its_year(signed_in, enter, approve):
    approve(enter("2.2", "2026-27-Q2", **AMBER))
    found = rows_of(signed_in("board"), updated_since="2026-11-21T12:00:00Z", ordering="-updated")
    assert {(row["key"][-3:], row["period"]) for row in found} >= {("2.2", "2026-27-Q2"), ("2.2", "2026-27")}
    assert all(row["updated_at"] >= "2026-11-21T12" for row in found)


@pytest.mark.parametrize("order", ["period", "-period"])
def test_rows_are_sorted_as_asked(order, signed_in):
    days = [row["last_day"] for row in rows_of(signed_in("board"), ordering=order)]
    assert days == sorted(days, reverse=order.startswith("-"))


@pytest.mark.parametrize("how", [{"query": {"format": "csv"}}, {"headers": {"Accept": "text/csv"}}])
def test_the_csv_file_has_the_same_rows_and_no_formula(how, signed_in, indicator_of):
    Indicator.objects.filter(pk=indicator_of("2.4").pk).update(title="=1+1")
    client = signed_in("board")
    answer = client.get(URL, YEAR | how.get("query", {}), headers=how.get("headers", {}))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="figures.csv"' in answer["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    rows = rows_of(client, **YEAR)
    assert [(line["key"], line["period"]) for line in lines] == [(row["key"], row["period"]) for row in rows]
    assert [line["value"] for line in lines] == [row["value"] or "" for row in rows]
    assert {line["title"] for line in lines if line["key"].endswith("2.4")} == {"'=1+1"}


def test_the_answer_is_compressed_and_comes_once_while_nothing_changes(signed_in, enter, approve):
    client = signed_in("board")
    answer = client.get(URL, YEAR, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == client.get(URL, YEAR).content
    tag = {"Accept-Encoding": "gzip", "If-None-Match": answer["ETag"]}
    assert client.get(URL, YEAR, headers=tag).status_code == 304
    approve(enter("2.2", "2026-27-Q2", **AMBER))
    assert client.get(URL, headers=tag).status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"format": "xml"}, "There is: json, csv."),
        ({"format": "csv", "page": "1"}, "A CSV file has all rows"),
        ({"format": "csv", "ordering": "size"}, "There is: indicator, period, -period, updated, -updated."),
        ({"period_from": "soon"}, "Enter a valid date."),
        ({"period_from": "0001-01-01"}, "2000-01-01"),
        ({"updated_since": "soon"}, "Enter a valid date/time."),
    ],
)
def test_what_cannot_be_had_is_refused_in_json(asked, said, signed_in):
    answer = signed_in("board").get(URL, asked)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert said in answer.content.decode()


def test_every_property_is_described():
    schema = document()["components"]["schemas"]["Figure"]["properties"]
    assert [name for name, about in schema.items() if not about.get("description")] == []


def test_rows_are_worked_out_only_when_asked_for(wlc, on):
    row = figure_rows(list(Indicator.objects.of(wlc).with_setting()), on)[0]
    assert "standing" not in row.__dict__
