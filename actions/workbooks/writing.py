"""The plan as a workbook: to look at, to change and to upload again."""

from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from strategy_portal.spreadsheets.cells import column_letter
from strategy_portal.spreadsheets.writing import Pen, style_of

from .book import COLUMNS, PlanBook

A4 = 9
HOW = (
    "Change what is to change, add rows for new actions, save it as .xlsx or .csv, and upload it on the plan’s page.",
    "The portal shows each change first. Nothing is saved until you confirm it, and then all of it or nothing.",
    "Owners: a single team leads. Several, each on a line or joined by “&”, own it together, and none of them leads.",
    "In person: who does it for a team, each on a line as “Team: user name”.",
    "Commitments and indicators: each on a line, with its reference, for example 3.2.",
    "One outcome measure stands on each line of its cell.",
    "A due date that moves needs “Why the date moves”, “Agreed by” and “Agreed on”. The first date never changes.",
    "What is marked “told only” is not read back. State and progress change on the portal’s pages.",
)


def write_plan(plan: PlanBook, out: BinaryIO) -> None:
    """The workbook: the plan, then how to use it."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = plan.title, plan.organisation
    pen = Pen(book, "Action plan", len(COLUMNS))
    _lay_out(pen.sheet, plan)
    line = Side(style="thin", color="BFBFBF")
    common: dict[str, Any] = {"border": Border(line, line, line, line)}
    common["alignment"] = Alignment(wrap_text=True, vertical="top")
    dark = PatternFill("solid", start_color="0B4F6C")
    head = style_of(pen.sheet, font=Font(bold=True, color="FFFFFF"), fill=dark, **common)
    body = style_of(pen.sheet, **common)
    pen.write([column.title for column in COLUMNS], [head] * len(COLUMNS))
    for cells in plan.cells():
        pen.write(cells, [body] * len(COLUMNS))
    notes = Pen(book, "How to use this", 1)
    notes.sheet.column_dimensions["A"].width = 110
    label = ["States and progress in this workbook are demonstration data."] if plan.is_demonstration else []
    for text in (*label, *HOW):
        notes.write([text], [body])
    book.save(out)


def _lay_out(sheet: Any, plan: PlanBook) -> None:
    """Before the first row is written: widths, what stays in view, and a decent print."""
    for place, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[column_letter(place)].width = column.width
    sheet.freeze_panes = "E2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"
    sheet.oddHeader.left.text, sheet.oddFooter.right.text = plan.title.replace("&", "&&"), "Page &P of &N"
