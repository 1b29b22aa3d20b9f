"""Many actions reported on from one page."""

import pytest

from actions.models import Action

URL = "/strategies/elc-customer-2023-28/plan/update/"


@pytest.fixture
def rows(elc):
    """`rows({16: {...}})` is what the browser sends for these actions."""

    def sent(typed: dict[int, dict[str, str]], **versions) -> dict[str, str]:
        data = {}
        for number, fields in typed.items():
            action = elc.actions.get(number=number)
            row = {"done": "", "next_steps": "", "new_state": "", "version": str(action.version)} | fields
            data |= {f"{action.pk}-{name}": value for name, value in row.items()}
        return data

    return sent


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
    assert "Performance team changed it since you opened the page; it is not started now" in page
    assert "Ten teams." in page
    assert elc.actions.get(number=16).state == "not-started"
    assert elc.actions.get(number=20).updates.first().done == "Nineteen."


def test_a_change_without_a_word_is_refused_and_nothing_is_recorded(signed_in, rows, elc):
    response = signed_in("performance").post(
        URL, rows({16: {"new_state": "completed"}, 20: {"done": "Nineteen mapped."}})
    )
    assert response.status_code == 422
    assert "Action 16: say what was done" in response.content.decode()
    assert "Nineteen mapped." in response.content.decode()
    assert elc.actions.get(number=20).updates.filter(done="Nineteen mapped.").count() == 0


def test_somebody_elses_action_cannot_be_slipped_in(signed_in, rows, elc):
    signed_in("officer-customers").post(URL, rows({8: {"done": "Not mine."}}))
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
