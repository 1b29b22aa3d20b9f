"""What every page has: headers, request id, health, sign-in, and pages for errors."""

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from strategy_portal.demonstration import sign_ins
from strategy_portal.models import User


def test_scripts_come_from_the_portal_alone(client, db):
    policy = client.get("/")["Content-Security-Policy"]
    assert "script-src 'self';" in policy.replace("script-src 'self'", "script-src 'self';", 1)
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    for directive in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/health/live"])
def test_security_headers_are_on_every_answer(client, db, path):
    answer = client.get(path)
    for header in (
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Permissions-Policy",
        "X-Frame-Options",
        "X-Request-Id",
    ):
        assert answer[header]


def test_liveness_does_not_ask_the_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert client.get("/health/live").json() == {"status": "live"}


def test_readiness_means_that_migrations_are_applied(client, db):
    assert client.get("/health/ready").json() == {"status": "ready"}


def test_a_page_that_is_not_there_says_what_to_do(client, db):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_nobody_can_sign_up(client, db):
    assert client.get("/accounts/signup/").status_code in (302, 403)
    assert User.objects.filter(is_demonstration=False).count() == 0


def test_signing_in_leads_home(client, people):
    answer = client.post("/accounts/login/", {"login": "officer", "password": "demonstration"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_wrong_password_says_so_and_keeps_the_name(client, people):
    shown = client.post("/accounts/login/", {"login": "officer", "password": "wrong"}).content.decode()
    assert "not correct" in shown
    assert 'value="officer"' in shown


def test_signing_out_ends_the_session(signed_in):
    client = signed_in("officer")
    client.post("/accounts/logout/")
    assert client.get("/returns/").status_code == 302


def test_the_sign_in_page_lists_the_demonstration_sign_ins(client, people):
    assert "officer-housing" in client.get("/accounts/login/").content.decode()


@override_settings(DEMONSTRATION=False)
def test_a_real_portal_has_no_demonstration_sign_ins(db):
    assert sign_ins() == []


@override_settings(DEMONSTRATION=False)
def test_demonstration_data_refuses_a_real_portal(db):
    User.objects.update(is_demonstration=False)
    with pytest.raises(CommandError, match="DEMONSTRATION=on"):
        call_command("demo_data")


def test_loading_twice_changes_nothing(db, capsys):
    call_command("load_facts")
    call_command("demo_data")
    assert capsys.readouterr().out.count("already there") == 5
