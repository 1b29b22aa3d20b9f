"""Each rule finds what was planted for it, says what the record says, and where."""

from dataclasses import replace
from datetime import date

import pytest

from reports.composing.checks import check
from reports.composing.findings import Kind

from .making import NAMES_ALL, NAMES_WITHOUT_RESTATED, PLACES, RECORD

M, A = Kind.MEND, Kind.ANSWER

IN_TERMS = [
    # H2: all
    ("H2", M, "Every one is green.", "Every one is green", "5 of 9 are on target"),
    ("H2", M, "All indicators met their targets.", "All indicators met their targets", "5 of 9"),
    ("H2", M, "Each indicator is on target.", "Each indicator is on target", "5 of 9"),
    ("H2", M, "No indicator is red.", "No indicator is red", "1 of 9 is red. 1.4 Complaints closed"),
    ("H2", M, "None of our measures missed its target.", "None of our measures missed its target", "4 of 9"),
    ("H2", M, "The strategy is fully on track.", "fully on track", "5 of 9"),
    # H3: most
    (
        "H3", M, "Quality and attitude held or rose in most services.",
        "most services", "1.2 Staff attitude rose in 4 of 14",
    ),
    ("H3", M, "Most indicators improved.", "Most indicators improved", "3 of 9 are improved"),
    ("H3", M, "Few of the indicators are off target.", "Few of the indicators are off target", "4 of 9"),
    ("H3", M, "Nearly all indicators met their target.", "Nearly all indicators met their target", "5 of 9"),
    ("H3", M, "Half of the indicators are green.", "Half of the indicators are green", "5 of 9"),
    # H4: numbers
    ("H4", M, "Ratings of staff knowledge came to 83%.", "83%", "1.3 is 82.4%"),
    ("H4", M, "1.3 Staff knowledge was 82.9%.", "82.9%", "1.3 is 82.4%"),
    ("H4", M, "Customers rated us 91.7 per cent.", "91.7 per cent", "no figure of this report"),
    ("H4", M, "It is 4.9 points lower.", "4.9 points", "no figure of this report"),
    ("H4", M, "We asked 4,200 respondents.", "4,200", "no figure of this report"),
    ("H4", A, "We trained 312 colleagues.", "312", "no figure of this report"),
    # H5 and H6: direction
    ("H5", M, "Digital access grew.", "grew", "11 in 2025/26, 11 the year before"),
    ("H5", M, "Staff knowledge improved again.", "improved", "82.4% in 2025/26, 87.0% the year before"),
    ("H5", M, "Complaints closed fell.", "fell", "21.6 in 2025/26, 21.3 the year before"),
    ("H5", M, "Use of the website held steady.", "held steady", "61.0% in 2025/26, 57.4%"),
    ("H5", M, "Use of the website rose, while first contact declined.", "declined", "77.4% in 2025/26, 74.7%"),
    ("H5", M, "There was a rise in keeping customers informed.", "rise", "82.9% in 2025/26, 84.5%"),
    ("H5", M, "Staff knowledge rose from 87.0% to 82.4%.", "rose", "fell from 87.0 to 82.4"),
    ("H6", A, "1.2 Staff attitude rose by 0.1 points.", "rose", "no more than chance"),
    ("H6", A, "Staff attitude improved.", "improved", "no more than chance"),
    # H9: causes
    ("H9", A, "Complaints closed rose because of the new website.", "because of", "Missed bin collections"),
    ("H9", A, "Quality of the service rose thanks to our new charter.", "thanks to", "no reason was recorded"),
    (
        "H9", A, "1.3 Staff knowledge and 2.4 Keeping customers informed fell. Both have the same cause: training.",
        "have the same cause", "The record gives each its own reason",
    ),
    # H10: counts and runs
    (
        "H10", M, "Seven of the nine indicators met their target.",
        "Seven of the nine indicators", "5 of 9 are on target",
    ),
    ("H10", M, "Five of the 12 indicators are green.", "Five of the 12 indicators", "5 of 9"),
    ("H10", M, "Three were red.", "Three were red", "1 of 9 is red"),
    ("H10", M, "Staff knowledge fell for the sixth quarter running.", "sixth quarter running", "13 quarters running"),
    ("H10", M, "Use of the website rose for three years running.", "three years running", "3.2 Use of the website"),
    ("H10", M, "Staff attitude met its target for the first time.", "for the first time", "2023/24, 2024/25"),
    (
        "H10", M, "Six of the seven actions are completed; two have no owner, date or report.",
        "Six of the seven actions", "7 actions",
    ),
    ("H10", M, "Staff knowledge fell in 9 of 14 services.", "9 of 14 services", "fell in 14"),
    # H11: remedies
    ("H11", A, "Collection routes are being reviewed.", "are being reviewed", "without a date or a post"),
    ("H11", A, "The training will be repeated in March 2027.", "will be repeated", "without a post"),
    # H12: after the cut-off
    (
        "H12", M, "The new form went live on 3 December 2026.",
        "3 December 2026", "later than the cut-off, 27 November 2026",
    ),
    (
        "H12", M, "Respondents to “How we answer you” said that calls ring too long.",
        "How we answer you", "open until 7 December",
    ),
    # H13: soft words
    ("H13", A, "We are on course in most of what it measures.", "on course", "5 of 9 are on target"),
    ("H13", A, "It was a challenging year.", "challenging", "without a count"),
    ("H13", A, "We made good progress.", "good progress", "without a count"),
    # H14: bases
    ("H14", M, "56% of indicators are green.", "56% of indicators", "9 could be judged"),
    ("H14", M, "Five indicators met their target.", "Five indicators", "there are 9"),
    (
        "H14", M, "Four actions are in progress; two have no state, and none an owner or a date.",
        "Four actions", "there are 7",
    ),
    # H15: not known
    ("H15", M, "Of the 7 actions, four are in progress.", "actions, four are in progress", "7 without an owner"),
    # H17: references
    ("H17", M, "See section H.", "section H", "A, B, C, D, E and F"),
    ("H17", M, "It stands in appendix 7.", "appendix 7", "four appendices"),
    ("H17", M, "Action 9 is late.", "Action 9", "seven actions"),
    ("H17", M, "See page 12.", "page 12", "at most four pages"),
    # H18: the three things
    (
        "H18", A, "Two things need attention: 3.5 Digital maturity and 1.3 Staff knowledge.",
        "Two things", "1.4 Complaints closed",
    ),
    # H19: people
    ("H19", A, "Susan Wilson leads this work.", "Susan Wilson", "names a person"),
    ("H19", M, "Cllr Pike asked for it.", "Cllr Pike", "names a person"),
    ("H19", M, "Moira Blackadder checked it.", "Moira Blackadder", "names a person"),
    # H21: long sentences
    (
        "H21", A, " ".join(["The committee has seen the report and"] * 6) + " more.",
        "The committee has seen the report", "43 words",
    ),
    # H23: forecasts
    (
        "H23", M, "Digital maturity is expected to meet its target.", "is expected to meet its target",
        "A forecast of 3.5 Digital maturity without where it stands: 2, amber",
    ),
    ("H23", M, "The outlook for first contact is good.", "outlook", "without where it stands: 77.4%, green"),
    (
        "H23", M, "1.3 Staff knowledge is amber, and it will meet its target.", "will meet its target",
        "forecast on record: Will not meet it",
    ),
    # H24: restated
    ("H24", M, "No figure was restated.", "No figure was restated", "2 figures were restated"),
    # H25: older than the period
    (
        "H25", M, "Keeping customers informed fell: letters went out late in the winter.",
        "Keeping customers informed fell: letters went out late in the winter.", "recorded for Q4 2024/25",
    ),
]  # fmt: skip


