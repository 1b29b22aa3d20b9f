"""Pages of approving: what waits for approval and the decision on it; what became of a value; revising one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from strategy_portal.access import may, sees_drafts
from strategy_portal.clock import today
from strategy_portal.records.versions import ChangedMeanwhile

from ..entering.services import CHANGED
from ..expecting.expected import strategy_and_quarter
from ..models import PeriodLocked, ReportingPeriod, Value
from ..models.value import ValueQuerySet
from ..pages import OneIndicator
from .approvals import grouped, lines_of, waiting_by_quarter
from .figure_history import sealed_versions, values_behind
from .forms import ApprovalFilter, DecisionForm, ReviseForm
from .services import (
    DividedByAnother,
    NotApproved,
    NotAwaitingApproval,
    NotRevised,
    OwnValue,
    approve_values,
    mark_as_read,
    others_values,
    return_values,
    revise_value,
    withdraw_revision,
)
from .value_history import seals_of, steps_of


class ApprovalList(TemplateView):
    """What waits for this person's approval, by strategy and quarter."""

    template_name = "indicators/approval_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(waiting=waiting_by_quarter(self.request.user), **kwargs)


class ApprovalGrid(View):
    """The submitted values of one quarter: approve, or return with a reason, many at once, all or none."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.strategy, self.quarter = strategy_and_quarter(**kwargs)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(DecisionForm(others_values(self._filter().admitted(), by=request.user)))

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = DecisionForm(others_values(self._filter().admitted(), by=request.user), request.POST)
        if not form.is_valid():
            if form.is_repeated(request.user):
                return redirect(request.get_full_path())  # where the first time shows what was done
            return self._page(form, status=422)
        try:
            text = self._decide(form)
        except (NotAwaitingApproval, OwnValue, DividedByAnother, PeriodLocked, ChangedMeanwhile) as error:
            why = CHANGED if isinstance(error, ChangedMeanwhile) else str(error)
            form.add_error("values", f"{why} Nothing was approved or returned.")
            return self._page(form, status=422)
        messages.success(request, text)
        return redirect(request.get_full_path())

    def _filter(self) -> ApprovalFilter:
        waiting = Value.objects.awaiting_approval().in_remit_of(self.request.user).with_setting()
        return ApprovalFilter(list(waiting.ending_in(self.strategy, self.quarter)), self.request.GET)

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
        """With the values as they are stored now, whatever a decision has made of those that the form names."""
        chosen = self._filter()
        lines = lines_of(chosen.admitted(), by=self.request.user, on=today())
        context = {
            "strategy": self.strategy,
            "quarter": self.quarter,
            "lines": lines,
            "groups": grouped(lines),
            "waiting": len(chosen.waiting),
            "filter": chosen,
            "is_filtered": len(lines) < len(chosen.waiting),
            "form": form,
            "chosen": form.data.getlist("values") if form.is_bound else [],
        }
        return render(self.request, "indicators/approval_grid.html", context, status=status)


class ValueHistory(TemplateView):
    """One value: each version, who, when, from what to what, why; and the figure that was sealed with it.

    What is not approved, and why it was returned, is for those who enter or approve.
    """

    template_name = "indicators/value_history.html"

    def get_context_data(self, **kwargs):
        value = get_object_or_404(self._seen(Value.objects.with_setting()), pk=kwargs["value"])
        drafts = sees_drafts(self.request.user)
        steps, evidence = steps_of(value, drafts=drafts), value.evidence.select_related("added_by")
        return super().get_context_data(
            value=value,
            steps=steps,
            seals=seals_of(value.indicator, value.period),
            evidence=evidence if drafts else evidence.filter(added_at__lte=steps[0].at),
            may_see_files=may(self.request.user, "indicators:evidence-file") and self._is_mine(value),
            others=self._other_units(value),
            may_revise=self._may_revise(value),
            may_withdraw=self._may_withdraw(value),
        )

    def _seen(self, values: ValueQuerySet) -> ValueQuerySet:
        return values if sees_drafts(self.request.user) else values.once_approved()

    def _other_units(self, value: Value):
        others = Value.objects.filter(indicator=value.indicator, period=value.period).exclude(pk=value.pk)
        return self._seen(others).select_related("unit").order_by("unit__name") if value.unit else ()

    def _may_revise(self, value: Value) -> bool:
        user = self.request.user
        fit = value.state == Value.State.APPROVED and not value.period.is_locked
        return fit and may(user, "indicators:value-revise", "POST") and self._is_mine(value)

    def _may_withdraw(self, value: Value) -> bool:
        fit = value.is_under_revision and not value.period.is_locked
        return fit and may(self.request.user, "indicators:value-withdraw", "POST") and self._is_mine(value)

    def _is_mine(self, value: Value) -> bool:
        return Value.objects.in_remit_of(self.request.user).filter(pk=value.pk).exists()


class FigureHistory(OneIndicator, TemplateView):
    """An indicator's figure in one period: each sealed version with its parts, and the values behind it."""

    template_name = "indicators/figure_history.html"

    def get_context_data(self, **kwargs):
        indicator = self.indicator()
        period = get_object_or_404(ReportingPeriod, strategy=indicator.outcome.strategy, slug=self.kwargs["period"])
        period.strategy = indicator.outcome.strategy
        return super().get_context_data(
            indicator=indicator,
            period=period,
            versions=sealed_versions(indicator, period),
            values=values_behind(indicator, period, drafts=sees_drafts(self.request.user)),
        )


