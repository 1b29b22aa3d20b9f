"""All actions, the slippage ledger, and what the pages of one action or of one plan have in common."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from indicators.setup.pages.base import OfStrategy
from strategy_portal.clock import today
from strategy_portal.editing.views import Crumb
from strategy_portal.spreadsheets.cells import Cell
from strategy_portal.spreadsheets.lists import Downloadable, ShownTables

from .filters import LIST_GROUPS, ActionListFilter
from .models import Action, ActionQuerySet, slip_limits
from .scorecards.action_changes import action_changes
from .scorecards.action_counts import StateCounts, count_states
from .scorecards.action_plan import action_plan
from .tables import LIST_GROUPED, ActionTable, CountedData, ListGroup


class OfPlan(OfStrategy):
    """Finds the strategy whose plan it is."""

    @property
    def caption(self) -> str:
        return str(self.strategy)

    @property
    def crumbs(self) -> list[Crumb]:
        return [
            (self.strategy.title, self.strategy.get_absolute_url()),
            ("Action plan", reverse("actions:plan", args=[self.strategy.slug])),
        ]


class OfAction(OfPlan):
    """Finds the action that the address names. One that is not in the person's remit is not found."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.action = self.found(kwargs["number"])
        self.action.strategy = self.strategy

    def found(self, number: int) -> Action:
        return get_object_or_404(self.actions().of(self.strategy), number=number)

    def actions(self) -> ActionQuerySet:
        return Action.objects.all()

    @property
    def crumbs(self) -> list[Crumb]:
        return [*super().crumbs, (f"Action {self.action.number}", self.action.get_absolute_url())]

    @property
    def caption(self) -> str:
        return str(self.action)


class OfMyAction(OfAction):
    """The action of an officer's teams, or any for the performance team."""

    def actions(self) -> ActionQuerySet:
        return Action.objects.updatable_by(self.request.user)


class ActionList(Downloadable, SingleTableMixin, FilterView):
    """The actions of all strategies."""

    filterset_class = ActionListFilter
    table_class = ActionTable
    file_name = "actions"
    template_name = "actions/action_list.html"
    table_pagination = {"per_page": 25}

    def get_queryset(self):
        return Action.objects.filter(strategy__is_draft=False).with_list()

    @cached_property
    def counts(self) -> StateCounts:
        """Of all that pass the filter, on whatever page of the table they stand."""
        return count_states(self.object_list, today())

    def get_filterset_kwargs(self, filterset_class) -> dict:
        return {**super().get_filterset_kwargs(filterset_class), "on": today()}

    def get_table_data(self) -> CountedData:
        return CountedData(self.object_list, self.counts.total, self.group)

    @property
    def group(self) -> ListGroup | None:
        return LIST_GROUPED.get(self.filterset.by_now)

    def get_table_kwargs(self) -> dict:
        return {"on": today(), "limit": slip_limits().on(today()), "group": self.group}

    def get_context_data(self, **kwargs):
        closed = self.filterset.is_folded
        return super().get_context_data(counts=self.counts, closed=closed, group_links=LIST_GROUPS.items(), **kwargs)

    def rows(self, context: dict[str, Any]) -> Sequence[Sequence[Cell]]:
        """With the group of each, where there are groups."""
        table, rows = context["table"], super().rows(context)
        if not self.group:
            return rows
        groups = ["Group", *(table.heading(row.record) for row in table.rows)]
        return [[group, *row] for group, row in zip(groups, rows, strict=True)]


class ActionChanges(OfAction, TemplateView):
    """Who changed an action, its owners, dates, measures and milestones, when, from what to what, and why."""

    template_name = "actions/action_changes.html"

    def get_context_data(self, **kwargs):
        crumbs = [*self.crumbs, ("Changes", "")]
        return super().get_context_data(action=self.action, changes=action_changes(self.action), crumbs=crumbs)


class SlippageLedger(OfPlan, ShownTables, TemplateView):
    """Each action whose date was moved: the first date, every move with who agreed it, and what came of it."""

    template_name = "actions/slippage_ledger.html"
    file_name = "slippage"

    def get_context_data(self, **kwargs):
        plan = action_plan(self.strategy, today())
        return super().get_context_data(
            strategy=self.strategy, plan=plan, crumbs=[*self.crumbs, ("Slippage ledger", "")]
        )
