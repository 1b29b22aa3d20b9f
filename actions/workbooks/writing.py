"""The plan as a workbook: to look at, to change and to upload again."""

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from strategy_portal.spreadsheets.cells import Cell
from strategy_portal.spreadsheets.writing import Pen, style_of

from .book import COLUMNS, PlanBook
from .columns import STEPS, Column

A4 = 9
HOW = (
    "Change what is to change, add rows for new actions, save it as .xlsx or .csv, and upload it on the plan’s page.",
    "The portal shows each change first. Nothing is saved until you confirm it, and then all of it or nothing.",
    "Owners: a single team leads. Several, each on a line or joined by “&”, own it together, and none of them leads.",
    "In person: who does it for a team, each on a line as “Team: user name”.",
    "Commitments and indicators: each on a line, with its reference, for example 3.2.",
    "One outcome measure stands on each line of its cell.",
    "A due date that moves needs “Why the date moves”, “Agreed by” and “Agreed on”. The first date never changes.",
    "Milestones: add rows with the action’s number, or say when one was reached. Its date moves on the action’s page.",
    "What is marked “told only” is not read back. State and progress change on the portal’s pages.",
)


def write_plan(plan: PlanBook, out: BinaryIO) -> None:
    """The workbook: the plan, its milestones, then how to use it."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = plan.title, plan.organisation
    _write(book, "Action plan", plan.title, COLUMNS, plan.cells())
    _write(book, "Milestones", plan.title, STEPS, plan.step_cells())
    notes = Pen(book, "How to use this", [110])
    label = ["States and progress in this workbook are demonstration data."] if plan.is_demonstration else []
    body = style_of(notes.sheet, **_common())
    for text in (*label, *HOW):
        notes.write([text], [body])
    book.save(out)


def _write(book: Workbook, name: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    pen = Pen(book, name, [column.width for column in columns])
    _lay_out(pen.sheet, title, columns)
    dark = PatternFill("solid", start_color="0B4F6C")
    head = style_of(pen.sheet, font=Font(bold=True, color="FFFFFF"), fill=dark, **_common())
    body = style_of(pen.sheet, **_common())
    pen.write([column.title for column in columns], [head] * len(columns))
    for cells in rows:
        pen.write(cells, [body] * len(columns))


def _common() -> dict[str, Any]:
    line = Side(style="thin", color="BFBFBF")
    return {"border": Border(line, line, line, line), "alignment": Alignment(wrap_text=True, vertical="top")}


def _lay_out(sheet: Any, title: str, columns: Sequence[Column]) -> None:
    """Before the first row is written: what stays in view, and a decent print."""
    sheet.freeze_panes = "E2" if columns is COLUMNS else "C2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"
    sheet.oddHeader.left.text, sheet.oddFooter.right.text = title.replace("&", "&&"), "Page &P of &N"
