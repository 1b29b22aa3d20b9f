"""The pages of meetings and decisions: lists, one of each, and who may record them."""

from datetime import date

import pytest

from reports.models import BoardMeeting, Decision, Preparation

HELD, TO_COME = date(2026, 9, 9), date(2026, 12, 9)


@pytest.fixture
def held(db) -> BoardMeeting:
    return BoardMeeting.objects.get(meets_on=HELD)


@pytest.fixture
def to_come(db) -> BoardMeeting:
    return BoardMeeting.objects.get(meets_on=TO_COME)


@pytest.fixture
def clerk(signed_in):
    return signed_in("clerk")


def test_the_list_names_each_meeting_with_its_decisions(signed_in):
    page = signed_in("officer").get("/meetings/").content.decode()
    assert "9 December 2026" in page
    assert "Planned" in page
    assert "Add a meeting" not in page
    assert "Demonstration data" in page


@pytest.mark.parametrize(("asked", "days"), [("to-come", [date(2026, 12, 17), TO_COME]), ("past", [HELD])])
def test_the_list_is_of_meetings_to_come_or_past(clerk, asked, days):
    table = clerk.get(f"/meetings/?when={asked}").context["table"]
    assert [row.record.meets_on for row in table.rows] == days


def test_an_empty_list_leads_to_the_first_meeting(clerk, signed_in):
    Decision.objects.all().delete()
    Preparation.objects.all().delete()
    BoardMeeting.objects.all().delete()
    assert "No meeting is known yet" in clerk.get("/meetings/").content.decode()
    assert "Who may do so: performance team, committee clerk" in signed_in("board").get("/meetings/").content.decode()
    assert "Nothing is decided yet" in clerk.get("/decisions/").content.decode()


@pytest.mark.parametrize(("state", "number"), [("open", 2), ("late", 1), ("closed", 1)])
def test_decisions_are_listed_by_state(clerk, state, number):
    assert len(clerk.get(f"/decisions/?state={state}").context["table"].rows) == number


def test_a_meeting_to_come_says_what_became_of_earlier_decisions(signed_in, to_come):
    page = signed_in("board").get(to_come.get_absolute_url()).content.decode()
    assert "What it decides is recorded here from that day on" in page
    assert page.index("<h3>Open</h3>") < page.index("Say which four teams") < page.index("<h3>Closed</h3>")
    assert "Interpreting can be booked at each desk since 30 October." in page
    assert "Record a decision" not in page


def test_a_clerk_plans_a_meeting(clerk):
    sent = {"kind": "committee", "body": "Scrutiny panel", "meets_on": "2027-01-20", "seen": 0, "purpose": ""}
    answer = clerk.post("/meetings/add/", sent, follow=True)
    assert "Scrutiny panel, 20 January 2027" in answer.content.decode()
    assert BoardMeeting.objects.get(meets_on=date(2027, 1, 20)).history.get().history_user.username == "clerk"


def test_a_decision_is_recorded_on_an_indicator_of_the_strategy(clerk, held, wlc):
    address = f"/meetings/{held.pk}/decisions/{wlc.slug}/add/"
    form = clerk.get(address).context["form"]
    about = next(key for key, label in form.fields["about"].choices[1][1] if label.startswith("2.4 "))
    sent = {"about": about, "text": "Ask why.", "team": form.fields["team"].queryset[0].pk, "due_on": "", "seen": 0}
    assert "Ask why." in clerk.post(address, sent, follow=True).content.decode()
    assert Decision.objects.get(text="Ask why.").indicator.reference == "2.4"


def test_a_decision_is_closed_and_taken_up_again(clerk):
    decision = Decision.objects.filter(closed_on=None).first()
    address = decision.get_absolute_url()
    sent = {"came_of": "It is done.", "closed_on": "2026-11-20", "seen": decision.version}
    assert "Closed on 20 November 2026 by Committee clerk" in clerk.post(
        f"{address}close/", sent, follow=True
    ).content.decode()  # fmt: skip
    page = clerk.post(f"{address}reopen/", {"reason": "It is not", "seen": decision.version + 1}, follow=True)
    assert "It is not" in page.content.decode()
    decision.refresh_from_db()
    assert decision.is_open


def test_two_people_who_correct_one_decision_see_what_it_is_on_in_words(clerk, wlc):
    decision = Decision.objects.get(indicator__isnull=False)
    address, version = f"{decision.get_absolute_url()}edit/", decision.version
    sent = {"about": "strategy", "text": decision.text, "team": decision.team_id, "seen": version}
    clerk.post(address, sent | {"due_on": "2026-12-08"})
    answer = clerk.post(address, sent | {"about": f"indicator-{decision.indicator_id}", "due_on": "2026-12-04"})
    assert answer.status_code == 409
    assert f"The strategy as a whole: {wlc.title}" in answer.content.decode()


def test_only_who_may_is_offered_to_change_a_decision(signed_in):
    address = Decision.objects.filter(closed_on=None).first().get_absolute_url()
    offered = {role: "Close it" in signed_in(role).get(address).content.decode() for role in ("board", "clerk")}
    assert offered == {"board": False, "clerk": True}
