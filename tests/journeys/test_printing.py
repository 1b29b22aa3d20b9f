"""The pages of an action plan on paper."""

from io import BytesIO

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.browser

A4_LANDSCAPE = {"width": 1047, "height": 718}
"""What lies between margins of 10 mm, in CSS pixels."""
PLAN = "/strategies/elc-customer-2023-28/plan/"
LOST = """() => [...document.querySelectorAll("main table, main svg")].filter((each) => {
    const box = each.getBoundingClientRect()
    const cut = (part) => part && part !== document.documentElement
        && ((getComputedStyle(part).overflowX !== "visible" && part.scrollWidth > part.clientWidth + 1)
            || cut(part.parentElement))
    return box.right > innerWidth + 1 || cut(each.parentElement)
}).map((each) => each.outerHTML.slice(0, 120))"""


@pytest.fixture
def printed(visit):
    """`printed(path)` is the page as it comes out of the printer."""
    visitor = visit("board")
    visitor.page.set_viewport_size(A4_LANDSCAPE)

    def sheet(path: str):
        visitor.page.emulate_media(media="print")
        visitor.open(path)
        return visitor.page

    return sheet


@pytest.mark.parametrize("path", [PLAN, f"{PLAN}slippage/"])
def test_a_plan_prints_whole_and_without_what_only_a_screen_needs(printed, path):
    page = printed(path)
    assert page.evaluate(LOST) == []
    for what in ("nav", "button", ".filter-form", ".ds_skip-links"):
        assert not [each for each in page.query_selector_all(what) if each.is_visible()], what
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("path", [PLAN, f"{PLAN}slippage/"])
def test_the_titles_of_the_columns_stand_on_each_page(printed, path):
    heads = printed(path).evaluate("[...document.querySelectorAll('thead')].map((e) => getComputedStyle(e).display)")
    assert set(heads) == {"table-header-group"}


def test_a_plan_prints_as_a_table_and_not_as_the_cards_of_a_phone(visit):
    """A sheet is as narrow as a tablet for a media query: the years would stand under each track."""
    board = visit("board")
    board.open(PLAN)
    pages = PdfReader(BytesIO(board.page.pdf(prefer_css_page_size=True))).pages
    text = "".join(page.extract_text() for page in pages)
    assert "2 years 6 months late" in text
    assert text.count("2025") < 24 + 2 * len(pages)
    assert len(pages) <= 4


def test_a_table_prints_as_a_table_on_a_sheet_that_is_narrower_than_a_phone_held_sideways(visit):
    board = visit("board")
    board.open("/strategies/wlc-customer-2023-28/indicators/1.3/")
    pages = PdfReader(BytesIO(board.page.pdf(prefer_css_page_size=True))).pages
    text = "".join(page.extract_text() for page in pages)
    assert "Respondents" in text
    assert "Respondents:" not in text, "Each row stands as a block"


def test_exceptions_and_matrix_of_the_board_print_on_one_upright_sheet(visit):
    board = visit("board")
    board.open("/strategies/wlc-customer-2023-28/board/")
    (sheet,) = PdfReader(BytesIO(board.page.pdf(prefer_css_page_size=True))).pages
    assert [round(float(side)) for side in sheet.mediabox[2:]] == [595, 842]
    text = sheet.extract_text()
    references = board.page.eval_on_selector_all(".board-matrix tbody th a", "all => all.map(each => each.innerText)")
    assert len(references) == 18
    needs = board.page.eval_on_selector_all(".need__title a", "all => all.map(each => each.innerText)")
    assert [words for words in [*references, *needs] if words not in " ".join(text.split())] == []
    assert "Name an owner and a date for action 1" in " ".join(text.split())
