"""Forms of what values are collected from: units, teams, population tables."""

from typing import Any

from django import forms

from indicators.models import CollectionUnit, Population, PopulationTable
from outcomes.models import Strategy
from strategy_portal.editing.fields import Day, reason_field
from strategy_portal.editing.forms import EditForm
from strategy_portal.editing.holdings import HoldingForm
from strategy_portal.models import Team

from .definitions import teams_of
from .fields import TypedFigure


class UnitForm(EditForm):
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
        fields = ("name", "team", "opened_on", "closed_on")
        help_texts = {"team": "The team whose officers enter its values."}

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams_of(strategy, self.instance.team)
        if not self.instance.pk:
            del self.fields["reason"]


class PopulationTableForm(EditForm):
    reason = reason_field()

    class Meta:
        model = PopulationTable
        fields = ("name", "source")
        help_texts = {
            "name": "For example: population of the council area, mid-year estimate",
            "source": "Where the figures are published.",
        }
        widgets = {"source": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["reason"]


class PopulationForm(HoldingForm):
    value = TypedFigure(label="Figure")
    holds_from = Day(label="Holds from", help_text="Values of periods that end on this day or later use it.")

    class Meta:
        model = Population
        fields = ("value", "holds_from", "reason", "agreed_by")


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
