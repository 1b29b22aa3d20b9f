"""No page below a draft is found by who may not write it, whatever its address; nor does the API know it (trust S1)."""

import pytest
from django.urls import resolve

from outcomes.models import Strategy
from strategy_portal.access import EVERYONE, NAMED_BY_SLUG, RIGHTS, may
from strategy_portal.models import Role
from tests.strategy_portal.test_access import MINE, address
from tests.tokens import token_of

OTHERS = ("officer", "approver", "board", "clerk", "administrator")
WLC = "wlc-customer-2023-28"


@pytest.fixture
def drafts(db):
    Strategy.objects.update(is_draft=True)


def names_a_strategy(route: str) -> bool:
    return route in NAMED_BY_SLUG or "strategy" in resolve(address(route)).kwargs


def test_no_route_that_names_a_draft_is_found_by_who_may_not_write_it(drafts, people, signed_in):
    found, asked = [], 0
    routes = [route for route in MINE if names_a_strategy(route) and RIGHTS[route].get("GET") != EVERYONE]
    for role in OTHERS:
        client = signed_in(role)
        for route in routes:
            for method in ("GET", "POST"):
                if may(people[role], route, method):
                    asked += 1
                    answer = client.generic(method, address(route))
                    found += [(role, route, method, answer.status_code)] if answer.status_code != 404 else []
    assert asked > 100
    assert found == []


def test_who_writes_drafts_finds_their_pages_and_everybody_those_of_an_adopted_strategy(signed_in, people):
    page = f"/strategies/{WLC}/plan/"
    Strategy.objects.filter(slug=WLC).update(is_draft=True)
    assert signed_in("performance").get(page).status_code == 200
    assert signed_in("officer").get(page).status_code == 404
    Strategy.objects.filter(slug=WLC).update(is_draft=False)
    assert {signed_in(role).get(page).status_code for role in OTHERS} == {200}


@pytest.mark.parametrize(
    "name",
    "strategies outcomes indicators values seals actions progress-updates consultations figures".split(),
)  # fmt: skip
def test_the_api_leaves_drafts_out(name, drafts, people, client):
    headers = {"authorization": f"Token {token_of(people['officer'])}"}
    assert client.get(f"/api/v1/{name}/", headers=headers).json()["results"] == []


def test_every_role_but_the_performance_team_is_asked_about(db):
    assert set(Role.values) - set(OTHERS) == {Role.PERFORMANCE}
