"""The board's queue: what its owners say is completed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views import View

from strategy_portal.clock import today
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from ..models import Action
from ..scorecards.lines import action_lines
from ..services import accept_completion, send_back


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
            said = self._decide(request, chosen)
        except (Refused, ChangedMeanwhile) as refused:
            return self._page(str(refused), 409 if isinstance(refused, ChangedMeanwhile) else 422)
        messages.success(request, said)
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
