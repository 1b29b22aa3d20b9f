"""The plan of a strategy: grouped by outcome, filtered, sorted; its ledger and its timeline."""

import re
from datetime import date

import pytest

from actions.models import Action, DueDate

ELC = "/strategies/elc-customer-2023-28/plan/"


@pytest.fixture
def shown(signed_in):
    """`shown(slipped="any")` is the numbers of the actions that the plan shows, in order."""

    def get(**query) -> list[int]:
        page = signed_in("board").get(ELC, query).content.decode()
        return [int(number) for number in re.findall(r'<tr>\s*<td class="number" data-label="No.">(\d+)</td>', page)]

    return get


@pytest.fixture
def page(signed_in):
    return lambda path=ELC, who="board": signed_in(who).get(path).content.decode()


def test_all_actions_stand_under_their_outcomes(shown, page):
    assert shown() == list(range(1, 25))
    assert page().index("Theme 1. Customer at the Heart") < page().index("Theme 5. Delivering Better Services")


def test_state_judgement_and_status_are_told_apart(page):
    """Rules 9.4."""
    row = page()[page().index("Review the training programme") :].split("</tr>")[0]
    assert "In progress" in row
    assert "At risk, says owner" in row
    assert '<span class="status status--red">Red</span>' in row
    assert "1 year 10 months late; at risk in the owner’s judgement" in row


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"status": "amber"}, [22]),
        ({"status": "green"}, [24]),
        ({"status": "at-risk"}, [8]),
        ({"slipped": "any"}, [6, 22]),
        ({"slipped": "under-the-limit"}, [22]),
        ({"slipped": "moved"}, [6, 22]),
        ({"due": "31"}, [22]),
        ({"owner": "Equalities"}, [5]),
        ({"owner": "nobody"}, []),
        ({"state": "suspended"}, [9]),
        ({"state": "in-progress", "status": "red", "owner": "Transformation"}, [16, 20]),
    ],
)
def test_each_filter_narrows_the_plan(shown, query, numbers):
    assert shown(**query) == numbers


def test_it_sorts_within_each_outcome(shown):
    assert shown(sort="-number")[:3] == [7, 6, 5]
    assert shown(sort="slippage")[0] == 6


def test_slippage_sorts_from_the_longest_and_says_so(page, shown, elc, move):
    """Rules 9.3: an end that was given up is the longest of all."""
    move(elc.actions.get(number=7), "")
    assert shown(sort="slippage")[:2] == [7, 6]
    assert 'aria-sort="descending"' in page(f"{ELC}?sort=slippage")
    assert 'aria-sort="ascending"' in page(f"{ELC}?sort=-slippage")
    ledger = page(f"{ELC}slippage/")
    assert ledger.index("/actions/7/") < ledger.index("/actions/6/")


def test_an_action_of_several_outcomes_stands_under_each(elc, shown):
    elc.actions.get(number=1).outcomes.add(elc.outcomes.get(number=5))
    assert shown().count(1) == 2


def test_counts_name_their_base(page):
    """Rules 8.1 and 9.4."""
    assert "6 red, 1 amber, 1 green of 8 in progress or not started" in page()


def test_a_plan_without_actions_says_so(page):
    assert "There are no actions yet" in page("/strategies/wlc-customer-services-2011-14/plan/")


@pytest.mark.parametrize(("path", "count"), [(ELC, 12), (f"{ELC}timeline/", 11), (f"{ELC}slippage/", 12)])
def test_the_number_of_queries_does_not_grow(signed_in, elc, django_assert_max_num_queries, path, count):
    for number in range(100, 120):
        action = Action.objects.create(strategy=elc, number=number, title="One more")
        DueDate.read(action, "Mid 2024").save()
        moved = DueDate.read(action, "Mid 2027")
        moved.holds_from, moved.reason, moved.agreed_by = date(2026, 1, 1), "It takes longer.", "The board"
        moved.save()
    client = signed_in("board")
    with django_assert_max_num_queries(count):
        client.get(path)


# --- Ledger and timeline ---------------------------------------------------------------------------------------------


def test_the_ledger_tells_each_move_with_its_reason_and_who_agreed(page):
    """Rules 9.3."""
    ledger = page(f"{ELC}slippage/")
    assert "2 of 24 actions were moved, 3 times in all; 2 of them slipped" in ledger
    assert "11 November 2025: End 2025 to Early 2027. The new numbers arrive a year later than planned." in ledger
    assert "Slipped by the limit or more (2 years 8 months, 2 moves)" in ledger


def test_the_timeline_draws_each_window_and_tells_it_as_a_table(page):
    drawn = page(f"{ELC}timeline/")
    assert "<title>Timeline of 24 of 24 actions: 18 overdue, 2 slipped</title>" in drawn
    assert "6: Early 2027, first agreed Mid 2024, in progress" in drawn
    assert "27 November 2026" in drawn


def test_a_plan_without_dates_has_nothing_to_draw(page):
    assert "There is nothing to draw" in page("/strategies/wlc-customer-2023-28/plan/timeline/")


def test_what_a_title_holds_cannot_leave_the_picture(page, elc):
    Action.objects.filter(strategy=elc, number=1).update(title="</svg><script>alert(1)</script>")
    assert "<script>alert(1)" not in page(f"{ELC}timeline/")
