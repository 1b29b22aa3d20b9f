"""One colour for an outcome: derived only if the strategy wants it, and stated otherwise only with a reason."""

import pytest

from indicators.judging.outcomes import outcome_cards
from outcomes.models import OutcomeJudgement
from strategy_portal.domain.counting import Rollup
from strategy_portal.domain.status import Status

PAGE = "/strategies/wlc-customer-2023-28/outcomes/1/"
JUDGE = f"{PAGE}judgement/2026-27-Q2/"
SETTING = "/strategies/wlc-customer-2023-28/outcome-colour/"


@pytest.fixture
def worst(wlc):
    wlc.rollup = Rollup.WORST
    wlc.save()
    return wlc


@pytest.fixture
def card(wlc, on):
    return lambda: outcome_cards(wlc.outcomes.select_related("strategy").filter(number=1), "2026-27-Q2", on)[0]


@pytest.fixture
def state(worst, signed_in):
    def state(**said):
        sent = {"colour": "amber", "reason": "One of the red ones is measured late.", "seen": 0}
        return signed_in("performance").post(JUDGE, sent | said)

    return state


def test_no_colour_is_derived_by_default(card, signed_in):
    """rules 8.2"""
    assert (card().derived, card().colour) == (None, None)
    assert signed_in("performance").get(JUDGE).status_code == 404


def test_the_performance_team_chooses_that_the_worst_counts(card, wlc, signed_in):
    """rules 8.2"""
    assert signed_in("performance").post(SETTING, {"rollup": "worst", "seen": wlc.version}).status_code == 302
    assert card().derived is Status.RED
    assert "Red: the worst of its colours" in signed_in("board").get(PAGE).text


def test_a_stated_colour_takes_the_place_of_the_derived_one_and_shows_both(card, state, signed_in):
    """rules 8.2"""
    assert state().status_code == 302
    assert (card().colour, card().derived) == (Status.AMBER, Status.RED)
    page = signed_in("board").get(PAGE).text
    assert "Stated by Performance team: One of the red ones is measured late. Derived: Red" in page


def test_a_stated_colour_needs_a_reason(state):
    """rules 8.2"""
    answer = state(reason=" ")
    assert (answer.status_code, OutcomeJudgement.objects.count()) == (422, 0)
    assert "Say why the outcome is judged otherwise than its indicators say" in answer.text


def test_a_colour_stated_by_somebody_else_meanwhile_is_shown_and_nothing_is_lost(state):
    state()
    answer = state(colour="green", reason="All is well.")
    assert answer.status_code == 409
    assert "saved since you opened this page" in answer.text
    for field, mine, theirs in (
        ("Colour", "Green", "Amber"), ("Reason", "All is well.", "One of the red ones is measured late."),
    ):  # fmt: skip
        assert f'<th scope="row">{field}</th><td>{mine}</td><td>{theirs}</td>' in answer.text
    assert "All is well.</textarea>" in answer.text
    assert OutcomeJudgement.objects.get().colour == "amber"


def test_a_stated_colour_can_be_withdrawn(card, state, signed_in):
    state()
    signed_in("performance").post(JUDGE, {"withdraw": "yes"})
    assert card().colour is Status.RED
    assert OutcomeJudgement.history.count() == 2


def test_a_stated_colour_holds_for_its_quarter_only(state, wlc, on):
    state()
    earlier = outcome_cards(wlc.outcomes.select_related("strategy").filter(number=1), "2026-27-Q1", on)[0]
    assert earlier.judgement is None


def test_a_quarter_that_has_not_ended_is_not_found(worst, signed_in):
    assert signed_in("performance").get(f"{PAGE}judgement/2026-27-Q3/").status_code == 404
