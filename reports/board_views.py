"""The corporate board's dashboard."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views import View

from indicators.views.pages import chosen_quarter, ended_quarters
from outcomes.models import Strategy
from strategy_portal.clock import today

from .scorecards.board import board


class Board(View):
    """One strategy in one quarter: exceptions first, then every indicator by outcome."""

    def get(self, request: HttpRequest) -> HttpResponse:
        on = today()
        strategies = list(Strategy.objects.by_indicators())
        strategy = self._chosen(strategies)
        quarters = ended_quarters(strategy, on)
        context = {
            "board": board(strategy, chosen_quarter(request, quarters, on), on),
            "strategies": strategies,
            "quarters": quarters,
        }
        return render(request, "reports/board.html", context)

    def _chosen(self, strategies: list[Strategy]) -> Strategy:
        """The one of `?strategy=`; without it the one with the most indicators."""
        slug = self.request.GET.get("strategy")
        if slug or not strategies:
            return get_object_or_404(Strategy, slug=slug or "")
        return strategies[0]
