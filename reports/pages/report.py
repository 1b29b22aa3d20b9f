"""One report: read it, write its texts, issue it."""

from dataclasses import replace
from datetime import date

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import TemplateView

from outcomes.models import Strategy
from reports import documents, services
from reports.documents import EXEMPT
from reports.models import Arrangement, Preparation, ReportKind
from reports.preparing.services import preparation_of
from reports.scorecards.about import parts_of
from reports.scorecards.report import Report, report_of
from reports.scorecards.report_keys import ReportKey, UnknownReport, find_key, find_reported
from strategy_portal.access import may
from strategy_portal.clock import today

from .library import download


class OfReport:
    """What the pages of one report share: which one it is. Not found: an unknown year, a strategy that has no form."""

    @cached_property
    def asked(self) -> ReportKey:
        """The report that the address names, of no day yet."""
        said, kind = self.kwargs, ReportKind(self.kwargs.get("kind", ReportKind.END_OF_STRATEGY))
        try:
            strategy = find_reported(said["strategy"])
            return find_key(strategy, said.get("year", ""), today(), said.get("about", ""), kind)
        except (Strategy.DoesNotExist, UnknownReport) as error:
            raise Http404(str(error)) from error

    @cached_property
    def preparation(self) -> Preparation:
        return preparation_of(self.asked)

    @cached_property
    def key(self) -> ReportKey:
        """As it reads up to its cut-off."""
        return replace(self.asked, on=self.read_on)

    @property
    def arrangement(self) -> Arrangement:
        return self.key.strategy.arrangement

    @property
    def read_on(self) -> date:
        """Up to which day the report reads."""
        return self.preparation.read_on(today())

    def read(self) -> Report:
        """The report as it would be issued today."""
        return report_of(self.key, self.read_on, today=today(), prepared=self.preparation)

    def address(self, page: str, **more: str) -> str:
        return reverse(f"reports:{page}", kwargs=self.key.kwargs | more)

    def get_context_data(self, **kwargs):
        return super().get_context_data(key=self.key, cancel_url=self.address("report-detail"), **kwargs)

    def appendix_pages(self, report: Report) -> dict[str, str]:
        """Where each public appendix is a page, by its slug."""
        public = documents.public_appendices(report)
        return {each.slug: self.address("report-appendix", part=each.slug) for each in public}


class ReportDetail(OfReport, TemplateView):
    """A report as it would be issued today: its cover report, and where its appendices are."""

    template_name = "reports/report_detail.html"

    def get_context_data(self, **kwargs):
        report, whole = self.read(), replace(self.key, about=None)
        pages, titles = self.appendix_pages(report), {each.slug: each.title for each in documents.parts_of(report)}
        return super().get_context_data(
            frame=report.frame,
            body=documents.part_body(report, documents.COVER, pages),
            appendices=[(url, titles[slug]) for slug, url in pages.items()],
            pdf_url=self.address("report-pdf"),
            parts=self._parts(report),
            preparation=self.preparation,
            read_on=self.read_on,
            issue_url=self.address("report-issue"),
            prepare_url=self.address("report-prepare"),
            clear_url=self.address("report-clear"),
            exempt_url=self.address("report-exempt"),
            may_issue=may(self.request.user, "reports:report-issue"),
            compose_url=self.address("report-compose") if may(self.request.user, "reports:report-compose") else "",
            latest=services.latest_issue(self.key),
            whole_url=reverse("reports:report-detail", kwargs=whole.kwargs) if self.key.about else "",
            parts_of_strategy=[] if self.key.about else self._parts_of_strategy(),
            **kwargs,
        )

    def _parts(self, report: Report) -> list[tuple[str, str]]:
        """Where its other files are: that of what is exempt for those who may read it."""
        found = documents.parts_of(report)[1:]
        public = [(self.address("report-pdf", part=each.slug), each.title) for each in found if each.slug != EXEMPT]
        may_read = report.frame.exempt and may(self.request.user, "reports:report-exempt-pdf")
        exempt = [(self.address("report-exempt-pdf"), "Exempt part, not for publication")]
        return [*public, *exempt] if may_read else public

    def _parts_of_strategy(self) -> list[tuple[str, str]]:
        """Where the same report stands of each outcome, team and directorate alone."""
        keys = [replace(self.key, about=part) for part in parts_of(self.key.strategy)]
        return [(reverse("reports:report-detail", kwargs=key.kwargs), key.about.title) for key in keys if key.about]


class ReportAppendix(OfReport, TemplateView):
    """One appendix of it as a page."""

    template_name = "reports/report_appendix.html"

    def get_context_data(self, part: str, **kwargs):
        report = self.read()
        pages = self.appendix_pages(report)
        if part not in pages:
            raise Http404("The report has no such appendix")
        titles = {each.slug: each.title for each in documents.public_appendices(report)}
        return super().get_context_data(
            frame=report.frame,
            title=titles[part],
            body=documents.part_body(report, part, pages),
            pdf_url=self.address("report-pdf", part=part),
            others=[(url, titles[slug]) for slug, url in pages.items() if slug != part],
            **kwargs,
        )


class ReportPdf(OfReport, View):
    """A file of it, marked as a draft: the cover report, an appendix, or all in one."""

    def get(self, request, part: str = documents.COVER, **kwargs):
        key = self.key
        if part == documents.EXEMPT:  # it has an address, and a right, of its own
            raise Http404("The report has no such part")
        with documents.printer_started() as printer:
            report = self.read()
            try:
                printed = documents.pdf(report, part, printer)
            except documents.NoSuchPart:
                raise Http404("The report has no such part") from None
        return download(printed.pdf, key.file_name(report.frame.edition, "" if part == documents.COVER else part))
