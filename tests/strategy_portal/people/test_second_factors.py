"""Secrets of second factors are encrypted in the database, and codes fit nevertheless (trust S3, S8)."""

import io
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.management import CommandError, call_command
from django.test import Client

PASSWORD = "a long enough password"
OTHER = "another-secret-key-" + "0123456789" * 4


def code(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def stored(person, kind: str, name: str) -> str:
    return Authenticator.objects.get(user=person, type=kind).data[name]


def can_sign_in(person, code: str) -> bool:
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD}, follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/2fa/authenticate/"
    browser.post("/accounts/2fa/authenticate/", {"code": code})
    return browser.get("/account/").status_code == 200


@pytest.fixture
def secret(person) -> str:
    """That of the person's authenticator app, who has recovery codes too."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def encrypt_anew(*options: str) -> str:
    out = io.StringIO()
    call_command("encrypt_second_factors", *options, stdout=out)
    return out.getvalue()


def test_a_secret_is_not_stored_in_clear(person, secret):
    assert secret not in stored(person, "totp", "secret")
    assert stored(person, "totp", "secret").startswith("gAAAA")
    assert stored(person, "recovery_codes", "seed").startswith("gAAAA")


def test_a_code_of_the_app_lets_the_person_in_and_another_does_not(person, secret):
    assert not can_sign_in(person, code(generate_totp_secret()))
    assert can_sign_in(person, code(secret))


def test_a_recovery_code_lets_the_person_in_once(person, secret):
    first = RecoveryCodes(Authenticator.objects.get(user=person, type="recovery_codes")).generate_codes()[0]
    assert can_sign_in(person, first)
    assert not can_sign_in(person, first)


def test_after_a_change_of_the_key_no_code_fits_and_the_log_says_why(person, secret, settings, caplog):
    settings.SECRET_KEY = OTHER
    assert not can_sign_in(person, code(secret))
    assert "manage.py encrypt_second_factors" in caplog.text


def test_the_command_encrypts_anew_what_the_key_of_before_encrypted(person, secret, settings, monkeypatch):
    monkeypatch.setenv("SECRET_KEY_WAS", settings.SECRET_KEY)
    settings.SECRET_KEY = OTHER
    assert "2 secrets are encrypted" in encrypt_anew()
    monkeypatch.delenv("SECRET_KEY_WAS")
    assert can_sign_in(person, code(secret))


def test_the_command_changes_nothing_where_neither_key_fits(person, secret, settings):
    before = stored(person, "totp", "secret")
    settings.SECRET_KEY = OTHER
    with pytest.raises(CommandError, match="SECRET_KEY_WAS"):
        encrypt_anew()
    assert stored(person, "totp", "secret") == before


def test_where_the_key_is_lost_the_command_removes_what_it_cannot_read_with_history(person, secret, settings):
    settings.SECRET_KEY = OTHER
    assert f"The second factor of {person} is removed" in encrypt_anew("--reset-unreadable")
    assert not person.authenticator_set.exists()
    assert person.history.first().history_event == "factor-reset"


def test_a_secret_of_before_that_stands_in_clear_still_fits_and_is_encrypted_by_the_command(person, secret):
    Authenticator.objects.filter(user=person, type="totp").update(data={"secret": secret})
    encrypt_anew()
    assert stored(person, "totp", "secret").startswith("gAAAA")
    assert can_sign_in(person, code(secret))
