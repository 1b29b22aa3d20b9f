"""The board's page and the pages of reports: the library, drafts, issuing, and what is issued."""

from io import BytesIO

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import DetailView, FormView, TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from indicators.views.pages import chosen_quarter
from outcomes.models import Strategy
from strategy_portal.access import PUBLIC, may, role_of
from strategy_portal.as_of_views import AsOf
from strategy_portal.clock import today
from strategy_portal.spreadsheets.cells import csv_text

from . import documents, services
from .filters import ReportFilter
from .forms import IssueForm, NarrativeForm
from .models import Arrangement, IssuedReport, Kind
from .scorecards.board import board
from .scorecards.library import UnknownReport, drafts, find_key
from .scorecards.quarters import ended_quarters
from .scorecards.radar import Finding, Group, radar
from .scorecards.report_form import Edition, ReportKey, writable_places
from .tables import DraftTable, IssuedReportTable


class Board(AsOf, TemplateView):
    """One strategy in one quarter: exceptions first, then every indicator by outcome."""

    template_name = "reports/board.html"

    def get_context_data(self, **kwargs):
        strategies = list(Strategy.objects.by_indicators())
        strategy = self._chosen(strategies)
        quarters = ended_quarters(strategy, self.on)
        quarter = chosen_quarter(self.request, quarters, self.as_of)
        return super().get_context_data(
            board=board(strategy, quarter, self.on, self.as_of),
            strategies=strategies,
            quarters=quarters,
            indicator_query=f"?period={quarter.slug}{self.and_as_of}",
            **kwargs,
        )

    def _chosen(self, strategies: list[Strategy]) -> Strategy:
        """The one of `?strategy=`; without it the one with the most indicators."""
        slug = self.request.GET.get("strategy")
        found = next((each for each in strategies if slug in (each.slug, "", None)), None)
        if found is None:
            raise Http404("There is no such strategy.")
        return found


class Radar(View):
    """What nobody owns, judges, updates or reports: in the running strategies, or in the one of `?strategy=`."""

    most = 100

    def get(self, request: HttpRequest) -> HttpResponse:
        found = radar(radar_strategies(request), today())
        context = {
            "radar": found,
            "groups": [self._with_links(group) for group in found.found],
            "strategies": Strategy.objects.by_indicators(),
            "chosen": request.GET.get("strategy", ""),
        }
        return render(request, "reports/radar.html", context)

    def _with_links(self, group: Group) -> tuple[Group, list[tuple[Finding, str]], bool]:
        """The group, the first of its findings with their links, and whether there is any."""
        findings = [(finding, self._mending_url(finding)) for finding in group.findings[: self.most]]
        return group, findings, any(url for _, url in findings)

    def _mending_url(self, finding: Finding) -> str:
        """Empty for someone who may not mend it."""
        mending = finding.mending
        if mending is None or not may(self.request.user, mending.route):
            return ""
        return reverse(mending.route, args=mending.arguments)


