"""How many drafts of a cover report are laid out: as few as an estimate allows."""

from datetime import date

import pytest

from reports import documents, drafts, printing
from reports.drafts import Drafting
from reports.lengths import FIRST_SECTION, Flow, sheets_of_sections
from reports.models import ReportKind
from reports.scorecards.cover_fit import PAGE_ONE, SECTIONS, CoverFit, ToFit
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import find_key

SHEET = '<p style="break-after: page">A line.</p>'
SECTION = '<p id="section-a">The first section.</p>'


@pytest.fixture
def lay_out():
    """`lay_out([draft, ...], most, lengths)`: which of them was taken."""
    fetcher = printing.PackagedAssets({})
    return lambda drafts, most, lengths: printing.lay_out(drafts, most, fetcher, lengths).chosen


def test_a_cover_is_laid_out_nearly_as_it_is_estimated_and_once(made):
    part = documents.parts_of(made.report)[0]
    drafting = Drafting(lambda fit: documents.document(made.report, part, fit), made.report.to_fit)
    draft = drafting.drafts()[0]
    assert (made.cover.chosen, made.cover.sheets) == (0, draft.sheets)


def test_a_heading_is_no_line_of_text():
    head = f'<body><h1>Title</h1>{FIRST_SECTION}">'
    line, sheet = 13.5 * 25.4 / 72, 264
    assert sheets_of_sections(f"{head}<h2>Heading</h2></section>").taken == pytest.approx((17 * 25.4 / 72) / sheet)
    assert sheets_of_sections(f"{head}<p>{'word ' * 19}</p></section>").taken == pytest.approx(line / sheet)
    assert sheets_of_sections(f"{head}<p class='screen-only'>Not printed</p></section>").taken == 0


def test_a_heading_is_estimated_with_what_stands_under_it_and_a_head_again_on_each_sheet():
    """Rows of 5.8 mm with the head again: a heading that has room alone goes to the next sheet."""
    row = "<tr><td>Cell</td></tr>"
    table = f"<table><thead><tr><th>Head</th></tr></thead><tbody>{row * 60}</tbody></table>"
    flow = sheets_of_sections(f'<body>{FIRST_SECTION}">{table}<h3>Heading</h3>{"<p>Line</p>" * 2}</section>')
    alone = sheets_of_sections(f'<body>{FIRST_SECTION}">{table}</section>')
    assert (alone.sheets, flow.sheets) == (2, 2)
    assert flow.filled > alone.filled > (60 * 5.8 - 264) / 264


def test_a_table_whose_columns_all_have_a_width_is_measured(wlc):
    """In its first months a mid-term report has no column of what came since: it could not be made."""
    on = date(2024, 5, 20)
    report = report_of(find_key(wlc, "", on, kind=ReportKind.END_OF_STRATEGY), on, today=date(2026, 11, 21))
    assert documents.pdf(report).chosen == 0


@pytest.fixture
def drafted(monkeypatch):
    """`drafted(summary_of, sections_of, missed=9)`: which fits, by what a summary and sections take."""

    def drafted(summary_of, sections_of, **rows: int) -> list[CoverFit]:
        monkeypatch.setattr(drafts, "sheets_of_summary", summary_of)
        monkeypatch.setattr(drafts, "sheets_of_sections", lambda fit, begun=0: sections_of(fit, begun))
        return [draft.html for draft in Drafting(lambda fit: fit, ToFit(**rows)).drafts()]

    return drafted


def test_page_one_and_the_sections_are_shortened_apart(drafted):
    first, *_ = drafted(lambda fit: 0.9 if fit.is_brief else 1.1, lambda fit, _: Flow(3, 0.6))
    assert first == CoverFit.of(PAGE_ONE[1], SECTIONS[0])
    first, *_ = drafted(lambda fit: 0.9, lambda fit, _: Flow(4 if fit.actions else 3, 0.6), actions=9)
    assert first == CoverFit.of(PAGE_ONE[0], SECTIONS[6])


def test_what_improved_is_counted_before_page_one_goes_on_on_a_second_sheet(drafted):
    first, *_ = drafted(lambda fit: 0.97 if fit.counts else 1.1, lambda fit, _: Flow(3, 0.6))
    assert (first.counts, first.further, first.flows) == (True, 2, False)


def test_rows_go_to_the_appendix_where_the_last_sheet_is_nearly_empty_else(drafted):
    """The actions of East Lothian ended a quarter down a fourth sheet."""
    first, *_ = drafted(lambda fit: 0.9, lambda fit, _: Flow(3, 0.3) if fit.actions > 16 else Flow(2, 0.8), actions=24)
    assert first.actions == 16
    first, *_ = drafted(lambda fit: 0.9, lambda fit, _: Flow(3, 0.3), actions=24)
    assert first.actions == 30


def test_sections_follow_a_summary_that_leaves_page_one_emptier_than_a_sheet_may_be(drafted):
    seen = []
    first, *_ = drafted(lambda fit: 0.6, lambda fit, begun: seen.append(begun) or Flow(2, 0.6))
    assert (first.flows, 0.6 in seen) == (True, True)


def test_but_not_where_a_sheet_is_then_emptier(drafted):
    first, *_ = drafted(lambda fit: 0.7, lambda fit, begun: Flow(3, 0.2) if begun else Flow(2, 0.5))
    assert not first.flows


def test_where_people_wrote_more_than_a_page_the_sections_follow_it(drafted):
    first, *_ = drafted(lambda fit: 1.2, lambda fit, _: Flow(2, 0.6))
    assert first == CoverFit.of(PAGE_ONE[-1], SECTIONS[0], flows=True)


def test_where_there_was_no_room_no_draft_as_long_is_tried(lay_out):
    long, as_long, short = SHEET + SECTION + SHEET, SHEET + SECTION, SHEET + SECTION
    assert lay_out([long, as_long, short], 1, [2, 2, 1]) == 2


def test_where_only_the_summary_is_too_long_a_draft_as_long_is_tried(lay_out):
    summary_of_two = SHEET + SHEET + SECTION
    assert lay_out([summary_of_two, SHEET + SECTION, SHEET + SECTION], 3, [1, 1, 1]) == 1


def test_the_last_draft_is_taken_whatever_its_length(lay_out):
    assert lay_out([SHEET + SECTION + SHEET, SHEET * 3 + SECTION], 1, [2, 2]) == 1


SNUG = "<style>@page { size: 100mm } p { margin: 0; height: 20mm } .report--snug p { height: 18mm }</style>"
"""Sheets with room for five paragraphs, snugly for six."""


@pytest.mark.parametrize(("paragraphs", "sheets"), [(6, 1), (8, 2), (11, 2), (12, 2), (13, 3)])
def test_a_last_sheet_with_little_on_it_is_saved_where_less_room_is_enough(paragraphs, sheets):
    page = SNUG.replace("100mm", "100mm 110mm; margin: 0")
    lines = "<p>A line.</p>" * paragraphs
    html = f'{page}<body class="report report--x" style="margin: 0">{lines}<div id="document-end"></div></body>'
    laid_out = printing.lay_out([html], None, printing.PackagedAssets({}))
    assert laid_out.sheets == sheets


def test_the_sections_follow_a_short_summary_on_its_sheet(make):
    """No page is half empty: the summary of a strategy of which little is known leaves room."""
    made = make("wlc-customer-services-2011-14", "annual")
    assert set(made.cover.begins.values()) == {1, 2}
    assert str(made.report.frame.sections[0].place) in made.cover_sheets[0]
