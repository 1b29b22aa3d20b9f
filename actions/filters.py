"""Filters of the list of all actions, and of a plan, which is read whole and so needs no SQL."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q

from outcomes.models import Outcome, Strategy
from strategy_portal.domain.action_status import COLOURS, Slippage
from strategy_portal.models import Team

from .models import Action, ActionQuerySet
from .scorecards.action_line import ActionLine, Situation

DUE_WITHIN = [("31", "the next month"), ("92", "the next 3 months"), ("365", "the next year")]


LIST_GROUPS = {"": "No groups", "theme": "Theme", "owner": "Owner", "due": "Due"}
"""What the list of all actions is grouped by, by what stands in the address."""


def outcome_choices() -> list:
    """The outcomes that have actions, by strategy."""
    found = Outcome.objects.filter(actions__isnull=False).distinct().select_related("strategy")
    return _grouped(found, lambda outcome: str(outcome.strategy))


def team_choices() -> list:
    """The teams that own actions, by organisation: two councils may have a team of the same name."""
    found = Team.objects.filter(action_parts__isnull=False).distinct().order_by("organisation", "name")
    return _grouped(found, lambda team: team.organisation)


def _grouped(rows, heading) -> list:
    return [(title, [(row.pk, str(row)) for row in group]) for title, group in groupby(rows, heading)]


class ActionListFilter(filters.FilterSet):
    """`on` is the day on which “overdue” and “due within” are asked."""

    search = filters.CharFilter(label="Words in title or outcome measure", method="with_words")
    strategy = filters.ModelChoiceFilter(
        queryset=Strategy.objects.adopted().filter(actions__isnull=False).distinct(),
        to_field_name="slug",
        empty_label="All strategies",
    )
    outcome = filters.ChoiceFilter("outcomes", choices=outcome_choices, label="Outcome", empty_label="All outcomes")
    owner = filters.ChoiceFilter("owners__team", choices=team_choices, label="Owner", empty_label="All owners")
    state = filters.ChoiceFilter(choices=Action.State, empty_label="Every state")
    overdue = filters.ChoiceFilter(
        label="Overdue",
        choices=[("yes", "Overdue"), ("no", "Not overdue")],
        method="overdue_or_not",
        empty_label="Either",
    )
    due_within = filters.ChoiceFilter(label="Due within", choices=DUE_WITHIN, method="due_soon", empty_label="Any time")
    missing = filters.ChoiceFilter(
        label="Not stated",
        choices=[("owner", "Without an owner"), ("date", "Without a due date")],
        method="lacking",
        empty_label="All actions",
    )

    by = filters.ChoiceFilter(
        choices=[(key, key) for key in LIST_GROUPS if key], method="as_they_are", widget=forms.HiddenInput
    )

    class Meta:
        model = Action
        fields = ("search", "strategy", "outcome", "owner", "state", "overdue", "due_within", "missing", "by")

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    @property
    def by_now(self) -> str:
        """What the list is grouped by; empty where it is not."""
        return self.form.cleaned_data.get("by", "") if self.form.is_bound and self.form.is_valid() else ""

    @property
    def is_folded(self) -> bool:
        """Nothing is asked for but what one click asks."""
        return not set(self.form.changed_data) - {"by"}

    def as_they_are(self, actions: ActionQuerySet, name: str, by: str) -> ActionQuerySet:
        """Groups leave nothing out: the table orders by them."""
        return actions

    def with_words(self, actions: ActionQuerySet, name: str, words: str) -> ActionQuerySet:
        return actions.filter(Q(title__icontains=words) | Q(measures__text__icontains=words)).distinct()

    def overdue_or_not(self, actions: ActionQuerySet, name: str, answer: str) -> ActionQuerySet:
        overdue = actions.overdue_on(self.on)
        return overdue if answer == "yes" else actions.exclude(pk__in=overdue.values("pk"))

    def due_soon(self, actions: ActionQuerySet, name: str, days: str) -> ActionQuerySet:
        return actions.due_between(self.on, self.on + timedelta(days=int(days)))

    def lacking(self, actions: ActionQuerySet, name: str, what: str) -> ActionQuerySet:
        return actions.without_owner() if what == "owner" else actions.without_date()


STATUSES = [(status.value, status.word) for status in COLOURS]
OTHER = [
    ("none", "In progress without a date"),
    ("overdue", "Overdue, whatever its state"),
    ("at-risk", "At risk, says owner"),
]


class PlanFilter(forms.Form):
    """`on` is the day on which status and “due within” are asked."""

    owner = forms.ChoiceField(label="Owner", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "Every state"), *Action.State.choices])
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Every status"), *STATUSES, *OTHER])
    due = forms.ChoiceField(label="Due within", required=False, choices=[("", "Any time"), *DUE_WITHIN])
    slipped = forms.ChoiceField(
        label="Slipped",
        required=False,
        choices=[
            ("", "Slipped or not"),
            ("any", "Slipped"),
            *((slip.value, slip.word) for slip in (Slippage.UNDER_LIMIT, Slippage.LIMIT_OR_MORE)),
            ("moved", "Moved at all"),
        ],
    )

    def __init__(self, data: Any, lines: Iterable[ActionLine], on: date):
        super().__init__(data or None)
        self.lines, self.on = tuple(lines), on
        names = sorted({name for line in self.lines for name in line.owner_names})
        self.fields["owner"].choices = [("", "All owners"), ("nobody", "Without an owner"), *((n, n) for n in names)]

    def shown(self) -> tuple[ActionLine, ...]:
        """The lines that match what was chosen; all of them where nothing was, or nothing that can be chosen."""
        if not self.is_bound or not self.is_valid():
            return self.lines
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return tuple(line for line in self.lines if all(getattr(self, f"_{name}")(line, asked[name]) for name in asked))

    def _owner(self, line: ActionLine, name: str) -> bool:
        return not line.owner_names if name == "nobody" else name in line.owner_names

    def _state(self, line: ActionLine, state: str) -> bool:
        return line.state == state

    def _status(self, line: ActionLine, status: str) -> bool:
        if status == "none":
            return line.state is Action.State.IN_PROGRESS and not line.status.is_colour
        if status == "overdue":
            return line.is_overdue
        return line.is_at_risk if status == "at-risk" else line.status == status

    def _due(self, line: ActionLine, days: str) -> bool:
        if line.has_ended or line.due_window is None:
            return False
        return self.on <= line.due_window[1] <= self.on + timedelta(days=int(days))

    def _slipped(self, line: ActionLine, how: str) -> bool:
        if how == "any":
            return line.slippage.is_slip
        return bool(line.moves) if how == "moved" else line.slippage == how


SHOWN: dict[str, tuple[str, Callable[[ActionLine], bool]]] = {
    "": ("All", lambda line: True),
    "late": ("Late", lambda line: line.is_overdue),
    "no-state": ("No state reported", lambda line: line.state is Action.State.UNKNOWN),
    "moved": ("Moved", lambda line: line.has_moved or bool(line.moves)),
    "at-risk": ("At risk", lambda line: line.is_at_risk),
    "completed": ("Completed", lambda line: line.situation is Situation.COMPLETED),
}
"""What a plan shows at one click, by what stands in the address: its title, and which actions these are."""

GROUPS = {"": "Theme", "owner": "Owner", "due": "Due"}
"""What a plan is grouped by; the first is called what the strategy calls its outcomes."""

ORDERS = {
    "": "Longest late first",
    "number": "Number",
    "due": "Due",
    "slippage": "Moved furthest first",
    "title": "Title",
}


class PlanPageFilter(PlanFilter):
    """With the theme, the order, and what is shown and grouped at one click, all of which the address holds."""

    outcome = forms.ChoiceField(required=False)
    sort = forms.ChoiceField(label="Order in each group", required=False, choices=list(ORDERS.items()))
    show = forms.ChoiceField(required=False, choices=[(key, key) for key in SHOWN], widget=forms.HiddenInput)
    by = forms.ChoiceField(required=False, choices=[(key, key) for key in GROUPS], widget=forms.HiddenInput)

    field_order = ("owner", "outcome", "state", "status", "due", "slipped", "sort")

    def __init__(self, data: Any, lines: Iterable[ActionLine], on: date, strategy: Strategy):
        super().__init__({name: data[name] for name in self.base_fields if data.get(name)}, lines, on)
        outcomes = {each.number: str(each) for line in self.lines for each in line.action.outcomes.all()}
        choices = [("", f"All {strategy.outcome_label_plural}"), *((str(n), outcomes[n]) for n in sorted(outcomes))]
        self.fields["outcome"].label, self.fields["outcome"].choices = strategy.outcome_label, choices

    @property
    def asked(self) -> dict[str, str]:
        """What was chosen of what can be chosen; the rest is as if nothing was."""
        self.is_valid()
        return self.cleaned_data if self.is_bound else {}

    @property
    def is_folded(self) -> bool:
        """Nothing is asked for but what one click asks."""
        return not any(self.asked.get(name) for name in self.field_order)

    @property
    def show_now(self) -> str:
        return self.asked.get("show", "")

    @property
    def by_now(self) -> str:
        return self.asked.get("by", "")

    def of_the_form(self) -> tuple[ActionLine, ...]:
        """The lines that match the form, whatever is shown of them at one click."""
        names = ("owner", "outcome", "state", "status", "due", "slipped")
        asked = {name: self.asked[name] for name in names if self.asked.get(name)}
        return tuple(line for line in self.lines if all(getattr(self, f"_{name}")(line, asked[name]) for name in asked))

    def shown(self) -> tuple[ActionLine, ...]:
        _, is_shown = SHOWN[self.show_now]
        return tuple(line for line in self.of_the_form() if is_shown(line))

    def links(self) -> list[tuple[str, str, int]]:
        """What can be shown at one click: its key, title and how many it shows."""
        lines = self.of_the_form()
        return [(key, title, sum(map(is_shown, lines))) for key, (title, is_shown) in SHOWN.items()]

    def _outcome(self, line: ActionLine, number: str) -> bool:
        return int(number) in line.outcome_numbers
