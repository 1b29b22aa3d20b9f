"""Which corporate priorities an outcome serves: stated by the performance team, with history, or not stated."""

from datetime import date

import pytest

from outcomes.models import ServedPriorities, Statement
from outcomes.priorities import served_by
from outcomes.services import state_priorities
from strategy_portal.records.checking import check
from strategy_portal.records.versions import ChangedMeanwhile, Refused

OUTCOME = "/strategies/wlc-customer-2023-28/outcomes/1/"
PAGE = f"{OUTCOME}priorities/"


@pytest.fixture
def outcome(wlc):
    """One of which nobody has stated it."""
    ServedPriorities.objects.all().delete()
    return wlc.outcomes.get(number=1)


@pytest.fixture
def priorities(wlc) -> list[Statement]:
    return list(Statement.objects.priorities().filter(strategy=wlc))


@pytest.fixture
def state(signed_in, priorities):
    def state(*orders: int, seen: int = 0, reason: str = "Corporate Plan, page 12"):
        chosen = [each.pk for each in priorities if each.order in orders]
        return signed_in("performance").post(PAGE, {"priorities": chosen, "reason": reason, "seen": seen})

    return state


def orders_of(outcome) -> list[int] | None:
    served = served_by([outcome]).get(outcome.pk)
    return [each.order for each in served.priorities] if served else None


def test_the_performance_team_states_it_in_the_browser_with_a_reason(outcome, state, people, signed_in):
    assert orders_of(outcome) is None
    assert state(2, 5).status_code == 302
    assert orders_of(outcome) == [2, 5]
    assert "Tackling Homelessness, Poverty and Inequality" in signed_in("board").get(OUTCOME).text
    record = ServedPriorities.history.latest("history_id")
    assert (record.history_user, record.history_change_reason) == (people["performance"], "Corporate Plan, page 12")
    assert check().findings == []


def test_a_reason_is_wanted(outcome, state):
    assert state(2, reason=" ").status_code == 422
    assert orders_of(outcome) is None


def test_what_is_no_priority_of_the_strategy_is_refused(outcome, wlc, people):
    value = wlc.statements.filter(kind="value").first()
    with pytest.raises(Refused, match="own strategy"):
        state_priorities(outcome, priorities=[value], reason="So it is", seen=0, by=people["performance"])


def version() -> int:
    return ServedPriorities.objects.get().version


def test_who_saw_an_older_version_is_told_and_nothing_is_lost(outcome, state, people):
    state(2)
    answer = state(5)
    assert (answer.status_code, orders_of(outcome)) == (409, [2])
    assert "Strengthening Care" in answer.text
    with pytest.raises(ChangedMeanwhile):
        state_priorities(outcome, priorities=[], reason="So it is", seen=0, by=people["performance"])
    assert state(5, seen=version()).status_code == 302


def test_none_is_another_answer_than_not_stated(outcome, state, signed_in):
    assert "not stated" in signed_in("board").get(OUTCOME).text.lower()
    state()
    assert orders_of(outcome) == []
    assert signed_in("performance").post(PAGE, {"withdraw": "yes"}).status_code == 302
    assert orders_of(outcome) is None
    assert state(3).status_code == 302, "it counts on from what was withdrawn"
    assert check().findings == []


def test_it_is_as_it_was_on_an_earlier_day(wlc, state, on):
    outcome = wlc.outcomes.get(number=1)
    state(1, 2, seen=outcome.served.version)
    assert orders_of(outcome) == [1, 2]
    then = served_by([outcome], on)[outcome.pk]
    assert ([each.order for each in then.priorities], then.is_demonstration) == ([3], True)
    assert served_by([outcome], date(2020, 1, 1)) == {}


def test_the_page_tells_its_history(outcome, state, signed_in):
    state(2)
    state(5, seen=version())
    page = signed_in("performance").get(PAGE).text
    assert "Tackling Homelessness, Poverty and Inequality" in page.split("History of changes</h2>")[1]


def test_made_up_links_are_marked_and_the_set_up_lists_them(signed_in):
    assert "Demonstration" in signed_in("board").get(OUTCOME).text.split("Corporate priorities that it serves")[1][:400]
    assert PAGE in signed_in("performance").get("/strategies/wlc-customer-2023-28/setup/").text


def test_the_api_names_them_and_is_null_where_nobody_stated_it(wlc, elc, signed_in, django_assert_num_queries):
    row = signed_in("board").get("/api/v1/outcomes/", {"strategy": wlc.slug}).json()["results"][3]
    assert [each["order"] for each in row["priorities"]] == [4, 5]
    assert row["priorities_are_demonstration"] is True
    row = signed_in("board").get("/api/v1/outcomes/", {"strategy": elc.slug}).json()["results"][0]
    assert (row["priorities"], row["priorities_are_demonstration"]) == (None, False)
    then = signed_in("board").get("/api/v1/outcomes/", {"strategy": wlc.slug, "as_of": "2023-03-01"}).json()
    assert then["results"][0]["priorities"] is None
