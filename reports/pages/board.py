"""The board's page of one strategy."""

from django.http import Http404
from django.views.generic import TemplateView

from indicators.judging.quarters import ended_quarters
from indicators.pages import chosen_quarter
from outcomes.models import Strategy
from reports.scorecards.board import board
from strategy_portal.as_of_views import AsOf


class Board(AsOf, TemplateView):
    """One strategy in one quarter: exceptions first, then every indicator by outcome."""

    template_name = "reports/board.html"

    def get_context_data(self, **kwargs):
        strategies = list(Strategy.objects.by_indicators())
        strategy = self._chosen(strategies)
        quarters = ended_quarters(strategy, self.on)
        quarter = chosen_quarter(self.request, quarters, self.as_of)
        return super().get_context_data(
            board=board(strategy, quarter, self.on, self.as_of),
            strategies=strategies,
            quarters=quarters,
            indicator_query=f"?period={quarter.slug}{self.and_as_of}",
            **kwargs,
        )

    def _chosen(self, strategies: list[Strategy]) -> Strategy:
        """The one of `?strategy=`; without it the one with the most indicators."""
        slug = self.request.GET.get("strategy")
        found = next((each for each in strategies if slug in (each.slug, "", None)), None)
        if found is None:
            raise Http404("There is no such strategy.")
        return found
