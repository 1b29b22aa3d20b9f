"""The library of reports: what is issued, and what can be drafted."""

from io import BytesIO

from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views import View
from django.views.generic import DetailView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from outcomes.models import Strategy
from reports import services
from reports.filters import ReportListFilter
from reports.models import IssuedReport, ReportKind
from reports.scorecards.library import drafts
from reports.scorecards.report_form import Edition, ReportKey
from reports.tables import DraftTable, IssuedReportTable
from strategy_portal.access import PUBLIC, may, role_of
from strategy_portal.clock import today


def readable_by(user):
    """Everyone reads what is issued and labelled public; a person who signs in reads all that is issued."""
    issued = IssuedReport.objects.without_files()
    return issued.public() if role_of(user) == PUBLIC else issued


class ReportList(SingleTableMixin, FilterView):
    """The library: what is issued, and for those who sign in what can be drafted."""

    filterset_class = ReportListFilter
    table_class = IssuedReportTable
    template_name = "reports/report_list.html"

    def get_queryset(self):
        return readable_by(self.request.user)

    def get_context_data(self, **kwargs):
        closed = not self.filterset.form.has_changed()
        return super().get_context_data(drafts=self._drafts(), closed=closed, **kwargs)

    def _drafts(self) -> DraftTable | None:
        if not may(self.request.user, "reports:report-detail"):
            return None
        found = [draft for draft in drafts(reported_strategies(), today()) if self.filterset.admits(draft)]
        return DraftTable(found, request=self.request, prefix="draft-", order_by=self.request.GET.get("draft-sort", ()))


def reported_strategies() -> QuerySet[Strategy]:
    """The strategies of which it is settled to whom and in which form they are reported."""
    return Strategy.objects.filter(arrangement__isnull=False)


class IssuedReportDetail(DetailView):
    """A report as it was issued, word for word."""

    template_name = "reports/issued_report_detail.html"
    context_object_name = "issued"

    def get_queryset(self):
        return readable_by(self.request.user).defer(None).defer("pdf", "figures")

    def get_context_data(self, **kwargs):
        return super().get_context_data(replaced_by=newer_than(self.object), **kwargs)


class IssuedReportPdf(View):
    """The PDF as it was issued, byte for byte."""

    def get(self, request, pk: int):
        issued = get_object_or_404(readable_by(request.user).defer(None).defer("html", "figures"), pk=pk)
        key = ReportKey(issued.strategy, ReportKind(issued.kind), issued.year)
        return download(bytes(issued.pdf), key.file_name(Edition(issued.version)))


def newer_than(issued: IssuedReport) -> IssuedReport | None:
    latest = services.latest_issue(ReportKey(issued.strategy, ReportKind(issued.kind), issued.year))
    return latest if latest and latest.version > issued.version else None


def download(pdf: bytes, file_name: str) -> FileResponse:
    return FileResponse(BytesIO(pdf), as_attachment=True, filename=file_name, content_type="application/pdf")
