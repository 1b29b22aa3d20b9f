"""Set-up at a glance: all strategies, one strategy, its indicators, one indicator."""

from datetime import date

from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from indicators.models import Indicator, PopulationTable, council_tolerances
from outcomes.models import Strategy
from strategy_portal.clock import today
from strategy_portal.domain.periods import financial_year
from strategy_portal.records.changes import text_of

from ..changes import changes_of_indicator
from ..definitions import BASIS
from ..filters import IndicatorSetupFilter
from ..forms.definitions import IndicatorForm
from ..overview import frequency_lines, overviews, rule_lines, sealed_ends, target_years, year_of_interest
from ..tables import IndicatorSetupTable
from .base import OfIndicator, OfStrategy


class SetupList(TemplateView):
    """What is set up for each strategy, and what is missing."""

    template_name = "indicators/setup_list.html"

    def get_context_data(self, **kwargs):
        strategies = Strategy.objects.all()
        return super().get_context_data(
            overviews=overviews(strategies, today()), population_tables=PopulationTable.objects.count(), **kwargs
        )


class SetupDetail(OfStrategy, TemplateView):
    """One strategy: what there is, how much of it, and what is missing."""

    template_name = "indicators/setup_detail.html"

    def get_context_data(self, **kwargs):
        on = today()
        return super().get_context_data(
            strategy=self.strategy,
            overview=overviews([self.strategy], on)[0],
            frequencies=frequency_lines(self.strategy, on),
            population_tables=PopulationTable.objects.count(),
        )


class IndicatorSetupList(OfStrategy, SingleTableMixin, FilterView):
    """The indicators of one strategy with what is set up for them."""

    filterset_class = IndicatorSetupFilter
    table_class = IndicatorSetupTable
    template_name = "indicators/indicator_setup_list.html"
    table_pagination = {"per_page": 50}

    def get_queryset(self):
        return Indicator.objects.of(self.strategy).with_judging().with_polarity_on(today()).in_order()

    def get_filterset_kwargs(self, filterset_class) -> dict:
        given = {"strategy": self.strategy, "on": today(), "year": year_of_interest(self.strategy, today())}
        return {**super().get_filterset_kwargs(filterset_class), **given}

    def get_table_kwargs(self) -> dict:
        return {
            "on": today(),
            "year": year_of_interest(self.strategy, today()),
            "council": council_tolerances(),
        }

    def get_context_data(self, **kwargs):
        closed = not self.filterset.form.has_changed()
        return super().get_context_data(strategy=self.strategy, closed=closed, **kwargs)


class IndicatorSetupDetail(OfIndicator, TemplateView):
    """One indicator: definition, targets by year, dated rules, benchmarks, and every change of them."""

    template_name = "indicators/indicator_setup_detail.html"

    def get_context_data(self, **kwargs):
        ends = sealed_ends(self.indicator)
        return super().get_context_data(
            strategy=self.strategy,
            indicator=self.indicator,
            facts=self._facts(),
            is_sealed=bool(ends),
            free_from=max(ends, default=date.min),
            years=target_years(self.indicator, ends),
            rules=rule_lines(self.indicator),
            benchmarks=self._benchmarks(),
            changes=changes_of_indicator(self.indicator),
            on=today(),
        )

    def _benchmarks(self) -> list:
        """Each with the financial year that it is of."""
        year_start = self.strategy.year_start
        return [(each, financial_year(each.year_starts_on, year_start)) for each in self.indicator.benchmarks.all()]

    def _facts(self) -> list[tuple[str, str]]:
        """The definition, field by field, in the words of the form that changes it."""
        labels = IndicatorForm.base_fields
        fields = [(str(labels[name].label), Indicator._meta.get_field(name)) for name in IndicatorForm.Meta.fields]
        facts = [(label, text_of(self.indicator, field)) for label, field in fields]
        basis = (str(labels[BASIS].label), self.indicator.stated.start.reason)
        notes = "; ".join(str(note) for note in self.indicator.notes.all())
        return [("Key output", self.indicator.key_output.title), *facts, basis, ("Marks", notes)]
