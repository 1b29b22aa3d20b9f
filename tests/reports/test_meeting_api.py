"""Meetings and decisions in the API."""

from reports.models import Decision


def test_meetings_are_listed_with_their_state(signed_in):
    rows = signed_in("officer").get("/api/v1/meetings/").json()["results"]
    assert [(row["meets_on"], row["body"], row["strategy"]) for row in rows] == [
        ("2026-12-17", "Corporate Policy and Resources PDSP", "wlc-customer-2023-28"),
        ("2026-12-09", "Corporate board", None), ("2026-09-09", "Corporate board", None),
    ]  # fmt: skip
    assert all(row["is_demonstration"] and row["state"] in ("planned", "today", "held") for row in rows)


def test_meetings_can_be_of_some_days(signed_in):
    found = signed_in("officer").get("/api/v1/meetings/", {"from_day": "2026-12-01"}).json()
    assert [row["meets_on"] for row in found["results"]] == ["2026-12-17", "2026-12-09"]


def test_a_decision_names_what_it_is_on_and_what_came_of_it(signed_in):
    rows = {row["text"]: row for row in signed_in("officer").get("/api/v1/decisions/").json()["results"]}
    closed = rows["Finish it by the end of October, or stop it."]
    assert (closed["action"], closed["indicator"], closed["open"]) == ("elc-customer-2023-28/5", None, False)
    assert closed["closed_on"] == "2026-11-02"
    on_indicator = next(row for row in rows.values() if row["indicator"])
    assert (on_indicator["indicator"], on_indicator["came_of"]) == ("wlc-customer-2023-28/1.3", None)


def test_open_decisions_can_be_asked_for(signed_in):
    client = signed_in("officer")
    counts = {asked: client.get("/api/v1/decisions/", {"open": asked}).json()["count"] for asked in ("true", "false")}
    assert counts == {"true": 2, "false": 1}


def test_many_decisions_take_as_many_queries_as_one(signed_in, django_assert_max_num_queries):
    client, decision = signed_in("officer"), Decision.objects.first()
    Decision.objects.bulk_create(
        [Decision(meeting=decision.meeting, strategy=decision.strategy, team=decision.team, text="x")]
    )
    with django_assert_max_num_queries(4):
        client.get("/api/v1/decisions/")
