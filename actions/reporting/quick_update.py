"""Many actions reported on from one page: a row for each, and each saved by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms

from strategy_portal.editing.forms import GuardedForm
from strategy_portal.models import User
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from ..models import Action, in_force
from .forms import state_choices, who_changed
from .services import ProgressReport, add_progress_update


class QuickUpdateForm(GuardedForm):
    """One action's row. A row in which nothing is changed is no report.

    Whether the action can become `new_state` the service says: its state may be another than the one on the page.
    """

    new_state = forms.CharField(label="State", required=False, widget=forms.Select)
    at_risk = forms.BooleanField(label="At risk", required=False, show_hidden_initial=True)
    risk = forms.CharField(label="What may go wrong", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    done = forms.CharField(label="What was done", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    next_steps = forms.CharField(label="What is next", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Mapping[str, Any] | None, action: Action):
        latest = next(iter(in_force(action.updates.all())), None)
        start = {"seen": action.version, "at_risk": bool(latest and latest.at_risk)}
        super().__init__(data, prefix=str(action.pk), initial=start)
        self.action = action
        self.is_outdated = False
        self.fields["new_state"].widget.choices = state_choices(action)
        for name, each in self.fields.items():
            if name != "seen":
                each.widget.attrs["aria-label"] = f"{each.label}: action {action.number}"

    @property
    def is_touched(self) -> bool:
        return bool(set(self.changed_data) - {"seen"})

    @property
    def at_risk_as_seen(self) -> str:
        """A hidden field with what the box was when the page was opened."""
        return self["at_risk"].as_hidden(only_initial=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_touched and not (cleaned.get("done") or "").strip():
            self.add_error(
                "done", f"Action {self.action.number}: say what was done, so that the change can be understood"
            )
        return cleaned

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        """Say what somebody else saved. The row as it is typed can be saved with that in view."""
        self.is_outdated = True
        self.add_error(
            None, f"Action {self.action.number}: {who_changed(changed)}. Look at it, then save your row again"
        )
        self.see_again(changed)


@dataclass
class SavedRows:
    """What became of the rows: those that were saved, and those that are to be looked at again."""

    actions: list[Action] = field(default_factory=list)
    refused: list[QuickUpdateForm] = field(default_factory=list)


def save_rows(rows: Iterable[QuickUpdateForm], *, by: User, on: date, at: datetime) -> SavedRows:
    """Save each touched row. One that is refused stands in no other's way, and keeps what was typed."""
    saved = SavedRows()
    for row in rows:
        if not row.is_touched:
            continue
        if row.is_valid() and _is_saved(row, by, on, at):
            saved.actions.append(row.action)
        else:
            saved.refused.append(row)
    return saved


def _is_saved(row: QuickUpdateForm, by: User, on: date, at: datetime) -> bool:
    typed = row.cleaned_data
    report = ProgressReport(typed["done"], typed["next_steps"], typed["risk"], typed["at_risk"])
    try:
        add_progress_update(
            action=row.action, report=report, new_state=typed["new_state"], version=typed["seen"],
            by=by, on=on, at=at,
        )  # fmt: skip
    except ChangedMeanwhile as changed:
        row.show_theirs(changed)
    except Refused as refused:
        row.add_error(None, f"Action {row.action.number}: {refused}")
    return not row.errors
