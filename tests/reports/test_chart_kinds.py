"""The kinds of chart on an indicator's page: which there are, and that all forms of one say the same."""

import json
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from indicators.judging.cards import card
from indicators.judging.indicator_page import units_of
from indicators.judging.loading import load_figures
from indicators.judging.process import process_of
from indicators.models import Indicator
from reports import charts
from reports.charts import Kind
from reports.charts.labels import pushed
from tests.portals.charting import chart_differences

PAGE = "/strategies/wlc-customer-2023-28/indicators/"


@pytest.fixture
def kinds(wlc, quarter, on):
    """`kinds("1.4")` are the charts of the indicator by kind."""

    def drawn(reference: str) -> dict[Kind, charts.Chart]:
        found = {each.indicator.reference: each for each in load_figures(Indicator.objects.of(wlc).in_order())}
        shown = card(found[reference], quarter, on, date(2023, 4, 1))
        source = charts.Source(shown, (), process_of(shown), units_of(shown, quarter, on))
        return {chart.kind: chart for chart in charts.charts_of(source)}

    return drawn


@pytest.fixture
def client(signed_in):
    return signed_in("board")


def test_a_rate_has_its_course_and_a_sum_its_year_twice(kinds):
    assert list(kinds("1.3")) == [Kind.COURSE, Kind.UNITS, Kind.YEAR_ON_YEAR, Kind.PROCESS]
    assert list(kinds("1.4")) == [Kind.YEAR, Kind.FROM_TARGET, Kind.YEAR_ON_YEAR, Kind.PROCESS]


def test_of_an_indicator_without_a_figure_nothing_is_compared(kinds):
    assert list(kinds("4.1")) in ([], [Kind.COURSE])


def test_the_course_marks_turns_forecast_and_what_the_owner_wrote(kinds):
    series = kinds("1.3")[Kind.COURSE].series
    assert [turn.text for turn in series.turns] == ["Amber since Q1 2025/26", "Red since Q1 2026/27"]
    assert series.forecast == "Will not meet it"
    assert [point.label for point in series.points if point.is_future] == ["Q3 2026/27", "Q4 2026/27"]
    assert {point.said for point in series.ended} == {charts.Said.GIVEN, charts.Said.NOT_ASKED}


def test_a_year_on_its_path_is_said_to_be_arithmetic(kinds):
    """Rules 7.6."""
    sentence = kinds("1.4")[Kind.YEAR].sentence
    assert sentence == (
        "10.1 in 2026/27 by the end of Q2; at this point it was 9.8 in 2025/26, 9.7 in 2024/25, 9.6 in 2023/24; these "
        "years ended at 21.6 (red), 21.3 (amber), 20.9 (amber); on this path the year comes to 21.9, red: arithmetic, "
        "not a forecast."
    )


def test_the_same_is_measured_from_what_was_due(kinds):
    """Rules 5.2: 10.1 where 10.25 is due."""
    chart = kinds("1.4")[Kind.FROM_TARGET]
    assert "0.15 under the 10.25 due by then" in chart.sentence
    assert [point.number for point in chart.series.points][:2] == [Decimal("-0.225"), Decimal("-0.15")]
    assert {point.target.ends for point in chart.series.points} == {(Decimal(0), Decimal(0))}
    assert dict(zip(chart.head, chart.rows[1], strict=True))["From the target"] == "-0.15"


def test_a_path_ends_hollow_and_an_earlier_year_filled(kinds):
    """Greyscale and colour-blind readers tell them apart by the shape."""
    picture = kinds("1.4")[Kind.YEAR].picture()
    data = kinds("1.4")[Kind.YEAR].interactive()["data"]
    ends = {trace["name"]: trace["marker"]["symbol"] for trace in data if trace["mode"] == "markers"}
    assert ends["21.9 on this path, Red"] == "diamond-open"
    assert ends["21.6 in 2025/26, Red"] == "diamond"
    assert 'fill="white" stroke="#c71f05"' in picture


def test_the_same_periods_stand_side_by_side(kinds):
    chart = kinds("1.3")[Kind.YEAR_ON_YEAR]
    assert [row[0] for row in chart.rows[:4]] == ["Q1 2023/24", "Q1 2024/25", "Q1 2025/26", "Q1 2026/27"]
    assert chart.sentence.startswith("Q1: 78.9% in 2026/27, 5.5 points lower than in 2025/26; Q2: 77.8% in 2026/27")


