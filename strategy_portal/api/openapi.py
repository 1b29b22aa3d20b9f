"""The OpenAPI document, what every operation shares said once; and the same as rows of a page for people."""

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, append_meta

from .parts import NAME as PARAMETER
from .parts import InParts

PROBLEM = {
    "type": "object",
    "properties": {"detail": {"type": "string", "description": "What is wrong and how to put it right"}},
    "required": ["detail"],
}
TEXTS = {"type": "array", "items": {"type": "string"}}
NAMED = {"type": "object", "additionalProperties": TEXTS}
PARTS = {"type": "object", "additionalProperties": {"oneOf": [TEXTS, NAMED]}}
"""What is wrong with the parts of a list or an object, by their place in it, from 0, or by their name."""

MISTAKES = {
    "type": "object",
    "description": "For each field or parameter what is wrong with it; `detail` where the whole request can't be read.",
    "additionalProperties": {"oneOf": [{"type": "string"}, TEXTS, PARTS]},
}
ANSWERS = {
    "400": ("Mistakes", "A parameter or a field is wrong. The answer names it and says how to put it right."),
    "401": ("Problem", "Not signed in, or the token is not valid."),
    "403": ("Problem", "Signed in, but this role may not do this."),
    "404": ("Problem", "There is no such thing here, or it is not yours."),
    "406": ("Problem", "The answer can’t be given in the format that `Accept` asks for."),
}
ANSWERS_TO_WRITES = {"415": ("Problem", "The request is not JSON.")}
SUMMARIES = {
    "list": "List {many}",
    "retrieve": "Read one {one}",
    "create": "Save a {one}",
    "update": "Change a {one}",
    "changes": "List what became of one {one}",
}


class Described(AutoSchema):
    """Adds to each operation its summary and the answers to what goes wrong."""

    def get_summary(self) -> str | None:
        model = getattr(getattr(self.view, "queryset", None), "model", None)
        if model is None:
            return None
        names = {"one": model._meta.verbose_name, "many": model._meta.verbose_name_plural}
        return SUMMARIES[self.view.action].format(**names)

    def _get_response_bodies(self, direction="response") -> dict[str, Any]:
        answers = super()._get_response_bodies(direction)
        for answer in answers.values():
            answer["description"] = answer["description"] or "Here it is."
        return answers

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            shared = ANSWERS | ANSWERS_TO_WRITES if self.method in ("POST", "PUT") else ANSWERS
            for code, (name, description) in shared.items():
                operation["responses"].setdefault(code, self._answer(name, description))
        return operation

    def _map_basic_serializer(self, serializer: Any, direction: str) -> dict[str, Any]:
        """What belongs to a part is not always there, and says how it is asked for."""
        schema = super()._map_basic_serializer(serializer, direction)
        if parts := serializer.part_of() if isinstance(serializer, InParts) else {}:
            schema["required"] = [name for name in schema["required"] if name not in parts]
            for name, part in parts.items():
                described = schema["properties"][name]
                text = described.get("description", "").rstrip(".")
                sentences = [*filter(None, [text]), f"Part `{part}`, see `{PARAMETER}`"]
                schema["properties"][name] = append_meta(described, {"description": ". ".join(sentences)})
        return schema

    def _answer(self, name: str, description: str) -> dict[str, Any]:
        schema = PROBLEM if name == "Problem" else MISTAKES
        component = ResolvedComponent(name=name, type=ResolvedComponent.SCHEMA, schema=schema, object=name)
        self.registry.register_on_missing(component)
        return {"description": description, "content": {"application/json": {"schema": component.ref}}}


@cache
def document() -> dict[str, Any]:
    """The whole document; it changes only with the program."""
    return SchemaGenerator().get_schema(request=None, public=True)


SHARED = ANSWERS | ANSWERS_TO_WRITES
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


@cache
def documentation(parts: tuple[str, ...]) -> dict[str, Any]:
    """What the page shows, in the order of these parts; it changes only with the program.

    `answers` are those that every operation shares. An object `is_sent` if it is the body of a request, in which some
    fields are required and others may be left out.
    """
    operations = [
        _operation(path, method, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]
    operations.sort(key=lambda operation: parts.index(operation["part"]))
    sent = {operation["body"].object for operation in operations if operation["body"]}
    return {
        **document()["info"],
        "answers": [(code, text, _named_kind(name)) for code, (name, text) in SHARED.items()],
        "sections": [(part.capitalize(), list(group)) for part, group in groupby(operations, itemgetter("part"))],
        "objects": [
            {"name": name, "is_sent": name in sent, "description": schema.get("description", ""), "fields": [
                _field(each, about, each in schema.get("required", ()))
                for each, about in schema.get("properties", {}).items()
            ]}
            for name, schema in _schemas().items()
            if "enum" not in schema and not name.startswith(PAGE_OF)
        ],
    }  # fmt: skip


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """An operation of the document, with what the page says of it in other words."""
    body = operation.get("requestBody")
    return operation | {
        "part": path.split("/")[3] or "root",  # `strategies` of `/api/v1/strategies/{slug}/`
        "method": method.upper(),
        "path": path,
        "fields": [
            _field(each["name"], each["schema"] | each, each.get("required", False))
            for each in operation.get("parameters", [])
        ],
        "body": kind_of(_content(body)) if body else None,
        "answers": [
            (code, answer["description"], kind_of(_content(answer)))
            for code, answer in sorted(operation["responses"].items())
            if code not in SHARED
        ],
    }


def _content(holder: dict[str, Any]) -> dict[str, Any]:
    return holder["content"]["application/json"]["schema"]


def _field(name: str, schema: dict[str, Any], required: bool) -> Field:
    """Its description is without the list of values that the generator adds: they stand with the kind."""
    lines = (schema.get("description") or schema.get("title", "")).splitlines()
    description = "\n".join(line for line in lines if not line.startswith("* `")).strip()
    return Field(name, kind_of(schema), required, schema.get("nullable", False), description)


def kind_of(schema: dict[str, Any]) -> FieldType:
    """What a schema allows, in a few words."""
    if "$ref" in schema:
        return _named_kind(schema["$ref"].rpartition("/")[2])
    for several in ("allOf", "oneOf"):
        if several in schema:
            kinds = [kind_of(option) for option in schema[several]]
            shown = [kind for kind in kinds if kind.values or kind.text != "one of"]  # an empty one allows only null
            return FieldType(" or ".join(kind.text for kind in shown), shown[0].values, shown[0].object)
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


def _schemas() -> dict[str, Any]:
    return document()["components"]["schemas"]
