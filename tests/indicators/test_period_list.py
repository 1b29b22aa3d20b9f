"""Where the reporting periods of a strategy stand, and what is owed in each (rules 2.4)."""

import pytest
from django.utils import timezone

from indicators.expecting.periods import lock_changes, lock_periods, period_years, reopen_periods
from indicators.models import Value
from outcomes.models import Strategy
from strategy_portal.domain.periods import Window

ADDRESS = "/periods/"


@pytest.fixture
def lines(wlc, on):
    return {line.row.slug: line for year in period_years(wlc, on) for line in year.lines}


@pytest.mark.parametrize(
    ("slug", "window"),
    [
        ("2024-25-Q1", Window.LOCKED),
        ("2026-27-Q1", Window.OVERDUE),
        ("2026-27-Q2", Window.OVERDUE),
        ("2026-27-Q3", Window.OPEN),
        ("2026-27-Q4", Window.FUTURE),
    ],
)
def test_each_period_stands_where_the_day_and_its_lock_put_it(lines, slug, window):
    assert lines[slug].window is window


def test_expected_is_what_is_owed_waiting_and_approved_once_the_period_began(lines):
    for line in lines.values():
        if line.window is not Window.FUTURE:
            assert line.expected == line.owed + line.submitted + line.approved, line.row


def test_nothing_is_owed_of_a_period_to_come(lines):
    to_come = lines["2026-27-Q4"]
    assert (to_come.expected > 0, to_come.owed, to_come.is_complete) == (True, 0, False)


def test_the_last_quarter_counts_its_values(lines, wlc):
    values = Value.objects.filter(period=lines["2026-27-Q2"].row)
    assert lines["2026-27-Q2"].submitted == values.filter(state="submitted").count() > 0
    assert lines["2026-27-Q2"].approved == values.filter(state="approved").count() > 0
    assert lines["2026-27-Q2"].owed > 0


def test_a_period_in_which_nothing_is_expected_is_left_out_until_asked_for(lines, wlc, on, signed_in):
    assert "2026-M11" not in lines
    everything = {line.row.slug for year in period_years(wlc, on, with_unused=True) for line in year.lines}
    assert "2026-M11" in everything
    assert "November 2026" in signed_in("performance").get(f"{ADDRESS}?strategy={wlc.slug}&all").content.decode()


def test_the_latest_lock_and_reopening_stand_with_their_reasons(wlc, people, on):
    period, by = wlc.periods.get(slug="2026-27-Q1"), people["performance"]
    lock_periods([period], reason="Report issued", by=by, at=timezone.now())
    reopen_periods([period], reason="A unit was left out", by=by)
    changes = [(change.periods[0].slug, change.event, change.reason, change.by) for change in lock_changes(wlc)[:2]]
    assert changes == [
        ("2026-27-Q1", "reopened", "A unit was left out", "Performance team"),
        ("2026-27-Q1", "locked", "Report issued", "Performance team"),
    ]


def test_the_page_shows_another_strategy_when_asked(signed_in, borough):
    page = signed_in("performance").get(f"{ADDRESS}?strategy={borough.slug}").content.decode()
    assert borough.title in page


def test_the_page_takes_at_most_twelve_queries(signed_in, django_assert_max_num_queries):
    client = signed_in("performance")
    with django_assert_max_num_queries(12):
        client.get(f"{ADDRESS}?all")


def test_periods_locked_together_are_one_line(wlc, people):
    quarter, month = wlc.periods.get(slug="2026-27-Q1"), wlc.periods.get(slug="2026-M04")
    lock_periods([quarter, month], reason="Report issued", by=people["performance"], at=timezone.now())
    assert {period.slug for period in lock_changes(wlc)[0].periods} == {"2026-27-Q1", "2026-M04"}


def test_a_period_in_which_all_is_approved_is_ready_to_be_locked(lines):
    assert lines["2026-27-Q1"].is_complete
    assert not lines["2026-27-Q2"].is_complete


def test_where_all_is_approved_nothing_is_overdue(lines):
    assert (lines["2026-27-Q1"].window, lines["2026-27-Q1"].state) == (Window.OVERDUE, "All approved")
    assert lines["2026-27-Q2"].state == "Overdue"


def test_the_current_period_stands_on_top_and_those_to_come_last(wlc, on):
    years = period_years(wlc, on)
    assert [year.year.label for year in years] == ["2026/27", "2025/26", "2024/25", "2023/24", "2027/28"]
    quarters = [line.row.slug for line in years[0].lines if "Q" in line.row.slug]
    assert quarters == ["2026-27-Q3", "2026-27-Q2", "2026-27-Q1", "2026-27-Q4"]


def test_counts_lead_to_what_they_count(signed_in, wlc):
    page = signed_in("performance").get(f"{ADDRESS}?strategy={wlc.slug}").content.decode()
    for place in ("returns", "approvals"):
        assert f'<a href="/strategies/{wlc.slug}/{place}/2026-27-Q2/">' in page
    assert f"/strategies/{wlc.slug}/returns/2026-27-Q4/" not in page


def test_before_its_periods_are_added_nothing_is_said_of_its_indicators(signed_in, wlc):
    """A new strategy whose indicators are collected quarterly lacks periods, not frequencies."""
    Strategy.objects.create(
        slug="new", title="New", organisation="A council", organisation_short="AC", starts_on="2026-04-01",
        ends_on="2030-03-31",
    )  # fmt: skip
    page = signed_in("performance").get(f"{ADDRESS}?strategy=new").text
    assert "No reporting period is here yet" in page
    assert "Give one a frequency" not in page
