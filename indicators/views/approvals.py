"""Signing off: what waits for approval, and the decision on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from ..approvals import waiting_by_quarter, waiting_in
from ..forms import DecisionForm
from ..models import PeriodLocked
from ..services import Conflict, NotAwaitingApproval, OwnValue, approve_values, return_values
from .returns import strategy_and_quarter


class ApprovalList(TemplateView):
    """What waits for this person's approval, by strategy and quarter."""

    template_name = "indicators/approval_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(waiting=waiting_by_quarter(self.request.user), **kwargs)


class ApprovalGrid(View):
    """The submitted values of one quarter: approve, or return with a reason, many at once."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.strategy, self.quarter = strategy_and_quarter(kwargs["strategy"], kwargs["period"])
        self.lines = waiting_in(request.user, self.strategy, self.quarter)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(DecisionForm(self._values()))

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = DecisionForm(self._values(), request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        chosen = [value for value in self._values() if str(value.pk) in form.cleaned_data["values"]]
        try:
            said = self._decide(form, chosen)
        except (NotAwaitingApproval, OwnValue, PeriodLocked, Conflict) as error:
            form.add_error("values", str(error))
            return self._page(form, status=422)
        messages.success(request, said)
        return redirect(request.path)

    def _values(self) -> list:
        return [line.value for line in self.lines]

    def _decide(self, form: DecisionForm, chosen: list) -> str:
        by = self.request.user
        if form.cleaned_data["decision"] == "return":
            count = return_values(chosen, reason=form.cleaned_data["reason"], by=by)
            return f"{count} returned to the officer with your reason."
        count = approve_values(chosen, by=by, at=timezone.now())
        return f"{count} approved. The board’s page shows them from now on."

    def _page(self, form: DecisionForm, status: int = 200) -> HttpResponse:
        context = {
            "strategy": self.strategy,
            "quarter": self.quarter,
            "lines": self.lines,
            "form": form,
            "chosen": form.data.getlist("values") if form.is_bound else [],
        }
        return render(self.request, "indicators/approval_grid.html", context, status=status)
