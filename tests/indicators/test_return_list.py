"""My returns: what a person owes."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from indicators.expecting.returns import Return, returns_for
from indicators.models import ReportingPeriod, Value
from strategy_portal.domain.periods import Frequency, Period, Window


@pytest.fixture
def owed(people, on):
    def owed(username):
        return {each.quarter.label: each for each in returns_for(people[username], on) if each.owed}

    return owed


def test_the_officer_owes_the_overdue_quarter_and_the_running_one(owed):
    assert list(owed("officer")) == ["Q2 2026/27", "Q3 2026/27"]


def test_a_return_counts_what_came_back(owed):
    assert owed("officer")["Q2 2026/27"].returned == 1


def test_a_quarter_is_due_28_days_after_it_ends(owed):
    """rules 2.4"""
    assert owed("officer")["Q2 2026/27"].due_on.isoformat() == "2026-10-28"


def test_it_says_in_working_days_how_late_a_quarter_is(owed):
    """rules 2.4: from Wednesday 28 October to Saturday 21 November 2026 there are 17 working days."""
    assert owed("officer")["Q2 2026/27"].time_left == "17 working days late"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2028-10-27", "less than 1 working day left"),
        ("2028-10-28", "due today"),
        ("2028-10-29", "less than 1 working day late"),
        ("2028-10-30", "1 working day late"),
    ],
)
def test_no_return_is_late_by_nothing(day, said, wlc):
    """rules 2.4: 28 October 2028 is a Saturday."""
    quarter = Period(date(2028, 7, 1), Frequency.QUARTERLY)
    assert Return(wlc, quarter, Window.OVERDUE, (), date.fromisoformat(day)).time_left == said


def test_a_bank_holiday_is_no_working_day(owed):
    """From 21 November 2026 to 28 January 2027: 49 weekdays, less Scotland's five (Saint Andrew to 4 January)."""
    assert owed("officer")["Q3 2026/27"].time_left == "44 working days left"


def test_what_is_overdue_comes_first(people, on):
    windows = [each.window.value for each in returns_for(people["officer"], on) if each.owed]
    assert windows == ["overdue", "open"]


def test_a_return_is_still_owed_the_day_after_its_strategy_has_ended(people, wlc):
    """rules 2.4: its last quarter is only then due."""
    returns = {each.quarter.label: each for each in returns_for(people["officer"], wlc.ends_on + timedelta(days=1))}
    assert (returns["Q4 2027/28"].window, returns["Q4 2027/28"].owed) == (Window.DUE, 9)


@pytest.fixture
def never_submitted(wlc) -> Value:
    """2.2 in Q2 2023/24, three years ago."""
    ReportingPeriod.objects.filter(slug="2023-24-Q2").update(locked_at=None)
    rows = Value.objects.filter(period__strategy=wlc, period__slug="2023-24-Q2", indicator__order=2)
    value = rows.get(indicator__key_output__outcome__number=2)
    rows.filter(pk=value.pk).update(state="draft")
    return value


def test_what_is_owed_does_not_disappear_by_age(never_submitted, owed):
    assert owed("officer")["Q2 2023/24"].owed == 1


def test_what_is_owed_in_a_locked_period_is_not_asked_for(never_submitted, owed):
    """rules 3.5: nothing can be entered there."""
    ReportingPeriod.objects.filter(slug="2023-24-Q2").update(locked_at=timezone.now())
    assert "Q2 2023/24" not in owed("officer")


def test_a_locked_quarter_stands_apart_from_what_is_owed(signed_in, owed):
    """rules 3.5"""
    ReportingPeriod.objects.filter(slug="2026-27-Q2").update(locked_at=timezone.now())
    assert list(owed("officer")) == ["Q3 2026/27"]
    assert "1 of 9 submitted. The period is locked" in signed_in("officer").get("/returns/").content.decode()


def test_what_came_back_says_why_and_leads_there(signed_in):
    page = signed_in("officer").get("/returns/").content.decode()
    assert "The figure leaves out the offices" in page
    assert "/strategies/wlc-customer-2023-28/returns/2026-27-Q2/2.1/" in page


def test_progress_is_a_count_and_a_bar(signed_in):
    page = signed_in("officer").get("/returns/").content.decode()
    assert '<progress max="9" value="1"' in page
    assert "1 of 9" in page


def test_an_annual_indicator_is_owed_only_in_the_last_quarter(people, on):
    """rules 2.3: 1.5 is collected once a year."""
    returns = {each.quarter.label: each for each in returns_for(people["performance"], on)}
    asked = {label: any(s.indicator.reference == "1.5" for s in each.entries) for label, each in returns.items()}
    assert [label for label, is_asked in asked.items() if is_asked] == ["Q4 2025/26"]


def test_a_proposed_indicator_is_never_owed(people, on):
    references = {s.indicator.reference for each in returns_for(people["performance"], on) for s in each.entries}
    assert "4.1" not in references


def test_the_page_leads_to_the_grid(signed_in):
    page = signed_in("officer").get("/returns/").content.decode()
    assert "/strategies/wlc-customer-2023-28/returns/2026-27-Q2/" in page


def test_the_page_takes_at_most_ten_queries(signed_in, django_assert_max_num_queries):
    client = signed_in("performance")
    with django_assert_max_num_queries(10):
        client.get("/returns/")


def test_who_owes_nothing_is_told_so(signed_in, people):
    people["officer-housing"].teams.clear()
    assert "you are in none" in signed_in("officer-housing").get("/returns/").content.decode()
    people["officer-housing"].teams.create(name="A new team")
    assert "You owe nothing" in signed_in("officer-housing").get("/returns/").content.decode()
