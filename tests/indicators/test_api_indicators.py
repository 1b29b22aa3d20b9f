"""Indicators in the API."""

from decimal import Decimal

import pytest

from indicators.models import Indicator
from outcomes.models import Strategy


def one(client, reference: str, **asked) -> dict:
    """West Lothian's indicator of that reference, with its proof and set-up."""
    parts = {"include": "proof,setup"}
    rows = client.get("/api/v1/indicators/", {"strategy": "wlc-customer-2023-28", **parts, **asked}).json()["results"]
    return next(row for row in rows if row["reference"] == reference)


def test_an_indicator_says_why_it_has_its_status(signed_in):
    status = one(signed_in("board"), "2.4")["status"]
    value = status["value_text"]
    assert (status["slug"], status["word"]) == ("amber", "Amber")
    assert status["why"] == f"Amber: {value} is below the target of 85%, but not below 80%."
    assert (status["target"]["value"], status["amber_low"], status["amber_high"]) == ("85", "80", None)
    assert status["tolerance"] == {"kind": "points", "size": "5"}
    assert "÷" in status["working"]
    assert status["provisional"] == (status["reported"] < status["expected"])
    assert status["coverage"].startswith(f"{status['reported']} of 14 units, ")


def test_the_value_is_given_in_full_and_as_printed(signed_in):
    status = one(signed_in("board"), "2.3")["status"]
    assert len(status["value"]) > 10
    assert status["value_text"] == f"{round(Decimal(status['value']), 1)}%"


def test_a_missing_value_says_why_and_is_never_nought(signed_in):
    status = one(signed_in("board"), "2.2")["status"]
    assert (status["value"], status["missing"], status["value_text"]) == (None, "not entered", "No value")


def test_without_a_period_it_is_the_last_quarter_that_has_ended(signed_in):
    client = signed_in("board")
    assert one(client, "2.1")["status"]["period"] == "2026-27-Q2"
    assert one(client, "2.1", period="2025-26-Q1")["status"]["period"] == "2025-26-Q1"


def test_a_quarter_of_a_year_from_1_january_is_asked_for_as_it_is_printed(wlc, signed_in):
    """Rules 2.1: 2026-Q2 is April to June 2026."""
    Strategy.objects.filter(pk=wlc.pk).update(year_start_month=1)
    assert one(signed_in("board"), "2.1", period="2026-Q2")["status"]["period"] == "2026-Q2"
    asked = {"strategy": wlc.slug, "period": "2026-Q2"}
    assert signed_in("board").get("/api/v1/outcomes/", asked).status_code == 200


@pytest.mark.parametrize("path", ["indicators/", "indicators/1/", "outcomes/", "outcomes/1/"])
def test_a_quarter_that_a_strategy_does_not_have_is_refused(path, signed_in):
    """Rules 2.1: a year from 1 April has two numbers."""
    response = signed_in("board").get(f"/api/v1/{path}", {"period": "2026-Q2"})
    assert (response.status_code, list(response.json())) == (400, ["period"])


@pytest.mark.parametrize("slug", ["", "2026-27", "2026-28-Q2", "2026-27-Q5", "2026-27-H1", "Q2", "9999-00-Q4", "\0"])
def test_a_malformed_period_is_refused(slug, signed_in):
    for path in ("indicators/", "indicators/1/", "outcomes/", "outcomes/1/"):
        response = signed_in("board").get(f"/api/v1/{path}", {"period": slug})
        assert response.status_code == 400
        assert list(response.json()) == ["period"]


def test_an_unknown_owner_is_explicit(signed_in, borough):
    asked = {"strategy": borough.slug, "include": "setup"}
    row = signed_in("board").get("/api/v1/indicators/", asked).json()["results"][0]
    assert (row["owner"], row["owner_stated"]) == (None, False)
    assert {target["stated"] for target in row["targets"]} == {False}
    assert {target["text"] for target in row["targets"]} == {"Not stated"}


def test_targets_are_told_for_each_year_of_the_strategy(wlc, signed_in):
    targets = one(signed_in("board"), "2.1")["targets"]
    assert [target["year"] for target in targets] == [year.slug for year in wlc.years]
    assert targets[-1] == {
        "year": "2027-28", "stated": True, "text": "90%", "value": "90", "low": None, "high": None,
        "basis": "strategy", "shares": [], "reason": None, "agreed_by": None, "changes": [],
    }  # fmt: skip


def test_notes_keep_their_meaning(signed_in):
    client = signed_in("board")
    assert one(client, "1.1")["notes"] == [
        {"symbol": "*", "meaning": "per-unit", "text": "Collected per unit and reported as a council average"}
    ]
    assert one(client, "3.3")["notes"][0]["meaning"] == "new"


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"unowned": "true"}, 2),
        ({"unowned": "false"}, 17),
        ({"outcome": "2", "strategy": "wlc-customer-2023-28"}, 4),
        ({"owner": "digital services"}, 5),
        ({"search": "maturity"}, 2),
    ],
)
def test_the_list_can_be_filtered(asked, count, signed_in):
    assert signed_in("board").get("/api/v1/indicators/", asked).json()["count"] == count


@pytest.mark.parametrize("asked", [{"unowned": "perhaps"}, {"outcome": "1.5"}, {"outcome": "0"}, {"search": "\0"}])
def test_a_filter_that_cannot_be_read_is_refused(asked, signed_in):
    response = signed_in("board").get("/api/v1/indicators/", asked)
    assert response.status_code == 400
    assert list(response.json()) == list(asked)


def test_indicators_come_in_the_order_of_their_strategies(signed_in):
    rows = signed_in("board").get("/api/v1/indicators/", {"strategy": "wlc-customer-2023-28"}).json()["results"]
    references = [row["reference"] for row in rows]
    assert references == sorted(references)
    assert (
        len(references) == Indicator.objects.filter(key_output__outcome__strategy__slug="wlc-customer-2023-28").count()
    )
