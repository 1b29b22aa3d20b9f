"""The colour of an outcome, which follows from its indicators or is stated by a person (rules 8.2)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView

from outcomes.forms import JudgementForm
from outcomes.models import Outcome
from outcomes.services import JudgedMeanwhile, judge_outcome, withdraw_judgement
from strategy_portal.clock import today
from strategy_portal.domain.periods import UnknownPeriod
from strategy_portal.domain.status import Status

from .outcomes import outcome_cards
from .quarters import NotEnded, ended_quarter, ended_quarters


class OutcomeJudge(FormView):
    """State another colour than the derived one for one quarter, with the reason (rules 8.2)."""

    form_class = JudgementForm
    template_name = "outcomes/outcome_judge.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
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

    def get_initial(self) -> dict:
        stated = self.card.judgement
        if stated is None:
            return {}
        return {"colour": stated.colour, "reason": stated.reason, "seen": stated.judged_at.isoformat()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(outcome=self.outcome, quarter=self.quarter, card=self.card, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if "withdraw" in request.POST and self.card.judgement:
            withdraw_judgement(self.card.judgement, by=request.user)
            messages.success(request, "The derived colour stands again.")
            return redirect(self.outcome)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: JudgementForm) -> HttpResponse:
        said = form.cleaned_data
        try:
            judge_outcome(
                self.outcome,
                quarter=self.quarter,
                colour=Status(said["colour"]),
                reason=said["reason"],
                seen=said["seen"],
                by=self.request.user,
            )
        except JudgedMeanwhile as conflict:
            form.show_theirs(conflict)
            return self.form_invalid(form)
        messages.success(self.request, "The colour is stated, with your reason beside it.")
        return redirect(self.outcome)

    def form_invalid(self, form: JudgementForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
