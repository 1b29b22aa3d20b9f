"""The only place that reads the clock for a figure, and the calendar: which days are bank holidays.

Views and commands ask here for the day and hand it on (rules 2.2).
"""

from datetime import UTC, date, datetime, time
from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from .domain import periods


def today() -> date:
    """The day in the council's time zone, or the day that the setting TODAY names."""
    return date.fromisoformat(settings.TODAY) if settings.TODAY else timezone.localdate()


def nine_o_clock(day: date) -> datetime:
    """When the demonstration does the work of its day: not later than now, where that day is today.

    Another day, past or to come (TODAY), has its nine o'clock, so that the same day always gives the same.
    """
    nine = datetime.combine(day, time(9), UTC)
    return min(nine, timezone.now()) if day == timezone.localdate() else nine


def is_bank_holiday(day: date) -> bool:
    """In the nation that the setting BANK_HOLIDAYS names. Substitute days included: when Christmas Day falls on a
    Saturday, the Monday after.
    """
    return day in _bank_holidays(settings.BANK_HOLIDAYS, day.year)


def working_days_between(start: date, end: date) -> int:
    """How many working days come after `start` up to and including `end`; negative if `end` comes first."""
    return periods.working_days_between(start, end, is_bank_holiday)


@lru_cache(maxsize=64)
def _bank_holidays(nation: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # only once one is asked for, so that the portal starts without it

    return frozenset(country_holidays("GB", subdiv=nation, years=year))