class RadarCsv(View):
    """The radar as a table for spreadsheet programs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [
            (group.signal.title, finding.strategy.slug, finding.reference, finding.subject.title, finding.detail)
            for group in radar(radar_strategies(request), today()).found
            for finding in group.findings
        ]
        heading = ("Signal", "Strategy", "Number", "Title", "Detail")
        text = csv_text([heading, *rows])
        disposition = {"Content-Disposition": 'attachment; filename="radar.csv"'}
        return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=disposition)


def radar_strategies(request: HttpRequest) -> list[Strategy]:
    """The one of `?strategy=`, else those that are running."""
    slug = request.GET.get("strategy")
    return [get_object_or_404(Strategy, slug=slug)] if slug else list(Strategy.objects.running_on(today()))


def readable_by(user):
    """Everyone reads what is issued and labelled public; whoever signs in reads all that is issued."""
    issued = IssuedReport.objects.without_files()
    return issued.public() if role_of(user) == PUBLIC else issued


class ReportList(SingleTableMixin, FilterView):
    """The library: what is issued, and for those who sign in what can be drafted."""

    filterset_class = ReportFilter
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
        found = [draft for draft in drafts(_reported(), today()) if self.filterset.admits(draft)]
        return DraftTable(found, request=self.request, prefix="draft-", order_by=self.request.GET.get("draft-sort", ()))


def _reported() -> QuerySet[Strategy]:
    """The strategies of which it is settled to whom and in which form they are reported."""
    return Strategy.objects.filter(arrangement__isnull=False)


class OfReport:
    """What the pages of one report share: which one it is. Not found: an unknown year, a strategy that has no form."""

    @cached_property
    def key(self) -> ReportKey:
        strategy = get_object_or_404(_reported().select_related("predecessor"), slug=self.kwargs["strategy"])
        try:
            return find_key(strategy, self.kwargs.get("year", ""), today())
        except UnknownReport as error:
            raise Http404(str(error)) from error

    @cached_property
    def arrangement(self) -> Arrangement:
        return get_object_or_404(Arrangement.objects.select_related("form"), strategy=self.key.strategy)

    @cached_property
    def places(self) -> dict[str, str]:
        """Where people can write, by key."""
        return writable_places(self.arrangement.form)

    def address(self, page: str, **more: str) -> str:
        return reverse(f"reports:{page}", kwargs=self.key.kwargs | more)

    def get_context_data(self, **kwargs):
        return super().get_context_data(key=self.key, cancel_url=self.address("report-detail"), **kwargs)


class ReportDetail(OfReport, TemplateView):
    """A report as it would be issued today."""

    template_name = "reports/report_detail.html"

    def get_context_data(self, **kwargs):
        report = documents.report_of(self.key, today())
        return super().get_context_data(
            frame=report.frame,
            body=documents.body(report),
            pdf_url=self.address("report-pdf"),
            issue_url=self.address("report-issue"),
            may_issue=may(self.request.user, "reports:report-issue"),
            places=self._places_to_write(),
            latest=services.latest_issue(self.key),
            **kwargs,
        )

    def _places_to_write(self) -> list[tuple[str, str]]:
        if not may(self.request.user, "reports:narrative-edit"):
            return []
        return [(self.address("narrative-edit", section=section), title) for section, title in self.places.items()]


class ReportPdf(OfReport, View):
    """The same as a PDF, marked as a draft."""

    def get(self, request, **kwargs):
        report = documents.report_of(self.key, today())
        pdf = documents.pdf(report.frame, documents.body(report))
        return download(pdf, self.key.file_name(report.frame.edition))


class ReportIssue(OfReport, FormView):
    """Freeze the report as it stands."""

    form_class = IssueForm
    template_name = "reports/report_issue.html"

    @cached_property
    def latest(self) -> IssuedReport | None:
        return services.latest_issue(self.key)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "is_correction": self.latest is not None}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title="Issue the report",
            confirm_word="Issue",
            latest=self.latest,
            next_version=self.latest.version + 1 if self.latest else 1,
            data_label=self.arrangement.data_label,
            **kwargs,
        )

    def form_valid(self, form: IssueForm) -> HttpResponse:
        reason = form.cleaned_data.get("reason", "")
        try:
            issued = services.issue_report(
                key=self.key, by=self.request.user, on=today(), at=timezone.now(), reason=reason
            )
        except (services.IssuedMeanwhile, services.ReasonNeeded) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, f"The report is issued as version {issued.version}.")
        return redirect(issued)

    def form_invalid(self, form: IssueForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class NarrativeEdit(OfReport, FormView):
    """Write the text of one section. On a conflict what was typed stays, and the other text is shown."""

    form_class = NarrativeForm
    template_name = "reports/narrative_edit.html"

    @cached_property
    def place(self) -> services.Place:
        if self.kwargs["section"] not in self.places:
            raise Http404("The form of this report has no such section")
        return services.Place(self.key, self.kwargs["section"])

    @property
    def title(self) -> str:
        return self.places[self.place.section]

    def get_initial(self) -> dict:
        narrative = self.place.narrative()
        return {"text": narrative.text, "version": narrative.version} if narrative else {"version": 0}

    def get_context_data(self, **kwargs):
        return super().get_context_data(section_title=self.title, **kwargs)

    def form_valid(self, form: NarrativeForm) -> HttpResponse:
        try:
            services.save_narrative(place=self.place, by=self.request.user, **form.cleaned_data)
        except services.NarrativeChanged as conflict:
            form.show_theirs(conflict)
            return self.render_to_response(self.get_context_data(form=form, theirs=conflict.theirs), status=409)
        messages.success(self.request, f"The text of “{self.title}” is saved.")
        return redirect(self.address("report-detail"))

    def form_invalid(self, form: NarrativeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


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
        key = ReportKey(issued.strategy, Kind(issued.kind), issued.year)
        return download(bytes(issued.pdf), key.file_name(Edition(issued.version)))


def newer_than(issued: IssuedReport) -> IssuedReport | None:
    latest = services.latest_issue(ReportKey(issued.strategy, Kind(issued.kind), issued.year))
    return latest if latest and latest.version > issued.version else None


def download(pdf: bytes, file_name: str) -> FileResponse:
    return FileResponse(BytesIO(pdf), as_attachment=True, filename=file_name, content_type="application/pdf")
