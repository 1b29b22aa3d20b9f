"""Actions in the API."""

import pytest

from actions.models import Action
from actions.planning.services import edit_action
from strategy_portal.models import Team

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
    """Rules 9.5."""
    joint = [row for row in rows(signed_in("board"), strategy=elc.slug) if len(row["owners"]) > 1]
    assert len(joint) == sum(action.owners.count() > 1 for action in elc.actions.all()) > 0
    assert {owner["part"] for row in joint for owner in row["owners"]} == {"joint"}
    assert all(row["owners_text"].endswith(" (joint)") for row in joint)


def test_a_lead_stands_with_who_supports_it_and_who_does_it_in_person(elc, people, signed_in):
    """Rules 9.5."""
    action = elc.actions.get(number=20)
    team = Team.objects.get(organisation=elc.organisation, name="Communications")
    action.owners.create(team=team, part="supporting", order=2)
    row = next(row for row in rows(signed_in("board"), strategy=elc.slug) if row["number"] == 20)
    assert row["owners"] == [
        {"team": "Transformation", "part": "lead", "person": str(people["officer-customers"])},
        {"team": "Communications", "part": "supporting", "person": None},
    ]
    assert row["owners_text"] == "Transformation, supported by Communications"


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


def test_the_plan_of_east_lothian_is_there_as_written_and_as_windows(elc, signed_in):
    """Rules 9.2, 9.3 and 9.5."""
    found = rows(signed_in("board"), strategy=elc.slug)
    assert len(found) == 24
    moved = next(row for row in found if row["number"] == 6)
    assert (moved["due"]["as_written"], moved["first_due"]["as_written"]) == ("Early 2027", "Mid 2024")
    assert moved["first_due"]["last_day"] == "2024-08-31"
    assert moved["slippage"] == {
        "code": "limit-or-more", "text": "Slipped by the limit or more (2 years 8 months, 2 moves)", "days": 972,
        "moves": 2, "limit": {"months": 6, "holds_from": None, "reason": None, "agreed_by": None},
    }  # fmt: skip
    assert [move["to_as_written"] for move in moved["moves"]] == ["End 2025", "Early 2027"]
    assert [(owner["team"], owner["part"]) for owner in moved["owners"]] == [
        ("Customer Services", "joint"), ("Communications", "joint"),
    ]  # fmt: skip
    assert [step["title"] for step in moved["milestones"]] == [
        "Web pages list all routes",
        "Printed directory delivered",
    ]


def test_state_judgement_and_status_are_three_fields(elc, signed_in):
    """Rules 9.4."""
    row = next(row for row in rows(signed_in("board"), strategy=elc.slug) if row["number"] == 8)
    assert (row["state"], row["at_risk"], row["status"]["code"]) == ("in-progress", True, "red")
    assert row["status"]["text"] == "Red: 1 year 10 months late; at risk in the owner’s judgement"


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"status": "amber"}, [22]),
        ({"slipped": "true"}, [6, 22]),
        ({"owner": "equalities"}, [5]),
        ({"outcome": 2}, [8, 9, 10]),
        ({"due_by": "2024-04-30"}, [16]),
    ],
)
def test_each_filter_narrows_the_list(elc, signed_in, asked, numbers):
    assert [row["number"] for row in rows(signed_in("board"), strategy=elc.slug, **asked)] == numbers


# --- Reporting -------------------------------------------------------------------------------------------------------

UPDATES = "/api/v1/progress-updates/"
SENT = {"key": "system-a:2026-11", "action": "elc-customer-2023-28/20", "done": "Fifteen mapped.", "at_risk": True}


def seen_of(number: int) -> int:
    return Action.objects.get(strategy__slug="elc-customer-2023-28", number=number).version


def send(client, **changed):
    """As whoever has seen all that was reported on action 20, unless `changed` says otherwise."""
    sent = SENT | {"updates_version": seen_of(20)} | changed
    return client.post(UPDATES, sent, content_type="application/json")


def test_what_was_reported_meanwhile_is_shown_and_not_overruled(elc, signed_in):
    client = signed_in("officer-customers")
    seen = seen_of(20)
    assert send(client).status_code == 201
    answer = send(client, key="system-b:2026-11", done="All is well.", at_risk=False, updates_version=seen)
    refused = answer.json()
    assert (answer.status_code, refused["code"], refused["updates_version"]) == (409, "changed", seen_of(20))
    assert (refused["theirs"]["at_risk"], refused["yours"]["at_risk"]) == (True, False)
    assert elc.actions.get(number=20).updates.first().at_risk


def test_the_version_to_send_is_the_actions_and_the_last_answers(elc, signed_in):
    client = signed_in("officer-customers")
    listed = next(row for row in rows(client, strategy=elc.slug) if row["number"] == 20)["updates_version"]
    answered = send(client, updates_version=listed).json()["updates_version"]
    assert send(client, key="system-a:2026-12", updates_version=answered).status_code == 201


def test_the_version_must_be_sent(signed_in):
    answer = signed_in("officer-customers").post(UPDATES, SENT, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["updates_version"])


def test_an_update_that_is_sent_twice_is_recorded_once(elc, signed_in):
    client, action = signed_in("officer-customers"), elc.actions.get(number=20)
    before, seen = action.updates.count(), seen_of(20)
    assert [send(client, updates_version=seen).status_code for _ in range(3)] == [201, 200, 200]
    assert (action.updates.count(), action.updates.first().at_risk) == (before + 1, True)


def test_a_key_that_names_another_update_is_refused(signed_in):
    client = signed_in("officer-customers")
    send(client)
    answer = send(client, done="Sixteen mapped.")
    assert (answer.status_code, answer.json()["code"]) == (409, "key-used")


def test_the_state_is_set_only_where_nobody_set_another_meanwhile(elc, signed_in):
    client = signed_in("officer-customers")
    answer = send(client, new_state="completed", seen_state="not-started")
    assert (answer.status_code, answer.json()["code"]) == (409, "changed")
    assert send(client, new_state="completed", seen_state="in-progress").status_code == 201
    assert elc.actions.get(number=20).state == "completed"


def test_somebody_elses_action_is_not_found(signed_in):
    assert send(signed_in("officer"), action="elc-customer-2023-28/20").status_code == 404


@pytest.mark.parametrize("wrong", [{"done": 5}, {"at_risk": "yes"}, {"key": "x"}, {"state": "completed"}])
def test_what_is_wrong_is_named(signed_in, wrong):
    answer = send(signed_in("officer-customers"), **wrong)
    assert answer.status_code == 400
    assert list(answer.json()) == list(wrong)


def test_the_changes_of_an_action_are_those_of_its_page(elc, people, signed_in):
    action = elc.actions.get(number=1)
    edit_action(
        action=action, fields={"title": "Another title"}, reason="Tidied.", version=action.version,
        by=people["performance"],
    )  # fmt: skip
    found = signed_in("board").get(f"{URL}{action.pk}/changes/").json()
    latest = next(each for each in found if each["event"] == "changed")
    assert (latest["by"], latest["why"], latest["subject"]) == ("Performance team", "Tidied.", None)
    assert latest["fields_changed"] == [{"label": "Title", "before": action.title, "after": "Another title"}]
    assert (found[-1]["event"], found[-1]["by"]) == ("loaded", None)
    assert signed_in("board").get(f"{URL}999999/changes/").status_code == 404
