"""The colour of an outcome, which follows from its indicators or is stated by a person (rules 8.2)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from outcomes.forms import JudgementForm
from outcomes.models import Outcome, OutcomeJudgement
from outcomes.services import judge_outcome, withdraw_judgement
from strategy_portal.clock import today
from strategy_portal.domain.periods import UnknownPeriod
from strategy_portal.domain.status import Status
from strategy_portal.editing.views import Crumb, EditPage

from .cards import NotEnded, ended_quarter, ended_quarters
from .outcomes import outcome_cards


class OutcomeJudge(EditPage):
    """State another colour than the derived one for one quarter, with the reason (rules 8.2)."""

    title = "State another colour"
    button = "State this colour"
    template = "outcomes/outcome_judge.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = Outcome.objects.select_related("strategy")
        self.outcome = get_object_or_404(found, strategy__slug=kwargs["strategy"], number=kwargs["number"])
        try:
            self.quarter = ended_quarter(ended_quarters(self.outcome.strategy, today()), kwargs["period"])
        except (UnknownPeriod, NotEnded) as error:
            raise Http404(str(error)) from error
        self.card = outcome_cards([self.outcome], self.quarter.slug, today())[0]
        if self.card.derived is None:
            raise Http404("No single colour is derived for this outcome.")
        return super().dispatch(request, *args, **kwargs)

    @property
    def caption(self) -> str:
        return self.outcome.title

    @property
    def crumbs(self) -> list[Crumb]:
        strategy = self.outcome.strategy
        return [
            ("Home", reverse("home")), ("Strategies", reverse("outcomes:strategy-list")),
            (strategy.title, strategy.get_absolute_url()), (self.outcome.title, self.outcome.get_absolute_url()),
        ]  # fmt: skip

    def context(self) -> dict[str, Any]:
        return {"outcome": self.outcome, "quarter": self.quarter, "card": self.card}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "withdraw" in request.POST and self.card.judgement:
            withdraw_judgement(self.card.judgement, by=request.user)
            messages.success(request, "The derived colour stands again.")
            return redirect(self.outcome)
        return super().post(request, **kwargs)

    def form(self, data: Any = None) -> JudgementForm:
        return JudgementForm(data, instance=self.card.judgement or OutcomeJudgement())

    def save(self, form: JudgementForm) -> str:
        chosen = form.cleaned_data
        judge_outcome(
            self.outcome, quarter=self.quarter, colour=Status(chosen["colour"]), reason=chosen["reason"],
            seen=chosen["seen"], by=self.request.user,
        )  # fmt: skip
        return "The colour is stated, with your reason beside it."
