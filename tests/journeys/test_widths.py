"""Tables that people work with fit the window at both widths: nothing has to be moved sideways."""

import pytest

pytestmark = pytest.mark.browser

WLC, ELC = "/strategies/wlc-customer-2023-28", "/strategies/elc-customer-2023-28"
PAGES = [
    "/approvals/", f"{WLC}/approvals/2026-27-Q2/", "/returns/", f"{ELC}/plan/update/", f"{ELC}/plan/",
    f"{ELC}/plan/slippage/", f"{WLC}/indicators/1.2/changes/", f"{WLC}/returns/2026-27-Q2/?quarters=8",
]  # fmt: skip
TOO_WIDE = """[...document.querySelectorAll(".table-region:has(table)")].filter(
    (region) => region.scrollWidth > region.clientWidth + 1).map((region) => region.ariaLabel)"""


@pytest.mark.parametrize("width", [1280, 320])
def test_no_table_is_wider_than_the_window(visit, width):
    performance = visit("performance")
    performance.page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        performance.open(path)
        assert performance.page.evaluate(TOO_WIDE) == [], path


CUT = """[...document.querySelectorAll(".quick-update select")].filter((select) => {
    const width = select.clientWidth;
    select.style.minWidth = "0", select.style.width = "max-content";
    return select.clientWidth > width;
}).map((select) => select.name)"""


def test_the_state_in_a_row_of_a_quick_update_is_read_whole(visit):
    performance = visit("performance")
    performance.open(f"{ELC}/plan/update/")
    assert performance.page.evaluate(CUT) == []


@pytest.mark.parametrize(("width", "is_open"), [(1280, True), (320, False)])
def test_what_follows_the_answer_is_folded_on_a_phone_alone(visit, width, is_open):
    board = visit("board")
    board.page.set_viewport_size({"width": width, "height": 900})
    for path in (f"{WLC}/board/", f"{WLC}/indicators/1.3/", f"{ELC}/plan/"):
        board.open(path)
        drawn = board.page.evaluate(FOLDS)
        assert drawn, path
        assert {(fold["content"], fold["summary"]) for fold in drawn} == {(is_open, not is_open)}, path


FOLDS = """[...document.querySelectorAll(".narrow-fold")].map((fold) => ({
    content: fold.lastElementChild.checkVisibility({ contentVisibilityAuto: true }),
    summary: fold.firstElementChild.checkVisibility(),
}))"""