def found_in(texts: dict[str, str], record=RECORD):
    return check(texts, PLACES, record)


@pytest.mark.parametrize(
    ("rule", "kind", "text", "words", "says"), IN_TERMS, ids=[f"{each[0]} {each[3]}" for each in IN_TERMS]
)
def test_a_planted_fault_is_found_with_its_words_and_what_the_record_says(rule, kind, text, words, says):
    whole = f"{NAMES_ALL}\n\n{text}"
    found = [each for each in found_in({"terms": whole}) if each.rule == rule]
    assert [(each.words, each.kind) for each in found] == [(words, kind)]
    assert says in found[0].says
    assert whole[found[0].start :].startswith(words)


def test_one_claim_is_one_finding():
    assert [each.rule for each in found_in({"terms": f"{NAMES_ALL}\n\nEvery one is green."})] == ["H2"]


IN_OTHER_WORDS = [
    # H23, as an officer would say it
    ("H23", "Digital maturity should be back on target by the spring."),
    ("H23", "We expect that staff knowledge will recover during 2027."),
    ("H23", "The knowledge that our staff have is heading for its target."),
    ("H23", "3.5 looks set to reach its target next year."),
    ("H23", "It is anticipated that complaints which are closed will fall; that is likely to rise again."),
    ("H23", "The team is confident that first contact holds."),
    ("H23", "Keeping our customers better informed is unlikely to meet its target."),
    ("H23", "For digital maturity the projections are encouraging."),
    ("H23", "Indicator 1.3 will turn green once everybody is trained."),
    ("H23", "Staff knowledge ought to get back above target soon."),
    ("H23", "By next summer we think 3.5 will have reached its target."),
    ("H23", "Our aim of 85% for keeping customers informed is within reach."),
    ("H23", "There is every chance that digital maturity reaches three."),
    ("H23", "First contact could slip below its target."),
    ("H23", "Digital maturity will get there by the end of the strategy."),
    ("H23", "Complaints closed will come down again."),
    ("H23", "The figure for keeping customers informed will be better."),
    # H24
    ("H24", "There have been no changes to figures that were published before."),
    ("H24", "Figures in previous reports remain correct."),
    ("H24", "No restatement was necessary."),
    ("H24", "The data published last year still holds."),
    ("H24", "Previously published figures are as they were."),
    ("H24", "This report restates no figures."),
    ("H24", "All results are the same as previously reported."),
    ("H24", "No previously reported number had to be changed."),
    ("H24", "Past data needed no correction."),
    ("H24", "We have not restated anything."),
    ("H24", "Nothing had to be restated."),
    ("H24", "There were no corrections to earlier results."),
    ("H24", "All figures stand as first published."),
    ("H24", "None of the published values has needed to be amended."),
    ("H24", "The figures are unchanged since the last report."),
    # H25
    ("H25", "Customers were informed less because winter letters came late."),
    ("H25", "2.4: the winter’s letters were late going out."),
    ("H25", "Keeping customers informed fell, as letters were sent out too late during winter."),
    ("H25", "2.4 suffered from late letters in winter."),
    ("H25", "How well we keep customers informed fell. Winter letters going out late explain it."),
]


