"""Say which parts of a report are exempt, on which ground; and read the exempt part of what was issued."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views import View

from reports import documents
from reports.composing.places import Part
from reports.composing.recording import places_of
from reports.models import IssuedReport
from reports.pages.library import download, served
from reports.pages.report import OfReport
from reports.preparing.views import OfPreparedReport
from reports.scorecards.report import Report
from reports.scorecards.report_form import APPENDIX
from reports.scorecards.report_keys import Edition, ReportKey
from strategy_portal.editing.views import EditPage

from .forms import ExemptForm
from .services import mark_part, marks_seen


class ReportExempt(OfPreparedReport, EditPage):
    title = "Exempt parts"
    lead = (
        "What is not published makes a file of its own, which says so and on which ground on each page. It is in no "
        "public file, page or data. Page one is always public, and so are figures that another part prints."
    )
    template = "reports/report_exempt.html"

    @cached_property
    def report(self) -> Report:
        return self.read()

    @cached_property
    def parts(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What can be marked, in groups: its key and its title."""
        places = places_of(self.report).values()
        of = {
            "Sections": [each for each in places if each.part not in (Part.SUMMARY, Part.LINE, *TEXTS)],
            "Lines of the implications": [each for each in places if each.part is Part.LINE],
            "Texts of outcomes and indicators": [each for each in places if each.part in TEXTS],
        }
        found = [(name, [(each.key, each.title) for each in held]) for name, held in of.items()]
        appendices = [(f"{APPENDIX}{each.slug}", each.title) for each in self.report.evidence.appendices]
        return [(name, held) for name, held in (*found, ("Appendices", appendices)) if held]

    def form(self, data: Any = None) -> ExemptForm:
        return ExemptForm(data, parts=self.parts, initial={"seen": marks_seen(self.key)})

    def save(self, form: ExemptForm) -> str:
        said = form.cleaned_data
        saved = mark_part(key=self.key, part=said["part"], ground=said["ground"], seen=said["seen"], by=self.person)
        return "It is exempt from publication." if saved.ground else "It is public again."

    def after(self) -> str:
        return self.address("report-exempt")

    def context(self) -> dict[str, Any]:
        return {"exempt": self.report.frame.exempt, "pdf_url": self.address("report-exempt-pdf")}


TEXTS = (Part.OUTCOME, Part.INDICATOR)


class ReportExemptPdf(OfReport, View):
    """The exempt part as it would be issued today, marked as a draft."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = self.read()
        try:
            printed = documents.pdf(report, documents.EXEMPT)
        except documents.NoSuchPart:
            raise Http404("Nothing of the report is exempt") from None
        return download(printed.pdf, self.key.file_name(report.frame.edition, documents.EXEMPT))


class IssuedReportExempt(View):
    """The exempt part of an issued report, byte for byte, for those who may read it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        issued = get_object_or_404(IssuedReport.objects.without_files(), pk=pk)
        file = get_object_or_404(issued.files.without_pdf(), is_exempt=True)
        name = ReportKey.of(issued).file_name(Edition(issued.version), file.part)
        return served(request, lambda: bytes(file.pdf), file.sha256, name, is_public=False)
