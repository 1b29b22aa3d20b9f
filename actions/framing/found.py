"""What is found in a document: rows, each with its passage; notes of marks; tables that nothing was taken from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

STRATEGY, OUTCOME, INDICATOR, ACTION = "strategy", "outcome", "indicator", "action"
TEXT, VALUE, COMMITMENT = "text", "value", "commitment"
"""A text of the strategy itself, as its purpose; one of its values; what it promises under an outcome."""
Fields = dict[str, Any]


@dataclass
class Row:
    """What would be added. `fields` has texts and lists of texts; `place` and `passage` say where it stands."""

    key: str
    kind: str
    fields: Fields
    place: str
    passage: str
    at: int = 0
    """The number of its block."""

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def title(self) -> str:
        return str(self.fields.get("title", ""))


@dataclass(frozen=True)
class Note:
    """What stands below a table or a list of a mark in it."""

    mark: str
    text: str
    at: int


@dataclass
class Found:
    """`unread` are tables that nothing was taken from: where each stands, and how it begins."""

    rows: list[Row] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)

    def of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.kind == kind]

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def found_of(kept: Mapping[str, Any]) -> Found:
    """What was stored as `kept`."""
    rows = [Row(**row) for row in kept["rows"]]
    return Found(rows, [Note(**note) for note in kept["notes"]], [(place, text) for place, text in kept["unread"]])
