"""Tables of actions: all of them, and the columns of a plan, which is read whole and so is sorted without SQL."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import ExtractYear
from django_tables2.data import TableQuerysetData

from outcomes.models import Outcome
from strategy_portal.domain.action_status import ActionStatus
from strategy_portal.templatetags.design_system import stated

from .models import Action, ActionOwner, ActionQuerySet, SlipLimit
from .scorecards.action_line import ActionLine, line_of
from .templatetags.action_cells import due_cell, state_cell

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


@dataclass(frozen=True)
class ListGroup:
    """What a list is grouped by: the order of the groups, and in which of them a row stands."""

    ordered: Callable[[ActionQuerySet], tuple[QuerySet, tuple[Any, ...]]]
    title: Callable[[ActionLine], str]


class CountedData(TableQuerysetData):
    """Rows of which it is known how many there are: nobody counts them for the pages of the table.

    In groups each is sorted for itself.
    """

    def __init__(self, data: QuerySet, count: int, group: ListGroup | None = None):
        super().__init__(data)
        self.count, self.group = count, group

    def order_by(self, aliases: Sequence[str]) -> None:
        super().order_by(aliases)
        if self.group:
            within = self.data.query.order_by
            found, groups = self.group.ordered(self.data)
            self.data = found.order_by(*groups, *within)

    def __len__(self) -> int:
        return self.count


class ActionTable(tables.Table):
    """Each cell prints from the action's line of the scorecard, so that the table says what pages and reports say.

    Lines are made of the rows that are shown, which come `with_list()`; `limit` is the slip limit of the day `on`.
    """

    strategy = tables.Column(order_by=("strategy", "number"), attrs={"td": {"class": "text"}})
    number = tables.Column("No.", order_by=("number", "strategy"), attrs=NUMBER)
    title = tables.Column("Action", linkify=True)
    outcomes = tables.Column("Outcome", empty_values=(), accessor="pk")
    owners = tables.Column("Owners", empty_values=(), accessor="pk", attrs={"td": {"class": "text"}})
    due = tables.Column("Due", empty_values=(), accessor="pk", attrs={"td": {"class": "text window"}})
    state = tables.Column("State", empty_values=(), attrs={"td": {"class": "text"}})

    caption = "Actions"
    hide_caption = True
    row_header = "title"

    class Meta:
        attrs = {"class": "cards"}
        order_by = ("strategy", "number")

    def __init__(self, *args, on: date, limit: SlipLimit, group: ListGroup | None = None, **kwargs):
        self.on, self.limit, self.group = on, limit, group
        self.lines: dict[int, ActionLine] = {}
        super().__init__(*args, **kwargs)

    def heading(self, record: Action) -> str:
        """The group in which a row stands; empty where there are none."""
        return self.group.title(self.line(record)) if self.group else ""

    def line(self, record: Action) -> ActionLine:
        if record.pk not in self.lines:
            self.lines[record.pk] = line_of(record, self.on, self.limit)
        return self.lines[record.pk]

    def render_outcomes(self, record: Action) -> str:
        numbers = ", ".join(str(number) for number in self.line(record).outcome_numbers)
        return f"{record.strategy.outcome_label} {numbers}"

    def render_owners(self, record: Action) -> object:
        return stated(self.line(record).owners_text)

    def render_due(self, record: Action) -> str:
        return due_cell(self.line(record))

    def render_state(self, record: Action) -> str:
        return state_cell(self.line(record))

    def order_outcomes(self, actions: QuerySet, is_descending: bool):
        return self._ordered(with_first_outcome(actions), F("first_outcome"), is_descending)

    def order_owners(self, actions: QuerySet, is_descending: bool):
        return self._ordered(with_first_owner(actions), F("first_owner"), is_descending)

    def order_due(self, actions: ActionQuerySet, is_descending: bool):
        return self._ordered(actions.with_due_ends_on(), F("due_ends_on"), is_descending)

    def order_state(self, actions: QuerySet, is_descending: bool):
        places = [When(state=state, then=Value(place)) for place, state in enumerate(Action.State)]
        return self._ordered(actions.annotate(state_place=Case(*places)), F("state_place"), is_descending)

    def _ordered(self, actions: QuerySet, key: F, is_descending: bool):
        """What is not stated comes last either way, on every database."""
        ordered = key.desc(nulls_last=True) if is_descending else key.asc(nulls_last=True)
        return actions.order_by(ordered, "strategy", "number"), True


def with_first_outcome(actions: QuerySet) -> QuerySet:
    first = Outcome.objects.filter(actions=OuterRef("pk")).order_by("number").values("number")[:1]
    return actions.annotate(first_outcome=Subquery(first))


def with_first_owner(actions: QuerySet) -> QuerySet:
    first = ActionOwner.objects.filter(action=OuterRef("pk")).order_by("order").values("team__name")[:1]
    return actions.annotate(first_owner=Subquery(first))


def _theme(line: ActionLine) -> str:
    strategy, outcomes = line.action.strategy, sorted(line.action.outcomes.all(), key=lambda each: each.number)
    first = f"{strategy.outcome_label} {outcomes[0]}" if outcomes else f"Under no {strategy.outcome_label.lower()}"
    return f"{strategy}: {first}"


def _due(line: ActionLine) -> str:
    return f"Due in {line.due_window[1].year}" if line.due_window else "Ongoing, or without a date"


LIST_GROUPED = {
    "theme": ListGroup(
        lambda actions: (with_first_outcome(actions), ("strategy", F("first_outcome").asc(nulls_last=True))), _theme
    ),
    "owner": ListGroup(
        lambda actions: (with_first_owner(actions), (F("first_owner").asc(nulls_last=True),)),
        lambda line: line.owner_names[0] if line.owner_names else "No owner",
    ),
    "due": ListGroup(
        lambda actions: (
            actions.with_due_ends_on().annotate(due_year=ExtractYear("due_ends_on")),
            (F("due_year").asc(nulls_last=True),),
        ),
        _due,
    ),
}
"""The groups of the list of all actions (`filters.LIST_GROUPS`).

