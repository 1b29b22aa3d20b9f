"""The OpenAPI document: what every operation shares, said once."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

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

    def _answer(self, name: str, description: str) -> dict[str, Any]:
        schema = PROBLEM if name == "Problem" else MISTAKES
        component = ResolvedComponent(name=name, type=ResolvedComponent.SCHEMA, schema=schema, object=name)
        self.registry.register_on_missing(component)
        return {"description": description, "content": {"application/json": {"schema": component.ref}}}


@cache
def document() -> dict[str, Any]:
    """The whole document; it changes only with the program."""
    return SchemaGenerator().get_schema(request=None, public=True)
