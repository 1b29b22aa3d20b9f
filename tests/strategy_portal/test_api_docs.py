"""The OpenAPI document and its page."""

import re

import yaml

from strategy_portal.api.openapi import document


def test_the_document_is_json_or_yaml_as_accept_asks(signed_in):
    client = signed_in("board")
    answer = client.get("/api/v1/schema/")
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["openapi"].startswith("3.")
    as_yaml = client.get("/api/v1/schema/", headers={"Accept": "application/yaml"})
    assert yaml.safe_load(as_yaml.content) == answer.json()


def test_the_page_shows_every_operation_with_its_address(signed_in):
    page = signed_in("board").get("/api/v1/docs/").content.decode()
    for path, methods in document()["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in page


def test_the_page_explains_every_object_that_it_points_to(signed_in):
    page = signed_in("board").get("/api/v1/docs/").content.decode()
    pointed_to = set(re.findall(r'href="#([^"]+)"', page)) - {"main-content"}
    assert len(pointed_to) > 30
    assert pointed_to <= set(re.findall(r'id="([^"]+)"', page))


def test_the_page_names_what_can_be_chosen(signed_in):
    page = signed_in("board").get("/api/v1/docs/").content.decode()
    assert "one of <code>draft</code>, <code>submitted</code>, <code>returned</code>, <code>approved</code>" in page


def test_the_page_fetches_nothing_from_elsewhere(signed_in):
    page = signed_in("board").get("/api/v1/docs/").content.decode()
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page(client, db):
    response = client.get("/api/v1/docs/")
    assert response.status_code == 401
    assert "/accounts/login/?next=/api/v1/docs/" in response.content.decode()
