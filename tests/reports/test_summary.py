"""Page one of a report: what it puts first, what it counts, and what it says that nobody knows."""

from dataclasses import replace
from datetime import date

import pytest

from indicators.judging.standing import Commentary, Entry
from indicators.models import Indicator, Target
from reports.scorecards.attention import Rank, rank_of
from reports.scorecards.report import annual_report
from reports.scorecards.summary import Summary, summary_of
from strategy_portal.domain.periods import period_from_slug
from strategy_portal.domain.status import Status
from strategy_portal.models import Team
from tests.indicators.setting_up import new_indicator

YEAR = period_from_slug("2025-26")


def told(strategy, on, year=YEAR) -> Summary:
    return summary_of(annual_report(strategy, year, on).evidence)


@pytest.fixture
def summary(wlc, on) -> Summary:
    return told(wlc, on)


def test_the_lead_carries_its_base(summary):
    assert summary.lead == (
        "Ten of the 17 indicators that could be judged met their target in 2025/26. Six missed it within their margin "
        "and one by more. One has never been measured."
    )


def test_every_year_and_what_came_since_has_a_shape_for_each_indicator(summary):
    assert [(row.label, row.tally.assessable, len(row.shapes)) for row in summary.stood] == [
        ("2023/24", 16, 18), ("2024/25", 16, 18), ("2025/26", 17, 18), ("April to September 2026", 13, 18),
    ]  # fmt: skip
    assert [row.is_reported for row in summary.stood] == [False, False, True, False]
    assert [row.is_provisional for row in summary.stood] == [False, False, False, True]


def test_the_red_comes_first_then_what_turned_red_then_what_fell_twice(summary):
    assert [(thing.rank, thing.reference) for thing in summary.things] == [
        (Rank.RED, "1.4"), (Rank.RED_SINCE, "1.3"), (Rank.WORSE_TWICE, "2.4"),
    ]  # fmt: skip
    assert summary.things_heading == "Three things to attend to"


def test_a_sum_that_comes_in_late_each_year_is_not_called_red_since(summary):
    """3.1 is behind its share, and with what the rest of last year brought it meets its target (rules 7.6)."""
    (entry,) = [entry for entry in summary.evidence.entries if entry.indicator.reference == "3.1"]
    assert (entry.since.status, entry.is_on_course, rank_of(entry)) == (Status.RED, True, None)


def test_a_thing_says_why_and_what_is_being_done_as_it_is_on_record(summary):
    complaints, knowledge, _ = summary.things
    assert complaints.headline == "Complaints closed: above the limit of 20.5"
    assert complaints.account.startswith("21.6; the target is 20.5 or fewer. It was 20.9, then 21.3.")
    assert complaints.reason.text == "Missed bin collections in bad weather bring most of the complaints."
    assert complaints.reason.source_text == "Customer Services, 18 April 2026"
    assert knowledge.remedy.text == "New staff share one induction; units below 75% get a visit."
    assert knowledge.remedy.lacks_text == "No end date given."


def test_a_red_without_a_reason_says_that_nobody_recorded_one(wlc, on, monkeypatch):
    monkeypatch.setattr(Entry, "commentaries", ())
    thing = told(wlc, on).things[0]
    assert (thing.reason.text, thing.is_explained) == ("No reason was recorded for 2025/26.", False)
    assert thing.remedy.text == "Nothing is on record."
    assert thing.lacks_a_plan


def test_a_later_reason_says_of_which_months_it_is(wlc, on, monkeypatch):
    written_since = property(lambda entry: entry.approved_at.year == 2026 and entry.approved_at.month > 9)
    said = (Commentary(why="New staff started."),)
    monkeypatch.setattr(Entry, "commentaries", property(lambda entry: said if written_since.fget(entry) else ()))
    (thing,) = [thing for thing in told(wlc, on).things if thing.reference == "1.3"]
    assert thing.reason.text.startswith("No reason was recorded for 2025/26. For July to September 2026: ")


def test_every_red_of_the_year_is_named_beyond_the_three(wlc, on):
    found = told(wlc, on, period_from_slug("2023-24"))
    reds = {entry.indicator.reference for entry in found.evidence.entries if entry.status is Status.RED}
    assert {thing.reference for thing in (*found.things, *found.also_red) if thing.rank is Rank.RED} == reds


def test_what_improved_has_both_figures(summary):
    assert [item.text for item in summary.improved] == [
        "Three moved onto target: Quality of the service (84.8% to 86.7%), First contact, Communities (74.7% to 77.4%) "
        "and Use of the website (57.4% to 61.0%).",
        "Two moved from red to amber: Web services (79.8% to 82.4%) and Service design maturity (level 2 to level 3).",
    ]


