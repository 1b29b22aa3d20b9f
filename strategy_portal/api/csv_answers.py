"""A list of the API as a CSV file."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rest_framework.renderers import BaseRenderer
from rest_framework.serializers import Field

from ..spreadsheets.cells import Cell, csv_text
from .base import FigureText


class CsvRenderer(BaseRenderer):
    """A column for each field of the view's serializer. No text becomes a formula; figures are bare numbers."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        fields: Mapping[str, Field] = renderer_context["view"].get_serializer().fields
        rows = [[_cell(field, row[name]) for name, field in fields.items()] for row in data]
        return csv_text([list(fields), *rows]).encode("utf-8-sig")  # the mark tells spreadsheet programs the encoding


def _cell(field: Field, value: Any) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    return Decimal(value) if isinstance(field, FigureText) and value is not None else value
