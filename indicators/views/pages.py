"""Reading: all indicators, one indicator, its chart and its picture."""

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views import View
from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from reports import charts
from reports.scorecards.indicator_page import IndicatorPage, indicator_page
from reports.scorecards.quarters import NotEnded, cards_in_quarter, ended_quarter, ended_quarters
from strategy_portal.access import may
from strategy_portal.addresses import address
from strategy_portal.as_of_views import AsOf
from strategy_portal.clock import today
from strategy_portal.domain.periods import Period, UnknownPeriod
from strategy_portal.domain.process import FEWEST

from ..changes import changes_of
from ..filters import IndicatorFilter
from ..models import Indicator
from ..tables import IndicatorTable

DRAWN = {
    "chart_url": "indicator-chart",
    "picture_url": "indicator-picture",
    "process_chart_url": "process-chart",
    "process_picture_url": "process-picture",
}
"""The charts of an indicator's page, which load after it."""


class IndicatorList(SingleTableMixin, FilterView):
    """All indicators of all strategies as they stood at the end of the last quarter, with filters."""

    model = Indicator
    filterset_class = IndicatorFilter
    table_class = IndicatorTable
    template_name = "indicators/indicator_list.html"
    paginate_by = 50

    def get_queryset(self):
        return Indicator.objects.with_setting().in_strategy_order()

    def get_table_data(self):
        cards = cards_in_quarter(list(self.object_list.with_rules()), "", today())
        status = self.filterset.form.cleaned_data.get("status") if self.filterset.form.is_valid() else ""
        return [card for card in cards if not status or card.status == status]


class OneIndicator(AsOf):
    """Finds the indicator that an address names, the quarter and the day that are asked for."""

    def indicator(self) -> Indicator:
        return get_object_or_404(
            Indicator.objects.known_on(self.as_of).with_judging().select_related("population"),
            key_output__outcome__strategy__slug=self.kwargs["strategy"],
            key_output__outcome__number=self.kwargs["outcome"],
            order=self.kwargs["order"],
        )

    def page(self) -> IndicatorPage:
        indicator = self.indicator()
        quarters = ended_quarters(indicator.outcome.strategy, self.on)
        quarter = chosen_quarter(self.request, quarters, self.as_of)
        return indicator_page(indicator, quarter, self.on, quarters, self.as_of)


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
            indicator=indicator,
            notes=indicator.notes.order_by("meaning"),
            caption=f"{outcome.strategy.organisation}, indicator {indicator.reference}",
            why_title=f"Why {standing.status.word.lower()}?",
            long_count=settings.FIGURES["LONG_TREND_VALUES"],
            sentence=charts.sentence(charts.series_of(page.card)),
            changes_url=self._address("indicator-changes"),
            edit_url=self._edit_url(),
            **{name: f"{self._address(route)}{asked}" for name, route in DRAWN.items()},
        )

    def _edit_url(self) -> str:
        """Empty for someone who may not change how it is set up."""
        route = "indicator-setup-detail"
        return self._address(route) if may(self.request.user, f"indicators:{route}") else ""

    def _address(self, name: str) -> str:
        """Another page of this indicator."""
        return address(f"indicators:{name}", *self.kwargs.values())


class IndicatorChanges(OneIndicator, TemplateView):
    """Who changed an indicator's definition, targets, rule or benchmarks, when, from what to what, and why."""

    template_name = "indicators/indicator_changes.html"

    def get_context_data(self, **kwargs):
        indicator = self.indicator()
        return super().get_context_data(indicator=indicator, changes=changes_of(indicator))


class Chart(OneIndicator, View):
    """A chart's figures for the script that draws it."""

    def get(self, request: HttpRequest, **kwargs) -> JsonResponse:
        return JsonResponse(charts.interactive(self.series(self.page())))


class Picture(OneIndicator, View):
    """A chart as a picture, for a page without JavaScript and for print."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return HttpResponse(charts.picture(self.series(self.page())), content_type="image/svg+xml")


class Course:
    """Draws the indicator's figures with status, target, intervals and benchmarks."""

    def series(self, page: IndicatorPage) -> charts.Series:
        return charts.series_of(page.card, page.benchmarks)


class Behaviour:
    """Draws the process behaviour chart. 404 for fewer than ten figures (rules 7.4)."""

    def series(self, page: IndicatorPage) -> charts.Series:
        if page.process is None:
            raise Http404(f"{page.card.indicator} has fewer than {FEWEST} figures")
        return charts.process_series_of(page.card, page.process)


class IndicatorChart(Course, Chart):
    """The course of the figures, interactive."""


class IndicatorPicture(Course, Picture):
    """The course of the figures as a picture."""


class ProcessChart(Behaviour, Chart):
    """The process behaviour chart, interactive."""


class ProcessPicture(Behaviour, Picture):
    """The process behaviour chart as a picture."""


def chosen_quarter(request: HttpRequest, quarters: tuple[Period, ...], as_of: date | None = None) -> Period:
    """The quarter of `?period=`, the latest one without it. 404 for one that the strategy does not have.

    One that had not ended by the day `as_of` gives way to the latest that had: page and day are chosen in one form.
    """
    try:
        return ended_quarter(quarters, request.GET.get("period", ""))
    except NotEnded as error:
        if as_of is not None:
            return quarters[0]
        raise Http404(str(error)) from error
    except UnknownPeriod as error:
        raise Http404(str(error)) from error
