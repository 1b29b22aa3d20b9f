"""Everything but the interactive chart works without JavaScript (trust A5)."""

import pytest

pytestmark = pytest.mark.browser

WLC = "/strategies/wlc-customer-2023-28"


def test_a_value_is_entered_and_saved_without_javascript(visit):
    officer = visit("officer", java_script_enabled=False)
    officer.open(f"{WLC}/returns/2026-27-Q2/")
    officer.page.get_by_label("Resolved at first contact: 2.2, Q2 2026/27").fill("13300")
    officer.page.get_by_label("Enquiries: 2.2, Q2 2026/27").fill("17500")
    officer.page.get_by_role("button", name="Save as draft").click()
    officer.reads("1 value was saved as draft")


def test_without_javascript_the_chart_is_a_picture_with_its_sentence(visit):
    board = visit("board", java_script_enabled=False)
    board.open(f"{WLC}/indicators/1.3/")
    picture = board.page.locator("figure.chart img").first
    assert picture.is_visible()
    assert "From 90.0% in Q1 2023/24" in picture.get_attribute("alt")


def test_with_javascript_the_chart_becomes_interactive(visit):
    board = visit("board")
    board.open(f"{WLC}/indicators/1.3/")
    board.page.wait_for_selector("figure.chart[data-drawn=yes]")
    assert board.page.locator("figure.chart .main-svg").first.is_visible()
    assert board.complaints == []


def test_every_page_that_shows_made_up_values_says_so(visit):
    board = visit("board")
    for path in (f"{WLC}/board/", f"{WLC}/indicators/1.1/", f"{WLC}/", "/indicators/"):
        board.open(path)
        assert "Demonstration data" in board.page.inner_text("main")


def test_what_is_sent_after_the_session_has_ended_is_saved_after_a_new_sign_in(visit):
    """docs/adr/0017"""
    performance = visit("performance", java_script_enabled=False)
    page = performance.page
    performance.open(f"{WLC}/actions/2/progress/")
    text = "Two messages went out, and a third was written for the libraries."
    page.get_by_label("What was done").first.fill(text)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Add the update").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in, in another tab").click()
    opened.value.get_by_label("E-mail address or user name").fill("performance")
    opened.value.get_by_label("Password").fill("demonstration")
    opened.value.keyboard.press("Enter")
    opened.value.wait_for_url(f"{performance.portal}/")
    page.get_by_role("button", name="I have signed in").click()
    assert page.get_by_label("Done").input_value() == text
    page.get_by_role("button", name="Save").click()
    assert text in performance.text()
    assert "is recorded" in performance.text()


def test_a_date_is_moved_in_its_row_without_javascript(visit):
    """Rules 9.3."""
    performance = visit("performance", java_script_enabled=False)
    performance.open("/strategies/elc-customer-2023-28/plan/update/")
    page = performance.page
    page.get_by_text("Move the date of action 6").click()
    page.get_by_label("Action 6, new date").fill("March 2028")
    page.get_by_role("button", name="Record the updates").click()
    performance.reads("Action 6, why it moves: Fill this in")
    assert page.get_by_label("Action 6, new date").input_value() == "March 2028"
    page.get_by_label("Action 6, why it moves").fill("The supplier is late")
    page.get_by_label("Action 6, who agreed").fill("The corporate board")
    page.get_by_label("Action 6, agreed on").fill("2026-11-04")
    page.get_by_role("button", name="Record the updates").click()
    performance.reads("Recorded: action 6.")
