"""What is refused before it is read, what no cache may keep, and what the log says of it (trust S2, S11, O3)."""

import io
import logging

import pytest
from django.test import Client

from strategy_portal.requests import OneLineFilter, RequestIdFilter

WLC = "/strategies/wlc-customer-2023-28/"


class Endless(io.RawIOBase):
    """A body that nobody may begin to read."""

    def readinto(self, into):
        raise AssertionError("The body was read.")


@pytest.mark.parametrize(
    ("path", "kind"), [(f"{WLC}setup/units/add/", "multipart/form-data"), ("/api/v1/values/", "application/json")]
)
def test_a_body_over_the_limit_is_refused_before_it_is_read(path, kind, signed_in):
    response = signed_in("performance").post(
        path, b"", content_type=kind, CONTENT_LENGTH=str(10**9), **{"wsgi.input": Endless()}
    )
    assert response.status_code == 413
    assert "MB" in response.content.decode()
    assert response.headers["Content-Type"].startswith("application/json" if "api" in path else "text/html")


def test_a_body_whose_length_is_no_number_is_refused(client):
    assert client.post("/accounts/login/", b"a=1", content_type="text/plain", CONTENT_LENGTH="-1").status_code == 413


def test_a_file_as_large_as_evidence_may_be_is_let_through(signed_in):
    response = signed_in("performance").post(f"{WLC}plan/import/", {"file": io.BytesIO(b"x" * 9_900_000)})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("who", "path", "kept"),
    [
        ("performance", "/strategies/", "no-store"), ("performance", "/api/v1/values/", "no-store"),
        ("performance", "/reports/", "no-store"), ("public", "/strategies/", "no-store"), ("public", "/reports/", None),
        ("performance", f"{WLC}plan.csv", "no-store"), ("public", "/api/v1/values/", "no-store"),
        ("performance", "/nowhere/", "no-store"), ("public", "/nowhere/", None),
    ],
)  # fmt: skip
def test_what_is_private_stays_in_no_cache(who, path, kept, signed_in):
    assert signed_in(who).get(path).headers.get("Cache-Control") == kept


def test_a_password_is_asked_for_on_a_page_that_no_cache_keeps(client, db):
    assert "no-store" in client.get("/accounts/login/")["Cache-Control"]
    assert "no-store" in client.get("/accounts/password/reset/")["Cache-Control"]


@pytest.mark.parametrize(
    "query", ["per_page=-1", "per_page=0", "per_page=99999999999999999999", "page=%00", "draft-per_page=x"]
)
def test_an_address_that_no_page_leads_to_is_said_to_be_one(query, signed_in):
    response = signed_in("performance").get(f"/reports/?{query}")
    assert response.status_code == 400
    assert "could not be understood" in response.content.decode()


def test_a_character_zero_in_a_form_is_refused_before_a_database_sees_it(signed_in):
    response = signed_in("performance").post(
        "/actions/to-accept/", {"action": "1.1", "send_back": "", "reason": "a\0b"}
    )
    assert response.status_code == 400


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_answers_on_any_host_name(path, client, db, settings):
    settings.ALLOWED_HOSTS = ["portal.example.gov.uk"]
    response = client.get(path, headers={"host": "10.0.0.7:8000"})
    assert response.status_code == 200
    assert "default-src" in response["Content-Security-Policy"]
    assert client.get("/", headers={"host": "10.0.0.7:8000"}).status_code == 400
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(("who", "path", "status"), [("officer", "/radar/", 403), ("officer", "/no%0Awhere/", 404)])
def test_a_refusal_is_one_line_of_the_log(who, path, status, signed_in, caplog):
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(RequestIdFilter())
    handler.addFilter(OneLineFilter())
    handler.setFormatter(logging.Formatter("%(request_id)s %(message)s"))
    logging.getLogger("django.request").addHandler(handler)
    try:
        response = signed_in(who).get(path)
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert response.status_code == status
    (line,) = said.getvalue().splitlines()
    assert line.startswith(response["X-Request-Id"])


@pytest.mark.parametrize("path", ["/", "/api/v1/"])
def test_an_error_page_shows_the_id_by_which_the_log_names_it(path, monkeypatch, people):
    monkeypatch.setattr("reports.pages.home.Home.get", lambda *args, **kwargs: 1 / 0)
    monkeypatch.setattr("strategy_portal.api.views.Root.get", lambda *args, **kwargs: 1 / 0)
    client = Client(raise_request_exception=False)
    client.force_login(people["officer"])
    response = client.get(path)
    assert response.status_code == 500
    assert response["X-Request-Id"] in response.content.decode()


def test_an_unknown_address_of_the_api_is_answered_in_json(client, signed_in):
    for visitor in (client, signed_in("officer")):
        for path in ("/api/", "/api/v1/nothing/", "/api/v2/values/"):
            response = visitor.get(path)
            assert (response.status_code, response["Content-Type"]) == (404, "application/json")
            assert "/api/v1/ lists" in response.json()["detail"]


@pytest.mark.parametrize(
    ("who", "method", "path", "status"),
    [
        ("officer", "POST", "/strategies/", 405), ("officer", "DELETE", "/api/v1/values/", 405),
        ("officer", "PATCH", "/api/v1/values/1/", 405), ("officer", "POST", "/radar/", 403),
        ("board", "POST", "/api/v1/values/", 403), ("officer", "GET", f"{WLC}returns/2026-27-Q2/2.2/save/", 405),
    ],
)  # fmt: skip
def test_a_method_that_is_not_there_is_405_and_one_that_others_may_use_is_403(who, method, path, status, signed_in):
    response = signed_in(who).generic(method, path)
    assert response.status_code == status
    assert status == 403 or response["Allow"]
