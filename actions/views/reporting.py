"""Reporting on an action: progress updates, their correction, and the evidence with them."""

from typing import Any

from django.forms.models import model_to_dict
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views import View

from strategy_portal.clock import today
from strategy_portal.editing.views import EditPage
from strategy_portal.evidence_files import NotAccepted, download
from strategy_portal.records.versions import Refused

from ..forms import ProgressUpdateForm, ReportForm
from ..models import ProgressUpdate
from ..querysets import ActionQuerySet
from ..services import add_progress_update, correct_update, edit_update
from .base import OfAction, OfMyAction


class ReportPage(OfMyAction, EditPage):
    """A form with a report in it."""

    def save(self, form: ReportForm) -> str:
        try:
            return self.record(form)
        except NotAccepted as refused:
            raise Refused(str(refused), "file") from refused

    def record(self, form: ReportForm) -> str:
        raise NotImplementedError

    def given(self, data: Any) -> dict[str, Any]:
        return {"data": data, "files": None if data is None else self.request.FILES}


class ProgressUpdateCreate(ReportPage):
    """Report on an action. One that is somebody else's is not found."""

    title = "Add a progress update"
    button = "Add the update"

    def actions(self) -> ActionQuerySet:
        return super().actions().with_last_report()

    def form(self, data=None) -> ProgressUpdateForm:
        return ProgressUpdateForm(**self.given(data), action=self.action)

    def record(self, form: ProgressUpdateForm) -> str:
        chosen = form.cleaned_data
        add_progress_update(
            action=self.action, report=form.report(), file=chosen["file"], new_state=chosen["new_state"],
            seen_state=chosen["seen_state"], seen_report=chosen["seen_report"], by=self.request.user,
            on=today(), at=timezone.now(),
        )  # fmt: skip
        return "Your progress update is recorded."


class ProgressUpdateEdit(ReportPage):
    """Mend an update of one's own within a day. Afterwards, and for others, it is not found."""

    title = "Change your progress update"
    lead = "You can do this for a day. Afterwards an update is corrected by another one, and both are kept."

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.update = get_object_or_404(self.action.updates, pk=kwargs["pk"])
        if not self.may_change():
            raise Http404

    def may_change(self) -> bool:
        """Whose day ends while they type keeps the text: then the service refuses it, on the page."""
        is_mine = self.update.written_by_id == self.request.user.pk
        return is_mine and (
            self.request.method == "POST" or self.update.can_be_edited_by(self.request.user, timezone.now())
        )

    def form(self, data=None) -> ReportForm:
        fields = ReportForm.Meta.fields
        return ReportForm(**self.given(data), initial=model_to_dict(self.update, fields=fields))

    def record(self, form: ReportForm) -> str:
        edit_update(
            update=self.update, report=form.report(), file=form.cleaned_data["file"], by=self.request.user,
            at=timezone.now(),
        )  # fmt: skip
        return "Your progress update is changed."


class ProgressUpdateCorrect(ProgressUpdateEdit):
    title = "Correct a progress update"
    lead = "Your correction stands in its place. What was written first stays to be read below it."
    button = "Record the correction"

    def may_change(self) -> bool:
        return True

    def record(self, form: ReportForm) -> str:
        correct_update(
            update=self.update, report=form.report(), file=form.cleaned_data["file"], by=self.request.user,
            on=today(), at=timezone.now(),
        )  # fmt: skip
        return "The correction is recorded."


class UpdateEvidence(OfAction, View):
    """The file with an update, as a download and never as a page."""

    def get(self, request: HttpRequest, pk: int, **kwargs) -> FileResponse:
        update = get_object_or_404(ProgressUpdate.objects.exclude(evidence_file=""), action=self.action, pk=pk)
        return download(update.evidence_file, update.evidence_title)
