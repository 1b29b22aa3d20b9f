"""One report: read it, write its texts, issue it."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import TemplateView

from reports import documents, services
from reports.composing.services import save_narrative
from reports.models import Arrangement, Narrative, Preparation
from reports.preparing.services import preparation_of
from reports.scorecards.report import report_of
from reports.scorecards.report_form import ReportKey, UnknownReport, find_key, writable_places
from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.editing.forms import EditForm
from strategy_portal.editing.views import Crumb, EditPage

from .library import download, reported_strategies


class OfReport:
    """What the pages of one report share: which one it is. Not found: an unknown year, a strategy that has no form."""

    @cached_property
    def key(self) -> ReportKey:
        strategy = get_object_or_404(reported_strategies().select_related("predecessor"), slug=self.kwargs["strategy"])
        try:
            return find_key(strategy, self.kwargs.get("year", ""), today())
        except UnknownReport as error:
            raise Http404(str(error)) from error

    @cached_property
    def arrangement(self) -> Arrangement:
        return get_object_or_404(Arrangement.objects.select_related("form"), strategy=self.key.strategy)

    @cached_property
    def preparation(self) -> Preparation:
        return preparation_of(self.key)

    @property
    def read_on(self) -> date:
        """Up to which day the report reads."""
        return self.preparation.read_on(today())

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
        report = report_of(self.key, self.read_on)
        return super().get_context_data(
            frame=report.frame,
            body=documents.body(report),
            pdf_url=self.address("report-pdf"),
            preparation=self.preparation,
            read_on=self.read_on,
            issue_url=self.address("report-issue"),
            prepare_url=self.address("report-prepare"),
            clear_url=self.address("report-clear"),
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
        report = report_of(self.key, self.read_on)
        pdf = documents.pdf(report.frame, documents.body(report))
        return download(pdf, self.key.file_name(report.frame.edition))


class NarrativeForm(EditForm):
    """The text of one section; empty takes it away again."""

    text = forms.CharField(
        label="Text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="It stands beside the figures, which the portal prints itself. An empty line starts a new paragraph. "
        "Leave out names of people: the report may be published.",
    )

    class Meta:
        model = Narrative
        fields = ("text",)


class NarrativeEdit(OfReport, EditPage):
    """Write the text of one section. On a conflict what was typed stays, and the other text is shown."""

    button = "Save the text"

    @property
    def title(self) -> str:
        if self.kwargs["section"] not in self.places:
            raise Http404("The form of this report has no such section")
        return self.places[self.kwargs["section"]]

    @property
    def caption(self) -> str:
        return self.key.title

    @property
    def crumbs(self) -> list[Crumb]:
        return [("Reports", reverse("reports:report-list")), (self.key.title, self.address("report-detail"))]

    def form(self, data: Any = None) -> NarrativeForm:
        place = {**self.key.columns, "section": self.kwargs["section"]}
        return NarrativeForm(data, instance=Narrative.objects.filter(**place).first() or Narrative(**place))

    def save(self, form: NarrativeForm) -> str:
        title = self.title
        save_narrative(key=self.key, section=self.kwargs["section"], by=self.request.user, **form.cleaned_data)
        return f"The text of “{title}” is saved."
