"""Reporting periods: where they stand, locking and reopening them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from outcomes.models import Strategy
from strategy_portal.clock import today
from strategy_portal.domain.numbers import row_number
from strategy_portal.spreadsheets.lists import ShownTables

from ..models import ReportingPeriod, Value
from . import periods


class PeriodList(ShownTables, TemplateView):
    """The periods of one strategy by year, with what is owed in each."""

    template_name = "indicators/period_list.html"
    file_name = "periods"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        strategies = list(Strategy.objects.by_indicators())
        if not strategies:
            return super().get_context_data(**kwargs)
        slug = self.request.GET.get("strategy", strategies[0].slug)
        strategy = get_object_or_404(Strategy, slug=slug)
        with_unused = "all" in self.request.GET
        return super().get_context_data(
            strategies=strategies,
            strategy=strategy,
            years=periods.period_years(strategy, today(), with_unused=with_unused),
            with_unused=with_unused,
            changes=periods.lock_changes(strategy),
            missing=len(periods.missing_periods(strategy)),
            **kwargs,
        )


class PeriodMake(View):
    """Adds the periods that a strategy lacks since its dates changed. Those that are there stay as they are."""

    def post(self, request: HttpRequest, strategy: str) -> HttpResponse:
        found = get_object_or_404(Strategy, slug=strategy)
        count = periods.make_periods(found, by=request.user)
        messages.success(request, f"{_periods(count)} added. Values can be entered there once they have begun.")
        return redirect(f"{reverse('indicators:period-list')}?strategy={found.slug}")


class LockForm(forms.Form):
    """Which of the offered periods, and why."""

    change = forms.CharField(widget=forms.HiddenInput)
    periods = forms.MultipleChoiceField(
        label="Periods", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose at least one period"}
    )
    reason = forms.CharField(
        help_text="Whoever meets the locked or reopened period reads it, and the history keeps it.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, offered: list[ReportingPeriod], locks: bool, data: Any = None):
        initial = {"change": "lock" if locks else "reopen", "periods": [str(period.pk) for period in offered]}
        super().__init__(data, initial=initial)
        self.offered = offered
        self.fields["periods"].choices = [(str(period.pk), str(period)) for period in offered]

    @property
    def chosen(self) -> list[ReportingPeriod]:
        """Only after is_valid()."""
        return [period for period in self.offered if str(period.pk) in self.cleaned_data["periods"]]


class PeriodLock(View):
    """Asks before periods are locked or reopened, and why; then does it, all or none."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.strategy = get_object_or_404(Strategy, slug=kwargs["strategy"])
        sent = request.POST if request.method == "POST" else request.GET
        self.locks = sent.get("change", "lock") == "lock"
        self.offered = self._offered([row_number(pk) for pk in sent.getlist("periods")])
        self.list_url = f"{reverse('indicators:period-list')}?strategy={self.strategy.slug}"
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if not self.offered:
            wanted = "open" if self.locks else "locked"
            messages.error(request, f"Choose at least one period first that is {wanted} now.")
            return redirect(self.list_url)
        return self._page(LockForm(self.offered, self.locks))

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = LockForm(self.offered, self.locks, request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            said = self._do(form.chosen, form.cleaned_data["reason"])
        except periods.AlreadySo as error:
            form.add_error("periods", str(error))
            return self._page(form, status=422)
        messages.success(request, said)
        return redirect(self.list_url)

    def _offered(self, keys: list[int]) -> list[ReportingPeriod]:
        """What was chosen and what lies within it, a quarter's months, as far as it isn't in that state already."""
        inside = Q(pk__in=())
        for period in self.strategy.periods.filter(pk__in=keys):
            inside |= Q(starts_on__gte=period.starts_on, ends_on__lte=period.ends_on)
        rows = self.strategy.periods.filter(inside).select_related("strategy").order_by("starts_on", "-ends_on")
        return [period for period in rows if period.is_locked != self.locks]

    def _do(self, chosen: list[ReportingPeriod], reason: str) -> str:
        by = self.request.user
        if self.locks:
            count = periods.lock_periods(chosen, reason=reason, by=by, at=timezone.now())
            them = "it" if count == 1 else "them"
            return f"{_periods(count)} locked. Nothing can be written there until somebody reopens {them}."
        count = periods.reopen_periods(chosen, reason=reason, by=by)
        return f"{_periods(count)} reopened. Values can be entered and changed there again."

    def _warning(self) -> str:
        """What would be stuck in a locked period."""
        stuck = Value.objects.filter(period__in=self.offered).exclude(state=Value.State.APPROVED).count()
        if not (self.locks and stuck):
            return ""
        return f"{stuck} entered and not approved here. Nobody can submit or approve while the period is locked."

    def _page(self, form: LockForm, status: int = 200) -> HttpResponse:
        word = "Lock" if self.locks else "Reopen"
        context = {
            "strategy": self.strategy, "form": form, "title": f"{word} reporting periods", "locks": self.locks,
            "warning": self._warning(), "confirm_word": word, "cancel_url": self.list_url, "list_url": self.list_url,
        }  # fmt: skip
        return render(self.request, "indicators/period_lock.html", context, status=status)


def _periods(count: int) -> str:
    return "1 period was" if count == 1 else f"{count} periods were"
