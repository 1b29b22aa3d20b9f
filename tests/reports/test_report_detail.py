"""A draft as a page and as a PDF."""

from contextlib import contextmanager
from datetime import date

import pytest

from reports import documents
from reports.models import Arrangement
from reports.pages.report import ReportPdf
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import find_key

ANNUAL = "/strategies/wlc-customer-2023-28/reports/annual/2024-25/"
WHOLE = "/strategies/borough-customer-service-2024-27/reports/end-of-strategy/"
SMALL = "/strategies/borough-customer-service-2024-27/reports/annual/2024-25/"


@pytest.fixture
def page(signed_in):
    return lambda who, address=SMALL: signed_in(who).get(address)


def test_the_page_shows_the_cover_report_as_it_is_in_the_pdf(page, make):
    """The appendices are pages of their own: see test_report_appendix.py."""
    report = make("wlc-customer-2023-28", "annual").report
    pages = {each.slug: f"{ANNUAL}appendix/{each.slug}/" for each in report.evidence.appendices}
    assert documents.part_body(report, documents.COVER, pages) in page("board", ANNUAL).content.decode()


def test_each_appendix_is_a_file_of_its_own(page):
    answer = page("officer", f"{SMALL}pdf/proof/")
    assert answer["Content-Disposition"] == (
        'attachment; filename="borough-customer-service-2024-27-annual-2024-25-draft-proof.pdf"'
    )
    assert page("officer", f"{SMALL}pdf/actions/").status_code == 404


def test_the_pdf_is_downloaded_under_a_telling_name(page):
    answer = page("officer", f"{SMALL}pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        'attachment; filename="borough-customer-service-2024-27-annual-2024-25-draft.pdf"'
    )
    assert answer.getvalue().startswith(b"%PDF")


def test_the_end_of_strategy_report_has_an_address_of_its_own(page):
    assert "Mid-term report: September 2024 to September 2026" in page("board", WHOLE).content.decode().replace(
        "mid-term", "Mid-term"
    )


@pytest.mark.parametrize("rest", ["", "pdf/"])
def test_the_public_reads_no_draft(page, rest):
    assert page("public", f"{SMALL}{rest}")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("year", ["2029-30", "1999-00", "2024-26", "nonsense"])
def test_a_year_that_the_strategy_does_not_have_is_not_found(page, year):
    assert page("board", SMALL.replace("2024-25", year)).status_code == 404


def test_an_unknown_strategy_is_not_found(page):
    assert page("board", SMALL.replace("borough", "no")).status_code == 404


def test_a_strategy_of_which_no_form_of_report_is_settled_has_none(page, db):
    Arrangement.objects.filter(strategy__slug="borough-customer-service-2024-27").delete()
    assert page("board").status_code == 404
    assert "borough-customer-service-2024-27/reports/" not in page("board", "/reports/").content.decode()


def test_only_who_may_issue_is_offered_to_issue_and_write(page):
    assert "Issue this report" in page("clerk").content.decode()
    shown = page("officer").content.decode()
    assert "Issue this report" not in shown
    assert "/narrative/" not in shown


def test_unknown_is_said_as_unknown(page):
    shown = page("board").content.decode()
    assert '<th scope="row">Report by</th><td><span class="unknown">Not stated</span></td>' in shown
    assert "not stated</td>" in page("board", f"{SMALL}appendix/indicators/").content.decode()


def test_the_report_has_the_answers_and_the_themes_of_a_consultation_that_has_closed(wlc, on):
    """Rules 10.2, 10.4 and 10.5: the same figures as its page."""
    key = find_key(wlc, "2025-26", on)
    assert "Counted in the portal" not in documents.body(report_of(key, on, today=on))
    wlc.consultations.update(closed_on=date(2026, 11, 1))
    body = " ".join(documents.body(report_of(key, on, today=on)).split())
    assert "Counted in the portal, of 60 who answered" in body
    assert "Together with those above" in body
    assert "a number is shown where at least 5 respondents stand behind it" in body


def test_what_is_said_of_an_action_keeps_the_capitals_of_its_dates(signed_in, elc):
    shown = signed_in("clerk").get(f"/strategies/{elc.slug}/reports/annual/2025-26/").content.decode()
    assert "accepted by the board 21 November 2026" in shown


@pytest.mark.parametrize(
    ("strategy", "most"),
    [("wlc-customer-2023-28", 18), ("elc-customer-2023-28", 23)],
    ids=["indicators", "consultation"],
)
def test_the_page_asks_few_queries(signed_in, django_assert_max_num_queries, strategy, most):
    """Session, user and whether it is a draft included; no proof is read for a page that shows none."""
    client = signed_in("clerk")
    with django_assert_max_num_queries(most) as queries:
        client.get(f"/strategies/{strategy}/reports/annual/2025-26/")
    assert not any('"indicators_seal"."inputs"' in query["sql"] for query in queries.captured_queries)


def test_what_makes_the_pdf_starts_before_the_report_is_read_and_ends_whatever_happens(signed_in, monkeypatch):
    """It takes as long to start as the report to be read."""
    started, start = [], documents.printer_started

    @contextmanager
    def noted():
        with start() as printer:
            started.append(printer.process)
            yield printer

    def fails(view):
        assert started
        raise ZeroDivisionError

    monkeypatch.setattr(documents, "printer_started", noted)
    monkeypatch.setattr(ReportPdf, "read", fails)
    with pytest.raises(ZeroDivisionError):
        signed_in("clerk").get("/strategies/wlc-customer-2023-28/reports/annual/2024-25/pdf/")
    assert started[0].returncode is not None
