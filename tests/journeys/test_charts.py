"""The charts of an indicator and of a consultation in a browser: keyboard, grey, forced colours, paper, files."""

import csv
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader

pytestmark = pytest.mark.browser

WLC = "/strategies/wlc-customer-2023-28"
OF_EACH_KIND = {
    "1.3": ["course", "units", "process", "year-on-year"],
    "1.4": ["year", "from-target", "year-on-year", "process"],
}
"""Indicators of the demonstration that have a chart of each kind between them."""


@pytest.fixture
def board(visit):
    return visit("board")


@pytest.mark.parametrize("reference", OF_EACH_KIND)
def test_the_keyboard_reaches_the_table_of_every_chart(board, reference):
    board.open(f"{WLC}/indicators/{reference}/")
    board.draw_charts()
    page, reached = board.page, []
    page.locator("h1").evaluate("each => { each.tabIndex = -1; each.focus() }")
    for _ in range(200):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "document.activeElement.matches('.chart__figures > summary')"
            " ? document.activeElement.closest('[data-chart]').dataset.chart : ''"
        )
        if name in reached:
            break  # once around
        if name:
            page.keyboard.press("Enter")
            expect(page.locator("details:focus-within").locator("table")).to_be_visible()
            reached.append(name)
    assert [re.search(r"charts/([a-z-]+)/", name)[1] for name in reached] == OF_EACH_KIND[reference]


def test_the_arrow_keys_move_along_the_figures_of_a_chart(board):
    board.open(f"{WLC}/indicators/1.3/")
    board.draw_charts()
    plot, said = board.page.locator(".chart__plot").first, board.page.locator(".chart__said").first
    plot.focus()
    board.page.keyboard.press("End")
    expect(said).to_contain_text("Q2 2026/27: 77.8%, Red")
    board.page.keyboard.press("Home")
    expect(said).to_contain_text("Q1 2023/24: 90.0%, Green")
    board.page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("Q2 2023/24: 89.4%, Green")
    assert board.complaints == []


def test_the_arrow_keys_move_from_the_lowest_unit_to_the_highest(board):
    board.open(f"{WLC}/indicators/1.3/")
    board.draw_charts()
    chart = board.page.locator('[data-chart*="/charts/units/"]')
    chart.locator(".chart__plot").focus()
    board.page.keyboard.press("Home")
    expect(chart.locator(".chart__said")).to_contain_text("Revenues: 73.2%, Red, 95% interval")
    board.page.keyboard.press("End")
    expect(chart.locator(".chart__said")).to_contain_text("Libraries: 81.4%, Amber, 95% interval")
    assert board.complaints == []


def test_the_chart_of_units_is_a_file_in_three_forms(board):
    board.open(f"{WLC}/indicators/1.3/")
    board.draw_charts()
    chart = board.page.locator('[data-chart*="/charts/units/"]')
    for ending, starts in (("SVG", b"<svg"), ("PNG", b"\x89PNG"), ("CSV", b'"Unit","Value"')):
        with board.page.expect_download() as started:
            chart.get_by_role("link", name=ending).click()
        assert started.value.suggested_filename == f"wlc-customer-2023-28-1.3-units.{ending.lower()}"
        assert started.value.path().read_bytes().startswith(starts)


def test_the_arrow_keys_move_along_the_themes_of_a_consultation(board):
    """Rules 10.4."""
    board.open(f"{WLC}/consultations/how-we-answer-you/")
    board.draw_charts()
    board.page.locator(".chart__plot").focus()
    board.page.keyboard.press("End")
    expect(board.page.locator(".chart__said")).to_have_text("Plain words: 6.5%, with those above 63.0%")
    assert not board.page.locator("figure[data-chart] > .chart__picture").is_visible()
    assert board.complaints == []


def test_a_telephone_keeps_the_picture_that_is_drawn_for_it(board):
    board.page.set_viewport_size({"width": 390, "height": 900})
    board.open(f"{WLC}/indicators/1.4/")
    picture = board.page.locator("[data-chart] img").first
    picture.scroll_into_view_if_needed()
    assert picture.is_visible()
    assert "size=narrow" in picture.evaluate("each => each.currentSrc")
    assert board.page.locator(".chart__plot").count() == 0


def test_each_chart_is_a_file_in_three_forms(board):
    board.open(f"{WLC}/indicators/1.4/")
    board.draw_charts()
    chart = board.page.locator("[data-chart]").first
    for ending, starts in (("SVG", b"<svg"), ("PNG", b"\x89PNG"), ("CSV", b'"Period"')):
        with board.page.expect_download() as started:
            chart.get_by_role("link", name=ending).click()
        assert started.value.suggested_filename == f"wlc-customer-2023-28-1.4-year.{ending.lower()}"
        data = started.value.path().read_bytes()
        assert data.startswith(starts)
    rows = list(csv.reader(io.StringIO(data.decode())))
    shown = chart.locator("tbody tr").all_text_contents()
    assert len(shown) == len(rows) - 1
    assert all(row[1] in text for row, text in zip(rows[1:], shown, strict=True))


