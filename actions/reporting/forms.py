"""Forms about the progress of actions: an update, many from one page, and the state."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import Truncator

from strategy_portal.editing.forms import Day, EditForm, GuardedForm, Link, reason_field
from strategy_portal.records.versions import ChangedMeanwhile

from ..models import Action, ProgressUpdate
from ..planning.forms import DueForm
from .services import REPORTED, ProgressReport, decisions_for, is_state_changed, last_report, may_report_state


class ProgressUpdateForm(forms.ModelForm):
    """What was done, what is next, what may go wrong, and what proves it."""

    evidence_link = Link("Link to evidence")
    file = forms.FileField(label="Or a file", required=False, allow_empty_file=True)

    class Meta:
        model = ProgressUpdate
        fields = ("done", "next_steps", "risk", "at_risk", "evidence_title", "evidence_link")
        labels = {
            "done": "What was done",
            "next_steps": "What is next",
            "risk": "What may go wrong",
            "at_risk": "At risk, in the owner’s judgement",
            "evidence_title": "What the evidence is",
        }
        help_texts = {
            "done": "Since the last update. Leave out names of people: the update may be published.",
            "risk": "And what is done about it.",
            "at_risk": "Tick this if the action may not be done by its due date. It makes the status amber.",
        }
        widgets = {
            "done": forms.Textarea(attrs={"rows": 5}),
            "next_steps": forms.Textarea(attrs={"rows": 3}),
            "risk": forms.Textarea(attrs={"rows": 2}),
        }
        error_messages = {"done": {"required": "Say what was done"}}

    def report(self) -> ProgressReport:
        """Only after is_valid()."""
        return ProgressReport(**{name: self.cleaned_data[name] for name in self.Meta.fields})

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)


class CorrectionForm(ProgressUpdateForm):
    reason = reason_field(label="Why it is corrected", help_text="For example: the number of teams was wrong.")


class NewProgressUpdateForm(GuardedForm, ProgressUpdateForm):
    """A report, and perhaps a new state. The judgement stands as it is until the person changes it."""

    new_state = forms.ChoiceField(label="State of the action", required=False)

    field_order = ["done", "next_steps", "risk", "at_risk", "new_state"]

    def __init__(self, data: Any = None, *args: Any, action: Action, **kwargs: Any):
        latest = action.latest_update if data is None else None
        start = {"seen": action.version, "at_risk": bool(latest and latest.at_risk)}
        super().__init__(data, *args, initial=start, **kwargs)
        self.fields["new_state"].choices = state_choices(action)

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        """Say what somebody else saved meanwhile, and let the person choose again with that in view."""
        self.see_again(changed)
        if reported := last_report(changed):
            text = f"{who_reported(reported)}. Tick or clear this with that in view, then save again"
            self.add_error("at_risk", text)
        if is_state_changed(changed):
            state = Action.State(changed.record.state).label
            text = f"Somebody else set the state to “{state}” since you opened this form. Choose again."
            self.add_error("new_state", text)


class DueRowForm(DueForm):
    """The date in a row of many: each label and each error names the action."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None, action: Action):
        super().__init__(data, dated=action, prefix=f"{action.pk}-due")
        self.is_outdated = False
        for field in self.fields.values():
            if label := field.label:
                field.label = f"Action {action.number}, {label[0].lower()}{label[1:]}"

    @property
    def is_touched(self) -> bool:
        """A row that came without a date leaves it alone."""
        return self.add_prefix("seen") in self.data and bool(set(self.changed_data) - {"seen"})

    def refuse(self, field: str, message: str) -> None:
        super().refuse(field, message if field in self.fields else f"Action {self.instance.number}: {message}")

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        self.is_outdated = True
        self.refuse("", f"{changed.by} moved its date since you opened the page. Look at it, then save your row again")
        self.see_again(changed)


