"""How many drafts of a cover report are laid out: as few as an estimate allows."""

import pytest

from reports import documents, printing
from reports.lengths import OFF, sheets_of_sections, sheets_of_summary

SHEET = '<p style="break-after: page">A line.</p>'
SECTION = '<p id="section-a">The first section.</p>'


@pytest.fixture
def lay_out():
    """`lay_out([draft, ...], most, lengths)`: which of them was taken."""
    fetcher = printing.PackagedAssets({})
    return lambda drafts, most, lengths: printing.lay_out(drafts, most, fetcher, lengths).chosen


def test_the_sections_are_estimated_nearly_as_they_are_laid_out(made):
    fit = made.report.fits[made.cover.chosen]
    html = documents.job_of(made.report, documents.parts_of(made.report)[0]).drafts[made.cover.chosen]
    begun = min(made.cover.begins.values()) - 1
    estimated, whole = sheets_of_sections(html), made.cover.sheets - begun
    if begun and not fit.flows:
        assert whole - 1 - OFF <= estimated <= whole + OFF


def test_a_heading_is_no_line_of_text():
    head = '<body><h1>Title</h1><section class="report__section--first">'
    assert sheets_of_summary(f"{head}</section>") == 0
    assert sheets_of_sections(f"{head}<h2>Heading</h2></section>") == pytest.approx(0.021)
    assert sheets_of_sections(f"{head}<p>{'word ' * 19}</p></section>") == pytest.approx(0.0153 + 0.0152)


def test_a_summary_that_takes_more_than_a_sheet_by_the_estimate_is_not_tried_before_a_briefer_one(make):
    """The report of West Lothian was laid out twice, and its second draft was taken."""
    made = make("wlc-customer-2023-28", "annual")
    drafts = documents.job_of(made.report, documents.parts_of(made.report)[0]).drafts
    whole = documents.document(made.report, documents.parts_of(made.report)[0], made.report.fits[0])
    assert sheets_of_summary(whole) > documents.A_SHEET
    assert (made.cover.chosen, whole in drafts) == (0, False)


def test_where_there_was_no_room_no_draft_as_long_is_tried(lay_out):
    long, as_long, short = SHEET + SECTION + SHEET, SHEET + SECTION, SHEET + SECTION
    assert lay_out([long, as_long, short], 1, [2, 2, 1]) == 2


def test_where_only_the_summary_is_too_long_a_draft_as_long_is_tried(lay_out):
    summary_of_two = SHEET + SHEET + SECTION
    assert lay_out([summary_of_two, SHEET + SECTION, SHEET + SECTION], 3, [1, 1, 1]) == 1


def test_the_last_draft_is_taken_whatever_its_length(lay_out):
    assert lay_out([SHEET + SECTION + SHEET, SHEET * 3 + SECTION], 1, [2, 2]) == 1


def test_the_sections_follow_a_short_summary_on_its_sheet(make):
    """No page is half empty: the summary of a strategy of which little is known leaves room."""
    made = make("wlc-customer-services-2011-14", "annual")
    assert set(made.cover.begins.values()) == {1, 2}
    assert str(made.report.frame.sections[0].place) in made.cover_sheets[0]
