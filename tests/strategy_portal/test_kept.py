"""What was typed is kept by the browser until the server says that it took it."""

import html
import re
from urllib.parse import unquote

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from strategy_portal.access import TAKEN

PROGRESS = "/strategies/wlc-customer-2023-28/actions/1/progress/"


def fill(**more):
    return {
        "new_state": "",
        "done": "Two messages went out.",
        "next_steps": "A third.",
        "seen": 0,
    } | more


def test_a_form_that_was_taken_is_named(signed_in, wlc):
    version = wlc.actions.get(number=1).version
    answer = signed_in("performance").post(PROGRESS, fill(seen=version))
    assert (answer.status_code, unquote(answer.cookies[TAKEN].value)) == (302, PROGRESS)


def test_a_form_that_comes_back_is_not(signed_in, wlc):
    answer = signed_in("performance").post(PROGRESS, fill(done=""))
    assert answer.status_code == 422
    assert TAKEN not in answer.cookies
    assert "data-answer" in answer.content.decode()


def test_without_a_session_nothing_was_taken_and_sign_in_leads_back_to_the_form(client, wlc):
    page = "http://testserver/strategies/wlc-customer-2023-28/actions/1/?all=yes"
    answer = client.post(PROGRESS, fill(), headers={"Referer": page})
    assert TAKEN not in answer.cookies
    assert answer["Location"].endswith("?next=/strategies/wlc-customer-2023-28/actions/1/%3Fall%3Dyes")


def test_sign_in_never_leads_to_another_site(client, wlc):
    answer = client.post(PROGRESS, fill(), headers={"Referer": "https://elsewhere.example/page"})
    assert answer["Location"].endswith(f"?next={PROGRESS}")


# --- Where no script keeps it (docs/adr/0017) ------------------------------------------------------------------------


@pytest.fixture
def at_work(people) -> Client:
    """The performance team has signed in with this browser."""
    client = Client()
    sign_in(client, "performance")
    return client


def sign_in(client, username) -> None:
    answer = client.post("/accounts/login/", {"login": username, "password": "demonstration"})
    assert answer.status_code == 302


def sent_without_a_session(client, **more):
    """The page that answers a form whose session has ended, and what it carries."""
    del client.cookies["sessionid"]
    answer = client.post(PROGRESS, fill(password="secret", **more))
    carried = re.search(r'name="sealed" value="([^"]+)"', answer.content.decode())
    return answer, html.unescape(carried[1]) if carried else ""


def test_what_was_sent_without_a_session_comes_back_to_the_same_person_and_is_saved_by_them(at_work, wlc):
    action = wlc.actions.get(number=1)
    before, sessions = action.updates.count(), Session.objects.count()
    answer, sealed = sent_without_a_session(at_work, seen=action.version)
    assert (answer.status_code, Session.objects.count()) == (401, sessions)
    assert "You are not signed in yet" in at_work.post("/kept/", {"sealed": sealed}).content.decode()
    sign_in(at_work, "performance")
    shown = at_work.post("/kept/", {"sealed": sealed}).content.decode()
    assert f'action="{PROGRESS}"' in shown
    assert 'name="done" value="Two messages went out."' in shown
    assert "secret" not in shown
    assert action.updates.count() == before
    assert at_work.post(PROGRESS, fill(seen=action.version)).status_code == 302
    assert action.updates.count() == before + 1


def test_a_file_that_was_sent_with_it_is_asked_for_again(at_work, wlc):
    """docs/adr/0017: a file is too large for a page to carry."""
    _, sealed = sent_without_a_session(at_work, file=SimpleUploadedFile("minutes.txt", b"Agreed."))
    sign_in(at_work, "performance")
    shown = at_work.post("/kept/", {"sealed": sealed}).content.decode()
    assert '<input type="file" name="file"' in shown
    assert 'enctype="multipart/form-data"' in shown
    assert "Agreed" not in shown


def test_nobody_else_sees_what_was_sent(at_work, wlc):
    _, sealed = sent_without_a_session(at_work)
    sign_in(at_work, "officer")
    answer = at_work.post("/kept/", {"sealed": sealed})
    assert answer.status_code == 403
    assert "Two messages" not in answer.content.decode()


def test_what_the_portal_did_not_seal_is_refused(signed_in):
    assert signed_in("performance").post("/kept/", {"sealed": "a:b:c"}).status_code == 400


def test_more_than_a_page_should_carry_is_not(at_work, wlc):
    assert sent_without_a_session(at_work, done="x" * 600_000)[0].status_code == 302


def test_what_a_script_keeps_is_not_carried(at_work, wlc):
    at_work.cookies["keeps"] = "yes"
    assert sent_without_a_session(at_work)[0].status_code == 302


def test_after_signing_out_on_purpose_nothing_is_carried(at_work, wlc):
    at_work.post("/accounts/logout/")
    assert at_work.post(PROGRESS, fill()).status_code == 302


def test_another_site_can_send_nothing_that_is_carried(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["performance"])
    client.cookies["who"] = signing.get_cookie_signer(salt="who").sign(people["performance"].pk)
    del client.cookies["sessionid"]
    assert client.post(PROGRESS, fill()).status_code == 403
