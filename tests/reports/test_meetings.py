"""Meetings and decisions: what the services let through, what they refuse, and what the history keeps."""

from datetime import date

import pytest

from actions.models import Action
from actions.people.services import merge_teams
from indicators.models import Indicator
from reports.meetings import services
from reports.models import BoardMeeting, Decision
from reports.scorecards.meetings import meeting_page, meetings_of, open_decisions, strategies_of_board
from strategy_portal.models import Team
from strategy_portal.records.events import Event
from strategy_portal.records.versions import ChangedMeanwhile, Refused

JUNE, JULY, DECEMBER = date(2026, 6, 10), date(2026, 7, 8), date(2026, 12, 16)


@pytest.fixture
def plan(people):
    """`plan(JUNE)`: a meeting of a panel; what else it says is named."""

    def plan(day: date, **said) -> BoardMeeting:
        meeting = BoardMeeting(**{"body": "The panel", "meets_on": day, **said})
        return services.save_meeting(meeting=meeting, seen=0, by=people["clerk"])

    return plan


@pytest.fixture
def decide(people, wlc, on):
    """`decide(meeting)`: a decision on the strategy; what else it says is named."""
    team = Team.objects.create(name="The office")

    def decide(meeting: BoardMeeting, **said) -> Decision:
        decision = Decision(meeting=meeting, **{"strategy": wlc, "text": "Ask for a plan.", "team": team, **said})
        return services.save_decision(decision=decision, seen=0, by=people["clerk"], on=on)

    return decide


@pytest.fixture
def close(people, on):
    def close(decision: Decision, day: date = date(2026, 11, 3)) -> None:
        said = {"came_of": "There is a plan.", "closed_on": day, "seen": decision.version}
        services.close_decision(decision=decision, by=people["performance"], on=on, **said)
        decision.refresh_from_db()

    return close


# --- Meetings --------------------------------------------------------------------------------------------------------


def test_a_meeting_is_planned_until_its_day_and_held_from_the_day_after_on(plan, on):
    meeting = plan(on)
    days = (date(2026, 11, 20), on, date(2026, 11, 22))
    assert [meeting.state(day) for day in days] == ["Planned", "Today", "Held"]


def test_a_body_is_written_as_it_was_before(plan):
    plan(JUNE)
    assert plan(JULY, body=" the PANEL").body == "The panel"


@pytest.mark.parametrize("of_all", [True, False])
def test_a_body_meets_once_a_day_about_the_same(plan, wlc, of_all):
    about = {"strategy": None if of_all else wlc}
    plan(JUNE, **about)
    with pytest.raises(Refused, match="There is a meeting already: The panel, 10 June 2026"):
        plan(JUNE, **about)


def test_two_people_who_correct_a_meeting_see_each_other(plan, people):
    meeting = plan(JUNE)
    meeting.purpose = "Figures"
    services.save_meeting(meeting=meeting, seen=1, by=people["clerk"])
    with pytest.raises(ChangedMeanwhile):
        services.save_meeting(meeting=meeting, seen=1, by=people["performance"])


def test_a_meeting_that_is_called_off_stays_with_its_reason(plan, people):
    meeting = plan(DECEMBER)
    services.call_off(meeting=meeting, reason="No room", seen=1, by=people["clerk"])
    meeting.refresh_from_db()
    assert (meeting.called_off, meeting.state(DECEMBER)) == ("No room", "Called off")
    assert meeting.history.latest().history_event == Event.CANCELLED
    plan(DECEMBER)


def test_a_meeting_that_decided_something_took_place(plan, decide, people):
    meeting = plan(JUNE)
    decide(meeting)
    with pytest.raises(Refused, match="it took place"):
        services.call_off(meeting=meeting, reason="No room", seen=1, by=people["clerk"])


def test_a_meeting_keeps_the_strategies_on_which_it_decided(plan, decide, elc, people):
    meeting = plan(JUNE)
    decide(meeting)
    meeting.strategy = elc
    with pytest.raises(Refused, match="It decided on other strategies already"):
        services.save_meeting(meeting=meeting, seen=1, by=people["clerk"])


def test_the_next_and_the_last_meeting_of_a_board_are_found_with_the_strategies(plan, wlc, elc, on, people):
    BoardMeeting.objects.filter(kind=BoardMeeting.Kind.BOARD).exclude(decisions__isnull=False).delete()
    mine = plan(date(2026, 12, 1), strategy=wlc)
    plan(date(2026, 11, 30), kind=BoardMeeting.Kind.COMMITTEE)
    gone = plan(date(2026, 11, 29))
    services.call_off(meeting=gone, reason="No room", seen=1, by=people["clerk"])
    found = meetings_of(wlc, on)
    assert (found.next.id, found.last.meets_on) == (mine.pk, date(2026, 9, 9))
    assert meetings_of(elc, on).next is None
    assert meetings_of(wlc, mine.meets_on).next.id == mine.pk
    assert meetings_of(wlc, date(2026, 12, 2)).last.id == mine.pk


def test_a_strategy_that_brings_its_meetings_costs_no_query(wlc, on, django_assert_num_queries):
    (strategy,) = strategies_of_board(type(wlc).objects.filter(pk=wlc.pk))
    with django_assert_num_queries(0):
        assert meetings_of(strategy, on).next.meets_on == date(2026, 12, 9)
    with django_assert_num_queries(1):
        assert meetings_of(wlc, on).next.get_absolute_url()


# --- Decisions -------------------------------------------------------------------------------------------------------


