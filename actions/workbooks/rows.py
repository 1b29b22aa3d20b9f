"""An uploaded plan as rows. Themes that stand once above their actions are carried down to each of them.

A file that was downloaded here, which its versions tell, is read to the letter: what is empty in it is empty.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from strategy_portal.spreadsheets.cells import column_letter
from strategy_portal.uploads.reading import FileRefused as Refused
from strategy_portal.uploads.reading import Sheet

from .columns import BY_NAME, NEEDED, READ, STEPS

SEARCHED = 20
"""In how many rows from the top the titles of the columns are looked for."""
MOST_ACTIONS = 2000


@dataclass(frozen=True)
class PlanRow:
    """One action of a file: where it stands, and the texts of its columns. A column that the file lacks has no text."""

    sheet: str
    number: int
    texts: dict[str, str]
    letters: dict[str, str]

    def cell(self, name: str = "") -> str:
        letter = self.letters.get(name)
        return f"{self.sheet}, cell {letter}{self.number}" if letter else f"{self.sheet}, row {self.number}"

    def has(self, name: str) -> bool:
        return name in self.letters

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    @property
    def is_step(self) -> bool:
        """A milestone, which stands on a sheet of its own."""
        return self.has("milestone")

    @property
    def is_of_the_portal(self) -> bool:
        return self.has("version")


def packed(rows: Sequence[PlanRow]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]


def unpacked(kept: list[dict[str, Any]]) -> list[PlanRow]:
    return [PlanRow(**row) for row in kept]


def rows_of(sheets: Sequence[Sheet], outcome_word: str) -> list[PlanRow]:
    """The rows of every sheet in which actions are listed. `outcome_word` is the strategy's own. Raises Refused."""
    found = [(sheet, place) for sheet in sheets if (place := _row_of_titles(sheet, outcome_word)) is not None]
    if not found:
        raise Refused("No sheet has a column “Action” with another that is known, such as “Owner”, “Due” or “Theme”.")
    rows = [row for sheet, place in found for row in _rows_below(sheet, place, outcome_word)]
    if not rows:
        raise Refused("There is no action in the file.")
    if len(rows) > MOST_ACTIONS:
        raise Refused(f"The file has more than {MOST_ACTIONS:,} actions.")
    plans = [sheet for sheet, _ in found]
    return [*rows, *(row for sheet in sheets if sheet not in plans for row in _steps_of(sheet))]


def _steps_of(sheet: Sheet) -> Iterator[PlanRow]:
    """The milestones, as a workbook that was downloaded here lists them."""
    titles = [cell.strip() for cell in sheet.rows[0]] if sheet.rows else []
    places = {column.name: titles.index(column.title) for column in STEPS if column.title in titles}
    if not {"number", "milestone"} <= set(places):
        return
    letters = {name: column_letter(place + 1) for name, place in places.items()}
    for number, row in enumerate(sheet.rows[1:], start=2):
        texts = {name: text for name, place in places.items() if (text := _at(row, place))}
        if texts:
            yield PlanRow(sheet.name, number, texts, letters)


def _row_of_titles(sheet: Sheet, outcome_word: str) -> int | None:
    for place, row in enumerate(sheet.rows[:SEARCHED]):
        names = set(_places(row, outcome_word))
        if NEEDED in names and len(names) > 1:
            return place
    return None


def _places(row: Sequence[str], outcome_word: str) -> dict[str, int]:
    """Where each known column stands; of two with the same meaning the first."""
    known = {title: column.name for column in READ for title in column.titles}
    known |= {outcome_word.casefold(): "outcomes", f"{outcome_word.casefold()}s": "outcomes"}
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = known.get(" ".join(cell.casefold().split()))
        if name is not None:
            found.setdefault(name, place)
    return found if "version" in found else {name: found[name] for name in found if not BY_NAME[name].is_ours}


def _rows_below(sheet: Sheet, titles: int, outcome_word: str) -> Iterator[PlanRow]:
    places = _places(sheet.rows[titles], outcome_word)
    letters = {name: column_letter(place + 1) for name, place in places.items()}
    theme = ""
    for number, row in enumerate(sheet.rows[titles + 1 :], start=titles + 2):
        texts = {name: text for name, place in places.items() if (text := _at(row, place))}
        filled = [cell for cell in row if cell.strip()]
        if len(filled) == 1 and _is_heading(filled[0], texts, outcome_word):
            theme = filled[0].strip()  # a heading across the table
            continue
        if not texts:
            continue
        theme = texts.get("outcomes", "" if "version" in letters else theme)
        if theme:
            texts["outcomes"] = theme
            letters.setdefault("outcomes", "")
        yield PlanRow(sheet.name, number, texts, letters)


def _is_heading(text: str, texts: dict[str, str], outcome_word: str) -> bool:
    """A theme across the table: “Theme 2: Joined Up”, or the only cell that is filled is in the column of themes."""
    return bool(re.match(rf"(?i){re.escape(outcome_word)}\b", text)) or set(texts) == {"outcomes"}


def _at(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
