"""A quarter as a workbook: download it, upload it, see what it would change, and confirm."""

import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views import View

from indicators.expecting.expected import strategy_and_quarter
from strategy_portal.clock import today
from strategy_portal.uploads.views import UploadCreate, UploadDetail

from ..workbooks.checker import ValuesChecker
from ..workbooks.quarter import QuarterSheet, quarter_csv, quarter_sheet

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOTHING_EXPECTED = "Nothing is expected of you in this quarter."


class QuarterFile(View):
    """This person's rows of one quarter, to download. 404 where nothing is expected of them."""

    def sheet(self) -> QuarterSheet:
        strategy, quarter = strategy_and_quarter(**self.kwargs)
        sheet = quarter_sheet(self.request.user, strategy, quarter, today())
        if not sheet.rows:
            raise Http404(NOTHING_EXPECTED)
        return sheet


class ReturnWorkbook(QuarterFile):
    """The quarter's workbook, filled with what is known."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        from ..workbooks.writing import write_quarter  # loads the library

        sheet, out = self.sheet(), io.BytesIO()
        write_quarter(sheet, out)
        return download(out.getvalue(), f"{sheet.file_name}.xlsx", WORKBOOK_TYPE)


class ReturnCsv(QuarterFile):
    """The same rows as CSV."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        sheet = self.sheet()
        data = quarter_csv(sheet).encode("utf-8-sig")  # the mark tells spreadsheet programs the encoding
        return download(data, f"{sheet.file_name}.csv", "text/csv; charset=utf-8")


class ImportCreate(UploadCreate):
    """Choose a filled workbook. 404 where nothing is expected of this person."""

    checker_class = ValuesChecker
    template = "indicators/import_create.html"

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        if not self.checker.expected(today()):
            raise Http404(NOTHING_EXPECTED)
        return super().page(status, **context)


class ImportDetail(UploadDetail):
    """What an uploaded workbook would change."""

    checker_class = ValuesChecker


def download(data: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=content_type, headers=headers)
