"""What stands beside an indicator's figure: interval, process chart, versions, forecast, benchmarks, inputs."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.approving.services import revise_value
from indicators.judging.cards import card, cards_in_quarter
from indicators.judging.indicator_page import indicator_page
from indicators.judging.loading import load_figures
from indicators.judging.process import process
from indicators.judging.spans import year_lines
from indicators.judging.standing import Entry
from indicators.judging.trends import Trends
from indicators.models import Benchmark, Indicator, Seal
from outcomes.models import Strategy
from reports import charts
from reports.scorecards.board import board
from reports.scorecards.report_entries import outcome_groups
from strategy_portal.domain.numbers import Missing, mean
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.domain.process import Signal
from strategy_portal.domain.trend import Direction

from .setting_up import new_indicator

WLC = "/strategies/wlc-customer-2023-28/indicators/"
GREEN, AMBER = {"numerator": 14_000, "denominator": 17_500}, {"numerator": 13_000, "denominator": 17_500}

BOARD = "/strategies/wlc-customer-2023-28/board/"


@pytest.fixture
def get(signed_in):
    return lambda rest: signed_in("board").get(f"{WLC}{rest}")


@pytest.fixture
def page(get):
    return lambda rest: get(rest).content.decode()


@pytest.fixture
def found(indicator_of, quarter, on):
    """The card of an indicator in the last quarter, from the strategy's first day."""
    return lambda reference: card(load_figures([indicator_of(reference)])[0], quarter, on, date(2023, 4, 1))


@pytest.fixture
def restated(enter, approve, people):
    """2.2 was green in the last quarter, and was revised to amber."""
    value = enter("2.2", "2026-27-Q2", **GREEN)
    approve(value)
    revise_value(value=value, reason="A school was left out", by=people["officer"])
    approve(enter("2.2", "2026-27-Q2", **AMBER))
    return Seal.objects.current().get(indicator=value.indicator, period=value.period)


# --- Surveys (rules 7.3) ---


def test_a_surveys_figure_has_its_95_percent_interval_and_its_respondents(page):
    """1,670 of 2,146: 76.0% to 79.5%."""
    assert "95% interval 76.0% to 79.5%, from 2,146 respondents." in page("1.3/")


def test_a_share_of_all_cases_is_no_survey(found):
    assert found("2.3").indicator.is_survey or found("2.2").standing.interval is None


def test_a_target_inside_the_interval_is_within_sampling_error(page):
    shown = page("1.3/?period=2025-26-Q1")
    assert "<strong>Within sampling error of the target</strong>" in shown


def test_a_target_outside_the_interval_is_not(found):
    assert not found("1.3").standing.is_within_sampling_error


def test_a_change_that_chance_may_have_made_is_no_significant_change(found):
    """From 78.9% of 3,020 to 77.8% of 2,146."""
    short = found("1.3")
    assert short.short.direction is Direction.NO_SIGNIFICANT_CHANGE
    assert "no more than chance alone may make" in short.significance_text


@pytest.mark.parametrize(
    ("how", "told"),
    [("ratio-of-sums", "never the mean of"), ("mean-of-units", "the mean of the units’ figures")],
)
def test_how_the_units_make_the_figure_is_told_as_the_indicator_has_it(indicator_of, page, how, told):
    """rules 4.1, 4.2"""
    Indicator.objects.filter(pk=indicator_of("1.3").pk).update(across_units=how)
    (sentence,) = [line for line in page("1.3/").splitlines() if "The organisation’s figure is" in line]
    assert told in sentence


def test_the_api_gives_interval_and_mark(signed_in, wlc):
    """With the places that the indicator has."""
    asked = {"strategy": wlc.slug, "outcome": 1, "include": "proof"}
    rows = signed_in("board").get("/api/v1/indicators/", asked).json()["results"]
    status = next(row["status"] for row in rows if row["reference"] == "1.3")
    assert status["interval"] == {"low": "76.0", "high": "79.5"}
    assert status["within_sampling_error"] is False


