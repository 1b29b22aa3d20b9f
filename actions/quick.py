"""Many actions reported on from one page: a row for each, and each saved by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms

from strategy_portal.editing.versions import ChangedMeanwhile, Refused
from strategy_portal.models import User

from .forms import state_choices
from .models import Action, in_force
from .services import Report, add_progress_update


class QuickForm(forms.Form):
    """One action's row. A row in which nothing is changed is no report."""

    new_state = forms.ChoiceField(label="State", required=False)
    at_risk = forms.BooleanField(label="At risk", required=False)
    done = forms.CharField(label="What was done", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    next_steps = forms.CharField(label="What is next", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Mapping[str, Any] | None, action: Action):
        latest = next(iter(in_force(action.updates.all())), None)
        start = {"version": action.version, "at_risk": bool(latest and latest.at_risk)}
        super().__init__(data, prefix=str(action.pk), initial=start)
        self.action = action
        self.fields["new_state"].choices = state_choices(action)
        for name, each in self.fields.items():
            if name != "version":
                each.widget.attrs["aria-label"] = f"{each.label}: action {action.number}"

    @property
    def is_touched(self) -> bool:
        return bool(set(self.changed_data) - {"version"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_touched and not (cleaned.get("done") or "").strip():
            self.add_error(
                "done", f"Action {self.action.number}: say what was done, so that the change can be understood"
            )
        return cleaned


@dataclass
class Saved:
    """What became of the rows: those that were saved, and those that somebody else had changed meanwhile."""

    actions: list[Action] = field(default_factory=list)
    refused: list[QuickForm] = field(default_factory=list)


def save_rows(rows: Iterable[QuickForm], *, by: User, on: date, at: datetime) -> Saved:
    """Save each touched row. One that is refused stands in no other's way, and keeps what was typed."""
    saved = Saved()
    for row in rows:
        if not row.is_touched:
            continue
        try:
            _save(row, by, on, at)
        except ChangedMeanwhile as changed:
            row.add_error(None, f"Action {row.action.number}: {_who(changed)}. Look at it, then save your row again")
            saved.refused.append(row)
        except Refused as refused:
            row.add_error(None, f"Action {row.action.number}: {refused}")
            saved.refused.append(row)
        else:
            saved.actions.append(row.action)
    return saved


def _save(row: QuickForm, by: User, on: date, at: datetime) -> None:
    typed = row.cleaned_data
    report = Report(typed["done"], typed["next_steps"], at_risk=typed["at_risk"])
    add_progress_update(
        action=row.action, report=report, new_state=typed["new_state"], version=typed["version"], by=by, on=on, at=at
    )


def _who(changed: ChangedMeanwhile) -> str:
    """Who changed it, and to which state."""
    record = changed.record
    by = record.history_user or "the portal, nobody signed in"
    return f"{by} changed it since you opened the page; it is {Action.State(record.state).label.lower()} now"
