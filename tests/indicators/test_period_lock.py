"""Locking and reopening on the page: asks first, needs a reason, all or none (rules 3.5)."""

import pytest
from django.db import OperationalError
from django.utils import timezone

from indicators.expecting.periods import lock_periods
from strategy_portal.records import checkpoint

ADDRESS = "/strategies/wlc-customer-2023-28/periods/lock/"


@pytest.fixture
def quarter_row(wlc):
    return wlc.periods.get(slug="2026-27-Q1")


@pytest.fixture
def months(wlc, quarter_row):
    inside = {"starts_on__gte": quarter_row.starts_on, "ends_on__lte": quarter_row.ends_on}
    return list(wlc.periods.filter(frequency="monthly", **inside))


def test_a_chosen_quarter_brings_its_months(signed_in, quarter_row, months):
    page = signed_in("performance").get(ADDRESS, {"change": "lock", "periods": quarter_row.pk}).content.decode()
    assert page.count('name="periods"') == 4
    assert page.count("checked") == 4


def test_the_quarter_and_its_months_are_locked_with_the_reason(signed_in, quarter_row, months):
    chosen = [quarter_row.pk, *(month.pk for month in months)]
    data = {"change": "lock", "periods": chosen, "reason": "The report is issued"}
    response = signed_in("performance").post(ADDRESS, data, follow=True)
    assert "4 periods were locked" in response.content.decode()
    for row in (quarter_row, *months):
        row.refresh_from_db()
        assert (row.is_locked, row.lock_reason) == (True, "The report is issued")


def test_a_period_stays_locked_where_no_checkpoint_can_be_made(signed_in, quarter_row, monkeypatch, caplog):
    """Trust S6."""
    monkeypatch.setattr(checkpoint, "_checkpoint", lambda at: (_ for _ in ()).throw(OperationalError("disk full")))
    data = {"change": "lock", "periods": quarter_row.pk, "reason": "The report is issued"}
    assert signed_in("performance").post(ADDRESS, data).status_code == 302
    quarter_row.refresh_from_db()
    assert quarter_row.is_locked
    assert "No checkpoint could be made after the lock of reporting periods" in caplog.text


def test_a_month_taken_out_stays_open(signed_in, quarter_row, months):
    signed_in("performance").post(ADDRESS, {"change": "lock", "periods": quarter_row.pk, "reason": "Issued"})
    months[0].refresh_from_db()
    assert not months[0].is_locked


def test_reopening_needs_a_reason(signed_in, wlc):
    locked = wlc.periods.get(slug="2024-25-Q1")
    response = signed_in("performance").post(ADDRESS, {"change": "reopen", "periods": locked.pk, "reason": ""})
    assert response.status_code == 422
    locked.refresh_from_db()
    assert locked.is_locked


def test_a_locked_period_is_reopened(signed_in, wlc):
    locked = wlc.periods.get(slug="2024-25-Q1")
    response = signed_in("performance").post(
        ADDRESS, {"change": "reopen", "periods": locked.pk, "reason": "A unit was left out"}, follow=True
    )
    assert "1 period was reopened" in response.content.decode()


def test_what_is_locked_already_is_not_offered_again(signed_in, quarter_row, people, on):
    lock_periods([quarter_row], reason="Issued", by=people["performance"], at=timezone.now())
    page = signed_in("performance").get(ADDRESS, {"change": "lock", "periods": quarter_row.pk}).content.decode()
    assert f'value="{quarter_row.pk}"' not in page


def test_choosing_nothing_says_so(signed_in):
    response = signed_in("performance").get(ADDRESS, {"change": "lock"}, follow=True)
    assert "Choose at least one period first" in response.content.decode()


def test_the_period_of_another_strategy_is_not_touched(signed_in, elc):
    other = elc.periods.first()
    signed_in("performance").post(ADDRESS, {"change": "lock", "periods": other.pk, "reason": "Issued"})
    other.refresh_from_db()
    assert not other.is_locked
