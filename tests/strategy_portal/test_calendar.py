"""Bank holidays of the council's nation, and what happens if the setting names none."""

import os
import subprocess
import sys
from datetime import date

import pytest

from strategy_portal.clock import is_bank_holiday, working_days_between
from strategy_portal.domain.periods import add_working_days

ST_ANDREW, EASTER_MONDAY, BOYNE = date(2026, 11, 30), date(2026, 4, 6), date(2026, 7, 13)
SCOTTISH_SUMMER, ENGLISH_SUMMER = date(2026, 8, 3), date(2026, 8, 31)


@pytest.mark.parametrize(
    ("nation", "found"),
    [
        ("SCT", {SCOTTISH_SUMMER, ST_ANDREW}),
        ("ENG", {EASTER_MONDAY, ENGLISH_SUMMER}),
        ("WLS", {EASTER_MONDAY, ENGLISH_SUMMER}),
        ("NIR", {EASTER_MONDAY, BOYNE, ENGLISH_SUMMER}),
    ],
)
def test_each_nation_has_its_own_bank_holidays(nation, found, settings):
    settings.BANK_HOLIDAYS = nation
    asked = {EASTER_MONDAY, BOYNE, SCOTTISH_SUMMER, ENGLISH_SUMMER, ST_ANDREW}
    assert {day for day in asked if is_bank_holiday(day)} == found


def test_a_holiday_on_a_weekend_has_a_substitute_day():
    assert is_bank_holiday(date(2026, 12, 28))


def test_working_days_leave_out_bank_holidays():
    """Rules 2.4: Monday 30 November 2026 is St Andrew's Day."""
    assert add_working_days(date(2026, 11, 27), 1, is_bank_holiday) == date(2026, 12, 1)
    assert working_days_between(date(2026, 11, 27), date(2026, 12, 1)) == 1
    assert working_days_between(date(2026, 12, 1), date(2026, 11, 27)) == -1


def test_working_days_are_counted_over_the_end_of_a_year():
    """Rules 2.4: 1 January 2027 is a Friday, and the 2nd has its substitute on Monday the 4th."""
    assert add_working_days(date(2026, 12, 31), 1, is_bank_holiday) == date(2027, 1, 5)


def test_a_nation_that_does_not_exist_stops_the_start():
    """Trust O2."""
    environment = os.environ | {"BANK_HOLIDAYS": "GB", "ENV_FILE": "", "SECRET_KEY": "x" * 40}
    command = [sys.executable, "-c", "import strategy_portal.settings"]
    started = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert started.returncode
    assert "BANK_HOLIDAYS must be one of SCT, ENG, WLS, NIR" in started.stderr
