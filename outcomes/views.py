"""Pages of strategies and outcomes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, FormView
from django_tables2 import SingleTableView

from reports.scorecards.indicators import last_ended_quarter
from reports.scorecards.outcomes import outcome_cards
from reports.scorecards.quarters import NotEnded, ended_quarter, ended_quarters
from reports.scorecards.strategies import strategy_page
from strategy_portal.access import may
from strategy_portal.as_of_views import AsOf
from strategy_portal.clock import today
from strategy_portal.domain.counting import Rollup
from strategy_portal.domain.periods import UnknownPeriod
from strategy_portal.domain.status import Status
from strategy_portal.history import put_back

from .forms import JudgementForm, RollupForm
from .models import Outcome, Strategy
from .services import JudgedMeanwhile, choose_rollup, judge_outcome, withdraw_judgement
from .tables import StrategyTable


class StrategyList(SingleTableView):
    """All strategies, running or finished."""

    model = Strategy
    table_class = StrategyTable
    template_name = "outcomes/strategy_list.html"

    def get_queryset(self):
        return Strategy.objects.with_counts()

    def get_table_kwargs(self) -> dict:
        return {"on": today()}


class StrategyDetail(AsOf, DetailView):
    """One strategy: why, what, how it stands, and what is done about it."""

    model = Strategy
    template_name = "outcomes/strategy_detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page=strategy_page(self.object, self.on, self.as_of),
            may_choose_rollup=may(self.request.user, "outcomes:strategy-rollup", "POST"),
            **kwargs,
        )


class OutcomeDetail(AsOf, DetailView):
    """One outcome: its commitments, indicators and actions."""

    template_name = "outcomes/outcome_detail.html"

    def get_object(self, queryset=None) -> Outcome:
        found = Outcome.objects.select_related("strategy").prefetch_related("commitments__actions", "actions")
        return get_object_or_404(found, strategy__slug=self.kwargs["strategy"], number=self.kwargs["number"])

    def get_context_data(self, **kwargs):
        quarter = last_ended_quarter(self.on, self.object.strategy.year_start)
        if self.as_of:
            put_back(self.object.actions.all(), self.as_of, ["title"])
        strategy = self.object.strategy
        return super().get_context_data(
            card=outcome_cards([self.object], quarter.slug, self.on, self.as_of)[0],
            quarter=quarter,
            may_judge=may(self.request.user, "outcomes:outcome-judge", "POST"),
            indicator_query=self.as_of_query,
            caption=f"{strategy.organisation}, {strategy.outcome_label.lower()} {self.object.number}",
            **kwargs,
        )


class StrategyRollup(FormView):
    """How the outcomes of a strategy get a single colour (rules 8.2)."""

    form_class = RollupForm
    template_name = "outcomes/strategy_rollup.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.strategy = get_object_or_404(Strategy, slug=kwargs["slug"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict:
        return {"rollup": self.strategy.rollup}

    def get_context_data(self, **kwargs):
        return super().get_context_data(strategy=self.strategy, **kwargs)

    def form_valid(self, form: RollupForm) -> HttpResponse:
        choose_rollup(self.strategy, rollup=Rollup(form.cleaned_data["rollup"]), by=self.request.user)
        messages.success(self.request, "Saved. The distribution is still shown first.")
        return redirect(self.strategy)


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