def test_the_intervals_are_bars_in_both_charts(found):
    series = charts.series_of(found("1.3"))
    assert series.points[-1].description == ("Q2 2026/27: 77.8%, Red, 95% interval 76.0 to 79.5, owner’s text given")
    bars = re.search(r'd="([^"]+)" stroke="[^"]+" stroke-width="1.3"', charts.picture(series))[1]
    assert bars.count("M") == len(series.points)
    assert any("error_y" in trace for trace in charts.interactive(series)["data"])


# --- Process behaviour charts (rules 7.4) ---


def test_fourteen_figures_make_a_process_chart_with_its_sentence_and_table(page):
    shown = page("1.3/")
    assert "Usual is 82.6% to 87.6%, around 85.1%; 14 of 14 figures show a signal." in shown
    assert "Below the lower limit; one of 7 or more in a row, each lower than the one before" in shown


def test_fewer_than_ten_figures_make_none(page, get):
    assert "Signal or noise?" not in page("1.3/?period=2024-25-Q4")
    assert get("1.3/charts/process/?period=2024-25-Q4").status_code == 404
    assert get("1.3/charts/process.svg?period=2024-25-Q4").status_code == 404


def test_centre_and_limits_are_lines_in_both_charts(get):
    names = [trace.get("name") for trace in json.loads(get("1.3/charts/process/").content)["data"]]
    assert names[1:4] == ["Upper 87.6%", "Centre 85.1%", "Lower 82.6%"]
    assert "Upper 87.6%" in get("1.3/charts/process.svg").content.decode()


def test_the_table_has_the_figures_of_the_chart(found):
    drawn = process(found("1.3"))
    assert [line.point.own for line in drawn.lines] == [point.number for point in drawn.stretches[0].stretch.points]
    assert Signal.BELOW_LIMIT in drawn.stretches[0].stretch.points[-1].signals


# --- Versions (rules 3.4) ---


def test_a_restated_figure_says_so_and_why(page, restated):
    shown = page("2.2/")
    assert "<dt>Restated</dt><dd>A school was left out" in shown


def test_every_version_of_the_figure_is_listed_with_status_and_reason(page, restated):
    versions = page("2.2/").partition('id="versions"')[2]
    assert versions.index("74.3%") < versions.index("80.0%")
    assert "A school was left out" in versions


def test_the_board_marks_what_was_restated(signed_in, restated):
    assert '<strong class="restated">restated</strong>' in signed_in("board").get(BOARD).content.decode()


def test_the_api_says_what_was_restated(signed_in, wlc, restated):
    asked = {"strategy": wlc.slug, "outcome": 2, "include": "proof"}
    rows = signed_in("board").get("/api/v1/indicators/", asked).json()["results"]
    status = next(row["status"] for row in rows if row["reference"] == "2.2")
    assert (status["restated"], status["restated_reason"], status["version"]) == (True, "A school was left out", 2)


# --- Forecast, benchmarks, formulas ---


def test_the_owners_forecast_stands_beside_the_status(enter, approve, page, signed_in):
    """rules 6.9"""
    approve(enter("2.2", "2026-27-Q2", **GREEN, forecast="will-not-meet"))
    shown = page("2.2/")
    assert "<strong>Will not meet it</strong> at the year end" in shown
    assert 'class="status status--green"' in shown
    assert "Forecast: Will not meet it" in signed_in("board").get(BOARD).content.decode()


def test_a_benchmark_stands_in_table_and_chart(indicator_of, page, get):
    indicator = indicator_of("1.3")
    Benchmark.objects.create(
        indicator=indicator, name="Scotland", year_starts_on=date(2025, 4, 1), value=Decimal("84.2"), source="A survey"
    )
    assert '<th scope="row">Scotland</th>' in page("1.3/")
    names = [trace.get("name") for trace in json.loads(get("1.3/charts/course/").content)["data"]]
    assert "Scotland 84.2%" in names