def test_nobody_and_nothing_is_counted_twice_among_what_is_not_known(summary):
    entries = [entry.indicator.pk for item in summary.not_known for entry in item.entries]
    lines = [line.number for item in summary.not_known for line in item.lines]
    assert (len(entries), len(lines)) == (len(set(entries)), len(set(lines)))
    assert sorted(lines) == [1, 2, 3, 4, 5, 6]
    assert summary.count_not_known == 8


def test_what_is_owed_at_the_cut_off_is_late_by_working_days(summary):
    assert [each.text for each in summary.owed] == [
        "Figures for July to September 2026, 17 working days late: Citizen Engagement (4.4), Customer Services (2.1, "
        "2.2) and Customer contact and Housing (6 indicators).",
    ]


def test_the_next_dates_are_still_to_come(summary, on):
    assert [(each.day, each.text) for each in summary.next_dates] == [
        (date(2027, 1, 28), "figures for October to December 2026 due."),
        (date(2027, 4, 28), "figures for 2026/27 due."),
    ]


def test_members_are_asked_for_what_is_missing(summary):
    assert [ask.to_do for ask in summary.asked][:3] == [
        "note that 10 of 17 indicators met their target, 6 were amber, 1 was red and 1 was not judged in 2025/26",
        "ask for a plan with an owner and an end date for “Complaints closed” (1.4), “Staff knowledge” (1.3) and “Keep"
        "ing customers informed” (2.4)",
        "agree that all six open actions get an owner and a due date",
    ]
    assert summary.asked[0].done.startswith("notes that 10 of 17")


def test_a_strategy_of_actions_is_told_by_its_late_ones(elc, on):
    found = told(elc, on)
    assert found.lead == (
        "18 of 24 actions are past their due date. On 12 of them nothing was ever reported. Three are completed."
    )
    assert [(thing.rank, thing.reference) for thing in found.things] == [
        (Rank.LATE, "16"), (Rank.LATE, "7"), (Rank.LATE, "9"),
    ]  # fmt: skip
    assert found.stood == ()
    assert found.late_texts == (
        "18 of 24 actions are past their date, the longest 2 years 6 months late: 16, 7, 9, 20, 4 and 13 more.",
    )


def test_a_strategy_of_nothing_says_so(predecessor, on):
    found = told(predecessor, on, period_from_slug("2012-13"))
    assert found.lead == "The strategy’s source states no indicators and no actions, so there is nothing to judge."
    assert (found.things, found.things_heading) == ((), "Nothing could be judged")
    assert found.late_texts == ("Nothing is late.",)
    assert [ask.to_do for ask in found.asked] == ["note this report"]


def test_where_nothing_can_be_judged_the_first_page_says_what_is_lacking(borough, on):
    found = told(borough, on, period_from_slug("2025-26"))
    lacking = "“Customer satisfaction rate” (3.1) has no target, no owner and no figure yet."
    assert (found.things_heading, found.nothing_judged_text) == ("Nothing could be judged", lacking)
    Indicator.objects.of(borough).update(owner=Team.objects.create(name="Contact centre"))
    for year in borough.years:
        Target.objects.create(
            indicator=Indicator.objects.of(borough).get(), year_starts_on=year.start, holds_from=year.start, value=80
        )
    assert told(borough, on, period_from_slug("2025-26")).nothing_judged_text == "No figure of 2025/26 could be judged."


def test_where_nothing_is_off_target_the_heading_says_so(wlc, on):
    evidence = annual_report(wlc, YEAR, on).evidence
    groups = tuple(
        replace(group, entries=tuple(entry for entry in group.entries if entry.indicator.reference == "1.2"))
        for group in evidence.groups
    )
    found = summary_of(replace(evidence, groups=groups, plan=replace(evidence.plan, lines=())))
    assert (found.things, found.things_heading) == ((), "Nothing is off target")


def test_the_summary_asks_nothing_of_the_database(wlc, on, django_assert_num_queries):
    evidence = annual_report(wlc, YEAR, on).evidence
    with django_assert_num_queries(0):
        found = summary_of(evidence)
        assert found.things
        assert found.late_texts


def test_a_figure_that_nobody_entered_is_late_and_not_unknown_once_more(wlc, people, on):
    new_indicator(wlc, people["performance"])
    found = told(wlc, on)
    assert any("no owner (1.9)" in each.text for each in found.owed)
    assert not any(entry.indicator.order == 9 for item in found.not_known for entry in item.entries)


def test_of_a_strategy_that_can_not_be_judged_the_report_does_not_say_that_nothing_is_missing(predecessor, on):
    found = summary_of(annual_report(predecessor, period_from_slug("2012-13"), on).evidence)
    assert found.not_known == ()
    assert found.nothing_missing_text == "Whether the strategy does what it is for: nothing on record can be judged."
