"""The charts of an indicator and of a consultation in a browser: keyboard, grey, forced colours, paper, files."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WLC = "/strategies/wlc-customer-2023-28"
OF_EACH_KIND = {"1.3": ["course", "year-on-year", "process"], "1.4": ["year", "from-target", "year-on-year", "process"]}
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
