"""My returns: what a person owes."""

import pytest

from indicators.slots import returns_for


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


def test_a_bank_holiday_is_no_working_day(owed):
    """From 21 November 2026 to 28 January 2027: 49 weekdays, less Scotland's five (Saint Andrew to 4 January)."""
    assert owed("officer")["Q3 2026/27"].time_left == "44 working days left"


def test_what_is_overdue_comes_first(people, on):
    windows = [each.window.value for each in returns_for(people["officer"], on) if each.owed]
    assert windows == ["overdue", "open"]


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
    asked = {label: any(s.indicator.reference == "1.5" for s in each.slots) for label, each in returns.items()}
    assert [label for label, is_asked in asked.items() if is_asked] == ["Q4 2025/26"]


def test_a_proposed_indicator_is_never_owed(people, on):
    references = {s.indicator.reference for each in returns_for(people["performance"], on) for s in each.slots}
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
    assert "You owe nothing" in signed_in("officer-housing").get("/returns/").content.decode()
