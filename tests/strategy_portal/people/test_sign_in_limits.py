"""How often somebody may try to sign in: counted in the database, and nobody is locked out (trust S3)."""

import pytest
from django.core.cache import cache
from django.test import Client

from strategy_portal import settings as portal
from strategy_portal.models import LimitCount

RIGHT, WRONG = "a long enough password", "wrong"


@pytest.fixture(autouse=True)
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = portal.ACCOUNT_RATE_LIMITS | {"login": "1000/m/ip"}


@pytest.fixture
def attempt(person):
    """`attempt(password, address)`: what the sign-in page says; empty where the person is signed in."""

    def attempt(password: str, address: str = "192.0.2.1", client: Client | None = None) -> str:
        sent = {"login": person.email, "password": password}
        answer = (client or Client()).post("/accounts/login/", sent, REMOTE_ADDR=address)
        return "" if answer.status_code == 302 else " ".join(answer.context["form"].non_field_errors())

    return attempt


def from_many_addresses(attempt, times: int) -> list[str]:
    return [attempt(WRONG, f"198.51.100.{number}") for number in range(times)]


def test_the_counts_are_in_the_database_that_all_processes_share(attempt):
    attempt(WRONG)
    assert type(cache._connections["default"]).__name__ == "DatabaseCache"
    assert LimitCount.objects.filter(cache_key__contains="login_failed").exists()


def test_after_five_wrong_passwords_from_one_address_the_right_one_waits(attempt):
    for _ in range(5):
        assert "not correct" in attempt(WRONG)
    assert "Wait five minutes" in attempt(RIGHT)


def test_the_same_person_signs_in_from_another_address(attempt):
    for _ in range(6):
        attempt(WRONG)
    assert attempt(RIGHT, "203.0.113.9") == ""


def test_passwords_tried_from_everywhere_are_slowed_down(attempt):
    said = from_many_addresses(attempt, 22)
    assert "not correct" in said[20]  # one a minute goes on
    assert "Wait a minute" in said[21]


def test_meanwhile_the_person_signs_in_where_they_did_before(attempt):
    own = Client()
    assert attempt(RIGHT, client=own) == ""
    own.cookies.pop("sessionid")
    from_many_addresses(attempt, 25)
    assert "Wait a minute" in attempt(RIGHT)
    assert attempt(RIGHT, client=own) == ""


def test_a_browser_known_for_one_person_is_not_for_another(attempt, people):
    other = Client()
    other.post("/accounts/login/", {"login": "officer", "password": "demonstration"})
    other.cookies.pop("sessionid")
    from_many_addresses(attempt, 25)
    assert "Wait a minute" in attempt(RIGHT, client=other)


def test_a_name_that_nobody_has_is_answered_like_any_other(db):
    said = [Client().post("/accounts/login/", {"login": "nobody@example.gov.uk", "password": WRONG}) for _ in range(6)]
    errors = [answer.context["form"].non_field_errors()[0] for answer in said]
    assert "not correct" in errors[0]
    assert "Wait five minutes" in errors[5]
