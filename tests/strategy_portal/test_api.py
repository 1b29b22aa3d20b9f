"""What every part of the API shares: signing in, rights, pages, parameters, and a fixed number of queries."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.models import IssuedReport
from strategy_portal.access import API_FLAT_LISTS, API_LISTS, NOBODY, PUBLIC, RIGHTS
from tests.tokens import token_of

LISTS = [f"api:{name}-list" for name in (*API_LISTS, *API_FLAT_LISTS)]
API = [route for route in RIGHTS if route.startswith("api:")]


def address(route: str) -> str:
    if not route.endswith(("-detail", "-changes")):
        return reverse(route)
    if route == "api:strategy-detail":
        return reverse(route, args=["wlc-customer-2023-28"])
    return reverse(route, args=[IssuedReport.objects.first().pk if route == "api:report-detail" else 1])


def bearer(user) -> Client:
    return Client(headers={"Authorization": f"Token {token_of(user)}"})


@pytest.mark.parametrize("route", API)
def test_a_role_gets_where_the_table_lets_it_and_nowhere_else(route, role, signed_in):
    client, refusal = signed_in(role), 401 if role == PUBLIC else 403
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        response = client.generic(method, address(route), "{}", content_type="application/json")
        no_such_method = method not in RIGHTS[route] and any(role in who for who in RIGHTS[route].values())
        refused = 405 if no_such_method else refusal
        expected = (200, 400, 404) if role in RIGHTS[route].get(method, NOBODY) else (refused,)
        assert response.status_code in expected, method


@pytest.mark.parametrize("route", API)
def test_whoever_is_not_signed_in_is_told_how(route, db):
    response = Client().get(address(route))
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"


def test_a_token_signs_in(people):
    assert bearer(people["board"]).get("/api/v1/strategies/").status_code == 200


def test_the_token_of_a_disabled_user_signs_nobody_in(people):
    client = bearer(people["officer"])
    people["officer"].is_active = False
    people["officer"].save()
    assert client.get("/api/v1/strategies/").status_code == 401


def test_a_session_writes_only_with_its_csrf_token(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["officer"])
    response = client.post("/api/v1/values/", {}, content_type="application/json")
    assert response.status_code == 403
    assert "CSRF" in response.json()["detail"]


def test_the_root_names_every_list_the_document_and_its_page(signed_in):
    client = signed_in("clerk")
    found = client.get("/api/v1/").json()
    assert len(found) == len(LISTS) + 2
    assert {client.get(url).status_code for url in found.values()} == {200}


@pytest.mark.parametrize("route", LISTS)
def test_a_list_comes_in_pages(route, signed_in):
    client = signed_in("performance")
    page = client.get(reverse(route), {"page_size": 1}).json()
    assert list(page) == ["count", "page_size", "next", "previous", "results"]
    assert (page["page_size"], len(page["results"])) == (1, min(1, page["count"]))
    if page["count"] > 1:
        following = client.get(page["next"]).json()
        assert following["results"] != page["results"]
        assert following["previous"]


@pytest.mark.parametrize("route", LISTS)
def test_the_number_of_queries_does_not_grow_with_the_page(route, signed_in):
    client = signed_in("performance")
    asked = {"strategy": "wlc-customer-2023-28"} if route == "api:outcome-list" else {}
    counts, most = [], 24 if route == "api:consultation-list" else 15  # a consultation has the most parts
    for size in (10, 200):  # the first ten indicators have one with a table of populations
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(route), {"page_size": size, **asked}).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= most


@pytest.mark.parametrize("size", ["0", "201", "-1", "ten", "1.5", "٣"])
def test_a_page_size_that_cannot_be_had_is_refused(size, signed_in):
    response = signed_in("board").get("/api/v1/strategies/", {"page_size": size})
    assert response.status_code == 400
    assert response.json() == {"page_size": ["Write a whole number from 1 to 200."]}


@pytest.mark.parametrize("route", LISTS)
def test_a_misspelt_parameter_is_refused(route, signed_in):
    response = signed_in("board").get(reverse(route), {"stratgey": "wlc-customer-2023-28"})
    assert response.status_code == 400
    assert "There is no such parameter here" in response.json()["stratgey"][0]


@pytest.mark.parametrize("route", [route for route in LISTS if route != "api:strategy-list"])
def test_a_strategy_that_there_is_not_is_a_mistake_and_no_empty_list(route, signed_in):
    for slug in ("nowhere", "\0", ""):
        assert signed_in("board").get(reverse(route), {"strategy": slug}).status_code == 400


@pytest.mark.parametrize("route", [route for route in LISTS if route != "api:strategy-list"])
def test_a_list_can_be_of_one_strategy(route, signed_in):
    rows = (
        signed_in("board").get(reverse(route), {"strategy": "wlc-customer-2023-28", "page_size": 200}).json()["results"]
    )
    assert {row["strategy"] for row in rows} <= {"wlc-customer-2023-28"}


def decimals(holder) -> list:
    """Every number of JSON that is no whole number."""
    if isinstance(holder, dict):
        return [each for value in holder.values() for each in decimals(value)]
    if isinstance(holder, list):
        return [each for value in holder for each in decimals(value)]
    return [holder] if isinstance(holder, float) else []


@pytest.mark.parametrize("route", LISTS)
def test_no_figure_is_a_floating_point_number_and_no_text_is_empty(route, signed_in):
    answer = signed_in("performance").get(reverse(route), {"page_size": 200})
    assert decimals(json.loads(answer.content)) == []
    assert '""' not in answer.content.decode()


def test_a_broken_number_in_an_address_is_not_found(signed_in):
    client = signed_in("board")
    for place in ("9" * 40, "-1", "1.5", "x"):
        assert client.get(f"/api/v1/indicators/{place}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("indicators/?owner=Nobody", "There is no “Nobody”. There is: "),
        ("indicators/?outcome=77", "There is no “77”. There is: 1, 2, 3"),
        ("values/?period=2026-27-Q9", "There is no “2026-27-Q9”. There is: "),
        ("values/?unit=Nowhere", "There is no “Nowhere”. There is: "),
        ("values/?state=lost", "There is no “lost”. There is: draft, submitted, returned, approved."),
        ("values/?indicator=wlc-customer-2023-28/9.9", "There is: wlc-customer-2023-28/1.1"),
        ("seals/?period=1066", "There is no “1066”. There is: "),
        ("actions/?owner=Nobody", "There is no “Nobody”. There is: "),
        ("actions/?state=lost", "There is no “lost”. There is: "),
        ("strategies/?organisation=XYZ", "There is no “XYZ”. There is: "),
        ("reports/?kind=weekly", "There is: annual, mid-year, end-of-strategy."),
        ("values/?state=draft&state=approved", "Write the parameter once"),
        ("indicators/?as_of=2026-09-30&as_of=2026-10-01", "Write the parameter once"),
    ],
)
def test_a_filter_by_what_does_not_exist_is_told_what_does(query, said, signed_in):
    response = signed_in("performance").get(f"/api/v1/{query}")
    assert response.status_code == 400
    ((mistake,),) = response.json().values()
    assert said in mistake


@pytest.mark.parametrize(
    "query", ["indicators/?owner=customer services", "values/?period=2026-27-Q2", "actions/?outcome=1"]
)
def test_a_filter_by_what_exists_finds_it(query, signed_in):
    assert signed_in("performance").get(f"/api/v1/{query}").json()["count"] > 0
