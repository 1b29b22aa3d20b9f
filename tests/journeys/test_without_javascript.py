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
