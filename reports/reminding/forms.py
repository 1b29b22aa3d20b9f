"""Forms about reminders: what a person wants of them, and a nudge."""

from typing import Any

from django import forms

from reports.models import ReminderChoice, ReminderKind
from strategy_portal.editing.forms import EditForm, Rows
from strategy_portal.models import User


class ChoiceForm(EditForm):
    """Kinds are chosen, and what is kept is which are not: a new kind is on for everybody."""

    wanted = forms.MultipleChoiceField(
        label="What you are reminded of",
        choices=ReminderKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = ReminderChoice
        fields: tuple[str, ...] = ()

    def initial_of(self, instance: ReminderChoice) -> dict[str, Any]:
        wanted = [kind for kind in ReminderKind.values if kind not in instance.muted]
        return {**super().initial_of(instance), "wanted": wanted}

    def filled(self) -> ReminderChoice:
        choice: ReminderChoice = super().filled()
        wanted = self.cleaned_data["wanted"]
        choice.muted = [kind for kind in ReminderKind.values if kind not in wanted]
        return choice


class NudgeForm(forms.Form):
    """To whom, and the one sentence."""

    people = Rows(
        label="Who gets it",
        queryset=User.objects.filter(is_active=True).exclude(email=""),
        widget=forms.CheckboxSelectMultiple,
        help_text="People without an e-mail address are not listed.",
        error_messages={"required": "Choose at least one person"},
    )
    sentence = forms.CharField(
        label="One sentence",
        max_length=300,
        help_text="It stands on top of their next mail, above all that they owe.",
        error_messages={"required": "Say in a sentence what you ask for"},
    )

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field or None, message)
