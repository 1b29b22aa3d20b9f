"""The annual report as a scorecard: what it counts, compares and leaves unsaid."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from indicators.judging.figures import IndicatorFigures
from indicators.models import Indicator
from outcomes.models import Strategy
from reports import documents
from reports.charts import series_of
from reports.models import Arrangement, Narrative, ReportKind
from reports.scorecards.report import annual_report, report_of
from reports.scorecards.report_keys import ReportKey
from strategy_portal.domain.periods import period_from_slug
from strategy_portal.domain.status import Status

YEAR = period_from_slug("2024-25")


@pytest.fixture
def report(wlc, on):
    return annual_report(wlc, YEAR, on)


def of(report, reference):
    return next(entry for entry in report.evidence.entries if entry.indicator.reference == reference)


def references(entries) -> list[str]:
    return [entry.indicator.reference for entry in entries]


def section(report, key):
    return next(section for section in report.frame.sections if section.place.key == key)


def implications(report) -> dict[str, str]:
    return {line.implication.number: line.text for line in report.frame.implications}


def test_a_count_carries_its_base(report):
    assert report.evidence.tally_text == "7 green, 7 amber, 2 red of 16 with a target and a value; 2 without a colour"


def test_outcomes_sum_to_the_whole(report):
    assert sum(group.tally.total for group in report.evidence.groups) == report.evidence.tally.total == 18


def test_red_comes_before_amber_in_the_exceptions(report):
    found = [entry.status for entry in report.evidence.exceptions]
    assert found == [Status.RED] * 2 + [Status.AMBER] * 7


def test_a_suspended_indicator_says_why(report):
    entry = of(report, "4.3")
    assert entry.status is Status.NOT_AVAILABLE
    assert entry.reasons == (
        "Q1 2024/25 to Q4 2024/25: Inspections were suspended for the year while the programme was redesigned.",
    )


def test_an_indicator_that_is_not_measured_has_no_figure_and_no_chart(report):
    entry = of(report, "4.1")
    assert (entry.status, entry.has_figures, entry.coverage_text) == (
        Status.NOT_YET_MEASURED, False, "Nothing is expected yet",
    )  # fmt: skip


def test_the_proof_can_be_redone(report):
    entry = of(report, "1.1")
    assert entry.standing.why == "Amber: 84.8% is below the target of 85%, but not below 80%."
    assert entry.standing.working == "10,251 ÷ 12,095 × 100 = 84.8%"
    assert entry.coverage_text == "4 of 4 periods, 56 of 56 units’ values, 12,095 responses"


def test_the_table_of_values_has_every_period_and_year(report):
    table = of(report, "1.1").table
    assert table.headings == ("Q1", "Q2", "Q3", "Q4", "Year", "Target")
    assert [row.label for row in table.rows] == ["2023/24", "2024/25", "2025/26"]
    assert [cell.text for cell in table.rows[1].cells] == ["83.6%", "84.7%", "84.8%", "85.9%", "84.8%", "85%"]


def test_charts_and_counts_by_team_are_of_the_year_reported(report):
    series = series_of(of(report, "1.1"))
    assert (series.points[0].label, series.points[-1].label) == ("Q1 2023/24", "Q4 2024/25")
    rows = report.evidence.teams
    assert sum(row.tally.total for row in rows) == 18
    assert sum(row.tally.assessable for row in rows) == report.evidence.tally.assessable
    assert [(row.name, row.tally.total, row.actions) for row in rows][-1] == ("No owner", 1, 7)
    assert "By team or directorate, 2024/25" in documents.body(report)


def test_a_yearly_indicator_has_no_columns_of_quarters(report):
    assert of(report, "1.5").table.headings == ("Year", "Target")


def test_a_sum_shows_the_year_to_date_beside_each_quarter(report):
    cells = of(report, "3.1").table.rows[1].cells
    assert [cell.note for cell in cells[:4]] == ["1 to date", "3 to date", "5 to date", "11 to date"]


def test_changes_of_status_are_listed(report):
    assert references(report.changes) == ["1.5", "2.1", "2.3", "2.4", "3.2", "3.3", "3.5", "4.3"]


def test_the_first_year_has_none_to_compare_with(wlc, on):
    report = annual_report(wlc, period_from_slug("2023-24"), on)
    assert (report.before, report.changes) == (None, ())
    assert of(report, "1.1").trend_against == ""


def test_a_running_year_is_compared_with_the_same_part_of_the_year_before(wlc, on):
    report = annual_report(wlc, period_from_slug("2026-27"), on)
    assert report.is_running
    entry = of(report, "1.4")
    assert (entry.standing.value_text, entry.trend.against, entry.trend_against) == (
        "10.1", entry.trend.against, "the same part of 2025/26",
    )  # fmt: skip
    assert str(entry.trend.against) == "9.8"
    assert entry.whole_target_text == "20.5"


def test_without_a_figure_for_the_year_a_period_is_compared_with_the_same_one_a_year_before(wlc, on):
    """Rules 5.1 and 7.1."""
    Indicator.objects.of(wlc).filter(key_output__outcome__number=1, order=1).update(across_periods="none")
    entry = of(annual_report(wlc, period_from_slug("2026-27"), on), "1.1")
    year_ago = next(point for point in entry.points if point.period.slug == "2025-26-Q2")
    assert (entry.standing.period.slug, entry.trend_against) == ("2026-27-Q2", "Q2 2025/26")
    assert entry.trend.against == year_ago.own


def test_what_the_source_lacks_is_named(report):
    assert of(report, "4.1").unknowns_text == (
        "Not stated in the source: definition, data source, method, level of collection. "
        "Not stated: owner, collection frequency."
    )


def test_an_implication_nobody_wrote_about_is_empty(report):
    found = implications(report)
    assert found["III"] == ""
    assert (
        found["IV"] == "7 of 16 indicators met their target, 7 were amber, 2 were red and 2 were not judged in 2024/25."
    )
    assert found["I"].startswith("Caring and Compassionate; ")


def test_narrative_stands_in_its_section_and_line(wlc, on):
    about = {"strategy": wlc, "kind": ReportKind.ANNUAL, "year_starts_on": YEAR.start}
    Narrative.objects.create(**about, section="conclusion", text="All in all.")
    Narrative.objects.create(**about, section="implications-III", text="None.")
    Narrative.objects.create(**about, section="recommendation", text="Note it.")
    report = annual_report(wlc, YEAR, on)
    assert section(report, "conclusion").narrative == "All in all."
    assert section(report, "conclusion").generated.lead.startswith("7 of 16 indicators met their target")
    assert implications(report)["III"] == "None."
    assert not section(report, "recommendation").generated
    body = documents.part_body(report, documents.COVER, {})
    assert "<h3>What is recommended</h3>" in body
    assert "Members are asked to" not in body


def test_narrative_of_another_year_is_not_taken(wlc, on):
    Narrative.objects.create(
        strategy=wlc,
        kind=ReportKind.ANNUAL,
        year_starts_on=period_from_slug("2023-24").start,
        section="conclusion",
        text="x",
    )
    assert section(annual_report(wlc, YEAR, on), "conclusion").narrative == ""


def test_a_strategy_without_indicators_is_told_by_its_actions(elc, on):
    report = annual_report(elc, YEAR, on)
    assert [appendix.title for appendix in report.evidence.appendices] == [
        "Appendix 1: Actions", "Appendix 2: What people said, and what was done",
    ]  # fmt: skip
    assert section(report, "policy").is_silent
    assert report.frame.arrangement.committee == "Council Management Team"


def test_the_earlier_reports_reference_is_not_taken_for_this_one(elc, on):
    report = annual_report(elc, YEAR, on)
    assert report.frame.reference == "elc-customer-2023-28/annual-2024-25/draft"
    assert any("Library reference: 110/23" in point for point in section(report, "papers").generated.points)


def test_a_strategy_with_consultation_evidence_alone_does_not_look_broken(predecessor, on):
    report = annual_report(predecessor, period_from_slug("2012-13"), on)
    assert [appendix.title for appendix in report.evidence.appendices] == [
        "Appendix 1: What people said, and what was done"
    ]
    assert implications(report)["VIII"] == "Customer focus groups, 18 August 2011 to 2 September 2011"


def test_a_target_that_is_not_stated_is_not_invented(borough, on):
    (entry,) = annual_report(borough, YEAR, on).evidence.entries
    assert (entry.target_text, entry.targets) == ("", ("Not stated",))
    assert "Not stated in the source: definition, data source, method, target" in entry.unknowns_text


def test_what_nobody_settled_is_not_guessed(borough, on):
    Arrangement.objects.filter(strategy=borough).update(committee="")
    report = annual_report(borough, YEAR, on)
    assert report.frame.addressee == ("Decision-maker", "")
    assert section(report, "decisions").generated.lead == "It is recommended that the committee:"


def test_demonstration_data_labels_the_report(report, borough, on):
    assert report.frame.is_demonstration
    assert not annual_report(borough, YEAR, on).frame.is_demonstration


def count_queries(strategy, on) -> int:
    """With the strategy as the page loads it."""
    strategy = Strategy.objects.select_related("predecessor").get(pk=strategy.pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        annual_report(strategy, YEAR, on)
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_data(wlc, elc, on):
    before = count_queries(wlc, on)
    for indicator in Indicator.objects.of(wlc)[:3]:
        indicator.pk = None
        indicator.order += 10
        indicator.save()
    wlc.actions.create(number=99, title="One more")
    assert count_queries(wlc, on) <= before <= 43
    assert count_queries(elc, on) <= 43


THEN = date(2024, 6, 10)
"""A cut-off soon after the year 2023/24."""


@pytest.fixture
def then(wlc):
    return annual_report(wlc, period_from_slug("2023-24"), THEN, as_of=THEN)


def test_a_report_uses_nothing_that_was_entered_after_its_cut_off(then, wlc, on):
    """States, dates and updates of actions, figures and reasons: none is of a later day."""
    later = annual_report(wlc, period_from_slug("2023-24"), on)
    assert {line.state for line in then.evidence.plan.lines} == {Action.State.UNKNOWN}
    assert Action.State.COMPLETED in {line.state for line in later.evidence.plan.lines}
    assert [line.latest for line in then.evidence.plan.lines] == [None] * 7
    assert then.evidence.since is None
    moments = [point.standing.entry.approved_at for entry in then.evidence.entries for point in entry.points]
    assert max(moment.date() for moment in moments if moment) <= THEN
    thing = then.summary.things[0]
    assert (thing.reason.said_on or THEN) <= THEN
    assert (thing.remedy.said_on or THEN) <= THEN
    assert "2026" not in documents.body(then)


def test_owners_and_dates_of_actions_are_those_of_the_cut_off(elc):
    lines = annual_report(elc, period_from_slug("2023-24"), THEN, as_of=THEN).evidence.plan.lines
    moved = next(line for line in lines if line.number == 6)
    assert (moved.due_as_written, moved.moves, moved.has_moved) == ("Mid 2024", 0, False)


def test_a_consultation_is_told_once_it_has_closed_and_named_while_it_is_open(wlc, on):
    report = annual_report(wlc, YEAR, on)
    (consultation,) = report.evidence.consulting
    assert report.evidence.consultations == ()
    assert f"“{consultation.title}” is open until" in report.progress.consultation_texts[-1]
    day_after = consultation.closed_on + timedelta(days=1)
    told = annual_report(wlc, YEAR, day_after).evidence
    assert (len(told.consultations), told.consulting) == (1, ())


def test_as_of_today_and_without_it_a_report_is_the_same(wlc, on):
    key = ReportKey(wlc, ReportKind.ANNUAL, YEAR)
    assert documents.body(report_of(key, on)) == documents.body(report_of(key, on, today=on))


def test_a_cover_report_judges_no_year_twice_and_reads_no_period_back(wlc, on, monkeypatch):
    judged, of_year = [], IndicatorFigures.in_year
    monkeypatch.setattr(
        IndicatorFigures,
        "in_year",
        lambda figures, year, *rest: judged.append((figures, year)) or of_year(figures, year, *rest),
    )
    report = annual_report(wlc, YEAR, on)
    documents.part_body(report, documents.COVER, {})
    assert {
        key: count for key, count in Counter((id(figures), year) for figures, year in judged).items() if count > 1
    } == {}
    assert [point for entry in report.evidence.entries for point in entry.points if "standing" in vars(point)] == []
