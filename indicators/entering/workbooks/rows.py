"""An uploaded file as rows, each of which names the expected entry that it belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from strategy_portal.spreadsheets.cells import column_letter
from strategy_portal.uploads.reading import Sheet
from strategy_portal.uploads.safety import Refused

from .columns import FIGURES, KEY, RESPONDENTS, REST, VERSION, answer_column

SEARCHED = 20
"""In how many rows from the top the titles of the columns are looked for."""
MOST_ANSWERS = 20
INPUTS = {
    column.title: column.name for column in (*FIGURES, RESPONDENTS, *map(answer_column, range(MOST_ANSWERS)), *REST)
}
NEEDED = {column.title for column in (*FIGURES, *REST)}
NOT_OURS = "Download the workbook of this quarter, fill that, and upload it."


@dataclass(frozen=True)
class FileRow:
    """One row of a file: where it stands, which expected entry it names, and the texts in the columns to fill in."""

    sheet: str
    number: int
    key: str
    version: str
    texts: dict[str, str]
    letters: dict[str, str]

    def cell(self, name: str = "") -> str:
        """`Values, cell M12`; without the name of a column `Values, row 12`."""
        letter = self.letters.get(name)
        return f"{self.sheet}, cell {letter}{self.number}" if letter else f"{self.sheet}, row {self.number}"


def packed(rows: Sequence[FileRow]) -> dict[str, Any]:
    """The rows as an import keeps them until they are checked."""
    return {
        "letters": {row.sheet: row.letters for row in rows},
        "rows": [[row.sheet, row.number, row.key, row.version, row.texts] for row in rows],
    }


def unpacked(kept: dict[str, Any]) -> list[FileRow]:
    return [FileRow(sheet, *rest, letters=kept["letters"][sheet]) for sheet, *rest in kept["rows"]]


def rows_of(sheets: Sequence[Sheet]) -> list[FileRow]:
    """The rows of every sheet that has our columns. Raises Refused if none has, or if one was deleted."""
    found = [(sheet, titles) for sheet in sheets if (titles := _row_of_titles(sheet)) is not None]
    if not found:
        raise Refused(f"No sheet has the columns “{KEY.title}” and “{VERSION.title}”. {NOT_OURS}")
    rows = [row for sheet, titles in found for row in _rows_below(sheet, titles)]
    if not rows:
        raise Refused(f"There is no row with values in it. {NOT_OURS}")
    return rows


def _row_of_titles(sheet: Sheet) -> int | None:
    for place, row in enumerate(sheet.rows[:SEARCHED]):
        if {KEY.title, VERSION.title} <= set(row):
            return place
    return None


def _rows_below(sheet: Sheet, titles: int) -> Iterator[FileRow]:
    places = {title: place for place, title in reversed(list(enumerate(sheet.rows[titles])))}
    missing = sorted(NEEDED - set(places))
    if missing:
        raise Refused(f"The column “{missing[0]}” is missing from the sheet “{sheet.name}”. {NOT_OURS}")
    inputs = {INPUTS[title]: place for title, place in places.items() if title in INPUTS}
    letters = {name: column_letter(place + 1) for name, place in inputs.items()}
    for number, row in enumerate(sheet.rows[titles + 1 :], start=titles + 2):
        texts = {name: row[place].strip() for name, place in inputs.items() if place < len(row) and row[place].strip()}
        key, version = (
            row[places[column.title]].strip() if places[column.title] < len(row) else "" for column in (KEY, VERSION)
        )
        if key or texts:
            yield FileRow(sheet.name, number, key, version, texts, letters)
