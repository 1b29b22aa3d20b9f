"""An irregular indicator has values on days that people choose; nothing of it is ever owed (rules 2.3)."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from indicators.approving.approvals import lines_of
from indicators.approving.recomputing import recompute
from indicators.approving.services import return_values
from indicators.expecting.days import NotThatDay, place_on
from indicators.expecting.expected import expected_in
from indicators.expecting.periods import lock_periods, period_years
from indicators.expecting.returns import returns_for
from indicators.judging.cards import cards_in_quarter
from indicators.judging.figures import IndicatorFigures
from indicators.judging.flat import figure_rows
from indicators.judging.loading import load_figures
from indicators.judging.standing import Entry
from indicators.judging.trends import Trends
from indicators.models import CollectionUnit, PeriodLocked, ReportingPeriod, Value
from reports.scorecards.report import annual_report
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.periods import Frequency, Period, financial_year, period_from_slug, period_of
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Way
from strategy_portal.records.versions import Refused
from tests.conftest import ON

from .making_figures import AFTER, YEAR, approved, made
from .setting_up import new_indicator

WLC = "/strategies/wlc-customer-2023-28/"
GRID = f"{WLC}returns/2026-27-Q1/"
CHOOSE = f"{WLC}returns/on-a-day/"
VALUES = "/api/v1/values/"
MAY = {"indicator": "wlc-customer-2023-28/1.9", "period": "2026-05-12", "number": "84.5", "version": 0}
SAID = {"what_happened": "It fell.", "why": "New staff.", "what_next": "They are trained."}


def on_days(days: dict[date, int | Missing], **fields) -> IndicatorFigures:
    """Figures of an irregular indicator that is in no database, approved on these days."""
    fields = {"frequency": "irregular", "across_periods": "latest"} | fields
    figures = made(**fields)
    for day, number in days.items():
        figures.entries[Period(day, Frequency.IRREGULAR)] = Entry(reading=approved(number))
    return figures


@pytest.fixture
def irregular(wlc, people):
    """1.9, which the officer's team owns."""
    return new_indicator(
        wlc, people["performance"], frequency="irregular", across_periods="latest",
        owner=people["officer"].teams.first(),
    )  # fmt: skip


@pytest.fixture
def enter_on(irregular, people, enter):
    """`enter_on("2026-05-12", number=84)`: a saved draft of 1.9 on that day."""

    def enter_on(day: str, **entered) -> Value:
        place_on(people["officer"], irregular, None, date.fromisoformat(day), on=ON)
        return enter("1.9", day, **entered)

    return enter_on


@pytest.fixture
def known(enter_on, approve):
    """84 on 12 May and 86 on 3 August 2026 are approved."""
    for day, number in (("2026-05-12", 84), ("2026-08-03", 86)):
        approve(enter_on(day, number=number))


def stands(irregular, slug: str):
    return load_figures([irregular])[0].in_period(period_from_slug(slug), ON)


# --- Figures ---


def test_the_latest_day_of_the_year_stands_for_a_quarter():
    figures = on_days({date(2025, 5, 12): 7, date(2025, 8, 3): 9})
    slugs = ("2024-25-Q4", "2025-26-Q1", "2025-26-Q2", "2025-26-Q4", "2026-27-Q1")
    found = [figures.in_period(period_from_slug(slug), AFTER) for slug in slugs]
    assert [each.shown_text for each in found[1:4]] == ["7", "9", "9"]
    assert [each.span_label for each in found[1:4]] == ["12 May 2025", "3 August 2025", "3 August 2025"]
    assert [found[0].status, found[4].status] == [Status.NOT_DUE, Status.NOT_DUE]


def test_its_year_is_the_latest_day_and_says_of_no_period_that_it_is_missing():
    figures = on_days({date(2025, 5, 12): 7, date(2025, 8, 3): 9})
    standing = figures.in_year(YEAR, AFTER)
    assert (standing.shown_text, standing.coverage_text, standing.lacking) == ("9", "", ())
    assert not standing.is_provisional


def test_a_day_without_a_figure_stands_with_its_reason():
    figures = on_days({date(2025, 5, 12): 7, date(2025, 8, 3): Missing.NOT_AVAILABLE})
    assert figures.in_period(period_from_slug("2025-26-Q2"), AFTER).status is Status.NOT_AVAILABLE
    assert figures.in_period(period_from_slug("2025-26-Q2"), AFTER).lacking == ()


