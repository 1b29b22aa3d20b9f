"""A value that was submitted, approved or locked while somebody typed it: what they typed is neither saved nor lost."""

import re

import pytest
from django.utils import timezone

from indicators.entering.services import save_value, submit_values
from indicators.expecting.expected import expected_in
from indicators.models import ReportingPeriod, Value
from tests.conftest import ON

GRID = "/strategies/wlc-customer-2023-28/returns/2026-27-Q2/"
PAGE = f"{GRID}2.2/"
MINE = {"version": "0", "numerator": "9999", "denominator": "17500"}
TOLD = {"what_happened": "It fell sharply.", "why": "Staff were away.", "what_next": "They are back."}


@pytest.fixture
def typed(expected):
    """`typed(numerator="1")` is what a page sends of 2.2."""
    key = expected("2.2").key
    return lambda **fields: {f"{key}-{name}": text for name, text in (MINE | fields).items()}


@pytest.fixture
def submitted(enter, people) -> Value:
    value = enter("2.2", "2026-27-Q2", numerator=13_600, denominator=17_500)
    submit_values([value], by=people["performance"], at=timezone.now())
    return value


@pytest.fixture
def locked(db) -> None:
    ReportingPeriod.objects.filter(slug="2026-27-Q2").update(locked_at=timezone.now())


def text(response) -> str:
    return response.content.decode()


def test_the_grid_keeps_a_figure_whose_value_was_submitted_meanwhile(officer, typed, submitted):
    response = officer.post(GRID, typed() | {"save": "yes"})
    assert response.status_code == 422
    assert 'value="9999"' in text(response)
    assert "Everything was saved" not in text(response)


def test_beside_it_stands_what_was_submitted_by_whom_and_when(officer, typed, submitted):
    page = text(officer.post(GRID, typed() | {"save": "yes"}))
    assert re.search(r"<strong>77\.7%</strong> \(submitted, Performance team, \d+ \w+ \d{4}, \d\d:\d\d\)", page)
    assert "stands there <strong>13600</strong>, yours <strong>9999</strong>" in page


def test_a_submitted_value_says_that_the_approver_can_return_it(officer, typed, submitted):
    assert "Ask the approver to return it." in text(officer.post(GRID, typed() | {"save": "yes"}))


def test_an_approved_value_says_that_it_can_be_revised(officer, typed, submitted, approve):
    approve(submitted)
    assert "Revise it, with a reason" in text(officer.post(GRID, typed() | {"save": "yes"}))


def test_a_locked_period_says_that_it_can_be_reopened(officer, typed, locked):
    """rules 3.5"""
    page = text(officer.post(GRID, typed() | {"save": "yes"}))
    assert "Ask the performance team to reopen it." in page
    assert 'value="9999"' in page


def test_nothing_is_submitted_while_a_typed_figure_is_not_saved(officer, typed, submitted, expected):
    officer.post(GRID, typed() | {"submit": "yes"})
    assert expected("2.1").value.state == "returned"


def test_a_figure_that_was_not_touched_is_no_problem(officer, typed, enter, people):
    value = enter("2.2", "2026-27-Q2", numerator=13_600, denominator=17_500)
    submit_values([value], by=people["performance"], at=timezone.now())
    sent = typed(version="1", numerator="13600")
    assert officer.post(GRID, sent | {"save": "yes"}).status_code == 302


def test_who_gives_up_what_they_typed_goes_on(officer, typed, submitted, expected):
    assert officer.post(GRID, typed() | {"theirs": expected("2.2").key}).status_code == 302


def test_the_page_of_a_value_keeps_figure_and_commentary(officer, typed, submitted):
    response = officer.post(PAGE, typed(**TOLD) | {"save": "yes"})
    assert response.status_code == 422
    assert 'value="9999"' in text(response)
    assert "It fell sharply." in text(response)


def test_the_page_of_a_locked_value_keeps_figure_and_commentary(officer, typed, locked):
    """rules 3.5"""
    page = text(officer.post(PAGE, typed(**TOLD) | {"save": "yes"}))
    assert "Ask the performance team to reopen it." in page
    assert "It fell sharply." in page


def test_a_draft_that_saves_itself_is_told_that_it_is_not_saved(officer, typed, submitted):
    answer = text(officer.post(f"{PAGE}save/", typed()))
    assert 'data-result="closed"' in answer
    assert "What you typed is not saved." in answer


def test_what_was_submitted_at_the_very_moment_is_shown_as_submitted(officer, typed, enter, people, monkeypatch):
    """Somebody else submits between the reading of the row and its being saved."""
    value = enter("2.2", "2026-27-Q2", numerator=13_600, denominator=17_500)

    def too_late(**draft):
        submit_values([Value.objects.get(pk=value.pk)], by=people["performance"], at=timezone.now())
        return save_value(**draft)

    monkeypatch.setattr("indicators.entering.entry.save_value", too_late)
    assert 'data-result="closed"' in text(officer.post(f"{PAGE}save/", typed(version="1")))


@pytest.fixture
def of_closed_unit(people, wlc, quarter):
    """`of_closed_unit(numerator="1")` is what a page sends of a unit's value that was closed since it was opened."""
    unit = wlc.units.get(name="Customer contact")
    key = next(each.key for each in expected_in(people["officer"], wlc, quarter, ON) if each.unit == unit)
    wlc.units.filter(pk=unit.pk).update(closed_on=quarter.start)
    sent = {"save": "yes", f"{key}-version": "0", f"{key}-quality": "final"}
    return lambda **fields: sent | {f"{key}-{name}": text for name, text in fields.items()}


def test_what_is_typed_for_a_unit_that_was_closed_meanwhile_is_told(officer, of_closed_unit):
    page = officer.post(GRID, of_closed_unit(numerator="123", denominator="456"), follow=True)
    assert "1.1: “123, 456” was not saved, because this is no longer yours to enter" in text(page)


def test_an_empty_row_of_a_unit_that_was_closed_meanwhile_is_passed_over(officer, of_closed_unit):
    assert "no longer yours" not in text(officer.post(GRID, of_closed_unit(), follow=True))
