"""Pages to read: all indicators, with filters, and what was changed about one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

import django_filters as filters
import django_tables2 as tables
from django.http import Http404, HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin
from django_tables2.data import TableListData

from outcomes.models import Strategy
from strategy_portal.children import Children, Recorded, with_children
from strategy_portal.clock import today
from strategy_portal.domain.periods import Period, UnknownPeriod
from strategy_portal.domain.status import Status
from strategy_portal.models import Team
from strategy_portal.spreadsheets.lists import Downloadable
from strategy_portal.templatetags.design_system import status_tag, trend_tag, unknown
from strategy_portal.views import AsOf

from .judging.cards import IndicatorCard, NotEnded, cards_in_quarter, ended_quarter, ended_quarters
from .judging.indicator_page import IndicatorPage, indicator_page
from .models import Indicator
from .models.indicator import IndicatorQuerySet
from .models.value import AWAITING
from .setup.changes import changes_of_indicator

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class IndicatorListFilter(filters.FilterSet):
    search = filters.CharFilter("title", lookup_expr="icontains", label="Words in the title")
    strategy = filters.ModelChoiceFilter(
        field_name="key_output__outcome__strategy",
        label="Strategy",
        queryset=Strategy.objects.adopted(),
        to_field_name="slug",
        empty_label="All strategies",
    )
    owner = filters.ModelChoiceFilter(
        queryset=Team.objects.filter(indicators__isnull=False).distinct(), empty_label="All owners"
    )
    status = filters.ChoiceFilter(
        choices=[(status.value, status.word) for status in Status],
        method="computed",
        label="Status",
        empty_label="Every status",
    )

    class Meta:
        model = Indicator
        fields = ("search", "strategy", "owner", "status")

    def computed(self, queryset, name, value):
        """A status is computed, not stored: the view chooses among the scorecards."""
        return queryset


class IndicatorTable(tables.Table):
    """Rows are scorecards, so that the table says what the pages say."""

    strategy = tables.Column(accessor="indicator__outcome__strategy__organisation_short")
    reference = tables.Column("No.", accessor="indicator__reference")
    title = tables.Column(
        "Indicator", accessor="indicator__title", linkify=lambda record: record.indicator.get_absolute_url()
    )
    owner = tables.Column(accessor="indicator__owner", order_by="indicator__owner__name", default=unknown())
    period = tables.Column(accessor="standing__span_label", order_by="standing__period__start")
    value = tables.Column(accessor="standing__shown_text", attrs=NUMBER, empty_values=())
    target = tables.Column(accessor="standing", attrs=NUMBER, orderable=False)
    status = tables.Column()
    trend = tables.Column("Which way", accessor="way", orderable=False)

    caption = "Indicators"
    hide_caption = True
    row_header = "title"

    class Meta:
        attrs = {"class": "cards"}

    def render_value(self, record):
        notes = format_html_join("", '<div class="muted">{}</div>', ((note,) for note in record.notes))
        is_restated = record.standing.entry.is_restated
        restated = mark_safe('<div><strong class="restated">restated</strong></div>' if is_restated else "")
        return format_html("{}{}{}", record.standing.shown_text, notes, restated)

    def render_status(self, value):
        return status_tag(value)

    def render_trend(self, value, record):
        return trend_tag(value.direction, record.way_text)

    def render_target(self, record):
        if record.standing.judged.target:
            return record.standing.target_text
        return record.indicator.target_text or unknown()


class Cards(TableListData):
    """Indicators as scorecards: those of a page when it is shown, all of them to be sorted or put in a file."""

    @cached_property
    def all_of_them(self) -> list[IndicatorCard]:
        return cards_in_quarter(self.data.with_figures(), "", today())

    @cached_property
    def count(self) -> int:
        return self.data.count()

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[IndicatorCard]:
        return iter(self.all_of_them)

    def __getitem__(self, place: slice) -> list[IndicatorCard]:
        if "all_of_them" in self.__dict__:
            return self.all_of_them[place]
        return cards_in_quarter(self.data[place].with_figures(), "", today())

    def order_by(self, aliases: Sequence[str]) -> None:
        found, self.data = self.data, self.all_of_them
        super().order_by(aliases)
        self.data = found


class IndicatorList(Downloadable, SingleTableMixin, FilterView):
    """All indicators of all strategies as they stood at the end of the last quarter, with filters."""

    model = Indicator
    filterset_class = IndicatorListFilter
    table_class = IndicatorTable
    file_name = "indicators"
    template_name = "indicators/indicator_list.html"
    table_pagination = {"per_page": 50}

    def get_queryset(self):
        return Indicator.objects.adopted().with_setting().in_strategy_order()

    def get_table_data(self):
        cards = Cards(self.object_list)
        status = self.filterset.form.cleaned_data.get("status") if self.filterset.form.is_valid() else ""
        return [card for card in cards if card.status == status] if status else cards


OWN = tuple(map(Children, ("rules", "targets", "benchmarks", "process_bases")))
"""What belongs to one indicator alone; as of a day as it was recorded then."""


class OneIndicator(AsOf):
    """Finds the indicator that an address names, the quarter and the day that are asked for."""

    beside: tuple[Children, ...] = ()
    """What a page of a room above shows of it too; as of a day with the records of it."""

    def indicator(self) -> Indicator:
        """With all that belongs to it alone: one query."""
        own = [each.on(self.as_of) for each in OWN]
        described = Recorded.on(self.as_of, "", "key_output", "key_output__outcome")
        beside = [replace(each, recorded_on=self.as_of) for each in self.beside]
        sets = (*own, Children("notes"), *described, AWAITING, *beside)
        found = with_children(self.named().with_setting().select_related("population").order_by(), *sets)
        if not found:
            raise Http404("No indicator has this address.")
        return found[0]

    def named(self) -> IndicatorQuerySet:
        """The one that the address names."""
        return (
            Indicator.objects.adopted()
            .known_on(self.as_of)
            .filter(
                key_output__outcome__strategy__slug=self.kwargs["strategy"],
                key_output__outcome__number=self.kwargs["outcome"],
                order=self.kwargs["order"],
            )
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
