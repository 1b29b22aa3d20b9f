"""Tokens: shown once, kept hashed, with owner, scope, last day and last use; they end with password and account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from strategy_portal.models import ApiToken
from tests.tokens import token_of

UPDATE = "/api/v1/progress-updates/"
LIST = "/api/v1/strategies/"


def program(secret: str) -> Client:
    return Client(headers={"Authorization": f"Token {secret}"})


@pytest.fixture
def in_a_month():
    return (timezone.localdate() + timedelta(days=30)).isoformat()


def test_it_is_shown_once_and_only_its_hash_is_kept(in_browser, person, in_a_month):
    page = in_browser.post("/account/tokens/add/", {"name": "Sheet", "scope": "read", "expires_on": in_a_month})
    secret = page.context["secret"]
    token = person.tokens.get()
    assert secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert secret not in str([*ApiToken.objects.values(), *ApiToken.history.values()])
    assert secret not in in_browser.get("/account/").content.decode()
    assert program(secret).get(LIST).status_code == 200
    assert (token.name, token.scope, token.history.get().history_user) == ("Sheet", "read", person)


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("write", 400)])
def test_one_for_reading_writes_nothing(scope, status, person):
    client = program(token_of(person, scope))
    assert client.get(LIST).status_code == 200
    assert client.post(UPDATE, {}, content_type="application/json").status_code == status


def test_it_can_do_no_more_than_its_owner(people):
    assert program(token_of(people["board"])).post(UPDATE, {}, content_type="application/json").status_code == 403


def test_its_last_use_is_kept(person):
    program(token_of(person)).get(LIST)
    assert person.tokens.get().last_used_at is not None


def test_it_ends_after_its_last_day(person):
    secret = token_of(person)
    ApiToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert program(secret).get(LIST).status_code == 401
    assert person.tokens.get().state(timezone.localdate()) == "Expired"


@pytest.mark.parametrize("days", [-1, 400])
def test_its_last_day_is_within_a_year(days, in_browser, person):
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    answer = in_browser.post("/account/tokens/add/", {"name": "Sheet", "scope": "read", "expires_on": day})
    assert answer.status_code == 422
    assert "at most a year ahead" in str(answer.context["form"].errors["expires_on"])


def test_it_ends_with_the_password(person, in_browser):
    secret = token_of(person)
    change = {
        "oldpassword": "a long enough password",
        "password1": "one more password",
        "password2": "one more password",
    }
    in_browser.post("/accounts/password/change/", change)
    assert program(secret).get(LIST).status_code == 401


def test_it_ends_with_the_account_and_stays_ended(person, administrator):
    secret = token_of(person)
    for step in ("deactivate", "reactivate"):
        person.refresh_from_db()
        administrator.post(f"/people/{person.pk}/{step}/", {"seen": person.version, "reason": "Left"})
        assert program(secret).get(LIST).status_code == 401


def test_its_owner_ends_it(in_browser, person):
    secret = token_of(person)
    token = person.tokens.get()
    in_browser.post(f"/account/tokens/{token.pk}/end/")
    assert program(secret).get(LIST).status_code == 401
    assert token.history.first().history_event == "ended"


def test_somebody_elses_is_not_found(in_browser, people):
    token_of(people["board"])
    token = people["board"].tokens.get()
    assert in_browser.post(f"/account/tokens/{token.pk}/end/").status_code == 404


def test_an_administrator_sees_all_of_them_and_ends_one(administrator, person):
    secret = token_of(person)
    page = administrator.get("/people/tokens/").content.decode()
    assert "a test" in page
    assert "A B" in page
    administrator.post(f"/account/tokens/{person.tokens.get().pk}/end/")
    assert program(secret).get(LIST).status_code == 401


def test_nobody_makes_one_for_somebody_else(administrator, person, people, in_a_month):
    sent = {"name": "Sheet", "scope": "write", "expires_on": in_a_month, "user": person.pk}
    administrator.post("/account/tokens/add/", sent)
    assert ApiToken.objects.get().user == people["administrator"]
