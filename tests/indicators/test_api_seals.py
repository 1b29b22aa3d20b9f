"""Seals in the API: every version with its proof (rules 6.7)."""

import pytest

from indicators.approving.services import revise_value
from indicators.models import Seal

CURRENT = {"indicator": "wlc-customer-2023-28/2.2", "current": "true"}
AMBER = {"numerator": 13_000, "denominator": 17_500}


def rows(client, **asked) -> list[dict]:
    return client.get("/api/v1/seals/", asked).json()["results"]


@pytest.fixture
def revised(enter, approve, people):
    """2.2 in Q2 2026/27, approved as amber and then as green."""
    value = enter("2.2", "2026-27-Q2", **AMBER)
    approve(value)
    value.refresh_from_db()
    revise_value(value, reason="Counted twice.", by=people["officer"])
    approve(enter("2.2", "2026-27-Q2", numerator=14_000, denominator=17_500))


def test_a_seal_says_all_that_proves_the_status(signed_in, enter, approve):
    value = enter("2.2", "2026-27-Q2", **AMBER)
    approve(value)
    row = rows(signed_in("board"), **CURRENT, period="2026-27-Q2")[0]
    assert (row["status"], row["version"], row["is_restated"], row["rule_from"]) == ("amber", 1, False, None)
    assert row["proof"]["why"] == "Amber: 74.3% is below the target of 75%, but not below 70%."
    assert row["proof"]["working"] == "13,000 ÷ 17,500 × 100 = 74.3%"
    assert (row["proof"]["amber_low"], row["proof"]["tolerance"]) == ("70", {"kind": "points", "size": "5"})
    assert [(each["value"], each["numerator"], each["denominator"]) for each in row["inputs"]] == [
        (value.pk, "13000", "17500")
    ]


def test_a_revision_adds_a_version_and_the_old_one_stays(signed_in, revised):
    """Rules 3.4."""
    found = rows(signed_in("board"), indicator=CURRENT["indicator"], period="2026-27-Q2")
    assert [(row["version"], row["is_current"], row["status"], row["reason"]) for row in found] == [
        (1, False, "amber", None), (2, True, "green", "Counted twice."),
    ]  # fmt: skip


@pytest.mark.parametrize("asked", [{"restated": "true"}, {"current": "false"}])
def test_the_list_can_be_of_what_was_restated(asked, signed_in, revised):
    found = rows(signed_in("board"), strategy="wlc-customer-2023-28", **asked)
    assert len([row for row in found if row["indicator"].endswith("/2.2")]) == 1


@pytest.mark.parametrize("asked", [{"current": "perhaps"}, {"indicator": "2.2"}, {"strategy": "none"}])
def test_a_filter_that_cannot_be_read_is_refused(asked, signed_in):
    assert signed_in("board").get("/api/v1/seals/", asked).status_code == 400


@pytest.mark.parametrize("size", [1, 100])
def test_the_queries_do_not_grow_with_the_rows(size, signed_in, django_assert_max_num_queries):
    client = signed_in("board")
    with django_assert_max_num_queries(4):
        client.get("/api/v1/seals/", {"page_size": size})


def test_an_indicator_carries_its_seal(signed_in, enter, approve):
    """Rules 6.8: why is this amber?"""
    approve(enter("2.2", "2026-27-Q2", **AMBER))
    asked = {"strategy": "wlc-customer-2023-28", "period": "2026-27-Q2", "include": "proof,inputs"}
    found = signed_in("board").get("/api/v1/indicators/", asked)
    row = next(row for row in found.json()["results"] if row["reference"] == "2.2")
    sealed = Seal.objects.current().get(indicator=row["id"], period__slug="2026-27-Q2")
    assert row["status"]["version"] == sealed.version
    assert row["status"]["approved_by"] == "Approver, Customer and Digital"
    assert [each["numerator"] for each in row["inputs"]] == ["13000"]


def test_what_is_not_sealed_has_no_inputs(signed_in):
    asked = {"strategy": "wlc-customer-2023-28", "period": "2026-27-Q2", "include": "proof,inputs"}
    found = signed_in("board").get("/api/v1/indicators/", asked)
    row = next(row for row in found.json()["results"] if row["reference"] == "2.2")
    assert (row["status"]["version"], row["inputs"]) == (0, [])
