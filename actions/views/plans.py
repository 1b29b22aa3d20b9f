"""A strategy's action plan: grouped by outcome, and the queue of what is to be accepted."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from outcomes.models import Outcome
from strategy_portal.access import may
from strategy_portal.clock import today

from ..models import Action
from ..querysets import ActionQuerySet
from ..quick import QuickForm, save_rows
from ..scorecards.ledger import slippage_ledger
from ..scorecards.lines import ActionLine, action_lines, action_plan, count_lines
from .base import OfPlan
from .plan_filter import LARGEST_FIRST, SORTS, PlanFilter, in_order

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
            columns=sorted_columns(sort),
            may_plan=may(self.request.user, "actions:action-create", "POST"),
            may_report=may(self.request.user, "actions:progress-update-create", "POST"),
            crumbs=[self.crumbs[0], ("Action plan", "")],
        )

    def _asked(self) -> dict[str, str]:
        return {name: value for name, value in self.request.GET.items() if name in PlanFilter.base_fields and value}


class SlippageLedger(OfPlan, TemplateView):
    """Each action whose date was moved: the first date, every move with who agreed it, and what came of it."""

    template_name = "actions/slippage_ledger.html"

    def get_context_data(self, **kwargs):
        ledger = slippage_ledger(self.strategy, today())
        return super().get_context_data(
            strategy=self.strategy, ledger=ledger, crumbs=[*self.crumbs, ("Slippage ledger", "")]
        )


class QuickUpdate(OfPlan, View):
    """A row for each open action that the person reports on. Only rows in which something is typed are saved."""

    template_name = "actions/quick_update.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(self._open())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        sent = self._sent(request.POST)
        saved = save_rows(sent, by=request.user, on=today(), at=timezone.now())
        lost = strange(request.POST, sent)
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

    def _open(self) -> list[QuickForm]:
        found = self._mine().open()
        if self.request.GET.get("mine"):
            found = found.filter(pk__in=Action.objects.owned_by(self.request.user).values("pk"))
        return [QuickForm(None, action) for action in found]

    def _sent(self, data: QueryDict) -> list[QuickForm]:
        """The rows that came back, also of what somebody ended meanwhile: what was typed in them is not dropped."""
        keys = {key for name in data if (key := name.partition("-")[0]).isdecimal()}
        return [QuickForm(data, action) for action in self._mine().filter(pk__in=keys)]

    def _mine(self) -> ActionQuerySet:
        mine = Action.objects.of(self.strategy).updatable_by(self.request.user)
        return mine.with_plan().with_last_report().order_by("number")

    def _page(self, rows: Sequence[QuickForm], status: int = 200) -> HttpResponse:
        lines = action_lines([row.action for row in rows], today())
        context = {
            "strategy": self.strategy,
            "rows": list(zip(rows, lines, strict=True)),
            "forms": [row for row in rows if row.is_bound],
            "crumbs": [*self.crumbs, ("Quick update", "")],
        }
        return render(self.request, self.template_name, context, status=status)


def strange(data: QueryDict, rows: Sequence[QuickForm]) -> list[str]:
    """What was typed as done in rows that are not among those of the person."""
    mine = {row.add_prefix("done") for row in rows}
    return [text for name, text in data.items() if name.endswith("-done") and text.strip() and name not in mine]


def grouped(outcomes: Sequence[Outcome], lines: Sequence[ActionLine]) -> list[tuple[Outcome | None, list[ActionLine]]]:
    """Each outcome that has lines with them, and at the end what serves none."""
    groups: list[tuple[Outcome | None, list[ActionLine]]] = [
        (outcome, [line for line in lines if outcome.number in line.outcome_numbers]) for outcome in outcomes
    ]
    groups.append((None, [line for line in lines if not line.outcome_numbers]))
    return [group for group in groups if group[1]]


def sorted_columns(sort: str) -> list[tuple[str, str, str, str]]:
    """Each column's key and title, what a click sorts by, and how it is sorted now."""
    return [(key, title, f"-{key}" if sort == key else key, _direction(key, sort)) for key, title in COLUMNS]


def _direction(key: str, sort: str) -> str:
    """For a listener: how the column is sorted now; empty where it is not."""
    if sort.removeprefix("-") != key or key not in SORTS:
        return ""
    return "descending" if sort.startswith("-") != (key in LARGEST_FIRST) else "ascending"
