"""How many lines a text takes in print."""

import json
import os
import subprocess
import sys

import pytest
from fontTools.ttLib import TTFont

from reports.composing.lines import UNITS_PER_EM, WIDTHS, Room
from reports.documents import packaged_assets

TEXT = (
    "Ten of the 17 indicators that could be judged met their target in 2025/26. Six missed it within their margin and "
    "one by more; “Staff knowledge” fell in all 14 services – from 87.0% to 82.4%. "
)


def test_the_widths_are_those_of_the_font():
    path, _ = packaged_assets()["roboto/files/roboto-latin-400-normal.woff"]
    font = TTFont(path)
    letters, advances = font.getBestCmap(), font["hmtx"]
    assert font["head"].unitsPerEm == UNITS_PER_EM
    assert {letter: advances[letters[ord(letter)]][0] for letter in WIDTHS} == WIDTHS


@pytest.mark.parametrize(("size", "width"), [(12.5, 176), (9.75, 176), (8.75, 82), (9, 71)])
def test_as_many_lines_are_counted_as_are_printed(size, width, tmp_path):
    """Laid out by what prints the reports, which ends as `reports.printing` does; the height of a line is one point."""
    html = (
        f'<link rel="stylesheet" href="portal:strategy_portal/report-print.css"><style>@page {{ size: {width}mm 400mm; '
        f"margin: 0 }} body {{ margin: 0 }} p {{ font: {size}pt/20pt Roboto; margin: 0 }}</style><p>{TEXT * 3}</p>"
    )
    code = (
        "import gc, json, os, sys; from reports.printing import PackagedAssets; from weasyprint import HTML; "
        "gc.disable(); given = json.load(sys.stdin); fetcher = PackagedAssets(given['assets']); "
        "laid = HTML(string=given['html'], url_fetcher=fetcher).render(); "
        "body = laid.pages[0]._page_box.children[0].children[0]; print(len(body.children[0].children), flush=True); "
        "os._exit(0)"
    )
    given = json.dumps({"html": html, "assets": packaged_assets()}).encode()
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, input=given, env=environment, stdout=subprocess.PIPE, check=True).stdout
    assert Room(size, width, 9).lines_of(TEXT * 3) == int(said)


def test_each_line_of_a_list_is_one_and_the_space_between_none():
    assert Room(10, 100, 9).lines_of("(1) notes; and\n\n(2) asks.\n") == 2
    assert Room(10, 100, 9).lines_of("") == 0


def test_a_word_longer_than_a_line_takes_one():
    assert Room(10, 20, 9).lines_of("a-very-long-word-indeed") == 1
