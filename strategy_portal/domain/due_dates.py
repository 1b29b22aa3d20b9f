"""Due dates kept as written and resolved to a window (rules 9.2)."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .periods import APRIL, UnknownPeriod, YearStart, add_months, period_from_slug

Span = tuple[int, int]
Phrases = dict[str, Span]
PHRASES: Phrases = {"early": (1, 4), "mid": (5, 8), "end": (9, 12), "late": (9, 12)}
"""First and last month of each phrase: the editable rule's defaults."""

MONTHS = "january february march april may june july august september october november december".split()


@dataclass(frozen=True)
class DueWindow:
    """A due date as written, with the window that it means: both days included.

    `readable` is false for a text that no rule reads: it is kept and flagged, never dropped. An unknown date (nothing
    written) and an ongoing one are readable and have no window.
    """

    as_written: str
    first_day: date | None = None
    last_day: date | None = None
    readable: bool = True
    ongoing: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.as_written)

    @property
    def window(self) -> tuple[date, date] | None:
        """First and last day; None where it has no window."""
        return None if self.first_day is None or self.last_day is None else (self.first_day, self.last_day)

    def is_overdue(self, on: date) -> bool:
        """From the day after the window's last."""
        return self.last_day is not None and on > self.last_day


def resolve(as_written: str, *, year_start: YearStart = APRIL, phrases: Phrases | None = None) -> DueWindow:
    """Read a due date as a council writes it: `Mid 2024`, `March 2025`, `Q2 2025/26`, `31/03/2025`, `Ongoing`."""
    text = " ".join(as_written.split())
    if not text:
        return DueWindow("")
    if _is_ongoing(text):
        return DueWindow(as_written, ongoing=True)
    window = _phrase(text, phrases or PHRASES) or _day(text) or _month(text) or _financial(text, year_start)
    if window is None:
        return DueWindow(as_written, readable=False)
    return DueWindow(as_written, *window)


def stated(as_written: str, first_day: date | None, last_day: date | None) -> DueWindow:
    """A due date with the window that it was resolved to before: what it meant then, whatever the phrases mean now."""
    ongoing = _is_ongoing(as_written)
    known = bool(as_written.strip())
    return DueWindow(
        as_written, first_day, last_day, readable=ongoing or not known or last_day is not None, ongoing=ongoing
    )


def held_to(first: DueWindow, now: DueWindow) -> DueWindow:
    """By which date one is judged: the present one. While that can't be read, by the window of the first agreed one.

    It stays as written and flagged, so words that nobody can read neither end a delay nor look on course (rules 9.4).
    """
    return now if now.readable else replace(now, first_day=first.first_day, last_day=first.last_day)


def _is_ongoing(text: str) -> bool:
    return text.strip().lower() == "ongoing"


def _phrase(text: str, phrases: Phrases) -> tuple[date, date] | None:
    match = re.fullmatch(r"(?i)(\w+)[ -](?:of )?([12][0-9]{3})", text)
    if not match or match[1].lower() not in phrases:
        return None
    first, last = phrases[match[1].lower()]
    return date(int(match[2]), first, 1), _month_end(date(int(match[2]), last, 1))


def _day(text: str) -> tuple[date, date] | None:
    slashed = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    try:
        if slashed:
            day = date(int(slashed[3]), int(slashed[2]), int(slashed[1]))
        elif iso:
            day = date(int(iso[1]), int(iso[2]), int(iso[3]))
        else:
            return None
    except ValueError:
        return None
    return day, day


def _month(text: str) -> tuple[date, date] | None:
    match = re.fullmatch(r"(?i)([a-z]+) ([12][0-9]{3})", text)
    if not match:
        return None
    name = match[1].lower()
    month = next((number for number, full in enumerate(MONTHS, 1) if name in (full, full[:3])), None)
    if month is None:
        return None
    first = date(int(match[2]), month, 1)
    return first, _month_end(first)


def _financial(text: str, year_start: YearStart) -> tuple[date, date] | None:
    match = re.fullmatch(r"(?:([QqHh][1-4]) )?([12][0-9]{3})/([0-9]{2})", text)
    if not match:
        return None
    try:
        period = period_from_slug(f"{match[2]}-{match[3]}" + (f"-{match[1].upper()}" if match[1] else ""), year_start)
    except UnknownPeriod:
        return None
    return period.start, period.last_day


def _month_end(first: date) -> date:
    return add_months(first, 1) - timedelta(days=1)
