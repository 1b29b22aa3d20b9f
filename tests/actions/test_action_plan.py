"""The scorecard of actions."""

from datetime import date

import pytest

from actions.models import Action, ActionOwner, DueDate
from actions.scorecards.action_line import owners_text
from actions.scorecards.action_plan import action_plan
from strategy_portal.models import Team

WINDOWS = {
    "Early 2024": (date(2024, 1, 1), date(2024, 4, 30)),
    "Mid 2024": (date(2024, 5, 1), date(2024, 8, 31)),
    "End 2024": (date(2024, 9, 1), date(2024, 12, 31)),
    "Mid 2025": (date(2025, 5, 1), date(2025, 8, 31)),
    "End 2025": (date(2025, 9, 1), date(2025, 12, 31)),
    "Early 2026": (date(2026, 1, 1), date(2026, 4, 30)),
    "Mid 2026": (date(2026, 5, 1), date(2026, 8, 31)),
    "End 2026": (date(2026, 9, 1), date(2026, 12, 31)),
}


@pytest.fixture
def plan(elc, on):
    return action_plan(elc, on)


@pytest.mark.parametrize("number", range(1, 25))
def test_each_due_phrase_of_east_lothian_means_a_window(plan, number):
    line = plan.lines[number - 1]
    assert line.number == number
    first = line.action.first_due
    assert (first.first_day, first.last_day) == WINDOWS[line.first_due_as_written]


def test_lines_stand_in_order_of_number(plan):
    assert [line.number for line in plan.lines] == list(range(1, 25))


def test_an_action_is_overdue_from_the_day_after_its_window(elc):
    last_day = {line.number for line in action_plan(elc, date(2026, 8, 31)).overdue}
    day_after = {line.number for line in action_plan(elc, date(2026, 9, 1)).overdue}
    assert day_after - last_day == {21}
    assert action_plan(elc, date(2026, 9, 1)).lines[20].days_overdue == 1


@pytest.mark.parametrize("on", [date(2024, 1, 1), date(2024, 5, 1), date(2026, 11, 21), date(2027, 1, 1)])
def test_lines_counts_and_the_query_agree_on_what_is_overdue(elc, on):
    plan = action_plan(elc, on)
    queried = Action.objects.of(elc).overdue_on(on).order_by("number").values_list("number", flat=True)
    assert [line.number for line in plan.overdue] == list(queried)
    assert plan.counts.overdue == len(queried)


def test_counts_by_state_sum_to_the_whole(plan):
    assert sum(plan.counts.by_state.values()) == plan.counts.total == 24


def test_west_lothians_actions_have_neither_owner_nor_date(wlc, on):
    plan = action_plan(wlc, on)
    assert plan.counts.unowned == plan.counts.undated == len(plan.lines) == 7
    assert {(line.owners_text, line.due_window, line.due_window_text) for line in plan.lines} == {(None, None, None)}


def test_at_risk_is_told_beside_overdue(plan):
    assert [(line.number, line.is_overdue) for line in plan.lines if line.is_at_risk] == [(8, True)]


def test_an_ended_action_is_not_at_risk(elc, on):
    Action.objects.filter(strategy=elc, number=8).update(state="completed")
    assert not any(line.is_at_risk for line in action_plan(elc, on).lines)


def test_an_action_serves_several_outcomes(wlc, on):
    assert action_plan(wlc, on).lines[1].outcome_numbers == (1, 4)


@pytest.mark.parametrize(
    ("due", "text"),
    [
        ("31/03/2025", "31 March 2025"),
        ("2025/26", "1 April 2025 to 31 March 2026"),
        ("March 2025", "1 March to 31 March 2025"),
        ("Ongoing", "No end date"),
        ("when the new system is live", "Can’t be read as a date"),
        ("", None),
    ],
)
def test_a_due_date_says_what_it_means(wlc, on, due, text):
    action = wlc.actions.get(number=1)
    DueDate.read(action, due).save()
    line = action_plan(wlc, on).lines[0]
    assert (line.due_as_written, line.due_window_text, line.is_overdue) == (
        due,
        text,
        due in ("31/03/2025", "2025/26", "March 2025"),
    )


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([], None),
        (["lead"], "A"),
        (["joint", "joint"], "A and B (joint)"),
        (["joint", "joint", "joint"], "A, B and C (joint)"),
        (["lead", "supporting", "supporting"], "A, supported by B and C"),
        (["supporting"], "Supported by A"),
    ],
)
def test_owners_are_told_with_their_part(parts, text):
    owners = [ActionOwner(team=Team(name=name), part=part) for name, part in zip("ABC", parts, strict=False)]
    assert owners_text(owners) == text


def test_a_plan_takes_one_query_whatever_its_length(wlc, elc, on, django_assert_num_queries):
    for strategy in (wlc, elc):
        with django_assert_num_queries(1):
            for line in action_plan(strategy, on).lines:
                assert (line.moves, line.outcome_numbers) != (0, ())


def test_a_strategy_without_actions_has_an_empty_plan(predecessor, on):
    plan = action_plan(predecessor, on)
    assert (plan.lines, plan.counts.text, plan.counts.gaps_text) == ((), "No actions", "")
