"""Actions in the API."""

import pytest

URL = "/api/v1/actions/"


def rows(client, **asked) -> list[dict]:
    return client.get(URL, {"page_size": 200, **asked}).json()["results"]


def test_a_date_is_given_as_written_and_as_the_window_it_means(elc, signed_in):
    row = rows(signed_in("board"), strategy=elc.slug)[0]
    assert row["key"] == "elc-customer-2023-28/1"
    assert row["due"] == {
        "stated": True, "as_written": "End 2025", "first_day": "2025-09-01", "last_day": "2025-12-31",
        "ongoing": False, "readable": True,
    }  # fmt: skip


def test_an_action_without_owner_and_date_says_so(wlc, signed_in):
    for row in rows(signed_in("board"), strategy=wlc.slug):
        assert (row["owners"], row["owner_stated"], row["owners_text"]) == ([], False, None)
        assert (row["due"]["stated"], row["due"]["as_written"], row["overdue"]) == (False, None, False)


def test_joint_owners_have_no_lead(elc, signed_in):
    joint = [row for row in rows(signed_in("board"), strategy=elc.slug) if len(row["owners"]) > 1]
    assert joint
    assert {owner["part"] for row in joint for owner in row["owners"]} <= {"joint", "lead", "supporting"}
    assert "(joint)" in " ".join(row["owners_text"] for row in joint)


def test_outcome_measures_and_the_latest_update_are_there(elc, signed_in):
    row = next(row for row in rows(signed_in("board"), strategy=elc.slug) if row["latest_update"])
    assert row["outcome_measures"]
    assert row["latest_update"]["is_demonstration"] is True


@pytest.mark.parametrize("name", ["overdue", "unowned", "undated"])
def test_yes_and_no_share_the_list_between_them(name, signed_in):
    client = signed_in("board")
    yes, no = (rows(client, **{name: answer}) for answer in ("true", "false"))
    assert yes
    assert len(yes) + len(no) == len(rows(client))


def test_overdue_is_what_the_rows_say(signed_in):
    client = signed_in("board")
    assert {row["overdue"] for row in rows(client, overdue="true")} == {True}
    assert {row["overdue"] for row in rows(client, overdue="false")} == {False}


def test_the_list_can_be_of_one_state(signed_in):
    assert {row["state"] for row in rows(signed_in("board"), state="completed")} == {"completed"}
    assert signed_in("board").get(URL, {"state": "finished"}).status_code == 400
