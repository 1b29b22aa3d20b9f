"""Set-up at a glance: all strategies, one strategy, its indicators, one indicator."""

from datetime import date

import django_filters as filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from indicators.models import Indicator, PopulationTable, council_tolerances
from indicators.models.process_base import periods_to_rebase
from indicators.models.rule import CouncilTolerances
from outcomes.models import Outcome, Strategy
from outcomes.priorities import served_by
from strategy_portal.clock import today
from strategy_portal.domain import wording
from strategy_portal.domain.numbers import Measure
from strategy_portal.domain.periods import Period, financial_year
from strategy_portal.domain.status import Polarity
from strategy_portal.models import Team
from strategy_portal.records.changes import text_of
from strategy_portal.spreadsheets.lists import Downloadable, ShownTables
from strategy_portal.templatetags.design_system import unknown
from strategy_portal.templatetags.figures import on as day_text

from ..changes import changes_of_indicator
from ..definitions import BASIS
from ..overview import frequency_lines, overviews, rule_lines, sealed_ends, target_years, year_of_interest
from .base import OfIndicator, OfStrategy
from .definitions import IndicatorForm

TEXT, NUMBER = {"td": {"class": "text"}}, {"td": {"class": "number"}, "th": {"class": "number"}}


class SetupList(ShownTables, TemplateView):
    """What is set up for each strategy, and what is missing."""

    template_name = "indicators/setup_list.html"
    file_name = "set-up"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            overviews=overviews(Strategy.objects.all(), today()),
            population_tables=PopulationTable.objects.count(),
            **kwargs,
        )


class SetupDetail(OfStrategy, TemplateView):
    """One strategy: what there is, how much of it, and what is missing."""

    template_name = "indicators/setup_detail.html"

    def get_context_data(self, **kwargs):
        on, outcomes = today(), list(self.strategy.outcomes.all())
        served = served_by(outcomes)
        return super().get_context_data(
            strategy=self.strategy,
            outcomes=[(outcome, served.get(outcome.pk)) for outcome in outcomes],
            overview=overviews([self.strategy], on)[0],
            frequencies=frequency_lines(self.strategy, on),
            population_tables=PopulationTable.objects.count(),
        )


class IndicatorSetupFilter(filters.FilterSet):
    """`on` is the day on which “in use” is asked, `year` the one whose target may be missing."""

    search = filters.CharFilter("title", lookup_expr="icontains", label="Words in the title")
    outcome = filters.ModelChoiceFilter("key_output__outcome", queryset=Outcome.objects.none(), label="Outcome")
    owner = filters.ModelChoiceFilter(queryset=Team.objects.none(), empty_label="All owners")
    state = filters.ChoiceFilter(
        label="State",
        choices=[("in-use", "In use"), ("proposed", "Not yet measured"), ("retired", "Retired")],
        method="in_state",
        empty_label="All",
    )
    missing = filters.ChoiceFilter(
        label="Missing",
        choices=[
            ("owner", "Without an owner"),
            ("frequency", "Without a frequency"),
            ("polarity", "Without a polarity"),
            ("target", "Without a target this year"),
            ("tolerance_kind", "Without a tolerance of its own"),
        ],
        method="without",
        empty_label="Anything or nothing",
    )

    class Meta:
        model = Indicator
        fields = ("search", "outcome", "owner", "state", "missing")

    def __init__(self, *args, strategy: Strategy, on: date, year: Period, **kwargs):
        super().__init__(*args, **kwargs)
        self.on, self.year = on, year
        outcome = self.form.fields["outcome"]
        outcome.queryset, outcome.label = strategy.outcomes.all(), strategy.outcome_label
        outcome.empty_label = f"All {strategy.outcome_label_plural}"
        owners = Team.objects.filter(indicators__key_output__outcome__strategy=strategy)
        self.form.fields["owner"].queryset = owners.distinct()

    def in_state(self, indicators, name: str, state: str):
        in_use = indicators.in_use_on(self.on)
        if state == "retired":
            return indicators.exclude(pk__in=in_use.values("pk"))
        return in_use.filter(is_proposed=True) if state == "proposed" else in_use

    def without(self, indicators, name: str, what: str):
        return indicators.in_use_on(self.on).lacking(what, self.on, self.year.start)


