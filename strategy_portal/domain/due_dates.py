"""Due dates kept as written and resolved to a window (rules 9.2)."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .periods import APRIL, Frequency, Period, UnknownPeriod, YearStart, add_months, period_from_label

Span = tuple[int, int]
Phrases = dict[str, Span]
PHRASES: Phrases = {"early": (1, 4), "mid": (5, 8), "end": (9, 12), "late": (9, 12)}
"""First and last month of each phrase: the editable rule's defaults. A last month before the first is next year's."""

MONTHS = "january february march april may june july august september october november december".split()
SHORT_MONTHS = {full[:3]: number for number, full in enumerate(MONTHS, 1)} | {"sept": 9}
CENTURY = 2000
"""Of a year that is written with two digits."""

Window = tuple[date, date]


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

    @property
    def said(self) -> str:
        """As written; a day that is written in figures is said in words: `27/11/2026` is 27 November 2026."""
        if self.first_day is None or self.first_day != self.last_day or any(map(str.isalpha, self.as_written)):
            return self.as_written
        return f"{self.first_day:%-d %B %Y}"

    def is_overdue(self, on: date) -> bool:
        """From the day after the window's last."""
        return self.last_day is not None and on > self.last_day


def resolve(as_written: str, *, year_start: YearStart = APRIL, phrases: Phrases | None = None) -> DueWindow:
    """Read a due date as a council writes it: `Mid 2024`, `By 31st March 2025`, `Q2 25/26`, `Nov 2026 to Jan 2027`."""
    text = " ".join(as_written.split())
    if not text:
        return DueWindow("")
    if _is_ongoing(text):
        return DueWindow(as_written, ongoing=True)
    try:
        window = _window(re.sub(r"(?i)^by (?:the )?", "", text), year_start, phrases or PHRASES)
    except (ValueError, OverflowError):  # a day that there is not, or a year beyond the calendar
        window = None
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


def _window(text: str, year_start: YearStart, phrases: Phrases) -> Window | None:
    plain = _phrase(text, phrases) or _day(text) or _month(text)
    return plain or _financial(text, year_start) or _part_of_year(text, year_start) or _span(text)


def _phrase(text: str, phrases: Phrases) -> Window | None:
    """`Mid 2024`; one that crosses the year, as winter may, is of the year in which it begins: `Winter 2026/27`."""
    match = re.fullmatch(r"(?i)(\w+)[ -](?:of )?([12][0-9]{3})(?:/([0-9]{2}))?", text)
    if not match or match[1].lower() not in phrases:
        return None
    (first, last), year = phrases[match[1].lower()], int(match[2])
    crosses = last < first
    if match[3] and not (crosses and int(match[3]) == (year + 1) % 100):
        return None
    return date(year, first, 1), _month_end(date(year + crosses, last, 1))


def _day(text: str) -> Window | None:
    slashed = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    in_words = re.fullmatch(r"(?i)(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+),? (\d{4}|\d{2})", text)
    if slashed:
        day = date(int(slashed[3]), int(slashed[2]), int(slashed[1]))
    elif iso:
        day = date(int(iso[1]), int(iso[2]), int(iso[3]))
    elif in_words and (month := _month_number(in_words[2])):
        day = date(_year(in_words[3]), month, int(in_words[1]))
    else:
        return None
    return day, day


def _month(text: str) -> Window | None:
    match = re.fullmatch(r"(?i)([a-z]+),? ([12][0-9]{3}|[0-9]{2})", text)
    month = match and _month_number(match[1])
    if not match or not month:
        return None
    first = date(_year(match[2]), month, 1)
    return first, _month_end(first)


def _month_number(name: str) -> int | None:
    name = name.lower()
    return MONTHS.index(name) + 1 if name in MONTHS else SHORT_MONTHS.get(name)


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else CENTURY + int(digits)


def _financial(text: str, year_start: YearStart) -> Window | None:
    """`2025/26`, `2025-26`, `2024/25 to 2025/26`, or a part: `Q1 2025/26`, `Q1 25-26`. And `2025`, the whole year.

    Two numbers of two digits alone may mean anything.
    """
    if re.fullmatch("[12][0-9]{3}", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    short = re.fullmatch(r"([QqHh][1-4]) ([0-9]{2})[/-]([0-9]{2})", text)
    slashed = re.sub(r"^((?:[QqHh][1-4] )?[12][0-9]{3})-([0-9]{2})$", r"\1/\2", text)
    label = f"{short[1]} {_year(short[2])}/{short[3]}" if short else slashed
    try:
        period = period_from_label(label[:1].upper() + label[1:], year_start)
    except UnknownPeriod:
        return None
    return period.start, period.last_day


def _part_of_year(text: str, year_start: YearStart) -> Window | None:
    """`Q3 2027` is of the year that begins in 2027."""
    match = re.fullmatch(r"(?:([Qq])([1-4])|([Hh])([12])) ([12][0-9]{3})", text)
    if not match:
        return None
    frequency = Frequency.QUARTERLY if match[1] else Frequency.HALF_YEARLY
    first = Period(date(int(match[5]), *year_start), frequency, year_start)
    period = first.previous(1 - int(match[2] or match[4]))
    return period.start, period.last_day


def _span(text: str) -> Window | None:
    """`Nov 2026 to Jan 2027`, `November to January 2027`, `1 November 2026 - 31 January 2027`."""
    match = re.fullmatch(r"(?i)(.+?)(?: to | until | ?[–—] ?| - )(.+)", text)
    last = match and (_day(match[2]) or _month(match[2]))
    if not match or not last:
        return None
    first = _day(match[1]) or _month(match[1])
    if first is None and (month := _month_number(match[1])):
        start = date(last[1].year - (month > last[1].month), month, 1)
        first = start, _month_end(start)
    return (first[0], last[1]) if first and first[0] <= last[1] else None


def _month_end(first: date) -> date:
    return add_months(first, 1) - timedelta(days=1)
