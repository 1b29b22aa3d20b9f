"""The link by which a person sets a password: made here, sent by mail, never written to a log (trust S3)."""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.template.loader import render_to_string

from ..council.in_force import council
from ..mail import NOT_SENT
from ..records.versions import Refused
from .models import User


class LinkTokens(PasswordResetTokenGenerator):
    """Django's own, which holds once and for PASSWORD_RESET_TIMEOUT; it ends with the person's sessions."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)} {user.sign_in_version}"


class MailNotSent(Refused):
    def __init__(self, address: str):
        super().__init__(f"The mail to {address} could not be sent. Nothing is lost: send the link again later")


def password_link(person: User) -> str:
    """Where the person sets a password. Within a request, whose host it names."""
    key = f"{user_pk_to_url_str(person)}-{LinkTokens().make_token(person)}"
    return str(get_adapter().get_reset_password_from_key_url(key))


def send_password_link(person: User) -> None:
    """Raises MailNotSent."""
    context = {
        "person": person,
        "council": council().name,
        "link": password_link(person),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "is_new": not person.has_usable_password(),
    }
    text = render_to_string("people/mail/password_link.txt", context)
    try:
        send_mail(f"Strategy Portal: set your password ({context['council']})", text, None, [person.email])
    except NOT_SENT as error:
        logging.getLogger(__name__).error("A mail could not be sent: %s", type(error).__name__)
        raise MailNotSent(person.email) from error
