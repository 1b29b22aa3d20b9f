"""The colour of an outcome, which follows from its indicators or is stated by a person (rules 8.2)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from outcomes.forms import JudgementForm
from outcomes.models import OutcomeJudgement
from outcomes.services import judge_outcome, withdraw_judgement
from outcomes.views import OutcomePage
from strategy_portal.clock import today
from strategy_portal.domain.periods import UnknownPeriod
from strategy_portal.domain.status import Status

from .cards import NotEnded, ended_quarter, ended_quarters
from .outcomes import outcome_cards


class OutcomeJudge(OutcomePage):
    """State another colour than the derived one for one quarter, with the reason (rules 8.2)."""

    title = "State another colour"
    button = "State this colour"
    template = "outcomes/outcome_judge.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.quarter = ended_quarter(ended_quarters(self.outcome.strategy, today()), kwargs["period"])
        except (UnknownPeriod, NotEnded) as error:
            raise Http404(str(error)) from error
        self.card = outcome_cards([self.outcome], self.quarter.slug, today())[0]
        if self.card.derived is None:
            raise Http404("No single colour is derived for this outcome.")
        return super().dispatch(request, *args, **kwargs)

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
