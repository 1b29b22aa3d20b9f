"""What a chart marks: figures that were restated, what the owner wrote, and signals for the better."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from indicators.approving.sealing import seal_all
from indicators.approving.services import approve_values, revise_value
from indicators.entering.checking import Entered
from indicators.entering.services import save_value
from indicators.expecting.periods import make_periods
from indicators.judging.cards import card
from indicators.judging.loading import load_figures
from indicators.judging.process import process_of
from indicators.models import Indicator, IndicatorRule, KeyOutput, Target, Value
from outcomes.models import Outcome, Strategy
from reports.charts import Kind, Source, charts_of
from reports.charts.sheets import WIDE
from reports.charts.style import outline
from strategy_portal.domain.timeline import START

AT = datetime(2026, 10, 12, 9, tzinfo=UTC)
FALLING = (14, 13, 14, 13, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5)
"""Days to answer in each quarter up to Q2 2026/27, lower is better: in the end nine falls in a row."""


@pytest.fixture
def indicator(people) -> Indicator:
    """Days, of which at most ten are wanted, with a figure in each quarter and words in the first one alone."""
    strategy = Strategy.objects.create(
        slug="own", title="Own", organisation="Council", organisation_short="C", starts_on=date(2023, 4, 1),
        ends_on=date(2028, 3, 31),
    )  # fmt: skip
    make_periods(strategy)
    outcome = Outcome.objects.create(strategy=strategy, number=1, title="Answers are quick")
    indicator = Indicator.objects.create(
        key_output=KeyOutput.objects.create(outcome=outcome, title="Answers"), order=1, title="Days to answer",
        frequency="quarterly", measure="duration", across_periods="mean",
    )  # fmt: skip
    IndicatorRule.objects.create(indicator=indicator, holds_from=START, polarity="lower")
    for year in strategy.years:
        Target.objects.create(indicator=indicator, year_starts_on=year.start, holds_from=year.start, value=10)
    ended = strategy.periods.filter(frequency="quarterly", ends_on__lte=date(2026, 10, 1)).order_by("-starts_on")
    users = {"entered_by": people["officer"], "submitted_by": people["officer"], "approved_by": people["approver"]}
    for period, number in zip(list(ended)[len(FALLING) - 1 :: -1], FALLING, strict=True):
        said = "" if indicator.values.exists() else "Letters had piled up."
        Value.objects.create(
            indicator=indicator, period=period, number=number, why=said, state="approved", submitted_at=AT,
            approved_at=AT, **users,
        )  # fmt: skip
    seal_all([indicator])
    return indicator


def restate(indicator: Indicator, period: str, number: int, people) -> None:
    value = indicator.values.get(period__slug=period)
    revise_value(value, reason="Counted twice.", by=people["officer"])
    value.refresh_from_db()
    saved = save_value(
        indicator=indicator, period=value.period, unit=None, entered=Entered(number=Decimal(number)),
        version=value.version, by=people["officer"],
    )  # fmt: skip
    Value.objects.filter(pk=saved.pk).update(state="submitted", submitted_by=people["officer"], submitted_at=AT)
    saved.refresh_from_db()
    approve_values([saved], by=people["approver"], at=AT)


@pytest.fixture
def drawn(indicator, quarter, on):
    """`drawn(Kind.COURSE)` is the chart of the indicator."""

    def drawn(kind: Kind):
        (figures,) = load_figures([indicator])
        shown = card(figures, quarter, on, date(2023, 4, 1))
        return {each.kind: each for each in charts_of(Source(shown, (), process_of(shown)))}[kind]

    return drawn


def column(chart, name: str) -> dict[str, str]:
    """By period."""
    return {row[0]: row[chart.head.index(name)] for row in chart.rows}


def test_a_restated_figure_has_an_r_in_a_ring_and_is_named_in_table_note_and_key(drawn, indicator, people):
    """Rules 3.4."""
    assert ">R</text>" not in drawn(Kind.COURSE).picture()
    restate(indicator, "2026-27-Q1", 4, people)
    chart = drawn(Kind.COURSE)
    picture = chart.picture()
    assert picture.count(">R</text>") == 1
    assert ">restated</text>" in picture
    assert [label for label, note in column(chart, "Note").items() if note == "restated"] == ["Q1 2026/27"]
    assert [point.label for point in chart.series.points if ", restated" in point.description] == ["Q1 2026/27"]
    assert column(chart, "Value")["Q1 2026/27"] == "4.0"


def test_off_target_without_the_owners_text_the_row_under_the_axis_says_none(drawn):
    chart = drawn(Kind.COURSE)
    said = column(chart, "Owner’s text")
    assert list(said.values())[:9] == ["given", *["none"] * 7, ""]
    assert chart.picture().count(">none</text>") == 7


def test_a_signal_of_improvement_is_a_square_and_its_words_say_so(drawn):
    """Rules 7.4."""
    chart = drawn(Kind.PROCESS)
    improved = [point for point in chart.series.points if point.slug == "improvement"]
    assert improved[-1].label == "Q2 2026/27"
    assert column(chart, "Signal")["Q2 2026/27"] == "Improvement"
    assert "improvement" in chart.sentence
    markers = {trace["name"]: trace["marker"]["symbol"] for trace in chart.interactive()["data"] if "marker" in trace}
    assert markers["Improvement"] == "square"
    assert chart.picture().count(outline("square", WIDE.radius)) == len(improved) + 1  # the key has one too
