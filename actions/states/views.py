"""The state of an action: the board's queue of what is completed, and decisions with a reason."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views import View

from strategy_portal.clock import today
from strategy_portal.editing.views import EditPage
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from ..models import Action
from ..scorecards.action_plan import action_lines
from ..views import OfAction, OfMyAction
from .forms import CompleteForm, StateDecisionForm
from .services import accept_completion, complete_action, decide_state, send_back


class AcceptanceList(View):
    """What is completed and waits for the board: accept it, or send it back with a reason."""

    template_name = "actions/acceptance_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = self._chosen(request.POST.getlist("action"))
        if not chosen:
            return self._page("Choose at least one action", 422)
        try:
            message = self._decide(request, chosen)
        except (Refused, ChangedMeanwhile) as refused:
            return self._page(str(refused), 409 if isinstance(refused, ChangedMeanwhile) else 422)
        messages.success(request, message)
        return redirect("actions:acceptance-list")

    def _decide(self, request: HttpRequest, chosen: Sequence[Action]) -> str:
        if "send_back" in request.POST:
            count = send_back(chosen, reason=request.POST.get("reason", ""), by=request.user)
            return ngettext("%d action is sent back.", "%d actions are sent back.", count) % count
        count = accept_completion(chosen, by=request.user, on=today())
        return ngettext("%d action is accepted.", "%d actions are accepted.", count) % count

    def _chosen(self, keys: Sequence[str]) -> list[Action]:
        """Each key names an action and the version of it that the person saw: `12.3`."""
        pairs = [key.partition(".")[::2] for key in keys]
        versions = {int(key): int(version) for key, version in pairs if key.isdecimal() and version.isdecimal()}
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
        return render(self.request, self.template_name, context, status=status)


class StateDecide(OfAction, EditPage):
    title = "Suspend, cancel or take up again"
    lead = "Nothing is deleted: the action stays in the plan with your reason."
    button = "Save the decision"

    def form(self, data=None) -> StateDecisionForm:
        return StateDecisionForm(data, action=self.action)

    def save(self, form: StateDecisionForm) -> str:
        chosen = form.cleaned_data
        decided = decide_state(
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
        complete_action(
            action=self.action, completed_on=chosen["completed_on"], version=chosen["seen"], by=self.request.user,
            on=today(),
        )  # fmt: skip
        return "The action is completed. It waits for the board to accept it."
