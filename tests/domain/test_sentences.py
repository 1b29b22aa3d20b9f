"""Sentences of a report for members: the patterns with their worked examples."""

from datetime import date
from decimal import Decimal

import pytest

from strategy_portal.domain import sentences
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.numbers import Format, Measure, Missing
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.domain.status import (
    Circumstances,
    Polarity,
    Rule,
    Status,
    TargetValue,
    Tolerance,
    ToleranceKind,
    status_of,
)
from strategy_portal.domain.trend import Direction, Trend
from strategy_portal.domain.year_in_words import YearInWords, onto_target_text, verdict_text

GREEN, AMBER, RED = Status.GREEN, Status.AMBER, Status.RED
RATE = (Format(Measure.RATE, 1), Polarity.LOWER, Tolerance(ToleranceKind.PERCENT, Decimal(5)), "20.5")
SHARE = (Format(Measure.PERCENTAGE, 1), Polarity.HIGHER, Tolerance(ToleranceKind.POINTS, Decimal(5)), "85")
LEVEL = (Format(Measure.LEVEL, 0), Polarity.HIGHER, Tolerance(ToleranceKind.LEVELS, Decimal(1)), "4")


def tally(*statuses: tuple[Status, int]) -> Tally:
    return Tally.of(status for status, count in statuses for _ in range(count))


def told(name, rule, now, before, direction, earlier=(), year="2024/25") -> YearInWords:
    format, polarity, tolerance, target = rule
    judged = status_of(
        Decimal(now), TargetValue(Decimal(target)), Rule(polarity, tolerance, format), Circumstances(False, True)
    )
    numbers = tuple((str(place), Decimal(each)) for place, each in enumerate(earlier))
    return YearInWords(name, judged, Trend(direction, judged.value, Decimal(before)), numbers, year)


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        (
            [(GREEN, 10), (AMBER, 6), (RED, 1), (Status.NOT_YET_MEASURED, 1)],
            "Ten of the 17 indicators that could be judged met their target in 2025/26. Six missed it within their "
            "margin and one by more. One has never been measured.",
        ),
        ([(GREEN, 12)], "All 12 indicators that could be judged met their target in 2025/26."),
        (
            [(RED, 2), (AMBER, 1)],
            "None of the three indicators that could be judged met their target in 2025/26. One missed it within its "
            "margin and two by more.",
        ),
        (
            [(GREEN, 1), (RED, 1)],
            "One of the two indicators that could be judged met its target in 2025/26. One missed it by more than its "
            "margin.",
        ),
        ([(RED, 1)], "The one indicator that could be judged missed its target by more than its margin in 2025/26."),
        ([(Status.NO_TARGET, 3)], "None of the three indicators could be judged in 2025/26. Three have no target."),
        ([(Status.NOT_DUE, 1)], "The one indicator could not be judged in 2025/26: it was not due."),
        ([], ""),
    ],
)  # fmt: skip
def test_the_lead_counts_with_its_base(counts, text):
    assert sentences.lead_text(tally(*counts), "2025/26") == text


def test_a_running_year_is_told_so_far():
    found = sentences.lead_text(
        tally((GREEN, 7), (AMBER, 4), (RED, 2), (Status.OVERDUE, 1)), "2026/27", is_running=True
    )
    assert found == (
        "Seven of the 13 indicators that can be judged so far in 2026/27 meet their target. Four miss it within their "
        "margin and two by more. One is overdue."
    )


def test_every_status_without_a_colour_has_words():
    assert set(sentences.REASONS_IN_WORDS) == {status for status in Status if not status.is_colour}


def test_a_red_says_from_where_to_where_and_which_limit():
    found = told("Complaints closed", RATE, "21.6", "21.3", Direction.WORSENING, ("20.9", "21.3"))
    assert found.account == "Complaints closed rose from 21.3 to 21.6, above the limit of 20.5."
    assert found.figures_text == "21.6; the target is 20.5 or fewer. It was 20.9, then 21.3."
    assert found.heading == "Complaints closed rose to 21.6, 1.1 over the limit"
    assert found.against_text == "Worse (was 21.3)"


