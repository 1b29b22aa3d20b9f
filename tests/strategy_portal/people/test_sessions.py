"""Sessions end when they have to, and stay ended; a second factor is asked of the roles that need one (trust S3)."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from strategy_portal.access import BEGAN, SEEN

PASSWORD = "a long enough password"
CHANGE = {"oldpassword": PASSWORD, "password1": "one more password", "password2": "one more password"}


@pytest.fixture
def elsewhere(person) -> Client:
    """Another browser in which the same person is signed in."""
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.fixture
def sure(in_browser):
    """The same client, in which the password was asked for again, as for every change of a second factor."""
    in_browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return in_browser


def seen_minutes_ago(client: Client, minutes: int, name: str) -> None:
    session = client.session
    session[name] = time.time() - minutes * 60
    session.save()


@pytest.mark.parametrize(("minutes", "lasts"), [(11 * 60, True), (12 * 60 + 1, False)])
def test_a_session_lasts_twelve_hours_at_most(minutes, lasts, in_browser):
    seen_minutes_ago(in_browser, minutes, BEGAN)
    assert is_signed_in(in_browser) == lasts


def test_a_session_that_is_not_used_ends_after_thirty_minutes(in_browser):
    stored = Session.objects.get(session_key=in_browser.session.session_key)
    assert 29 < (stored.expire_date - timezone.now()).total_seconds() / 60 <= 30


def test_use_prolongs_a_session_and_is_noted(in_browser):
    session = Session.objects.filter(session_key=in_browser.session.session_key)
    session.update(expire_date=timezone.now() + timezone.timedelta(minutes=5))
    UserSession.objects.update(last_seen_at=timezone.now() - timezone.timedelta(hours=1))
    seen_minutes_ago(in_browser, 2, SEEN)
    in_browser.get("/account/")
    assert (session.get().expire_date - timezone.now()).total_seconds() > 29 * 60
    assert (timezone.now() - UserSession.objects.get().last_seen_at).total_seconds() < 60


def test_a_changed_password_ends_the_other_sessions(in_browser, elsewhere):
    in_browser.post("/accounts/password/change/", CHANGE)
    assert is_signed_in(in_browser)
    assert not is_signed_in(elsewhere)


def test_a_changed_password_is_in_the_history(in_browser, person):
    in_browser.post("/accounts/password/change/", CHANGE)
    record = person.history.first()
    assert (record.history_event, record.history_user) == ("password-changed", person)


def test_a_second_factor_ends_the_other_sessions_and_is_asked_at_the_next(sure, elsewhere, person, monkeypatch):
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.validate_totp_code", lambda *given: True)
    sure.get("/accounts/2fa/totp/activate/")
    sure.post("/accounts/2fa/totp/activate/", {"code": "123456"})
    assert person.authenticator_set.count() == 2  # with recovery codes
    assert is_signed_in(sure)
    assert not is_signed_in(elsewhere)
    answer = elsewhere.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert person.history.first().history_event == "factor-changed"


def test_a_second_factor_that_is_removed_ends_the_other_sessions(sure, elsewhere, person):
    TOTP.activate(person, generate_totp_secret())
    sure.post("/accounts/2fa/totp/deactivate/")
    assert not person.authenticator_set.exists()
    assert is_signed_in(sure)
    assert not is_signed_in(elsewhere)


def test_a_role_that_needs_a_second_factor_is_led_to_set_one_up(sure, person, settings):
    settings.SECOND_FACTOR_ROLES = ["officer"]
    for address in ("/", "/returns/", "/people/"):
        assert sure.get(address)["Location"] == "/accounts/2fa/totp/activate/"
    assert sure.get("/api/v1/strategies/").status_code == 403
    assert sure.get("/accounts/2fa/totp/activate/").status_code == 200
    TOTP.activate(person, generate_totp_secret())
    assert is_signed_in(sure)


def test_a_role_that_needs_none_is_not(in_browser, settings):
    settings.SECOND_FACTOR_ROLES = ["administrator"]
    assert is_signed_in(in_browser)


def test_one_sees_ones_own_sessions_and_ends_the_others(in_browser, elsewhere, person, people):
    Client().post("/accounts/login/", {"login": "officer", "password": "demonstration"})
    page = in_browser.get("/accounts/sessions/")
    assert len(page.context["sessions"]) == 2
    in_browser.post("/accounts/sessions/")
    assert is_signed_in(in_browser)
    assert not is_signed_in(elsewhere)


def test_signing_out_ends_a_session_for_good(in_browser):
    cookie = in_browser.cookies["sessionid"].value
    in_browser.post("/accounts/logout/")
    in_browser.cookies["sessionid"] = cookie
    assert not is_signed_in(in_browser)


def test_a_password_changed_by_a_command_ends_sessions_too(in_browser, person):
    person.set_password("another password of some length")
    person.save()
    assert not is_signed_in(in_browser)


def test_ones_name_leads_to_the_account_with_password_factor_sessions_and_tokens(in_browser):
    assert '<a class="account__name" href="/account/">A B' in in_browser.get("/").content.decode()
    page = in_browser.get("/account/").content.decode()
    for address in ("/accounts/password/change/", "/accounts/2fa/totp/activate/", "/accounts/sessions/"):
        assert f'href="{address}"' in page
    assert 'href="/account/tokens/add/"' in page
