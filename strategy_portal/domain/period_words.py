"""A period as councils write it in sheets of their own: `23/24`, `Q1 23-24`, `Apr-Jun 2023`, a day (rules 2.1)."""

import re
from datetime import date

from .periods import APRIL, JANUARY, MONTHS, Frequency, Period, YearStart, period_of

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?P<year>(?:20)?\d\d)(?:[/-](?P<to>(?:20)?\d\d))?"
_PART = r"(?P<kind>q|h|quarter|half)\s*(?P<index>[1-4])"
_MONTH = "(?P<first>" + "|".join(_MONTHS) + r")[a-z]*"
_YEAR_ALONE = re.compile(rf"(?:year|fy)?\s*{_YEAR}")
_PART_FIRST = re.compile(rf"{_PART}\s*(?:of\s*)?(?:fy\s*)?{_YEAR}")
_PART_LAST = re.compile(rf"(?:fy\s*)?{_YEAR}\s*{_PART}")
_MONTH_ALONE = re.compile(rf"{_MONTH}[ -]*(?P<year>(?:20)?\d\d)")
_MONTHS_OF = re.compile(rf"{_MONTH}\s*(?:-|to)\s*(?P<last>{'|'.join(_MONTHS)})[a-z]*[ -]*(?P<year>(?:20)?\d\d)")
_NUMBERED_MONTH = re.compile(r"(?P<year>20\d\d)-m?(?P<month>0[1-9]|1[0-2])")
_DAY = re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?:[ t].*)?")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>20\d\d)")


def read_period(text: str, frequency: str, year_start: YearStart = APRIL) -> Period | None:
    """The period that a text names, for an indicator collected so often; None where it names none, or several.

    A single year names a financial year only where that begins on 1 January: in “2023” nobody can tell 2022/23 from
    2023/24. A day names the period of the indicator that begins or ends on it.
    """
    said = " ".join(text.casefold().replace("–", "-").replace("\\", "/").replace(",", " ").split())
    for read in (_day, _part_of_year, _months, _month, _year):
        if (found := read(said, frequency, year_start)) is not None:
            return found
    return None


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _financial(year: str, to: str | None, year_start: YearStart) -> Period | None:
    """`2023/24`; of calendar years `2023`."""
    first = _full(year)
    if to is None:
        if year_start != JANUARY or len(year) < 4:
            return None
    elif _full(to) != first + 1:
        return None
    return Period(date(first, *year_start), Frequency.ANNUAL, year_start)


def _year(said: str, frequency: str, year_start: YearStart) -> Period | None:
    match = _YEAR_ALONE.fullmatch(said)
    return _financial(match["year"], match["to"], year_start) if match else None


def _part_of_year(said: str, frequency: str, year_start: YearStart) -> Period | None:
    match = _PART_FIRST.fullmatch(said) or _PART_LAST.fullmatch(said)
    if match is None:
        return None
    year, index = _financial(match["year"], match["to"], year_start), int(match["index"])
    of = Frequency.QUARTERLY if match["kind"].startswith("q") else Frequency.HALF_YEARLY
    if year is None or (of is Frequency.HALF_YEARLY and index > 2):
        return None
    return Period(year.start, of, year_start).previous(1 - index)


def _months(said: str, frequency: str, year_start: YearStart) -> Period | None:
    """`Apr-Jun 2023`; the year is that of the last month."""
    match = _MONTHS_OF.fullmatch(said)
    if match is None:
        return None
    first, last, year = _MONTHS.index(match["first"]) + 1, _MONTHS.index(match["last"]) + 1, _full(match["year"])
    count = (last - first) % 12 + 1
    of = next((each for each, months in MONTHS.items() if months == count), None)
    if of is None:
        return None
    found = period_of(date(year - (first > last), first, 1), of, year_start)
    return found if found.start.month == first else None


def _month(said: str, frequency: str, year_start: YearStart) -> Period | None:
    match, numbered = _MONTH_ALONE.fullmatch(said), _NUMBERED_MONTH.fullmatch(said)
    if match:
        return Period(date(_full(match["year"]), _MONTHS.index(match["first"]) + 1, 1), Frequency.MONTHLY, year_start)
    if numbered is None or _year(said, frequency, year_start):
        return None
    return Period(date(int(numbered["year"]), int(numbered["month"]), 1), Frequency.MONTHLY, year_start)


def _day(said: str, frequency: str, year_start: YearStart) -> Period | None:
    match = _DAY.fullmatch(said) or _DAY_FIRST.fullmatch(said)
    if match is None or frequency not in set(MONTHS):
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    found = period_of(day, Frequency(frequency), year_start)
    return found if day in (found.start, found.last_day) else None


_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_SAID = re.compile(
    r"(?<![\w./-])(?:(?P<part>[qh]|quarter|half)\s*(?P<index>[1-4])"
    r"|(?P<from>(?:20)?\d\d)[/-](?P<to>(?:20)?\d\d)"
    r"|(?P<year>20\d\d)"
    r"|(?P<month>" + "|".join(sorted({*_MONTH_NAMES, *_MONTHS, "sept"}, key=len, reverse=True)) + r"))(?![\w./-])"
)


def said_of_period(text: str) -> tuple[tuple[str, ...], str]:
    """The words of a search that name a period, as labels have them (`q1`, `2025/26`, `april`), and what is left of it.

    A part is enough: `Q1` is the first quarter of any year.
    """
    plain = text.casefold().replace("–", "-")
    return tuple(_as_in_label(match) for match in _SAID.finditer(plain)), _SAID.sub(" ", plain)


def _as_in_label(match: re.Match[str]) -> str:
    if match["part"]:
        return f"{match['part'][0]}{match['index']}"
    if match["from"]:
        return f"{_full(match['from'])}/{match['to'][-2:]}"
    if match["month"]:
        return next(name for name in _MONTH_NAMES if name.startswith(match["month"]))
    return match["year"]