class ValueWithdraw(View):
    """Asks whether a revision is to be given up, and puts back what was approved before it (rules 3.4)."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        mine = Value.objects.in_remit_of(request.user).with_setting()
        self.value = get_object_or_404(mine, pk=kwargs["value"])
        self.history_url = reverse("indicators:value-history", args=[self.value.pk])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if not self.value.is_under_revision:
            raise Http404("Only a value under revision has something to go back to.")
        context = {
            "value": self.value, "title": f"Withdraw the revision of {self.value}", "confirm_word": "Withdraw",
            "cancel_url": self.history_url, "history_url": self.history_url,
        }  # fmt: skip
        return render(request, "indicators/value_withdraw.html", context)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            check_seen(request, self.value)
            withdraw_revision(self.value, by=request.user)
        except ChangedMeanwhile:
            messages.error(request, CHANGED)
        except (PeriodLocked, NotRevised) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"The revision of {self.value} was withdrawn. What was approved stands.")
        return redirect(self.history_url)


class ValueRevise(View):
    """Asks why an approved value has to change, and opens it for that (rules 3.4)."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        mine = Value.objects.in_remit_of(request.user).with_setting()
        self.value = get_object_or_404(mine, pk=kwargs["value"])
        self.history_url = reverse("indicators:value-history", args=[self.value.pk])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if self.value.state != Value.State.APPROVED:
            raise Http404("Only an approved value is revised; any other can simply be changed.")
        return self._page(ReviseForm())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = ReviseForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            revise_value(self.value, reason=form.cleaned_data["reason"], by=request.user)
        except (PeriodLocked, ChangedMeanwhile) as error:
            form.add_error(None, str(error) if isinstance(error, PeriodLocked) else CHANGED)
            return self._page(form, status=422)
        except NotApproved as error:  # a second click, or somebody was quicker
            messages.warning(request, str(error))
            return redirect(self.history_url)
        messages.success(
            request, f"{self.value} is a draft again. What was approved counts until the change is approved."
        )
        return redirect(self.history_url)

    def _page(self, form: ReviseForm, status: int = 200) -> HttpResponse:
        context = {
            "value": self.value, "form": form, "title": f"Revise {self.value}", "confirm_word": "Revise",
            "cancel_url": self.history_url, "history_url": self.history_url,
        }  # fmt: skip
        return render(self.request, "indicators/value_revise.html", context, status=status)


def check_seen(request: HttpRequest, value: Value) -> None:
    """The page showed the value as it stands now: nobody gives up what they have not seen. Raises ChangedMeanwhile."""
    if value.is_under_revision and request.POST.get("version") != str(value.version):
        raise ChangedMeanwhile(value.history.latest())
