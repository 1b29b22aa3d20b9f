"""No page below a draft is found by who may not write it, whatever its address; nor does the API know it (trust S1)."""

from datetime import date

import pytest
from django.apps import apps
from django.urls import resolve, reverse

from indicators.models import Evidence, Value
from outcomes.models import Strategy
from reports.models import BoardMeeting, Making, MeetingPack, PackMaking
from strategy_portal.access import BY_ROW, EVERYONE, NAMED_BY_SLUG, RIGHTS, may
from strategy_portal.api.views import LISTS
from strategy_portal.models import Role, Team
from tests.house.test_architecture import all_routes
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


def row_of(route: str) -> dict:
    """What an address of the API names of the first row that there is."""
    name = route.removesuffix("-detail").removesuffix("-changes").removeprefix("api:")
    (view,) = [view for _, base, view in LISTS if base == name]
    rows = view.queryset.filter(strategy__isnull=False) if name == "meeting" else view.queryset
    return {view.lookup_field: getattr(rows.first(), view.lookup_field)}


OF_NO_STRATEGY = {"api:root", "api:schema", "api:docs"}


@pytest.mark.parametrize("route", sorted({route for route in RIGHTS if route.startswith("api:")} - OF_NO_STRATEGY))
def test_the_api_knows_no_draft(route, people, client):
    """Lists are empty, and a row that was there is not found any more, by whatever method."""
    headers = {"authorization": f"Token {token_of(people['officer'])}"}
    url = reverse(route) if route.endswith("-list") else reverse(route, kwargs=row_of(route))
    before = client.get(url, headers=headers)
    Strategy.objects.update(is_draft=True)
    after = client.get(url, headers=headers)
    if route.endswith("-list"):
        assert before.json()["results"] != []
        assert [row for row in after.json()["results"] if row.get("strategy", WLC) is not None] == []
    else:
        assert (before.status_code, after.status_code) == (200, 404)


def test_nothing_is_written_into_a_draft_by_the_api(people, client):
    headers = {"authorization": f"Token {token_of(people['officer'])}"}
    value = Value.objects.first()
    entry = {"indicator": f"{WLC}/2.2", "period": "2026-27-Q2", "numerator": "5", "denominator": "10"}
    update = {"action": f"{WLC}/1", "done": "Something", "key": "a"}
    Strategy.objects.update(is_draft=True)
    for name, sent in (("values", entry), ("progress-updates", update)):
        answer = client.post(f"/api/v1/{name}/", sent, "application/json", headers=headers)
        assert 400 <= answer.status_code < 500, name
    assert client.put(f"/api/v1/values/{value.pk}/", entry, "application/json", headers=headers).status_code == 404


NUMBERED_WITHOUT_A_STRATEGY = """
    actions:framing-detail actions:framing-remove actions:framing-row-edit actions:framing-row-create
    actions:hand-over actions:slip-limit-withdraw
    actions:team-detail actions:team-merge indicators:council-tolerance-withdraw indicators:population-create
    indicators:population-table-detail indicators:population-table-edit indicators:population-withdraw
    people:password-link-create people:person-deactivate people:person-detail people:person-edit
    people:person-reactivate people:second-factor-reset people:team-edit people:token-end reports:digest-detail
    reports:paper-dates-edit"""
"""Documents are their writers' alone; people, teams, tables and rules of the council are of no strategy."""
BY_THE_VIEW = "reports:issued-report-csv reports:issued-report-detail reports:issued-report-pdf"
BY_THE_VIEW += " reports:issued-report-workbook"


def test_every_page_that_names_a_row_by_its_number_asks_for_drafts():
    numbered = {
        route for route, pattern in all_routes().items()
        if {"pk", "value", "table"} & set(pattern.pattern.converters) and "strategy" not in pattern.pattern.converters
        and route in MINE
    }  # fmt: skip
    assert numbered == {*BY_ROW, *NUMBERED_WITHOUT_A_STRATEGY.split(), *BY_THE_VIEW.split()}


@pytest.mark.parametrize("route", sorted({*BY_ROW, *BY_THE_VIEW.split()}))
def test_no_page_of_a_row_of_a_draft_is_found_by_who_may_not_write_it(route, people, signed_in):
    model, strategy, key = BY_ROW.get(route, ("reports.IssuedReport", "strategy", "pk"))
    if model == "indicators.Evidence":
        value = Value.objects.filter(period__locked_at=None).first()
        Evidence.objects.create(value=value, title="Proof", file="evidence/a.pdf", added_by=people["officer"])
    if model == "reports.Making":
        said = {"kind": "annual", "year_starts_on": date(2024, 4, 1), "read_on": date(2026, 11, 21)}
        said |= {"asked_at": "2026-11-21T12:00Z", "asked_by": people["clerk"]}
        Making.objects.create(**said, strategy=Strategy.objects.get(slug=WLC))
    if model == "reports.PackMaking":
        said = {"stands_on": date(2026, 11, 21), "asked_at": "2026-11-21T12:00Z", "asked_by": people["clerk"]}
        said |= {"meeting": BoardMeeting.objects.first()}
        PackMaking.objects.create(**said, strategy=Strategy.objects.get(slug=WLC))
    if model == "reports.MeetingPack":
        said = {"stood_on": date(2026, 11, 21), "sheets": 1, "pdf": b"", "made_at": "2026-11-21T12:00Z"}
        said |= {"made_by": people["clerk"], "meeting": BoardMeeting.objects.first()}
        MeetingPack.objects.create(**said, strategy=Strategy.objects.get(slug=WLC))
    if model == "reports.BoardMeeting":
        BoardMeeting.objects.update(strategy=Strategy.objects.get(slug=WLC))
    rows = apps.get_model(model)._default_manager
    url = reverse(route, kwargs={key: rows.exclude(**{strategy: None}).first().pk})
    Strategy.objects.update(is_draft=True)
    asked = [
        (role, method, signed_in(role).generic(method, url).status_code)
        for role in (*OTHERS, *(["public"] if route not in BY_ROW else []))
        for method in RIGHTS[route]
        if role in RIGHTS[route][method]
    ]
    assert asked
    assert {status for _, _, status in asked} == {404}


def test_lists_of_meetings_decisions_reports_and_teams_leave_drafts_out(drafts, signed_in):
    BoardMeeting.objects.update(strategy=Strategy.objects.get(slug=WLC))
    for page, shown in (("/meetings/", "/meetings/1/"), ("/decisions/", "/decisions/1/"), ("/reports/", "/reports/1/")):
        assert shown not in signed_in("board").get(page).text
        assert shown in signed_in("performance").get(page).text
    team = Team.objects.filter(action_parts__isnull=False).first()
    assert "/actions/" not in signed_in("board").get(f"/teams/{team.pk}/").text.split("<main")[1].split("/teams/")[0]


def test_every_role_but_the_performance_team_is_asked_about(db):
    assert set(Role.values) - set(OTHERS) == {Role.PERFORMANCE}