# --- Grey and forced colours: the shape alone says the status ---------------------------------------------------------

MARK = re.compile(r'd="M([0-9.]+) ([0-9.]+)m[^"]*" fill="(#[0-9a-f]{6})" stroke="white"')
KEY = re.compile(r'd="M([0-9.]+) ([0-9.]+)m[^"]*" fill="(#(?!1a1a1a)[0-9a-f]{6})"/>\n')
DARK = 150
"""Of 255 levels of grey: darker is ink, lighter is paper, the zone of the tolerance included."""


def outlines(image: Image.Image, scale: float, marks) -> list[tuple[str, tuple[bool, ...]]]:
    """For each mark its colour, and in grey which of the 13 by 13 units around it are ink."""
    grey, found = image.convert("L"), []
    for x, y, colour in marks:
        places = [(float(x) + across - 6, float(y) + down - 6) for across in range(13) for down in range(13)]
        found.append((colour, tuple(grey.getpixel((int(x * scale), int(y * scale))) < DARK for x, y in places)))
    return found


def unlike(one, other) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    "options", [{}, {"forced_colors": "active"}, {"forced_colors": "active", "color_scheme": "dark"}]
)
@pytest.mark.parametrize(
    ("reference", "kind"), [("1.3", "course"), ("1.3", "units"), ("1.3", "process"), ("1.4", "year")]
)
def test_each_status_is_read_from_its_shape_in_grey(visit, options, reference, kind):
    board = visit("board", java_script_enabled=False, **options)
    board.open(f"{WLC}/indicators/{reference}/")
    board.open_folds()
    picture = board.page.locator(f'[data-chart*="/charts/{kind}/"] img')
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    address = picture.get_attribute("src")
    svg = board.page.context.request.get(board.portal + address).text()
    image = Image.open(io.BytesIO(picture.screenshot()))
    scale = image.width / float(re.search(r'viewBox="0 0 ([0-9.]+) ', svg)[1])
    key = dict(outlines(image, scale, KEY.findall(svg)))
    drawn = outlines(image, scale, MARK.findall(svg))
    assert len(key) > 1
    assert {colour for colour, _ in drawn} == set(key)
    assert min(unlike(key[one], key[other]) for one in key for other in key if one != other) > 8
    for colour, seen in drawn:
        assert min(key, key=lambda each: unlike(key[each], seen)) == colour


def test_forced_colours_leave_the_words_of_a_chart_readable(visit):
    """Ink on the page's black would be lost: the picture keeps its paper."""
    board = visit("board", forced_colors="active", color_scheme="dark")
    board.open(f"{WLC}/indicators/1.3/")
    board.draw_charts()
    image = Image.open(io.BytesIO(board.page.locator(".chart__plot").first.screenshot())).convert("L")
    levels = image.histogram()
    assert sum(levels[230:]) > 0.6 * image.width * image.height
    assert sum(levels[:90]) > 1000


# --- Paper ------------------------------------------------------------------------------------------------------------

LAST = {
    "1.3": [
        "77.8%",
        "Red since Q1 2026/27",
        "Red below 80%",
        "Lower 82.6%",
        "26/27",
        "all units 77.8%",
        "Awaiting approval",
    ],
    "1.4": ["21.9 on this path", "21.6 in 2025/26", "20.9 in 2023/24", "Due 5.125", "Upper 7.0"],
}
"""What the charts write at the end of each of their lines."""


@pytest.mark.parametrize("reference", LAST)
@pytest.mark.parametrize("width", [1280, 390])
def test_paper_has_the_last_point_of_every_series(visit, reference, width, tmp_path):
    """Without scrolling, so that nothing of the charts further down was there before."""
    board = visit("board")
    board.page.set_viewport_size({"width": width, "height": 900})
    board.open(f"{WLC}/indicators/{reference}/")
    board.page.pdf(path=tmp_path / "page.pdf", format="A4")
    text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "page.pdf").pages)
    assert [said for said in LAST[reference] if said not in text] == []


def test_paper_shows_each_picture_whole_and_no_other_chart(visit):
    board = visit("board")
    board.page.set_viewport_size({"width": 703, "height": 1000})  # A4 between margins of 12 mm
    board.open(f"{WLC}/indicators/1.4/")
    board.draw_charts()
    board.page.emulate_media(media="print")
    assert board.page.locator(".chart__plot:visible, .chart__files:visible").count() == 0
    for picture in board.page.locator(".chart img").all():
        box = picture.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 703
        image = Image.open(io.BytesIO(picture.screenshot())).convert("L")
        assert sum(image.crop((0, 0, image.width // 2, image.height)).histogram()[:150]) > 200
        assert sum(image.crop((image.width * 3 // 5, 0, image.width, image.height)).histogram()[:150]) > 50
