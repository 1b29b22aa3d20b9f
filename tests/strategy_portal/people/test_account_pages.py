"""The account's pages wear the portal's style and words, whoever wrote what is behind them."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

PAGES = {
    "/accounts/password/change/": "Change your password",
    "/accounts/2fa/": "Second factor",
    "/accounts/2fa/totp/deactivate/": "Remove the second factor",
    "/accounts/2fa/recovery-codes/": "Recovery codes",
    "/accounts/2fa/recovery-codes/generate/": "Make new recovery codes",
    "/accounts/sessions/": "Where you are signed in",
}
OF_THE_LIBRARY = ("Two-Factor", "Authenticator", "Log in", "Log out", "successfully", "reauthenticate", "Passwort")


@pytest.fixture
def with_factor(in_browser, person):
    """A client of somebody with a second factor, who was asked again just now."""
    in_browser.post("/accounts/reauthenticate/", {"password": "a long enough password"})
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return in_browser


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_account_speaks_as_the_portal_does_and_leads_back(address, with_factor):
    page = with_factor.get(address).content.decode()
    assert f"{PAGES[address]}</h1>" in page
    assert 'href="/account/">Your account</a>' in page
    assert not [word for word in OF_THE_LIBRARY if word in page.partition("<main")[2]]


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/accounts/password/reset/", "Set a new password"),
        ("/accounts/password/reset/done/", "Look into your mail"),
        ("/accounts/password/reset/key/1-wrong/", "This link holds no longer"),
        ("/accounts/password/reset/key/done/", "Your password is set"),
        ("/accounts/inactive/", "You can’t sign in any more"),
    ],
)
def test_a_page_before_the_sign_in_does_too(address, title, person, client):
    page = Client().get(address)
    if page.status_code == 302:  # only for who is signed in
        client.force_login(person)
        page = client.get(address)
    assert f"{title}</h1>" in page.content.decode()


def test_the_code_is_asked_in_the_same_words(with_factor, person):
    answer = Client().post(
        "/accounts/login/", {"login": person.email, "password": "a long enough password"}, follow=True
    )
    page = answer.content.decode()
    assert "Enter the code from your phone</h1>" in page
    assert "Ask an administrator of the portal" in page


def test_what_is_left_empty_is_named_with_what_to_do(in_browser):
    page = in_browser.post("/accounts/password/change/", {}).content.decode()
    assert "New password: Fill this in" in page
