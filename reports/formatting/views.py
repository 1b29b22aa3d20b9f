"""The forms of report: their list, and each with its sections, to change or to begin another from."""

from functools import cached_property
from typing import Any, cast

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import ListView

from reports.models import Arrangement, ReportForm
from reports.scorecards.report_keys import ReportDraft, drafts
from strategy_portal.clock import today
from strategy_portal.editing.views import Crumb, EditPage
from strategy_portal.models import User
from strategy_portal.spreadsheets.lists import ShownTables

from . import services
from .forms import FormOfReport


def _crumbs() -> list[Crumb]:
    return [("Reports", reverse("reports:report-list")), ("Forms of report", reverse("reports:report-form-list"))]


class ReportFormList(ShownTables, ListView):
    """In which forms strategies are reported."""

    template_name = "reports/report_form_list.html"
    file_name = "forms-of-report"
    context_object_name = "found"

    def get_queryset(self) -> Any:
        counted = {"section_count": Count("sections", distinct=True), "used": Count("arrangement", distinct=True)}
        return ReportForm.objects.annotate(**counted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(crumbs=[*_crumbs()[:-1], ("Forms of report", "")], **kwargs)


class ReportFormEdit(EditPage):
    title = "Change the form"
    template = "reports/report_form_edit.html"

    @property
    def crumbs(self) -> list[Crumb]:
        return _crumbs()

    @cached_property
    def instance(self) -> ReportForm:
        return get_object_or_404(ReportForm, slug=self.kwargs["slug"])

    @property
    def caption(self) -> str:
        return str(self.instance)

    def form(self, data: Any = None) -> FormOfReport:
        return FormOfReport(data, instance=self.instance)

    def save(self, form: FormOfReport) -> str:
        said = form.cleaned_data
        self.saved = services.save_form(
            form=self.instance, title=said["title"], addressed_to=said["addressed_to"],
            sections=form.said_of_sections(), implications=form.said_of_lines(), seen=said["seen"],
            by=cast(User, self.request.user),
        )  # fmt: skip
        return "The form is saved. Drafts show it from now on; what is issued stays as it is."

    def after(self) -> str:
        return self.saved.get_absolute_url()

    def context(self) -> dict[str, Any]:
        return {"previews": self._previews()}

    def _previews(self) -> list[ReportDraft]:
        """The latest draft of each strategy that is reported in this form."""
        if not self.instance.pk:
            return []
        used = Arrangement.objects.filter(form=self.instance).select_related("strategy")
        found = [next(drafts([each.strategy], today()), None) for each in used]
        return [draft for draft in found if draft]


class ReportFormCreate(ReportFormEdit):
    """A new form begins with the sections of the one that the address names."""

    title = "Add a form of report"

    @cached_property
    def like(self) -> ReportForm:
        return get_object_or_404(ReportForm, slug=self.kwargs["slug"])

    @cached_property
    def instance(self) -> ReportForm:
        return ReportForm()

    @property
    def caption(self) -> str:
        return f"Begins as a copy of: {self.like}"

    def form(self, data: Any = None) -> FormOfReport:
        return FormOfReport(data, instance=self.instance, like=self.like)