class IndicatorSetupTable(tables.Table):
    """What is set up for each indicator; what is missing says so."""

    reference = tables.Column("No.", order_by=("key_output__outcome__number", "order"))
    title = tables.Column("Indicator")
    owner = tables.Column(order_by="owner__name", default=unknown())
    frequency = tables.Column("Frequency", default=unknown())
    polarity = tables.Column("Better is")
    tolerance = tables.Column(
        "Tolerance", empty_values=(), accessor="pk", orderable=False, attrs={"td": {"class": "text"}}
    )
    target = tables.Column(
        "Target", empty_values=(), accessor="pk", orderable=False,
        attrs={"td": {"class": "number"}, "th": {"class": "number"}},
    )  # fmt: skip
    state = tables.Column("State", empty_values=(), accessor="retired_on", order_by=("retired_on", "is_proposed"))

    caption = "Indicators and what is set up for them"
    hide_caption = True
    row_header = "title"

    def __init__(self, *args, on: date, year: Period, council: CouncilTolerances, **kwargs):
        super().__init__(*args, **kwargs)
        self.on, self.year, self.council = on, year, council
        self.columns["target"].column.verbose_name = f"Target {year.label}"

    def render_title(self, value: str, record: Indicator) -> SafeString:
        place = [record.outcome.strategy.slug, record.outcome.number, record.order]
        return format_html('<a href="{}">{}</a>', reverse("indicators:indicator-setup-detail", args=place), value)

    def render_polarity(self, value: str):
        polarity = Polarity(value)
        if polarity is Polarity.NOT_SET:
            return unknown()
        return "Context only" if polarity is Polarity.NONE else polarity.value.capitalize()

    def render_tolerance(self, record: Indicator) -> SafeString:
        """As it holds on the day; the council's own says so."""
        stated, council = record.stated.on(self.on), self.council[Measure(record.measure)].on(self.on)
        text = (stated.tolerance or council.as_domain()).text
        if not stated.follows_council:
            return text
        return format_html('{}<br><span class="muted">the council’s own</span>', text)

    def render_target(self, record: Indicator):
        day = min(max(self.on, self.year.start), self.year.last_day)
        held = record.target_on(day)
        if held is None:
            later = any(target.year_starts_on == self.year.start for target in record.targets.all())
            return "Later this year" if later else unknown()
        return wording.target_text(held.as_domain(), record.format)

    def render_state(self, record: Indicator) -> str:
        if record.retired_on and record.retired_on < self.on:
            return f"Retired on {day_text(record.retired_on)}"
        if record.retired_on:
            return f"In use to {day_text(record.retired_on)}"
        return "Not yet measured" if record.is_proposed else "In use"


class IndicatorSetupList(OfStrategy, Downloadable, SingleTableMixin, FilterView):
    """The indicators of one strategy with what is set up for them."""

    filterset_class = IndicatorSetupFilter
    table_class = IndicatorSetupTable
    file_name = "set-up-of-indicators"
    template_name = "indicators/indicator_setup_list.html"
    table_pagination = {"per_page": 50}

    def get_queryset(self):
        return Indicator.objects.of(self.strategy).with_judging().with_polarity_on(today()).in_order()

    def _day(self) -> dict:
        """The day that the list is about, and the year whose targets it shows."""
        return {"on": today(), "year": year_of_interest(self.strategy, today())}

    def get_filterset_kwargs(self, filterset_class) -> dict:
        return {**super().get_filterset_kwargs(filterset_class), "strategy": self.strategy, **self._day()}

    def get_table_kwargs(self) -> dict:
        return {"council": council_tolerances(), **self._day()}

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
            bases=self.indicator.process_bases.select_related("indicator__key_output__outcome__strategy"),
            may_rebase=bool(periods_to_rebase(self.indicator, today())),
            benchmarks=[
                (each, financial_year(each.year_starts_on, self.strategy.year_start))
                for each in self.indicator.benchmarks.all()
            ],
            changes=changes_of_indicator(self.indicator),
            on=today(),
        )

    def _facts(self) -> list[tuple[str, str]]:
        """The definition, field by field, in the words of the form that changes it."""
        labels = IndicatorForm.base_fields
        fields = [(str(labels[name].label), Indicator._meta.get_field(name)) for name in IndicatorForm.Meta.fields]
        facts = [(label, text_of(self.indicator, field)) for label, field in fields]
        basis = (str(labels[BASIS].label), self.indicator.stated.start.reason)
        notes = "; ".join(str(note) for note in self.indicator.notes.all())
        return [("Key output", self.indicator.key_output.title), *facts, basis, ("Marks", notes)]
