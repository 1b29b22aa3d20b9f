"""Reporting on actions: progress updates one by one or many from one page, and the state."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms.models import model_to_dict
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views import View
from django.views.generic.base import TemplateResponseMixin

from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.domain.numbers import row_number
from strategy_portal.editing.views import EditPage
from strategy_portal.evidence_files import download
from strategy_portal.records.versions import ChangedMeanwhile, Refused
from strategy_portal.spreadsheets.lists import ShownTables

from ..filters import PlanFilter
from ..models import Action, ActionQuerySet, ProgressUpdate
from ..planning.services import revise_due
from ..scorecards.action_plan import action_lines
from ..views import OfAction, OfMyAction, OfPlan
from . import services
from .forms import (
    CompleteForm,
    CorrectionForm,
    DueRowForm,
    NewProgressUpdateForm,
    ProgressUpdateForm,
    QuickUpdateForm,
    StateDecisionForm,
)


class ProgressUpdateCreate(OfMyAction, EditPage):
    """Report on an action. One that is somebody else's is not found."""

    title = "Add a progress update"
    button = "Add the update"

    def form(self, data=None) -> NewProgressUpdateForm:
        return NewProgressUpdateForm(data, self.request.FILES or None, action=self.action)

    def save(self, form: NewProgressUpdateForm) -> str:
        chosen = form.cleaned_data
        services.add_progress_update(
            action=self.action, report=form.report(), file=chosen["file"], new_state=chosen["new_state"],
            version=chosen["seen"], by=self.request.user, on=today(), at=timezone.now(),
        )  # fmt: skip
        return "Your progress update is recorded."


class ProgressUpdateEdit(OfMyAction, EditPage):
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

    form_class: type[ProgressUpdateForm] = ProgressUpdateForm

    def form(self, data=None) -> ProgressUpdateForm:
        start = model_to_dict(self.update, fields=ProgressUpdateForm.Meta.fields)
        return self.form_class(data, self.request.FILES or None, initial=start)

    def save(self, form: ProgressUpdateForm) -> str:
        services.edit_update(
            update=self.update, report=form.report(), file=form.cleaned_data["file"], by=self.request.user,
            at=timezone.now(),
        )  # fmt: skip
        return "Your progress update is changed."


class ProgressUpdateCorrect(ProgressUpdateEdit):
    title = "Correct a progress update"
    lead = "Your correction stands in its place. What was written first stays to be read below it."
    button = "Record the correction"
    form_class = CorrectionForm

    def may_change(self) -> bool:
        return True

    def save(self, form: ProgressUpdateForm) -> str:
        services.correct_update(
            update=self.update, report=form.report(), reason=form.cleaned_data["reason"],
            file=form.cleaned_data["file"], by=self.request.user, on=today(), at=timezone.now(),
        )  # fmt: skip
        return "The correction is recorded."


class UpdateEvidence(OfAction, View):
    """The file with an update, as a download and never as a page."""

    def get(self, request: HttpRequest, pk: int, **kwargs) -> FileResponse:
        update = get_object_or_404(ProgressUpdate.objects.exclude(evidence_file=""), action=self.action, pk=pk)
        return download(update.evidence_file, update.evidence_title, update.evidence_sha256)


