"""Whether all forms of a chart say the same: series, sentence, table, picture and interactive chart."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from xml.etree import ElementTree

from indicators.judging.cards import card, last_ended_quarter
from indicators.judging.indicator_page import units_of
from indicators.judging.loading import load_figures
from indicators.judging.process import process_of
from indicators.models import Indicator
from outcomes.models import Strategy
from reports.charts import Chart, Kind, SeriesChart, Source, UnitsChart, charts_of


def chart_differences(strategy: Strategy, on: date) -> list[str]:
    """Each indicator's charts whose forms differ, by reference and kind."""
    quarter = last_ended_quarter(on, strategy.year_start)
    found = []
    for figures in load_figures(Indicator.objects.of(strategy).in_order()):
        shown = card(figures, quarter, on, strategy.starts_on)
        for chart in charts_of(Source(shown, (), process_of(shown), units_of(shown, quarter, on))):
            name = f"{strategy.slug} {shown.indicator.reference} {chart.kind}"
            found += [f"{name}: {what}" for what in (*_differences(chart), *_title_differences(chart))]
    return found


def _differences(chart: Chart) -> Iterator[str]:
    return _of_units(chart) if isinstance(chart, UnitsChart) else _of_series(chart)


def _of_units(chart: UnitsChart) -> Iterator[str]:
    units, columns = chart.units, dict(zip(chart.head, zip(*chart.rows, strict=True), strict=True))
    if columns["Unit"] != (*(line.unit for line in units.known), *(name for name, _ in units.missing)):
        yield "the table has other units than the chart"
    for end in (*units.known[:1], *units.known[-1:]):
        if end.value_text not in chart.sentence:
            yield f"the sentence does not say {end.value_text}: {chart.sentence}"
    for size in ("wide", "narrow"):
        words = [each.text for each in ElementTree.fromstring(chart.picture(size)).iter() if each.tag.endswith("}text")]
        if not {*columns["Value"]} <= {*words}:
            yield f"the {size} picture has other figures than the table"
    drawn = [trace for trace in chart.interactive()["data"] if trace.get("meta") != "row"]
    if sorted(x for trace in drawn for x in trace["x"]) != [float(line.number) for line in units.known]:
        yield "the interactive chart has other figures than the units"


def _title_differences(chart: Chart) -> Iterator[str]:
    for size in ("wide", "narrow"):
        title = ElementTree.fromstring(chart.picture(size))[0].text or ""
        if chart.sentence not in unescape(title):
            yield f"the {size} picture says another sentence"


def _of_series(chart: SeriesChart) -> Iterator[str]:
    points = chart.series.points
    columns = dict(zip(chart.head, zip(*chart.rows, strict=True), strict=True))
    if columns["Period"] != tuple(point.label for point in points):
        yield "the table has other periods than the series"
    if not chart.series.is_difference and list(columns.values())[1] != tuple(point.text for point in points):
        yield "the table has other figures than the series"
    if last := _last_text(chart):
        if last not in chart.sentence:
            yield f"the sentence does not say {last}: {chart.sentence}"
        if not any(last in row for row in chart.rows) and not chart.series.is_difference:
            yield f"the table does not say {last}"
    drawn = [
        trace for trace in chart.interactive()["data"] if trace["mode"] == "markers" and trace.get("meta") != "row"
    ]
    heights = sorted(y for trace in drawn for y in trace["y"])
    ends = [line.last[1] for line in chart.series.lines if line.slug and line.last]
    numbers = [point.number for point in points if isinstance(point.number, Decimal)]
    if heights != sorted(float(number) for number in [*numbers, *ends]):
        yield "the interactive chart has other figures than the series"


def _last_text(chart: SeriesChart) -> str:
    """The last figure, as it is printed, where this kind of chart says it."""
    known = [point for point in chart.series.points if isinstance(point.number, Decimal)]
    return known[-1].text if known and chart.kind in (Kind.COURSE, Kind.YEAR, Kind.FROM_TARGET) else ""
