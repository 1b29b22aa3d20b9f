"""What was typed into any form is there again after a new sign-in, for the same person alone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WLC = "/strategies/wlc-customer-2023-28"
FORMS = {
    "progress": (f"{WLC}/actions/1/progress/", "What was done", "Add the update"),
    "quick update": (f"{WLC}/plan/update/", "What was done: action 1", "Record the updates"),
}


def sign_in_again(visitor, username) -> None:
    visitor.page.get_by_label("E-mail address or user name").fill(username)
    visitor.page.get_by_label("Password").fill("demonstration")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(re.compile("strategies|/$"))


@pytest.mark.parametrize("name", FORMS)
def test_what_was_sent_without_a_session_stands_in_its_form_again_until_it_is_saved(visit, name):
    address, label, button = FORMS[name]
    performance = visit("performance")
    performance.open(address)
    performance.page.get_by_label(label).first.fill("Two messages went out.")
    performance.page.context.clear_cookies(name="sessionid")
    performance.page.get_by_role("button", name=button).click()
    performance.page.get_by_text("Nothing is lost").wait_for()
    sign_in_again(performance, "performance")
    expect(performance.page.get_by_label(label).first).to_have_value("Two messages went out.")
    performance.page.get_by_role("button", name=button).click()
    performance.page.get_by_text(re.compile("is recorded|Recorded:")).wait_for()
    performance.open(address)
    expect(performance.page.get_by_label(label).first).to_have_value("")
    assert performance.complaints == []


def test_another_person_at_the_same_computer_does_not_see_it_and_it_can_be_discarded(visit):
    address, label, _ = FORMS["progress"]
    performance = visit("performance")
    performance.open(address)
    performance.page.get_by_label(label).fill("For nobody else.")
    performance.page.context.clear_cookies(name="sessionid")
    performance.open(address)
    sign_in_again(performance, "officer")
    expect(performance.page.get_by_label(label)).to_have_value("")
    performance.page.context.clear_cookies(name="sessionid")
    performance.open(address)
    sign_in_again(performance, "performance")
    expect(performance.page.get_by_label(label)).to_have_value("For nobody else.")
    performance.page.get_by_role("button", name="Discard it").click()
    performance.page.locator(".kept").wait_for(state="detached")
    expect(performance.page.get_by_label(label)).to_have_value("")


def test_signing_out_on_purpose_asks_and_then_clears_it(visit):
    address, label, _ = FORMS["progress"]
    performance = visit("performance")
    performance.open(address)
    performance.page.get_by_label(label).fill("Half a sentence.")
    performance.page.once("dialog", lambda asked: asked.dismiss())
    performance.page.get_by_role("button", name="Sign out").click()
    assert "typed:" in performance.page.evaluate("Object.keys(localStorage).join()")
    performance.page.on("dialog", lambda asked: asked.accept())
    performance.page.get_by_role("button", name="Sign out").click()
    performance.page.get_by_role("link", name="Sign in", exact=True).wait_for()
    assert "typed:" not in performance.page.evaluate("Object.keys(localStorage).join()")


def test_what_was_typed_longer_ago_than_a_session_can_last_is_gone(visit):
    address, label, _ = FORMS["progress"]
    performance = visit("performance")
    performance.open(address)
    performance.page.get_by_label(label).fill("Yesterday’s text.")
    performance.page.evaluate("""() => Object.keys(localStorage).forEach((name) => {
        const all = JSON.parse(localStorage[name]);
        Object.values(all).forEach((each) => { each.at -= 13 * 60 * 60 * 1000; });
        localStorage[name] = JSON.stringify(all);
    })""")
    performance.open("/")
    assert performance.page.evaluate("Object.keys(localStorage).length") == 0
