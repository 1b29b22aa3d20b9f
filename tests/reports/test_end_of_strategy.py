"""The end-of-strategy report: every year, every action's fate, what is open."""

from datetime import date

import pytest

from reports.scorecards.report import end_of_strategy_report


@pytest.fixture
def report(wlc, on):
    return end_of_strategy_report(wlc, on)


def purpose(report) -> str:
    return report.frame.sections[0].generated.lead


def test_a_running_strategy_says_when_it_ends(report):
    assert report.is_running
    assert purpose(report).endswith("As at 21 November 2026 the strategy is still running; it ends on 31 March 2028.")


def test_an_ended_strategy_says_when_it_ended(predecessor, on):
    assert purpose(end_of_strategy_report(predecessor, on)).endswith(
        "The strategy ended on 31 March 2014; this report is as at 21 November 2026."
    )


def test_while_it_runs_the_title_says_mid_term_and_how_much_time_is_gone(report):
    assert report.frame.subtitle == "Mid-term report: April 2023 to September 2026"
    assert report.frame.span == ("Time gone", "42 of 60 months, to Mar 2028")
    assert report.whole.before_it_ends == "16 whole months are left to 31 March 2028."


def test_once_it_has_ended_the_title_says_so(predecessor, on):
    report = end_of_strategy_report(predecessor, on)
    assert report.frame.subtitle == "End-of-strategy report 2011 to 2014"
    assert report.whole.before_it_ends == ""


def test_each_full_year_has_its_counts_and_what_came_since(report):
    assert [(row.label, row.tally.assessable, row.tally.total, row.is_provisional) for row in report.summary.stood] == [
        ("2023/24", 16, 18, False), ("2024/25", 16, 18, False), ("2025/26", 17, 18, False),
        ("April to September 2026", 13, 18, True),
    ]  # fmt: skip


def test_each_indicator_has_a_verdict_against_its_start(report):
    found = {course.entry.indicator.reference: course for _, group in report.whole.courses for course in group}
    assert found["1.3"].verdict == "Worse by 6.8 points"
    assert found["3.4"].verdict == "Better by 1 level; on target since"
    assert found["1.2"].verdict == "On target each year"
    assert found["4.3"].verdict == "On target in each year with a figure"
    assert found["4.1"].verdict == "Never measured"
    assert found["3.3"].start_text == "79.8% (2024/25)"


def test_lessons_are_drafted_from_the_record(report):
    assert report.whole.lessons[0] == "Measure before you start: all 18 indicators had no baseline."
    assert any(lesson.startswith("Measure it or leave it out: 4.1") for lesson in report.whole.lessons)


def test_what_is_open_is_handed_over_by_owner(report):
    handed = dict(report.whole.handover)
    assert handed["Indicators off target"].startswith("Citizen Engagement: 4.2; Customer Services: 1.4, 1.3, 2.4; ")
    assert handed["Indicators without an owner"] == "4.1"
    assert handed["Actions that are open"] == "1, 2, 3, 4, 5, 6"


def test_an_indicator_has_every_year_from_the_first_value_on(report):
    entry = next(entry for entry in report.evidence.entries if entry.indicator.reference == "3.3")
    assert [(cell.text, cell.status.value) for cell in entry.year_cells] == [
        ("", "not-due"), ("79.8%", "red"), ("82.4%", "amber"),
    ]  # fmt: skip
    assert entry.since_cell.text == "83.8%"


def test_periods_to_come_are_not_drawn_as_gaps(report):
    assert {entry.points[-1].period.label for entry in report.evidence.entries if entry.points} == {
        "2025/26", "Q4 2025/26",
    }  # fmt: skip
    assert {entry.later[-1].period.label for entry in report.evidence.entries if entry.later} == {"Q2 2026/27"}


def test_every_action_has_a_fate(report):
    assert [(fate.state.label, [line.number for line in fate.lines]) for fate in report.whole.fates] == [
        ("In progress", [1, 2, 4, 5]), ("Completed", [7]), ("Not stated", [3, 6]),
    ]  # fmt: skip


def test_before_its_second_year_a_strategy_has_one_year(wlc):
    report = end_of_strategy_report(wlc, date(2023, 6, 1))
    assert [row.label for row in report.summary.stood] == ["2023/24"]
