"""A quarter's rows as a workbook to fill in."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from strategy_portal.spreadsheets.cells import column_letter
from strategy_portal.spreadsheets.writing import Pen, style_of

from .columns import KEY, KNOWN, VERSION, Column, is_yes_no
from .quarter import QuarterRow, QuarterSheet, cells_of, columns_of

VALUES, HOW_TO_FILL, DEFINITIONS = "Values", "How to fill", "Definitions"
A4 = 9
FIRST_INPUT = 2 + len(KNOWN)
"""How many columns stand before the first one to fill in."""
DATE = "dd/mm/yyyy"
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
    QuarterBook(sheet).save(out)


class Looks:
    """The few looks that cells have, each made once: a style of its own for each cell would cost most of the time."""

    def __init__(self, sheet: Any):
        line = Side(style="thin", color="BFBFBF")
        common = {"border": Border(line, line, line, line), "alignment": Alignment(wrap_text=True, vertical="top")}
        look = partial(style_of, sheet, **common)
        grey, yellow, open_to_all = _plain("F2F2F2"), _plain("FFF9E5"), Protection(locked=False)
        self.head = look(font=Font(bold=True, color="FFFFFF"), fill=_plain("0B4F6C"))
        self.known = look()
        self.locked = look(fill=grey)
        self.locked_date = look(fill=grey, number_format=DATE)
        self.input = look(fill=yellow, protection=open_to_all)
        self.date = look(fill=yellow, protection=open_to_all, number_format=DATE)


class QuarterBook:
    """The workbook while it is made."""

    def __init__(self, quarter: QuarterSheet):
        self.quarter = quarter
        self.book = Workbook(write_only=True)
        self.book.security.lockStructure = True
        self.book.properties.title = f"{quarter.strategy}: {quarter.quarter.label}"
        self.book.properties.creator = quarter.strategy.organisation
        self.columns = columns_of(quarter)
        values = Pen(self.book, VALUES, [column.width for column in self.columns])
        self.looks = Looks(values.sheet)
        self._write_values(values)
        self._write_notes()
        self._write_definitions()

    def save(self, out: BinaryIO) -> None:
        self.book.save(out)

    def _write_values(self, pen: Pen) -> None:
        self._lay_out(pen.sheet)
        pen.write([column.title for column in self.columns], [self.looks.head] * len(self.columns))
        for row in self.quarter.rows:
            pen.write(cells_of(row, self.quarter.inputs), _looks_of(row, self.quarter.inputs, self.looks))
        for place, column in enumerate(self.quarter.inputs, start=FIRST_INPUT + 1):
            letter = column_letter(place)
            pen.sheet.data_validations.append(_help(column, f"{letter}2:{letter}{len(self.quarter.rows) + 1}"))
        self._offer_yes_and_no(pen.sheet)

    def _offer_yes_and_no(self, sheet: Any) -> None:
        """A drop-down in the rows of yes-or-no indicators, in place of the column's help, because a cell has one."""
        place = next(place for place, column in enumerate(self.columns, start=1) if column.name == "number")
        rows = range(2, len(self.quarter.rows) + 2)
        asked = [row for row in rows if is_yes_no(self.quarter.rows[row - 2].slot.indicator)]
        if not asked:
            return
        letter, column = column_letter(place), self.columns[place - 1]
        others = [f"{letter}{row}" for row in rows if row not in asked]
        of_column = next(each for each in sheet.data_validations.dataValidation if each.promptTitle == column.title)
        of_column.sqref = MultiCellRange(" ".join(others))
        offer = replace(column, help="Choose Yes or No.", choices=(("1", "Yes"), ("0", "No")))
        sheet.data_validations.append(_help(offer, " ".join(f"{letter}{row}" for row in asked)))

    def _lay_out(self, sheet: Any) -> None:
        """Before the first row is written: what is hidden, what stays in view, protection, and print."""
        for place, column in enumerate(self.columns, start=1):
            sheet.column_dimensions[column_letter(place)].hidden = column in (KEY, VERSION)
        sheet.auto_filter.ref = f"A1:{column_letter(len(self.columns))}{len(self.quarter.rows) + 1}"
        for allowed in ("formatColumns", "formatRows", "formatCells", "sort", "autoFilter"):
            setattr(sheet.protection, allowed, False)  # False: not forbidden
        self._frame(sheet, stays="G2")  # outcome, indicator, title and unit stay in view, and the row of titles
        sheet.print_title_cols = "D:F"
        sheet.page_setup.fitToWidth = 2

    def _frame(self, sheet: Any, stays: str) -> None:
        """What each sheet has: protection, a row of titles that stays in view, and a decent print."""
        sheet.protection.sheet, sheet.freeze_panes = True, stays
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.print_title_rows = "1:1"
        label = " – Demonstration data" if self.quarter.is_demonstration else ""
        title = f"{self.quarter.strategy}: {self.quarter.quarter.label}{label}"
        sheet.oddHeader.left.text, sheet.oddFooter.left.text = title.replace("&", "&&"), "&A"
        sheet.oddFooter.right.text = "Page &P of &N"

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
                each.get_frequency_display(), each.decimal_places,
            )
            for each in self.quarter.indicators
        ]  # fmt: skip
        self._write_table(DEFINITIONS, (10, 44, 44, 30, 30, 14, 12), [head, *rows], heads={0})

    def _write_table(self, title: str, widths: tuple[int, ...], rows: list[tuple], heads: set[int]) -> None:
        pen = Pen(self.book, title, widths)
        self._frame(pen.sheet, stays="A2")
        for number, row in enumerate(rows):
            pen.write(row, [self.looks.head if number in heads else self.looks.known] * len(widths))


def _looks_of(row: QuarterRow, inputs: tuple[Column, ...], looks: Looks) -> Iterator[Any]:
    """Only what this indicator asks for can be filled in, and only while the row is open."""
    yield from [looks.known] * FIRST_INPUT
    asked = row.inputs if row.is_open else {}
    for column in inputs:
        if column.name == "expected_on":
            yield looks.date if column.name in asked else looks.locked_date
        else:
            yield looks.input if column.name in asked else looks.locked


def _help(column: Column, cells: str) -> DataValidation:
    """A drop-down where there are choices, and what to enter, shown when the cell is chosen."""
    rule = DataValidation(sqref=cells, allow_blank=True, showInputMessage=True)
    rule.promptTitle, rule.prompt = column.title[:32], column.help[:255]
    if column.choices:
        words = ",".join(word for _, word in column.choices)
        rule.type, rule.formula1, rule.showErrorMessage = "list", f'"{words}"', True
        rule.errorTitle, rule.error = column.title[:32], "Choose one of the list."
    return rule


def _plain(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour)
