"""Whether all forms of a chart say the same: series, sentence, table, picture and interactive chart."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from xml.etree import ElementTree

from indicators.judging.cards import card, last_ended_quarter
from indicators.judging.loading import load_figures
from indicators.judging.process import process_of
from indicators.models import Indicator
from outcomes.models import Strategy
from reports.charts import Chart, Kind, Source, charts_of


def chart_differences(strategy: Strategy, on: date) -> list[str]:
    """Each indicator's charts whose forms differ, by reference and kind."""
    quarter = last_ended_quarter(on, strategy.year_start)
    found = []
    for figures in load_figures(Indicator.objects.of(strategy).in_order()):
        shown = card(figures, quarter, on, strategy.starts_on)
        for chart in charts_of(Source(shown, (), process_of(shown))):
            name = f"{strategy.slug} {shown.indicator.reference} {chart.kind}"
            found += [f"{name}: {what}" for what in _differences(chart)]
    return found


def _differences(chart: Chart) -> Iterator[str]:
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
    for size in ("wide", "narrow"):
        title = ElementTree.fromstring(chart.picture(size))[0].text or ""
        if chart.sentence not in unescape(title):
            yield f"the {size} picture says another sentence"
    drawn = [
        trace for trace in chart.interactive()["data"] if trace["mode"] == "markers" and trace.get("meta") != "row"
    ]
    heights = sorted(y for trace in drawn for y in trace["y"])
    ends = [line.last[1] for line in chart.series.lines if line.slug and line.last]
    numbers = [point.number for point in points if isinstance(point.number, Decimal)]
    if heights != sorted(float(number) for number in [*numbers, *ends]):
        yield "the interactive chart has other figures than the series"


def _last_text(chart: Chart) -> str:
    """The last figure, as it is printed, where this kind of chart says it."""
    known = [point for point in chart.series.points if isinstance(point.number, Decimal)]
    return known[-1].text if known and chart.kind in (Kind.COURSE, Kind.YEAR, Kind.FROM_TARGET) else ""
