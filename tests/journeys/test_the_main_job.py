"""One quarter's value from the officer's keyboard to the committee's PDF."""

import io

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.browser

STRATEGY = "/strategies/wlc-customer-2023-28"
GRID = f"{STRATEGY}/returns/2026-27-Q2/"
INDICATOR = f"{STRATEGY}/indicators/2.2/"
TITLE = "Percentage of Customer and Communities enquiries resolved at the first point of contact"


def tab_to(page, name: str) -> None:
    """Press Tab until the input of that name has the focus, as a person without a mouse does."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == name:
            return
    raise AssertionError(f"Tab never reached {name}")


def tab_to_link(page, path: str) -> None:
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == path:
            return
    raise AssertionError(f"Tab never reached the link to {path}")


def tab_to_text(page, text: str) -> None:
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == text:
            return
    raise AssertionError(f"Tab never reached {text}")


def test_an_officers_value_becomes_the_boards_colour_and_the_clerks_pdf(visit):
    officer, approver, board, clerk = (visit(name) for name in ("officer", "approver", "board", "clerk"))

    board.open(f"{STRATEGY}/board/")
    board.reads("Overdue 2.2 First contact, Communities")

    officer.open("/")
    officer.reads("Q2 2026/27")
    officer.open(GRID)
    tab_to(officer.page, "Resolved at first contact: 2.2, Q2 2026/27")
    officer.page.keyboard.type("13000")
    officer.page.keyboard.press("Tab")
    officer.page.keyboard.type("17500")
    officer.page.keyboard.press("Tab")
    officer.page.get_by_text("Amber: 74.3%").wait_for()
    tab_to_link(officer.page, f"{GRID}2.2/")
    officer.page.keyboard.press("Enter")
    officer.page.wait_for_url("**/2.2/")
    for question in ("What happened", "Why", "What next"):
        tab_to(officer.page, f"{question}: 2.2, Q2 2026/27")
        officer.page.keyboard.type("Said, because it is below the target.")
    tab_to_text(officer.page, "Submit this value")
    officer.page.keyboard.press("Enter")
    officer.page.get_by_text("2.2 was submitted for approval.").wait_for()

    approver.open(f"{STRATEGY}/approvals/2026-27-Q2/")
    approver.reads("74.3%")
    approver.page.get_by_role("button", name="Approve all").click()
    approver.reads("approved")

    board.open(f"{STRATEGY}/board/")
    need = board.page.get_by_role("article").filter(has_text="2.2 First contact, Communities").inner_text()
    for text in ("Amber", "74.3%", "0.7 points below the target", "Said, because it is below the target."):
        assert text in need
    board.open(INDICATOR)
    board.reads("Amber: 74.3% is below the target of 75%, but not below 70%.")
    board.reads("13,000 ÷ 17,500 × 100 = 74.3%")

    clerk.open(f"{STRATEGY}/reports/annual/2026-27/")
    with clerk.page.expect_download() as download:
        clerk.page.locator(f'a[href="{STRATEGY}/reports/annual/2026-27/pdf/indicators/"]').click()
    pdf = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "74.3%" in text.rpartition(TITLE)[2].partition(" 2.3 ")[0]
    assert not [complaint for visitor in (officer, approver, board, clerk) for complaint in visitor.complaints]