class QuickUpdate(OfPlan, View):
    """A row for each open action that the person reports on. Only rows in which something is typed are saved.

    Each is saved by itself, its date with its report: one that is refused stands in no other's way, and keeps what was
    typed.
    """

    template_name = "actions/quick_update.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(self._open())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        sent = self._sent(request.POST)
        touched = [row for row in sent if row.is_touched]
        refused = {row.action.pk: row for row in touched if not (row.is_valid() and self._is_saved(row))}
        mine = {row.add_prefix("done") for row in sent}
        lost = [
            text for name, text in request.POST.items() if name.endswith("-done") and text.strip() and name not in mine
        ]
        for text in lost:
            messages.warning(request, f"Not recorded, as the action is not yours to report on: “{text}”")
        if saved := [f"action {row.action.number}" for row in touched if row.action.pk not in refused]:
            messages.success(request, f"Recorded: {', '.join(saved)}.")
        if refused:
            shown = {row.action.pk: row for row in self._open()} | refused
            is_outdated = any(row.is_outdated or (row.due and row.due.is_outdated) for row in refused.values())
            return self._page(sorted(shown.values(), key=lambda row: row.action.number), 409 if is_outdated else 422)
        if not saved and not lost:
            messages.info(request, "Nothing was typed, so nothing was recorded.")
        return redirect(request.get_full_path())

    def _is_saved(self, row: QuickUpdateForm) -> bool:
        """The move comes first: a report goes on over it, and not the other way about (docs/adr/0013)."""
        with transaction.atomic():
            is_saved = (row.due is None or self._is_moved(row.due)) and self._is_reported(row)
            transaction.set_rollback(not is_saved)
        return is_saved

    def _is_moved(self, form: DueRowForm) -> bool:
        if not form.is_bound:
            return True
        try:
            self._move(form)
        except ChangedMeanwhile as changed:
            form.show_theirs(changed)
        except Refused as refused:
            form.refuse(refused.field, str(refused))
        return not form.errors

    def _move(self, form: DueRowForm) -> None:
        """What was reported since the page was opened is no matter of the date."""
        typed = form.cleaned_data
        said = {"agreement": form.agreement(), "by": self.request.user, "on": today(), "at": timezone.now()}
        try:
            revise_due(dated=form.instance, due=typed["due"], version=typed["seen"], **said)
        except ChangedMeanwhile as changed:
            if concerned := form.concerns(changed):
                raise concerned from changed
            revise_due(dated=form.instance, due=typed["due"], version=changed.version, **said)

    def _is_reported(self, row: QuickUpdateForm) -> bool:
        if not row.is_report:
            return True
        typed = row.cleaned_data
        try:
            services.add_progress_update(
                action=row.action, report=row.report(), new_state=typed["new_state"], version=typed["seen"],
                by=self.request.user, on=today(), at=timezone.now(),
            )  # fmt: skip
        except ChangedMeanwhile as changed:
            row.show_theirs(changed)
        except Refused as refused:
            row.add_error(None, f"Action {row.action.number}: {refused}")
        return not row.errors

    def _open(self) -> list[QuickUpdateForm]:
        found = self._mine().open()
        if self.request.GET.get("mine"):
            found = found.filter(pk__in=Action.objects.owned_by(self.request.user).values("pk"))
        return [QuickUpdateForm(None, action, may_move=self.may_move) for action in found]

    def _sent(self, data: QueryDict) -> list[QuickUpdateForm]:
        """The rows that came back, also of what somebody ended meanwhile: what was typed in them is not dropped."""
        keys = {key for name in data if (key := row_number(name.partition("-")[0]))}
        found = self._mine().filter(pk__in=keys)
        return [QuickUpdateForm(data, action, may_move=self.may_move) for action in found]

    @property
    def may_move(self) -> bool:
        return may(self.request.user, "actions:due-revise", "POST")

    def _mine(self) -> ActionQuerySet:
        mine = Action.objects.of(self.strategy).updatable_by(self.request.user)
        return mine.with_plan().order_by("number")

    def _page(self, rows: Sequence[QuickUpdateForm], status: int = 200) -> HttpResponse:
        """The rows that the filter leaves, and whatever was typed."""
        lines = action_lines([row.action for row in rows], today())
        asked = {name: value for name, value in self.request.GET.items() if name in PlanFilter.base_fields and value}
        filter_form = PlanFilter(asked, lines, today())
        shown = {line.number for line in filter_form.shown()}
        both = zip(rows, lines, strict=True)
        context = {
            "strategy": self.strategy,
            "filter_form": filter_form,
            "closed": not filter_form.is_bound,
            "rows": [(row, line) for row, line in both if line.number in shown or row.is_bound],
            "forms": [form for row in rows for form in (row, row.due) if form and form.is_bound],
            "crumbs": [*self.crumbs, ("Quick update", "")],
        }
        return render(self.request, self.template_name, context, status=status)


class AcceptanceList(ShownTables, TemplateResponseMixin, View):
    """What is completed and waits for the board: accept it, or send it back with a reason."""

    template_name = "actions/acceptance_list.html"
    file_name = "to-accept"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = self._chosen(request.POST.getlist("action"))
        if not chosen:
            return self._page("Choose at least one action", 422)
        try:
            if "send_back" in request.POST:
                count = services.send_back(chosen, reason=request.POST.get("reason", ""), by=request.user)
                message = ngettext("%d action is sent back.", "%d actions are sent back.", count)
            else:
                count = services.accept_completion(chosen, by=request.user, on=today())
                message = ngettext("%d action is accepted.", "%d actions are accepted.", count)
        except (Refused, ChangedMeanwhile) as refused:
            return self._page(str(refused), 409 if isinstance(refused, ChangedMeanwhile) else 422)
        messages.success(request, message % count)
        return redirect("actions:acceptance-list")

    def _chosen(self, keys: Sequence[str]) -> list[Action]:
        """Each key names an action and the version of it that the person saw: `12.3`."""
        pairs = [key.partition(".")[::2] for key in keys]
        versions = {row_number(key): row_number(version) for key, version in pairs if row_number(key)}
        found = list(Action.objects.filter(pk__in=versions).select_related("strategy"))
        for action in found:
            action.version = versions[action.pk]
        return found

    def _page(self, problem: str = "", status: int = 200) -> HttpResponse:
        waiting = Action.objects.filter(state=Action.State.COMPLETED).with_plan().order_by("strategy", "number")
        context: dict[str, Any] = {
            "lines": action_lines(waiting, today()),
            "problem": problem,
            "reason": self.request.POST.get("reason", ""),
            "chosen": self.request.POST.getlist("action"),
        }
        return self.render_to_response(context, status=status)


class StateDecide(OfAction, EditPage):
    title = "Suspend, cancel or take up again"
    lead = "Nothing is deleted: the action stays in the plan with your reason."
    button = "Save the decision"

    def form(self, data=None) -> StateDecisionForm:
        return StateDecisionForm(data, action=self.action)

    def save(self, form: StateDecisionForm) -> str:
        chosen = form.cleaned_data
        decided = services.decide_state(
            action=self.action, state=chosen["state"], reason=chosen["reason"], version=chosen["seen"],
            by=self.request.user,
        )  # fmt: skip
        return f"The action is {decided.get_state_display().lower()}."


class ActionComplete(OfMyAction, EditPage):
    title = "Say that the action is completed"
    lead = "The board still has to accept it."
    button = "It is completed"

    def form(self, data=None) -> CompleteForm:
        return CompleteForm(data, seen=self.action.version, instance=self.action, initial={"completed_on": today()})

    def save(self, form: CompleteForm) -> str:
        chosen = form.cleaned_data
        services.complete_action(
            action=self.action, completed_on=chosen["completed_on"], version=chosen["seen"], by=self.request.user,
            on=today(),
        )  # fmt: skip
        return "The action is completed. It waits for the board to accept it."
