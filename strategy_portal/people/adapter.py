"""What the sign-in library (allauth) asks of the portal: how often somebody may try, and what a sign-in begins."""

import logging
from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.ratelimit import consume
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from ..access import begin_session
from ..council.in_force import council
from ..kept import note_who
from .encrypting import Unreadable, decrypted, encrypted
from .links import MailNotSent, send_password_link
from .models import User
from .services import change_password

KNOWN, KNOWN_DAYS = "known_browser", 180


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators, never by sign-up.

    Tries to sign in are counted for the account with the network address, and for the account from anywhere. The second
    limit only slows: past it one try a minute is let through, and a browser in which the person signed in before is
    counted by itself. So whoever tries many passwords locks nobody out (trust S3).
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": "Too many tries failed. Wait five minutes, then try again",
        "slowed": "Many tries to sign in as this person failed lately. Wait a minute, then try again. "
        "In a browser in which you signed in before you need not wait",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    # --- Limits -----------------------------------------------------------------------------------------------------

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{account(credentials)} {self.get_client_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        key = f"{account(credentials)} {known_browser(request, account(credentials))}"
        if not consume(request, action="login_from_anywhere", key=key) and not consume(
            request, action="login_slowed", key=key
        ):
            raise self.validation_error("slowed")

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **options)
        note_who(response, user)
        known = known_browser(request, user.username.lower()) or get_random_string(22)
        response.set_signed_cookie(
            KNOWN, f"{user.username.lower()} {known}", salt=KNOWN, max_age=KNOWN_DAYS * 86_400,
            secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
        )  # fmt: skip
        return response

    # --- Sessions and passwords ---------------------------------------------------------------------------------------

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        begin_session(request)

    def set_password(self, user: User, password: str) -> None:
        change_password(user, password)

    # --- Mail ---------------------------------------------------------------------------------------------------------

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Nobody is told whether there is such a person, so nobody is told either that the mail did not go out."""
        with suppress(MailNotSent):  # it is in the log
            send_password_link(user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted, and names the council in authenticator apps."""

    def get_totp_issuer(self) -> str:
        return council().name

    def encrypt(self, text: str) -> str:
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Where the key does not fit, a secret of which nobody has a code; the log says why."""
        try:
            return decrypted(encrypted_text)
        except Unreadable as error:
            logging.getLogger(__name__).error("%s Run manage.py encrypt_second_factors.", error)
            return generate_totp_secret()


def account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username", "")).lower()


def known_browser(request: HttpRequest, name: str) -> str:
    """The browser's own number, if this person signed in there before; else empty."""
    kept = str(request.get_signed_cookie(KNOWN, "", salt=KNOWN, max_age=KNOWN_DAYS * 86_400))
    whose, _, number = kept.rpartition(" ")
    return number if whose == name else ""
