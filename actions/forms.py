"""Forms about actions."""

from django import forms

from .models import Action, ProgressUpdate
from .services import StateChanged


class ProgressUpdateForm(forms.ModelForm):
    """What was done, what is next, whether it is at risk, and perhaps a new state."""

    new_state = forms.ChoiceField(label="State of the action", required=False)
    seen_state = forms.ChoiceField(choices=Action.State, widget=forms.HiddenInput, required=False)

    class Meta:
        model = ProgressUpdate
        fields = ("done", "next_steps", "at_risk")
        labels = {"done": "What was done", "next_steps": "What is next", "at_risk": "At risk, in the owner’s judgement"}
        help_texts = {
            "done": "Since the last update. Leave out names of people: the update may be published.",
            "at_risk": "Tick this if the action may not be done by its due date.",
        }
        widgets = {"done": forms.Textarea(attrs={"rows": 5}), "next_steps": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"done": {"required": "Say what was done"}}

    def __init__(self, *args, action: Action, **kwargs):
        super().__init__(*args, **kwargs)
        states = [(value, label) for value, label in Action.State.choices if value != Action.State.UNKNOWN]
        self.fields["new_state"].choices = [("", f"Leave as it is: {action.get_state_display()}"), *states]
        self.fields["seen_state"].initial = action.state

    def show_theirs(self, conflict: StateChanged) -> None:
        """Say what somebody else set meanwhile, and let the person choose again with that in view."""
        self.add_error("new_state", str(conflict))
        self.data = self.data.copy()
        self.data["seen_state"] = conflict.theirs
