"""Reporting on actions: progress updates, their correction, the evidence with them, and many from one page."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from strategy_portal.clock import today
from strategy_portal.editing.views import EditPage
from strategy_portal.evidence_files import NotAccepted, download
from strategy_portal.records.versions import Refused

from ..models import Action, ProgressUpdate
from ..querysets import ActionQuerySet
from ..scorecards.action_plan import action_lines
from ..views import OfAction, OfMyAction, OfPlan
from .forms import NewProgressUpdateForm, ProgressUpdateForm
from .quick_update import QuickUpdateForm, save_rows
from .services import add_progress_update, correct_update, edit_update


class ReportPage(OfMyAction, EditPage):
    """A form with a report in it."""

    def save(self, form: ProgressUpdateForm) -> str:
        try:
            return self.record(form)
        except NotAccepted as refused:
            raise Refused(str(refused), "file") from refused

    def record(self, form: ProgressUpdateForm) -> str:
        raise NotImplementedError

    def given(self, data: Any) -> dict[str, Any]:
        return {"data": data, "files": None if data is None else self.request.FILES}


class ProgressUpdateCreate(ReportPage):
    """Report on an action. One that is somebody else's is not found."""

    title = "Add a progress update"
    button = "Add the update"

    def form(self, data=None) -> NewProgressUpdateForm:
        return NewProgressUpdateForm(**self.given(data), action=self.action)

    def record(self, form: NewProgressUpdateForm) -> str:
        chosen = form.cleaned_data
        add_progress_update(
            action=self.action, report=form.report(), file=chosen["file"], new_state=chosen["new_state"],
            version=chosen["seen"], by=self.request.user, on=today(), at=timezone.now(),
        )  # fmt: skip
        return "Your progress update is recorded."


class ProgressUpdateEdit(ReportPage):
    """Edit an update of one's own within a day. Afterwards, and for others, it is not found."""

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

    def form(self, data=None) -> ProgressUpdateForm:
        fields = ProgressUpdateForm.Meta.fields
        return ProgressUpdateForm(**self.given(data), initial=model_to_dict(self.update, fields=fields))

    def record(self, form: ProgressUpdateForm) -> str:
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

    def record(self, form: ProgressUpdateForm) -> str:
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


class QuickUpdate(OfPlan, View):
    """A row for each open action that the person reports on. Only rows in which something is typed are saved."""

    template_name = "actions/quick_update.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(self._open())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        sent = self._sent(request.POST)
        saved = save_rows(sent, by=request.user, on=today(), at=timezone.now())
        lost = not_theirs(request.POST, sent)
        for text in lost:
            messages.warning(request, f"Not recorded, as the action is not yours to report on: “{text}”")
        if saved.actions:
            messages.success(request, f"Recorded: {', '.join(f'action {each.number}' for each in saved.actions)}.")
        if saved.refused:
            refused = {row.action.pk: row for row in saved.refused}
            shown = {row.action.pk: row for row in self._open()} | refused
            is_outdated = any(row.is_outdated for row in saved.refused)
            return self._page(sorted(shown.values(), key=lambda row: row.action.number), 409 if is_outdated else 422)
        if not saved.actions and not lost:
            messages.info(request, "Nothing was typed, so nothing was recorded.")
        return redirect("actions:quick-update", self.strategy.slug)

    def _open(self) -> list[QuickUpdateForm]:
        found = self._mine().open()
        if self.request.GET.get("mine"):
            found = found.filter(pk__in=Action.objects.owned_by(self.request.user).values("pk"))
        return [QuickUpdateForm(None, action) for action in found]

    def _sent(self, data: QueryDict) -> list[QuickUpdateForm]:
        """The rows that came back, also of what somebody ended meanwhile: what was typed in them is not dropped."""
        keys = {key for name in data if (key := name.partition("-")[0]).isdecimal()}
        return [QuickUpdateForm(data, action) for action in self._mine().filter(pk__in=keys)]

    def _mine(self) -> ActionQuerySet:
        mine = Action.objects.of(self.strategy).updatable_by(self.request.user)
        return mine.with_plan().order_by("number")

    def _page(self, rows: Sequence[QuickUpdateForm], status: int = 200) -> HttpResponse:
        lines = action_lines([row.action for row in rows], today())
        context = {
            "strategy": self.strategy,
            "rows": list(zip(rows, lines, strict=True)),
            "forms": [row for row in rows if row.is_bound],
            "crumbs": [*self.crumbs, ("Quick update", "")],
        }
        return render(self.request, self.template_name, context, status=status)


def not_theirs(data: QueryDict, rows: Sequence[QuickUpdateForm]) -> list[str]:
    """What was typed as done in rows that are not among those of the person."""
    mine = {row.add_prefix("done") for row in rows}
    return [text for name, text in data.items() if name.endswith("-done") and text.strip() and name not in mine]
