"""The demonstration's story of actions."""

import pytest

from actions.models import Action

pytestmark = pytest.mark.usefixtures("people")


def test_what_the_board_accepted_is_recorded_on_the_day_on_which_it_was_accepted(elc):
    accepted = Action.objects.of(elc).filter(state=Action.State.ACCEPTED)
    assert accepted
    for action in accepted:
        assert action.history.filter(history_event="accepted").get().history_date.date() == action.accepted_on
