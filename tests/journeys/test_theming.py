"""A person gives twenty comments their themes by keyboard alone, and moderates with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

COMMENTS = "/strategies/wlc-customer-2023-28/consultations/how-we-answer-you/comments/"


def given(visitor, order: int) -> list[str]:
    """The themes that this person gave a comment."""
    visitor.open(f"{COMMENTS}{order}/themes/")
    return visitor.page.locator("[data-key]:checked").evaluate_all("all => all.map((it) => it.dataset.key)")


def test_twenty_comments_are_coded_by_keyboard_alone(visit):
    """By key, by the first letters of a theme, and as none of these."""
    officer = visit("officer")
    page, keys = officer.page, officer.page.keyboard
    officer.open(f"{COMMENTS}themes/")
    page.get_by_role("link", name="Code the next comment").focus()
    keys.press("Enter")
    orders = []
    for number in range(20):
        page.get_by_text(f"You have read {number} of").wait_for()
        orders.append(int(page.url.split("/")[-3]))
        expect(page.locator("#theme-filter")).to_be_focused()
        if number % 3 == 0:
            keys.press("1")
            keys.press("3")
        elif number % 3 == 1:
            keys.type("plain")
            keys.press("Enter")
        else:
            keys.press("0")
        keys.press("Enter")
    page.get_by_text("You have read 20 of").wait_for()
    assert [given(officer, order) for order in orders] == [[["1", "3"], ["4"], ["0"]][place % 3] for place in range(20)]
    assert officer.complaints == []


def test_the_keys_turn_pages_and_say_what_they_chose(visit):
    officer = visit("officer")
    officer.open(f"{COMMENTS}22/themes/")
    officer.page.keyboard.press("2")
    expect(officer.page.locator("[data-coding-status]")).to_have_text("Telephone chosen. 1 chosen.")
    officer.page.keyboard.press("PageUp")
    officer.page.wait_for_url(f"**{COMMENTS}21/themes/")


def test_words_selected_in_a_comment_are_removed(visit):
    performance = visit("performance")
    performance.open(f"{COMMENTS}1/")
    page = performance.page
    page.locator("#original").evaluate(
        "it => { const range = document.createRange(); range.setStart(it.lastChild, 0); range.setEnd(it.lastChild, 4);"
        " const all = getSelection(); all.removeAllRanges(); all.addRange(range); }"
    )
    page.get_by_text("Remove more words").click()
    page.get_by_role("button", name="Add the words selected in the comment").click()
    page.get_by_role("button", name="Show it again with my changes").click()
    performance.reads("[name removed]")


def test_axe_finds_nothing_on_the_pages_of_moderators_and_coders(visit):
    performance = visit("performance")
    found = []
    pages = ("", "1/", "1/themes/", "publish/", "themes/", "themes/add/", "campaigns/", "agreement/")
    for path in pages:
        found += performance.violations_of(f"{COMMENTS}{path}")
    for path in ("/consultations/personal-details/", f"{COMMENTS.removesuffix('comments/')}personal-details/"):
        found += performance.violations_of(path)
    assert found == []


def test_a_comment_is_published_and_coded_without_javascript(visit):
    officer = visit("officer", java_script_enabled=False)
    officer.open(f"{COMMENTS}3/")
    officer.page.get_by_role("button", name="Publish it like this").click()
    officer.reads("Comment 3 is published.")
    officer.open(f"{COMMENTS}23/themes/")
    officer.page.locator("label[for=id_none]").click()
    officer.page.get_by_role("button", name="Save and go on").click()
    expect(officer.page).not_to_have_url(re.compile("/23/themes/"))
