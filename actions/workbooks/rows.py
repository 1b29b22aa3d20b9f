"""An uploaded plan as rows. Themes that stand once above their actions are carried down to each of them.

A file that was downloaded here, which has a column of versions, is read to the letter: what is empty in it is empty.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from strategy_portal.uploads.reading import FileRefused, FileRow, Places, Sheet, find_titles, rows_below

from .columns import BY_NAME, NEEDED, READ, STEPS

MOST_ACTIONS = 2000


def is_step(row: FileRow) -> bool:
    """A milestone, which stands on a sheet of its own."""
    return row.has("milestone")


def is_of_the_portal(row: FileRow) -> bool:
    return row.has("version")


def rows_of(sheets: Sequence[Sheet], outcome_word: str) -> list[FileRow]:
    """The rows of every sheet in which actions are listed, then the milestones. `outcome_word` is the strategy's own.

    Raises FileRefused.
    """
    found = [(sheet, *place) for sheet in sheets if (place := find_titles(sheet, partial(_of_a_plan, outcome_word)))]
    if not found:
        raise FileRefused(
            "No sheet has a column “Action” with another that is known, such as “Owner”, “Due” or “Theme”."
        )
    rows = [row for each in found for row in _actions_below(*each, outcome_word)]
    if not rows:
        raise FileRefused("There is no action in the file.")
    if len(rows) > MOST_ACTIONS:
        raise FileRefused(f"The file has more than {MOST_ACTIONS:,} actions.")
    plans = [sheet for sheet, *_ in found]
    return [*rows, *(row for sheet in sheets if sheet not in plans for row in _steps_of(sheet))]


def _steps_of(sheet: Sheet) -> Iterator[FileRow]:
    """The milestones, as a workbook that was downloaded here lists them."""
    titles = [cell.strip() for cell in sheet.rows[0]] if sheet.rows else []
    places = {column.name: titles.index(column.title) for column in STEPS if column.title in titles}
    if {"number", "milestone"} <= set(places):
        yield from (row for row in rows_below(sheet, 0, places) if row.texts)


def _of_a_plan(outcome_word: str, titles: Sequence[str]) -> Places | None:
    places = _places(titles, outcome_word)
    return places if NEEDED in places and len(places) > 1 else None


def _places(row: Sequence[str], outcome_word: str) -> Places:
    """Where each known column stands; of two with the same meaning the first."""
    known = {title: column.name for column in READ for title in column.titles}
    known |= {outcome_word.casefold(): "outcomes", f"{outcome_word.casefold()}s": "outcomes"}
    found: Places = {}
    for place, cell in enumerate(row):
        name = known.get(" ".join(cell.casefold().split()))
        if name is not None:
            found.setdefault(name, place)
    return found if "version" in found else {name: found[name] for name in found if not BY_NAME[name].is_ours}


def _actions_below(sheet: Sheet, titles: int, places: Places, outcome_word: str) -> Iterator[FileRow]:
    theme = ""
    for row, cells in zip(rows_below(sheet, titles, places), sheet.rows[titles + 1 :], strict=True):
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) == 1 and _is_heading(filled[0], row.texts, outcome_word):
            theme = filled[0].strip()  # a heading across the table
            continue
        if not row.texts:
            continue
        theme = row.texts.get("outcomes", "" if is_of_the_portal(row) else theme)
        if theme:
            row.texts["outcomes"] = theme
            row.columns.setdefault("outcomes", "")
        yield row


def _is_heading(text: str, texts: dict[str, str], outcome_word: str) -> bool:
    """A theme across the table: “Theme 2: Joined Up”, or the only cell that is filled is in the column of themes."""
    return bool(re.match(rf"(?i){re.escape(outcome_word)}\b", text)) or set(texts) == {"outcomes"}
