"""A revision that was begun by mistake is withdrawn, and what was approved stands again (rules 3.4)."""

from dataclasses import replace

import pytest

from indicators.approving.services import revise_value
from indicators.entering.checking import entered_in
from indicators.entering.services import save_value
from indicators.models import Value


@pytest.fixture
def revised(people) -> Value:
    value = Value.objects.approved().filter(unit=None, period__slug="2026-27-Q2").first()
    revise_value(value, reason="An office was left out", by=people["performance"])
    return value


def address(value: Value) -> str:
    return f"/values/{value.pk}/withdraw/"


def test_the_page_asks_first_and_says_what_will_happen(revised, signed_in):
    """rules 3.4"""
    page = signed_in("performance").get(address(revised)).content.decode()
    assert "An office was left out" in page
    assert "go back to what was approved" in page
    assert Value.objects.get(pk=revised.pk).is_under_revision


def test_withdrawing_a_revision_puts_back_what_was_approved(revised, signed_in):
    """rules 3.4"""
    response = signed_in("performance").post(address(revised), {"version": revised.version}, follow=True)
    assert "What was approved stands" in response.content.decode()
    assert Value.objects.get(pk=revised.pk).state == "approved"


def test_only_a_value_under_revision_has_something_to_go_back_to(signed_in):
    approved = Value.objects.approved().filter(period__locked_at=None).first()
    assert signed_in("performance").get(address(approved)).status_code == 404


def test_somebody_elses_revision_is_not_found(revised, signed_in, people):
    people["officer"].teams.clear()
    assert signed_in("officer").post(address(revised)).status_code == 404


def test_the_history_offers_it_to_whom_the_value_belongs(revised, signed_in):
    history = f"/values/{revised.pk}/history/"
    assert address(revised) in signed_in("performance").get(history).content.decode()
    assert address(revised) not in signed_in("board").get(history).content.decode()


def test_what_was_entered_since_the_page_was_opened_is_not_withdrawn_unseen(revised, signed_in, people):
    """rules 3.4: somebody else typed another figure while the page asked."""
    seen = revised.version
    entered = replace(entered_in(revised), what_happened="Two offices were left out.")
    save_value(
        indicator=revised.indicator, period=revised.period, unit=None, entered=entered, version=seen,
        by=people["officer"],
    )  # fmt: skip
    answer = signed_in("performance").post(address(revised), {"version": seen}, follow=True)
    assert "changed by somebody else" in answer.content.decode()
    assert Value.objects.get(pk=revised.pk).what_happened == "Two offices were left out."


def test_a_second_click_is_told_that_what_was_approved_stands(revised, signed_in):
    client = signed_in("performance")
    client.post(address(revised), {"version": revised.version})
    answer = client.post(address(revised), {"version": revised.version}, follow=True)
    assert (answer.status_code, "what was approved stands" in answer.content.decode()) == (200, True)
