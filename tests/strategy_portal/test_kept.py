"""What was typed is kept by the browser until the server says that it took it."""

from urllib.parse import unquote

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
