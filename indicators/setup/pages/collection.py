"""Units, teams and population tables: what values are collected from."""

from typing import Any

import django_tables2 as tables
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.generic import DetailView, TemplateView
from django_tables2 import SingleTableMixin, SingleTableView

from indicators.models import CollectionUnit, Population, PopulationTable, ReportingPeriod, Value
from indicators.models.seal import last_sealed
from outcomes.models import Strategy
from strategy_portal.clock import today
from strategy_portal.domain.numbers import IN_FULL
from strategy_portal.editing.forms import Day, reason_field
from strategy_portal.editing.views import EditPage, HoldingForm, WithdrawHoldingPage
from strategy_portal.models import Team
from strategy_portal.records.history import save_with_history
from strategy_portal.spreadsheets.lists import Downloadable
from strategy_portal.templatetags.design_system import demo_label, unknown
from strategy_portal.templatetags.figures import on as day_text

from ..changes import changes_of_table, changes_of_units
from ..services import save_population_table, save_unit
from .base import AgreeSetupPage, OfStrategy, SetupForm, TypedFigure, crumbs_to


def teams_of(strategy: Strategy, current: Team | None) -> QuerySet:
    """The teams of the strategy's organisation, those of none, and the one chosen already."""
    own = Team.objects.working_for(strategy.organisation).values("pk")
    return Team.objects.filter(Q(pk__in=own) | Q(pk=current.pk if current else None))


class UnitTable(tables.Table):
    name = tables.Column("Unit")
    code = tables.Column(default="None")
    team = tables.Column(order_by="team__name", default=unknown("No team: nobody can enter its values"))
    opened_on = tables.DateColumn("j F Y", verbose_name="First day", default="From the start")
    closed_on = tables.DateColumn("j F Y", verbose_name="Last day", default="None")
    state = tables.Column("State", empty_values=(), accessor="pk", orderable=False)

    caption = "Units"
    hide_caption = True
    row_header = "name"

    class Meta:
        order_by = "name"

    def render_name(self, value: str, record: CollectionUnit) -> SafeString:
        address = reverse("indicators:unit-edit", args=[record.strategy.slug, record.pk])
        label = demo_label() if record.is_demonstration else ""
        return format_html('<a href="{}">{}</a> {}', address, value, label)

    def render_state(self, record: CollectionUnit) -> str:
        if record.opened_on and record.opened_on > today():
            return "Not open yet"
        return "Closed" if record.closed_on and record.closed_on < today() else "Open"


class UnitList(OfStrategy, Downloadable, SingleTableMixin, TemplateView):
    """The strategy's units, open and closed, and every change of them."""

    table_class = UnitTable
    file_name = "units"
    template_name = "indicators/unit_list.html"
    table_pagination = {"per_page": 50}

    def get_table_data(self):
        return self.strategy.units.select_related("team", "strategy")

    def get_context_data(self, **kwargs):
        changes = changes_of_units(self.strategy)
        return super().get_context_data(**kwargs | {"strategy": self.strategy}, changes=changes)


class UnitForm(SetupForm):
    opened_on = Day(
        required=False,
        label="First day",
        help_text="Nothing is expected before. Empty: from the start. Earlier quarters are owed from then on.",
    )
    closed_on = Day(
        required=False, label="Last day", help_text="Nothing is expected of a period that ends later. Empty: in use."
    )
    reason = reason_field()

    class Meta:
        model = CollectionUnit
        fields = ("name", "code", "team", "opened_on", "closed_on")
        help_texts = {
            "code": "By which your own sheets name it, if they do. Mostly empty.",
            "team": "The team whose officers enter its values.",
        }

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams_of(strategy, self.instance.team)


class UnitCreate(OfStrategy, EditPage):
    title = "Add a unit"
    lead = "A part of the organisation that collects its own figures for the strategy’s surveys."
    button = "Save the unit"
    unit: CollectionUnit | None = None

    @property
    def crumbs(self) -> list:
        return [*super().crumbs, ("Units", self.setup_url("unit-list"))]

    def form(self, data=None) -> UnitForm:
        return UnitForm(data, instance=self.unit, strategy=self.strategy)

    def save(self, form: UnitForm) -> str:
        unit = save_unit(strategy=self.strategy, unit=form.filled(), by=self.request.user, **form.terms)
        return f"The unit {unit} is saved."


class UnitEdit(UnitCreate):
    title = "Change a unit"
    lead = "Close it with its last day, rather than rename it into another one: its values stay its own."

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.unit = get_object_or_404(self.strategy.units, pk=kwargs["pk"])


class TeamForm(forms.ModelForm):
    class Meta:
        model = Team
        fields = ("name",)
        labels = {"name": "The team’s name"}
        help_texts = {"name": "A team or post, never a person."}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        if Team.objects.filter(organisation=self.instance.organisation, name__iexact=name).exists():
            raise forms.ValidationError(f"There is a team “{name}” already")
        return name


