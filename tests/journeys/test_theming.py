"""A person gives twenty comments their themes by keyboard alone, and moderates with and without JavaScript."""

import pytest

pytestmark = pytest.mark.browser

COMMENTS = "/strategies/wlc-customer-2023-28/consultations/how-we-answer-you/comments/"
FIELD = "theme-filter"


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


def add_theme(visitor, title: str) -> None:
    visitor.open(f"{COMMENTS}themes/add/")
    visitor.page.get_by_label("Title").fill(title)
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_text(f"“{title}” is in the codebook").wait_for()


def test_twenty_comments_are_coded_by_keyboard_alone(visit):
    performance = visit("performance")
    for title in ("Waiting and queues", "Plain words", "Getting in touch"):
        add_theme(performance, title)
    page, keys = performance.page, performance.page.keyboard
    performance.open(f"{COMMENTS}themes/")
    page.get_by_role("link", name="Code the next comment").focus()
    keys.press("Enter")
    for number in range(20):
        page.wait_for_function(f"document.body.innerText.includes('You have read {number} of')")
        assert focused(page) == FIELD
        if number % 3 == 0:
            keys.press("1")
            keys.press("3")
        elif number % 3 == 1:
            keys.type("plain")
            keys.press("Enter")
        else:
            keys.press("0")
        keys.press("Enter")
    page.wait_for_function("document.body.innerText.includes('You have read 20 of')")
    performance.open(f"{COMMENTS}themes/")
    counted = page.locator("tbody tr td.number").all_inner_texts()
    assert counted[-3:] == ["7", "7", "7"]
    assert performance.complaints == []


def test_the_keys_turn_pages_and_say_what_they_chose(visit):
    performance = visit("performance")
    performance.open(f"{COMMENTS}2/themes/")
    performance.page.keyboard.press("0")
    assert performance.page.locator("[data-coding-status]").inner_text() == "None of these chosen. 0 chosen."
    performance.page.keyboard.press("PageUp")
    performance.page.wait_for_url(f"**{COMMENTS}1/themes/")


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
    assert "[name removed]" in performance.text()


def test_axe_finds_nothing_on_the_pages_of_moderators_and_coders(visit):
    performance = visit("performance")
    found = []
    pages = ("", "1/", "1/themes/", "publish/", "themes/", "themes/add/", "campaigns/", "agreement/")
    for path in pages:
        performance.open(f"{COMMENTS}{path}")
        found += performance.violations()
    for path in ("/consultations/personal-details/", f"{COMMENTS.removesuffix('comments/')}personal-details/"):
        performance.open(path)
        found += performance.violations()
    assert found == []


def test_a_comment_is_published_and_coded_without_javascript(visit):
    performance = visit("performance", java_script_enabled=False)
    performance.open(f"{COMMENTS}3/")
    performance.page.get_by_role("button", name="Publish it like this").click()
    assert "Comment 3 is published." in performance.text()
    performance.open(f"{COMMENTS}3/themes/")
    performance.page.get_by_text("None of these", exact=True).click()
    performance.page.get_by_role("button", name="Save and go on").click()
    assert "There is a problem" not in performance.text()
