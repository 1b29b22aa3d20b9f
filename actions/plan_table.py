"""The table of a plan: its columns, which lines are shown, and in which order.

Every plan is read whole, so this needs no database.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django import forms

from strategy_portal.domain.action_status import COLOURS, ActionStatus, Slippage

from .models import Action
from .scorecards.action_plan import ActionLine

COLUMNS = (
    ("number", "No."), ("title", "Action"), ("owner", "Owners"), ("due", "Due"), ("state", "State"),
    ("status", "Status"), ("slippage", "Slippage"),
)  # fmt: skip
LAST = date.max
SORTS: dict[str, Callable[[ActionLine], Any]] = {
    "number": lambda line: line.number,
    "title": lambda line: line.title.casefold(),
    "owner": lambda line: (not line.owner_names, line.owner_names),
    "due": lambda line: line.due_window[1] if line.due_window else LAST,
    "state": lambda line: list(Action.State).index(line.state),
    "status": lambda line: list(ActionStatus).index(line.status),
    "slippage": lambda line: -line.slip_rank,
}
"""What the columns sort by; what is not stated comes after the rest."""
LARGEST_FIRST = ("slippage",)
"""What begins with the largest, and so is sorted descending at the first click."""

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
    due = forms.ChoiceField(
        label="Due within",
        required=False,
        choices=[("", "Any time"), ("31", "the next month"), ("92", "the next 3 months"), ("365", "the next year")],
    )
    slipped = forms.ChoiceField(
        label="Slipped",
        required=False,
        choices=[
            ("", "Slipped or not"),
            ("any", "Slipped"),
            *((slip.value, slip.word) for slip in (Slippage.UNDER_THREE_MONTHS, Slippage.THREE_MONTHS_OR_MORE)),
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
            return line.action.is_in_progress and not line.status.is_colour
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


def in_order(lines: Iterable[ActionLine], sort: str) -> tuple[ActionLine, ...]:
    """By one of SORTS, the other way round with a minus before it; by number where it is none of them."""
    backwards = sort.startswith("-")
    key = SORTS.get(sort.removeprefix("-"), SORTS["number"])
    return tuple(sorted(sorted(lines, key=SORTS["number"]), key=key, reverse=backwards and sort[1:] in SORTS))


def sorted_columns(sort: str) -> list[tuple[str, str, str, str]]:
    """Each column's key and title, what a click sorts by, and how it is sorted now."""
    return [(key, title, f"-{key}" if sort == key else key, _direction(key, sort)) for key, title in COLUMNS]


def _direction(key: str, sort: str) -> str:
    """For a listener: how the column is sorted now; empty where it is not."""
    if sort.removeprefix("-") != key or key not in SORTS:
        return ""
    return "descending" if sort.startswith("-") != (key in LARGEST_FIRST) else "ascending"
