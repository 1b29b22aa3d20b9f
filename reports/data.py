"""The figures of a report as open data: one table of figures as CSV, and a workbook with a sheet for each table.

Both are made of the figures that are kept of it, so an issued report's data never change.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from strategy_portal.spreadsheets.cells import Cell
from strategy_portal.spreadsheets.lists import as_csv

FIGURES = ("Reference", "Indicator", "Span", "Kind of span", "Figure", "Status", "Target of the year reported")
ACTIONS = ("Action", "State", "Due, as written", "Overdue")
RESTATED = ("Reference", "Period", "Figure before", "Status before", "Figure now", "Status now", "Why", "When")

NOTES = (
    "Figures are as printed in the report. Where there is no figure the status says why.",
    "A year has its four-digit start, as 2025-26; a half year and a quarter their number, as 2025-26-H1, 2025-26-Q2.",
    "Statuses: green met the target, amber missed it within the margin, red missed it by more.",
    "Each table starts in cell A1 of its sheet; no cell is merged, none is empty for looks.",
)

Table = tuple[str, Sequence[Sequence[Cell]]]
"""Its name, and its rows, the headings first."""


def tables(figures: Mapping[str, Any]) -> list[Table]:
    """Those that have something to hold."""
    found: list[Table] = [
        ("Figures", [FIGURES, *_figures(figures)]),
        ("Actions", [ACTIONS, *_actions(figures)]),
        ("Restated", [RESTATED, *_restated(figures)]),
    ]
    return [(name, rows) for name, rows in found if len(rows) > 1]


def _figures(figures: Mapping[str, Any]) -> Iterator[Sequence[Cell]]:
    for each in figures.get("indicators", ()):
        for of, spans in (("year", each["years"]), ("period", each["periods"])):
            for span, kept in spans.items():
                shown, kind = kept.get("shown", kept["value"]), "half year" if of == "year" and "-H" in span else of
                yield each["reference"], each["title"], span, kind, shown, kept["status"], each["target"]


def _actions(figures: Mapping[str, Any]) -> Iterator[Sequence[Cell]]:
    for each in figures.get("actions", ()):
        yield each["number"], each["state"], each["due"], "yes" if each["overdue"] else "no"


def _restated(figures: Mapping[str, Any]) -> Iterator[Sequence[Cell]]:
    for each in figures.get("revised", ()):
        yield (
            each["reference"], each["period"], each["value_before"], each["status_before"], each["value_now"],
            each["status_now"], each["reason"], each["restated_at"][:10],
        )  # fmt: skip


def _width(column: Sequence[Cell]) -> int:
    return max(10, min(50, 2 + max(len(str(cell or "")) for cell in column)))


def data_csv(figures: Mapping[str, Any]) -> bytes:
    """Every figure in a row of its own."""
    return as_csv([FIGURES, *_figures(figures)])


def data_workbook(figures: Mapping[str, Any]) -> bytes:
    """A cover sheet that says what it is, notes, then one table a sheet, each from its first cell on."""
    from strategy_portal.spreadsheets.writing import Pen, framed, heading, lay_out, new_book

    out, title = io.BytesIO(), str(figures["title"])
    book = new_book(out, title=title, creator="Strategy Portal")
    head, body, plain = book.add_format(heading()), book.add_format(framed()), book.add_format({"text_wrap": True})
    found = tables(figures)
    facts = [("Report", title), ("Reference", str(figures["reference"])), ("As known on", str(figures["as_at"]))]
    sheets = [(f"Sheet {name}", f"{len(rows) - 1} rows") for name, rows in found]
    cover = Pen(book, "Cover", [24, 80])
    for fact in (*facts, ("Sheet Notes", "How to read the tables"), *sheets):
        cover.write(fact, [plain, plain])
    notes = Pen(book, "Notes", [100])
    for note in NOTES:
        notes.write([note], [plain])
    for name, rows in found:
        pen = Pen(
            book,
            name,
            [max(10, min(50, 2 + max(len(str(row[place] or "")) for row in rows))) for place in range(len(rows[0]))],
        )
        for place, row in enumerate(rows):
            pen.write(row, [body if place else head] * len(row))
        pen.sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
        lay_out(pen.sheet, title=title, stays="A2")
    book.close()
    return out.getvalue()
