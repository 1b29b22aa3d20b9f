"""The PDF of every report of every strategy, and what a document may load."""

import gc
import html
import io
import re
import tempfile
from collections import Counter

import page
import pytest
from pypdf import PdfReader

from indicators.judging.standing import Commentary, Entry
from indicators.models import Indicator
from reports import documents
from reports.documents import ASSETS, packaged_assets
from reports.printing import NotPackaged, PackagedAssets
from reports.scorecards.attention import Rank
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import find_key
from tests.strategy_portal.council.test_logos import SVG, png

from .sheets import faults, filled, smallest_letters, texts_of

FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
NOT_ON_PAPER = re.compile(r"<(title|desc)>.*?</\1>|<(\w+) class=\"visually-hidden\">.*?</\2>", re.DOTALL)


def figures(text: str) -> Counter:
    return Counter(figure.rstrip(",") for figure in FIGURE.findall(text))


def seen_on_page(body: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", NOT_ON_PAPER.sub("", body)))


def headings(outline: list) -> list[str]:
    return [each["/Title"] for each in outline if not isinstance(each, list)]


def test_each_file_is_pdf_ua_1(made):
    for part, printed in made.files.items():
        checked = page.validate_pdf_bytes(printed.pdf, profile="ua1")
        assert checked.is_compliant, (part, [(each.rule_id, each.message) for each in checked.failures])


def test_it_is_tagged_and_says_its_title_and_language(made):
    catalog = made.reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en-GB"
    assert made.reader.metadata.title.startswith(made.report.frame.title)


def test_no_sheet_of_a_real_report_is_half_empty_and_no_heading_stands_last(made):
    for part, printed in made.files.items():
        if part != documents.ALL:
            assert faults(printed.pdf) == [], part


def test_the_last_sheet_of_a_cover_is_filled_and_what_little_there_is_stands_on_one(made):
    """A quarter of a sheet after a full one looks forgotten."""
    *before, last = filled(made.cover.pdf)
    assert not before or last >= 0.39


def test_all_letters_can_be_read_those_of_charts_too(made):
    for part, printed in made.files.items():
        if part != documents.ALL:
            size, letters = smallest_letters(printed.pdf)
            assert size >= 6.5, (part, letters)


def test_the_cover_report_has_at_most_four_sheets_and_the_summary_is_the_first(made):
    assert made.cover.sheets <= documents.COVER_SHEETS
    first, second = (" ".join(sheet.split()) for sheet in made.cover_sheets[:2])
    assert "Summary for members" in first
    assert "Members are asked to" in first
    heading = str(made.report.frame.sections[0].place)
    if min(made.cover.begins.values()) == 1:  # a short summary leaves room: see test_lengths.py
        assert first.index("Members are asked to") < first.index(heading)
    else:
        assert heading in second
        assert heading not in first


def test_page_one_names_each_red_with_its_reason_and_remedy_or_that_there_is_none(made):
    first = " ".join(made.cover_sheets[0].split())
    for thing in made.report.summary.exceptions:
        if thing.rank == Rank.RED:
            assert f"{thing.reference} {thing.name[:20]}" in first
            assert thing.reason.text[:40] in first
            assert thing.remedy.text[:40] in first


def test_bookmarks_name_the_sections_and_appendices(made):
    titles = [each for each in made.reader.outline if not isinstance(each, list)]
    assert len(titles) == 1 + len(made.report.evidence.appendices)
    inner = [headings(each) for each in made.reader.outline if isinstance(each, list)]
    sections = {str(section.place) for section in made.report.frame.sections}
    assert [heading for heading in inner[0] if heading in sections] == [
        str(section.place) for section in made.report.frame.sections
    ]
    assert [found[0] for found in inner[1:]] == [each.title for each in made.report.evidence.appendices]


def test_every_sheet_says_its_number_and_label_as_in_its_own_file(made):
    parts = [(part, printed.sheets) for part, printed in made.files.items() if part != "whole"]
    numbers = {each.slug: each.number for each in documents.parts_of(made.report)}
    expected = [
        f"{f'Appendix {numbers[part]}, page' if numbers[part] else 'Page'} {number} of {count}"
        for part, count in parts
        for number in range(1, count + 1)
    ]
    assert len(made.sheets) == len(expected)
    for sheet, said in zip(made.sheets, expected, strict=True):
        assert said in sheet
        assert f"data label: {made.report.frame.data_label}".lower() in sheet.lower()


def test_a_draft_says_so_on_every_sheet(made):
    assert all("draft" in sheet.lower() for sheet in made.sheets)


def test_made_up_figures_are_labelled_on_every_sheet(made):
    labelled = ["· Demonstration data" in sheet for sheet in made.sheets]
    assert labelled == [made.report.frame.is_demonstration] * len(labelled)


def test_the_index_names_the_sheet_of_each_indicator(make):
    made = make("wlc-customer-2023-28", "annual")
    sheets = [" ".join(text.split()) for text in texts_of(made.files["indicators"].pdf)]
    entries = [entry for _, entries in made.report.summary.indexed for entry in entries]
    headings = [f"{entry.indicator.reference} {entry.in_words.heading[:20]}" for entry in entries]
    expected = [next(n for n, text in enumerate(sheets, 1) if n > 1 and heading in text) for heading in headings]
    printed = iter(int(number) for number in re.findall(r"(?<![\d.,%])\d+(?![\d.,%])", sheets[0]))
    assert all(number in printed for number in expected)


def test_page_and_pdf_carry_the_same_figures(made):
    """Each figure of the page is in the files, and each of theirs on the page, but for sheet numbers and headings."""
    on_page, in_pdf = figures(seen_on_page(made.body)), figures(made.text)
    sheets = {str(number) for number in range(1, len(made.sheets) + 1)}
    furniture = {*sheets, *figures(f"{made.report.frame.title} {made.report.frame.reference}")}
    assert set(on_page) - set(in_pdf) == set()
    only_in_pdf = {figure for figure in in_pdf if figure not in on_page and figure not in furniture}
    run_together = {figure for figure in only_in_pdf if set(figure.split(".")) <= set(on_page)}  # the end of a cell
    assert only_in_pdf == run_together


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


@pytest.mark.parametrize("name", ["crest.png", "crest.svg"])
def test_a_report_carries_the_councils_logo(wlc, on, settings, tmp_path, name):
    crest = tmp_path / name
    crest.write_bytes(png(60, 40) if name.endswith("png") else SVG.format("<path d='M0 0h9v9z'/>").encode())
    settings.COUNCIL = settings.COUNCIL | {"logo": crest}
    report = report_of(find_key(wlc, "2024-25", on), on, today=on)
    printed = documents.pdf(report)
    assert 'src="portal:council/logo"' in documents.document(report, documents.parts_of(report)[0])
    first = PdfReader(io.BytesIO(printed.pdf)).pages[0]
    assert bool(first.images) is name.endswith("png")
    checked = page.validate_pdf_bytes(printed.pdf, profile="ua1")
    assert checked.is_compliant, [(each.rule_id, each.message) for each in checked.failures]


def test_a_pdf_leaves_no_file_behind(wlc, on, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    documents.pdf(report_of(find_key(wlc, "2024-25", on), on, today=on))
    assert list(tmp_path.iterdir()) == []


def test_very_long_texts_leave_the_cover_report_at_four_sheets(wlc, on, monkeypatch):
    long = " ".join(["as-long-as-a-text-may-be"] * 200)
    Indicator.objects.of(wlc).update(title=long[:300], short_title="", sentence=long[:100])
    wlc.actions.update(title=long[:300])
    wlc.outcomes.update(title=long[:200])
    said = (Commentary(what_happened=long, why=long, what_next=long),)
    monkeypatch.setattr(Entry, "commentaries", said)
    printed = documents.pdf(report_of(find_key(wlc, "2024-25", on), on, today=on))
    assert printed.sheets <= documents.COVER_SHEETS
    checked = page.validate_pdf_bytes(printed.pdf, profile="ua1")
    assert checked.is_compliant, [(each.rule_id, each.message) for each in checked.failures]