def test_the_trend_is_against_the_day_before_and_there_is_no_figure_a_year_ago():
    """rules 7.1, 7.5"""
    trends, day = Trends(on_days({date(2024, 8, 3): 5, date(2025, 5, 12): 7, date(2025, 8, 3): 9})), date(2025, 8, 3)
    period = Period(day, Frequency.IRREGULAR)
    assert trends.against(period).slug == "2025-05-12"
    assert trends.short(period).against == 7
    assert trends.which_way(period).way is Way.NO_YEAR_AGO


def test_six_changes_one_way_on_chosen_days_are_a_run():
    """rules 7.5"""
    figures = on_days({date(2025, month, month): 20 - month for month in range(4, 12)})
    way = Trends(figures).which_way(Period(date(2025, 11, 11), Frequency.IRREGULAR))
    assert (way.way, way.count) == (Way.RUN, 7)


DAYS = st.dates(date(2023, 4, 1), date(2028, 3, 31))


@given(st.dictionaries(DAYS, st.integers(0, 50), max_size=8), DAYS)
def test_a_quarter_stands_as_on_the_latest_day_up_to_its_end(known, day):
    """Within one financial year, whatever days are chosen; without any it is not due, never late (rules 2.3)."""
    quarter = period_of(day, Frequency.QUARTERLY)
    within = [each for each in known if quarter.year.start <= each < quarter.end]
    standing = on_days(known, aim=None).in_period(quarter, date(2030, 1, 1))
    if within:
        assert (standing.period.start, standing.reading.number) == (max(within), known[max(within)])
    else:
        assert standing.status is Status.NOT_DUE


@given(st.dictionaries(DAYS, st.integers(0, 50), min_size=1, max_size=8))
def test_the_days_before_are_in_order_and_never_a_day_itself(known):
    """rules 7.1"""
    figures = on_days(known)
    for period in figures.days:
        before = list(figures.before(period))
        assert before == sorted((each for each in figures.days if each < period), reverse=True)


# --- Set-up ---


@pytest.mark.parametrize("way", ["sum", "mean"])
def test_days_that_people_choose_are_never_added_up_or_averaged(way, wlc, people):
    with pytest.raises(Refused, match="latest") as refused:
        new_indicator(wlc, people["performance"], frequency="irregular", across_periods=way)
    assert refused.value.field == "across_periods"


def test_a_formula_is_not_worked_out_on_days_that_people_choose(wlc, people):
    fields = {"frequency": "irregular", "across_periods": "latest", "formula": "[1.1] + 1"}
    with pytest.raises(Refused) as refused:
        new_indicator(wlc, people["performance"], **fields)
    assert refused.value.field == "frequency"


def test_set_up_says_what_irregular_means(signed_in, irregular):
    page = signed_in("performance").get(f"{WLC}setup/indicators/1.9/edit/").content.decode()
    assert "on days that people choose; nothing is ever owed" in page


# --- Choosing a day ---


def test_a_day_is_chosen_from_the_grid_and_leads_to_the_page_of_its_value(officer, irregular):
    page = officer.get(GRID).content.decode()
    assert "On a day that you choose" in page
    assert f'action="{CHOOSE}"' in page
    answer = officer.post(CHOOSE, {"place": f"{irregular.pk}-0", "day": "2026-05-12"})
    assert answer.headers["Location"] == f"{WLC}returns/2026-05-12/1.9/"
    assert "12 May 2026" in officer.get(answer.headers["Location"]).content.decode()


def test_a_value_is_entered_submitted_approved_and_listed_for_its_day(officer, irregular, signed_in, people):
    officer.post(CHOOSE, {"place": f"{irregular.pk}-0", "day": "2026-05-12"})
    row = ReportingPeriod.objects.get(slug="2026-05-12")
    key = f"v{irregular.pk}-{row.pk}-0"
    sent = {f"{key}-{name}": text for name, text in ({"version": "0", "number": "84.5"} | SAID).items()}
    answer = officer.post(f"{WLC}returns/2026-05-12/1.9/", sent | {"submit": "yes"}, follow=True)
    assert "was submitted for approval" in answer.content.decode()
    assert "12 May 2026" in officer.get(GRID).content.decode()
    assert "12 May 2026" not in officer.get(f"{WLC}returns/2026-27-Q2/").content.decode()
    assert "12 May 2026" in signed_in("performance").get(f"{WLC}approvals/2026-27-Q1/").content.decode()