def test_a_fall_says_from_where_to_where():
    found = told("Staff knowledge", SHARE, "82.4", "87.0", Direction.WORSENING)
    assert found.account == "Staff knowledge fell from 87.0% to 82.4%, below the target of 85%."
    assert found.gap_text == "2.6 points short"


def test_what_chance_may_make_is_no_change():
    found = told("The service delivered", SHARE, "84.8", "84.3", Direction.NO_SIGNIFICANT_CHANGE)
    assert found.account == (
        "The service delivered is 84.8%; the change since 2024/25, 0.5 points, is no more than chance alone may make; "
        "it is below the target of 85%."
    )
    assert found.against_text == "No real change (was 84.3%)"
    assert found.heading == "The service delivered: 84.8%, 0.2 points short"


def test_inside_the_band_little_changed():
    found = told("Speed", SHARE, "86.0", "85.8", Direction.NO_CHANGE)
    assert found.account == "Speed is 86.0%, little change from 85.8%, on target."


def test_the_same_figure_stayed():
    found = told("Digital maturity", LEVEL, "3", "3", Direction.NO_CHANGE)
    assert (found.account, found.against_text) == (
        "Digital maturity stayed at level 3, below the target of level 4.", "The same",
    )  # fmt: skip
    assert found.gap_text == "1 level short"


def test_without_a_year_before_nothing_is_compared():
    format, polarity, tolerance, _ = SHARE
    judged = status_of(
        Decimal(86), TargetValue(Decimal(85)), Rule(polarity, tolerance, format), Circumstances(False, True)
    )
    found = YearInWords("Quality", judged, Trend(Direction.NOT_ENOUGH_DATA, judged.value, Missing.NOT_ENTERED))
    assert (found.account, found.verdict, found.against_text) == (
        "Quality is 86.0%, on target.", "", "Nothing to compare",
    )  # fmt: skip


def test_what_moved_onto_target_says_so():
    found = told("Use of the website", SHARE, "85.6", "57.4", Direction.IMPROVING)
    assert onto_target_text(found.name, found, is_first_time=True) == (
        "Use of the website rose from 57.4% to 85.6% and met its target, 85%, for the first time."
    )


@pytest.mark.parametrize(("times", "text"), [(1, ""), (2, "for the second year running"), (7, "for 7 years running")])
def test_a_run_of_years(times, text):
    assert sentences.running_text(times) == text


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("A shared induction from October to December 2026.", True),
        ("Collection routes are being reviewed.", False),
        ("Routes are reviewed before each winter.", False),
        ("It is done in spring.", True),
        ("By Q3.", True),
        ("By 31/03/2027.", True),
        ("Two units may fall short of 75%.", False),
    ],
)
def test_a_remedy_has_a_date_or_has_none(text, there):
    assert sentences.names_a_date(text) is there


def test_what_a_remedy_lacks_is_said():
    assert sentences.lacking_text(["end date"]) == "No end date given."
    assert sentences.lacking_text(["owner", "end date"]) == "No owner and no end date given."
    assert sentences.lacking_text([]) == ""


def test_a_sum_that_is_behind_says_what_is_due_by_now():
    found = sentences.so_far_text("Processes easier to use online", "3", "5", is_on_course=True)
    assert found == (
        "Processes easier to use online: 3 so far, against 5 by now; with what the rest of last year brought it would "
        "meet the year’s target."
    )


def test_a_correction_says_what_stood_there():
    found = sentences.corrected_text("January to March 2026", "83.2%", "83.5%", "Twelve answers were counted late")
    assert found == "January to March 2026 was corrected from 83.2% to 83.5%: twelve answers were counted late."


