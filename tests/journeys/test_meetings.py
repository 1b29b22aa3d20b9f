"""A meeting from its pack to what became of its decision: as a clerk, and as the board that reads it."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BOARD = "/strategies/wlc-customer-2023-28/board/"
DECIDED = "Show by January which messages customers get without asking."


def test_a_decision_stands_on_the_boards_page_until_a_clerk_says_what_came_of_it(visit):
    clerk, board = visit("clerk"), visit("board")
    page = clerk.page
    clerk.open("/meetings/")
    page.get_by_role("row").filter(has_text="9 September 2026").get_by_role("link", name="Corporate board").click()
    page.get_by_role("link", name="Record a decision on Customer Strategy 2023 to 2028").click()
    page.get_by_label("On", exact=True).select_option(label="2.4 Keeping customers informed")
    page.get_by_label("What was decided").fill(DECIDED)
    page.get_by_label("Who does it").select_option(label="Customer Services")
    page.get_by_label("By when").fill("2027-01-31")
    page.get_by_role("button", name="Record the decision").click()
    clerk.reads("The decision is recorded.")
    assert clerk.violations() == []

    board.open(BOARD)
    card = board.page.get_by_role("article").filter(has_text="2.4 Keeping customers informed")
    expect(card).to_contain_text(DECIDED)
    expect(card).to_contain_text("Customer Services, by 31 January 2027")
    board.page.get_by_role("link", name=DECIDED).click()
    assert board.page.get_by_role("link", name="Close it").count() == 0

    page.get_by_role("link", name=DECIDED).click()
    page.get_by_role("link", name="Close it").click()
    page.get_by_label("What came of it").fill("The list of messages was shown on 20 November.")
    page.get_by_role("button", name="Close it").click()
    clerk.reads("The decision is closed.")

    board.open(BOARD)
    expect(board.page.get_by_text(DECIDED)).to_have_count(0)
    board.page.get_by_role("link", name="9 December 2026").click()
    board.reads("The list of messages was shown on 20 November.")


def test_the_board_compares_with_what_it_saw_and_fetches_the_pack(visit):
    clerk, board = visit("clerk"), visit("board")
    board.open(BOARD)
    board.page.get_by_label("Compared with").select_option("last-meeting")
    board.page.get_by_role("button", name="Show").click()
    board.reads("since the meeting on 9 September 2026")

    clerk.open("/meetings/2/")
    clerk.page.get_by_role("link", name="Make the pack on Customer Strategy 2023-2028").click()
    clerk.page.get_by_role("button", name="Make the pack").click()
    clerk.reads("The pack is made as version 1.")
    assert clerk.violations() == []
    board.open("/meetings/2/")
    with board.page.expect_download() as fetched:
        board.page.get_by_role("link", name="Customer Strategy 2023-2028 (ELC), version 1 (PDF)").click()
    assert fetched.value.suggested_filename == "pack-elc-customer-2023-28-2026-12-09-version-1.pdf"
