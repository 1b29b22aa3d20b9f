"""The plan as a workbook: to look at, to change and to upload again."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO

from xlsxwriter import Workbook

from strategy_portal.spreadsheets.cells import Cell
from strategy_portal.spreadsheets.writing import DATE, Pen, framed, heading, lay_out, new_book

from .book import COLUMNS, PlanBook
from .columns import STEPS, PlanColumn

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
    book = new_book(out, title=plan.title, creator=plan.organisation)
    _write(book, "Action plan", plan.title, COLUMNS, plan.cells())
    _write(book, "Milestones", plan.title, STEPS, plan.step_cells())
    label = ["States and progress in this workbook are demonstration data."] if plan.is_demonstration else []
    notes, body = Pen(book, "How to use this", [110]), book.add_format(framed())
    for text in (*label, *HOW):
        notes.write([text], [body])
    book.close()


def _write(
    book: Workbook, name: str, title: str, columns: Sequence[PlanColumn], rows: Iterable[Sequence[Cell]]
) -> None:
    pen = Pen(book, name, [column.width for column in columns])
    lay_out(pen.sheet, title=title, stays="E2" if columns is COLUMNS else "C2")
    head, body, day = (book.add_format(style) for style in (heading(), framed(), framed(num_format=DATE)))
    pen.write([column.title for column in columns], [head] * len(columns))
    for cells in rows:
        pen.write(cells, [day if isinstance(cell, date) else body for cell in cells])
