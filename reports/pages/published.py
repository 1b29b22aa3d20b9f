"""What everyone reads without signing in: a strategy and its indicators as its last issued report shows them."""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.views import View
from django.views.generic import TemplateView

from reports.charts.published import chart_text, published_chart
from reports.scorecards.published import PublishedStrategy, published


def published_or_404(slug: str) -> PublishedStrategy:
    found = published(slug)
    if found is None:
        raise Http404("Nothing is published of this strategy")
    return found


class PublishedStrategyDetail(TemplateView):
    """How far a strategy has come: what goes well, what does not, each outcome, the actions, and the data."""

    template_name = "reports/published_strategy_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page=published_or_404(self.kwargs["strategy"]), **kwargs)


class PublishedIndicatorDetail(TemplateView):
    """One indicator: its figures against the target, why they are so, and how they were worked out."""

    template_name = "reports/published_indicator_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = published_or_404(self.kwargs["strategy"])
        indicator = page.indicator(self.kwargs["outcome"], self.kwargs["order"])
        if indicator is None:
            raise Http404("Nothing is published of this indicator")
        drawn = published_chart(indicator)
        return super().get_context_data(
            page=page,
            indicator=indicator,
            chart=drawn,
            chart_text=chart_text(indicator) if drawn else "",
            tables=[
                ("Each year", indicator.years, "Status"),
                ("Each period", indicator.periods, "Status of the year so far" if indicator.is_sum else "Status"),
            ],
            beside=[each for each in page.indicators if each.number == indicator.number and each != indicator],
            **kwargs,
        )


class PublishedData(View):
    """The figures of that report as JSON, as they were kept when it was issued."""

    def get(self, request: HttpRequest, strategy: str) -> JsonResponse:
        return JsonResponse(published_or_404(strategy).kept, json_dumps_params={"ensure_ascii": False, "indent": 1})
