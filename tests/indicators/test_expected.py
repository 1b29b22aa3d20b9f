"""What can be entered is one rule, whichever way it is entered (rules 2.3, 2.4)."""

from datetime import date

import pytest

from indicators.models import CollectionUnit, Indicator

from .setting_up import new_indicator

QUARTER = "/strategies/wlc-customer-2023-28/returns/2027-28-Q4/"
URL = "/api/v1/values/"
HOUSING = {
    "indicator": "wlc-customer-2023-28/1.1", "period": "2026-27-Q3", "unit": "Housing", "numerator": "9",
    "denominator": "10", "version": 0,
}  # fmt: skip


@pytest.mark.parametrize("path", ["", "2.2/", "workbook.xlsx", "workbook.csv", "import/"])
def test_a_quarter_that_has_not_begun_takes_no_value(path, officer):
    """rules 2.4"""
    assert officer.get(f"{QUARTER}{path}").status_code == 404


def test_a_draft_that_saves_itself_is_not_found_before_its_quarter_begins(officer):
    """rules 2.4"""
    assert officer.post(f"{QUARTER}2.2/save/", {}).status_code == 404


def test_the_api_takes_no_value_of_a_unit_that_has_closed(signed_in):
    """rules 2.3"""
    CollectionUnit.objects.filter(name="Housing").update(closed_on=date(2026, 6, 30))
    answer = signed_in("performance").post(URL, HOUSING, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["unit"])
    assert "Nothing is expected of Housing in Q3 2026/27" in answer.json()["unit"][0]


def test_the_api_changes_no_value_of_a_unit_that_has_closed(signed_in):
    """rules 2.3"""
    client = signed_in("performance")
    place = client.post(URL, HOUSING, content_type="application/json").json()["id"]
    CollectionUnit.objects.filter(name="Housing").update(closed_on=date(2026, 6, 30))
    sent = {"numerator": "8", "denominator": "10", "version": 1}
    assert client.put(f"{URL}{place}/", sent, content_type="application/json").status_code == 400


def test_the_api_takes_no_value_of_an_indicator_that_is_made_from_others(signed_in):
    Indicator.objects.filter(key_output__outcome__number=2, order=2).update(formula="[1.2] / [1.3] * 100")
    sent = HOUSING | {"indicator": "wlc-customer-2023-28/2.2", "unit": None}
    answer = signed_in("performance").post(URL, sent, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["indicator"])


def test_nothing_is_ever_owed_of_an_irregular_indicator(signed_in, wlc, people):
    """rules 2.3"""
    irregular = new_indicator(wlc, people["performance"], frequency="irregular", across_periods="none")
    client = signed_in("performance")
    (found,) = client.get("/api/v1/indicators/", {"search": "Calls answered in 5 minutes"}).json()["results"]
    assert found["status"]["slug"] == "not-due"
    assert (
        f"v{irregular.pk}-" not in client.get("/strategies/wlc-customer-2023-28/returns/2026-27-Q2/").content.decode()
    )
