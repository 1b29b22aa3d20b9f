"""Pages to read: all indicators, and what was changed about one."""

from datetime import date

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from strategy_portal.as_of_views import AsOf
from strategy_portal.clock import today
from strategy_portal.domain.periods import Period, UnknownPeriod

from .filters import IndicatorListFilter
from .judging.cards import NotEnded, cards_in_quarter, ended_quarter, ended_quarters
from .judging.indicator_page import IndicatorPage, indicator_page
from .models import Indicator
from .setup.changes import changes_of_indicator
from .tables import IndicatorTable


class IndicatorList(SingleTableMixin, FilterView):
    """All indicators of all strategies as they stood at the end of the last quarter, with filters."""

    model = Indicator
    filterset_class = IndicatorListFilter
    table_class = IndicatorTable
    template_name = "indicators/indicator_list.html"
    paginate_by = 50

    def get_queryset(self):
        return Indicator.objects.with_setting().in_strategy_order()

    def get_table_data(self):
        cards = cards_in_quarter(list(self.object_list), "", today())
        status = self.filterset.form.cleaned_data.get("status") if self.filterset.form.is_valid() else ""
        return [card for card in cards if not status or card.status == status]


class OneIndicator(AsOf):
    """Finds the indicator that an address names, the quarter and the day that are asked for."""

    def indicator(self) -> Indicator:
        return get_object_or_404(
            Indicator.objects.known_on(self.as_of).with_setting().select_related("population"),
            key_output__outcome__strategy__slug=self.kwargs["strategy"],
            key_output__outcome__number=self.kwargs["outcome"],
            order=self.kwargs["order"],
        )

    def page(self) -> IndicatorPage:
        indicator = self.indicator()
        quarters = ended_quarters(indicator.outcome.strategy, self.on)
        quarter = chosen_quarter(self.request, quarters, self.as_of)
        return indicator_page(indicator, quarter, self.on, quarters, self.as_of)


class IndicatorChanges(OneIndicator, TemplateView):
    """Who changed an indicator's definition, targets, rule or benchmarks, when, from what to what, and why."""

    template_name = "indicators/indicator_changes.html"

    def get_context_data(self, **kwargs):
        indicator = self.indicator()
        return super().get_context_data(indicator=indicator, changes=changes_of_indicator(indicator))


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
