"""The papers of the meetings to come: how far each is, what is next, and what is late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from reports.models import BoardMeeting, Narrative, PaperDates, Preparation, ReportKind
from reports.preparing.services import clear_report, save_paper_dates
from reports.scorecards.papers import papers_of, papers_to_come
from reports.scorecards.report_keys import ReportKey
from reports.services import issue_report

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
PANEL = "Scrutiny panel"


@pytest.fixture
def meeting(borough) -> BoardMeeting:
    return BoardMeeting.objects.create(kind="committee", body=PANEL, meets_on=date(2026, 12, 3), strategy=borough)


@pytest.fixture
def key(borough) -> ReportKey:
    return ReportKey(borough, ReportKind.END_OF_STRATEGY)


@pytest.fixture
def paper(meeting, key, on, people):
    """`paper()`: the report for that meeting, which finance has to clear."""
    save_paper_dates(dates=PaperDates(body=PANEL, posts=["Finance"]), seen=0, by=people["clerk"])
    Preparation.objects.create(**key.columns, meeting=meeting)
    return lambda: papers_of(meeting, on).papers[0]


def test_a_paper_is_not_begun_and_says_who_begins_it(paper):
    assert (paper().state, paper().next_step[0]) == ("Not begun", "Performance team or clerk: write its texts")
    assert paper().by == date(2026, 11, 17)
    assert paper().time == "3 working days late"


def test_a_written_paper_waits_for_the_post_that_clears_it(paper, key):
    Narrative.objects.create(**key.columns, section="purpose", text="To report.")
    assert (paper().state, paper().next_step[0], paper().by) == (
        "1 text written", "Finance: clear it", date(2026, 11, 18)
    )  # fmt: skip


def test_a_paper_says_how_many_findings_were_open_when_a_text_was_saved(paper, key, signed_in):
    assert paper().findings_text == ""
    page = f"/strategies/{key.strategy.slug}/reports/end-of-strategy/compose/conclusion/"
    signed_in("clerk").post(page, {"seen": 0, "paragraph-0": "See section 12. It was a challenging year."})
    assert paper().findings_text.startswith("1 to mend, 1 to answer on ")
    signed_in("clerk").post(page, {"seen": 1, "paragraph-0": ""})
    assert paper().findings_text.startswith("No finding open on ")


def test_a_cleared_paper_is_issued_before_the_papers_go_out(paper, key, people):
    clear_report(key=key, post="Finance", remark="", by=people["approver"], at=AT)
    assert (paper().state, paper().by, paper().time) == ("Cleared", date(2026, 11, 25), "3 working days left")


def test_an_issued_paper_is_done(paper, key, people, on):
    clear_report(key=key, post="Finance", remark="", by=people["approver"], at=AT)
    issued = issue_report(key=key, by=people["clerk"], on=on, at=AT)
    assert (issued.meeting.body, paper().state, paper().time) == (PANEL, "Issued, version 1", "Done")


def test_meetings_without_a_paper_are_shown_once_for_each_committee(on, meeting):
    BoardMeeting.objects.create(kind="committee", body=PANEL, meets_on=date(2027, 2, 3))
    shown = [(found.meeting.body, found.meeting.meets_on) for found in papers_to_come(on)]
    assert shown == [(PANEL, date(2026, 12, 3)), ("Corporate Policy and Resources PDSP", date(2026, 12, 17))]


def test_the_number_of_queries_does_not_grow_with_meetings_and_papers(borough, elc, on, django_assert_num_queries):
    with django_assert_num_queries(5):
        papers_to_come(on)
    for days, strategy in ((5, borough), (9, elc), (12, elc)):
        meeting = BoardMeeting.objects.create(
            kind="committee", body=f"Panel {days}", meets_on=on + timedelta(days=days)
        )
        kind = ReportKind.ANNUAL if days == 9 else ReportKind.END_OF_STRATEGY
        year = strategy.years[0].start if days == 9 else None
        Preparation.objects.create(strategy=strategy, kind=kind, year_starts_on=year, meeting=meeting)
    with django_assert_num_queries(5):
        assert len(papers_to_come(on)) == 4


def test_the_library_shows_the_next_meeting_with_its_dates_and_what_is_late(paper, signed_in):
    page = signed_in("clerk").get("/reports/").content.decode()
    assert "Next meeting, in 8 working days" in page
    assert page.index("Thursday 3 December 2026: Scrutiny panel") < page.index("What holds them up")
    assert "<strong>3 working days late:</strong>" in page
    assert "4 clear days; the law asks for 3" in page


def test_the_public_library_shows_what_is_issued_alone(client, paper):
    page = client.get("/reports/").content.decode()
    assert "Next meeting" not in page
    assert "Issued reports" in page


def test_a_meeting_shows_its_papers(paper, meeting, signed_in):
    page = signed_in("officer").get(meeting.get_absolute_url()).content.decode()
    assert "Not begun" in page


def test_the_dates_come_as_a_calendar_file(paper, signed_in, key):
    answer = signed_in("clerk").get("/reports/paper-dates.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert events[f"Papers out: {PANEL}"].decoded("dtstart") == date(2026, 11, 25)
    assert paper().key.title in str(events[f"Papers out: {PANEL}"]["description"])
