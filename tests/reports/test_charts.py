"""A series as picture, interactive chart, sentence and rows."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.judging.cards import card
from indicators.judging.loading import load_figures
from indicators.models import Indicator
from reports import charts
from reports.charts import Series, SeriesPoint
from reports.charts.labels import written
from reports.charts.picture import round_heights
from strategy_portal.domain.numbers import PERCENT, Missing
from strategy_portal.domain.status import TargetValue

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def series(wlc, quarter, on):
    """`series("1.3")` is the indicator's, from the strategy's first day."""
    found = {each.indicator.reference: each for each in load_figures(Indicator.objects.of(wlc).in_order())}
    return lambda reference: charts.series_of(card(found[reference], quarter, on, date(2023, 4, 1)))


TARGET = TargetValue(Decimal(85))


def point(label: str, number, slug="green", target=TARGET) -> SeriesPoint:
    text = "No value" if isinstance(number, Missing) else f"{number}%"
    return SeriesPoint(label, label.split()[-1], number, text, slug, slug.capitalize(), target, "85%")


def a_series(*points: SeriesPoint, title="1.1 Satisfaction") -> Series:
    return Series(title, "", PERCENT, False, points)


def test_the_sentence_tells_ends_extremes_and_target(series):
    assert charts.sentence(series("1.3")) == (
        "From 90.0% in Q1 2023/24 to 77.8% in Q2 2026/27, lowest 77.8% in Q2 2026/27, highest 90.0% in Q1 2023/24; "
        "8 green, 4 amber, 2 red of 14 with a target and a value."
    )


def test_the_sentence_names_gaps(series):
    assert charts.sentence(series("4.3")).endswith("; no figure for Q1 2024/25 to Q4 2024/25.")


def test_the_sentence_of_a_sum_says_what_is_judged(series):
    assert "judged on the year to date" in charts.sentence(series("3.1"))


def test_a_series_without_a_figure_says_so(series):
    assert charts.sentence(series("4.1")) == "No figure yet."
    assert "No figure yet" in charts.picture(series("4.1"))


def test_one_figure_is_the_only_one():
    assert charts.sentence(a_series(point("2023/24", Decimal("85.0")))).startswith(
        "85.0% in 2023/24, the only figure; 1 green of 1"
    )


def test_a_quarter_of_a_sum_has_an_equal_share_of_the_target(series):
    assert {each.target_text for each in series("3.1").points} == {"2.5"}


def test_a_series_has_the_latest_period_last(series):
    labels = [point.label for point in series("1.3").points]
    assert (labels[0], labels[-1], len(labels)) == ("Q1 2023/24", "Q2 2026/27", 14)


def test_the_picture_is_the_same_each_time(series):
    assert charts.picture(series("1.3")) == charts.picture(series("1.3"))


def test_the_picture_is_named_and_described(series):
    picture = ElementTree.fromstring(charts.picture(series("1.3")))
    title, description = (picture.find(f"{SVG}{name}").text for name in ("title", "desc"))
    assert charts.sentence(series("1.3")) in title
    assert "Q2 2026/27: 77.8%, Red" in description


def test_pictures_on_one_page_cannot_clash_because_they_carry_no_id(series):
    assert not any(each.get("id") for each in ElementTree.fromstring(charts.picture(series("1.3"))).iter())


def heights_drawn(picture: str) -> list[float]:
    """How far down each marker stands."""
    return [float(found) for found in re.findall(r'd="M[0-9.]+ ([0-9.]+)m', picture)]


def test_a_higher_figure_stands_higher_in_the_picture():
    drawn = heights_drawn(charts.picture(a_series(*(point(f"{year}/24", Decimal(year)) for year in (80, 90, 85)))))
    assert drawn[1] < drawn[2] < drawn[0]


def test_a_gap_stays_a_gap_in_the_picture():
    """Rules 1.4: the line is taken up again, and nothing is drawn where nothing is known."""
    known = [
        point(f"{year}/24", number)
        for year, number in ((2021, Decimal(80)), (2022, Missing.NOT_ENTERED), (2023, Decimal(85)))
    ]
    picture = charts.picture(a_series(*known))
    line = next(each.get("d") for each in ElementTree.fromstring(picture) if each.get("stroke-width") == "1.4")
    assert (line.count("M"), line.count("L"), len(heights_drawn(picture))) == (2, 0, 2)


def test_nought_is_drawn_as_a_figure():
    """Rules 1.4."""
    assert len(heights_drawn(charts.picture(a_series(point("2023/24", Decimal(0)), point("2024/25", Decimal(4)))))) == 2


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e6), st.booleans())
def test_the_scale_has_round_figures_at_equal_distances(low, span, whole):
    heights = round_heights(low, low + span, whole=whole)
    assert len(heights) <= 5
    assert len({after - before for before, after in pairwise(heights)}) <= 1
    assert not whole or all(height % 1 == 0 for height in heights)


@pytest.mark.parametrize(
    ("low", "high", "whole", "heights"),
    [
        (79.1, 89, False, ["80.0", "82.5", "85.0", "87.5"]),
        (0, 6.9, True, ["0", "2", "4", "6"]),
        (0, 1.0, True, ["0", "1"]),
        (0, 4600, True, ["0", "2000", "4000"]),
    ],
)
def test_the_scale_by_example(low, high, whole, heights):
    assert [f"{height:f}" for height in round_heights(low, high, whole=whole)] == heights


def test_the_picture_carries_no_style_that_a_policy_would_have_to_allow(series):
    assert "style" not in charts.picture(series("1.3"))


def test_a_hostile_title_is_text():
    picture = charts.picture(a_series(point("2023/24", Decimal(85)), title="</title><script>$x$</script>"))
    assert "<script" not in picture
    assert ElementTree.fromstring(picture).tag == f"{SVG}svg"


def test_status_is_told_by_shape_as_well_as_colour(series):
    drawn = charts.interactive(series("1.3"))["data"]
    marked = [(trace["name"], trace["marker"]["symbol"]) for trace in drawn if trace["mode"] == "markers"]
    assert marked[:3] == [("Green", "circle"), ("Amber", "triangle-up"), ("Red", "diamond")]


def test_a_gap_stays_a_gap_in_the_interactive_chart(series):
    line = charts.interactive(series("4.3"))["data"][0]
    assert line["y"][4:8] == [None] * 4
    assert line["connectgaps"] is False


def test_the_interactive_chart_is_json_without_packed_arrays(series):
    assert "bdata" not in json.dumps(charts.interactive(series("1.3")))


@pytest.mark.parametrize(("reference", "marks"), [("3.5", [0, 1, 2, 3]), ("3.4", [0, 2, 4])])
def test_levels_have_whole_marks_in_the_interactive_chart_as_in_the_picture(series, reference, marks):
    assert charts.interactive(series(reference))["layout"]["yaxis"]["tickvals"] == marks


def test_the_interactive_chart_has_the_figures_that_the_picture_has():
    """The last one too, where periods to come follow it: no label at the right says it then."""
    to_come = replace(point("2026/27", Missing.NOT_ENTERED), is_future=True)
    drawn = a_series(point("2023/24", Decimal("90.0")), point("2024/25", Decimal("84.0")), to_come)
    texts = [each["text"] for each in charts.interactive(drawn)["layout"]["annotations"]]
    assert "<b>84.0%</b>" in texts
    assert ">84.0%<" in charts.picture(drawn)
    of_many = [point(f"Q1 {year}", Decimal(90 - year % 100)) for year in range(2001, 2009)]
    said = {each["text"]: each for each in charts.interactive(a_series(*of_many))["layout"]["annotations"]}
    assert (said["89%"]["x"], said["89%"]["yshift"] > 0) == (0, True)
    assert "<b>82%</b>" in said


@pytest.mark.parametrize(
    ("number", "others", "is_over"),
    [
        ("84.0", (73, 73, 72, 73, 73), False),
        ("86.0", (97, 97, 98, 97, 97), True),
        ("99.0", (73, 73, 72, 73, 73), True),
        ("70.0", (97, 97, 98, 97, 97), False),
    ],
)
def test_no_figure_is_written_on_the_line_of_the_target(number, others, is_over):
    """A highest figure stands over its shape and a lowest under it, unless the line is near on that side."""
    heights = [Decimal(number), *map(Decimal, others)]
    sides = dict(written(a_series(*[point(f"Q1 {2020 + place}", each) for place, each in enumerate(heights)])))
    assert sides[0] is is_over


def test_a_range_has_two_lines():
    target = TargetValue(low=Decimal(40), high=Decimal(60))
    drawn = charts.interactive(a_series(point("2023/24", Decimal(50), target=target)))["data"]
    assert [trace["y"] for trace in drawn if trace["mode"] == "lines"][1:] == [[40.0], [60.0]]


def test_without_a_target_there_is_no_line():
    drawn = charts.interactive(a_series(point("2023/24", Decimal(50), slug="no-target", target=None)))["data"]
    assert [trace["mode"] for trace in drawn] == ["lines", "markers"]
