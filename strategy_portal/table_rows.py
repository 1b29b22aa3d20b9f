"""The rows of a table of django-tables2 as HTML, printed as a whole."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import Table
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor, signature


class Cells:
    """The cells of one column with the tags around them.

    Half of a list's time went by in a template, cell for cell, and a third in finding out anew for each cell what the
    column's functions take. Both are the same in each row, so a column has no attributes that go by the row.
    """

    def __init__(self, column: BoundColumn, *, is_head: bool):
        self.column, self.empty, self.default = column, column.column.empty_values, column.default
        self.names, self.takes_more = signature(column.render)
        self.accessor: Accessor | None = None
        attributes = column.attrs["td"].as_html()
        if is_head:
            self.start, self.end = f'<th scope="row" {attributes}>', "</th>"
        else:  # a narrow screen prints the label
            self.start, self.end = f'{format_html("""<td data-label="{}" """, column.header)}{attributes}>', "</td>"

    def printed(self, row: BoundRow) -> str:
        return f"{self.start}{conditional_escape(self._content(row))}{self.end}"

    def _content(self, row: BoundRow) -> Any:
        """What `row.get_cell` gives."""
        self.accessor = self.accessor or _accessor(self.column, row.record)
        value = self.accessor.resolve(row.record, quiet=True)
        if value in self.empty:
            return self.default
        given: Mapping[str, Any] = {
            "value": value, "record": row.record, "column": self.column.column, "bound_column": self.column,
            "bound_row": row, "table": row.table,
        }  # fmt: skip
        content = self.column.render(**(given if self.takes_more else {name: given[name] for name in self.names}))
        return self.column.link(content, **given) if self.column.link else content


def _accessor(column: BoundColumn, record: Any) -> Accessor:
    """Where a cell's value stands; of a choice its label."""
    accessor = Accessor(column.accessor)
    if getattr(accessor.get_field(record), "choices", None):
        *path, name = accessor.bits
        return Accessor("__".join([*path, f"get_{name}_display"]))
    return accessor


def printed_rows(table: Table) -> SafeString:
    """Those of the page that is shown. A table with a `heading(record)` stands in groups, each under its heading."""
    head = getattr(table, "row_header", "")
    columns = [Cells(column, is_head=column.name == head) for column in table.columns]
    heading, before, rows = getattr(table, "heading", lambda record: ""), "", []
    for row in table.paginated_rows:
        if (title := heading(row.record)) != before:
            before = title
            rows.append(_group_row(title, len(columns)))
        cells = "\n".join(each.printed(row) for each in columns)
        rows.append(f"<tr>{cells}</tr>\n")
    if not rows:
        text = table.empty_text or "There is nothing to show."
        return format_html('<tr><td colspan="{}">{}</td></tr>', len(columns), text)
    return mark_safe("".join(rows))


def _group_row(title: str, columns: int) -> SafeString:
    """A body of its own, so that its heading is that of the rows under it."""
    return format_html(
        '</tbody><tbody class="group"><tr class="group__title"><th colspan="{}" scope="rowgroup">{}</th></tr>\n',
        columns, title,
    )  # fmt: skip
