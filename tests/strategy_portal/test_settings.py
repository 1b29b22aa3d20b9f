"""Settings as the environment makes them."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest
from django.conf import settings

from strategy_portal import serving
from strategy_portal.configuration import HOW_TO_MAKE_A_KEY, contrast_on_white, meant_by

ADDRESS = """
import django
django.setup()
from django.test import RequestFactory
from allauth.account.adapter import get_adapter
print(get_adapter().get_client_ip(RequestFactory().get("/", headers={"x-forwarded-for": "198.51.100.9, 203.0.113.7"})))
"""
KEY = "for-tests-only-" + "0123456789" * 4


def printed(script: str, **variables: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "strategy_portal.settings",
        "ENV_FILE": "",
        "SECRET_KEY": KEY,
        "AUDIT_KEY": KEY,
    }
    command = [sys.executable, *(["-c", script] if script else ["manage.py", "config"])]
    done = subprocess.run(command, env=environment | variables, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip()


def started(**variables: str) -> str:
    """What the settings, or why the portal does not start."""
    return printed("", **variables)


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({}, "127.0.0.1"),
        ({"BEHIND_PROXY": "on"}, "203.0.113.7"),
        ({"BEHIND_PROXY": "on", "PROXIES": "2"}, "198.51.100.9"),
    ],
)
def test_behind_a_proxy_each_visitor_is_limited_by_their_own_address(variables, address):
    assert printed(ADDRESS, **variables) == address


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("HTTPS", "onn", "HTTPS must be on or off, not “onn”."),
        ("HTTPS", "", "HTTPS must be on or off, not “”."),
        ("TODAY", "tomorrow", "TODAY must be a date such as 2027-04-30, not “tomorrow”."),
        ("GRACE_DAYS", "-5", "GRACE_DAYS must be a whole number from 0 to 366, not “-5”."),
        ("GRACE_DAYS", "four", "GRACE_DAYS must be a whole number, not “four”."),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL, not “LOUD”."),
        ("SECRET_KEY", "short", f"SECRET_KEY must be a random text of at least 40 characters. {HOW_TO_MAKE_A_KEY}"),
        ("COUNCIL_COLOUR", "blue", "COUNCIL_COLOUR must be a colour such as #0b4f6c, not “blue”."),
        ("COUNCIL_LOGO", "/no/crest.svg", "COUNCIL_LOGO names /no/crest.svg, which can’t be read: No such file"),
        ("EMAIL_URL", "council.Mail", "EMAIL_URL must name a mail server, such as smtp+tls://"),
        ("EMAIL_URL", "consolemail://", "EMAIL_URL must name a mail server, such as smtp+tls://"),
        ("EMAIL_URL", "smtp://mail.example.gov.uk", "EMAIL_SENDER must be the address that mail comes from"),
        ("SESSION_HOURS", "48", "SESSION_HOURS must be a whole number from 1 to 24, not “48”."),
        ("SECOND_FACTOR_ROLES", "boss", "SECOND_FACTOR_ROLES must be some of officer, approver"),
        ("DATABASE_URL", "x://a:secret@b/c", "DATABASE_URL must be written as postgres://user:password@host:5432/name"),
        ("ALLOWED_HOST", "portal", "ALLOWED_HOST is not a variable of the portal. Write ALLOWED_HOSTS."),
        ("PORTAL_ALLOWED_HOSTS", "a", "PORTAL_ALLOWED_HOSTS is not a variable of the portal. Write ALLOWED_HOSTS."),
        ("AUDIT_KEY", "", "AUDIT_KEY must be set where DEMONSTRATION is off"),
    ],
)
def test_a_mistake_stops_the_start_and_is_named_in_one_line(name, text, said):
    """Trust O2, S8."""
    line = started(**{name: text})
    assert line.startswith(said)
    assert "\n" not in line
    assert "secret@" not in line


@pytest.mark.parametrize(("text", "roles"), [("", "[]"), ("none", "[]"), ("board, clerk", "['board', 'clerk']")])
def test_no_role_needs_a_second_factor_where_none_is_named(text, roles):
    """Trust S3, O2."""
    script = "from strategy_portal.settings import SECOND_FACTOR_ROLES; print(SECOND_FACTOR_ROLES)"
    assert printed(script, SECOND_FACTOR_ROLES=text) == roles


def test_an_unknown_name_in_the_file_stops_the_start(tmp_path):
    (tmp_path / "portal.env").write_text("# of the council\nHTTPS=off\nGRACE=3\n")
    said = started(ENV_FILE=str(tmp_path / "portal.env"))
    assert said.startswith("GRACE in portal.env is not a variable of the portal.")


def test_a_line_of_the_file_without_a_name_stops_the_start(tmp_path):
    (tmp_path / "portal.env").write_text("HTTPS off\n")
    assert started(ENV_FILE=str(tmp_path / "portal.env")) == "portal.env: line 1 must be written as NAME=value."


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "DATABASE_HOST", "PYTHONPATH", "EMAIL", "LOGNAME", "TODAYS_SPECIAL"])
def test_what_belongs_to_other_programs_is_left_alone(name):
    assert meant_by(name, settings.VARIABLES.defaults) == ""


@pytest.mark.parametrize(("colour", "contrast"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54)])
def test_contrast_is_that_of_wcag(colour, contrast):
    assert round(contrast_on_white(colour), 2) == contrast


def test_a_colour_that_fails_contrast_on_paper_stops_the_start():
    assert started(COUNCIL_COLOUR="#ffdd00").startswith("COUNCIL_COLOUR is #ffdd00, whose contrast on white paper is")


def test_config_prints_what_is_in_force_and_no_secret(tmp_path):
    (tmp_path / "portal.env").write_text("GRACE_DAYS=14\n")
    lines = started(
        ENV_FILE=str(tmp_path / "portal.env"), DATABASE_URL="postgres://portal:pass@db/portal", HTTPS="yes"
    ).splitlines()
    assert f"GRACE_DAYS=14  ({tmp_path}/portal.env)" in lines
    assert "DATABASE_URL=postgres://portal:(hidden)@db/portal  (environment)" in lines
    assert "LONG_TREND_VALUES=4  (default)" in lines
    assert f"SECRET_KEY=set, {len(KEY)} characters  (environment)" in lines


def test_the_logo_is_a_file_anywhere(tmp_path, client, settings, db):
    crest = tmp_path / "crest.svg"
    crest.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    settings.COUNCIL = settings.COUNCIL | {"logo": crest}
    assert 'src="/logo?version=0"' in client.get("/").content.decode()
    response = client.get("/logo")
    assert (response["Content-Type"], b"".join(response)) == ("image/svg+xml", crest.read_bytes())


def test_without_a_logo_there_is_none_to_be_had(client, db):
    assert client.get("/logo").status_code == 404


def test_each_variable_is_described(settings):
    described = (settings.BASE_DIR / "docs" / "how-to" / "configure.md").read_text()
    assert [name for name in settings.VARIABLES.defaults if f"`{name}`" not in described] == []


def test_nobody_builds_the_demonstration_anew_while_the_portal_serves(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "_lock_file", lambda: tmp_path / "serving.lock")
    monkeypatch.setattr(serving, "_held", [])
    serving.hold()
    serving.hold()
    assert not serving.keep_closed()
    for file in serving._held:
        file.close()
    assert serving.keep_closed()


WITH_SERVICE = {"MAIL_SERVICE": "postmark", "MAIL_SERVICE_KEY": "token-1", "EMAIL_SENDER": "portal@example.gov.uk"}
HOW_MAIL_GOES = "from django.conf import settings as s; print(s.MAIL, s.EMAIL_BACKEND, s.ANYMAIL)"


@pytest.fixture
def anymail(tmp_path) -> dict[str, str]:
    """As if the optional package were installed: the settings only ask whether it is there."""
    (tmp_path / "anymail").mkdir()
    (tmp_path / "anymail" / "__init__.py").touch()
    return {"PYTHONPATH": str(tmp_path)}


def test_mail_goes_by_a_provider_where_one_is_named_and_the_package_is_installed(anymail):
    said = printed(HOW_MAIL_GOES, **WITH_SERVICE, **anymail)
    keys = {"POSTMARK_SERVER_TOKEN": "token-1", "REQUESTS_TIMEOUT": 20}
    assert said == f"True anymail.backends.postmark.EmailBackend {keys}"
    abroad = WITH_SERVICE | {"MAIL_SERVICE": "mailgun", "MAIL_SERVICE_URL": "https://api.eu.mailgun.net/v3"}
    assert "'MAILGUN_API_URL': 'https://api.eu.mailgun.net/v3/'" in printed(HOW_MAIL_GOES, **abroad, **anymail)
    assert "MAIL_SERVICE_KEY=set, 7 characters" in started(**WITH_SERVICE, **anymail)


@pytest.mark.skipif(find_spec("anymail") is not None, reason="the optional package is installed")
def test_a_provider_without_the_package_stops_the_start_and_says_how_to_install_it():
    said = started(**WITH_SERVICE)
    assert said.startswith(
        "MAIL_SERVICE needs django-anymail, which is not installed. `.venv/bin/python -m pip install"
    )
    assert "\n" not in said


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"MAIL_SERVICE": "pigeon"}, "MAIL_SERVICE must be one of brevo, mailersend"),
        ({"MAIL_SERVICE_KEY": ""}, "MAIL_SERVICE_KEY must be the key that postmark gave you"),
        ({"EMAIL_SENDER": ""}, "EMAIL_SENDER must be the address that mail comes from"),
        ({"EMAIL_URL": "smtp://mail.example.gov.uk"}, "EMAIL_URL and MAIL_SERVICE are both set"),
        ({"MAIL_SERVICE_URL": "eu"}, "MAIL_SERVICE_URL must be an address such as"),
    ],
)
def test_a_mistake_in_the_provider_is_named(variables, said, anymail):
    assert started(**{**WITH_SERVICE, **variables}, **anymail).startswith(said)
