"""The rules of actions once more, in plain Python: read it beside rules 9 of docs/figures.md. Nothing of the portal."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .oracle import add_months, year_of

PARTS = {"early": (1, 4), "mid": (5, 8), "end": (9, 12), "late": (9, 12)}
MONTHS = ("january february march april may june july august september october november december").split()
ENDED = ("completed", "accepted", "cancelled")
Window = tuple[date, date]


@dataclass
class Due:
    """What was written, as a window of days; None where it has none: nothing written, no end, or nobody can read it."""

    text: str
    year_start: tuple[int, int]

    @property
    def window(self) -> Window | None:
        """Rules 9.2."""
        text = self.text.lower()
        if match := re.fullmatch(r"(early|mid|end|late) (\d{4})", text):
            return months_of(int(match[2]), *PARTS[match[1]])
        if match := re.fullmatch(r"(\d{1,2}) ([a-z]+) (\d{4})", text):
            day = date(int(match[3]), MONTHS.index(match[2]) + 1, int(match[1]))
            return day, day
        if self.year_start == (1, 1):  # “2025/26” names no year that begins in January
            return None
        if match := re.fullmatch(r"(\d{4})/\d{2}", text):
            year = year_of(date(int(match[1]), *self.year_start), self.year_start)
            return year.start, year.last
        if match := re.fullmatch(r"q(\d) (\d{4})/\d{2}", text):
            start = add_months(date(int(match[2]), *self.year_start), 3 * int(match[1]) - 3)
            return start, add_months(start, 3) - timedelta(days=1)
        return None

    @property
    def is_unread(self) -> bool:
        return bool(self.text) and self.text != "Ongoing" and self.window is None


def months_of(year: int, first: int, last: int) -> Window:
    return date(year, first, 1), add_months(date(year, last, 1), 1) - timedelta(days=1)


@dataclass
class Course:
    """An action on a day: its dates as written, the first one first, and what people said of it."""

    state: str
    dates: list[Due]
    at_risk: bool
    has_update: bool
    on: date
    limit: int = 6

    @property
    def last_day(self) -> date | None:
        """To which it is held: while the present date can't be read, that of the first (rules 9.4)."""
        held = self.dates[0] if self.dates[-1].is_unread else self.dates[-1]
        return held.window[1] if held.window else None

    @property
    def is_late(self) -> bool:
        return self.state not in ENDED and self.last_day is not None and self.last_day < self.on

    @property
    def slip(self) -> str:
        """Rules 9.3 and 9.4, from the end of the first window to the end of the present one."""
        first, now = self.dates[0], self.dates[-1]
        if len(self.dates) == 1 or not first.text:
            return "not-moved" if len(self.dates) == 1 else "none"
        if first.is_unread or now.is_unread:
            return "not-measured"
        if first.window is None or now.window is None:
            return "given-up" if first.window else "none"
        if now.window[1] <= first.window[1]:
            return "not-moved"
        return "long" if whole_months(first.window[1], now.window[1]) >= self.limit else "short"

    @property
    def colour(self) -> str:
        """Rules 9.4; empty where it has none. One of which nobody reported the state may have ended."""
        if self.state in (*ENDED, "suspended", "unknown"):
            return ""
        if self.is_late:
            return "red" if self.state in ("in-progress", "not-started") else ""
        if self.slip in ("long", "given-up"):
            return "red"
        if self.at_risk or self.slip == "short":
            return "amber"
        is_on_course = bool(self.last_day) or (self.dates[-1].text == "Ongoing" and self.has_update)  # rules 9.6
        return "green" if self.state == "in-progress" and is_on_course else ""


def whole_months(first: date, last: date) -> int:
    """The same day so many months on is so many; from the last day of a month to that of another is whole."""
    count = (last.year - first.year) * 12 + last.month - first.month
    is_last = (last + timedelta(days=1)).day == 1
    return count if last.day >= first.day or is_last else count - 1
