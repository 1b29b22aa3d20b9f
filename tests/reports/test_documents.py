"""The PDF of every report of every strategy, and what a document may load."""

import gc
import html
import re
from collections import Counter

import page
import pytest

from reports.documents import ASSETS, packaged_assets
from reports.printing import NotPackaged, PackagedAssets

FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
NOT_ON_PAPER = re.compile(r"<(title|desc)>.*?</\1>|<(\w+) class=\"visually-hidden\">.*?</\2>", re.DOTALL)


def figures(text: str) -> Counter:
    return Counter(FIGURE.findall(text))


def seen_on_page(body: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", NOT_ON_PAPER.sub("", body)))


def headings(outline: list) -> list[str]:
    return [each["/Title"] for each in outline if not isinstance(each, list)]


def test_it_is_pdf_ua_1(made):
    checked = page.validate_pdf_bytes(made.pdf, profile="ua1")
    assert checked.is_compliant, [(each.rule_id, each.message) for each in checked.failures]


def test_it_is_tagged_and_says_its_title_and_language(made):
    catalog = made.reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en-GB"
    assert made.reader.metadata.title.startswith(made.report.frame.title)


def test_bookmarks_name_the_sections_and_appendices(made):
    title, inner = made.reader.outline
    found = headings(inner)
    assert title["/Title"] == made.report.frame.title
    assert [str(section.place) for section in made.report.frame.sections] == [
        heading for heading in found if heading in {str(section.place) for section in made.report.frame.sections}
    ]
    assert found[-len(made.report.evidence.appendices) :] == [each.title for each in made.report.evidence.appendices]


def test_every_sheet_says_its_number_and_label(made):
    count = len(made.sheets)
    for number, sheet in enumerate(made.sheets, 1):
        assert f"Page {number} of {count}" in sheet
        assert f"Data label: {made.report.frame.data_label}" in sheet


def test_a_draft_says_so_on_every_sheet(made):
    assert all("Draft ·" in sheet for sheet in made.sheets)


def test_made_up_figures_are_labelled_on_every_sheet(made):
    labelled = ["Demonstration data ·" in sheet for sheet in made.sheets]
    assert labelled == [made.report.frame.is_demonstration] * len(labelled)


def test_the_contents_list_names_the_sheet_of_each_section(made):
    for section in made.report.frame.sections:
        listed = re.search(rf"{re.escape(str(section.place))}[ .]+(\d+)", made.text)
        assert str(section.place) in made.sheets[int(listed[1]) - 1]


def test_page_and_pdf_carry_the_same_figures(made):
    """The PDF has all of the page's figures, and besides them only those of its running and repeated headings."""
    on_page, in_pdf = figures(seen_on_page(made.body)), figures(made.text)
    sheets = {str(number) for number in range(1, len(made.sheets) + 1)}
    years = " ".join(year.label for year in made.report.evidence.years)
    furniture = {*sheets, *figures(f"{made.report.frame.title} {made.report.frame.reference} {years}")}
    assert on_page - in_pdf == Counter()
    assert set(in_pdf - on_page) <= furniture


def test_each_chart_says_in_words_what_it_shows(make):
    made = make("wlc-customer-2023-28", "annual")
    pictures = re.findall(r'<svg class="chart__picture".*?</svg>', made.body, re.DOTALL)
    drawn = [entry for entry in made.report.evidence.entries if entry.has_figures]
    assert len(pictures) == len(drawn) == 17
    assert all("<title>Line chart. " in picture for picture in pictures)


def test_every_column_heading_has_a_scope(made):
    assert all('scope="' in heading for heading in re.findall(r"<th\b[^>]*>", made.body))


@pytest.mark.parametrize("name", ASSETS)
def test_what_comes_with_the_portal_can_be_loaded(name):
    assert PackagedAssets(packaged_assets()).fetch(f"portal:{name}").read()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x.png",
        "https://example.org/x.css",
        "ftp://example.org/x",
        "file:///etc/hostname",
        "data:text/plain,x",
        "portal:strategy_portal/portal.css",
        "portal:../strategy_portal/settings.py",
        "portal:strategy_portal/report.css/../../settings.py",
        "PORTAL:strategy_portal/report.css",
        "/etc/hostname",
        "//example.org/x.css",
    ],
)
def test_nothing_else_is_loaded(address):
    with pytest.raises(NotPackaged):
        PackagedAssets(packaged_assets()).fetch(address)


def test_a_pdf_leaves_the_collection_of_garbage_in_this_process_alone(make):
    make("borough-customer-service-2024-27", "annual")
    assert gc.isenabled()
