"""Prepare a report: its meeting and cut-off; who cleared it; the dates of each committee's papers."""

from functools import cached_property
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import ListView

from reports.composing.services import clear_checked_report
from reports.models import PaperDates
from reports.pages.report import OfReport
from reports.scorecards.papers import papers_to_come
from reports.scorecards.preparing import Clearing, clearing
from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.editing.forms import GuardedForm
from strategy_portal.editing.views import Crumb, EditPage
from strategy_portal.models import User
from strategy_portal.records.versions import Refused
from strategy_portal.spreadsheets.lists import ShownTables

from . import services
from .calendar import calendar
from .forms import ClearForm, PaperDatesForm, PreparationForm, ReopenReportForm


class OfPreparedReport(OfReport):
    """The way back to the report, and the person who does something with it."""

    request: Any

    @property
    def crumbs(self) -> list[Crumb]:
        return [("Reports", reverse("reports:report-list")), (self.key.title, self.address("report-detail"))]

    @property
    def caption(self) -> str:
        return str(self.key.title)

    @property
    def person(self) -> User:
        return cast(User, self.request.user)


class ReportPrepare(OfPreparedReport, EditPage):
    title = "Meeting and cut-off"

    def form(self, data: Any = None) -> PreparationForm:
        return PreparationForm(data, instance=self.preparation, key=self.key, on=today())

    def save(self, form: PreparationForm) -> str:
        said = form.cleaned_data
        services.save_preparation(
            key=self.key, meeting=said["meeting"], cut_off=said["cut_off"], embargo_until=said["embargo_until"],
            seen=said["seen"], by=self.person,
        )  # fmt: skip
        return "Saved. Drafts and checks read up to the cut-off from now on."


class ReportClear(OfPreparedReport, EditPage):
    """Who has cleared it, and the step that is next."""

    title = "Clearance"
    template = "reports/report_clear.html"

    @cached_property
    def clearing(self) -> Clearing:
        return clearing(self.key)

    @property
    def button(self) -> str:
        return f"Clear it for {self.clearing.next_post}"

    def form(self, data: Any = None) -> ClearForm:
        return ClearForm(data, initial={"seen": len(self.clearing.done)})

    def save(self, form: ClearForm) -> str:
        if form.cleaned_data["seen"] != len(self.clearing.done):
            raise Refused("Somebody cleared it or opened it again since you opened this page: look at it once more")
        cleared = clear_checked_report(
            key=self.key, post=self.clearing.next_post, remark=form.cleaned_data["remark"], by=self.person,
            at=timezone.now(), on=self.read_on,
        )  # fmt: skip
        return f"Cleared for {cleared.post}."

    def after(self) -> str:
        return self.address("report-clear")

    def context(self) -> dict[str, Any]:
        return {
            "clearing": self.clearing,
            "prepare_url": self.address("report-prepare") if may(self.person, "reports:report-prepare", "POST") else "",
            "reopen_url": self.address("report-reopen") if may(self.person, "reports:report-reopen", "POST") else "",
        }


class ReportReopen(OfPreparedReport, EditPage):
    title = "Open the report again"
    lead = "Its texts can be changed then. Every post has to clear it anew."
    button = "Open it again"

    def form(self, data: Any = None) -> GuardedForm:
        return ReopenReportForm(data, initial={"seen": 0})

    def save(self, form: GuardedForm) -> str:
        reason = form.cleaned_data["reason"]
        services.reopen_report(key=self.key, reason=reason, by=self.person, at=timezone.now())
        return "The report is open again."

    def after(self) -> str:
        return self.address("report-clear")


class PaperCalendar(View):
    """The dates of the meetings to come, for a calendar program."""

    def get(self, request: HttpRequest) -> HttpResponse:
        made = calendar(papers_to_come(today()), host=request.get_host(), at=timezone.now())
        response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="dates-of-papers.ics"'
        return response


# --- Dates of each committee's papers --------------------------------------------------------------------------------


class PaperDatesList(ShownTables, ListView):
    """The rules by which papers are due, committee by committee."""

    template_name = "reports/paper_dates_list.html"
    file_name = "dates-of-papers"
    context_object_name = "rules"
    model = PaperDates

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            begins_with=PaperDates(),
            has_others=any(not rule.body for rule in self.object_list),
            may_add=may(self.request.user, "reports:paper-dates-create", "POST"),
            crumbs=[*_crumbs()[:-1], ("Dates of papers", "")],
            **kwargs,
        )


class PaperDatesEdit(EditPage):
    title = "Change the dates"

    @property
    def crumbs(self) -> list[Crumb]:
        return _crumbs()

    @cached_property
    def dates(self) -> PaperDates:
        return get_object_or_404(PaperDates, pk=self.kwargs["pk"])

    @property
    def caption(self) -> str:
        return str(self.dates)

    def form(self, data: Any = None) -> PaperDatesForm:
        return PaperDatesForm(data, instance=self.dates)

    def save(self, form: PaperDatesForm) -> str:
        person = cast(User, self.request.user)
        saved = services.save_paper_dates(dates=form.filled(), seen=form.cleaned_data["seen"], by=person)
        return f"Saved: {saved}."


class PaperDatesCreate(PaperDatesEdit):
    title = "Add a committee’s dates"
    caption = ""

    @cached_property
    def dates(self) -> PaperDates:
        return PaperDates()


def _crumbs() -> list[Crumb]:
    return [("Reports", reverse("reports:report-list")), ("Dates of papers", reverse("reports:paper-dates-list"))]
