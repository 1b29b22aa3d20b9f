"""One indicator: its page, and its charts in all their forms."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import View
from django.views.generic import TemplateView

from indicators.judging.cards import card, ended_quarters
from indicators.judging.indicator_page import IndicatorPage, benchmarks, units_of
from indicators.judging.loading import load_figures
from indicators.judging.process import process_of
from indicators.models import Indicator
from indicators.models.indicator import IndicatorQuerySet
from indicators.pages import OneIndicator, chosen_quarter
from reports import charts
from reports.charts import Kind
from reports.models import watched_by
from reports.scorecards.indicator_story import indicator_story
from reports.scorecards.meetings import DECIDED
from strategy_portal.access import may
from strategy_portal.addresses import address
from strategy_portal.spreadsheets.cells import csv_text
from strategy_portal.spreadsheets.downloads import attachment


class IndicatorDetail(OneIndicator, TemplateView):
    """One indicator: where it stands, why, its values as table and chart, and how it is defined."""

    template_name = "indicators/indicator_detail.html"
    beside = (DECIDED,)

    def get_context_data(self, **kwargs):
        page = self.page()
        indicator, standing = page.card.indicator, page.standing
        outcome = indicator.outcome
        drawn = charts.charts_of(charts.Source(page.card, page.benchmarks, page.process, page.units))
        return super().get_context_data(
            page=page,
            story=indicator_story(page.card, self.on, self.as_of),
            indicator=indicator,
            notes=indicator.notes.all(),
            unstated=_unstated(indicator),
            caption=f"{outcome.strategy.organisation}, indicator {indicator.reference}",
            why_title=f"Why {standing.status.word.lower()}?",
            long_count=settings.FIGURES["LONG_TREND_VALUES"],
            charts={chart.kind.name.lower(): self._shown(chart, page) for chart in drawn},
            neighbours=list(self._neighbours(indicator)),
            beside_query=f"?period={page.quarter.slug}{self.and_as_of}" if self.request.GET else "",
            changes_url=self._address("indicator-changes"),
            watch_url=address("reports:indicator-watch", *self.kwargs.values()),
            edit_url=self._setup_url("indicator-setup-detail", "GET"),
            rebase_url=self._setup_url("process-base-create", "POST"),
        )

    def named(self) -> IndicatorQuerySet:
        """With whether the person watches it, and what is beside it."""
        watched = watched_by(self.request.user, "indicator")
        return super().named().with_neighbours(self.as_of).annotate(is_watched=watched)

    def _neighbours(self, indicator: Indicator) -> Iterator[tuple[str, str, str]]:
        """The indicator before and the one after, in the strategy's order, each with its address."""
        for place, reference in (("prev", indicator.before), ("next", indicator.after)):
            if reference:
                number = reference.split(".")
                yield place, reference, address("indicators:indicator-detail", self.kwargs["strategy"], *number)

    def _shown(self, chart: charts.Chart, page: IndicatorPage) -> charts.ShownChart:
        """With the addresses of its forms, which load after the page."""
        asked, reference = f"?period={page.quarter.slug}{self.and_as_of}", page.card.indicator.reference
        return charts.ShownChart(
            chart=chart,
            data=f"{self._address('indicator-chart', chart.kind)}{asked}",
            picture=f"{self._address('indicator-picture', chart.kind)}{asked}",
            csv=f"{self._address('indicator-chart-csv', chart.kind)}{asked}",
            file=f"{page.card.indicator.outcome.strategy.slug}-{reference}-{chart.kind}",
        )

    def _setup_url(self, route: str, method: str) -> str:
        """Empty for someone who may not change how it is set up."""
        return self._address(route) if may(self.request.user, f"indicators:{route}", method) else ""

    def _address(self, name: str, *more: str) -> str:
        """Another page of this indicator."""
        return address(f"indicators:{name}", *self.kwargs.values(), *more)


def _unstated(indicator: Indicator) -> list[str]:
    """What of its definition nobody stated, by name."""
    texts = {
        "definition": indicator.definition,
        "source of the data": indicator.data_source,
        "method": indicator.method,
    }
    return [name for name, text in texts.items() if not text]


class IndicatorChart(OneIndicator, View):
    """One chart of an indicator, for the script that draws it. 404 where its kind says nothing of the indicator."""

    def chart(self) -> charts.Chart:
        """From what the page shows: its figures, and what this kind needs beside them."""
        kind = self._kind()
        indicator = self.indicator()
        strategy = indicator.outcome.strategy
        quarter = chosen_quarter(self.request, ended_quarters(strategy, self.on), self.as_of)
        (figures,) = load_figures([indicator], as_of=self.as_of)
        drawn = card(figures, quarter, self.on, strategy.starts_on)
        others = benchmarks(indicator, self.as_of) if kind is Kind.COURSE else ()
        process = process_of(drawn, self.as_of) if kind is Kind.PROCESS else None
        units = units_of(drawn, quarter, self.on, self.as_of) if kind is Kind.UNITS else ()
        found = charts.chart_of(kind, charts.Source(drawn, others, process, units))
        if found is None:
            raise Http404(f"{indicator} has no chart “{kind.value}”")
        return found

    def _kind(self) -> Kind:
        try:
            return Kind(self.kwargs["kind"])
        except ValueError as error:
            raise Http404(str(error)) from error

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return JsonResponse(self.chart().interactive())


class IndicatorPicture(IndicatorChart):
    """The same as a picture, for a page without JavaScript, for print and to keep; `?size=narrow` for a telephone."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return HttpResponse(self.chart().picture(request.GET.get("size", "")), content_type="image/svg+xml")


class IndicatorChartCsv(IndicatorChart):
    """The figures that are drawn, as printed, as a file."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        chart = self.chart()
        name = "{strategy}-{outcome}.{order}-{kind}.csv".format(**self.kwargs)
        return attachment(csv_text([chart.head, *chart.rows]).encode(), name, "text/csv; charset=utf-8")
