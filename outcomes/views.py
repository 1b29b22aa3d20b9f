"""Pages of strategies: all of them, and how the outcomes of one get a single colour."""

from datetime import date

import django_tables2 as tables
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.views.generic import UpdateView

from strategy_portal.clock import today
from strategy_portal.domain.counting import Rollup
from strategy_portal.templatetags.figures import on as day_text

from .forms import RollupForm
from .models import Strategy
from .services import choose_rollup


class StrategyTable(tables.Table):
    title = tables.Column(linkify=True)
    organisation = tables.Column()
    starts_on = tables.Column("Runs")
    state = tables.Column("State", empty_values=(), order_by="ends_on")
    outcome_count = tables.Column("Outcomes", attrs={"td": {"class": "number"}, "th": {"class": "number"}})

    class Meta:
        model = Strategy
        fields = ("title", "organisation", "starts_on", "state", "outcome_count")
        attrs = {"caption": "Strategies", "hide_caption": True}
        empty_text = "No strategy is loaded yet. An administrator can load or add one."

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def render_starts_on(self, record: Strategy):
        return format_html("{} to {}", day_text(record.starts_on), day_text(record.ends_on))

    def render_state(self, record: Strategy) -> str:
        if record.ends_on < self.on:
            return "Finished"
        return "Running" if record.starts_on <= self.on else "Not started"

    def render_outcome_count(self, record: Strategy):
        word = record.outcome_label.lower() if record.outcome_count == 1 else record.outcome_label_plural
        return f"{record.outcome_count} {word}"


class StrategyList(tables.SingleTableView):
    """All strategies, running or finished."""

    queryset = Strategy.objects.with_counts()
    table_class = StrategyTable
    template_name = "outcomes/strategy_list.html"

    def get_table_kwargs(self) -> dict:
        return {"on": today()}


class StrategyRollup(UpdateView):
    """How the outcomes of a strategy get a single colour (rules 8.2)."""

    model = Strategy
    form_class = RollupForm
    template_name = "outcomes/strategy_rollup.html"

    def form_valid(self, form: RollupForm) -> HttpResponse:
        choose_rollup(self.object, rollup=Rollup(form.cleaned_data["rollup"]), by=self.request.user)
        messages.success(self.request, "Saved. The distribution is still shown first.")
        return redirect(self.object)