An action stands once, under its first theme or owner.
"""


COLUMNS: dict[str, tuple[str, Callable[[ActionLine], Any]]] = {
    "number": ("No.", lambda line: line.number),
    "title": ("Action", lambda line: line.title.casefold()),
    "owner": ("Owners", lambda line: (not line.owner_names, line.owner_names)),
    "due": ("Due", lambda line: line.due_window[1] if line.due_window else date.max),
    "state": ("State", lambda line: list(Action.State).index(line.state)),
    "status": ("Status", lambda line: list(ActionStatus).index(line.status)),
    "slippage": ("Slippage", lambda line: -line.slip_rank),
}
"""The columns of a plan: the title of each, and what it sorts by. What is not stated comes after the rest."""
LARGEST_FIRST = ("slippage",)
"""What begins with the largest, and so is sorted descending at the first click."""


def in_order(lines: Iterable[ActionLine], sort: str) -> tuple[ActionLine, ...]:
    """By one of COLUMNS, the other way round with a minus before it; by number where it is none of them."""
    by_number = sorted(lines, key=lambda line: line.number)
    _, key = COLUMNS.get(sort.removeprefix("-"), ("", None))
    return tuple(sorted(by_number, key=key, reverse=sort.startswith("-")) if key else by_number)


def sorted_columns(sort: str) -> list[tuple[str, str, str, str]]:
    """Each column's key and title, what a click sorts by, and for a listener how it is sorted now, empty if not."""
    columns = []
    for key, (title, _) in COLUMNS.items():
        is_descending = sort.startswith("-") != (key in LARGEST_FIRST)
        direction = "descending" if is_descending else "ascending"
        is_sorted = sort.removeprefix("-") == key
        columns.append((key, title, f"-{key}" if sort == key else key, direction if is_sorted else ""))
    return columns
