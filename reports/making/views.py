"""Issue a report: ask for it, see how far it is, take that back; and how far the pack of a meeting is."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import DetailView, FormView

from reports.composing.services import count_text, open_findings
from reports.meetings.views import crumbs_to_list
from reports.models import IssuedReport, Making, PackMaking
from reports.pages.report import OfReport
from reports.preparing.services import preparation_of
from reports.scorecards.preparing import clearing
from reports.scorecards.report_keys import ReportKey
from reports.services import latest_issue
from strategy_portal.clock import today
from strategy_portal.records.versions import Refused

from .services import ask_for_issue, take_back


class IssueForm(forms.Form):
    """Confirms an issue; a correction says what it corrects."""

    reason = forms.CharField(
        label="What is corrected",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Printed in the heading of the new version.",
        error_messages={"required": "Say what is corrected: the report was issued before"},
    )

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["reason"]


class ReportIssue(OfReport, FormView):
    """Freeze the report as it stands at its cut-off."""

    form_class = IssueForm
    template_name = "reports/report_issue.html"

    @cached_property
    def latest(self) -> IssuedReport | None:
        return latest_issue(self.key)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_correction": self.latest is not None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        preparation = preparation_of(self.key)
        return super().get_context_data(
            title="Issue the report",
            confirm_word="Issue",
            latest=self.latest,
            next_version=self.latest.version + 1 if self.latest else 1,
            data_label=self.arrangement.data_label,
            preparation=preparation,
            read_on=preparation.read_on(today()),
            clearing=clearing(self.key),
            clear_url=self.address("report-clear"),
            open_findings=count_text(open_findings(self.key, self.read_on)),
            compose_url=self.address("report-compose"),
            **kwargs,
        )

    def form_valid(self, form: IssueForm) -> HttpResponse:
        reason = form.cleaned_data.get("reason", "")
        try:
            making = ask_for_issue(key=self.key, by=self.request.user, on=today(), at=timezone.now(), reason=reason)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        if making.state == Making.State.FAILED:
            form.add_error(None, making.problem)
            return self.form_invalid(form)
        if making.issued:
            messages.success(self.request, f"The report is issued as version {making.issued.version}.")
            return redirect(making.issued)
        return redirect("reports:making-detail", making.pk)

    def form_invalid(self, form: IssueForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Progress(DetailView):
    """How far something is that somebody asked for. The page asks anew by itself until it is made.

    Subclasses say what it is: `heading`, `caption`, what is `made` with its address, where one asks `again`.
    """

    context_object_name = "making"
    heading = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.heading, was_cut_off=self.object.was_cut_off(timezone.now()), **kwargs
        )


class MakingDetail(Progress):
    """A report that is to be issued."""

    template_name = "reports/making_detail.html"
    heading = "Issuing the report"

    def get_queryset(self) -> Any:
        return Making.objects.select_related("strategy", "asked_by", "issued")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key, issued = ReportKey.of(self.object), self.object.issued
        return super().get_context_data(
            caption=key.title,
            made=("It is issued", f"Read version {issued.version}", issued) if issued else None,
            again=("Issue the report anew", reverse("reports:report-issue", kwargs=key.kwargs)),
            back=("Back to the report", reverse("reports:report-detail", kwargs=key.kwargs)),
            reads_up_to=self.object.read_on,
            take_back_url=reverse("reports:making-take-back", args=[self.object.pk]),
            crumbs=[("Reports", reverse("reports:report-list")), (key.title, "")],
            **kwargs,
        )


class PackMakingDetail(Progress):
    """A pack of a meeting."""

    template_name = "reports/pack_making_detail.html"
    heading = "Making the pack"

    def get_queryset(self) -> Any:
        return PackMaking.objects.select_related("meeting", "strategy", "asked_by", "pack").defer("pack__pdf")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, pack = self.object, self.object.pack
        of_pack = [asked.meeting_id, asked.strategy.slug]
        return super().get_context_data(
            caption=str(asked),
            made=("The pack is made", f"Read version {pack.version} (PDF)", pack) if pack else None,
            again=("Make the pack anew", reverse("reports:meeting-pack-create", args=of_pack)),
            back=("Back to the meeting", asked.meeting.get_absolute_url()),
            reads_up_to=asked.stands_on,
            crumbs=[
                *crumbs_to_list(), (str(asked.meeting), asked.meeting.get_absolute_url()), (self.heading, ""),
            ],
            **kwargs,
        )  # fmt: skip


class MakingTakeBack(View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        making = get_object_or_404(Making, pk=pk)
        try:
            take_back(making)
            messages.success(request, "Taken back: it is not issued.")
        except Refused as refused:
            messages.error(request, f"{refused}.")
        return redirect("reports:making-detail", pk)
