"""A strategy's action plan: grouped by outcome, and the queue of what is to be accepted."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views import View
from django.views.generic import TemplateView

from outcomes.models import Outcome
from reports.scorecards.actions import ActionLine, action_lines, action_plan, count_lines
from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.editing.versions import ChangedMeanwhile, Refused

from ..models import Action
from ..services import accept_completion, send_back
from .base import OfPlan
from .plan_filter import SORTS, PlanFilter, in_order

COLUMNS = (
    ("number", "No."), ("title", "Action"), ("owner", "Owners"), ("due", "Due"), ("state", "State"),
    ("status", "Status"), ("slippage", "Slippage"),
)  # fmt: skip


class Plan(OfPlan, TemplateView):
    """The whole plan on one page. An action that serves several outcomes stands under each of them."""

    template_name = "actions/plan.html"

    def get_context_data(self, **kwargs):
        plan, sort = action_plan(self.strategy, today()), self.request.GET.get("sort", "number")
        filter_form = PlanFilter(self._asked(), plan.lines, plan.on)
        shown = in_order(filter_form.shown(), sort)
        return super().get_context_data(
            strategy=self.strategy,
            plan=plan,
            form=filter_form,
            closed=not filter_form.is_bound,
            shown=shown,
            counts=count_lines(shown),
            groups=grouped(self.strategy.outcomes.all(), shown),
            columns=[(key, title, _next(key, sort), _direction(key, sort)) for key, title in COLUMNS],
            may_plan=may(self.request.user, "actions:action-create", "POST"),
            may_report=may(self.request.user, "actions:progress-update-create", "POST"),
            crumbs=[self.crumbs[0], ("Action plan", "")],
        )

    def _asked(self) -> dict[str, str]:
        return {name: value for name, value in self.request.GET.items() if name in PlanFilter.base_fields and value}


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


def grouped(outcomes: Sequence[Outcome], lines: Sequence[ActionLine]) -> list[tuple[Outcome | None, list[ActionLine]]]:
    """Each outcome that has lines with them, and at the end what serves none."""
    groups: list[tuple[Outcome | None, list[ActionLine]]] = [
        (outcome, [line for line in lines if outcome.number in line.outcome_numbers]) for outcome in outcomes
    ]
    groups.append((None, [line for line in lines if not line.outcome_numbers]))
    return [group for group in groups if group[1]]


def _next(key: str, sort: str) -> str:
    return f"-{key}" if sort == key else key


def _direction(key: str, sort: str) -> str:
    """For a listener: how the column is sorted now; empty where it is not."""
    if sort.removeprefix("-") != key or key not in SORTS:
        return ""
    return "descending" if sort.startswith("-") else "ascending"
