"""Forms about the progress of actions."""

from typing import Any

from django import forms
from django.core.validators import URLValidator

from .models import Action, ProgressUpdate
from .services import REPORTED, Report, StateChanged, may_report_state


class ReportForm(forms.ModelForm):
    """What was done, what is next, what may go wrong, and what proves it."""

    evidence_link = forms.URLField(
        label="Link to evidence",
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(["http", "https"])],
    )
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

    def report(self) -> Report:
        """Only after is_valid()."""
        return Report(**{name: self.cleaned_data[name] for name in self.Meta.fields})

    @property
    def file_given(self) -> Any:
        return self.cleaned_data["file"]

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)


class ProgressUpdateForm(ReportForm):
    """A report, and perhaps a new state."""

    new_state = forms.ChoiceField(label="State of the action", required=False)
    seen_state = forms.ChoiceField(choices=Action.State, widget=forms.HiddenInput, required=False)

    field_order = ["done", "next_steps", "risk", "at_risk", "new_state"]

    def __init__(self, *args, action: Action, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_state"].choices = state_choices(action)
        self.fields["seen_state"].initial = action.state

    def show_theirs(self, conflict: StateChanged) -> None:
        """Say what somebody else set meanwhile, and let the person choose again with that in view."""
        self.add_error("new_state", str(conflict))
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_state")] = conflict.theirs


def state_choices(action: Action) -> list[tuple[str, str]]:
    """What an update may set, after the state as it is. What is a decision is not among it."""
    others = [state for state in REPORTED if state != action.state] if may_report_state(action) else []
    return [("", f"{action.get_state_display()} (as it is)"), *((state.value, state.label) for state in others)]
