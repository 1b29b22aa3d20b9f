"""Signing off: what waits for approval, and the decision on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from indicators.entering.services import CHANGED
from indicators.expecting.expected import strategy_and_quarter
from indicators.models import PeriodLocked
from strategy_portal.clock import today
from strategy_portal.records.versions import ChangedMeanwhile

from ..approvals import grouped, lines_of, values_waiting, waiting_by_quarter
from ..forms import ApprovalFilter, DecisionForm
from ..services import DividedByAnother, NotAwaitingApproval, OwnValue, approve_values, mark_as_read, return_values


class ApprovalList(TemplateView):
    """What waits for this person's approval, by strategy and quarter."""

    template_name = "indicators/approval_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(waiting=waiting_by_quarter(self.request.user), **kwargs)


class ApprovalGrid(View):
    """The submitted values of one quarter: approve, or return with a reason, many at once, all or none."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.strategy, self.quarter = strategy_and_quarter(kwargs["strategy"], kwargs["period"])
        self.filter = ApprovalFilter(values_waiting(request.user, self.strategy, self.quarter), request.GET)
        self.lines = lines_of(self.filter.admitted(), by=request.user, on=today())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(DecisionForm(self.lines))

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = DecisionForm(self.lines, request.POST)
        if not form.is_valid():
            if form.is_repeated(request.user):
                return redirect(request.get_full_path())  # where the first time is told
            return self._page(form, status=422)
        try:
            said = self._decide(form)
        except (NotAwaitingApproval, OwnValue, DividedByAnother, PeriodLocked, ChangedMeanwhile) as error:
            text = CHANGED if isinstance(error, ChangedMeanwhile) else str(error)
            form.add_error("values", f"{text} Nothing was approved or returned.")
            return self._page(form, status=422)
        messages.success(request, said)
        return redirect(request.get_full_path())

    def _decide(self, form: DecisionForm) -> str:
        by = self.request.user
        if form.cleaned_data["decision"] == "return":
            count = return_values(form.chosen, reason=form.cleaned_data["reason"], by=by)
            return f"{count} returned to the officer with your reason."
        if form.cleaned_data["decision"] == DecisionForm.READ:
            count = mark_as_read(form.chosen, by=by, at=timezone.now())
            return f"{count} marked as read. What changes from now on is told beside each."
        count = approve_values(form.chosen, by=by, at=timezone.now())
        return f"{count} approved. The board’s page shows them from now on."

    def _page(self, form: DecisionForm, status: int = 200) -> HttpResponse:
        context = {
            "strategy": self.strategy,
            "quarter": self.quarter,
            "lines": self.lines,
            "groups": grouped(self.lines),
            "waiting": len(self.filter.waiting),
            "filter": self.filter,
            "is_filtered": len(self.lines) < len(self.filter.waiting),
            "form": form,
            "chosen": form.data.getlist("values") if form.is_bound else [],
        }
        return render(self.request, "indicators/approval_grid.html", context, status=status)
