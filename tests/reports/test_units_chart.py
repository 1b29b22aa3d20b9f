"""The units of a survey as a chart: ranked, judged alone, beside all of them and a year ago, the missing ones last."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from html import escape
from xml.etree import ElementTree

import pytest

from indicators.judging.indicator_page import indicator_page
from indicators.models import Indicator
from reports import charts
from reports.charts import Kind
from strategy_portal.domain.aggregation import AcrossUnits
from strategy_portal.domain.numbers import Missing

PAGE = "/strategies/wlc-customer-2023-28/indicators/1.3/"


@pytest.fixture
def page(wlc, quarter, on):
    return indicator_page(Indicator.objects.of(wlc).get(key_output__outcome__number=1, order=3), quarter, on)


@pytest.fixture
def client(signed_in):
    return signed_in("board")


def drawn(page, units=None) -> charts.UnitsChart:
    source = charts.Source(page.card, units=page.units if units is None else units)
    found = charts.chart_of(Kind.UNITS, source)
    assert isinstance(found, charts.UnitsChart)
    return found


def words(picture: str) -> list[str]:
    return [each.text for each in ElementTree.fromstring(picture).iter() if each.tag.endswith("}text")]


def test_the_lowest_comes_first_and_who_is_missing_last_with_the_reason(page):
    """Rules 4.3, 6.5."""
    rows = drawn(page).rows
    assert [row[0] for row in rows[-2:]] == ["Customer contact", "Housing"]
    assert [row[1] for row in rows[-2:]] == ["Overdue", "Awaiting approval"]
    figures = [Decimal(row[1].removesuffix("%")) for row in rows[:-2]]
    assert len(figures) == 12
    assert figures == sorted(figures)


def test_the_sentence_says_ends_target_and_who_is_missing(page):
    assert drawn(page).sentence == (
        "Lowest: Revenues, 73.2%; highest: Libraries, 81.4%; all units together: 77.8%; "
        "12 of 12 off the target of 85%; missing: Customer contact (overdue), Housing (awaiting approval)."
    )


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_picture_table_and_file_have_the_same_figures(client, page, size):
    rows = drawn(page).rows
    picture = client.get(f"{PAGE}charts/units.svg?size={size}")
    assert picture["Content-Type"] == "image/svg+xml"
    assert {cell for row in rows for cell in row[:2]} <= set(words(picture.text))
    assert [tuple(row) for row in csv.reader(io.StringIO(client.get(f"{PAGE}charts/units.csv").text))][1:] == rows
    shown = client.get(PAGE).text
    assert all(f'<th scope="row">{escape(row[0])}</th>' in shown for row in rows)


def test_the_interactive_chart_has_them_too_and_says_them_to_the_arrow_keys(client, page):
    traces = json.loads(client.get(f"{PAGE}charts/units/").content)["data"]
    marks = [trace for trace in traces if trace.get("meta") != "row"]
    told = {x: text for trace in marks for x, text in zip(trace["x"], trace["text"], strict=True)}
    lowest = min(page.units[:12], key=lambda line: line.number)
    assert told[float(lowest.number)].startswith(f"{lowest.unit}: {lowest.value_text}, Red, 95% interval ")
    assert {trace["marker"]["symbol"] for trace in marks} == {"diamond", "triangle-up"}


def test_the_figure_a_year_ago_is_a_ring_and_a_column(page, quarter, on):
    """As the page of that quarter prints it."""
    before = indicator_page(page.card.indicator, quarter.same_last_year(), on)
    then, chart = {line.unit: line.value_text for line in before.units}, drawn(page)
    column = chart.head.index("A year ago")
    assert {row[0]: row[column] for row in chart.rows[:12]} == {line.unit: then[line.unit] for line in page.units[:12]}
    (ring,) = [trace for trace in chart.interactive()["data"] if trace.get("meta") == "row"]
    assert len(ring["x"]) == 12


def test_without_a_figure_of_a_year_ago_there_is_no_ring(page):
    chart = drawn(page, [replace(line, year_ago=Missing.NOT_ENTERED, year_ago_text="") for line in page.units])
    assert "A year ago" not in chart.head
    assert "a year ago" not in chart.picture()


def test_a_part_of_a_sum_is_not_held_against_the_target_of_all(page):
    page.card.indicator.across_units = AcrossUnits.SUM
    chart = drawn(page)
    assert "Status alone" not in chart.head
    assert "target" not in chart.sentence + chart.picture()


def test_of_an_earlier_day_it_is_said_only_that_nothing_was_approved(page, quarter, on):
    then = indicator_page(page.card.indicator, quarter, on, as_of=on)
    assert [line.value_text for line in then.units[12:]] == ["Not approved", "Not approved"]


def test_where_no_unit_has_a_figure_each_is_named(page):
    units = [replace(line, number=Missing.NOT_AVAILABLE, value_text="Not available", year_ago_text="",
                     year_ago=Missing.NOT_ENTERED) for line in page.units]  # fmt: skip
    chart = drawn(page, units)
    assert chart.sentence.startswith("No unit has a figure")
    assert chart.rows[0] == (page.units[0].unit, "Not available")
    assert page.units[0].unit in words(chart.picture())
    assert chart.interactive()["data"] == []


def test_what_is_not_collected_by_unit_has_no_chart_of_units(client):
    address = PAGE.replace("1.3", "1.4")
    assert 'id="units"' not in client.get(address).text
    for form in ("units/", "units.svg", "units.csv"):
        assert client.get(f"{address}charts/{form}").status_code == 404


def test_the_names_of_units_are_escaped(page):
    first, *others = page.units
    chart = drawn(page, [replace(first, unit="<i>Roads</i>"), *others])
    assert "<i>" not in chart.picture()
    assert "<i>" not in json.dumps(chart.interactive())


def test_a_chart_of_units_asks_for_less_than_the_page(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(13):
        client.get(f"{PAGE}charts/units.svg")
