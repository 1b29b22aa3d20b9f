"""A mid-year report: the first half of a year beside the first half of the years before, read after it has ended."""

from datetime import date

import pytest

from outcomes.models import Strategy
from reports import documents
from reports.data import data_csv
from reports.models import Preparation, ReportKind
from reports.preparing.services import save_preparation
from reports.scorecards.report import annual_report, report_of
from reports.scorecards.report_keys import UnknownReport, drafts, find_key
from strategy_portal.domain.periods import period_from_slug
from strategy_portal.domain.status import Status
from strategy_portal.records.versions import Refused

MID = ReportKind.MID_YEAR


@pytest.fixture
def report(wlc, on):
    """Of 2025/26, of which the whole year is known by now."""
    return report_of(find_key(wlc, "2025-26", on, kind=MID), on, today=on)


def of(report, reference):
    return next(entry for entry in report.evidence.entries if entry.indicator.reference == reference)


def test_a_half_year_is_compared_with_the_same_half_of_the_year_before(report):
    entry = of(report, "1.4")
    quarters = [point.own for point in entry.points if point.period.year.slug == "2025-26"]
    assert entry.standing.judged.value == sum(quarters[:2])
    before = [point.own for point in entry.points if point.period.slug in ("2024-25-Q1", "2024-25-Q2")]
    assert entry.before.judged.value == entry.trend.against == sum(before)
    assert entry.trend_against == "April to September 2024"


def test_nothing_of_its_second_half_is_used(report, wlc, on):
    last = {point.period.slug for entry in report.evidence.entries for point in entry.points}
    assert max(slug for slug in last if slug.startswith("2025-26-")) == "2025-26-Q2"
    assert report.evidence.since is None
    whole = annual_report(wlc, period_from_slug("2025-26"), on)
    assert of(report, "1.3").standing.value_text != of(whole, "1.3").standing.value_text
    assert "Q3 2025/26" not in documents.body(report)


def test_what_is_collected_once_a_year_was_not_due(report):
    entry = of(report, "1.5")
    assert (entry.status, entry.before.status) == (Status.NOT_DUE, Status.NOT_DUE)


def test_it_names_the_half_everywhere(report):
    body = documents.body(report)
    assert report.frame.title == "Customer Strategy 2023 to 2028: mid-year report 2025/26"
    assert "in April to September 2025" in report.summary.lead
    assert [row.label for row in report.summary.stood] == [
        "April to September 2023", "April to September 2024", "April to September 2025",
    ]  # fmt: skip
    assert report.frame.facts[1] == ("Half year reported", "1 April 2025 to 30 September 2025")
    assert "the first half of 2025/26" in body
    assert '"2025-26-H1","half year",' in data_csv({**report.evidence.figures(), "title": "", "reference": ""}).decode()


def test_there_is_one_once_the_half_has_ended(wlc, on):
    assert find_key(wlc, "2026-27", date(2026, 10, 1), kind=MID).slug == "mid-year-2026-27"
    with pytest.raises(UnknownReport, match="has no mid-year report 2026-27"):
        find_key(wlc, "2026-27", date(2026, 9, 30), kind=MID)
    titles = [draft.span for draft in drafts([wlc], on) if draft.key.kind is MID]
    assert titles[0] == "April to September 2026"


def test_a_half_in_which_the_strategy_did_not_run_has_none(wlc, on):
    wlc.starts_on = date(2023, 10, 24)
    assert "2023-24" not in {draft.key.year.slug for draft in drafts([wlc], on) if draft.key.kind is MID}
    report = report_of(find_key(wlc, "2024-25", on, kind=MID), on, today=on)
    assert [year.slug for year in report.evidence.years] == ["2024-25"]


def test_its_cut_off_is_after_the_half(wlc, on, people):
    key = find_key(wlc, "2025-26", on, kind=MID)
    with pytest.raises(Refused, match="The half year ends on 30 September 2025"):
        save_preparation(
            key=key, meeting=None, cut_off=date(2025, 9, 30), embargo_until=None, seen=0, by=people["clerk"]
        )  # fmt: skip
    save_preparation(key=key, meeting=None, cut_off=date(2025, 10, 1), embargo_until=None, seen=0, by=people["clerk"])
    assert Preparation.objects.filter(kind=MID).count() == 1


def test_its_pages_have_addresses_of_their_own(signed_in, wlc):
    client, reports = signed_in("clerk"), "/strategies/wlc-customer-2023-28/reports/"
    found = {
        address: client.get(f"{reports}{address}").status_code
        for address in (
            "mid-year/2025-26/",
            "mid-year/2025-26/compose/summary/",
            "mid-year/2031-32/",
            "weekly/2025-26/",
        )
    }
    assert list(found.values()) == [200, 200, 404, 404]


def test_it_reads_up_to_its_cut_off(wlc):
    """What was approved or restated after the cut-off is not in it."""
    on = date(2025, 11, 14)
    strategy = Strategy.objects.get(pk=wlc.pk)
    report = report_of(find_key(strategy, "2025-26", on, kind=MID), on)
    moments = [point.standing.entry.approved_at for entry in report.evidence.entries for point in entry.points]
    assert max(moment.date() for moment in moments if moment) <= on
    assert not any(line.latest and line.latest.written_on > on for line in report.evidence.plan.lines)
