"""Strategies and outcomes in the API."""


def test_a_strategy_is_found_by_its_slug(wlc, signed_in):
    found = signed_in("board").get(f"/api/v1/strategies/{wlc.slug}/").json()
    assert found["title"] == wlc.title
    assert found["years"] == ["2022-23", "2023-24", "2024-25", "2025-26", "2026-27", "2027-28"][-len(wlc.years) :]
    assert found["predecessor"] == "wlc-customer-services-2011-14"


def test_statements_keep_what_the_source_lacks_as_null(borough, signed_in):
    found = signed_in("board").get(f"/api/v1/strategies/{borough.slug}/").json()
    assert {"kind": "roadmap", "order": 1, "label": None, "text": None} in found["statements"]
    assert found["purpose"] is None


def test_strategies_can_be_of_one_organisation(signed_in):
    found = signed_in("board").get("/api/v1/strategies/", {"organisation": "wlc"}).json()
    assert found["count"] == 2


def test_an_outcome_tells_its_tally_with_its_base(wlc, signed_in):
    row = signed_in("board").get("/api/v1/outcomes/", {"strategy": wlc.slug}).json()["results"][0]
    tally = row["tally"]
    assert row["key"] == f"{wlc.slug}/1"
    assert tally["base"] + tally["without_colour"] == tally["total"] == 5
    assert tally["text"].endswith("without a colour") or f"of {tally['base']}" in tally["text"]


def test_the_shares_of_the_colours_are_of_the_base(wlc, signed_in):
    row = signed_in("board").get("/api/v1/outcomes/", {"strategy": wlc.slug}).json()["results"][0]
    counts = {count["slug"]: count for count in row["tally"]["counts"]}
    assert counts["overdue"]["share"] is None
    assert float(counts["green"]["share"]) == 100 * counts["green"]["count"] / row["tally"]["base"]


def test_an_outcome_without_indicators_has_no_share(borough, signed_in):
    row = signed_in("board").get("/api/v1/outcomes/", {"strategy": borough.slug}).json()["results"][0]
    assert row["tally"]["text"] == "Nothing can be judged, as there is no indicator"
    assert {count["share"] for count in row["tally"]["counts"]} == {None}
