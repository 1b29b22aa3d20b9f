"""The OpenAPI document as rows for a page, so that people read what programs read."""

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from .openapi import ANSWERS, ANSWERS_TO_WRITES, document

SHARED = ANSWERS | ANSWERS_TO_WRITES
PARTS = (
    "root", "strategies", "outcomes", "indicators", "values", "seals", "actions", "progress-updates", "consultations",
    "reports",
)  # fmt: skip
PAGE_OF = "Paginated"
WORDS = {"integer": "whole number", "boolean": "true or false", "object": "object", "string": "text"}
FORMATS = {"date": "date", "date-time": "date and time", "time": "time", "decimal": "figure, as text", "uri": "address"}


@dataclass(frozen=True)
class FieldType:
    """What a field holds: in words, with the allowed values, and the object of this page that it is, if it is one."""

    text: str
    values: tuple[str, ...] = ()
    object: str = ""


@dataclass(frozen=True)
class Field:
    name: str
    kind: FieldType
    required: bool
    nullable: bool
    description: str


@dataclass(frozen=True)
class PossibleAnswer:
    code: str
    description: str
    kind: FieldType


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    body: FieldType | None
    answers: tuple[PossibleAnswer, ...]


@dataclass(frozen=True)
class Section:
    """The operations of one part of the API."""

    title: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Object:
    """`is_sent`: it is the body of a request, in which some fields are required and others may be left out."""

    name: str
    is_sent: bool
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Documentation:
    """`answers` are those that every operation shares."""

    title: str
    description: str
    answers: tuple[PossibleAnswer, ...]
    sections: tuple[Section, ...]
    objects: tuple[Object, ...]


@cache
def documentation() -> Documentation:
    """It changes only with the program."""
    described = document()
    operations = [
        _operation(path, method, operation)
        for path, methods in sorted(described["paths"].items(), key=lambda each: PARTS.index(_part(each[0])))
        for method, operation in methods.items()
    ]
    sent = {operation.body.object for operation in operations if operation.body}
    return Documentation(
        title=described["info"]["title"],
        description=described["info"]["description"],
        answers=tuple(PossibleAnswer(code, text, _named_kind(name)) for code, (name, text) in SHARED.items()),
        sections=tuple(
            Section(part.capitalize(), tuple(group))
            for part, group in groupby(operations, lambda operation: _part(operation.path))
        ),
        objects=tuple(_object(name, name in sent) for name, schema in _schemas().items() if _is_shown(name, schema)),
    )


def _part(path: str) -> str:
    """`strategies` of `/api/v1/strategies/{slug}/`."""
    return path.split("/")[3] or "root"


def _operation(path: str, method: str, operation: dict[str, Any]) -> Operation:
    body = operation.get("requestBody")
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        parameters=tuple(
            _field(each["name"], each["schema"] | each, each.get("required", False))
            for each in operation.get("parameters", [])
        ),
        body=kind_of(_content(body)) if body else None,
        answers=tuple(
            PossibleAnswer(code, answer["description"], kind_of(_content(answer)))
            for code, answer in sorted(operation["responses"].items())
            if code not in SHARED
        ),
    )


def _content(holder: dict[str, Any]) -> dict[str, Any]:
    return holder["content"]["application/json"]["schema"]


def _object(name: str, is_sent: bool) -> Object:
    schema = _schemas()[name]
    required = schema.get("required", [])
    fields = tuple(_field(each, about, each in required) for each, about in schema.get("properties", {}).items())
    return Object(name, is_sent, schema.get("description", ""), fields)


def _field(name: str, schema: dict[str, Any], required: bool) -> Field:
    description = schema.get("description") or schema.get("title", "")
    return Field(name, kind_of(schema), required, schema.get("nullable", False), _prose(description))


def _prose(description: str) -> str:
    """Without the list of values that the generator adds: they stand with the kind."""
    return "\n".join(line for line in description.splitlines() if not line.startswith("* `")).strip()


def kind_of(schema: dict[str, Any]) -> FieldType:
    """What a schema allows, in a few words."""
    if "$ref" in schema:
        return _named_kind(schema["$ref"].rpartition("/")[2])
    for several in ("allOf", "oneOf"):
        if several in schema:
            return _joined([kind_of(option) for option in schema[several]])
    if "enum" in schema:
        return FieldType("one of", tuple(str(value) for value in schema["enum"] if value))
    if schema.get("type") == "array":
        inner = kind_of(schema["items"])
        return FieldType(f"list of {inner.text}", inner.values, inner.object)
    return FieldType(FORMATS.get(schema.get("format", "")) or WORDS.get(schema.get("type", ""), "anything"))


def _named_kind(name: str) -> FieldType:
    schema = _schemas()[name]
    if name.startswith(PAGE_OF):
        inner = kind_of(schema["properties"]["results"]["items"])
        return FieldType(f"page of {inner.text}", object=inner.object)
    return kind_of(schema) if "enum" in schema else FieldType(name, object=name)


def _joined(kinds: list[FieldType]) -> FieldType:
    """Alternatives as one; an empty one says only that null is allowed."""
    shown = [kind for kind in kinds if kind.values or kind.text != "one of"]
    return FieldType(" or ".join(kind.text for kind in shown), shown[0].values, shown[0].object)


def _is_shown(name: str, schema: dict[str, Any]) -> bool:
    return "enum" not in schema and not name.startswith(PAGE_OF)


def _schemas() -> dict[str, Any]:
    return document()["components"]["schemas"]
