"""Rules 9.3 and 9.4: slippage of a date and status of an action."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.action_status import (
    ActionCourse,
    ActionStatus,
    Slippage,
    Stage,
    slip_days,
    slippage,
    status_of,
    status_reasons,
)
from strategy_portal.domain.due_dates import DueWindow, resolve, stated
from strategy_portal.domain.periods import add_months

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
FIRST = "31/12/2024"


def on_day(day: date) -> DueWindow:
    return resolve(day.isoformat())


@pytest.mark.parametrize(
    ("first", "now", "expected"),
    [
        ("End 2024", "End 2024", Slippage.NONE),
        ("End 2024", "Mid 2024", Slippage.EARLIER),
        ("End 2024", "January 2025", Slippage.UNDER_LIMIT),
        ("End 2024", "30/03/2025", Slippage.UNDER_LIMIT),
        ("End 2024", "31/03/2025", Slippage.LIMIT_OR_MORE),
        ("End 2024", "Early 2025", Slippage.LIMIT_OR_MORE),
        ("30/11/2024", "27/02/2025", Slippage.UNDER_LIMIT),
        ("30/11/2024", "28/02/2025", Slippage.LIMIT_OR_MORE),
        ("", "", Slippage.NO_DATE),
        ("Ongoing", "Ongoing", Slippage.NONE),
        ("End 2024", "Ongoing", Slippage.END_REMOVED),
        ("End 2024", "", Slippage.END_REMOVED),
        ("End 2024", "when funding allows", Slippage.CANNOT_BE_MEASURED),
        ("when funding allows", "End 2024", Slippage.CANNOT_BE_MEASURED),
        ("when funding allows", "when funding allows", Slippage.NONE),
    ],
)
def test_slippage_is_measured_from_the_first_agreed_date(first, now, expected):
    """Rules 9.3."""
    assert slippage(resolve(first), resolve(now), limit=3) is expected


@given(DAYS, DAYS)
def test_three_months_are_three_calendar_months(first, now):
    """Rules 9.3: whatever lies before the same day three months on has slipped under three months."""
    found = slippage(on_day(first), on_day(now), limit=3)
    assert (found is Slippage.LIMIT_OR_MORE) == (now >= add_months(first, 3))
    assert found.is_slip == (now > first)
    assert slip_days(on_day(first), on_day(now)) == (now - first).days


@given(DAYS, st.lists(DAYS, max_size=5))
def test_however_often_a_date_moves_only_the_first_and_the_last_count(first, moves):
    """Rules 9.3: many small moves are as long as one large one."""
    last = [first, *moves][-1]
    assert slippage(on_day(first), on_day(last)).is_slip == (last > first)


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2024, 1, 1)])
def test_in_progress_and_on_course_is_green(day):
    """Rules 9.4."""
    assert judged(on=day) is ActionStatus.GREEN


@pytest.mark.parametrize(
    ("now", "at_risk", "on", "expected"),
    [
        (FIRST, True, date(2024, 6, 1), ActionStatus.AMBER),
        ("31/01/2025", False, date(2024, 6, 1), ActionStatus.AMBER),
        (FIRST, False, date(2025, 1, 1), ActionStatus.RED),
        (FIRST, True, date(2025, 1, 1), ActionStatus.RED),
        ("29/06/2025", False, date(2024, 6, 1), ActionStatus.AMBER),
        ("30/06/2025", False, date(2024, 6, 1), ActionStatus.RED),
        ("31/01/2025", False, date(2025, 2, 1), ActionStatus.RED),
        ("Ongoing", False, date(2024, 6, 1), ActionStatus.RED),
        ("30/06/2024", False, date(2024, 6, 1), ActionStatus.GREEN),
        ("when funding allows", False, date(2024, 6, 1), ActionStatus.UNREADABLE),
    ],
)
def test_risk_and_a_short_slip_are_amber_overdue_and_a_long_slip_are_red(now, at_risk, on, expected):
    """Rules 9.4."""
    assert judged(now, at_risk=at_risk, on=on) is expected


def test_a_date_that_nobody_stated_gives_no_green():
    """Rules 9.4: there is nothing to be on course for; the owner's word still counts."""
    assert judged("", first="") is ActionStatus.NO_DATE
    assert judged("", first="", at_risk=True) is ActionStatus.AMBER


def test_what_is_ongoing_from_the_start_is_on_course():
    """Rules 9.4."""
    assert judged("Ongoing", first="Ongoing") is ActionStatus.GREEN


@given(first=DAYS, now=DAYS, on=DAYS, at_risk=st.booleans())
def test_what_is_suspended_has_no_colour_and_what_is_in_progress_has_one(first, now, on, at_risk):
    """Rules 9.4."""
    due, slipped = on_day(now), slippage(on_day(first), on_day(now))
    course = ActionCourse(due, slipped, at_risk, on)
    assert status_of(course, Stage.SUSPENDED) is ActionStatus.NOT_IN_PROGRESS
    assert status_of(course, Stage.IN_PROGRESS).is_colour


