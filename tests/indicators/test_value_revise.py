"""An approved value changes by a revision, with a reason (rules 3.4)."""

import pytest

from indicators.models import Value


@pytest.fixture
def approved(db) -> Value:
    return Value.objects.approved().filter(unit=None, period__slug="2026-27-Q2").first()


def address(value: Value) -> str:
    return f"/values/{value.pk}/revise/"


def test_the_page_says_what_will_happen(approved, signed_in):
    page = signed_in("performance").get(address(approved)).content.decode()
    assert "restated" in page


def test_a_revision_makes_a_draft_and_keeps_what_was_approved(approved, signed_in):
    response = signed_in("performance").post(address(approved), {"reason": "An office was left out"}, follow=True)
    assert "What was approved counts until the change is approved" in response.content.decode()
    revised = Value.objects.get(pk=approved.pk)
    assert (revised.state, revised.revision_reason) == ("draft", "An office was left out")
    assert revised.is_under_revision


def test_a_revision_needs_a_reason(approved, signed_in):
    response = signed_in("performance").post(address(approved), {"reason": " "})
    assert response.status_code == 422
    assert Value.objects.get(pk=approved.pk).state == "approved"


def test_a_locked_period_refuses_a_revision(signed_in):
    locked = Value.objects.approved().exclude(period__locked_at=None).first()
    response = signed_in("performance").post(address(locked), {"reason": "An office was left out"})
    assert response.status_code == 422
    assert "is locked" in response.content.decode()


def test_only_an_approved_value_is_revised(signed_in):
    waiting = Value.objects.awaiting_approval().first()
    assert signed_in("performance").get(address(waiting)).status_code == 404


def test_somebody_elses_value_is_not_found(approved, signed_in, people):
    people["officer"].teams.clear()
    assert signed_in("officer").get(address(approved)).status_code == 404


def test_the_history_offers_a_revision_to_whom_it_belongs(approved, signed_in):
    history = f"/values/{approved.pk}/history/"
    assert address(approved) in signed_in("performance").get(history).content.decode()
    assert address(approved) not in signed_in("board").get(history).content.decode()


def test_a_second_click_is_told_that_the_value_can_be_changed_now(approved, signed_in):
    client = signed_in("performance")
    client.post(address(approved), {"reason": "An office was left out"})
    answer = client.post(address(approved), {"reason": "An office was left out"}, follow=True)
    assert (answer.status_code, "can be changed without a revision" in answer.content.decode()) == (200, True)