def test_a_quarter_of_a_sum_has_no_status_of_its_own(kinds):
    """Rules 5.2: a sum is judged on the year to date."""
    assert "Status" not in kinds("1.4")[Kind.YEAR_ON_YEAR].head


def test_improvement_and_concern_have_a_shape_and_a_word_each(kinds):
    """Rules 7.4."""
    data = kinds("1.3")[Kind.PROCESS].interactive()["data"]
    shapes = {trace["name"]: trace["marker"]["symbol"] for trace in data if trace["mode"] == "markers"}
    assert shapes == {"Change": "diamond", "Concern": "x"}
    assert charts.picture(kinds("1.3")[Kind.PROCESS].series).count("<path") > 4
    assert "Of the signals 6 are concern." in kinds("1.3")[Kind.PROCESS].sentence


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_each_picture_is_named_and_has_no_style(kinds, kind, size):
    for reference in ("1.3", "1.4"):
        if kind in kinds(reference):
            picture = kinds(reference)[kind].picture(size)
            assert kinds(reference)[kind].sentence in ElementTree.fromstring(picture)[0].text
            assert "style=" not in picture


def test_page_picture_data_and_file_have_the_same_figures(client):
    page = client.get(f"{PAGE}1.4/").content.decode()
    for kind in ("year", "from-target", "year-on-year", "process"):
        assert f'data-chart="{PAGE}1.4/charts/{kind}/?period=2026-27-Q2"' in page
        assert client.get(f"{PAGE}1.4/charts/{kind}.svg")["Content-Type"] == "image/svg+xml"
    file = client.get(f"{PAGE}1.4/charts/year.csv").content.decode().splitlines()
    assert file[0] == '"Period","Year to date","Target","Status","Note","On this path","2025/26","2024/25","2023/24"'
    assert file[2].startswith('"Q2 2026/27","10.1","10.25","Green"')
    marked = json.loads(client.get(f"{PAGE}1.4/charts/year/").content)["data"]
    assert [10.1] in [trace["y"][-1:] for trace in marked if trace["mode"] == "markers"]


@pytest.mark.parametrize("address", ["1.3/charts/year/", "1.3/charts/pie/", "4.1/charts/process.svg"])
def test_a_kind_that_says_nothing_of_the_indicator_is_not_found(client, address):
    assert client.get(PAGE + address).status_code == 404


def test_a_chart_asks_for_less_than_the_page(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(13):
        client.get(f"{PAGE}1.3/charts/course.svg")


def test_labels_are_pushed_apart_and_stay_on_the_sheet():
    assert pushed([10, 12, 50], 10, 0, 100) == [10, 20, 50]
    assert pushed([98, 99], 10, 0, 100) == [90, 100]
    assert pushed([1, 2], 10, 5, 100) == [5, 15]


def test_all_forms_of_each_chart_of_the_demonstration_say_the_same(wlc, borough, on):
    assert [*chart_differences(wlc, on), *chart_differences(borough, on)] == []


def test_a_sums_lines_have_their_names_and_statuses_beside_them_and_no_legend(kinds):
    drawn = kinds("1.4")[Kind.YEAR].interactive()["layout"]
    labels = {each["text"] for each in drawn["annotations"]}
    assert not drawn["showlegend"]
    assert {"<b>21.9 on this path, red</b>", "21.6 in 2025/26, red", "20.9 in 2023/24, amber"} <= labels


def test_where_periods_are_narrow_the_owners_texts_are_discs_that_do_not_touch(kinds):
    """14 quarters have 192 units of a telephone's picture: 13.5 each, and a speech mark takes 12."""
    course = kinds("1.3")[Kind.COURSE]
    assert course.picture("wide").count("m-6-5h12v8") > 10
    assert "m-6-5h12v8" not in course.picture("narrow")


def test_a_picture_without_the_row_of_texts_keeps_no_room_for_it(kinds):
    drawn = kinds("1.3")
    assert drawn[Kind.PROCESS].narrow[1] < drawn[Kind.COURSE].narrow[1]
