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


def test_each_year_has_its_counts(report):
    counted = [(row.year.label, row.tally.assessable, row.tally.total, row.is_running) for row in report.years]
    assert counted == [
        ("2023/24", 16, 18, False), ("2024/25", 16, 18, False), ("2025/26", 17, 18, False),
    ]  # fmt: skip


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
    assert [(state.label, [line.number for line in lines]) for state, lines in report.fates] == [
        ("In progress", [1, 2, 4, 5]), ("Completed", [7]), ("Not stated", [3, 6]),
    ]  # fmt: skip


def test_what_is_open_is_off_target_or_without_a_colour(report):
    assert len(report.open_indicators) == 18 - 10
    assert [line.number for line in report.open_actions] == [1, 2, 3, 4, 5, 6]


def test_before_its_second_year_a_strategy_has_one_year(wlc):
    assert [row.year.label for row in end_of_strategy_report(wlc, date(2023, 6, 1)).years] == ["2023/24"]
