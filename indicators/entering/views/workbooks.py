"""A quarter as a workbook: download it, upload it, see what it would change, and confirm."""

import io
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from indicators.models import Import, PeriodLocked
from strategy_portal.clock import today
from strategy_portal.uploads.safety import Refused

from ..bulk import ChangedMeanwhile
from ..checking import NoPopulation
from ..forms import UploadForm
from ..imports import NotToApply, apply_import, check_again, receive_file, start_check
from ..services import Approved
from ..workbooks.quarter import QuarterSheet, quarter_csv, quarter_sheet
from .returns import strategy_and_quarter

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHANGES_ON_A_PAGE = 100
ERRORS_SHOWN = CONFLICTS_SHOWN = 200
SILENCE = timedelta(seconds=30)
"""After so long without a sign of life a check has been ended, and can be started again."""


class OneQuarter(View):
    """Finds the strategy and quarter that an address names."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.strategy, self.quarter = strategy_and_quarter(kwargs["strategy"], kwargs["period"])

    def sheet(self) -> QuarterSheet:
        """This person's rows. 404 where nothing is expected of them."""
        sheet = quarter_sheet(self.request.user, self.strategy, self.quarter, today())
        if not sheet.rows:
            raise Http404("Nothing is expected of you in this quarter.")
        return sheet

    def context(self, **more) -> dict:
        return {"strategy": self.strategy, "quarter": self.quarter} | more


class ReturnWorkbook(OneQuarter):
    """The quarter's workbook, filled with what is known."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        from ..workbooks.writing import write_quarter  # loads the library

        sheet, out = self.sheet(), io.BytesIO()
        write_quarter(sheet, out)
        return download(out.getvalue(), f"{sheet.file_name}.xlsx", WORKBOOK_TYPE)


class ReturnCsv(OneQuarter):
    """The same rows as CSV."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        sheet = self.sheet()
        data = quarter_csv(sheet).encode("utf-8-sig")  # the mark tells spreadsheet programs the encoding
        return download(data, f"{sheet.file_name}.csv", "text/csv; charset=utf-8")


class ImportCreate(OneQuarter):
    """Choose a filled workbook. A file that is not in order is refused here, and nothing of it is kept."""

    template_name = "indicators/import_create.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(UploadForm())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        file = form.cleaned_data["file"]
        try:
            upload = receive_file(
                file=file, name=file.name, strategy=self.strategy, quarter=self.quarter, by=request.user
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return self._page(form, status=422)
        start_check(upload)
        return redirect(upload)

    def _page(self, form: UploadForm, status: int = 200) -> HttpResponse:
        self.sheet()
        return render(self.request, self.template_name, self.context(form=form), status=status)


class ImportDetail(OneQuarter):
    """What an uploaded file would change and what is wrong in it; saving it, or checking it anew."""

    template_name = "indicators/import_detail.html"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            mine = Import.objects.filter(uploaded_by=request.user, strategy=self.strategy, quarter=self.quarter.slug)
            self.upload = get_object_or_404(mine.select_related("strategy"), pk=kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if request.htmx:
            return self._progress()
        return render(request, self.template_name, self.context(**self._found(), **self._state()))

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if "again" in request.POST:
            self._start_again()
            return redirect(self.upload)
        try:
            saved = apply_import(self.upload, taking=request.POST.getlist("take"), by=request.user, at=timezone.now())
        except NotToApply as error:
            messages.info(request, str(error))
        except (ChangedMeanwhile, Approved, NoPopulation, PeriodLocked) as error:
            self._start_again()
            messages.warning(request, f"{error} The file was checked again: see what it would change now.")
        else:
            messages.success(request, f"{saved} saved as draft. Submit them when they are ready.")
            return redirect("indicators:value-grid", self.strategy.slug, self.quarter.slug)
        return redirect(self.upload)

    def _start_again(self) -> None:
        check_again(self.upload)
        start_check(self.upload)

    def _progress(self) -> HttpResponse:
        """The part of the page that is fetched again and again; when the check is done, the page is loaded anew."""
        response = render(self.request, "indicators/_import_progress.html", self._state())
        if not self._is_running:
            response["HX-Refresh"] = "true"
        return response

    @property
    def _is_running(self) -> bool:
        return self.upload.state in (Import.State.WAITING, Import.State.CHECKING)

    def _state(self) -> dict:
        silent = timezone.now() - (self.upload.heard_at or self.upload.uploaded_at) > SILENCE
        return {"upload": self.upload, "is_running": self._is_running, "is_stalled": self._is_running and silent}

    def _found(self) -> dict:
        found = {"changes": [], "conflicts": [], "errors": [], "unchanged": 0} | self.upload.findings
        new = sum(change["is_new"] for change in found["changes"])
        pages = Paginator(found["changes"], CHANGES_ON_A_PAGE)
        return found | {
            "page": pages.get_page(self.request.GET.get("page")),
            "new": new,
            "changed": len(found["changes"]) - new,
            "conflicts": found["conflicts"][:CONFLICTS_SHOWN],
            "conflict_count": len(found["conflicts"]),
            "errors": found["errors"][:ERRORS_SHOWN],
            "error_count": len(found["errors"]),
            "can_save": not found["errors"] and bool(found["changes"] or found["conflicts"]),
        }


def download(data: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=content_type, headers=headers)
