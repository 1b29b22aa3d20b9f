"""Many actions reported on from one page."""

import re

import pytest

from actions.models import Action
from actions.reporting.services import complete_action

URL = "/strategies/elc-customer-2023-28/plan/update/"


@pytest.fixture
def rows(elc):
    """`rows({16: {...}})` is what the browser sends for these actions."""

    def sent(typed: dict[int, dict[str, str]], **versions) -> dict[str, str]:
        data = {}
        for number, fields in typed.items():
            action = elc.actions.get(number=number)
            row = {"done": "", "next_steps": "", "new_state": "", "seen": str(action.version)} | fields
            data |= {f"{action.pk}-{name}": value for name, value in row.items()}
        return data

    return sent


@pytest.fixture
def sent_again():
    """What is sent from a page: its hidden fields of the rows in `data`, with what was typed there."""

    def again(page: str, data: dict[str, str]) -> dict[str, str]:
        keys = {name.partition("-")[0] for name in data}
        hidden = re.findall(r'<input type="hidden" name="((?:initial-)?(\d+)-\w+)"(?: value="(\w*)")?', page)
        return data | {name: value for name, key, value in hidden if key in keys}

    return again


def test_only_the_rows_in_which_something_is_typed_are_recorded(signed_in, rows, elc, on):
    response = signed_in("performance").post(
        URL,
        rows({16: {"done": "Ten teams.", "new_state": "completed"}, 20: {}, 23: {"done": "More.", "at_risk": "on"}}),
    )
    latest = {number: elc.actions.get(number=number).updates.first() for number in (16, 20, 23)}
    assert response.status_code == 302
    assert (latest[16].done, latest[23].done, latest[23].at_risk) == ("Ten teams.", "More.", True)
    assert latest[20].written_on < on
    assert elc.actions.get(number=16).state == "completed"


def test_a_row_that_somebody_changed_meanwhile_is_shown_again_with_all_that_was_typed(signed_in, rows, elc):
    data = rows({16: {"done": "Ten teams.", "new_state": "completed"}, 20: {"done": "Nineteen."}})
    signed_in("performance").post(URL, rows({16: {"done": "Nine.", "new_state": "not-started"}}))
    response = signed_in("performance").post(URL, data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "You, in another window or on another device, changed it since you opened the page" in page
    assert "it is not started now" in page
    assert "Ten teams." in page
    assert elc.actions.get(number=16).state == "not-started"
    assert elc.actions.get(number=20).updates.first().done == "Nineteen."


def test_a_change_without_a_word_is_refused_and_stands_in_no_other_rows_way(signed_in, rows, elc):
    response = signed_in("performance").post(
        URL, rows({16: {"new_state": "completed"}, 20: {"done": "Nineteen mapped."}})
    )
    assert response.status_code == 422
    assert "Action 16: say what was done" in response.content.decode()
    assert "Recorded: action 20." in response.content.decode()
    assert elc.actions.get(number=20).updates.filter(done="Nineteen mapped.").count() == 1
    assert elc.actions.get(number=16).state == "in-progress"


def test_somebody_elses_action_cannot_be_slipped_in(signed_in, rows, elc):
    response = signed_in("officer-customers").post(URL, rows({8: {"done": "Not mine."}}), follow=True)
    assert "Not recorded, as the action is not yours to report on: “Not mine.”" in response.content.decode()
    assert elc.actions.get(number=8).updates.filter(done="Not mine.").count() == 0


def test_an_officer_sees_the_rows_of_their_teams(signed_in):
    page = signed_in("officer-customers").get(URL).content.decode()
    assert "Involve customers robustly" in page
    assert "Review the training programme" not in page


def test_the_number_of_queries_does_not_grow(signed_in, elc, django_assert_max_num_queries):
    for number in range(100, 120):
        Action.objects.create(strategy=elc, number=number, title="One more")
    client = signed_in("performance")
    with django_assert_max_num_queries(11):
        client.get(URL)


def test_a_row_whose_action_was_completed_meanwhile_keeps_what_was_typed(signed_in, rows, elc, people, on):
    data, action = rows({16: {"done": "Ten teams."}}), elc.actions.get(number=16)
    complete_action(action=action, completed_on=on, version=action.version, by=people["officer"], on=on)
    response = signed_in("performance").post(URL, data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "changed it since you opened the page; it is completed now" in page
    assert "Ten teams." in page


def test_a_conflict_ends_when_the_row_is_saved_again(signed_in, rows, elc, sent_again):
    data = rows({16: {"done": "Ten teams.", "new_state": "completed"}})
    signed_in("performance").post(URL, rows({16: {"done": "Nine.", "new_state": "not-started"}}))
    page = signed_in("performance").post(URL, data).content.decode()
    assert signed_in("performance").post(URL, sent_again(page, data)).status_code == 302
    assert elc.actions.get(number=16).updates.first().done == "Ten teams."


def test_what_somebody_else_said_of_the_risk_is_not_cleared_unseen(signed_in, rows, elc, sent_again):
    """Rules 9.4: an update without a change of state counts too."""
    client, action = signed_in("performance"), elc.actions.get(number=16)
    data = sent_again(client.get(URL).content.decode(), rows({16: {"done": "Ten teams."}}))
    client.post(URL, rows({16: {"done": "Staff are leaving.", "at_risk": "on"}}))
    response = client.post(URL, data)
    page = response.content.decode()
    assert (response.status_code, action.updates.first().at_risk) == (409, True)
    assert "You, in another window or on another device, reported on it since" in page
    assert "at risk: “Staff are leaving.”" in page
    assert client.post(URL, sent_again(page, data)).status_code == 302


def test_a_row_that_was_left_alone_is_none_even_if_the_risk_changed_meanwhile(signed_in, rows, elc, sent_again):
    client, action = signed_in("performance"), elc.actions.get(number=16)
    data = sent_again(client.get(URL).content.decode(), rows({16: {}}))
    client.post(URL, rows({16: {"done": "Staff are leaving.", "at_risk": "on"}}))
    assert client.post(URL, data).status_code == 302
    assert action.updates.first().at_risk


def test_what_may_go_wrong_is_recorded_with_it(signed_in, rows, elc):
    signed_in("performance").post(URL, rows({16: {"done": "Ten.", "at_risk": "on", "risk": "Staff may leave."}}))
    assert elc.actions.get(number=16).updates.first().risk == "Staff may leave."


def test_the_rows_can_be_filtered_and_what_is_refused_stays_in_view(signed_in, rows, elc):
    client, team = signed_in("performance"), elc.actions.get(number=16).owners.first().team.name
    shown = client.get(URL, {"owner": team}).content.decode()
    assert f'name="{elc.actions.get(number=16).pk}-done"' in shown
    assert shown.count('-done"') < client.get(URL).content.decode().count('-done"')
    answer = client.post(f"{URL}?status=red&owner=nobody", rows({16: {"next_steps": "More."}}))
    assert f'name="{elc.actions.get(number=16).pk}-done"' in answer.content.decode()


def test_each_row_leads_whoever_may_to_moving_its_date(signed_in):
    assert "/due/" in signed_in("performance").get(URL).content.decode()
    assert "Move the date" not in signed_in("officer-customers").get(URL).content.decode()
