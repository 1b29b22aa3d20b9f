"""Rules 9.1 and 9.4: the state that people set, the judgement, and the computed status."""

from datetime import date, timedelta

import pytest

from actions.models import Action
from actions.reporting.services import (
    OwnCompletion,
    ProgressReport,
    accept_completion,
    add_progress_update,
    complete_action,
    correct_update,
    decide_state,
    edit_update,
    send_back,
)
from actions.scorecards.action_plan import action_line, action_plan
from strategy_portal.domain.action_status import ActionStatus
from strategy_portal.records.versions import ChangedMeanwhile, Refused


@pytest.fixture
def action(elc) -> Action:
    """16: in progress, long past its date."""
    return elc.actions.get(number=16)


@pytest.fixture
def on_course(elc, move) -> Action:
    """24: due End 2026; here in progress."""
    action = elc.actions.get(number=24)
    Action.objects.filter(pk=action.pk).update(state="in-progress")
    return action


def status(action: Action, on: date):
    return next(line for line in action_plan(action.strategy, on).lines if line.action == action).status


@pytest.fixture
def say(people, on, at):
    def report(action: Action, done: str = "Went on.", by: str = "officer", **more):
        report = ProgressReport(done, at_risk=more.pop("at_risk", False))
        return add_progress_update(action=action, report=report, by=people[by], on=on, at=at, **more)

    return report


@pytest.fixture
def completed(action, people, on) -> Action:
    return complete_action(
        action=action, completed_on=on - timedelta(days=3), version=action.version, by=people["officer"], on=on
    )


@pytest.mark.parametrize("state", Action.State)
def test_of_a_late_action_only_one_at_work_has_a_status(action, on, state):
    """Rules 9.4: one not started is late too, and of one without a state nobody knows."""
    Action.objects.filter(pk=action.pk).update(state=state)
    at_work = {"in-progress": ActionStatus.RED, "not-started": ActionStatus.RED, "unknown": ActionStatus.LATE_NO_STATE}
    assert status(action, on) is at_work.get(state, ActionStatus.NOT_IN_PROGRESS)


def test_an_action_of_which_nothing_was_reported_for_two_quarters_says_so(action, say, on):
    """Rules 9.6."""
    action.updates.all().delete()
    assert action_line(action, on).status_text.endswith("nothing reported yet")
    update = say(action, "Nine teams work online.")
    action.updates.filter(pk=update.pk).update(written_on=on - timedelta(days=190))
    action = Action.objects.get(pk=action.pk)
    assert "nothing reported since" in action_line(action, on).status_text
    say(action, "Ten teams do.")
    assert action_line(Action.objects.get(pk=action.pk), on).quiet_text == ""


def test_a_completed_action_says_how_long_after_the_first_date_it_was_completed(completed, on):
    """Rules 9.6."""
    assert "months after the first agreed date" in action_line(completed, on).status_text


def test_the_owners_judgement_makes_it_amber_and_is_not_the_state(on_course, say, on):
    """Rules 9.4: state, judgement and status are three things."""
    assert status(on_course, on) is ActionStatus.GREEN
    say(on_course, at_risk=True)
    on_course.refresh_from_db()
    assert (status(on_course, on), on_course.state) == (ActionStatus.AMBER, "in-progress")
    say(on_course, "Back on course.")
    assert status(on_course, on) is ActionStatus.GREEN


def test_a_slipped_date_is_amber_and_a_long_slip_red(on_course, move, on):
    """Rules 9.3 and 9.4."""
    move(on_course, "February 2027")
    assert status(on_course, on) is ActionStatus.AMBER
    move(on_course, "May 2027")
    assert status(on_course, on) is ActionStatus.AMBER
    move(on_course, "June 2027")
    assert status(on_course, on) is ActionStatus.RED


def test_overdue_is_computed_and_no_state(action, on):
    """Rules 9.1."""
    assert "overdue" not in Action.State.values
    assert action.is_overdue(on)


def test_the_officer_completes_and_the_board_accepts(completed, people, on):
    """Rules 9.1."""
    assert (completed.state, completed.completed_on, completed.completed_by) == (
        "completed", on - timedelta(days=3), people["officer"],
    )  # fmt: skip
    accept_completion([completed], by=people["board"], on=on)
    completed.refresh_from_db()
    assert (completed.state, completed.accepted_on, completed.accepted_by) == ("accepted", on, people["board"])


