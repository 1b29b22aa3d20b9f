"""The workflow of a value under any sequence of steps (rules 3.1, 3.3)."""

from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.approving.services import (
    NotApproved,
    NotAwaitingApproval,
    NotRevised,
    approve_values,
    return_values,
    revise_value,
    withdraw_revision,
)
from indicators.entering.services import Approved, NothingToSubmit, Submitted, save_value, submit_values
from indicators.models import Value
from strategy_portal.records.versions import ChangedMeanwhile

from .conftest import figure

NEXT = {
    "none": {"draft"},
    "draft": {"draft", "submitted", "approved"},
    "submitted": {"returned", "approved"},
    "returned": {"draft", "submitted", "approved"},
    "approved": {"draft"},
}
"""A draft and a returned value become approved again only when a revision is withdrawn."""

REFUSED = (Approved, ChangedMeanwhile, NotApproved, NotAwaitingApproval, NothingToSubmit, NotRevised, Submitted)
STEPS = ("save", "submit", "return", "approve", "revise", "withdraw")
any_order = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def do(expected, people):
    """`do("save")` does what it says to 2.2, whether or not it is refused: the state in which the value is then."""
    officer, approver, place = people["officer"], people["approver"], expected("2.2")

    def saved(value: Value | None) -> None:
        save_value(
            indicator=place.indicator, period=place.period, unit=None, version=value.version if value else 0,
            entered=figure(numerator=13_600, denominator=17_500), by=officer,
        )  # fmt: skip

    steps = {
        "submit": lambda value: submit_values([value], by=officer, at=timezone.now()),
        "return": lambda value: return_values([value], reason="Why?", by=approver),
        "approve": lambda value: approve_values([value], by=approver, at=timezone.now()),
        "revise": lambda value: revise_value(value, reason="It was miscounted", by=officer),
        "withdraw": lambda value: withdraw_revision(value, by=officer),
    }

    def do(step: str) -> str:
        value = expected("2.2").value
        try:
            if step == "save":
                saved(value)
            elif value is not None:
                steps[step](value)
        except REFUSED:
            pass
        value = expected("2.2").value
        return value.state if value else "none"

    return do


@any_order
@given(steps=st.lists(st.sampled_from(STEPS), max_size=8))
def test_a_value_goes_only_from_a_state_to_one_that_may_follow(do, steps):
    """rules 3.3"""
    with transaction.atomic():
        states = ["none", *map(do, steps)]
        transaction.set_rollback(True)
    assert [(was, now) for was, now in pairwise(states) if was != now and now not in NEXT[was]] == []


@any_order
@given(steps=st.lists(st.sampled_from(STEPS), max_size=8))
def test_there_is_never_a_second_value_in_one_place(do, steps, expected):
    """rules 3.1"""
    place = expected("2.2")
    with transaction.atomic():
        for step in steps:
            do(step)
        there = Value.objects.filter(indicator=place.indicator, period=place.period, unit=None).count()
        transaction.set_rollback(True)
    assert there <= 1
