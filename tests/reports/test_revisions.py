"""What was revised since the last report, and what a correction changes (rules 3.4)."""

from datetime import UTC, datetime, timedelta

import pytest

from indicators.approving.sealing import seal_values
from indicators.models import Indicator, Value
from reports.models import IssuedReport, Narrative, ReportKind
from reports.scorecards.report import annual_report, end_of_strategy_report
from reports.scorecards.report_keys import find_key
from reports.scorecards.revisions import CorrectedText, changes_between, texts_between
from reports.services import issue_report
from strategy_portal.domain.periods import period_from_slug

YEAR = period_from_slug("2026-27")
WHY = "Two calls were counted twice."
FIGURES = {"numerator": 12_000, "denominator": 17_500}


@pytest.fixture
def revised(wlc, on):
    return lambda: annual_report(wlc, YEAR, on).evidence.revisions


@pytest.fixture
def issue_again(wlc, on, people):
    """Issues the annual report of 2025/26 once more, as a correction."""
    at = datetime(2026, 11, 21, 16, tzinfo=UTC)
    return lambda: issue_report(key=find_key(wlc, "2025-26", on), by=people["clerk"], on=on, at=at, reason=WHY)


def test_the_last_report_of_the_kind_is_what_counts(revised, wlc):
    """The demonstration issued the annual report of 2025/26; no end-of-strategy report was issued yet."""
    assert revised().since == IssuedReport.objects.get(strategy=wlc, kind=ReportKind.ANNUAL)


def test_without_a_report_before_there_is_nothing_to_list(wlc, on):
    found = end_of_strategy_report(wlc, on).evidence.revisions
    assert (found.since, found.lines) == (None, ())


def test_what_was_restated_since_is_listed_from_what_to_what_and_why(revised, restate):
    assert revised().lines == ()
    restate("2.2", "2025-26-Q4", WHY, **FIGURES)
    (line,) = revised().lines
    assert (line.indicator.reference, line.period.label, line.reason) == ("2.2", "Q4 2025/26", WHY)
    assert (line.was.text, line.was.status, line.now.text, line.now.status) == ("77.6%", "green", "68.6%", "red")


def test_what_was_restated_before_is_not_listed_again(revised, restate, wlc):
    issued = IssuedReport.objects.get(strategy=wlc, kind=ReportKind.ANNUAL)
    restate("2.2", "2025-26-Q4", WHY, at=issued.issued_at, **FIGURES)
    assert revised().lines == ()


def test_a_figure_restated_before_and_then_sealed_anew_without_a_revision_is_not_listed(revised, restate, wlc):
    """A unit's first approval, say, leaves the mark of the revision before."""
    issued = IssuedReport.objects.get(strategy=wlc, kind=ReportKind.ANNUAL)
    restate("2.2", "2025-26-Q4", WHY, at=issued.issued_at, **FIGURES)
    value = Value.objects.get(revision_reason=WHY)
    value.revision_reason, value.numerator = "", 13_000
    value.save()
    (seal,) = seal_values([value], by=value.approved_by, at=issued.issued_at + timedelta(hours=1))
    assert (seal.is_restated, revised().lines) == (True, ())


def test_a_sum_lists_the_later_periods_of_its_year_too(revised, restate):
    """Rules 5.2: what is judged is the year to date."""
    restate("3.1", "2025-26-Q2", "One was counted twice.", number=1)
    assert [(line.period.label, line.was.text, line.now.text) for line in revised().lines] == [
        ("Q2 2025/26", "3", "2"), ("Q3 2025/26", "5", "4"), ("Q4 2025/26", "11", "10"),
    ]  # fmt: skip


def test_figures_after_the_reports_year_are_not_its_concern(wlc, on, restate):
    restate("2.2", "2025-26-Q4", WHY, **FIGURES)
    assert annual_report(wlc, period_from_slug("2024-25"), on).evidence.revisions.lines == ()


def test_a_correction_prints_the_figures_that_it_changes(wlc, restate, issue_again):
    first = IssuedReport.objects.get(strategy=wlc, kind=ReportKind.ANNUAL)
    restate("2.2", "2025-26-Q4", WHY, **FIGURES)
    second = issue_again()
    corrected = [
        (change["span"], change["value_before"], change["value_now"])
        for change in second.figures["corrected"]
        if change["indicator"].startswith("2.2 ")
    ]
    assert corrected == [("2025-26-Q4", "77.6%", "68.6%"), ("2025-26", "77.4%", "75.1%")]
    assert "What this version corrects" in second.html
    first.refresh_from_db()
    assert "68.6%" not in first.html


def test_the_proof_is_frozen_with_the_report(wlc):
    issued = IssuedReport.objects.get(strategy=wlc, kind=ReportKind.ANNUAL)
    proof = issued.figures["indicators"][0]["proof"]
    assert "Proof of every colour" in issued.html
    assert [span["span"] for span in proof][-1] == "2025/26"
    assert proof[-1]["why"].startswith("Green: 86.7% is at or above")


def row(value: str, status: str) -> dict:
    told = {"value": value, "status": status}
    return {"indicators": [{"reference": "1.1", "title": "Satisfaction", "periods": {"2025-26-Q1": told}, "years": {}}]}


def test_equal_figures_are_no_change():
    assert changes_between(row("85%", "green"), row("85%", "green")) == ()


def test_a_figure_that_a_version_had_not_is_told_as_such():
    (change,) = changes_between({"indicators": []}, row("85%", "green"))
    assert (change.was, change.now.text) == (None, "85%")


THING = {"reference": "1.4", "name": "Complaints closed", "said": "It rose.", "reason": "Bad weather.", "remedy": ""}
ROW = {
    "reference": "1.4",
    "name": "Complaints closed",
    "title": "Complaints",
    "target": "20.5",
    "years": {},
    "periods": {},
}


def test_a_reason_a_remedy_and_a_target_that_differ_are_named():
    before = {"attention": [THING], "indicators": [ROW]}
    after = {
        "attention": [THING | {"reason": "More letters.", "remedy": "Routes are reviewed."}],
        "indicators": [ROW | {"target": "21"}],
    }
    assert texts_between(before, after) == (
        CorrectedText(
            "1.4 Complaints closed, page one",
            "Bad weather. Nothing is on record of what is being done.",
            "More letters. Routes are reviewed.",
        ),
        CorrectedText("1.4 Complaints closed, target", "20.5.", "21."),
    )
    assert texts_between(before, before) == ()


def test_a_correction_prints_the_reason_of_page_one_that_it_changes(wlc, restate, issue_again):
    was = Value.objects.get(
        indicator__in=Indicator.objects.of(wlc), indicator__key_output__outcome__number=1, indicator__order=4,
        period__slug="2025-26-Q4",
    )  # fmt: skip
    Narrative.objects.filter(strategy=wlc).delete()  # what people wrote is checked: here only what is recorded counts
    restate("1.4", "2025-26-Q4", WHY, numerator=was.numerator, denominator=was.denominator)
    second = issue_again()
    changed = " ".join(second.html.split()).split('id="corrected"')[1].split("</section>")[0]
    assert "1.4 Complaints closed, page one" in changed
    assert "Missed bin collections in bad weather" in changed
    assert "It was counted wrongly." in changed
