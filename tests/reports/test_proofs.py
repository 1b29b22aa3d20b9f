"""The proof of every colour: what an auditor can redo (rules 6.7, 6.8)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.scorecards.proofs import proofs
from reports.scorecards.report_entries import outcome_groups
from strategy_portal.domain.periods import period_from_slug
from strategy_portal.templatetags.figures import on as on_day

YEAR = period_from_slug("2024-25")


@pytest.fixture
def entries(wlc, on):
    years = [year for year in wlc.years if year <= YEAR]
    return [entry for group in outcome_groups(wlc, years, on) for entry in group.entries]


@pytest.fixture
def proof(entries):
    found = {each.indicator.reference: each for each in proofs(entries, [YEAR])}
    return found.__getitem__


def test_each_indicator_of_the_report_is_proved(entries):
    assert [each.indicator for each in proofs(entries, [YEAR])] == [entry.indicator for entry in entries]


def test_the_sentence_is_the_reports(proof):
    """Rules 6.8."""
    assert proof("1.1").last.standing.why == "Amber: 84.8% is below the target of 85%, but not below 80%."


def test_each_period_and_the_year_have_their_sum_and_limits(proof):
    spans = proof("1.1").spans
    assert [span.label for span in spans] == ["Q1 2024/25", "Q2 2024/25", "Q3 2024/25", "Q4 2024/25", "2024/25"]
    assert spans[-1].sum_text == "10,251 ÷ 12,095 × 100 = 84.8%"
    assert {span.edges_text for span in spans} == {"80% or more"}


def test_the_units_add_up_to_what_was_judged(proof):
    """Rules 4.1: the parts of each column are the two sums of its last line."""
    table = proof("1.1").inputs
    for column, total in enumerate(table.total):
        parts = [[Decimal(part.replace(",", "")) for part in texts[column].split(" of ")] for _, texts in table.rows]
        numerator, denominator = (sum(part[side] for part in parts) for side in (0, 1))
        assert total.startswith(f"{numerator:,} of {denominator:,} = ")
    assert (table.corner, len(table.rows), len(table.headings)) == ("Unit", 14, 4)


def test_a_sum_shows_its_addends_and_the_share_that_is_due(proof):
    """Rules 5.2: the periods with the profile."""
    spans = proof("3.1").spans
    assert [span.sum_text for span in spans] == [
        "1",
        "1 + 2 = 3",
        "1 + 2 + 2 = 5",
        "1 + 2 + 2 + 6 = 11",
        "1 + 2 + 2 + 6 = 11",
    ]
    assert [(span.standing.target_text, span.share_text) for span in spans[:2]] == [
        ("2.5", "of 10 for the year"), ("5", "of 10 for the year"),
    ]  # fmt: skip


def test_who_approved_it_and_when_is_told(proof):
    """Rules 6.7."""
    entry = proof("1.1").spans[0].seal
    assert proof("1.1").spans[0].sealed_text == f"Version 1, {on_day(entry.approved_at)}, {entry.approved_by}"


def test_a_restated_period_says_why(wlc, on, restate):
    """Rules 3.4."""
    restate("2.2", "2024-25-Q4", "Two calls were counted twice.", numerator=13_000, denominator=17_500)
    groups = outcome_groups(wlc, [YEAR], on)
    entry = next(entry for group in groups for entry in group.entries if entry.indicator.reference == "2.2")
    (found,) = proofs([entry], [YEAR])
    assert [span.restated_text for span in found.spans][-2] == "Restated: Two calls were counted twice."
    assert found.spans[-2].sealed_text.startswith("Version 2, ")
    assert entry.table.rows[0].cells[3].note == "restated"
    assert entry.table.rows[0].cells[4].note == "restated"


def test_a_yearly_figure_is_one_span_with_its_seal(proof):
    (span,) = proof("1.5").spans
    assert (span.label, span.sealed_text[:9]) == ("2024/25", "Version 1")


def test_what_has_no_figure_has_a_reason_and_no_sum(proof):
    (span,) = proof("4.1").spans
    assert (span.standing.why, span.sum_text, span.sealed_text) == (
        "The indicator is proposed and not yet measured.", "", "",
    )  # fmt: skip


def test_one_query_proves_them_all_and_none_where_no_proof_is_shown(entries):
    with CaptureQueriesContext(connection) as queries:
        found = proofs(entries, [YEAR])
        assert all(proof.spans for proof in found)
    assert len(queries) == 0
    with CaptureQueriesContext(connection) as queries:
        assert any(proof.inputs for proof in found)
    assert len(queries) == 1


def test_a_running_sum_stands_once(wlc, on):
    """Its latest period was sealed as the year to date (rules 5.2)."""
    running = period_from_slug("2026-27")
    groups = outcome_groups(wlc, [running], on)
    entry = next(entry for group in groups for entry in group.entries if entry.indicator.reference == "1.4")
    (found,) = proofs([entry], [running])
    assert [span.label for span in found.spans] == ["2026/27 to the end of Q1", "2026/27 to the end of Q2"]
    assert found.last.sealed_text.startswith("Version 1, ")
