"""Tables of the set-up lists."""

from datetime import date

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from strategy_portal.domain import wording
from strategy_portal.domain.numbers import IN_FULL, Measure
from strategy_portal.domain.periods import Period
from strategy_portal.domain.targets import Polarity
from strategy_portal.templatetags.design_system import demo_label, unknown
from strategy_portal.templatetags.figures import on as day_text

from ..models import CollectionUnit, Indicator, Population, PopulationTable
from ..models.rule import CouncilTolerances

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
TEXT = {"td": {"class": "text"}}


class IndicatorSetupTable(tables.Table):
    """What is set up for each indicator; what is missing says so."""

    reference = tables.Column("No.", order_by=("key_output__outcome__number", "order"))
    title = tables.Column("Indicator")
    owner = tables.Column(empty_values=(), order_by="owner__name")
    frequency = tables.Column("Frequency", empty_values=())
    polarity = tables.Column("Better is")
    tolerance = tables.Column("Tolerance", empty_values=(), accessor="pk", orderable=False, attrs=TEXT)
    target = tables.Column("Target", empty_values=(), accessor="pk", orderable=False, attrs=NUMBER)
    state = tables.Column("State", empty_values=(), accessor="retired_on", order_by=("retired_on", "is_proposed"))

    caption = "Indicators and what is set up for them"
    hide_caption = True
    row_header = "title"

    class Meta:
        empty_text = "No indicator matches. Clear the filter to see all of them."

    def __init__(self, *args, on: date, year: Period, council: CouncilTolerances, **kwargs):
        super().__init__(*args, **kwargs)
        self.on, self.year, self.council = on, year, council
        self.columns["target"].column.verbose_name = f"Target {year.label}"

    def render_title(self, value: str, record: Indicator) -> SafeString:
        place = [record.outcome.strategy.slug, record.outcome.number, record.order]
        return format_html('<a href="{}">{}</a>', reverse("indicators:indicator-setup-detail", args=place), value)

    def render_owner(self, record: Indicator):
        return record.owner or unknown("Not stated")

    def render_frequency(self, record: Indicator):
        return record.get_frequency_display() or unknown("Not stated")

    def render_polarity(self, value: str):
        polarity = Polarity(value)
        if polarity is Polarity.NOT_SET:
            return unknown("Not stated")
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
            return "Later this year" if later else unknown("Not stated")
        return wording.target_text(held.as_domain(), record.format)

    def render_state(self, record: Indicator) -> str:
        if record.retired_on and record.retired_on < self.on:
            return f"Retired on {day_text(record.retired_on)}"
        if record.retired_on:
            return f"In use to {day_text(record.retired_on)}"
        return "Not yet measured" if record.is_proposed else "In use"


class UnitTable(tables.Table):
    name = tables.Column("Unit")
    team = tables.Column(empty_values=(), order_by="team__name")
    opened_on = tables.Column("First day", empty_values=())
    closed_on = tables.Column("Last day", empty_values=())
    state = tables.Column("State", empty_values=(), accessor="pk", orderable=False)

    caption = "Units"
    hide_caption = True
    row_header = "name"

    class Meta:
        order_by = "name"
        empty_text = "No unit is set up yet. A survey by units needs at least one."

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def render_name(self, value: str, record: CollectionUnit) -> SafeString:
        address = reverse("indicators:unit-edit", args=[record.strategy.slug, record.pk])
        label = demo_label() if record.is_demonstration else ""
        return format_html('<a href="{}">{}</a> {}', address, value, label)

    def render_team(self, record: CollectionUnit):
        return record.team or unknown("No team: nobody can enter its values")

    def render_opened_on(self, record: CollectionUnit) -> str:
        return day_text(record.opened_on) if record.opened_on else "From the start"

    def render_closed_on(self, record: CollectionUnit) -> str:
        return day_text(record.closed_on) if record.closed_on else "None"

    def render_state(self, record: CollectionUnit) -> str:
        if record.opened_on and record.opened_on > self.on:
            return "Not open yet"
        return "Closed" if record.closed_on and record.closed_on < self.on else "Open"


class PopulationTableTable(tables.Table):
    name = tables.Column("Table", linkify=("indicators:population-table-detail", [tables.A("pk")]))
    source = tables.Column(empty_values=())
    figure = tables.Column("In force", empty_values=(), accessor="pk", orderable=False, attrs=NUMBER)
    since = tables.Column("Since", empty_values=(), accessor="pk", orderable=False)
    indicators = tables.Column("Used by", empty_values=(), accessor="pk", orderable=False)

    caption = "Population tables"
    hide_caption = True
    row_header = "name"

    class Meta:
        order_by = "name"
        empty_text = "No population table is set up yet."

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def render_source(self, record: PopulationTable):
        return record.source or unknown("Not stated")

    def render_figure(self, record: PopulationTable):
        row = self._row(record)
        return IN_FULL.text(row.value) if row else unknown("None yet")

    def render_since(self, record: PopulationTable):
        row = self._row(record)
        return day_text(row.holds_from) if row else "–"

    def render_indicators(self, record: PopulationTable) -> str:
        names = [f"{each.outcome.strategy.organisation_short} {each.reference}" for each in record.indicators.all()]
        return ", ".join(names) or "No indicator"

    def _row(self, record: PopulationTable) -> Population | None:
        return record.row_on(self.on)
