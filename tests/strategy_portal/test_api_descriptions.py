"""What the API's document says of each property and parameter."""

from strategy_portal.api.describing import WORDS, used
from strategy_portal.api.openapi import document


def properties():
    for schema, content in document()["components"]["schemas"].items():
        for name, kept in content.get("properties", {}).items():
            yield schema, name, kept


def test_every_property_is_described():
    assert [f"{schema}.{name}" for schema, name, kept in properties() if not kept.get("description")] == []


def test_every_parameter_is_described():
    operations = [(path, each) for path, methods in document()["paths"].items() for each in methods.values()]
    parameters = [(path, each) for path, operation in operations for each in operation.get("parameters", ())]
    assert [f"{path}: {each['name']}" for path, each in parameters if not each.get("description")] == []


def test_no_description_is_kept_that_nothing_uses():
    assert set(WORDS) - {used(schema, name) for schema, name, _ in properties()} == set()


def test_a_reference_keeps_what_is_said_of_it():
    """In OpenAPI 3.0 nothing that stands beside a reference is read."""
    assert [f"{schema}.{name}" for schema, name, kept in properties() if "$ref" in kept and len(kept) > 1] == []
