"""A list as a file: what a table of a page shows, filtered and sorted as there, all its pages."""

from html import unescape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django_tables2 import Table

from .cells import Cell, attachment, csv_text

ASKED = "download"


class Downloadable:
    """For a page with one table of django-tables2: `?download=csv` gives the table as a file.

    `file_name` is without its ending. The template shows a link with `components/download.html`.
    """

    request: HttpRequest
    file_name = "list"

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        if self.request.GET.get(ASKED) == "csv" and context.get("table") is not None:
            return attachment(csv_of(context["table"]).encode(), f"{self.file_name}.csv", "text/csv; charset=utf-8")
        return super().render_to_response(context, **response_kwargs)  # type: ignore[misc, no-any-return]


def csv_of(table: Table) -> str:
    """Headings and cells as a reader sees them, without their mark-up."""
    return csv_text([[_cell(value) for value in row] for row in table.as_values()])


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return " ".join(unescape(strip_tags(value.replace("<", " <"))).split())
    return value if value is None or isinstance(value, int) else str(value)
