"""Which corporate priorities an outcome serves; and how the outcomes of a strategy get a single colour."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from strategy_portal.domain.counting import Rollup
from strategy_portal.editing.views import Crumb, EditPage
from strategy_portal.records.changes import changes_in

from .forms import PrioritiesForm, RollupForm
from .models import Outcome, ServedPriorities, Strategy
from .priorities import SERVED
from .services import choose_rollup, state_priorities, withdraw_priorities


class OutcomePage(EditPage):
    """A form about one outcome, which the page of the outcome leads to."""

    @cached_property
    def outcome(self) -> Outcome:
        found = Outcome.objects.select_related("strategy", "served")
        return get_object_or_404(found, strategy__slug=self.kwargs["strategy"], number=self.kwargs["number"])

    @property
    def caption(self) -> str:
        return self.outcome.title

    @property
    def crumbs(self) -> list[Crumb]:
        strategy = self.outcome.strategy
        return [
            ("Strategies", reverse("outcomes:strategy-list")),
            (strategy.title, strategy.get_absolute_url()), (self.outcome.title, self.outcome.get_absolute_url()),
        ]  # fmt: skip


class OutcomePriorities(OutcomePage):
    """State which corporate priorities an outcome serves, or withdraw what was stated."""

    title = "Corporate priorities"
    lead = "Which of the council’s priorities this serves. The board’s page follows it down to indicators and actions."
    template = "outcomes/outcome_priorities.html"

    @property
    def served(self) -> ServedPriorities | None:
        return getattr(self.outcome, "served", None)

    def context(self) -> dict[str, Any]:
        return {"served": self.served, "changes": changes_in(SERVED, outcome=self.outcome.pk)}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "withdraw" in request.POST and self.served:
            withdraw_priorities(self.served, by=request.user)
            messages.success(request, "It is not stated any more which corporate priorities this serves.")
            return redirect(self.outcome)
        return super().post(request, **kwargs)

    def form(self, data: Any = None) -> PrioritiesForm:
        return PrioritiesForm(data, instance=self.served or ServedPriorities(outcome=self.outcome))

    def save(self, form: PrioritiesForm) -> str:
        state_priorities(self.outcome, by=self.request.user, **form.cleaned_data)
        return "The corporate priorities are saved."


class StrategyRollup(EditPage):
    """How the outcomes of a strategy get a single colour (rules 8.2)."""

    title = "Single colour"
    lead = "Whether an outcome gets one colour beside the distribution of its indicators."

    @cached_property
    def strategy(self) -> Strategy:
        return get_object_or_404(Strategy, slug=self.kwargs["slug"])

    @property
    def caption(self) -> str:
        return self.strategy.title

    @property
    def crumbs(self) -> list[Crumb]:
        return [
            ("Strategies", reverse("outcomes:strategy-list")),
            (self.strategy.title, self.strategy.get_absolute_url()),
        ]  # fmt: skip

    def form(self, data: Any = None) -> RollupForm:
        return RollupForm(data, instance=self.strategy)

    def save(self, form: RollupForm) -> str:
        chosen = Rollup(form.cleaned_data["rollup"])
        choose_rollup(self.strategy, rollup=chosen, seen=form.cleaned_data["seen"], by=self.request.user)
        return "Saved. The distribution is still shown first."
