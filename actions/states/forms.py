"""Forms that change the state of an action."""

from typing import Any

from django import forms

from strategy_portal.editing.fields import Day, reason_field

from ..models import Action
from ..planning.forms import PlanForm
from .services import decisions_for


class StateDecisionForm(PlanForm):
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


class CompleteForm(PlanForm):
    completed_on = Day(label="Completed on")

    class Meta:
        model = Action
        fields = ("completed_on",)
