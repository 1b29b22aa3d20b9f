"""A quarter's rows as a workbook to fill in."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from strategy_portal.spreadsheets.writing import DATE, Pen, framed, heading, lay_out, new_book

from .quarter import KEY, KNOWN, VERSION, QuarterRow, QuarterSheet, ValueColumn, asked_of, cells_of, is_yes_no

VALUES, HOW_TO_FILL, DEFINITIONS = "Values", "How to fill", "Definitions"
FIRST_INPUT = 2 + len(KNOWN)
"""How many columns stand before the first one to fill in."""
ALLOWED = ("format_columns", "format_rows", "format_cells", "sort", "autofilter")
"""What a person may do in a protected sheet, besides filling in what is open."""
INSTRUCTIONS = (
    "Fill in the pale yellow cells of the sheet “Values”. All other cells are protected.",
    "Leave a cell empty where the figure is not known yet. Empty is not zero; a zero is a figure.",
    "“How it is made” says what goes into Value, or into Numerator and Denominator, or into each Answer.",
    "If there is no value, choose why under “Is there a value?”, and say more in the column beside it.",
    "Where a value is off target, or there is none, say what happened, why, and what next.",
    "You may sort, filter and hide rows. Don’t copy a row into another: each belongs to one place in the portal.",
    "Save the workbook as .xlsx, then choose “Upload a workbook” on the quarter’s page of the portal.",
    "The portal first shows what would change and what is wrong, with sheet and cell. Nothing is saved until you "
    "confirm it there, and then all of it or nothing.",
    "What you upload is saved as draft. Submit it for approval in the portal.",
    "If somebody changes a value in the portal meanwhile, you see both figures and choose.",
)


def write_quarter(sheet: QuarterSheet, out: BinaryIO) -> None:
    """The workbook: the values first, then how to fill it in, then what each indicator means."""
    book = new_book(out, title=f"{sheet.strategy}: {sheet.quarter.label}", creator=sheet.strategy.organisation)
    QuarterBook(sheet, book)
    book.close()


class CellFormats:
    """The few formats that cells have, each made once."""

    def __init__(self, book: Workbook):
        grey, yellow = {"bg_color": "#F2F2F2"}, {"bg_color": "#FFF9E5", "locked": False}
        self.head = book.add_format(heading())
        self.known = book.add_format(framed())
        self.locked = book.add_format(framed(**grey))
        self.locked_date = book.add_format(framed(**grey, num_format=DATE))
        self.input = book.add_format(framed(**yellow))
        self.date = book.add_format(framed(**yellow, num_format=DATE))


class QuarterBook:
    """The workbook while it is made."""

    def __init__(self, quarter: QuarterSheet, book: Workbook):
        self.quarter, self.book = quarter, book
        self.columns = quarter.columns
        self.formats = CellFormats(book)
        self._write_values()
        self._write_notes()
        self._write_definitions()

    def _write_values(self) -> None:
        hidden = [place for place, column in enumerate(self.columns) if column in (KEY, VERSION)]
        pen = Pen(self.book, VALUES, [column.width for column in self.columns], hidden)
        self._lay_out(pen.sheet)
        pen.write([column.title for column in self.columns], [self.formats.head] * len(self.columns))
        for row in self.quarter.rows:
            pen.write(cells_of(row, self.quarter.inputs), _formats_of(row, self.quarter.inputs, self.formats))
        for place, column in enumerate(self.quarter.inputs, start=FIRST_INPUT):
            self._help(pen.sheet, place, column)

    def _help(self, sheet: Worksheet, place: int, column: ValueColumn) -> None:
        """What to enter, in each row of the column. A yes-or-no is offered in its own rows, because a cell has one."""
        rows = range(1, len(self.quarter.rows) + 1)
        if column.name != "number":
            return _offer(sheet, place, rows, column)
        asked = [row for row in rows if is_yes_no(self.quarter.rows[row - 1].expected.indicator)]
        _offer(sheet, place, [row for row in rows if row not in asked], column)
        yes_or_no = replace(column, help="Choose Yes or No.", choices=(("1", "Yes"), ("0", "No")))
        return _offer(sheet, place, asked, yes_or_no)

    def _lay_out(self, sheet: Worksheet) -> None:
        """What stays in view (outcome, indicator, title, unit, and the row of titles), protection, and print."""
        sheet.autofilter(0, 0, len(self.quarter.rows), len(self.columns) - 1)
        sheet.repeat_columns("D:F")
        self._frame(sheet, "G2", pages_wide=2, **dict.fromkeys(ALLOWED, True))

    def _frame(self, sheet: Worksheet, stays: str, pages_wide: int = 1, **allowed: bool) -> None:
        """What each sheet has: protection, a row of titles that stays in view, and a decent print."""
        label = " – Demonstration data" if self.quarter.is_demonstration else ""
        title = f"{self.quarter.strategy}: {self.quarter.quarter.label}{label}"
        lay_out(sheet, title=title, stays=stays, pages_wide=pages_wide)
        sheet.protect("", allowed)

    def _write_notes(self) -> None:
        inputs = [(column.title, column.help) for column in self.quarter.inputs]
        notes = [(f"Step {number}", text) for number, text in enumerate(INSTRUCTIONS, start=1)]
        if self.quarter.is_demonstration:
            notes.insert(0, ("Demonstration data", "Values, owners and frequencies in this workbook are made up."))
        head = (str(self.quarter.strategy), self.quarter.quarter.label)
        rows = [head, *notes, ("Column", "What to enter"), *inputs]
        self._write_table(HOW_TO_FILL, (26, 100), rows, heads={0, len(notes) + 1})

    def _write_definitions(self) -> None:
        head = ("Indicator", "Title", "Definition", "Source", "Method", "Collected", "Decimal places printed")
        rows = [
            (
                each.reference, each.title, each.definition, each.data_source, each.method,
                each.get_frequency_display(), each.stated.start.decimal_places,
            )
            for each in self.quarter.indicators
        ]  # fmt: skip
        self._write_table(DEFINITIONS, (10, 44, 44, 30, 30, 14, 12), [head, *rows], heads={0})

    def _write_table(self, title: str, widths: tuple[int, ...], rows: list[tuple], heads: set[int]) -> None:
        pen = Pen(self.book, title, widths)
        self._frame(pen.sheet, "A2")
        for number, row in enumerate(rows):
            pen.write(row, [self.formats.head if number in heads else self.formats.known] * len(widths))


def _formats_of(row: QuarterRow, inputs: tuple[ValueColumn, ...], formats: CellFormats) -> Iterator[Format]:
    """Only what this indicator asks for can be filled in, and only while the row is open."""
    yield from [formats.known] * FIRST_INPUT
    asked = asked_of(row.expected.indicator) if row.expected.is_open else ()
    for column in inputs:
        if column.name == "expected_on":
            yield formats.date if column.name in asked else formats.locked_date
        else:
            yield formats.input if column.name in asked else formats.locked


def _offer(sheet: Worksheet, place: int, rows: Sequence[int], column: ValueColumn) -> None:
    """A drop-down where there are choices, and what to enter, shown when a cell of these rows is chosen."""
    if not rows:
        return
    rule: dict[str, Any] = {"validate": "any", "input_title": column.title[:32], "input_message": column.help[:255]}
    if column.choices:
        rule |= {
            "validate": "list", "source": [word for _, word in column.choices],
            "error_title": column.title[:32], "error_message": "Choose one of the list.",
        }  # fmt: skip
    letter = xl_col_to_name(place)
    rule["multi_range"] = " ".join(f"{letter}{first + 1}:{letter}{last + 1}" for first, last in _runs(rows))
    sheet.data_validation(rows[0], place, rows[-1], place, rule)


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each unbroken run."""
    for _, run in groupby(enumerate(rows), key=lambda placed: placed[1] - placed[0]):
        unbroken = [row for _, row in run]
        yield unbroken[0], unbroken[-1]