@pytest.mark.parametrize(("rule", "text"), IN_OTHER_WORDS, ids=[each[1][:40] for each in IN_OTHER_WORDS])
def test_a_fault_in_other_words_is_found_too(rule, text):
    found = [each.rule for each in found_in({"terms": f"{NAMES_ALL}\n\n{text}"})]
    assert rule in found


NAMED_IN_OTHER_WORDS = [
    "2.2 was first published as 76.0% for July to September 2025 and is 77.0%.",
    "The first contact figure for July to September 2025 has been amended from 76.0% to 77.0%.",
    "At 77.0% instead of 76.0%, July to September 2025 was better for the first contact.",
]


@pytest.mark.parametrize("text", NAMED_IN_OTHER_WORDS)
def test_a_restated_figure_may_be_named_in_other_words(text):
    assert "H24" not in [each.rule for each in found_in({"terms": f"{NAMES_WITHOUT_RESTATED}\n\n{text}"})]


def test_every_rule_has_a_planted_fault():
    """The others have a test of their own below."""
    below = {"H1", "H7", "H8", "H15", "H16", "H11", "H20", "H22"}
    assert {each[0] for each in IN_TERMS} | below == {f"H{number}" for number in range(1, 26)}


def test_a_red_that_no_text_names_is_found_with_its_figure_and_limit():
    found = [each for each in found_in({"terms": "The year was one of two halves."}) if each.rule == "H1"]
    assert [each.says for each in found] == [
        "The year’s only red is not in your text: 1.4 Complaints closed, 21.6 against a limit of 20.5."
    ]
    assert (found[0].place, found[0].is_missing) == ("terms", True)


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("1.4 Complaints closed rose, above the limit of 20.5.", "named without its figure"),
        ("1.4 Complaints closed rose to 21.6.", "named without its target"),
    ],
)
def test_a_red_that_is_named_needs_its_figure_and_its_target(text, lacks):
    assert lacks in next(each.says for each in found_in({"terms": text}) if each.rule == "H1")