def test_what_is_sent_back_is_in_progress_again_with_the_reason(completed, people):
    """Rules 9.1."""
    send_back([completed], reason="Two services are missing.", by=people["board"])
    completed.refresh_from_db()
    assert (completed.state, completed.state_reason, completed.completed_on) == (
        "in-progress", "Two services are missing.", None,
    )  # fmt: skip
    assert completed.history.first().history_change_reason == "Two services are missing."


def test_nobody_accepts_what_they_completed_themselves(completed, people, on):
    with pytest.raises(OwnCompletion):
        accept_completion([completed], by=people["officer"], on=on)


def test_accepting_several_is_all_or_none(completed, elc, people, on):
    with pytest.raises(Refused, match="can’t be accepted"):
        accept_completion([completed, elc.actions.get(number=20)], by=people["board"], on=on)
    completed.refresh_from_db()
    assert completed.state == "completed"


def test_nothing_is_completed_on_a_day_that_is_still_to_come(action, people, on):
    with pytest.raises(Refused, match="still to come"):
        complete_action(
            action=action, completed_on=on + timedelta(days=1), version=action.version, by=people["officer"], on=on
        )


@pytest.mark.parametrize("state", ["suspended", "cancelled"])
def test_suspending_and_cancelling_need_a_reason_and_can_be_undone(action, people, state):
    """Rules 9.1."""
    with pytest.raises(Refused, match="Say why"):
        decide_state(action=action, state=state, reason=" ", version=action.version, by=people["performance"])
    stopped = decide_state(
        action=action, state=state, reason="The grant ended.", version=action.version, by=people["performance"]
    )
    assert (stopped.state, stopped.state_reason) == (state, "The grant ended.")
    again = decide_state(
        action=stopped, state="in-progress", reason="A new grant.", version=stopped.version, by=people["performance"]
    )
    assert again.state == "in-progress"


def test_a_suspended_action_is_overdue_but_a_cancelled_one_is_not(action, on):
    """Rules 9.1: only what has ended can't be late."""
    for state, late in (("suspended", True), ("cancelled", False)):
        action.state = state
        assert action.is_overdue(on) is late


def test_a_progress_update_does_not_decide(action, say):
    """Rules 9.1: suspending is a decision with a reason."""
    with pytest.raises(Refused, match="decision"):
        say(action, new_state="suspended")
    assert action.updates.filter(done="Went on.").count() == 0


def test_who_saw_an_older_version_is_told(action, people, on, say):
    say(action, new_state="not-started")
    with pytest.raises(ChangedMeanwhile):
        complete_action(action=action, completed_on=on, version=action.version, by=people["officer"], on=on)


# --- Progress updates ------------------------------------------------------------------------------------------------


def test_its_author_may_change_an_update_for_a_day(action, say, people, at):
    update = say(action)
    edit_update(
        update=update, report=ProgressReport("Went on well."), by=people["officer"], at=at + timedelta(hours=23)
    )
    update.refresh_from_db()
    assert (update.done, update.history.count()) == ("Went on well.", 2)


@pytest.mark.parametrize(("who", "later"), [("officer", timedelta(days=1)), ("performance", timedelta(0))])
def test_after_a_day_and_by_others_it_is_not_changed(action, say, people, at, who, later):
    update = say(action)
    with pytest.raises(Refused, match="another one"):
        edit_update(update=update, report=ProgressReport("Otherwise."), by=people[who], at=at + later)


def test_a_correction_takes_its_place_and_both_stay(action, say, people, on, at):
    wrong = say(action, "Nine teams.", at_risk=True)
    say(action, "Later news.")
    right = correct_update(
        update=wrong, report=ProgressReport("Eight teams."), reason="A slip", by=people["performance"], on=on, at=at
    )
    line = next(line for line in action_plan(action.strategy, on).lines if line.action == action)
    assert (right.corrects, line.latest.done) == (wrong, "Later news.")
    assert action.updates.filter(pk=wrong.pk).exists()


def test_the_correction_of_the_latest_update_is_the_latest_word(on_course, say, people, on, at):
    """Rules 9.4: its judgement counts."""
    wrong = say(on_course, at_risk=True)
    correct_update(
        update=wrong, report=ProgressReport("No risk."), reason="A slip", by=people["performance"], on=on, at=at
    )
    assert status(on_course, on) is ActionStatus.GREEN


def test_an_update_is_corrected_once_and_then_its_correction(action, say, people, on, at):
    wrong = say(action)
    correct_update(update=wrong, report=ProgressReport("Better."), reason="A slip", by=people["officer"], on=on, at=at)
    with pytest.raises(Refused, match="corrected already"):
        correct_update(
            update=wrong, report=ProgressReport("Best."), reason="A slip", by=people["officer"], on=on, at=at
        )
