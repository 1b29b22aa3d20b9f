"""Rules 9.2: a due date is kept as written and resolved to a window."""

from datetime import date, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.due_dates import MONTHS, DueWindow, held_to, resolve
from strategy_portal.domain.periods import MONTHS as PERIOD_MONTHS
from strategy_portal.domain.periods import period_of
from strategy_portal.facts import FOLDER

EAST_LOTHIAN = yaml.safe_load((FOLDER / "facts" / "elc-customer-2023-28.yaml").read_text(encoding="utf-8"))["actions"]
YEAR_STARTS = [(4, 1), (1, 1), (9, 1)]
THIRDS = {"Early": ("01-01", "04-30"), "Mid": ("05-01", "08-31"), "End": ("09-01", "12-31")}


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Early 2024", "2024-01-01", "2024-04-30"),
        ("Mid 2024", "2024-05-01", "2024-08-31"),
        ("End 2024", "2024-09-01", "2024-12-31"),
        ("Late 2024", "2024-09-01", "2024-12-31"),
        ("mid-2024", "2024-05-01", "2024-08-31"),
        ("End of 2025", "2025-09-01", "2025-12-31"),
        ("March 2025", "2025-03-01", "2025-03-31"),
        ("May 2025", "2025-05-01", "2025-05-31"),
        ("feb 2024", "2024-02-01", "2024-02-29"),
        ("December 2025", "2025-12-01", "2025-12-31"),
        ("Q2 2025/26", "2025-07-01", "2025-09-30"),
        ("q4 2025/26", "2026-01-01", "2026-03-31"),
        ("H1 2025/26", "2025-04-01", "2025-09-30"),
        ("2025/26", "2025-04-01", "2026-03-31"),
        ("1999/00", "1999-04-01", "2000-03-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("By 2025", "2025-01-01", "2025-12-31"),
        ("2025-26", "2025-04-01", "2026-03-31"),
        ("2024/25 to 2025/26", "2024-04-01", "2026-03-31"),
        ("31/03/2025", "2025-03-31", "2025-03-31"),
        ("1/3/2025", "2025-03-01", "2025-03-01"),
        ("2025-03-31", "2025-03-31", "2025-03-31"),
        ("  Mid   2024 ", "2024-05-01", "2024-08-31"),
        ("Q3 2027", "2027-10-01", "2027-12-31"),
        ("H2 2027", "2027-10-01", "2028-03-31"),
        ("Q1 27/28", "2027-04-01", "2027-06-30"),
        ("Q4 2025-26", "2026-01-01", "2026-03-31"),
        ("h1 25-26", "2025-04-01", "2025-09-30"),
        ("Jan 27", "2027-01-01", "2027-01-31"),
        ("Sept 2027", "2027-09-01", "2027-09-30"),
        ("31 March 2027", "2027-03-31", "2027-03-31"),
        ("By 31st March 2027", "2027-03-31", "2027-03-31"),
        ("by the end of 2027", "2027-09-01", "2027-12-31"),
        ("By March 2027", "2027-03-01", "2027-03-31"),
        ("Nov 2026 to Jan 2027", "2026-11-01", "2027-01-31"),
        ("November – January 2027", "2026-11-01", "2027-01-31"),
        ("1 November 2026 - 15 Jan 2027", "2026-11-01", "2027-01-15"),
    ],
)
def test_a_phrase_means_a_window(written, first, last):
    """Rules 9.2."""
    due = resolve(written)
    assert due == DueWindow(written, date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("action", EAST_LOTHIAN, ids=lambda action: f"{action['number']}: {action['due']}")
def test_the_24_actions_of_east_lothian_are_read(action):
    """Rules 9.2."""
    phrase, year = action["due"].split()
    first, last = (date.fromisoformat(f"{year}-{day}") for day in THIRDS[phrase])
    assert resolve(action["due"]) == DueWindow(action["due"], first, last)


def test_the_24_actions_are_all_there():
    assert [action["number"] for action in EAST_LOTHIAN] == list(range(1, 25))


@pytest.mark.parametrize(
    "written",
    [
        "when funding allows", "TBC", "9999-00", "Spring 2025", "Q5 2025/26", "H3 2025/26", "2025/27", "31/02/2025",
        "2025-13-01", "Smarch 2025", "Mid 25", "0000/01", "End 9999", "December 9999", "Early 0000", "9999/00",
        "00/01/2025", "Mid 2024 or later", "Q3 9999", "By then", "31st June 2027", "27/28",
        "March to January", "May 2027 to Jan 2027",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_kept_as_written_and_flagged(written):
    """Rules 9.2: never dropped, and never an error."""
    assert resolve(written) == DueWindow(written, readable=False)


@pytest.mark.parametrize("written", ["Winter 2026", "winter 2026/27"])
def test_a_word_may_stand_for_months_that_cross_the_year(written):
    due = resolve(written, phrases={"winter": (11, 2)})
    assert (due.first_day, due.last_day) == (date(2026, 11, 1), date(2027, 2, 28))
    assert not resolve("Winter 2026/28", phrases={"winter": (11, 2)}).readable


@given(st.text(max_size=20))
def test_no_text_is_dropped_or_breaks_the_reading(written):
    """Rules 9.2."""
    due = resolve(written)
    assert due.as_written == (written if written.strip() else "")
    assert (due.first_day is None) == (due.last_day is None)
    assert due.first_day is None or due.first_day <= due.last_day


@pytest.mark.parametrize("written", ["", "  "])
def test_nothing_written_is_unknown_not_unreadable(written):
    """Rules 9.2."""
    due = resolve(written)
    assert (due.is_known, due.readable, due.ongoing, due.last_day) == (False, True, False, None)


@pytest.mark.parametrize("written", ["Ongoing", "ongoing", " ONGOING "])
def test_ongoing_has_no_end_and_is_never_overdue(written):
    """Rules 9.2."""
    due = resolve(written)
    assert (due.ongoing, due.readable, due.is_known, due.as_written) == (True, True, True, written)
    assert not due.is_overdue(date(2999, 12, 31))


@pytest.mark.parametrize(
    ("day", "overdue"), [(date(2024, 8, 30), False), (date(2024, 8, 31), False), (date(2024, 9, 1), True)]
)
def test_overdue_starts_the_day_after_the_window(day, overdue):
    """Rules 9.2."""
    assert resolve("Mid 2024").is_overdue(day) is overdue


@pytest.mark.parametrize("written", ["", "Ongoing", "when funding allows"])
def test_without_a_window_nothing_is_overdue(written):
    """Rules 9.2."""
    assert not resolve(written).is_overdue(date(2999, 12, 31))


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["TBC", "Ongoing", "", "Mid 2024"]))
def test_one_is_held_to_the_first_date_only_while_the_present_one_cannot_be_read(first, now):
    """Rules 9.2 and 9.4."""
    agreed, due = resolve(first.isoformat()), resolve(now)
    held = held_to(agreed, due)
    assert (held.as_written, held.readable) == (now, due.readable)
    assert held.last_day == (due if due.readable else agreed).last_day


@given(st.integers(1900, 2100))
def test_early_mid_and_end_share_out_the_year(year):
    """Rules 9.2: no day between them, none twice."""
    early, mid, end = (resolve(f"{phrase} {year}") for phrase in THIRDS)
    assert (early.first_day, end.last_day) == (date(year, 1, 1), date(year, 12, 31))
    assert early.last_day + timedelta(days=1) == mid.first_day
    assert mid.last_day + timedelta(days=1) == end.first_day


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_means_itself_in_either_writing(day):
    """Rules 9.2."""
    iso, slashed = resolve(day.isoformat()), resolve(f"{day:%d/%m/%Y}")
    assert (iso.first_day, iso.last_day) == (slashed.first_day, slashed.last_day) == (day, day)


@given(st.sampled_from(MONTHS), st.integers(1900, 2100))
def test_a_month_means_all_its_days_by_full_or_short_name(name, year):
    """Rules 9.2."""
    full, short = resolve(f"{name.capitalize()} {year}"), resolve(f"{name[:3]} {year}")
    assert (full.first_day, full.last_day) == (short.first_day, short.last_day)
    assert full.first_day == date(year, MONTHS.index(name) + 1, 1)
    assert (full.last_day + timedelta(days=1)).day == 1


def test_the_meaning_of_a_phrase_can_be_changed():
    """Rules 9.2: by an editable rule."""
    due = resolve("Spring 2025", phrases={"spring": (3, 5)})
    assert (due.first_day, due.last_day) == (date(2025, 3, 1), date(2025, 5, 31))
    assert not resolve("Mid 2025", phrases={"spring": (3, 5)}).readable


def test_quarters_and_years_are_those_of_the_strategy():
    """Rules 2.1 and 9.2."""
    assert resolve("Q1 2025/26", year_start=(9, 1)).last_day == date(2025, 11, 30)
    assert resolve("2025/26", year_start=(9, 1)).last_day == date(2026, 8, 31)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(list(PERIOD_MONTHS)), st.sampled_from(YEAR_STARTS))
def test_a_printed_period_is_read_as_its_own_days(day, frequency, year_start):
    """Rules 2.1 and 9.2: what a page prints can be typed as a due date."""
    period = period_of(day, frequency, year_start)
    due = resolve(period.label, year_start=year_start)
    assert (due.first_day, due.last_day) == (period.start, period.last_day)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("27/11/2026", "27 November 2026"), ("2026-11-27", "27 November 2026"), ("31 March 2025", "31 March 2025"),
        ("2025/26", "2025/26"), ("Mid 2024", "Mid 2024"), ("", ""), ("99/99/2026", "99/99/2026"),
    ],
)  # fmt: skip
def test_a_day_in_figures_is_said_in_words(written, said):
    assert resolve(written).said == said
