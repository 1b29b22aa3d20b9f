"""The indicators of a strategy with their targets as a workbook to change and upload."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from outcomes.models import Strategy
from strategy_portal.spreadsheets.cells import Cell

from ...models import Indicator
from .columns import EACH_YEAR, ORDER, OUTCOME, TARGET, VERSION, SetupColumn, choices_of, columns_of, texts_of

EMPTY_ROWS = 60
"""So many rows below the indicators offer the same choices."""
NUMBERS = {OUTCOME, ORDER, VERSION, "factor", "decimal_places", "tolerance_size", "baseline"}
HOW = (
    "One row is one indicator. Change what is to change, add rows for new ones, save it and upload it.",
    "The portal shows each change and each error first. Nothing is saved until you confirm it, then all or nothing.",
    "A new indicator needs its outcome, its key output, its title and its measure. Empty cells that usually follow "
    "from the measure are filled in, and the portal shows them before it saves. Which way is better is never filled "
    "in.",
    "A target is a number, or for a range 40 to 60. “Target, every year” is stated once for all years. An empty "
    "target changes nothing: what is set is withdrawn on the page of the indicator.",
    "A changed definition needs a reason; a changed target or tolerance needs who agreed it, too.",
    "How it is judged is what holds from the start. A later rule is set on the page of the indicator.",
    "A row that is deleted changes nothing: an indicator is retired on its page, and never deleted.",
)


def setup_workbook(strategy: Strategy, indicators: Iterable[Indicator]) -> bytes:
    """The workbook: the indicators, then how to fill it in. Empty for a strategy without any."""
    from strategy_portal.spreadsheets.writing import Pen, framed, heading, lay_out, new_book  # loads the library

    out, columns = io.BytesIO(), columns_of(strategy)
    book = new_book(out, title=f"Indicators: {strategy}", creator=strategy.organisation)
    head, body = book.add_format(heading()), book.add_format(framed())
    pen = Pen(book, "Indicators", [column.width for column in columns], {2})
    lay_out(pen.sheet, title=f"Indicators: {strategy}", stays="F2", pages_wide=3)
    pen.write([column.title for column in columns], [head] * len(columns))
    rows = [cells_of(indicator, columns) for indicator in indicators]
    for cells in rows:
        pen.write(cells, [body] * len(columns))
    for place, column in enumerate(columns):
        _offer(pen.sheet, place, column, len(rows) + EMPTY_ROWS)
    notes = Pen(book, "How to fill", [34, 90])
    for column in columns:
        if column.help:
            notes.write([column.title, column.help], [body, body])
    for text in HOW:
        notes.write(["", text], [body, body])
    book.close()
    return out.getvalue()


def cells_of(indicator: Indicator, columns: Sequence[SetupColumn]) -> list[Cell]:
    """One indicator, a cell for each column; a number is one for the spreadsheet program too."""
    texts = texts_of(indicator)
    return [_cell(column.name, texts.get(column.name, "")) for column in columns]


def _cell(name: str, text: str) -> Cell:
    is_number = name in NUMBERS or name == EACH_YEAR or name.startswith(TARGET)
    return Decimal(text) if is_number and text and " to " not in text else text


def _offer(sheet: Any, place: int, column: SetupColumn, last: int) -> None:
    """The choices of a column, in its rows and the empty ones below. The upload says where a cell has another."""
    if words := [word for _, word in choices_of(column.name)]:
        rule = {"validate": "list", "source": words, "error_type": "warning"}
        sheet.data_validation(1, place, last, place, rule)
