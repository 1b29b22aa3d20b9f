"""A report of one outcome, or of one team or directorate."""

from datetime import UTC, datetime

import pytest

from reports import documents
from reports.models import IssuedReport, ReportKind
from reports.scorecards.about import parts_of
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import UnknownReport, find_key
from reports.services import issue_report
from strategy_portal.models import Team

from .sheets import filled

WLC = "/strategies/wlc-customer-2023-28/reports/annual/2025-26/"


@pytest.fixture
def report(wlc, on):
    """`report("outcome-1")`: the annual report of 2025/26 of that part."""
    return lambda about: report_of(find_key(wlc, "2025-26", on, about), on, today=on)


def references(report) -> list[str]:
    return [entry.indicator.reference for entry in report.evidence.entries]


def test_a_report_of_an_outcome_holds_its_indicators_and_actions_alone(report):
    found = report("outcome-1")
    assert {reference.split(".")[0] for reference in references(found)} == {"1"}
    numbers = {outcome.number for line in found.evidence.plan.lines for outcome in line.action.outcomes.all()}
    assert found.evidence.plan.lines == () or 1 in numbers
    assert found.frame.title.endswith(", Outcome 1")


def test_the_parts_add_up_to_the_whole(report, wlc):
    outcomes = [part.slug for part in parts_of(wlc) if part.kind == "outcome"]
    added = [reference for slug in outcomes for reference in references(report(slug))]
    assert sorted(added) == sorted(references(report("")))


def test_a_report_of_a_directorate_holds_what_its_teams_own(report, wlc):
    owner = next(entry.indicator.owner for entry in report("").evidence.entries if entry.indicator.owner)
    directorate = Team.objects.create(name="Made-up directorate", organisation=owner.organisation)
    Team.objects.filter(pk=owner.pk).update(parent=directorate)
    of_team, of_directorate = report(f"team-{owner.pk}"), report(f"team-{directorate.pk}")
    assert references(of_team)
    assert references(of_directorate) == references(of_team)
    assert "Made-up directorate" in of_directorate.frame.title


def test_what_a_part_lacks_is_not_said_of_the_strategy(wlc, borough, on):
    """The strategy has seven actions, and a consultation that is open; the team has neither."""
    team = next(part for part in parts_of(wlc) if part.title == "Citizen Engagement")
    found = report_of(find_key(wlc, "2025-26", on, team.slug), on, today=on)
    assert found.progress.actions_text == "Citizen Engagement has no actions."
    assert "consultation" not in found.evidence.holdings
    assert [part.slug for part in found.parts if part.slug == "consultations"] == []
    alone = report_of(find_key(borough, "2025-26", on, "outcome-1"), on, today=on)
    assert alone.summary.lead == "Mission 1 has no indicators and no actions, so there is nothing to judge."
    whole = report_of(find_key(wlc, "", on, team.slug, ReportKind.END_OF_STRATEGY), on, today=on)
    assert "This report is of Citizen Engagement alone, which has 1 outcome" in whole.frame.sections[0].generated.lead


def test_a_part_of_one_outcome_stands_on_as_few_sheets_as_it_fills(wlc, borough, elc, on):
    """One mission took a seventh of a second sheet; a team three quarters of page one, and a third of the last."""
    of_mission = report_of(find_key(borough, "2025-26", on, "outcome-1"), on, today=on)
    assert documents.pdf(of_mission).sheets == 1
    team = next(part for part in parts_of(wlc) if part.title == "Citizen Engagement")
    of_team = report_of(find_key(wlc, "2025-26", on, team.slug), on, today=on)
    assert min(filled(documents.pdf(of_team).pdf)) > 0.85
    of_theme = report_of(find_key(elc, "", on, "outcome-1", ReportKind.END_OF_STRATEGY), on, today=on)
    assert min(filled(documents.pdf(of_theme).pdf)) > 0.75


@pytest.mark.parametrize(("about", "sheets"), [("outcome-4", 1), ("outcome-5", 1), ("team", 2)])
def test_the_actions_of_a_part_leave_no_sheet_nearly_empty(elc, on, about, sheets):
    """The last sheet held one action in a row of its own."""
    team = next(part.slug for part in parts_of(elc) if part.title == "Customer Services")
    found = report_of(find_key(elc, "2024-25", on, team if about == "team" else about), on, today=on)
    printed = documents.pdf(found, "actions")
    assert printed.sheets == sheets
    assert min(filled(printed.pdf)) > 0.85


def test_the_actions_of_one_outcome_need_no_column_that_names_it(elc, on):
    of_theme = report_of(find_key(elc, "2024-25", on, "outcome-5"), on, today=on)
    assert '<th scope="col" class="report-actions__outcome">Theme</th>' not in documents.body(of_theme)
    whole = report_of(find_key(elc, "2024-25", on), on, today=on)
    assert '<th scope="col" class="report-actions__outcome">Theme</th>' in documents.body(whole)


@pytest.mark.parametrize("about", ["outcome-99", "team-999999", "team-x", "else"])
def test_what_is_no_part_of_the_strategy_has_no_report(wlc, on, about, signed_in):
    with pytest.raises(UnknownReport):
        find_key(wlc, "2025-26", on, about)
    assert signed_in("clerk").get(f"{WLC}of/{about}/").status_code == 404


def test_a_part_is_issued_beside_the_whole_with_versions_of_its_own(borough, people, on):
    at = datetime(2026, 11, 21, 9, tzinfo=UTC)
    whole, part = find_key(borough, "2024-25", on), find_key(borough, "2024-25", on, "outcome-1")
    first = issue_report(key=whole, by=people["clerk"], on=on, at=at)
    second = issue_report(key=part, by=people["clerk"], on=on, at=at)
    assert (first.version, second.version, second.about) == (1, 1, "outcome-1")
    assert [each.replaced_by for each in IssuedReport.objects.without_files().filter(strategy=borough)] == [None, None]


def test_the_page_of_the_whole_leads_to_its_parts_and_back(signed_in):
    page = signed_in("clerk").get(WLC).content.decode()
    assert f'href="{WLC}of/outcome-2/"' in page
    page = signed_in("clerk").get(f"{WLC}of/outcome-2/").content.decode()
    assert "It tells of Outcome 2 alone." in page
    assert f'href="{WLC}"' in page
