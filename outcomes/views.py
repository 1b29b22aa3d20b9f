"""Pages of strategies and outcomes."""

from django.shortcuts import get_object_or_404
from django.views.generic import DetailView
from django_tables2 import SingleTableView

from reports.scorecards.indicators import last_ended_quarter
from reports.scorecards.outcomes import outcome_cards
from reports.scorecards.strategies import strategy_page
from strategy_portal.clock import today

from .models import Outcome, Strategy
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


class StrategyDetail(DetailView):
    """One strategy: why, what, how it stands, and what is done about it."""

    model = Strategy
    template_name = "outcomes/strategy_detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=strategy_page(self.object, today()), **kwargs)


class OutcomeDetail(DetailView):
    """One outcome: its commitments, indicators and actions."""

    template_name = "outcomes/outcome_detail.html"

    def get_object(self, queryset=None) -> Outcome:
        found = Outcome.objects.select_related("strategy").prefetch_related("commitments__actions", "actions")
        return get_object_or_404(found, strategy__slug=self.kwargs["strategy"], number=self.kwargs["number"])

    def get_context_data(self, **kwargs):
        on = today()
        quarter = last_ended_quarter(on, self.object.strategy.year_start)
        strategy = self.object.strategy
        return super().get_context_data(
            card=outcome_cards([self.object], quarter.slug, on)[0],
            quarter=quarter,
            caption=f"{strategy.organisation}, {strategy.outcome_label.lower()} {self.object.number}",
            **kwargs,
        )
