"""A council's own sheet of past values: which column has what, and which cell is whose value of which period."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from strategy_portal.domain.period_words import read_period
from strategy_portal.domain.periods import Frequency, YearStart
from strategy_portal.uploads.checker import Doubts
from strategy_portal.uploads.reading import FileRefused, FileRow, Sheet, column_letter

INDICATOR, PERIOD, LEFT_OUT = "indicator", "period", "-"
ROLES = {
    INDICATOR: "The indicator: its number, code or name",
    PERIOD: "The period",
    "number": "The value",
    "numerator": "The numerator",
    "denominator": "The denominator",
    "respondents": "The respondents",
    LEFT_OUT: "Nothing to take",
}
USUAL = {
    INDICATOR: ("indicator", "no", "no.", "number", "ref", "reference", "code", "pi", "measure", "title", "name"),
    PERIOD: ("period", "quarter", "month", "year", "date", "financial year", "reporting period"),
    "number": ("value", "figure", "actual", "result", "performance", "outturn"),
    "numerator": ("numerator", "count"),
    "denominator": ("denominator", "base", "out of", "total"),
    "respondents": ("respondents", "responses", "answered", "n"),
}
"""Titles that are understood by themselves, in small letters."""
FIGURES = ("number", "numerator", "denominator", "respondents")


@dataclass(frozen=True)
class PastCell:
    """The value of one indicator and period as the sheet writes it: the texts of its inputs, and where they stand."""

    row: FileRow
    indicator: str
    period: str
    texts: Mapping[str, str]
    places: Mapping[str, str]

    def cell(self, name: str = "") -> str:
        """Where the indicator's name, an input, or the period, stands; else where the first input does."""
        return self.row.cell(self.places.get(name) or self.places[next(iter(self.texts))])


def rows_of(sheets: Sequence[Sheet]) -> list[FileRow]:
    """The rows of the first sheet that has any; a column is named by its heading. Raises FileRefused."""
    for sheet in sheets:
        filled = [
            (number, row) for number, row in enumerate(sheet.rows, 1) if sum(bool(cell.strip()) for cell in row) > 1
        ]
        if len(filled) < 2:
            continue
        headings = [cell.strip() or column_letter(place) for place, cell in enumerate(filled[0][1], 1)]
        if len(set(map(str.casefold, headings))) < len(headings):
            raise FileRefused(f"Two columns of the sheet “{sheet.name}” have the same heading. Give each its own.")
        letters = {heading: column_letter(place) for place, heading in enumerate(headings, 1)}
        return [FileRow(sheet.name, number, _texts(headings, row), letters) for number, row in filled[1:]]
    raise FileRefused("No sheet has a row of headings with rows of values under it.")


def _texts(headings: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    return {heading: text.strip() for heading, text in zip(headings, row, strict=False) if text.strip()}


def in_order(letters: Mapping[str, str]) -> list[str]:
    """The headings from left to right: a database may give what it keeps as JSON in another order."""
    return sorted(letters, key=lambda heading: (len(letters[heading]), letters[heading]))


def is_period(heading: str, year_start: YearStart) -> bool:
    return any(read_period(heading, frequency, year_start) for frequency in Frequency)


def roles_of(
    letters: Mapping[str, str], year_start: YearStart, doubts: Doubts, remembered: Mapping[str, str]
) -> dict[str, str]:
    """What each column has that is no period itself: as it was said, now or for the last sheet, or by its heading.

    `letters` are those of the columns by their headings.
    """
    roles: dict[str, str] = {}
    for heading in in_order(letters):
        if is_period(heading, year_start):
            continue
        key = f"column:{heading.casefold()}"
        usual = remembered.get(key) or _usual(heading, roles.values())
        text = f"What is in the column “{heading}”?"
        roles[heading] = doubts.ask(key, text, list(ROLES.items()), f"column {letters[heading]}", usual=usual)
    return roles


def _usual(heading: str, taken: Collection[str]) -> str:
    said = heading.casefold()
    role = next((role for role, titles in USUAL.items() if said in titles), LEFT_OUT)
    return LEFT_OUT if role in taken else role


def cells_of(row: FileRow, roles: Mapping[str, str], year_start: YearStart) -> Iterator[PastCell]:
    """Each value of a row: one where a column has the period, else one for each column that is a period. Empty cells
    say nothing (rules 1.4).
    """
    column = {role: heading for heading, role in roles.items()}
    indicator = row.text(column.get(INDICATOR, ""))
    if PERIOD in column:
        texts = {name: row.text(column[name]) for name in FIGURES if name in column and row.text(column[name])}
        if texts:
            yield PastCell(row, indicator, row.text(column[PERIOD]), texts, column)
        return
    for heading in in_order(row.columns):
        if heading not in roles and (text := row.text(heading)):
            yield PastCell(row, indicator, heading, {"number": text}, {"number": heading})
