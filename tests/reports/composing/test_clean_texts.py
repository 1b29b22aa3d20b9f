"""Sentences that bear out raise nothing: a check that cries wolf is switched off."""

import pytest

from reports.composing.checks import check
from reports.composing.places import LONGEST

from .making import NAMES_ALL, PLACES, RECORD

CLEAN = [
    "Five of the nine indicators that could be judged met their target in 2025/26.",
    "Three missed it within their margin and one by more. One has never been measured.",
    "5 of 9 are on target; 3 amber, 1 red; 1 not measured.",
    "Five of nine indicators met their target, against 2 of 9 the year before.",
    "That is 55.6% of the 9 indicators that could be judged.",
    "Most indicators met their target: 5 of 9.",
    "All 14 services had a fall in staff knowledge.",
    "Staff knowledge fell from 87.0% to 82.4%, in all 14 services.",
    "Quality of the service rose in most services.",
    "Use of the website rose from 57.4% to 61.0% and met its target, 60%, for the first time.",
    "Staff attitude was 90.4%, no real change from 90.3%.",
    "Staff attitude held, and so did digital maturity at level 2.",
    "Keeping customers informed fell by 1.6 points, to 82.9%.",
    "Complaints closed rose to 21.6 per 1,000 people, above the limit of 20.5.",
    "No reason was recorded for 2025/26.",
    "For April to June 2026, Customer Services names missed bin collections in bad weather.",
    "1.3 fell in 13 quarters running, and for the second year running.",
    "Staff knowledge fell because new staff started before their training was complete.",
    "Collection routes are being reviewed. No end date is given and no post is named.",
    "Housing will repeat the training by March 2027.",
    "“How we answer you” is open until 7 December 2026: its findings come in the next report.",
    "72% of 410 respondents to “A customer promise” agreed.",
    "Processes with digital access: 11, as in each year before; 3 so far since April.",
    "The meeting is on 17 December 2026 at 14:00.",
    "The strategy runs from 1 April 2023 to 31 March 2028, five years.",
    "Between 2023/24 and 2025/26 the council moved to Q4 figures.",
    "As section D and appendix 2 say, 1.4 is the year’s only red (see page 3).",
    "Two of the 7 actions have no state reported, and none has an owner or a due date.",
    "Of the 7 actions, four are in progress and one is completed; two have no state reported, none an owner or a date.",
    "First contact improved, to 77.4%.",
    "The council plans to improve first contact by June 2027, says the Head of Customer Services.",
    "Staff knowledge did not improve.",
    "Members asked how staff knowledge could improve.",
    "Improved processes went live in spring.",
    "Exercises were held in two halls.",
    "The year was one of two halves.",
    "(1) notes the report; and\n\n(2) asks for another in six months.",
    "Answers take 3 working days, and calls are taken from 9am to 5pm.",
    "The Grant Street depot is open again.",
    "May is the month in which most people move.",
    "Each of the four outcomes has its own text.",
    "No change of policy is proposed by this report.",
    "Everyone who rang was asked.",
    "Since the year ended 3.1 has turned red: 3 so far.",
    "Digital maturity has been off target for three years running.",
    "Quality of the service and first contact rose, but staff knowledge and keeping customers informed fell.",
    "Outcome 1 has the year’s only red.",
    "Not one of the surveys was late.",
    "Every one of the 14 services took part in the rise of quality of the service.",
    "One of the 14 services, Housing, has new premises.",
    "No indicator in outcome 4 is red, and none of the indicators of outcome 2 is red.",
    "The Dean Road office and Lee Valley took part.",
    "The panel met three times, as planned, at 5 places.",
    "Web pages improved since the hub in Bathgate opened.",
    "Better training and a clear plan are what customers asked for.",
    "It is the third year in which complaints closed stood above the limit.",
    "First contact is on target at 77.4%, after 74.7% and 73.9%.",
    "Digital maturity is amber, and it is expected to meet its target.",
    "Staff knowledge was 82.4%. Its owner’s forecast is that it will not meet its target.",
    "For Q4 2024/25 the owner of keeping customers informed wrote: “Letters went out late in the winter.”",
    "The forecast of the weather office was right.",
    "Digital maturity is amber and should be back on target by spring.",
    "Staff knowledge, at 82.4%, is unlikely to meet its target.",
    "The owner of complaints closed, which is red at 21.6, expects it to fall.",
    "We expect that the new hall will be open by June 2027.",
    "Members should be confident that the panel reads each comment.",
    "The panel is set to meet on 17 December 2026.",
    "Housing is set to move, and the depot is expected to get its new roof.",
    "Customers are likely to ring on Mondays.",
    "In the year before, letters to keep customers informed went out late in the winter.",
    "Letters about winter gritting went out to each household.",
    "Updates are still sent by hand, and late in busy weeks, so keeping customers informed fell.",
    "The form was corrected after members asked for it.",
    "Nothing else was asked for.",
    "First contact will be reported by month from April 2027.",
    "Nothing changed in how figures are collected.",
    "Earlier reports are on the website, and no earlier meeting was changed.",
    "The definition of complaints closed has not changed.",
    "The rise of 2.2 First contact was told to the panel.",
]  # fmt: skip


@pytest.mark.parametrize("text", CLEAN)
def test_nothing_is_said_of_a_text_that_the_record_bears_out(text):
    assert check({"terms": f"{NAMES_ALL}\n\n{text}"}, PLACES, RECORD) == ()


def test_a_report_without_texts_is_clean():
    assert check({}, PLACES, RECORD) == check({"terms": " "}, PLACES, RECORD) == ()


def test_lines_of_the_implications_are_read_too_and_short_ones_are_clean():
    assert check({"implications-VI": "The work was done within existing resources."}, PLACES, RECORD) == ()


def test_the_text_of_an_outcome_counts_its_own_indicators():
    assert check({"outcome-1": "Two of the four indicators met their target."}, PLACES, RECORD) == ()
    assert [
        each.rule for each in check({"outcome-1": "Three of the four indicators met their target."}, PLACES, RECORD)
    ] == ["H10"]


@pytest.mark.parametrize(
    "piece", ["Staff knowledge fell, and of the 1,234 all were 4.5% of it. ", "(", "a ", "of 5 ", "A. "]
)
def test_every_text_that_can_be_saved_is_checked_to_its_end(piece):
    """Every expression has bounds: without them one of these texts would take hours."""
    assert isinstance(check({"terms": (piece * LONGEST)[:LONGEST]}, PLACES, RECORD), tuple)
