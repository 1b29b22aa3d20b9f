"""Financial years, reporting periods and their windows (rules 2), and working days (rules 2.4).

Which days are bank holidays is always an argument; `strategy_portal/clock.py` knows them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

YearStart = tuple[int, int]
"""Month and day on which a financial year starts; April 1 unless the strategy says otherwise (rules 2.1)."""

APRIL: YearStart = (4, 1)
JANUARY: YearStart = (1, 1)
"""A year that is the calendar's has one number, as `2026` (rules 2.1)."""

GRACE_DAYS = 28


class Frequency(StrEnum):
    """How often an indicator is collected (rules 2.3)."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    ANNUAL = "annual"
    BIENNIAL = "biennial"
    IRREGULAR = "irregular"

    @property
    def plural(self) -> str:
        """Several of its periods in words: `quarters`."""
        return _PLURALS[self]


_PLURALS = {
    Frequency.MONTHLY: "months",
    Frequency.QUARTERLY: "quarters",
    Frequency.HALF_YEARLY: "half years",
    Frequency.ANNUAL: "years",
    Frequency.BIENNIAL: "periods of two years",
    Frequency.IRREGULAR: "values",
}

MONTHS = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.HALF_YEARLY: 6,
    Frequency.ANNUAL: 12,
    Frequency.BIENNIAL: 24,
}


class Window(StrEnum):
    """Where a period stands on a day (rules 2.4)."""

    FUTURE = "future"
    OPEN = "open"
    DUE = "due"
    OVERDUE = "overdue"
    LOCKED = "locked"


@lru_cache(maxsize=4096)
def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month; a day that the month lacks becomes its last."""
    years, month0 = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month0 + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))


