"""Tables of actions."""

from datetime import date

import django_tables2 as tables
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.template.loader import render_to_string

from outcomes.models import Outcome
from strategy_portal.templatetags.design_system import stated

from .models import Action, ActionOwner
from .querysets import ActionQuerySet
from .scorecards.action_plan import action_line

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class ActionTable(tables.Table):
    """Each cell prints from the action's line of the scorecard, so that the table says what pages and reports say."""

    strategy = tables.Column(order_by=("strategy", "number"), attrs={"td": {"class": "text"}})
    number = tables.Column("No.", order_by=("number", "strategy"), attrs=NUMBER)
    title = tables.Column("Action", linkify=True)
    outcomes = tables.Column("Outcome", empty_values=(), accessor="pk")
    owners = tables.Column("Owners", empty_values=(), accessor="pk", attrs={"td": {"class": "text"}})
    due = tables.Column("Due", empty_values=(), accessor="pk", attrs={"td": {"class": "text"}})
    state = tables.Column("State", empty_values=(), attrs={"td": {"class": "text"}})

    caption = "Actions"
    hide_caption = True
    row_header = "title"

    class Meta:
        order_by = ("strategy", "number")

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def render_outcomes(self, record: Action) -> str:
        numbers = ", ".join(str(number) for number in action_line(record, self.on).outcome_numbers)
        return f"{record.strategy.outcome_label} {numbers}"

    def render_owners(self, record: Action) -> object:
        return stated(action_line(record, self.on).owners_text)

    def render_due(self, record: Action) -> str:
        return self._cell("actions/_due.html", record)

    def render_state(self, record: Action) -> str:
        return self._cell("actions/_state.html", record)

    def _cell(self, template: str, record: Action) -> str:
        return render_to_string(template, {"line": action_line(record, self.on)})

    def order_outcomes(self, actions: QuerySet, is_descending: bool):
        first = Outcome.objects.filter(actions=OuterRef("pk")).order_by("number").values("number")[:1]
        return self._ordered(actions.annotate(first_outcome=Subquery(first)), F("first_outcome"), is_descending)

    def order_owners(self, actions: QuerySet, is_descending: bool):
        first = ActionOwner.objects.filter(action=OuterRef("pk")).order_by("order").values("team__name")[:1]
        return self._ordered(actions.annotate(first_owner=Subquery(first)), F("first_owner"), is_descending)

    def order_due(self, actions: ActionQuerySet, is_descending: bool):
        return self._ordered(actions.with_due(), F("due_ends_on"), is_descending)

    def order_state(self, actions: QuerySet, is_descending: bool):
        places = [When(state=state, then=Value(place)) for place, state in enumerate(Action.State)]
        return self._ordered(actions.annotate(state_place=Case(*places)), F("state_place"), is_descending)

    def _ordered(self, actions: QuerySet, key: F, is_descending: bool):
        """What is not stated comes last either way, on every database."""
        ordered = key.desc(nulls_last=True) if is_descending else key.asc(nulls_last=True)
        return actions.order_by(ordered, "strategy", "number"), True
