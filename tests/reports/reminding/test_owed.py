"""Who is told of what: the text of each kind, and that one query more or less does not follow from more rows."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from actions.models import Action
from indicators.models import Value
from reports.models import Remark, ReminderKind
from reports.reminding.owed import action_item, cast_of, owed_item, owed_items
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.models import Role, Team, User

Q2 = Period(date(2026, 7, 1), Frequency.QUARTERLY)
"""Its figures are due on 28 October 2026, a Wednesday."""


@pytest.fixture
def items(on, db):
    """`items("officer", ReminderKind.RETURNED)`: what that person is told of that kind."""

    def items(username: str, kind: ReminderKind) -> list:
        person = User.objects.get(username=username)
        return [item for item in owed_items(User.objects.filter(is_active=True), on)[person.pk] if item.kind == kind]

    return items


@pytest.mark.parametrize(
    ("day", "kind", "text"),
    [
        (date(2026, 9, 30), None, ""),
        (
            date(2026, 10, 1),
            "opened",
            "3 figures of Q2 2026/27, {}, can be entered now. They are due by 28 October 2026.",
        ),
        (date(2026, 10, 21), "soon", "3 figures of Q2 2026/27, {}, are due by 28 October 2026."),
        (date(2026, 10, 28), "due", "3 figures of Q2 2026/27, {}, are due today."),
        (
            date(2026, 10, 29),
            "overdue",
            "3 figures of Q2 2026/27, {}: 1 working day late. They were due by 28 October 2026.",
        ),
        (
            date(2026, 12, 1),
            "overdue",
            "3 figures of Q2 2026/27, {}: 23 working days late. They were due by 28 October 2026.",
        ),
    ],
)
def test_what_is_said_of_figures_on_a_day(wlc, day, kind, text):
    found = owed_item((wlc, Q2), 3, day)
    assert (found and (found.kind, found.text)) == (kind and (kind, text.format(wlc)))


def test_one_figure_is_one(wlc):
    assert owed_item((wlc, Q2), 1, date(2026, 10, 28)).text == f"1 figure of Q2 2026/27, {wlc}, is due today."
    assert owed_item((wlc, Q2), 1, date(2026, 11, 2)).text.endswith("late. It was due by 28 October 2026.")


def test_what_is_due_on_a_weekend_is_said_on_the_working_day_before(wlc, settings):
    settings.FIGURES = settings.FIGURES | {"GRACE_DAYS": 31}  # 31 October 2026, a Saturday
    friday = owed_item((wlc, Q2), 2, date(2026, 10, 30))
    assert (friday.kind, friday.text) == (
        "due",
        f"2 figures of Q2 2026/27, {wlc}, are due by 31 October 2026.",
    )


def test_overdue_is_said_again_each_week(wlc):
    found = owed_item((wlc, Q2), 3, date(2026, 12, 1))
    first = found.moments[0]
    assert found.last_due(first + timedelta(days=20)) == first + timedelta(days=14)


def test_a_figure_that_came_back_says_why(items):
    (found,) = items("officer", ReminderKind.RETURNED)
    assert found.text == (
        "2.1 First contact, Service Centre, Q2 2026/27, came back to you: "
        "The figure leaves out the offices. Please add them or say why they are missing."
    )
    assert found.path.endswith("/returns/2026-27-Q2/2.1/")


def test_what_came_back_is_not_said_any_more_once_somebody_works_on_it(items):
    Value.objects.filter(state="returned").update(state="draft")
    assert items("officer", ReminderKind.RETURNED) == []


def test_figures_wait_for_the_approver_of_the_team(items, wlc):
    (found,) = items("approver", ReminderKind.TO_APPROVE)
    assert found.text == f"7 figures wait for your approval: Q2 2026/27, {wlc}."


def test_nobody_is_asked_to_approve_what_they_submitted(items, people):
    Value.objects.filter(state="submitted").update(submitted_by=people["approver"])
    assert items("approver", ReminderKind.TO_APPROVE) == []


def test_an_officer_is_told_once_for_all_their_teams(items, people):
    found = items("officer", ReminderKind.OVERDUE)
    assert len(found) == 1
    assert found[0].text.startswith("8 figures of Q2 2026/27, ")
    assert items("officer-housing", ReminderKind.OVERDUE) == []


def test_what_a_team_has_nobody_for_goes_to_the_performance_team(items):
    assert items("performance", ReminderKind.OVERDUE) == []
    Team.objects.get(name="Customer contact", is_demonstration=True).members.filter(role=Role.OFFICER).update(
        is_active=False
    )
    assert [item.text[:9] for item in items("performance", ReminderKind.OVERDUE)] == ["8 figures"]


@pytest.mark.parametrize(
    ("held_to_on", "kind", "text"),
    [
        (date(2026, 11, 27), "action-due", ": due by 27 November 2026."),
        (date(2026, 11, 21), "action-due", ": due today."),
        (date(2026, 9, 20), "action-overdue", ": 2 months late."),
    ],
)
def test_what_is_said_of_an_action(elc, on, held_to_on, kind, text):
    action = Action.objects.select_related("strategy").filter(strategy=elc).first()
    found = action_item(action, held_to_on, on)
    assert (found.kind, found.text) == (kind, f"Action {action}, {elc}{text}")


def test_more_overdue_actions_than_a_mail_can_name_are_counted(items, elc):
    (found,) = items("officer-customers", ReminderKind.ACTION_OVERDUE)
    assert found.text == f"7 actions of {elc} are overdue, the longest 2 years 6 months late."
    assert found.path.endswith("?show=late")


def test_a_suspended_action_waits_for_nobody(items):
    Action.objects.filter(state="in-progress").update(state="suspended")
    Action.objects.filter(state__in=["unknown", "not-started"]).update(state="suspended")
    assert items("officer-customers", ReminderKind.ACTION_OVERDUE) == []


def test_completed_actions_wait_for_the_board(items):
    (found,) = items("board", ReminderKind.TO_ACCEPT)
    assert found.text == "3 completed actions wait for the board to accept or send back."


def test_who_is_named_in_a_remark_is_told_what_it_says(items, people, wlc):
    value = Value.objects.filter(state="submitted").first()
    remark = Remark.objects.create(
        value=value, text="Is the office\nin it?", made_by=people["approver"], made_at=timezone.now()
    )
    remark.named.set([people["officer-housing"]])
    (found,) = items("officer-housing", ReminderKind.MENTIONED)
    assert found.text == (f"Approver, Customer and Digital names you about {remark.subject_text}: Is the office in it?")
    assert found.path == f"/values/{value.pk}/remarks/"


def test_the_queries_do_not_grow_with_the_people(on, db, django_assert_num_queries):
    def everybody() -> list[User]:
        return list(User.objects.filter(is_active=True))

    people = everybody()
    with django_assert_num_queries(10):
        owed_items(people, on)
    for number in range(5):
        person = User.objects.create(username=f"more-{number}", role=Role.OFFICER)
        person.teams.set(Team.objects.filter(is_demonstration=True))
    more = everybody()
    with django_assert_num_queries(10):
        owed_items(more, on)


def test_a_cast_finds_the_people_of_a_team(people):
    housing = Team.objects.get(name="Housing", is_demonstration=True)
    cast = cast_of(people.values())
    assert cast.who(housing.pk, {Role.OFFICER}) == [people["officer-housing"]]
    assert cast.who(None, {Role.OFFICER}) == [people["performance"]]
