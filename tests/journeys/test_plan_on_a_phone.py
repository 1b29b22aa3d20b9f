"""A board member reads an action plan on a phone: the answer first, then groups that open, each action a card."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PLAN = "/strategies/elc-customer-2023-28/plan/"


@pytest.fixture
def board(visit):
    visitor = visit("board")
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.open(PLAN)
    return visitor


def test_the_answer_stands_on_the_first_screen(board):
    answer = board.page.locator(".answer")
    expect(answer).to_contain_text("18 of 24 actions are late")
    assert answer.bounding_box()["y"] < 844
    assert board.complaints == []


def test_the_page_does_not_scroll_sideways_and_each_action_is_a_card(board):
    assert board.page.evaluate("document.documentElement.scrollWidth") == 390
    row = board.page.locator(".plan-lines tbody tr", has_text="Plan and support service teams")
    expect(row).to_be_hidden()
    board.page.locator("summary", has_text="Digital First: 5 late of 6").click()
    expect(row).to_have_css("display", "grid")
    expect(row).to_contain_text("2 years 6 months late")
    drawn = row.locator("svg.track").bounding_box()
    assert drawn["width"] > 300
    assert row.locator(".track__years").is_visible()


def test_one_click_shows_the_late_ones_and_another_groups_them_by_owner(board):
    board.page.get_by_role("link", name="Late 18").click()
    expect(board.page).to_have_url(re.compile("show=late"))
    board.page.get_by_role("navigation", name="What is shown").get_by_role("link", name="Owner", exact=True).click()
    expect(board.page).to_have_url(re.compile("show=late.*by=owner"))
    expect(board.page.locator(".plan-group > summary").first).to_have_text("Assets Team: 1 late of 1")
    expect(board.page.locator(".plan-groups")).not_to_contain_text("On course")


def test_the_years_stand_under_every_third_track(board):
    board.page.locator(".plan-group > summary").first.click()
    tracks = board.page.locator(".plan-group").first.locator("tbody .track__years").all()
    assert [each.is_visible() for each in tracks] == [True, False, False, True, False, False, True]


def test_a_card_leads_to_the_action_and_why_it_moved(board):
    board.page.locator("summary", has_text="Customer at the Heart: 4 late of 7").click()
    board.page.get_by_role("link", name="Why it moved, 2 times").click()
    expect(board.page).to_have_url(re.compile(r"/actions/6/#moves$"))
    expect(board.page.locator("#moves")).to_be_in_viewport()
