"""The list of indicators is light; what is heavy is asked for by name."""

import pytest

from indicators.api import PARTS

URL = "/api/v1/indicators/"
WLC = {"strategy": "wlc-customer-2023-28", "page_size": 200}
LIGHT = 10
"""Queries of the list: session, person, strategy, count, page, and five for the figures."""


def names_in(row: dict) -> set[str]:
    return {*row, *(f"status.{name}" for name in row["status"]), *(f"trend.{name}" for name in row["trend"])}


def test_a_list_of_eighteen_indicators_weighs_little_and_says_what_a_board_asks(signed_in):
    answer = signed_in("board").get(URL, WLC)
    row = next(row for row in answer.json()["results"] if row["reference"] == "2.4")
    assert answer.json()["count"] == 18
    assert len(answer.content) < 40_000
    assert (row["owner"], row["since"][0].split(" for ")[0]) == ("Customer Services", "Amber")
    assert {"word", "value_text", "target_text", "why"} <= set(row["status"])
    assert set(row["trend"]) == {"which_way", "which_way_direction", "year_if_as_last", "heading_for"}


@pytest.mark.parametrize(
    ("part", "more", "names"),
    [
        (None, 0, set()),
        ("proof", 1, {"status.tolerance", "status.working", "status.awaiting_approval"}),
        ("commentaries", 0, {"status.commentary", "status.commentaries"}),
        ("inputs", 1, {"inputs"}),
        ("setup", 4, {"targets", "tolerance", "notes", "benchmarks", "population"}),
        ("history", 0, {"history", "trend.short", "trend.long"}),
        ("years", 0, {"years"}),
        ("process", 1, {"process"}),
    ],
)
def test_each_part_brings_its_properties_for_its_own_queries(part, more, names, signed_in, django_assert_num_queries):
    client = signed_in("board")
    with django_assert_num_queries(LIGHT + more):
        row = client.get(URL, WLC | ({"include": part} if part else {})).json()["results"][0]
    light = names_in(client.get(URL, WLC).json()["results"][0])
    assert names <= names_in(row)
    assert names.isdisjoint(light)


def test_all_parts_of_the_list_are_what_one_indicator_gives(signed_in, indicator_of):
    client = signed_in("board")
    listed = client.get(URL, WLC | {"include": ",".join(PARTS)}).json()["results"]
    for row in listed:
        assert row == client.get(f"{URL}{row['id']}/").json()


def test_of_one_indicator_some_parts_can_be_chosen(signed_in, indicator_of):
    row = signed_in("board").get(f"{URL}{indicator_of('2.2').pk}/", {"include": "years"}).json()
    assert "years" in row
    assert names_in(row).isdisjoint({"inputs", "targets", "process", "status.working"})


@pytest.mark.parametrize(("asked", "unknown"), [("proofs", "proofs"), ("proof,", ""), ("proof, years", " years")])
def test_a_part_that_there_is_not_is_refused_and_says_what_there_is(asked, unknown, signed_in):
    for path in (URL, f"{URL}1/"):
        answer = signed_in("board").get(path, {"include": asked})
        assert answer.status_code == 400
        assert answer.json() == {"include": [f"There is no “{unknown}”. There is: {', '.join(PARTS)}."]}
    assert signed_in("board").get(f"{URL}?include=proof&include=years").status_code == 400


def test_a_period_of_the_history_is_as_on_the_page(signed_in, indicator_of):
    indicator = indicator_of("2.4")
    row = signed_in("board").get(f"{URL}{indicator.pk}/", {"include": "history"}).json()["history"][-1]
    assert (row["period"], row["status"], row["missing"]) == ("2026-27-Q2", "amber", None)
    assert row["value_text"] == f"{row['value']}%"
