"""Working days: Monday to Friday without bank holidays, as due dates and paper deadlines are counted (rules 2.4).

Which days are holidays is always an argument; `strategy_portal/clock.py` knows those of the council's nation.
"""

from collections.abc import Callable
from datetime import date, timedelta

IsHoliday = Callable[[date], bool]
"""Whether nobody works on that day. A set of dates has one: its `__contains__`."""

LONGEST_BREAK = 31
"""Days off in a row after which something is wrong with the holidays."""

_SATURDAY = 5
_DAY = timedelta(days=1)


def is_working_day(day: date, is_holiday: IsHoliday) -> bool:
    return day.weekday() < _SATURDAY and not is_holiday(day)


def add_working_days(day: date, count: int, is_holiday: IsHoliday) -> date:
    """The working day that comes `count` working days after `day`, which itself is not counted; before, if negative.

    For 0 it is `day`, or the next working day if nobody works on it. Raises ValueError if every day is a holiday.
    """
    if count == 0:
        return day if is_working_day(day, is_holiday) else _neighbour(day, _DAY, is_holiday)
    for _ in range(abs(count)):
        day = _neighbour(day, _DAY if count > 0 else -_DAY, is_holiday)
    return day


def working_days_between(start: date, end: date, is_holiday: IsHoliday) -> int:
    """How many working days come after `start` up to and including `end`; negative if `end` comes first.

    So `add_working_days(start, count, ...)` lies `count` working days from `start`.
    """
    step = _DAY if start <= end else -_DAY
    days = [start + step * place for place in range(1, abs((end - start).days) + 1)]
    return sum(is_working_day(day, is_holiday) for day in days) * step.days


def _neighbour(day: date, step: timedelta, is_holiday: IsHoliday) -> date:
    for place in range(1, LONGEST_BREAK + 1):
        if is_working_day(day + step * place, is_holiday):
            return day + step * place
    raise ValueError(f"No working day within {LONGEST_BREAK} days of {day.isoformat()}")
