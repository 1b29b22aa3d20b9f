"""Each list that is empty says what belongs there and who adds it, and links to it for those who may (issue 14)."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from outcomes.models import Strategy
from strategy_portal.access import RIGHTS, may, method_of, who_may
from strategy_portal.models import Role, Team

STRATEGY, SETUP = "outcomes:strategy-list", "indicators:setup-list"
LISTS = {
    "outcomes:strategy-list": ("outcomes:strategy-create", ""),
    "indicators:indicator-list": ("indicators:setup-list", ""),
    "indicators:return-list": ("people:person-edit", "people:person-list"),
    "indicators:approval-list": ("indicators:value-edit", "indicators:return-list"),
    "indicators:setup-list": ("outcomes:strategy-create", ""),
    "indicators:population-table-list": ("indicators:population-table-create", ""),
    "indicators:period-list": ("outcomes:strategy-create", ""),
    "actions:action-list": ("actions:action-create", STRATEGY),
    "actions:team-list": ("people:team-create", ""),
    "actions:my-actions": ("actions:action-edit", "actions:action-list"),
    "actions:acceptance-list": ("actions:action-complete", "actions:action-list"),
    "actions:slip-limit-list": ("actions:slip-limit-create", ""),
    "consultations:consultation-list": ("consultations:consultation-create", STRATEGY),
    "consultations:open-list": ("consultations:consultation-create", "consultations:consultation-list"),
    "consultations:you-said-list": ("consultations:consultation-publish", "consultations:consultation-list"),
    "consultations:removal-list": ("consultations:consultation-create", STRATEGY),
    "reports:report-list": ("reports:meeting-create", ""),
    "reports:board": ("outcomes:strategy-create", ""),
    "reports:radar": ("indicators:indicator-create", SETUP),
    "reports:owes": ("outcomes:strategy-create", ""),
    "reports:meeting-list": ("reports:meeting-create", ""),
    "reports:decision-list": ("reports:decision-create", "reports:meeting-list"),
    "reports:arrangement-list": ("outcomes:strategy-create", ""),
    "people:team-list": ("people:team-create", ""),
    "people:token-list": ("people:token-create", ""),
}
"""What adds to each, and the list on which one chooses first, where one has to."""

NEVER_EMPTY = {
    "help-list": "the how-tos belong to the release",
    "people:person-list": "who looks at it is in it",
    "usersessions_list": "whoever looks at it is signed in",
    "indicators:council-tolerance-list": "has the defaults of the rules of figures",
    "reports:paper-dates-list": "has what the portal begins with",
    "reports:watch-list": "its own test: everybody adds to it by a button on other pages",
    "reports:report-form-list": "has what load_standards loads",
}
OF_A_STRATEGY = {
    "indicators:indicator-setup-list": "indicators:indicator-create",
    "indicators:unit-list": "indicators:unit-create",
    "indicators:key-output-list": "outcomes:outcome-create",
    "actions:plan": "actions:action-create",
}
OF_A_CONSULTATION = {
    "consultations:comment-list": "consultations:letter-create",
    "consultations:theme-list": "consultations:theme-create",
    "consultations:campaign-list": "consultations:comment-list",
    "consultations:reply-list": "consultations:theme-list",
}


def empty(*models) -> None:
    """Without a trace of what the demonstration has; people stay."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


@pytest.fixture
def nothing(db):
    ours = ("outcomes", "indicators", "actions", "consultations", "reports")
    kept = [apps.get_model("strategy_portal", "Team"), apps.get_model("strategy_portal", "User").teams.through]
    models = [model for app in ours for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    empty(*models, *kept, apps.get_model("strategy_portal", "ApiToken"))


def states(page: str) -> list[str]:
    """Each empty state of a page."""
    return re.findall(r'<div class="empty-state">(.*?)</div>', page, re.DOTALL)


def lacks(page: str, user, route: str, at: str, *arguments: str) -> str:
    """What the empty list does not say; nothing if all is said."""
    method = method_of(route)
    may_add = may(user, route, method)
    said = f'href="{reverse(at, args=arguments)}"' if may_add else f"Who may do so: {who_may(route, method)}."
    found = [state for state in states(page) if said in state]
    if not found:
        return f"{said} is not in {states(page)}"
    return "" if len(re.findall(r"<p[^>]*>", found[0])) >= 3 else f"no words on what belongs there: {found[0]}"


@pytest.mark.parametrize("role", Role.values)
def test_an_empty_list_says_what_belongs_there_and_who_adds_it(role, nothing, people, signed_in):
    client, wrong = signed_in(role), {}
    for name, (route, at) in LISTS.items():
        if may(people[role], name):
            wrong[name] = lacks(client.get(reverse(name)).text, people[role], route, at or route)
    assert {name: problem for name, problem in wrong.items() if problem} == {}


def test_who_is_in_a_team_that_owes_nothing_reads_what_is_expected(nothing, people, signed_in):
    people["officer"].teams.add(Team.objects.create(name="Housing"))
    page = signed_in("officer").get("/returns/").text
    assert lacks(page, people["officer"], "indicators:indicator-edit", SETUP) == ""
    assert "You owe nothing" in page


@pytest.mark.parametrize("role", Role.values)
def test_so_does_a_list_of_a_strategy_that_says_nothing_yet(role, nothing, people, signed_in):
    team = Team.objects.create(name="Housing")
    strategy = Strategy.objects.create(
        slug="bare", title="Bare", organisation="Anytown Council", organisation_short="AC",
        starts_on="2026-04-01", ends_on="2031-03-31",
    )  # fmt: skip
    strategy.consultations.create(slug="bare", title="Bare", opened_on="2026-10-01", closed_on="2026-10-31", lead=team)
    people["officer"].teams.add(team)
    wrong = {}
    for name, route in (OF_A_STRATEGY | OF_A_CONSULTATION).items():
        if may(people[role], name):
            place = ["bare", "bare"] if name in OF_A_CONSULTATION else ["bare"]
            page = signed_in(role).get(reverse(name, args=place)).text
            wrong[name] = lacks(page, people[role], route, route, *place)
    assert {name: problem for name, problem in wrong.items() if problem} == {}


def test_an_empty_watchlist_says_how_something_gets_there(signed_in, role, nothing):
    if role != "public":
        assert "Press “Watch”" in states(signed_in(role).get("/watchlist/").text)[0]


def test_the_public_reads_nothing_of_roles(client, nothing):
    for page in ("/", "/have-your-say/", "/you-said-we-did/", "/reports/"):
        assert "Who may do so" not in client.get(page).text


def test_every_list_is_asked_about():
    lists = {route for route in RIGHTS if route.endswith("-list") and not route.startswith("api:")}
    assert lists | {"reports:board", "reports:radar", "reports:owes", "actions:my-actions"} <= {
        *LISTS, *NEVER_EMPTY, *OF_A_STRATEGY, *OF_A_CONSULTATION,
    }  # fmt: skip
