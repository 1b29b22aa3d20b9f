"""One strategy: why, what, how it stands, and what is done about it."""

from django.views.generic import DetailView

from outcomes.models import Strategy
from reports.scorecards.strategies import strategy_page
from strategy_portal.access import may
from strategy_portal.as_of_views import AsOf


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