@pytest.fixture
def formula(wlc) -> Indicator:
    """1.4 is made from 2.2, whose last quarter is about to be approved."""
    Indicator.objects.of(wlc).filter(key_output__outcome__number=1, order=4).update(
        formula="[2.2] * 2", level="unknown"
    )


def test_a_formula_shows_its_inputs_and_the_arithmetic(formula, enter, approve, page):
    approve(enter("2.2", "2026-27-Q2", **GREEN))
    shown = page("1.4/")
    assert "What the formula is made from" in shown
    assert f"{WLC}2.2/?period=2026-27-Q2" in shown


def test_a_survey_in_an_earlier_quarter_is_compared_with_the_one_before(indicator_of, on):
    (figures,) = load_figures([indicator_of("1.3")])
    quarter = Period(date(2025, 4, 1), Frequency.QUARTERLY)
    assert Trends(figures).samples(quarter, quarter.previous()) is not None


# --- Long trend (rules 7.1) ---


@pytest.fixture
def five_years(enter, approve):
    """1.5, a yearly figure, has a value in each of the strategy's five years."""
    for year in ("2026-27", "2027-28"):
        approve(enter("1.5", year, numerator=2900, denominator=3000))


def test_the_long_trend_of_a_yearly_figure_is_on_the_board_what_it_is_on_its_page(five_years, wlc, indicator_of):
    """rules 7.1: it needs the four years before, however few months a board shows."""
    last, day = Period(date(2028, 1, 1), Frequency.QUARTERLY), date(2028, 5, 1)
    page = indicator_page(indicator_of("1.5"), last, day).card
    cards = [each for each in board(wlc, last, day).scores.indicators if each.indicator.reference == "1.5"]
    assert page.long.direction is Direction.IMPROVING
    assert [each.long for each in [*cards, *cards_in_quarter([indicator_of("1.5")], last.slug, day)]] == [page.long] * 2


def test_a_gap_does_not_take_the_long_trend_away(indicator_of, quarter):
    """rules 7.1: the mean of the previous four values, with a quarter between them that has none."""
    (figures,) = load_figures([indicator_of("1.3")])
    before = [quarter.previous(back) for back in (1, 3, 4, 5)]
    gap = {period: entry for period, entry in figures.entries.items() if period != quarter.previous(2)}
    found = Trends(replace(figures, entries=gap)).long(quarter)
    assert found.against == mean([figures.own_number(period) for period in before])


# --- The proof of each year (rules 6.8) ---


@pytest.fixture
def year(indicator_of, quarter, on):
    """`year("3.1", "2024-25")`: that line of the table by year."""

    def line(reference: str, slug: str):
        lines = indicator_page(indicator_of(reference), quarter, on).year_lines
        return next(each for each in lines if each.year.slug == slug)

    return line


def test_each_year_says_why_it_has_its_colour(page, year):
    """rules 6.8"""
    line = year("3.1", "2024-25")
    assert (line.span.sum_text, line.span.edges_text) == ("1 + 2 + 2 + 6 = 11", "9.5 or more")
    shown = page("3.1/")
    assert line.standing.why in shown
    assert f"<strong>Sum</strong>: {line.span.sum_text};" in shown


def test_a_year_to_date_says_of_which_target_it_has_a_share(year):
    """rules 5.2"""
    assert year("3.1", "2026-27").span.share_text == "of 10 for the year"


def test_a_year_of_which_a_period_was_restated_is_marked(restated, page, year):
    """rules 3.4"""
    assert [year("2.2", slug).is_restated for slug in ("2025-26", "2026-27")] == [False, True]
    table = page("2.2/").split("<h3>By year</h3>")[1].split("</table>")[0]
    assert table.count(">restated</strong>") == 1


