"""One indicator: its page, its charts and their pictures."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import View
from django.views.generic import TemplateView

from indicators.judging.indicator_page import IndicatorPage
from indicators.pages import OneIndicator
from reports import charts
from reports.scorecards.indicator_story import indicator_story
from strategy_portal.access import may
from strategy_portal.addresses import address
from strategy_portal.domain.process import FEWEST

DRAWN = {
    "chart_url": "indicator-chart",
    "picture_url": "indicator-picture",
    "process_chart_url": "process-chart",
    "process_picture_url": "process-picture",
}
"""The charts of an indicator's page, which load after it."""


class IndicatorDetail(OneIndicator, TemplateView):
    """One indicator: where it stands, why, its values as table and chart, and how it is defined."""

    template_name = "indicators/indicator_detail.html"

    def get_context_data(self, **kwargs):
        page = self.page()
        indicator, standing = page.card.indicator, page.standing
        outcome = indicator.outcome
        asked = f"?period={page.quarter.slug}{self.and_as_of}"
        return super().get_context_data(
            page=page,
            story=indicator_story(page.card, self.on, self.as_of),
            indicator=indicator,
            notes=indicator.notes.order_by("meaning"),
            caption=f"{outcome.strategy.organisation}, indicator {indicator.reference}",
            why_title=f"Why {standing.status.word.lower()}?",
            long_count=settings.FIGURES["LONG_TREND_VALUES"],
            sentence=charts.sentence(charts.series_of(page.card)),
            changes_url=self._address("indicator-changes"),
            edit_url=self._setup_url("indicator-setup-detail", "GET"),
            rebase_url=self._setup_url("process-base-create", "POST"),
            **{name: f"{self._address(route)}{asked}" for name, route in DRAWN.items()},
        )

    def _setup_url(self, route: str, method: str) -> str:
        """Empty for someone who may not change how it is set up."""
        return self._address(route) if may(self.request.user, f"indicators:{route}", method) else ""

    def _address(self, name: str) -> str:
        """Another page of this indicator."""
        return address(f"indicators:{name}", *self.kwargs.values())


class IndicatorChart(OneIndicator, View):
    """The figures with status, target, intervals and benchmarks, for the script that draws them."""

    def series(self, page: IndicatorPage) -> charts.Series:
        return charts.series_of(page.card, page.benchmarks)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return JsonResponse(charts.interactive(self.series(self.page())))


class IndicatorPicture(IndicatorChart):
    """The same as a picture, for a page without JavaScript and for print."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return HttpResponse(charts.picture(self.series(self.page())), content_type="image/svg+xml")


class ProcessChart(IndicatorChart):
    """The process behaviour chart, interactive. 404 for fewer than ten figures (rules 7.4)."""

    def series(self, page: IndicatorPage) -> charts.Series:
        if page.process is None:
            raise Http404(f"{page.card.indicator} has fewer than {FEWEST} figures")
        return charts.process_series_of(page.card, page.process)


class ProcessPicture(ProcessChart, IndicatorPicture):
    """The process behaviour chart as a picture."""
