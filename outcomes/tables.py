"""Tables of strategies."""

from datetime import date

import django_tables2 as tables
from django.utils.html import format_html

from strategy_portal.templatetags.figures import on as day_text

from .models import Strategy


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