@pytest.mark.parametrize("day", ["2026-11-22", "2023-03-31", "", "soon"])
def test_no_day_to_come_and_none_outside_of_the_strategy_is_taken(day, officer, irregular):
    answer = officer.post(CHOOSE, {"place": f"{irregular.pk}-0", "day": day})
    assert answer.status_code == 422
    assert not ReportingPeriod.objects.filter(frequency="irregular").exists()


def test_the_day_itself_can_be_chosen_and_is_made_once(irregular, people):
    rows = {place_on(people["officer"], irregular, None, ON, on=ON).period.pk for _ in range(2)}
    assert rows == {ReportingPeriod.objects.get(frequency="irregular").pk}


def test_a_day_on_which_it_is_not_collected_is_refused(irregular, people):
    irregular.introduced_on = date(2026, 6, 1)
    with pytest.raises(NotThatDay, match="not collected on 12 May 2026"):
        place_on(people["officer"], irregular, None, date(2026, 5, 12), on=ON)


@pytest.mark.parametrize("slug", ["2026-27-Q1", "2026-27", "2026-M05"])
def test_no_day_is_chosen_in_a_locked_period(slug, irregular, people, wlc):
    """rules 3.5"""
    lock_periods(wlc.periods.filter(slug=slug), reason="Issued", by=people["performance"], at=timezone.now())
    with pytest.raises(PeriodLocked):
        place_on(people["officer"], irregular, None, date(2026, 5, 12), on=ON)


def test_a_survey_is_entered_for_one_unit_on_a_chosen_day(wlc, people, signed_in):
    survey = new_indicator(
        wlc, people["performance"], frequency="irregular", across_periods="latest", level="units", across_units="mean"
    )
    unit = CollectionUnit.objects.get(strategy=wlc, name="Housing")
    sent = {"place": f"{survey.pk}-{unit.pk}", "day": "2026-05-12"}
    assert signed_in("performance").post(CHOOSE, sent).status_code == 302
    api = MAY | {"unit": "Housing", "respondents": 9}
    answer = signed_in("performance").post(VALUES, api, content_type="application/json")
    assert (answer.status_code, answer.json()["period_label"]) == (201, "12 May 2026")


def test_locking_a_quarter_locks_its_chosen_days(known, signed_in, wlc):
    """rules 3.5"""
    quarter = wlc.periods.get(slug="2026-27-Q1")
    page = signed_in("performance").get(f"{WLC}periods/lock/", {"periods": quarter.pk}).content.decode()
    assert "12 May 2026" in page
    assert "3 August 2026" not in page


# --- The API and the workbook ---


def test_the_api_takes_a_value_of_a_day(officer, irregular):
    answer = officer.post(VALUES, MAY, content_type="application/json")
    assert (answer.status_code, answer.json()["period"]) == (201, "2026-05-12")
    again = officer.post(VALUES, MAY, content_type="application/json")
    assert again.status_code == 200


@pytest.mark.parametrize("period", ["2026-27-Q2", "2026-11-22", "2026-02-30"])
def test_the_api_says_which_days_it_takes(period, officer, irregular):
    answer = officer.post(VALUES, MAY | {"period": period}, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["period"])


def test_the_quarters_workbook_has_the_days_that_exist(officer, enter_on):
    enter_on("2026-05-12", number=84)
    book = openpyxl.load_workbook(BytesIO(officer.get(f"{GRID}workbook.xlsx").content))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "12 May 2026" in cells


# --- Nothing is owed ---


def test_neither_a_day_without_a_value_nor_a_draft_is_owed(irregular, enter_on, people, wlc):
    before = {each.quarter: (each.owed, len(each.entries)) for each in returns_for(people["officer"], ON)}
    place_on(people["officer"], irregular, None, date(2026, 6, 1), on=ON)
    enter_on("2026-05-12", number=84)
    after = returns_for(people["officer"], ON)
    assert {each.quarter: (each.owed, len(each.entries)) for each in after} == before
    found = expected_in(people["officer"], wlc, period_from_slug("2026-27-Q1"), ON)
    assert [each.period.slug for each in found if each.is_on_chosen_day] == ["2026-05-12"]