@dataclass(frozen=True, order=True)
class Period:
    """A half-open span [start, end) of one frequency (rules 2.2); of an irregular one a day that people choose.

    `year_start` is carried so that a period knows the financial year that it lies in. There are few periods and they
    are asked for again and again, so what is worked out of one is kept, and its neighbours are.
    """

    start: date
    frequency: Frequency
    year_start: YearStart = APRIL

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Kept too, because periods are what figures are looked up by."""
        return hash((self.start, self.frequency, self.year_start))

    @cached_property
    def end(self) -> date:
        """The first day after the period."""
        if self.is_day:
            return self.start + timedelta(days=1)
        return add_months(self.start, MONTHS[self.frequency])

    @property
    def first_half(self) -> "Period":
        """The half year that begins with it: of a financial year its first six months."""
        return Period(self.start, Frequency.HALF_YEARLY, self.year_start)

    @property
    def is_day(self) -> bool:
        """A day that people choose, on which nothing is ever owed (rules 2.3)."""
        return self.frequency is Frequency.IRREGULAR

    @cached_property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @cached_property
    def year(self) -> "Period":
        """The financial year in which the period lies; for a biennial period, the year in which it ends."""
        return financial_year(self.last_day, self.year_start)

    @property
    def index(self) -> int:
        """Place within the financial year, from 1: Q2 is 2. Annual and biennial periods and days are 1."""
        if self.is_day or MONTHS[self.frequency] >= 12:
            return 1
        months = (self.start.year - self.year.start.year) * 12 + self.start.month - self.year.start.month
        return months // MONTHS[self.frequency] + 1

    @cached_property
    def label(self) -> str:
        """As printed: `2025/26`, `Q2 2025/26`, `H1 2025/26`, `April 2025`, `2023/24 to 2024/25` (rules 2.1).

        Of a year that starts on 1 January `2026`, `Q2 2026`, `2025 to 2026`. A day is `12 May 2026`.
        """
        match self.frequency:
            case Frequency.IRREGULAR:
                return f"{self.start:%-d %B %Y}"
            case Frequency.MONTHLY:
                return f"{self.start:%B %Y}"
            case Frequency.QUARTERLY:
                return f"Q{self.index} {self.year.label}"
            case Frequency.HALF_YEARLY:
                return f"H{self.index} {self.year.label}"
            case Frequency.BIENNIAL:
                return f"{financial_year(self.start, self.year_start).label} to {self.year.label}"
            case _ if self.year_start == JANUARY:
                return f"{self.start.year}"
            case _:
                return f"{self.start.year}/{(self.start.year + 1) % 100:02d}"

    @property
    def when(self) -> str:
        """`in Q2 2025/26`, `on 12 May 2026`."""
        return f"{'on' if self.is_day else 'in'} {self.label}"

    @cached_property
    def slug(self) -> str:
        """As in addresses and file names: `2025-26`, `2025-26-Q2`, `2025-26-H1`, `2025-M04`, `2023-24-to-2024-25`.

        The M makes December 2011 different from the year 2011/12. A day is `2026-05-12`.
        """
        match self.frequency:
            case Frequency.IRREGULAR:
                return self.start.isoformat()
            case Frequency.MONTHLY:
                return f"{self.start:%Y-M%m}"
            case Frequency.QUARTERLY:
                return f"{self.year.slug}-Q{self.index}"
            case Frequency.HALF_YEARLY:
                return f"{self.year.slug}-H{self.index}"
            case Frequency.BIENNIAL:
                return f"{financial_year(self.start, self.year_start).slug}-to-{self.year.slug}"
            case _ if self.year_start == JANUARY:
                return f"{self.start.year}"
            case _:
                return f"{self.start.year}-{(self.start.year + 1) % 100:02d}"

    def previous(self, count: int = 1) -> "Period":
        """The period `count` before this one, of the same frequency; a negative count looks ahead.

        Raises ValueError for a day that people choose: only the indicator’s figures know which one was before.
        """
        return _moved(self, -count * MONTHS.get(self.frequency, 0))

    def same_last_year(self) -> "Period":
        """The same period of the financial year before; for a biennial one, the period before.

        Raises ValueError for a day that people choose.
        """
        return _moved(self, -max(12, MONTHS.get(self.frequency, 0)))

    def contains(self, day: date) -> bool:
        return self.start <= day < self.end

    def window(self, on: date, *, grace_days: int = GRACE_DAYS, locked: bool = False) -> Window:
        """Future, open, due, overdue or locked on the day `on` (rules 2.4).

        Due from the day after the period's last; overdue once `grace_days` have passed since. A day that people choose
        is open from then on: nothing is ever due on it (rules 2.3).
        """
        if locked:
            return Window.LOCKED
        if on < self.start:
            return Window.FUTURE
        if on < self.end or self.is_day:
            return Window.OPEN
        if on < self.end + timedelta(days=grace_days):
            return Window.DUE
        return Window.OVERDUE


@lru_cache(maxsize=4096)
def _moved(period: Period, months: int) -> Period:
    if period.is_day:
        raise ValueError("Days that people choose follow on one another as they were chosen")
    return period_from(add_months(period.start, months), period.frequency, period.year_start)


@lru_cache(maxsize=4096)
def period_from(start: date, frequency: str, year_start: YearStart = APRIL) -> Period:
    """The period of a stored row: the same object wherever it is named, with all that was worked out of it."""
    return Period(start, Frequency(frequency), year_start)


def financial_year(day: date, year_start: YearStart = APRIL) -> Period:
    """The financial year in which a day lies (rules 2.1)."""
    start = date(day.year, *year_start)
    if day < start:
        start = date(day.year - 1, *year_start)
    return period_from(start, Frequency.ANNUAL, year_start)


@lru_cache(maxsize=4096)
def period_of(day: date, frequency: Frequency, year_start: YearStart = APRIL) -> Period:
    """The period of that frequency in which a day lies; of an irregular one the day itself.

    Biennial periods start in financial years of even number.
    """
    if frequency is Frequency.IRREGULAR:
        return period_from(day, frequency, year_start)
    year = financial_year(day, year_start)
    if frequency is Frequency.BIENNIAL:
        return period_from(date(year.start.year - year.start.year % 2, *year_start), frequency, year_start)
    period = period_from(year.start, frequency, year_start)
    while not period.contains(day):
        period = period.previous(-1)
    return period


@lru_cache(maxsize=4096)
def periods_between(start: date, end: date, frequency: Frequency, year_start: YearStart = APRIL) -> tuple[Period, ...]:
    """The periods of one frequency that touch [start, end), in order.

    None for an irregular frequency: on which days there are values the indicator’s figures know.
    """
    if frequency is Frequency.IRREGULAR or start >= end:
        return ()
    found = [period_of(start, frequency, year_start)]
    while found[-1].end < end:
        found.append(found[-1].previous(-1))
    return tuple(found)


def periods_ending_in(container: Period, frequency: Frequency) -> tuple[Period, ...]:
    """The periods of `frequency` whose last day lies in `container`: what is expected at its end (rules 2.3).

    In Q1 nothing is expected of an annual indicator, so there are none and the indicator is *not due*.
    """
    if frequency is container.frequency:
        return (container,)
    around = periods_between(container.start, container.end, frequency, container.year_start)
    return tuple(period for period in around if container.contains(period.last_day))


def days_up_to(container: Period, days: Iterable[Period]) -> list[Period]:
    """Of days that people chose those in the container's financial year, up to the container's end, in order.

    The last of them stands for the container (rules 2.3).
    """
    return sorted(day for day in days if container.year.start <= day.start < container.end)


_SLUG = re.compile(r"(?P<from>[12][0-9]{3})(-(?P<to>[0-9]{2}))?(-(?P<part>[QH])(?P<index>[1-4]))?", re.ASCII)
_MONTH_SLUG = re.compile(r"([12][0-9]{3})-M([0-9]{2})", re.ASCII)
_DAY_SLUG = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", re.ASCII)
_DAY_LABEL = re.compile(r"[0-9]{1,2} [A-Z][a-z]+ [12][0-9]{3}", re.ASCII)
_MONTH_NAMES = "January February March April May June July August September October November December".split()


class UnknownPeriod(ValueError):
    """The text names no period."""

    def __init__(self, slug: str):
        super().__init__(f"“{slug}” is not a period. Write a year as 2025-26, a quarter as 2025-26-Q2.")


def period_from_slug(slug: str, year_start: YearStart = APRIL) -> Period:
    """Read what `Period.slug` writes: `2025-26`, `2025-26-Q2`, `2025-26-H1`, `2025-M04`, `2024-25-to-2025-26`.

    Of days `2026-05-12`; of years from 1 January on also `2026`, `2026-Q2`, `2026-to-2027`. Raises UnknownPeriod.
    """
    if _DAY_SLUG.fullmatch(slug):
        return _day_named(slug, "%Y-%m-%d", year_start)
    if month := _MONTH_SLUG.fullmatch(slug):
        if not 1 <= int(month[2]) <= 12:
            raise UnknownPeriod(slug)
        return Period(date(int(month[1]), int(month[2]), year_start[1]), Frequency.MONTHLY, year_start)
    first, is_biennial, last = slug.partition("-to-")
    if not is_biennial:
        return _year_or_part(slug, year_start)
    period = period_of(_year_or_part(first, year_start).start, Frequency.BIENNIAL, year_start)
    if period.slug != f"{first}-to-{last}":
        raise UnknownPeriod(slug)
    return period


def period_from_label(label: str, year_start: YearStart = APRIL) -> Period:
    """Read a period as it is printed: `Q2 2025/26`, `April 2025`, `2024/25 to 2025/26`, `12 May 2026`.

    Raises UnknownPeriod.
    """
    part, _, year = label.rpartition(" ")
    if _DAY_LABEL.fullmatch(label):
        slug = _day_named(label, "%d %B %Y", year_start).slug
    elif part in _MONTH_NAMES:
        slug = f"{year}-M{_MONTH_NAMES.index(part) + 1:02d}"
    elif re.fullmatch("[QH][1-4]", part):
        slug = f"{year}-{part}"
    else:
        slug = label.replace(" to ", "-to-")
    period = period_from_slug(slug.replace("/", "-"), year_start)
    if period.label != label:
        raise UnknownPeriod(label)
    return period


def _day_named(text: str, form: str, year_start: YearStart) -> Period:
    try:
        day = datetime.strptime(text, form).date()
    except ValueError as error:
        raise UnknownPeriod(text) from error
    return Period(day, Frequency.IRREGULAR, year_start)


def _year_or_part(slug: str, year_start: YearStart) -> Period:
    match = _SLUG.fullmatch(slug)
    if not match or (match["to"] is None and year_start != JANUARY):
        raise UnknownPeriod(slug)
    if match["to"] is not None and (int(match["from"]) + 1) % 100 != int(match["to"]):
        raise UnknownPeriod(slug)
    year = Period(date(int(match["from"]), *year_start), Frequency.ANNUAL, year_start)
    if not match["part"]:
        return year
    frequency = Frequency.QUARTERLY if match["part"] == "Q" else Frequency.HALF_YEARLY
    period = Period(year.start, frequency, year_start).previous(1 - int(match["index"]))
    if not year.contains(period.start):
        raise UnknownPeriod(slug)
    return period


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