class QuickUpdateForm(GuardedForm):
    """One action's row, with its date (`due`) for whoever may move it. A row in which nothing is changed is no report.

    Whether the action can become `new_state` the service says: its state may be another than the one on the page.
    """

    new_state = forms.CharField(label="State", required=False, widget=forms.Select)
    at_risk = forms.BooleanField(label="At risk", required=False, show_hidden_initial=True)
    risk = forms.CharField(label="What may go wrong", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    done = forms.CharField(label="What was done", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    next_steps = forms.CharField(label="What is next", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Mapping[str, Any] | None, action: Action, *, may_move: bool):
        latest = action.latest_update
        start = {"seen": action.version, "at_risk": bool(latest and latest.at_risk)}
        super().__init__(data, prefix=str(action.pk), initial=start)
        self.action = action
        self.due = self._due(data) if may_move else None
        self.is_outdated = False
        self.fields["new_state"].widget.choices = state_choices(action)
        for name, each in self.fields.items():
            if name != "seen":
                each.widget.attrs["aria-label"] = f"{each.label}: action {action.number}"

    def _due(self, data: Mapping[str, Any] | None) -> DueRowForm:
        """With what was typed; as it stands where nothing was."""
        typed = DueRowForm(data, self.action)
        return typed if typed.is_touched else DueRowForm(None, self.action)

    @property
    def is_report(self) -> bool:
        return bool(set(self.changed_data) - {"seen"})

    @property
    def is_move(self) -> bool:
        return self.due is not None and self.due.is_bound

    @property
    def is_touched(self) -> bool:
        return self.is_report or self.is_move

    def is_valid(self) -> bool:
        due_is_valid = not self.due or not self.is_move or self.due.is_valid()
        return super().is_valid() and due_is_valid

    @property
    def at_risk_as_seen(self) -> str:
        """A hidden field with what the box was when the page was opened."""
        return self["at_risk"].as_hidden(only_initial=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_report and not (cleaned.get("done") or "").strip():
            self.add_error(
                "done", f"Action {self.action.number}: say what was done, so that the change can be understood"
            )
        return cleaned

    def report(self) -> ProgressReport:
        """Only after is_valid()."""
        return ProgressReport(**{name: self.cleaned_data[name] for name in ("done", "next_steps", "risk", "at_risk")})

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        """Say what somebody else saved. The row as it is typed can be saved with that in view."""
        self.is_outdated = True
        self.add_error(
            None, f"Action {self.action.number}: {who_changed(changed)}. Look at it, then save your row again"
        )
        self.see_again(changed)


class StateDecisionForm(EditForm):
    """Suspend, cancel, or take up again."""

    state = forms.ChoiceField(label="The action is", widget=forms.RadioSelect)
    reason = reason_field(label="Why, and who decided it")

    class Meta:
        model = Action
        fields = ()

    def __init__(self, *args: Any, action: Action, **kwargs: Any):
        super().__init__(*args, seen=action.version, **kwargs)
        self.fields["state"].choices = [(state.value, state.label) for state in decisions_for(action)]

    def initial_of(self, instance: Any) -> dict[str, Any]:
        return {"state": instance.state}


class CompleteForm(EditForm):
    completed_on = Day(label="Completed on")

    class Meta:
        model = Action
        fields = ("completed_on",)


def who_changed(changed: ChangedMeanwhile) -> str:
    """Who set an action to which state, and who reported on it and what."""
    texts = []
    if is_state_changed(changed):
        state = Action.State(changed.record.state).label.lower()
        texts.append(f"{changed.by} changed it since you opened the page; it is {state} now")
    if reported := last_report(changed):
        texts.append(who_reported(reported))
    return ". ".join(texts)


def who_reported(reported: ChangedMeanwhile) -> str:
    record = reported.record
    judgement = "at risk" if record.at_risk else "not at risk"
    done = Truncator(record.done).chars(120)
    return f"{reported.by} reported on it since you opened the page, {judgement}: “{done}”"


def state_choices(action: Action) -> list[tuple[str, str]]:
    """What an update may set, after the state as it is. What is a decision is not among it."""
    others = [state for state in REPORTED if state != action.state] if may_report_state(action) else []
    return [("", f"{action.get_state_display()} (as it is)"), *((state.value, state.label) for state in others)]
