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
        hidden = re.findall(r'<input type="hidden" name="((?:initial-)?(\d+)-[\w-]+)"(?: value="(\w*)")?', page)
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


# --- The date in the row ---------------------------------------------------------------------------------------------

MOVE = {"due": "March 2028", "reason": "The supplier is late", "agreed_by": "The corporate board"}


@pytest.fixture
def dates(elc):
    """`dates({16: {...}})` is what the browser sends of these actions' dates."""

    def sent(typed: dict[int, dict[str, str]]) -> dict[str, str]:
        data = {}
        for number, fields in typed.items():
            action = elc.actions.get(number=number)
            row = {"due": "", "reason": "", "agreed_by": "", "agreed_on": "", "seen": str(action.version)} | fields
            data |= {f"{action.pk}-due-{name}": value for name, value in row.items()}
        return data

    return sent


@pytest.fixture
def moved(dates, on):
    """`moved(16)` is what the browser sends where that action's date is moved: `moved(16, reason="")`."""
    return lambda number, **typed: dates({number: MOVE | {"agreed_on": on.isoformat()} | typed})


def test_a_row_moves_its_date_with_a_reason_and_who_agreed(signed_in, rows, moved, elc):
    """Rules 9.3. A date alone is no report, so nothing else has to be said."""
    action = elc.actions.get(number=16)
    first, reports = action.first_due, action.updates.count()
    answer = signed_in("performance").post(URL, rows({16: {}}) | moved(16), follow=True)
    assert "Recorded: action 16." in answer.content.decode()
    action = elc.actions.get(number=16)
    assert (action.due.as_written, action.first_due, action.updates.count()) == ("March 2028", first, reports)
    assert (action.moves[-1].after.reason, action.moves[-1].after.agreed_by) == (MOVE["reason"], MOVE["agreed_by"])


def test_a_date_that_is_left_alone_is_not_moved(signed_in, rows, dates, elc):
    action = elc.actions.get(number=16)
    signed_in("performance").post(URL, rows({16: {"done": "Ten teams."}}) | dates({16: {}}))
    assert elc.actions.get(number=16).agreed_dates == action.agreed_dates
    assert action.updates.first().done == "Ten teams."


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"reason": ""}, "why it moves", "Fill this in"),
        ({"agreed_by": ""}, "who agreed", "Fill this in"),
        ({"agreed_on": "2099-01-01"}, "agreed on", ""),
        ({"due": "When it suits"}, "new date", "This can’t be read as a date"),
        ({"gives_up": "on"}, "new date", "Write the new date, or tick"),
    ],
)
def test_a_refused_date_names_the_row_and_the_field_and_keeps_what_was_typed(
    typed, field, why, signed_in, rows, moved, elc
):
    """Rules 9.3, 9.4. What was reported in the same row waits with it."""
    action = elc.actions.get(number=16)
    before = action.agreed_dates
    answer = signed_in("performance").post(URL, rows({16: {"done": "Ten teams."}}) | moved(16, **typed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Action 16, {field}: {why}" in page
    assert 'value="' + (typed.get("due") or "March 2028") in page
    assert "Ten teams." in page
    assert elc.actions.get(number=16).agreed_dates == before
    assert not action.updates.filter(done="Ten teams.").exists()


def test_a_date_waits_where_what_was_reported_in_the_row_is_refused(signed_in, rows, moved, elc):
    before = elc.actions.get(number=16).due
    answer = signed_in("performance").post(URL, rows({16: {"new_state": "completed"}}) | moved(16))
    page = answer.content.decode()
    assert (answer.status_code, elc.actions.get(number=16).due) == (422, before)
    assert 'value="March 2028"' in page
    assert "The supplier is late" in page


def test_a_date_and_a_report_in_one_row_are_both_recorded(signed_in, rows, moved, elc):
    data = rows({16: {"done": "Ten teams.", "new_state": "completed"}}) | moved(16)
    assert signed_in("performance").post(URL, data).status_code == 302
    action = elc.actions.get(number=16)
    assert (action.due.as_written, action.state, action.updates.first().done) == (
        "March 2028", "completed", "Ten teams.",
    )  # fmt: skip


def test_the_first_date_of_an_action_needs_no_reason(signed_in, elc):
    """Rules 9.3: nobody has to agree it."""
    action = Action.objects.create(strategy=elc, number=100, title="One more")
    client = signed_in("performance")
    assert f'name="{action.pk}-due-reason"' not in client.get(URL).content.decode()
    answer = client.post(
        URL, {f"{action.pk}-seen": "1", f"{action.pk}-due-seen": "1", f"{action.pk}-due-due": "Mid 2028"}
    )
    assert answer.status_code == 302
    assert Action.objects.get(pk=action.pk).first_due.as_written == "Mid 2028"


def test_a_date_that_somebody_moved_meanwhile_is_shown_beside_what_was_typed(signed_in, rows, moved, elc, sent_again):
    client, data = signed_in("performance"), rows({16: {}}) | moved(16)
    client.post(URL, rows({16: {}}) | moved(16, due="June 2028"))
    answer = client.post(URL, data)
    page = answer.content.decode()
    assert (answer.status_code, elc.actions.get(number=16).due.as_written) == (409, "June 2028")
    assert "Action 16: You, in another window or on another device, moved its date since you opened the page" in page
    assert 'value="March 2028"' in page
    assert client.post(URL, sent_again(page, data)).status_code == 302
    assert elc.actions.get(number=16).due.as_written == "March 2028"


def test_what_was_reported_meanwhile_stops_no_move(signed_in, rows, moved, elc):
    data = rows({16: {}}) | moved(16)
    signed_in("officer").post(URL, rows({16: {"done": "Ten teams."}}))
    assert signed_in("performance").post(URL, data).status_code == 302
    assert elc.actions.get(number=16).due.as_written == "March 2028"


def test_who_may_not_move_a_date_can_not_slip_one_in(signed_in, rows, moved, elc):
    """Trust S1."""
    client = signed_in("officer-customers")
    page = client.get(URL).content.decode()
    assert "Move the date" not in page
    key = re.search(r'name="(\d+)-done"', page)
    number = Action.objects.get(pk=key[1]).number
    before = elc.actions.get(number=number).due
    client.post(URL, rows({number: {"done": "More."}}) | moved(number))
    assert elc.actions.get(number=number).due == before
