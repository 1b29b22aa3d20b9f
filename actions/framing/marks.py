"""What the footnote marks of a document mean for its indicators."""

from . import terms
from .found import Found, Row

MEANT = {
    "per-unit": "Collected per unit, reported as an average",
    "new": "A new indicator",
    "proposed": "Proposed, not yet measured",
    "context": "Context only",
}


def meant_by(row: Row, mark: str, found: Found) -> str:
    """The note next below the row; where none follows the last one above. Empty: the mark has no note."""
    notes = [note for note in found.notes if note.mark == mark]
    below = [note for note in notes if note.at >= row.at]
    return (below[0] if below else notes[-1]).text if notes else ""


def notes_of(row: Row, found: Found) -> list[str]:
    meanings = [terms.meaning_of(meant_by(row, mark, found)) for mark in row.fields["marks"]]
    return [meaning for meaning in meanings if meaning]
