"""python manage.py first_administrator."""

import io

import pytest
from django.core.management import CommandError, call_command

from strategy_portal.models import Role, User

PASSWORD = "a long enough password"


@pytest.fixture
def typed(monkeypatch):
    """`typed("...")`: what comes in by the standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(f"{text}\n"))


@pytest.fixture
def empty(db):
    """An installation without an administrator."""
    for person in User.objects.filter(role=Role.ADMINISTRATOR):
        person.role = Role.BOARD
        person.save()


def test_it_registers_the_first_person_who_then_signs_in(empty, typed, client):
    typed(PASSWORD)
    call_command("first_administrator", "First@example.gov.uk")
    client.post("/accounts/login/", {"login": "first@example.gov.uk", "password": PASSWORD})
    assert client.get("/people/").status_code == 200


def test_it_refuses_where_there_is_one(typed, people):
    typed(PASSWORD)
    with pytest.raises(CommandError, match="There is an administrator already: Administrator"):
        call_command("first_administrator", "first@example.gov.uk")


@pytest.mark.parametrize(("email", "password"), [("first", PASSWORD), ("first@example.gov.uk", "short")])
def test_it_refuses_what_is_no_address_and_a_weak_password(email, password, empty, typed):
    typed(password)
    with pytest.raises(CommandError, match=r"valid email|too short"):
        call_command("first_administrator", email)
    assert not User.objects.filter(role=Role.ADMINISTRATOR).exists()
