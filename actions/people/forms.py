"""The form that hands over what a person does."""

from typing import Any

from django import forms

from strategy_portal.editing.fields import reason_field
from strategy_portal.models import User
from strategy_portal.records.versions import ChangedMeanwhile


class HandOverForm(forms.Form):
    """To whom, and why."""

    to = forms.ModelChoiceField(queryset=User.objects.none(), required=False, empty_label="Nobody in person yet")
    reason = reason_field(help_text="For example: leaves the council on 30 November.")
    conflict = None

    def __init__(self, *args: Any, person: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.filter(is_active=True).exclude(pk=person.pk)
        self.fields["to"].label = "Hand over to"

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        self.add_error(None, "Somebody changed one of these actions just now. Look at the list again")