@given(first=DAYS, now=DAYS, on=DAYS, at_risk=st.booleans())
def test_green_has_no_reason_and_any_other_colour_has_one(first, now, on, at_risk):
    """Rules 9.4: the page can say why."""
    course = ActionCourse(on_day(now), slippage(on_day(first), on_day(now)), at_risk, on)
    assert (status_of(course, Stage.IN_PROGRESS) is ActionStatus.GREEN) == (status_reasons(course) == ())


@given(first=DAYS, now=DAYS, on=DAYS)
def test_saying_at_risk_never_makes_it_look_better(first, now, on):
    """Rules 9.4: the judgement stands beside the status and can't take red away."""
    order = [ActionStatus.RED, ActionStatus.AMBER, ActionStatus.GREEN]
    without = ActionCourse(on_day(now), slippage(on_day(first), on_day(now)), at_risk=False, on=on)
    plain, said = (status_of(course, Stage.IN_PROGRESS) for course in (without, replace(without, at_risk=True)))
    assert order.index(said) <= order.index(plain)


@given(st.text(max_size=20), DAYS, DAYS)
def test_a_stored_date_means_what_it_meant(written, one, other):
    """Rules 9.2: reading it back needs no rule, so a changed rule does not reach into the past."""
    first, last = sorted((one, other))
    due = stated(written, first, last)
    assert (due.first_day, due.last_day, due.readable) == (first, last, True)
    assert due.is_overdue(last + timedelta(days=1))


@pytest.mark.parametrize("written", ["", "Ongoing", "TBC", "Mid 2024"])
def test_a_date_read_back_is_the_date_that_was_resolved(written):
    """Rules 9.2."""
    due = resolve(written)
    assert stated(due.as_written, due.first_day, due.last_day) == due


def judged(now: str = FIRST, *, first: str = FIRST, at_risk: bool = False, on: date = date(2024, 6, 1)) -> ActionStatus:
    """The status of an action in progress."""
    due = resolve(now)
    return status_of(ActionCourse(due, slippage(resolve(first), due), at_risk, on), Stage.IN_PROGRESS)


@pytest.mark.parametrize(
    ("stage", "now", "at_risk", "on", "expected"),
    [
        (Stage.NOT_STARTED, FIRST, False, date(2024, 6, 1), ActionStatus.NOT_IN_PROGRESS),
        (Stage.NOT_STARTED, FIRST, False, date(2025, 1, 1), ActionStatus.RED),
        (Stage.NOT_STARTED, "30/06/2025", False, date(2024, 6, 1), ActionStatus.RED),
        (Stage.NOT_STARTED, FIRST, True, date(2024, 6, 1), ActionStatus.AMBER),
        (Stage.SUSPENDED, FIRST, True, date(2025, 1, 1), ActionStatus.NOT_IN_PROGRESS),
        (Stage.ENDED, FIRST, False, date(2025, 1, 1), ActionStatus.NOT_IN_PROGRESS),
        (Stage.NOT_STATED, FIRST, False, date(2024, 6, 1), ActionStatus.NOT_IN_PROGRESS),
        (Stage.NOT_STATED, FIRST, False, date(2025, 1, 1), ActionStatus.LATE_NO_STATE),
    ],
)
def test_each_state_is_judged_as_the_rules_say(stage, now, at_risk, on, expected):
    """Rules 9.4: late in progress or not started is red, and what nobody reported the state of has no colour."""
    due = resolve(now)
    assert status_of(ActionCourse(due, slippage(resolve(FIRST), due), at_risk, on), stage) is expected


def test_what_is_ongoing_is_on_course_only_as_its_last_update_says():
    """Rules 9.6."""
    due = resolve("Ongoing")
    course = ActionCourse(due, slippage(due, due), at_risk=False, on=date(2024, 6, 1), is_reported=False)
    assert status_of(course, Stage.IN_PROGRESS) is ActionStatus.NOT_REPORTED


@given(first=DAYS, now=DAYS, on=DAYS, at_risk=st.booleans(), stage=st.sampled_from(Stage))
def test_nothing_that_ended_or_waits_is_red_and_all_that_is_late_at_work_is(first, now, on, at_risk, stage):
    """Rules 9.4."""
    course = ActionCourse(on_day(now), slippage(on_day(first), on_day(now)), at_risk, on)
    found = status_of(course, stage)
    is_at_work = stage in (Stage.IN_PROGRESS, Stage.NOT_STARTED)
    assert is_at_work or not found.is_colour
    assert not (is_at_work and course.is_overdue) or found is ActionStatus.RED