class TeamCreate(OfStrategy, EditPage):
    title = "Add a team"
    lead = "It can own indicators and units from then on. The administrator says who belongs to it."
    button = "Add the team"

    def form(self, data=None) -> TeamForm:
        return TeamForm(data, instance=Team(organisation=self.strategy.organisation))

    def save(self, form: TeamForm) -> str:
        team = form.save(commit=False)
        team.is_demonstration = self.request.user.is_demonstration
        save_with_history(team, by=self.request.user)
        return f"The team {team} is added."


class PopulationTableTable(tables.Table):
    name = tables.Column("Table", linkify=("indicators:population-table-detail", [tables.A("pk")]))
    source = tables.Column(default=unknown())
    figure = tables.Column(
        "In force", empty_values=(), accessor="pk", orderable=False,
        attrs={"td": {"class": "number"}, "th": {"class": "number"}},
    )  # fmt: skip
    since = tables.Column("Since", empty_values=(), accessor="pk", orderable=False)
    indicators = tables.Column("Used by", empty_values=(), accessor="pk", orderable=False)

    caption = "Population tables"
    hide_caption = True
    row_header = "name"

    class Meta:
        order_by = "name"

    def render_figure(self, record: PopulationTable):
        row = record.row_on(today())
        return IN_FULL.text(row.value) if row else unknown("None yet")

    def render_since(self, record: PopulationTable) -> str:
        row = record.row_on(today())
        return day_text(row.holds_from) if row else "–"

    def render_indicators(self, record: PopulationTable) -> str:
        names = [f"{each.outcome.strategy.organisation_short} {each.reference}" for each in record.indicators.all()]
        return ", ".join(names) or "No indicator"


class PopulationTableList(Downloadable, SingleTableView):
    """The denominators that indicators share."""

    table_class = PopulationTableTable
    file_name = "population-tables"
    template_name = "indicators/population_table_list.html"
    table_pagination = {"per_page": 50}

    def get_queryset(self):
        return PopulationTable.objects.prefetch_related("rows", "indicators__key_output__outcome__strategy")


class PopulationTableDetail(DetailView):
    """One table: its rows by date, who uses it, and every change."""

    model = PopulationTable
    template_name = "indicators/population_table_detail.html"
    context_object_name = "table"

    def get_context_data(self, **kwargs):
        used = Exists(Value.objects.filter(population=OuterRef("pk")))
        return super().get_context_data(
            rows=self.object.rows.select_related("made_by").annotate(is_used=used).order_by("-holds_from"),
            in_force=self.object.row_on(today()),
            indicators=self.object.indicators.with_setting().in_strategy_order(),
            changes=changes_of_table(self.object),
            **kwargs,
        )


class PopulationTableForm(SetupForm):
    reason = reason_field()

    class Meta:
        model = PopulationTable
        fields = ("name", "source")
        help_texts = {
            "name": "For example: population of the council area, mid-year estimate",
            "source": "Where the figures are published.",
        }
        widgets = {"source": forms.Textarea(attrs={"rows": 2})}


class PopulationTableCreate(EditPage):
    title = "Add a population table"
    button = "Save the table"
    table: PopulationTable | None = None

    @property
    def crumbs(self) -> list:
        return crumbs_to(("Population tables", reverse("indicators:population-table-list")))

    def form(self, data=None) -> PopulationTableForm:
        return PopulationTableForm(data, instance=self.table)

    def save(self, form: PopulationTableForm) -> str:
        self.table = save_population_table(table=form.filled(), by=self.request.user, **form.terms)
        return f"The table “{self.table}” is saved."

    def after(self) -> str:
        return reverse("indicators:population-table-detail", args=[self.table.pk])


class OfTable:
    """Finds the population table that the address names."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.table = get_object_or_404(PopulationTable, pk=kwargs["table"])

    @property
    def crumbs(self) -> list:
        tables = ("Population tables", reverse("indicators:population-table-list"))
        return crumbs_to(tables, (str(self.table), reverse("indicators:population-table-detail", args=[self.table.pk])))


class PopulationTableEdit(OfTable, PopulationTableCreate):
    title = "Change the table"


class PopulationForm(HoldingForm):
    value = TypedFigure(label="Figure")
    holds_from = Day(label="Holds from", help_text="Values of periods that end on this day or later use it.")

    class Meta:
        model = Population
        fields = ("value", "holds_from", "reason", "agreed_by")


class PopulationCreate(OfTable, AgreeSetupPage):
    title = "Set a figure"
    lead = "From a day on, values are divided by it. What was approved before keeps the figure that it was divided by."
    button = "Save the figure"
    form_class = PopulationForm

    def last_sealed(self) -> ReportingPeriod | None:
        return last_sealed(self.table.indicators.all())

    def row(self) -> Population:
        return Population(table=self.table)


class PopulationWithdraw(OfTable, WithdrawHoldingPage):
    title = "Withdraw a figure"
    said = "The figure is withdrawn. The history keeps it."

    def rows(self) -> QuerySet:
        return self.table.rows.select_related("table")
