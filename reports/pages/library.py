"""The library of reports: what is issued, and what can be drafted."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import groupby
from operator import attrgetter

import django_filters as filters
import django_tables2 as tables
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.html import format_html, format_html_join
from django.utils.http import quote_etag
from django.utils.safestring import mark_safe
from django.views import View
from django.views.generic import DetailView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from outcomes.models import Strategy
from reports import services
from reports.data import data_csv, data_workbook
from reports.models import IssuedReport, ReportKind
from reports.models.report import COVER, WhichReport
from reports.scorecards.papers import papers_to_come
from reports.scorecards.report_keys import (
    Edition,
    ReportDraft,
    ReportKey,
    drafts,
    issued_versions,
    reported_strategies,
    reported_with_issued,
)
from strategy_portal.access import PUBLIC, may, role_of, writes_drafts
from strategy_portal.clock import today
from strategy_portal.editing.forms import WithdrawForm
from strategy_portal.editing.views import WithdrawPage
from strategy_portal.spreadsheets.downloads import WORKBOOK_TYPE, attachment
from strategy_portal.spreadsheets.lists import Downloadable
from strategy_portal.templatetags.design_system import demo_label
from strategy_portal.templatetags.figures import on as day_text


class ReportListFilter(filters.FilterSet):
    strategy = filters.ModelChoiceFilter(
        queryset=Strategy.objects.all(), to_field_name="slug", empty_label="All strategies"
    )
    kind = filters.ChoiceFilter(choices=ReportKind.choices, empty_label="Every kind")

    class Meta:
        model = IssuedReport
        fields = ("strategy", "kind")

    def admits(self, draft: ReportDraft) -> bool:
        """Whether a report that is only drafted passes the same filter."""
        if not self.form.is_valid():
            return True
        chosen = self.form.cleaned_data
        return chosen["strategy"] in (None, draft.strategy) and chosen["kind"] in ("", draft.key.kind)


class IssuedReportTable(tables.Table):
    title = tables.Column("Report", linkify=True)
    organisation = tables.Column("Organisation", accessor="strategy__organisation")
    version = tables.Column(attrs={"td": {"class": "number"}, "th": {"class": "number"}})
    data_label = tables.Column("Data label")
    issued_at = tables.Column("Issued on")
    files = tables.Column(
        "Files", empty_values=(), orderable=False, accessor="pk", attrs={"td": {"class": "files-of-report"}}
    )

    caption = "Issued reports"
    hide_caption = True
    row_header = "title"

    class Meta:
        order_by = "-issued_at"

    def render_title(self, value: str, record: IssuedReport) -> str:
        label = demo_label() if record.is_demonstration else ""
        standing = format_html(' <strong class="muted">{}</strong>', record.standing) if record.standing else ""
        return format_html("{} {}{}", value, label, standing) if label or standing else value

    def render_issued_at(self, value) -> str:
        return day_text(value)

    def render_files(self, record: IssuedReport) -> str:
        """Each with its pages and size."""
        line = '<a href="{}">{}<span class="visually-hidden"> of {}, version {}</span></a> PDF, {} page{}, {}'
        return format_html_join(mark_safe("<br>"), line, [
            (file.get_absolute_url(), file.title, record.title, record.version, file.sheets,
             "" if file.sheets == 1 else "s", file.size_text)
            for file in record.files.all()
        ])  # fmt: skip

    def value_files(self, record: IssuedReport) -> str:
        return ", ".join(file.title for file in record.files.all())


@dataclass(frozen=True)
class Drafted:
    """The reports of one strategy that can be drafted, the latest first."""

    strategy: Strategy
    drafts: Sequence[ReportDraft]

    @cached_property
    def issued(self) -> Mapping[WhichReport, int]:
        return issued_versions(self.strategy)

    def of(self, kind: ReportKind) -> list[tuple[ReportDraft, int | None]]:
        """Each with the latest version that was issued of it."""
        return [(draft, self.issued.get(draft.key.which_report)) for draft in self.drafts if draft.key.kind is kind]


class DraftTable(tables.Table):
    strategy = tables.Column(order_by=("strategy__title", "strategy__starts_on"))
    annual = tables.Column("Annual progress report", empty_values=(), orderable=False, accessor="strategy")
    mid_year = tables.Column("Mid-year report", empty_values=(), orderable=False, accessor="strategy")
    whole = tables.Column("Whole strategy", empty_values=(), orderable=False, accessor="strategy")

    caption = "Reports that can be drafted"
    hide_caption = True
    row_header = "strategy"

    class Meta:
        per_page = 50

    def render_annual(self, record: Drafted) -> str:
        return self._links(record, ReportKind.ANNUAL)

    def render_mid_year(self, record: Drafted) -> str:
        return self._links(record, ReportKind.MID_YEAR)

    def render_whole(self, record: Drafted) -> str:
        return self._links(record, ReportKind.END_OF_STRATEGY)

    def _links(self, record: Drafted, kind: ReportKind) -> str:
        """Each by what it is of, with the version that is issued of it."""
        line = '<a href="{}"><span class="visually-hidden">{}, {}, </span>{}</a>{}'
        found = [
            (draft.url, draft.kind_title, record.strategy, draft.span, f", version {version} issued" if version else "")
            for draft, version in record.of(kind)
        ]
        return format_html_join(mark_safe("<br>"), line, found) or "–"


def readable_by(user):
    """Everyone reads what is issued and labelled public; a person who signs in reads all that is issued."""
    issued = IssuedReport.objects.without_files()
    if role_of(user) == PUBLIC:
        return issued.public()
    return issued if writes_drafts(user) else issued.of_adopted()


class ReportList(Downloadable, SingleTableMixin, FilterView):
    """The library: what is issued, and for those who sign in what can be drafted."""

    filterset_class = ReportListFilter
    table_class = IssuedReportTable
    file_name = "reports"
    template_name = "reports/report_list.html"

    def get_queryset(self):
        return readable_by(self.request.user).with_list_of_files()

    def get_context_data(self, **kwargs):
        drafts = self._drafts()
        papers = [] if drafts is None else papers_to_come(today())
        return super().get_context_data(
            drafts=drafts,
            closed=not self.filterset.form.has_changed(),
            next_meeting=papers[0] if papers else None,
            later_meetings=papers[1:],
            late=[(found.meeting, paper) for found in papers for paper in found.late],
            may_format=may(self.request.user, "reports:report-form-list"),
            may_prepare=may(self.request.user, "reports:report-prepare", "POST"),
            **kwargs,
        )

    def _drafts(self) -> DraftTable | None:
        if not may(self.request.user, "reports:report-detail"):
            return None
        every = drafts(reported_with_issued(reported_strategies()), today())
        admitted = (draft for draft in every if self.filterset.admits(draft))
        found = [Drafted(strategy, list(each)) for strategy, each in groupby(admitted, key=attrgetter("strategy"))]
        return DraftTable(found, request=self.request, prefix="draft-", order_by=self.request.GET.get("draft-sort", ()))


class IssuedReportDetail(DetailView):
    """A report as it was issued, word for word."""

    template_name = "reports/issued_report_detail.html"
    context_object_name = "issued"

    def get_queryset(self):
        return readable_by(self.request.user).defer(None).defer("figures")

    def get_context_data(self, **kwargs):
        latest = services.latest_issue(ReportKey.of(self.object))
        return super().get_context_data(
            replaced_by=latest if latest and latest.version > self.object.version else None,
            withdrawal=getattr(self.object, "withdrawal", None),
            may_withdraw=may(self.request.user, "reports:issued-report-withdraw", "POST"),
            files=self._files(),
            is_told=role_of(self.request.user) != PUBLIC or not hasattr(self.object, "withdrawal"),
            **kwargs,
        )

    def _files(self):
        files = self.object.files.without_pdf()
        return files if may(self.request.user, "reports:issued-report-exempt") else files.public()


class IssuedReportPdf(View):
    """A file as it was issued, byte for byte: the cover report, an appendix, or all in one."""

    def get(self, request, pk: int, part: str = COVER):
        readable = readable_by(request.user)
        is_public = role_of(request.user) == PUBLIC
        if is_public:
            readable = readable.filter(withdrawal=None)
        issued = get_object_or_404(readable, pk=pk)
        file = get_object_or_404(issued.files.public().without_pdf(), part=part)
        name = ReportKey.of(issued).file_name(Edition(issued.version), "" if part == COVER else part)
        return served(request, lambda: bytes(file.pdf), file.sha256, name, is_public=is_public)


class IssuedReportCsv(View):
    """The figures of an issued report as open data, as they were kept when it was issued."""

    ending, content_type = "csv", "text/csv; charset=utf-8"
    write = staticmethod(data_csv)

    def get(self, request, pk: int):
        readable = readable_by(request.user)
        if role_of(request.user) == PUBLIC:
            readable = readable.filter(withdrawal=None)
        issued = get_object_or_404(readable.defer(None).defer("html"), pk=pk)
        name = ReportKey.of(issued).file_name(Edition(issued.version), "data", self.ending)
        return attachment(self.write(issued.figures), name, self.content_type)


class IssuedReportWorkbook(IssuedReportCsv):
    """The same with a cover sheet, notes and a sheet for each table."""

    ending, content_type = "xlsx", WORKBOOK_TYPE
    write = staticmethod(data_workbook)


class IssuedReportWithdraw(WithdrawPage):
    """Take an issued report away from the public, with a reason that stands on its page."""

    title = "Withdraw the report"
    lead = "Its page then says so and why. Who signs in can still read it; it is issued again as a new version."

    def setup(self, request, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.issued = get_object_or_404(IssuedReport.objects.without_files(), pk=kwargs["pk"])
        self.crumbs = [("Reports", reverse("reports:report-list")), (str(self.issued), self.issued.get_absolute_url())]

    def what(self) -> str:
        return str(self.issued)

    def form(self, data=None) -> WithdrawForm:
        return WithdrawForm(data, initial={"seen": self.issued.version})

    def save(self, form: WithdrawForm) -> str:
        reason = form.cleaned_data["reason"]
        services.withdraw_report(report=self.issued, reason=reason, by=self.request.user, at=timezone.now())
        return "The report is withdrawn."


FOR_EVERYBODY = "public, max-age=300"
"""A file never changes, but its report may be withdrawn: nobody keeps it longer than that without asking."""


def served(request, read: Callable[[], bytes], sha256: str, name: str, *, is_public: bool) -> HttpResponse:
    """A stored file: not sent again to who has it, in part to who asks for a part, read only where it is sent."""
    answer = get_conditional_response(request, quote_etag(sha256))
    if answer is None:
        answer = in_part(request, download(read(), name))
    answer["ETag"] = quote_etag(sha256)
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = FOR_EVERYBODY if is_public else "private, no-cache"
    return answer


RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


def in_part(request, whole: FileResponse) -> HttpResponse:
    """One range of bytes, as browsers and readers of PDF ask for; of what can't be read as one, all of it."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not any(asked.groups()) or "If-Range" in request.headers:
        return whole
    data = whole.getvalue()
    size, (first, last) = len(data), asked.groups()
    begin = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if begin > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {name: whole[name] for name in ("Content-Type", "Content-Disposition")}
    return HttpResponse(
        data[begin : end + 1], status=206, headers=headers | {"Content-Range": f"bytes {begin}-{end}/{size}"}
    )


def download(pdf: bytes, file_name: str) -> FileResponse:
    return FileResponse(BytesIO(pdf), as_attachment=True, filename=file_name, content_type="application/pdf")
