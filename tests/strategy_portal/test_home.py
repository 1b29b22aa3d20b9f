"""Each role's home page says what there is to do."""

import pytest


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
