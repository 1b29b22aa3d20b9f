"""All strategies; one: why, what, how it stands, and what is done about it; and one of its outcomes."""

from datetime import date

import django_tables2 as tables
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.utils.html import format_html
from django.views.generic import DetailView

from indicators.judging.cards import last_ended_quarter
from indicators.judging.outcomes import outcome_cards, strategy_cards
from outcomes.editing.drafts import seen_by
from outcomes.models import Outcome, Strategy
from outcomes.priorities import served_by
from reports.scorecards.home import strategy_page
from strategy_portal.access import may
from strategy_portal.children import Children, Recorded, with_children
from strategy_portal.clock import today
from strategy_portal.records.history import put_back
from strategy_portal.spreadsheets.lists import Downloadable
from strategy_portal.templatetags.figures import on as day_text
from strategy_portal.views import AsOf


class StrategyTable(tables.Table):
    title = tables.Column(linkify=True)
    organisation = tables.Column()
    starts_on = tables.Column("Runs")
    state = tables.Column("State", empty_values=(), order_by="ends_on")
    outcome_count = tables.Column("Outcomes", attrs={"td": {"class": "number"}, "th": {"class": "number"}})

    tally = tables.Column("Status of the indicators", empty_values=(), orderable=False)

    caption = "Strategies"
    hide_caption = True
    row_header = "title"

    class Meta:
        model = Strategy
        fields = ("title", "organisation", "starts_on", "state", "outcome_count", "tally")

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.cards = {card.strategy.pk: card for card in strategy_cards(self.data.data, "", on)}

    def render_starts_on(self, record: Strategy):
        return format_html("{} to {}", day_text(record.starts_on), day_text(record.ends_on))

    def render_state(self, record: Strategy) -> str:
        if record.is_draft or record.archived_on:
            return "Draft" if record.is_draft else "Put away"
        if record.ends_on < self.on:
            return "Finished"
        return "Running" if record.starts_on <= self.on else "Not started"

    def render_outcome_count(self, record: Strategy):
        word = record.outcome_label.lower() if record.outcome_count == 1 else record.outcome_label_plural
        return f"{record.outcome_count} {word}"

    def render_tally(self, record: Strategy) -> str:
        card = self.cards[record.pk]
        return f"{card.quarter.label}: {card.tally_text}"


class StrategyList(Downloadable, tables.SingleTableView):
    """All strategies, running or finished."""

    table_class = StrategyTable
    file_name = "strategies"
    template_name = "outcomes/strategy_list.html"

    def get_queryset(self):
        return seen_by(self.request.user).with_counts()

    def get_table_kwargs(self) -> dict:
        return {"on": today()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(may_add=may(self.request.user, "outcomes:strategy-create", "POST"), **kwargs)


class StrategyDetail(AsOf, DetailView):
    """One strategy: why, what, how it stands, and what is done about it."""

    template_name = "outcomes/strategy_detail.html"

    def get_object(self, queryset=None) -> Strategy:
        named = seen_by(self.request.user).select_related("predecessor").filter(slug=self.kwargs["slug"]).order_by()
        found = with_children(named, Children("statements"), Children("outcomes", recorded_on=self.as_of))
        if not found:
            raise Http404("No strategy has this address.")
        return found[0]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page=strategy_page(self.object, self.on, self.as_of),
            may_edit=may(self.request.user, "outcomes:strategy-contents", "POST"),
            may_choose_rollup=may(self.request.user, "outcomes:strategy-rollup", "POST"),
            **kwargs,
        )


class OutcomeDetail(AsOf, DetailView):
    """One outcome: its commitments, indicators and actions."""

    template_name = "outcomes/outcome_detail.html"

    def get_object(self, queryset=None) -> Outcome:
        theirs = Outcome.objects.filter(strategy__in=seen_by(self.request.user))
        named = theirs.filter(strategy__slug=self.kwargs["strategy"], number=self.kwargs["number"]).order_by()
        actions = Children("actions", recorded_on=self.as_of)
        found = with_children(named.select_related("strategy"), actions, *Recorded.on(self.as_of))
        if not found:
            raise Http404("No outcome has this address.")
        prefetch_related_objects(found, "commitments__actions")
        return found[0]

    def get_context_data(self, **kwargs):
        quarter = last_ended_quarter(self.on, self.object.strategy.year_start)
        if self.as_of:
            put_back(self.object.actions.all(), self.as_of, ["title"])
        strategy = self.object.strategy
        return super().get_context_data(
            card=outcome_cards([self.object], quarter.slug, self.on, self.as_of, awaiting=True)[0],
            quarter=quarter,
            served=served_by([self.object], self.as_of).get(self.object.pk),
            may_state_priorities=may(self.request.user, "outcomes:outcome-priorities", "POST"),
            may_judge=may(self.request.user, "outcomes:outcome-judge", "POST"),
            indicator_query=self.as_of_query,
            caption=f"{strategy.organisation}, {strategy.outcome_label.lower()} {self.object.number}",
            **kwargs,
        )
