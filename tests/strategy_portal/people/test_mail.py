"""Mail goes by SMTP, else into files; a link to set a password by SMTP alone, and never to a log (trust S3)."""

import logging
from smtplib import SMTPServerDisconnected

import pytest
from django.conf import settings as configured
from django.core import mail

from strategy_portal.people.log import WithoutLinks

from ..test_settings import printed

RESET = "/accounts/password/reset/"


@pytest.fixture
def no_mail(settings):
    settings.MAIL = False


@pytest.fixture
def broken(monkeypatch):
    """The mail server can't be reached."""

    def fail(*given, **options):
        raise SMTPServerDisconnected

    monkeypatch.setattr("strategy_portal.people.links.send_mail", fail)


def test_who_forgot_the_password_gets_a_link(client, person):
    assert f'href="{RESET}"' in client.get("/accounts/login/").content.decode()
    client.post(RESET, {"email": person.email})
    (sent,) = mail.outbox
    assert (sent.to, sent.from_email) == ([person.email], "portal@example.gov.uk")
    assert "/accounts/password/reset/key/" in sent.body


@pytest.mark.parametrize("address", ["nobody@example.gov.uk", "deactivated"])
def test_nobody_else_is_mailed_and_the_page_says_the_same(address, client, person):
    if address == "deactivated":
        person.is_active, address = False, person.email
        person.save()
    assert client.post(RESET, {"email": address})["Location"] == f"{RESET}done/"
    assert mail.outbox == []


def test_without_mail_nothing_offers_a_new_password(no_mail, client, person):
    assert RESET not in client.get("/accounts/login/").content.decode()
    assert client.get(RESET).status_code == 404
    assert client.post(RESET, {"email": person.email}).status_code == 404
    assert mail.outbox == []


def test_without_mail_an_administrator_hands_the_link_over(no_mail, administrator, person, client):
    page = administrator.post(f"/people/{person.pk}/link/")
    assert "no-store" in page["Cache-Control"]
    link = page.context["link"].removeprefix("http://testserver")
    assert "password1" in client.get(link, follow=True).content.decode()
    assert mail.outbox == []


def test_without_a_mail_server_mail_goes_into_files_and_is_printed_nowhere():
    script = "from django.conf import settings; print(settings.MAIL, settings.EMAIL_BACKEND)"
    assert printed(script, DEMONSTRATION="on") == "False django.core.mail.backends.filebased.EmailBackend"


def test_mail_that_can_not_be_sent_is_said_and_nothing_is_lost(broken, administrator, person):
    page = administrator.post(f"/people/{person.pk}/link/", follow=True).content.decode()
    assert "could not be sent" in page


def test_who_asks_for_a_link_meanwhile_sees_no_error_page(broken, client, person):
    assert client.post(RESET, {"email": person.email}).status_code in (302, 422)


def test_a_log_never_holds_a_link():
    record = logging.LogRecord("django", 40, "", 1, "Error: %s", ("/accounts/password/reset/key/1-abc-def/",), None)
    assert WithoutLinks().filter(record)
    assert record.getMessage() == "Error: /accounts/password/reset/key/.../"
    assert "without_links" in configured.LOGGING["handlers"]["console"]["filters"]


def test_the_sign_in_page_says_who_can_help(client, settings, db):
    settings.SIGN_IN_HELP = "The service desk, 01234 567890."
    assert "The service desk, 01234 567890." in client.get("/accounts/login/").content.decode()
