"""The history of a value: who, when, from what to what, why (trust S6)."""

from dataclasses import asdict
from decimal import Decimal

import pytest
from django.utils import timezone

from indicators.approving.history import steps_of
from indicators.approving.services import return_values, revise_value
from indicators.entering.checking import Entered
from indicators.entering.services import save_value
from indicators.models import Evidence, Value
from strategy_portal.records.changes import FieldChange
from strategy_portal.records.history import save_with_history


@pytest.fixture
def value(people) -> Value:
    """A submitted value that was returned, corrected and explained."""
    value = Value.objects.awaiting_approval().exclude(numerator=None).with_setting().first()
    return_values([value], reason="The offices are missing", by=people["approver"])
    fields = {name: getattr(value, name) for name in asdict(Entered())}
    entered = Entered(**fields | {"numerator": value.numerator + 1, "why": "Offices added"})
    return save_value(
        indicator=value.indicator, period=value.period, unit=value.unit, entered=entered, version=value.version,
        by=people["officer"],
    )  # fmt: skip


def address(value: Value) -> str:
    return f"/values/{value.pk}/history/"


def test_each_step_says_what_who_and_why(value, people):
    officer, approver = str(people["officer"]), str(people["approver"])
    told = [(step.subject, step.by, step.why, step.version) for step in steps_of(value)]
    entered_by = str(people["officer-housing"])
    assert told == [
        ("Changed", officer, "", 3),
        ("Returned", approver, "The offices are missing", 2),
        ("Entered", entered_by, "Demonstration data", 1),
    ]


def test_a_change_says_from_what_to_what(value):
    changed = steps_of(value)[0].fields
    was = value.numerator - 1
    assert changed == (
        FieldChange(value.indicator.numerator_label, f"{was.normalize():,f}", f"{value.numerator.normalize():,f}"),
        FieldChange("Why", "Two trades were short of people.", "Offices added", is_text=True),
    )


def test_each_version_says_its_figure(value):
    assert all(step.figure.endswith("%") or step.figure for step in steps_of(value))


def test_evidence_is_part_of_the_history(value, people):
    given = Evidence(value=value, title="The survey", link="https://example.org/", added_by=people["officer"])
    save_with_history(given, by=people["officer"])
    given.delete()
    told = [(step.subject, step.why) for step in steps_of(value)][:2]
    assert told == [("Evidence removed", "The survey"), ("Evidence added", "The survey")]


@pytest.mark.parametrize("username", ["officer-housing", "approver", "performance"])
def test_the_page_tells_all_of_it_to_whoever_enters_or_approves(value, signed_in, username):
    page = signed_in(username).get(address(value)).content.decode()
    assert "The offices are missing" in page
    assert "Offices added" in page


def test_the_page_tells_other_readers_of_a_revised_value_what_was_approved(enter, approve, people, signed_in):
    """rules 3.4"""
    link = {"link": "https://example.org/", "added_by": people["officer"]}
    value = enter("2.2", "2026-27-Q2", numerator=14_000, denominator=17_500)
    Evidence.objects.create(value=value, title="The log", **link)
    approve(value)
    revise_value(value, reason="A school was left out", by=people["officer"])
    enter("2.2", "2026-27-Q2", numerator=13_000, denominator=17_500, why="Typed so far")
    Evidence.objects.create(value=value, title="The school's list", **link)
    page = signed_in("board").get(address(value)).content.decode()
    assert page.count('<li class="step">') == 2
    assert page.count("The log") == 2
    assert "Figure: <strong>80.0%</strong>" in page
    assert "Typed so far" not in page
    assert "school" not in page


@pytest.mark.parametrize("username", ["board", "clerk", "administrator"])
def test_what_awaits_approval_is_for_those_who_enter_or_approve_on_the_page_and_in_the_api(username, signed_in):
    submitted = Value.objects.awaiting_approval().first()
    client = signed_in(username)
    assert client.get(address(submitted)).status_code == 404
    assert client.get(f"/api/v1/values/{submitted.pk}/").status_code == 404
    assert signed_in("approver").get(address(submitted)).status_code == 200


def test_an_approved_version_is_told_against_the_one_approved_before(enter, approve, people):
    """rules 3.4"""
    value = enter("2.2", "2026-27-Q2", numerator=14_000, denominator=17_500)
    approve(value)
    revise_value(value, reason="A school was left out", by=people["officer"])
    approve(enter("2.2", "2026-27-Q2", numerator=13_000, denominator=17_500))
    steps = steps_of(Value.objects.with_setting().get(pk=value.pk), drafts=False)
    assert [step.subject for step in steps if "Approved" in step.subject] == ["Approved", "Approved"]
    assert [change.before for change in steps[0].fields if change.after == "13,000"] == ["14,000"]


def test_a_draft_is_not_found_by_who_neither_enters_nor_approves(enter, signed_in):
    draft = enter("2.2", "2026-27-Q2", numerator=13_090, denominator=17_500)
    found = [signed_in(username).get(address(draft)).status_code for username in ("officer", "board")]
    figures = signed_in("board").get("/strategies/wlc-customer-2023-28/indicators/2.2/2026-27-Q2/history/").text
    assert (found, address(draft) in figures) == ([200, 404], False)


def test_a_survey_names_the_other_units_of_the_figure(signed_in):
    value = Value.objects.approved().exclude(unit=None).with_setting().first()
    others = Value.objects.filter(indicator=value.indicator, period=value.period).exclude(pk=value.pk)
    page = signed_in("officer").get(address(value)).content.decode()
    assert all(address(other) in page for other in others)
    assert others.count() > 5


def test_a_value_that_is_not_there_is_not_found(signed_in):
    assert signed_in("officer").get("/values/999999/history/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_versions(value, signed_in, people, django_assert_max_num_queries):
    client = signed_in("officer")
    for number in range(5):
        value = save_value(
            indicator=value.indicator, period=value.period, unit=value.unit,
            entered=Entered(numerator=Decimal(number), denominator=Decimal(100)), version=value.version,
            by=people["officer"],
        )  # fmt: skip
    with django_assert_max_num_queries(10):
        client.get(address(value))


def test_a_locked_value_still_shows_its_history(signed_in):
    value = Value.objects.approved().exclude(period__locked_at=None).first()
    assert timezone.now() > value.period.locked_at
    assert signed_in("officer").get(address(value)).status_code == 200


def test_each_version_is_printed_by_the_rule_of_its_period(turned, enter):
    """rules 1.2, 6.7"""
    value = enter("2.2", "2026-27-Q2", numerator=13_090, denominator=17_500)
    assert steps_of(value)[0].figure == "75%"
