"""The pages on which a report is prepared and cleared, and those of a committee's dates."""

from datetime import date

import pytest

from reports.models import BoardMeeting, Clearance, IssuedReport, PaperDates, Preparation

REPORT = "/strategies/borough-customer-service-2024-27/reports/annual/2024-25/"


@pytest.fixture
def meeting(db) -> BoardMeeting:
    return BoardMeeting.objects.create(kind="committee", body="Scrutiny panel", meets_on=date(2026, 12, 17))


@pytest.fixture
def clerk(signed_in):
    return signed_in("clerk")


@pytest.fixture
def prepared(clerk, meeting):
    sent = {"meeting": meeting.pk, "cut_off": "2026-11-18", "embargo_until": "", "seen": 0}
    assert clerk.post(f"{REPORT}prepare/", sent).status_code == 302
    PaperDates.objects.create(body="Scrutiny panel", posts=["Finance", "Legal"])


def test_a_clerk_names_the_meeting_and_the_cut_off(clerk, prepared):
    assert Preparation.objects.get(cut_off=date(2026, 11, 18)).history.get().history_user.username == "clerk"
    page = clerk.get(REPORT).content.decode()
    assert "It reads up to 18 November 2026, its cut-off. For the" in page
    assert "Scrutiny panel, 17 December 2026" in page


def test_a_cut_off_after_the_meeting_is_refused_and_stays_typed(clerk, meeting):
    sent = {"meeting": meeting.pk, "cut_off": "2027-01-01", "embargo_until": "", "seen": 0}
    answer = clerk.post(f"{REPORT}prepare/", sent)
    assert answer.status_code == 422
    assert "The meeting is on 17 December 2026" in answer.content.decode()
    assert 'value="2027-01-01"' in answer.content.decode()


def test_posts_clear_one_after_the_other_on_one_page(signed_in, prepared):
    page = signed_in("approver").get(f"{REPORT}clearance/").content.decode()
    assert "0 of 2 have cleared it; due by 3 December 2026" in page
    assert "Clear it for Finance" in page
    signed_in("approver").post(f"{REPORT}clearance/", {"seen": 0, "remark": "No cost"})
    page = signed_in("board").get(f"{REPORT}clearance/").content.decode()
    assert "No cost" in page
    assert "Clear it for Legal" in page


def test_nobody_clears_for_a_post_that_another_cleared_meanwhile(signed_in, prepared):
    signed_in("approver").post(f"{REPORT}clearance/", {"seen": 0, "remark": ""})
    answer = signed_in("board").post(f"{REPORT}clearance/", {"seen": 0, "remark": "Mine"})
    assert answer.status_code == 422
    assert "since you opened this page" in answer.content.decode()
    assert Clearance.objects.count() == 1


def test_nobody_issues_what_is_not_cleared(clerk, prepared, signed_in):
    answer = clerk.post(f"{REPORT}issue/")
    assert answer.status_code == 422
    assert "Still to be cleared by: Finance, Legal" in answer.content.decode()
    for seen, who in enumerate(("approver", "performance")):
        signed_in(who).post(f"{REPORT}clearance/", {"seen": seen, "remark": ""})
    assert clerk.post(f"{REPORT}issue/").status_code == 302
    assert IssuedReport.objects.filter(strategy__slug="borough-customer-service-2024-27").exists()


def test_what_is_cleared_is_opened_again_with_a_reason(clerk, prepared, signed_in):
    signed_in("approver").post(f"{REPORT}clearance/", {"seen": 0, "remark": ""})
    page = clerk.post(f"{REPORT}clearance/reopen/", {"seen": 0, "reason": "A count was wrong"}, follow=True)
    assert "A count was wrong" in page.content.decode()
    assert "0 of 2 have cleared it" in page.content.decode()


def test_a_report_without_a_meeting_says_what_comes_first(signed_in):
    assert "No meeting is named yet" in signed_in("clerk").get(f"{REPORT}clearance/").content.decode()


def test_a_committee_has_dates_of_its_own(clerk):
    assert "as the portal begins with" in clerk.get("/reports/paper-dates/").content.decode()
    sent = {"body": "Cabinet", "cut_off": 20, "texts": 15, "cleared": 12, "agenda": 8, "clear_days": 5,
            "legal_clear_days": 5, "posts": "Finance\nLegal", "seen": 0}  # fmt: skip
    page = clerk.post("/reports/paper-dates/add/", sent, follow=True).content.decode()
    assert "Finance, Legal" in page
    assert "5; the law asks for 5" in page


def test_dates_that_contradict_each_other_are_refused_at_their_field(clerk):
    sent = {"body": "Cabinet", "cut_off": 20, "texts": 15, "cleared": 12, "agenda": 8, "clear_days": 2,
            "legal_clear_days": 5, "posts": "", "seen": 0}  # fmt: skip
    answer = clerk.post("/reports/paper-dates/add/", sent)
    assert answer.status_code == 422
    assert "The law asks for 5 clear days at least" in answer.content.decode()
