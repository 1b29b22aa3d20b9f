"""The bank holidays of the nation that the setting BANK_HOLIDAYS names, and working days counted by them.

The library that knows them is imported when the first one is asked for, so that the portal starts without it.
"""

from datetime import date
from functools import lru_cache

from django.conf import settings

from .domain import working_days


def is_bank_holiday(day: date) -> bool:
    """Substitute days included: when Christmas Day falls on a Saturday, the Monday after."""
    return day in _bank_holidays(settings.BANK_HOLIDAYS, day.year)


def add_working_days(day: date, count: int) -> date:
    """The day `count` working days after `day`; before, if negative."""
    return working_days.add_working_days(day, count, is_bank_holiday)


def working_days_between(start: date, end: date) -> int:
    """How many working days come after `start` up to and including `end`; negative if `end` comes first."""
    return working_days.working_days_between(start, end, is_bank_holiday)


@lru_cache(maxsize=64)
def _bank_holidays(nation: str, year: int) -> frozenset[date]:
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv=nation, years=year))
