"""One strategy: why, what, how it stands, and what is done about it; and one of its outcomes."""

from django.shortcuts import get_object_or_404
from django.views.generic import DetailView

from indicators.judging.cards import last_ended_quarter
from indicators.judging.outcomes import outcome_cards
from outcomes.models import Outcome, Strategy
from reports.scorecards.home import strategy_page
from strategy_portal.access import may
from strategy_portal.records.history import put_back
from strategy_portal.views import AsOf


class StrategyDetail(AsOf, DetailView):
    """One strategy: why, what, how it stands, and what is done about it."""

    queryset = Strategy.objects.select_related("predecessor")
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
            card=outcome_cards([self.object], quarter.slug, self.on, self.as_of, awaiting=True)[0],
            quarter=quarter,
            may_judge=may(self.request.user, "outcomes:outcome-judge", "POST"),
            indicator_query=self.as_of_query,
            caption=f"{strategy.organisation}, {strategy.outcome_label.lower()} {self.object.number}",
            **kwargs,
        )
