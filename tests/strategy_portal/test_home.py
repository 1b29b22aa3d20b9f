"""Each role's home page says what there is to do."""

import re
from datetime import date

import pytest
from django.db.models import QuerySet

from actions.models import Action, ActionOwner, DueDate
from actions.reporting.services import complete_action, send_back
from reports.models import IssuedReport
from reports.scorecards.home import home as home_page
from strategy_portal.models import Team


@pytest.fixture
def home(signed_in):
    return lambda username: signed_in(username).get("/").content.decode()


def read(page: str) -> str:
    """What is read of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_an_officer_sees_what_is_owed_and_how_late_it_is(home):
    shown = read(home("officer"))
    assert "24 days late Return of Q2 2026/27, Customer Strategy 2023 to 2028 (WLC) 8 of 9 to submit by 28" in shown


def test_what_is_longest_late_comes_first(people, on):
    todos = home_page(people["officer-customers"], on).todos
    assert [todo.due_on for todo in todos] == sorted(todo.due_on for todo in todos)
    assert todos[0].late == "2 years 6 months late"


def test_an_officer_watches_the_indicators_of_their_teams(home):
    shown = read(home("officer"))
    watched = shown[shown.index("What you watch") :]
    assert re.search(r"(Green|Amber|Red) [^A-Z]*.*Q\d 20\d\d/\d\d", watched)
    assert "What you watch" not in read(home("clerk"))


def test_an_approver_sees_what_waits(home):
    assert "7 submitted" in home("approver")


def test_the_board_sees_the_count_with_its_base_and_the_exceptions_with_since_when(home):
    shown = read(home("board"))
    assert "2 red of 13 with a target and a value" in shown
    assert "18 actions late" in shown
    assert re.search(r"Red 1\.3 Staff knowledge ?: Red for \d quarters", shown)


def test_the_performance_team_sees_whose_figures_are_late_and_what_set_up_left_open(home):
    shown = read(home("performance"))
    assert "24 days late 2 figures of Customer Services" in shown
    assert re.search(r"Set-up of Customer Strategy 2023 to 2028 \(WLC\) Indicators: 1 without an owner", shown)


def test_a_clerk_sees_first_what_the_papers_of_the_next_meeting_wait_for(home, people, on):
    shown = read(home("clerk"))
    assert "By 2 December 2026 Customer Strategy 2023 to 2028: mid-term report" in shown
    assert "write its texts. For the Corporate Policy and Resources PDSP, 17 December 2026" in shown
    assert "Thursday 17 December 2026: Corporate Policy and Resources PDSP" in shown
    (todo,) = home_page(people["clerk"], date(2026, 12, 4)).todos
    assert todo.late == "2 working days late"


def test_a_clerk_sees_which_reports_are_to_be_published(home):
    shown = read(home("clerk")).partition("Reports that are not issued")[2].partition("Latest reports")[0]
    of_elc = shown.partition("Customer Strategy 2023-2028 (ELC)")[2].partition("Customer S")[0]
    assert "Annual progress report, 2025/26 " in of_elc
    assert "Annual progress report, 2026/27, still running" in of_elc
    assert "Mid-year report, April to September 2026" in of_elc
    assert "Mid-year report, April to September 2025" not in shown
    assert "2013/14" not in shown


def test_the_report_of_a_part_does_not_pass_for_that_of_the_strategy(people, on):
    issued = IssuedReport.objects.get()
    assert issued.which_report not in {draft.key.which_report for draft in not_issued(people["clerk"], on)}
    QuerySet(IssuedReport).filter(pk=issued.pk).update(about="outcome-1")  # as no code of the portal can
    assert issued.which_report in {draft.key.which_report for draft in not_issued(people["clerk"], on)}


def not_issued(user, on):
    return [draft for each in home_page(user, on).not_issued for draft in [*each.ended, *each.running]]


def test_a_running_strategy_without_indicators_stands_there_with_the_reason_why_nothing_is_judged(home):
    """rules 8.1"""
    shown = home("board")
    assert shown.count("Nothing can be judged, as there is no indicator.") == 1
    assert "/strategies/elc-customer-2023-28/board/" in shown


def test_an_administrator_finds_the_admin_site(home):
    assert 'href="/admin/"' in home("administrator")


def test_the_public_sees_reports_and_no_values(home):
    shown = home("public")
    assert "Published reports" in shown
    assert "What you have to do" not in shown


def test_home_takes_at_most_twelve_queries_however_much_there_is(signed_in, role, elc, django_assert_max_num_queries):
    team = Team.objects.filter(action_parts__isnull=False).first()
    for number in range(100, 115):
        action = Action.objects.create(strategy=elc, number=number, title="One more", state="in-progress")
        DueDate.read(action, "Mid 2024").save()
        ActionOwner.objects.create(action=action, team=team, part="lead", order=1)
    client = signed_in(role)
    with django_assert_max_num_queries(12):
        client.get("/")


@pytest.fixture
def completed(elc, people) -> Action:
    action = elc.actions.get(number=20)
    done = {"completed_on": date(2026, 11, 1), "version": action.version, "on": date(2026, 11, 21)}
    Action.objects.filter(pk=action.pk).update(state="in-progress")
    return complete_action(action=action, by=people["officer-customers"], **done)


def test_the_board_finds_on_its_home_what_waits_to_be_accepted(home, completed):
    assert '<a href="/actions/to-accept/">' in home("board")
    assert "to be accepted or sent back" in home("board")
    assert "to be accepted or sent back" not in home("officer-customers")


def test_an_officer_finds_what_was_sent_back_and_why(home, completed, people):
    send_back([completed], reason="The survey is missing", by=people["board"])
    assert "Sent back: The survey is missing" in home("officer-customers")
    assert "Sent back: " not in home("officer")


def test_an_officer_finds_their_late_actions_and_how_many_more_there_are(home, people):
    late = Action.objects.owned_by(people["officer-customers"]).overdue_on(date(2026, 11, 21))
    shown = home("officer-customers")
    assert f'<a href="{late[0].get_absolute_url()}">Action 16. Plan' in shown
    assert (f"{len(late) - 5} more of your actions" in shown) is (len(late) > 5)


def test_the_navigation_asks_for_the_counts_of_what_waits(home, completed, signed_in):
    assert 'hx-get="/waiting/" hx-trigger="load"' in home("board")
    assert 'data-waits="to-accept"' in home("board")
    shown = signed_in("board").get("/waiting/").content.decode()
    count = Action.objects.filter(state="completed").count()
    assert re.search(rf"data-waits='to-accept'[^<]*<span class=\"site-count\">{count}<", shown)


def test_what_waits_takes_at_most_six_queries(signed_in, django_assert_max_num_queries):
    client = signed_in("performance")
    with django_assert_max_num_queries(6):
        client.get("/waiting/")
