"""Units, teams and population tables."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import DetailView, TemplateView
from django_tables2 import SingleTableMixin, SingleTableView

from indicators.models import Population, PopulationTable, ReportingPeriod, Value
from indicators.models.seal import last_sealed
from strategy_portal.clock import today
from strategy_portal.models import Team
from strategy_portal.records.history import save_with_history

from ..changes import changes_of_table, changes_of_units
from ..collection import save_population_table, save_unit
from ..forms.collection import PopulationForm, PopulationTableForm, TeamForm, UnitForm
from ..tables import PopulationTableTable, UnitTable
from .base import AgreeSetupPage, OfStrategy, SetupFormPage, WithdrawSetupPage, crumbs_to


class UnitList(OfStrategy, SingleTableMixin, TemplateView):
    """The strategy's units, open and closed, and every change of them."""

    table_class = UnitTable
    template_name = "indicators/unit_list.html"
    table_pagination = {"per_page": 50}

    def get_table_data(self):
        return self.strategy.units.select_related("team", "strategy")

    def get_table_kwargs(self) -> dict:
        return {"on": today()}

    def get_context_data(self, **kwargs):
        changes = changes_of_units(self.strategy)
        return super().get_context_data(**kwargs | {"strategy": self.strategy}, changes=changes)


class UnitCreate(OfStrategy, SetupFormPage):
    title = "Add a unit"
    lead = "A part of the organisation that collects its own figures for the strategy’s surveys."
    button = "Save the unit"

    @property
    def crumbs(self) -> list:
        return [*super().crumbs, ("Units", self.setup_url("unit-list"))]

    def form(self, data=None) -> UnitForm:
        return UnitForm(data, strategy=self.strategy)

    def save(self, form: UnitForm) -> str:
        chosen = form.cleaned_data
        unit = save_unit(
            strategy=self.strategy, unit=form.filled(), seen=chosen["seen"], reason=chosen.get("reason", ""),
            by=self.request.user,
        )  # fmt: skip
        return f"The unit {unit} is saved."


class UnitEdit(UnitCreate):
    title = "Change a unit"
    lead = "Close it with its last day, rather than rename it into another one: its values stay its own."

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.unit = get_object_or_404(self.strategy.units, pk=kwargs["pk"])

    def form(self, data=None) -> UnitForm:
        return UnitForm(data, instance=self.unit, strategy=self.strategy)


class TeamCreate(OfStrategy, SetupFormPage):
    """A team that can own indicators and units. Who belongs to it, the administrator says."""

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


class PopulationTableList(SingleTableView):
    """The denominators that indicators share."""

    table_class = PopulationTableTable
    template_name = "indicators/population_table_list.html"
    table_pagination = {"per_page": 50}

    def get_queryset(self):
        return PopulationTable.objects.prefetch_related("rows", "indicators__key_output__outcome__strategy")

    def get_table_kwargs(self) -> dict:
        return {"on": today()}


class PopulationTableDetail(DetailView):
    """One table: its rows by date, who uses it, and every change."""

    template_name = "indicators/population_table_detail.html"
    context_object_name = "table"

    def get_queryset(self):
        return PopulationTable.objects.all()

    def get_context_data(self, **kwargs):
        used = Exists(Value.objects.filter(population=OuterRef("pk")))
        return super().get_context_data(
            rows=self.object.rows.select_related("made_by").annotate(is_used=used).order_by("-holds_from"),
            in_force=self.object.row_on(today()),
            indicators=self.object.indicators.with_setting().in_strategy_order(),
            changes=changes_of_table(self.object),
            **kwargs,
        )


class PopulationTableCreate(SetupFormPage):
    title = "Add a population table"
    button = "Save the table"

    @property
    def crumbs(self) -> list:
        return crumbs_to(("Population tables", reverse("indicators:population-table-list")))

    def form(self, data=None) -> PopulationTableForm:
        return PopulationTableForm(data)

    def save(self, form: PopulationTableForm) -> str:
        chosen = form.cleaned_data
        self.table = save_population_table(
            table=form.filled(), seen=chosen["seen"], reason=chosen.get("reason", ""), by=self.request.user
        )
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

    def form(self, data=None) -> PopulationTableForm:
        return PopulationTableForm(data, instance=self.table)


class PopulationCreate(OfTable, AgreeSetupPage):
    title = "Set a figure"
    lead = "From a day on, values are divided by it. What was approved before keeps the figure that it was divided by."
    button = "Save the figure"
    form_class = PopulationForm

    def last_sealed(self) -> ReportingPeriod | None:
        return last_sealed(self.table.indicators.all())

    def row(self) -> Population:
        return Population(table=self.table)


class PopulationWithdraw(OfTable, WithdrawSetupPage):
    title = "Withdraw a figure"
    said = "The figure is withdrawn. The history keeps it."

    def rows(self) -> QuerySet:
        return self.table.rows.select_related("table")