def test_what_got_worse_twice_and_is_off_target_has_to_be_named():
    found = [each.words for each in found_in({"conclusion": "A year of work."}) if each.rule == "H7"]
    assert found == ["1.3 Staff knowledge", "2.4 Keeping customers informed"]


def test_what_turned_worse_since_has_to_be_named_or_answered():
    found = [each for each in found_in({"terms": "A year of work."}) if each.rule == "H8"]
    assert [(each.words, each.kind) for each in found] == [
        ("1.3 Staff knowledge", A), ("3.1 Processes with digital access", A),
    ]  # fmt: skip


def test_a_summary_says_what_was_never_measured():
    found = found_in({"summary": "Five of the nine indicators that could be judged met their target."})
    assert [(each.rule, each.place) for each in found] == [("H15", "summary")]
    assert "One has never been measured." in found[0].says


def test_members_are_asked_for_more_than_to_note_while_something_is_red():
    found = found_in(
        {"recommendation": "The panel is asked to:\n\n(1) note the progress; and\n\n(2) note the exceptions."}
    )
    assert [(each.rule, each.kind, each.words) for each in found] == [("H16", A, "note")]


def test_a_recommendation_promises_no_remedies_that_the_report_lacks():
    text = "The panel is asked to consider the exceptions and what is being done about them."
    found = found_in({"recommendation": text})
    assert [(each.rule, each.kind, each.words) for each in found] == [("H11", M, "what is being done")]
    assert "for 1 of 4 off target" in found[0].says


def test_last_years_words_are_answered_for():
    text = f"{NAMES_ALL} We listened, and each team wrote down what it changed and why it did so."
    record = replace(RECORD, earlier={"terms": f"{text} It was a year."})
    found = [each for each in found_in({"terms": text}, record) if each.rule == "H20"]
    assert [(each.kind, each.place) for each in found] == [(A, "terms")]


@pytest.mark.parametrize(
    ("place", "count", "says"),
    [
        ("summary", 50, "One line too long: 5 of at most 4 printed lines"),
        ("conclusion", 100, "One line too long: 7 of at most 6"),
        ("terms", 150, "paragraph of 10 printed lines"),
        ("outcome-1", 90, "lines too long"),
    ],
)
def test_a_text_keeps_to_the_lines_that_it_has(place, count, says):
    text = " ".join(["Another sentence follows upon this."] * (count // 5))
    assert says in next(each.says for each in found_in({place: text}) if each.rule == "H22")


def test_a_restated_figure_is_named_as_such():
    found = [each for each in found_in({"terms": NAMES_WITHOUT_RESTATED}) if each.rule == "H24"]
    assert [(each.kind, each.words, each.is_missing) for each in found] == [(M, "2.2 First contact", True)]
    assert "July to September 2025 was 76.0% in the last report and is 77.0% now" in found[0].says
    assert found_in({"terms": found[0].used_in(NAMES_WITHOUT_RESTATED)}) == ()


def test_a_text_that_was_not_looked_at_since_the_year_ended_is_answered_for():
    record = replace(RECORD, ends_on=date(2026, 3, 31), written_on={"terms": date(2026, 3, 2)})
    found = [each for each in found_in({"terms": NAMES_ALL}, record) if each.rule == "H25"]
    assert [(each.kind, each.place) for each in found] == [(A, "terms")]
    assert "Written on 2 March 2026" in found[0].says
