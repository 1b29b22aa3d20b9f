"""The check over the four strategies: the portal's own sentences are clean, what was once issued is not."""

# ruff: noqa: E501  the texts stand as they were printed

import pytest

from outcomes.models import Strategy
from reports.composing.checks import check
from reports.composing.drafts import drafts
from reports.composing.recording import places_of, record_of
from reports.composing.services import open_findings
from reports.models import ReportKind
from reports.models.report import OF_A_YEAR
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import find_key

from ..conftest import ANNUAL_YEARS

ISSUED_BEFORE = {
    "recommendation": """It is recommended that the panel:

(1) notes the progress in the four outcomes of the strategy and the status of its indicators;

(2) notes the exceptions in section D and what is being done about them; and

(3) notes the state of the actions in appendix 2.""",
    "terms": """The year was one of two halves. Satisfaction with quality, attitude and timeliness held or rose in most services, while ratings of professionalism and of keeping customers informed fell for the second year. Each has its own cause: new staff started before their training was complete, and updates to customers are still sent by hand in the larger services.

Digital access grew as planned. As in each year before, most improved processes went live in the last quarter.""",
    "conclusion": "The strategy is on course in most of what it measures. Two things need the panel’s attention: the fall in "
    "professionalism ratings, and the digital maturity that has stayed one level short of its target.",
}
"""The texts of the annual report of 2025/26 as the demonstration issued it before there was a check."""

YEARS = {**ANNUAL_YEARS, "wlc-customer-2023-28": "2025-26"}


def reported(slug: str, year: str, on, kind: ReportKind = ReportKind.ANNUAL):
    report = report_of(find_key(Strategy.objects.get(slug=slug), year, on, kind=kind), on)
    return places_of(report), record_of(report)


@pytest.mark.parametrize("kind", ReportKind.values)
@pytest.mark.parametrize("slug", YEARS)
def test_the_sentences_that_the_portal_drafts_are_clean(slug, kind, db, on):
    places, record = reported(slug, YEARS[slug] if kind in OF_A_YEAR else "", on, ReportKind(kind))
    texts = {key: "\n\n".join(drafts(place, record)) for key, place in places.items()}
    assert check(texts, places, record) == ()
    assert any(texts.values())


def test_every_place_of_the_report_with_figures_has_a_draft(wlc, on):
    places, record = reported(wlc.slug, "2025-26", on)
    assert [key for key, place in places.items() if place.outcome and not drafts(place, record)] == []


def test_the_annual_report_as_it_was_once_issued_does_not_pass(wlc, on):
    """The only red was not in its text, attitude did not hold in most services, digital access did not grow."""
    places, record = reported(wlc.slug, "2025-26", on)
    found = check(ISSUED_BEFORE, places, record)
    assert [(each.rule, str(each.kind), each.words) for each in found] == [
        ("H16", "answer", "notes"),
        ("H3", "mend", "most services"),
        ("H5", "mend", "grew"),
        ("H13", "answer", "as planned"),
        ("H1", "mend", "1.4 Complaints closed"),
        ("H13", "answer", "on course"),
        ("H18", "answer", "Two things"),
    ]


def test_the_record_takes_few_queries(wlc, on, django_assert_max_num_queries):
    report = report_of(find_key(wlc, "2025-26", on), on)
    with django_assert_max_num_queries(4):
        record_of(report)


def test_the_demonstrations_texts_pass_on_the_day_of_issue(wlc, on):
    assert open_findings(find_key(wlc, "2025-26", on), on) == ()
