"""The button that adds the periods which a strategy lacks since its dates changed."""

from datetime import date

import pytest

from outcomes.models import Strategy

WLC = "wlc-customer-2023-28"
LIST, MAKE = f"/periods/?strategy={WLC}", f"/strategies/{WLC}/periods/make/"


@pytest.fixture
def client(signed_in):
    return signed_in("performance")


@pytest.fixture
def extended(wlc) -> Strategy:
    wlc.ends_on = date(2029, 3, 31)
    wlc.save()
    return wlc


def test_nothing_is_offered_while_no_period_is_missing(client, wlc):
    assert "Add the missing period" not in client.get(LIST).text


def test_after_an_extension_the_missing_periods_are_added_once(client, extended):
    assert "Add the missing periods" in client.get(LIST).text
    assert "periods were added" in client.post(MAKE, follow=True).text
    assert extended.periods.filter(slug="2028-29-Q4").exists()
    assert "0 periods were added" in client.post(MAKE, follow=True).text


def test_periods_are_not_made_by_a_link(client, extended):
    assert client.get(MAKE).status_code in (403, 405)
    assert not extended.periods.filter(slug="2028-29").exists()