def test_a_decision_names_what_it_is_on(plan, decide, wlc, elc):
    meeting = plan(JUNE)
    indicator = Indicator.objects.of(wlc).with_setting().in_order().first()
    action = Action.objects.of(elc).get(number=6)
    assert decide(meeting, indicator=indicator).subject_text == indicator.short_name
    assert decide(meeting, strategy=elc, action=action).subject_text == f"Action {action}"
    assert decide(meeting).subject_text == wlc.title


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": "  "}, "text"),
        ({"due_on": date(2026, 6, 9)}, "due_on"),
        ({"action": 6}, "about"),
    ],
)
def test_what_does_not_go_together_is_refused(plan, decide, elc, said, field):
    if "action" in said:
        said = {"action": Action.objects.of(elc).get(number=6)}
    with pytest.raises(Refused) as refused:
        decide(plan(JUNE), **said)
    assert refused.value.field == field


def test_a_meeting_decides_on_its_day_and_not_before(plan, decide, on):
    with pytest.raises(Refused, match="The meeting is on 16 December 2026"):
        decide(plan(DECEMBER))
    assert decide(plan(on)).pk


def test_a_meeting_about_one_strategy_decides_on_no_other(plan, decide, elc):
    with pytest.raises(Refused, match="is about Customer Strategy 2023-2028"):
        decide(plan(JUNE, strategy=elc))


def test_who_closes_a_decision_says_what_came_of_it(plan, decide, close, people):
    decision = decide(plan(JUNE))
    close(decision)
    assert (decision.came_of, decision.closed_by, decision.is_open) == (
        "There is a plan.",
        people["performance"],
        False,
    )
    with pytest.raises(Refused, match="closed already"):
        close(decision)


@pytest.mark.parametrize("day", [date(2026, 6, 9), date(2026, 11, 22)])
def test_a_decision_is_closed_after_it_was_made_and_not_in_the_future(plan, decide, close, day):
    decision = decide(plan(JUNE))
    with pytest.raises(Refused) as refused:
        close(decision, day)
    assert refused.value.field == "closed_on"


def test_a_decision_is_taken_up_again_with_a_reason_and_the_history_keeps_what_came_of_it(plan, decide, close, people):
    decision = decide(plan(JUNE))
    close(decision)
    services.reopen_decision(decision=decision, reason="The plan was dropped", seen=2, by=people["clerk"])
    decision.refresh_from_db()
    assert (decision.is_open, decision.came_of) == (True, "")
    latest, before = decision.history.all()[:2]
    assert (latest.history_event, latest.history_change_reason) == (Event.REOPENED, "The plan was dropped")
    assert before.came_of == "There is a plan."


def test_what_was_recorded_by_mistake_is_taken_away_and_stays_in_the_history(plan, decide, people):
    decision = decide(plan(JUNE))
    services.withdraw_decision(decision=decision, reason="Typed twice", seen=1, by=people["clerk"])
    gone = Decision.history.filter(id=decision.pk).latest()
    assert (gone.history_event, gone.history_change_reason) == (Event.WITHDRAWN, "Typed twice")


def test_a_decision_is_late_from_the_day_after_on(plan, decide, on):
    decision = decide(plan(JUNE), due_on=date(2026, 11, 20))
    assert decision.days_late(on) == 1
    assert not decision.is_late(date(2026, 11, 20))
    assert decision in Decision.objects.late_on(on)


def test_open_ones_are_as_they_were_on_a_day(plan, decide, close, wlc, people):
    """trust S6: what a page says as of a day is what was decided by then and not closed."""
    decision = decide(plan(JUNE))
    close(decision)
    assert decision not in open_decisions([wlc], date(2026, 11, 3))
    assert decision in open_decisions([wlc], date(2026, 11, 2))
    assert decision not in open_decisions([wlc], date(2026, 6, 9))


def test_a_team_that_is_merged_hands_its_decisions_on(plan, decide, people):
    decision = decide(plan(JUNE))
    into = Team.objects.create(name="Another office")
    merge_teams(team=decision.team, into=into, reason="One office", by=people["performance"])
    decision.refresh_from_db()
    assert decision.team == into


# --- What became of earlier ones -------------------------------------------------------------------------------------


def test_a_meeting_lists_the_earlier_ones_that_are_open_or_were_closed_since_the_meeting_before(
    plan, decide, close, on
):
    may, june, july = plan(date(2026, 5, 6)), plan(JUNE), plan(JULY)
    plan(JUNE, body="Another panel")
    long_closed, since_closed, still_open = decide(may), decide(may), decide(june)
    close(long_closed, date(2026, 6, 1))
    close(since_closed, date(2026, 6, 20))
    page = meeting_page(july, on)
    assert (page.before, page.closed, page.still_open) == (june, [since_closed], [still_open])
    assert meeting_page(may, on).earlier == ()


def test_of_a_meeting_about_one_strategy_those_on_that_strategy(plan, decide, wlc, elc, on):
    june = plan(JUNE)
    decide(june, strategy=elc)
    mine = decide(june)
    assert meeting_page(plan(JULY, strategy=wlc), on).still_open == [mine]


@pytest.mark.parametrize("number", [1, 12])
def test_a_meeting_asks_as_many_queries_for_many_decisions_as_for_one(
    plan, decide, wlc, on, number, django_assert_num_queries
):
    june, july = plan(JUNE), plan(JULY)
    for _ in range(number):
        decide(june)
        decide(july)
    meeting = BoardMeeting.objects.select_related("strategy").get(pk=july.pk)
    with django_assert_num_queries(5):
        page = meeting_page(meeting, on)
        assert {each.subject_text for each in (*page.decisions, *page.earlier)} == {wlc.title}