def test_actions_without_owner_or_date_can_not_be_called_late():
    assert sentences.undated_text(7, 7, 7) == (
        "None of the seven actions has an owner or a due date, so this report cannot say whether any is late."
    )
    assert sentences.undated_text(1, 1, 1) == (
        "The one action has no owner and no due date, so this report cannot say whether it is late."
    )
    assert sentences.undated_text(24, 1, 0) == "One of 24 actions has no owner."
    assert sentences.undated_text(3, 3, 1) == (
        "All three actions have no owner and one of three has no due date, so it cannot be said whether it is late."
    )
    assert sentences.undated_text(24, 0, 0) == ""


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        (
            (24, 19, 12, 3),
            "19 of 24 actions are past their due date. On 12 of them nothing was ever reported. Three are completed.",
        ),
        ((7, 0, 0, 1), "One of seven actions is completed."),
        (
            (6, 4, 4, 1),
            "Four of six actions are past their due date. Nothing was ever reported on any of them. One is completed.",
        ),
        ((0, 0, 0, 0), ""),
    ],
)
def test_a_strategy_of_actions_is_led_by_what_is_late(counts, text):
    assert sentences.actions_lead_text(*counts) == text


@pytest.mark.parametrize(
    ("counts", "text"),
    [((7, 24), "seven of 24 actions"), ((7, 7), "all seven actions"), ((1, 1), "the one action")],
)
def test_a_count_says_of_what_it_is(counts, text):
    assert sentences.of_them(*counts, "action") == text


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ([(GREEN, 10), (AMBER, 6), (RED, 1)], "10 of 17 indicators met their target, 6 were amber and 1 was red"),
        ([(AMBER, 1)], "the one indicator missed its target within its margin"),
        ([(GREEN, 1), (Status.OVERDUE, 2)], "the one indicator judged met its target and 2 were not judged"),
    ],
)
def test_colours_are_counted_in_a_sentence_and_a_single_indicator_is_told(counts, text):
    assert sentences.colours_text(tally(*counts)) == text


def test_an_open_consultation_has_no_findings_yet():
    assert sentences.open_consultation_text("How we answer you", date(2026, 12, 7)) == (
        "“How we answer you” is open until 7 December 2026: its findings come in the next report."
    )


def test_quarters_stand_by_their_months():
    assert sentences.months_text(Period(date(2026, 7, 1), Frequency.QUARTERLY)) == "July to September 2026"
    assert sentences.months_text(Period(date(2025, 4, 1), Frequency.ANNUAL)) == "2025/26"
    assert sentences.span_text(date(2025, 10, 1), date(2026, 3, 31)) == "October 2025 to March 2026"


def test_what_people_wrote_is_cut_at_a_word():
    assert sentences.quoted("one two  three four", 12) == "One two…"
    assert sentences.quoted("short", 12) == "Short."
    assert len(sentences.quoted("x" * 500, 160)) <= 161


@pytest.mark.parametrize(
    ("statuses", "change", "is_running", "verdict"),
    [
        ([AMBER, GREEN], Direction.IMPROVING, False, "Met"),
        ([GREEN, RED], Direction.WORSENING, False, "Met, then lost"),
        ([RED, AMBER], Direction.IMPROVING, False, "Missed, better than at the start"),
        ([AMBER, RED], Direction.WORSENING, False, "Missed, worse than at the start"),
        ([AMBER, AMBER], Direction.NO_CHANGE, False, "Missed, no real change"),
        ([Status.NOT_YET_MEASURED], Direction.NOT_ENOUGH_DATA, False, "Never measured"),
        ([RED, AMBER], Direction.IMPROVING, True, "Better by 2 points"),
        ([AMBER, AMBER], Direction.WORSENING, True, "Worse by 2 points"),
        ([AMBER, AMBER], Direction.NO_SIGNIFICANT_CHANGE, True, "No real change"),
        ([GREEN, GREEN], Direction.WORSENING, True, "On target each year"),
        ([GREEN, Status.OVERDUE], Direction.NOT_ENOUGH_DATA, True, "Not known"),
        ([AMBER], Direction.NOT_ENOUGH_DATA, True, "First figure"),
    ],
)
def test_the_verdict_on_an_indicator(statuses, change, is_running, verdict):
    assert verdict_text(statuses, change, "2 points", is_running=is_running) == verdict