def test_the_api_proves_each_year_as_the_page_does(signed_in, indicator_of, year):
    """rules 6.8"""
    answer = signed_in("board").get(f"/api/v1/indicators/{indicator_of('3.1').pk}/").json()
    found = next(each for each in answer["years"] if each["year"] == "2024-25")
    line = year("3.1", "2024-25")
    assert (found["sum"], found["amber"]) == (line.span.sum_text, line.span.edges_text)
    assert (found["proof"]["why"], found["proof"]["slug"]) == (line.standing.why, line.standing.status)


def test_the_board_counts_an_approved_value_though_the_sum_to_date_is_incomplete(
    enter, approve, wlc, people, quarter, on
):
    """rules 5.3, 8.1: nothing is entered for the first quarter."""
    new_indicator(wlc, people["performance"])
    approve(enter("1.9", "2026-27-Q2", number=85))
    seen = board(wlc, quarter, on)
    assert "1.9" in {card.indicator.reference for card in seen.needs.missing}
    assert seen.completeness_text == "14 of 17 indicators expected this quarter have an approved value"


# --- Commentary of a survey ---


@pytest.fixture
def two_units_said(enter, approve):
    """Two units of 1.3 explain their figure of the quarter."""
    approve(
        enter("1.3", "2026-27-Q2", "Customer contact", numerator=70, denominator=100, why="Lines were down."),
        enter("1.3", "2026-27-Q2", "Housing", numerator=71, denominator=100, why="Repairs were late."),
    )


def test_each_units_commentary_stands_under_its_name(two_units_said, page):
    shown = page("1.3/").split("Owner’s words</h2>")[1].split("<h2")[0]
    assert shown.index("<h3>Customer contact</h3>") < shown.index("Lines were down.") < shown.index("<h3>Housing</h3>")
    assert "Repairs were late." in shown


def test_a_report_names_the_unit_of_each_commentary(two_units_said, wlc, quarter, on):
    entries = [entry for group in outcome_groups(wlc, [quarter.year], on) for entry in group.entries]
    entry = next(entry for entry in entries if entry.indicator.reference == "1.3")
    *named, more = entry.remarks
    assert named[0].label.startswith("Q2 2026/27, Adult care, Benefits")
    assert "2 more remarks of units stand on the indicator’s page." in more.commentary.what_happened


def test_what_was_sealed_before_units_were_named_is_still_read():
    told = {"statements": {"commentary": ["It fell.", "New staff joined.", "They are trained."]}}
    (said,) = Entry(written=json.dumps(told)).commentaries
    assert (said.unit, said.why) == ("", "New staff joined.")


# --- Coverage (rules 4.3) ---


def test_a_survey_of_which_nothing_is_approved_is_not_covered_by_none_of_one_unit(found, indicator_of, quarter):
    """None of its 14 units has a value yet: what is missing is the period, and of one there is nothing to count."""
    Seal.objects.filter(indicator=indicator_of("1.1"), period__slug=quarter.slug).update(is_current=False)
    assert found("1.1").standing.coverage_text == ""


# --- A strategy that begins within a period (rules 5.1) ---


@pytest.fixture
def begun_late(wlc):
    """It began on 14 May 2023; its first quarter, April to June, has values."""
    Strategy.objects.filter(pk=wlc.pk).update(starts_on=date(2023, 5, 14))
    return Strategy.objects.get(pk=wlc.pk)


def test_the_quarter_in_which_a_strategy_began_counts_in_its_year(begun_late, indicator_of, on):
    assert year_lines(*load_figures([indicator_of("2.2")]), on)[0].standing.reading.reported == 4


def test_it_counts_in_the_year_of_a_report_as_well(begun_late, on):
    year = begun_late.years[0]
    entries = [entry for group in outcome_groups(begun_late, [year], on) for entry in group.entries]
    shown = next(entry for entry in entries if entry.indicator.reference == "2.2")
    assert shown.standing.reading.reported == 4


def test_it_is_in_the_indicators_chart(begun_late, indicator_of, quarter, on):
    assert indicator_page(indicator_of("2.2"), quarter, on).card.points[0].own is not Missing.NOT_ENTERED
