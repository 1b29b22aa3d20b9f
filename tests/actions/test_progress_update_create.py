"""Reporting on an action."""

import re

import pytest

from actions.models import Action, ProgressUpdate
from actions.planning.services import edit_action
from actions.reporting.services import complete_action
from strategy_portal.models import Team

TYPED = {"done": "Two reviews finished.", "next_steps": "One more.", "at_risk": "on", "new_state": "completed"}


def address(action: Action) -> str:
    return f"{action.get_absolute_url()}progress/"


def seen(action: Action, typed: dict) -> dict:
    """What is typed into the form as the page shows it now."""
    return typed | {"seen": Action.objects.get(pk=action.pk).version}


@pytest.fixture
def action(wlc) -> Action:
    """In progress; nobody is said to own it."""
    return wlc.actions.get(number=2)


def test_an_officer_adds_an_update_and_sets_the_state(signed_in, action, on):
    response = signed_in("officer").post(address(action), seen(action, TYPED))
    update = action.updates.first()
    action.refresh_from_db()
    assert response.url == action.get_absolute_url()
    assert (update.done, update.next_steps, update.at_risk, update.written_on) == (
        "Two reviews finished.", "One more.", True, on,
    )  # fmt: skip
    assert (action.state, action.completed_on, action.completed_by.username) == ("completed", on, "officer")


def test_without_a_new_state_the_state_stays(signed_in, action):
    signed_in("officer").post(address(action), seen(action, {"done": "Went on."}))
    action.refresh_from_db()
    assert (action.state, action.updates.first().at_risk) == ("in-progress", False)


def test_history_names_the_person_for_the_update_and_for_the_state(signed_in, action, people):
    signed_in("officer").post(address(action), seen(action, TYPED))
    assert action.updates.first().history.get().history_user == people["officer"]
    assert action.history.first().history_user == people["officer"]


def test_an_empty_update_is_an_error_and_nothing_typed_is_lost(signed_in, action):
    response = signed_in("officer").post(address(action), {**seen(action, TYPED), "done": "  "})
    page = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#id_done">What was done: Say what was done</a>' in page
    assert "One more." in page
    assert '<option value="completed" selected>' in page
    assert action.updates.count() == 1


def test_a_state_that_somebody_else_set_meanwhile_is_not_overwritten(signed_in, action, people, on):
    client, typed = signed_in("officer"), seen(action, TYPED)
    complete_action(action=action, completed_on=on, version=action.version, by=people["performance"], on=on)
    response = client.post(address(action), typed | {"new_state": "not-started"})
    page = response.content.decode()
    action.refresh_from_db()
    assert (response.status_code, action.state, action.updates.count()) == (409, "completed", 1)
    assert "Somebody else set the state to “Completed”" in page
    assert "Two reviews finished." in page
    assert client.post(address(action), seen(action, typed | {"new_state": "in-progress"})).status_code == 302


def test_whoever_reports_is_not_stopped_where_only_something_else_was_changed(signed_in, action, people):
    """docs/adr/0013."""
    typed = seen(action, TYPED)
    edit_action(
        action=action, fields={"title": "Better put"}, reason="Clearer.", version=action.version,
        by=people["performance"],
    )  # fmt: skip
    assert signed_in("officer").post(address(action), typed).status_code == 302
    action.refresh_from_db()
    assert (action.title, action.state) == ("Better put", "completed")


def test_the_form_starts_with_the_judgement_as_it_stands(signed_in, elc):
    """Rules 9.4: leaving the box alone changes nothing."""
    page = signed_in("performance").get(address(elc.actions.get(number=8))).content.decode()
    assert re.search(r'name="at_risk"[^>]* checked', page)


def test_what_somebody_else_said_of_the_risk_is_not_cleared_unseen(signed_in, action):
    """Rules 9.4."""
    client = signed_in("officer")
    typed = seen(action, {"done": "Went on."})
    client.post(address(action), seen(action, {"done": "Staff are leaving.", "at_risk": "on"}))
    response = client.post(address(action), typed)
    page = response.content.decode()
    assert (response.status_code, action.updates.first().at_risk) == (409, True)
    assert "reported on it since you opened the page, at risk: “Staff are leaving.”" in page
    again = re.search(r'name="seen" value="(\d+)"', page)[1]
    assert client.post(address(action), typed | {"seen": again}).status_code == 302


def test_nobody_can_make_a_state_unknown_again(signed_in, action):
    response = signed_in("officer").post(address(action), {**seen(action, TYPED), "new_state": "unknown"})
    assert response.status_code == 422


def test_an_officer_may_report_on_an_action_of_their_team(signed_in, action, people):
    action.owners.create(team=people["officer"].teams.first(), part="lead", order=1)
    assert signed_in("officer").get(address(action)).status_code == 200


def test_an_action_of_other_teams_is_not_found_for_an_officer(signed_in, action):
    action.owners.create(team=Team.objects.get(name="Communications"), part="lead", order=1)
    for response in (
        signed_in("officer").get(address(action)),
        signed_in("officer").post(address(action), seen(action, TYPED)),
    ):
        assert response.status_code == 404
    assert action.updates.count() == 1


def test_the_performance_team_may_report_on_any_action(signed_in, elc):
    action = elc.actions.get(number=13)
    signed_in("performance").post(address(action), seen(action, TYPED))
    assert action.updates.count() == 1


def test_only_those_who_enter_may_report(signed_in, action, role):
    answers = {"officer": 200, "performance": 200, "public": 302}
    assert signed_in(role).get(address(action)).status_code == answers.get(role, 403)


def test_what_a_demonstration_user_writes_is_labelled(signed_in, action):
    signed_in("officer").post(address(action), seen(action, TYPED))
    action.refresh_from_db()
    assert (ProgressUpdate.objects.latest("pk").is_demonstration, action.state_is_demonstration) == (True, True)


def test_the_form_takes_few_queries(signed_in, action, django_assert_num_queries):
    client = signed_in("officer")
    with django_assert_num_queries(7):
        client.get(address(action))
