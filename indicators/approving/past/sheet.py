"""A council's own sheet of past values: which column has what, and which cell is whose value of which period."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from strategy_portal.domain.period_words import read_period
from strategy_portal.domain.periods import Frequency, YearStart
from strategy_portal.uploads.checker import Doubts
from strategy_portal.uploads.reading import FileRefused, FileRow, Sheet, column_letter

INDICATOR, PERIOD, UNIT, LEFT_OUT = "indicator", "period", "unit", "-"
OF_UNIT = "unit-"
"""Before the key of a unit: a column of its values."""
ROLES = {
    INDICATOR: "The indicator: its number, code or name",
    PERIOD: "The period",
    UNIT: "The collection unit: its name or code",
    "number": "The value",
    "numerator": "The numerator",
    "denominator": "The denominator",
    "respondents": "The respondents",
    LEFT_OUT: "Nothing to take",
}
USUAL = {
    INDICATOR: ("indicator", "no", "no.", "number", "ref", "reference", "code", "pi", "measure", "title", "name"),
    PERIOD: ("period", "quarter", "month", "year", "date", "financial year", "reporting period"),
    UNIT: ("unit", "collection unit", "service", "location", "site", "school", "branch"),
    "number": ("value", "figure", "actual", "result", "performance", "outturn"),
    "numerator": ("numerator", "count"),
    "denominator": ("denominator", "base", "out of", "total"),
    "respondents": ("respondents", "responses", "answered", "n"),
}
"""Titles that are understood by themselves, in small letters."""
FIGURES = ("number", "numerator", "denominator", "respondents")


@dataclass(frozen=True)
class PastCell:
    """The value of one indicator and period, of the whole organisation or of a unit, as the sheet writes it: the texts
    of its inputs, and where they stand. `unit` is its name as written, `unit_key` its key where the column is its own.
    """

    row: FileRow
    indicator: str
    period: str
    texts: Mapping[str, str]
    places: Mapping[str, str]
    unit: str = ""
    unit_key: str = ""

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
    letters: Mapping[str, str],
    year_start: YearStart,
    doubts: Doubts,
    remembered: Mapping[str, str],
    units: Mapping[str, tuple[str, ...]],
) -> dict[str, str]:
    """What each column has that is no period itself: as it was said, now or for the last sheet, or by its heading.

    `letters` are those of the columns by their headings; `units` the names of each unit by its key: a column can have
    the values of one.
    """
    options = [*ROLES.items()]
    options[-1:-1] = [(f"{OF_UNIT}{key}", f"The values of {names[0]}") for key, names in units.items()]
    roles: dict[str, str] = {}
    for heading in in_order(letters):
        if is_period(heading, year_start):
            continue
        key = f"column:{heading.casefold()}"
        usual = remembered.get(key) or _usual(heading, roles.values(), units)
        text = f"What is in the column “{heading}”?"
        roles[heading] = doubts.ask(key, text, options, f"column {letters[heading]}", usual=usual)
    return roles


def _usual(heading: str, taken: Collection[str], units: Mapping[str, tuple[str, ...]]) -> str:
    said = heading.casefold()
    of_unit = next((key for key, names in units.items() if said in map(str.casefold, names)), "")
    if of_unit:
        return f"{OF_UNIT}{of_unit}"
    role = next((role for role, titles in USUAL.items() if said in titles), LEFT_OUT)
    return LEFT_OUT if role in taken else role


def cells_of(row: FileRow, roles: Mapping[str, str], year_start: YearStart) -> Iterator[PastCell]:
    """Each value of a row: one where a column has the period, and one for each column of a unit; else one for each
    column that is a period. Empty cells say nothing (rules 1.4).
    """
    column = {role: heading for heading, role in roles.items()}
    indicator, unit = row.text(column.get(INDICATOR, "")), row.text(column.get(UNIT, ""))
    if PERIOD in column:
        texts = {name: row.text(column[name]) for name in FIGURES if name in column and row.text(column[name])}
        if texts:
            yield PastCell(row, indicator, row.text(column[PERIOD]), texts, column, unit)
        for heading in in_order(row.columns):
            role = roles.get(heading, "")
            if role.startswith(OF_UNIT) and (text := row.text(heading)):
                places = {**column, "number": heading, UNIT: heading}
                key = role.removeprefix(OF_UNIT)
                yield PastCell(row, indicator, row.text(column[PERIOD]), {"number": text}, places, unit_key=key)
        return
    for heading in in_order(row.columns):
        if heading not in roles and (text := row.text(heading)):
            places = {"number": heading} | ({UNIT: column[UNIT]} if UNIT in column else {})
            yield PastCell(row, indicator, heading, {"number": text}, places, unit)
