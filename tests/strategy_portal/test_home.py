"""Each role's home page says what there is to do."""

import re
from datetime import date

import pytest

from actions.models import Action
from actions.reporting.services import complete_action, send_back


@pytest.fixture
def home(signed_in):
    return lambda username: signed_in(username).get("/").content.decode()


def test_an_officer_sees_what_is_owed(home):
    assert "Q2 2026/27" in home("officer")
    assert "8 of 9 to submit" in home("officer")


def test_an_approver_sees_what_waits(home):
    assert "7 submitted" in home("approver")


def test_the_board_sees_the_count_with_its_base(home):
    assert "2 red of 13 with a target and a value" in home("board")


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
    assert "Your returns" not in shown


def test_home_takes_at_most_twenty_one_queries(signed_in, role, django_assert_max_num_queries):
    client = signed_in(role)
    with django_assert_max_num_queries(21):
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
    assert "Sent back: " in home("officer-customers")
    assert "The survey is missing" in home("officer-customers")
    assert "Sent back: " not in home("officer")


def test_an_officer_finds_their_overdue_actions(home, elc, people):
    overdue = Action.objects.owned_by(people["officer-customers"]).overdue_on(date(2026, 11, 21))
    assert overdue
    assert f'Overdue: <a href="{overdue[0].get_absolute_url()}">' in home("officer-customers")


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