def test_what_came_back_stands_on_my_returns(enter_on, people, officer):
    value = enter_on("2026-05-12", number=84)
    Value.objects.filter(pk=value.pk).update(state="submitted", submitted_by=people["officer"])
    value.refresh_from_db()
    return_values([value], reason="Count again", by=people["approver"])
    page = officer.get("/returns/").content.decode()
    assert "Count again" in page
    assert f'href="{CHOOSE}"' in page


def test_a_chosen_day_is_neither_due_nor_overdue_among_the_periods(enter_on, wlc):
    enter_on("2026-05-12", number=84)
    enter_on("2026-06-12", number=84)
    lines = [line for year in period_years(wlc, ON, with_unused=True) for line in year.lines]
    found = [line for line in lines if line.row.frequency == "irregular"]
    assert [(line.expected, line.owed, line.state) for line in found] == [(0, 0, "Open")] * 2


# --- Wherever figures are shown ---


@pytest.mark.parametrize(
    "address",
    [
        "/board/", "/indicators/", "/radar/", "/periods/?all", "/returns/", f"{WLC}board/", f"{WLC}outcomes/1/",
        f"{WLC}indicators/1.9/", f"{WLC}indicators/1.9/?period=2026-27-Q1",
        f"{WLC}indicators/1.9/2026-05-12/history/", f"{WLC}indicators/1.9/changes/", f"{WLC}reports/annual/2026-27/",
        f"{WLC}setup/indicators/1.9/", f"{WLC}setup/", f"{GRID}?quarters=4", f"{GRID}?check=yes",
        f"{WLC}returns/2026-05-12/1.9/", f"{WLC}returns/2026-05-12/1.9/about/", "/api/v1/indicators/",
        "/api/v1/seals/?period=2026-05-12", "/api/v1/values/?period=2026-05-12", f"{GRID}workbook.csv",
    ],
)  # fmt: skip
def test_every_page_shows_it(address, known, signed_in):
    assert signed_in("performance").get(address).status_code == 200


def test_the_indicators_page_prints_the_day(known, signed_in):
    page = signed_in("board").get(f"{WLC}indicators/1.9/?period=2026-27-Q2").content.decode()
    assert "3 August 2026" in page
    assert "against 12 May 2026" in page
    assert "Versions of the figure" not in page  # there is one


def test_list_and_card_say_on_which_day(known, irregular):
    (found,) = cards_in_quarter([irregular], "2026-27-Q3", ON)
    assert (found.standing.shown_text, found.notes[0]) == ("86.0%", "on 3 August 2026")
    assert found.way_text == "no figure a year ago"
    (found,) = cards_in_quarter([irregular], "2025-26-Q4", ON)
    assert found.status is Status.NOT_DUE


def test_an_annual_report_says_on_which_day(known, wlc):
    report = annual_report(wlc, financial_year(ON), ON)
    (entry,) = [each for each in report.evidence.entries if each.indicator.reference == "1.9"]
    assert (entry.standing.shown_text, entry.standing.span_label) == ("86.0%", "3 August 2026")


def test_what_waits_for_approval_leaves_the_latest_day_in_place(known, enter_on, irregular, people):
    value = enter_on("2026-09-09", number=10)
    Value.objects.filter(pk=value.pk).update(state="submitted", submitted_by=people["officer"])
    assert stands(irregular, "2026-27-Q2").judged.value == Decimal("86.0")
    (line,) = lines_of([Value.objects.with_setting().get(pk=value.pk)], by=people["approver"], on=ON)
    assert (line.previous, line.previous_label) == ("86.0%", "3 August 2026")


def test_what_is_sealed_on_days_proves_itself(known):
    assert recompute().differences == ()


def test_the_flat_list_says_when_a_day_was_last_approved(known, irregular):
    rows = {row.period.slug: row for row in figure_rows([irregular], ON)}
    days = [row for slug, row in rows.items() if row.period.is_day]
    assert days
    assert all(row.updated_at for row in days)
    assert rows["2026-27"].updated_at
