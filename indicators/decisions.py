"""The forms of decisions: lock or reopen periods, revise an approved value."""

from typing import Any

from django import forms

from .models import ReportingPeriod


def reason_field(label: str, help_text: str = "", **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **options
    )


class LockForm(forms.Form):
    """Which of the offered periods, and why."""

    deed = forms.CharField(widget=forms.HiddenInput)
    periods = forms.MultipleChoiceField(
        label="Periods", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose at least one period"}
    )
    reason = reason_field("Reason", "Whoever meets the locked or reopened period reads it, and the history keeps it.")

    def __init__(self, offered: list[ReportingPeriod], locks: bool, data: Any = None):
        initial = {"deed": "lock" if locks else "reopen", "periods": [str(period.pk) for period in offered]}
        super().__init__(data, initial=initial)
        self.offered = offered
        self.fields["periods"].choices = [(str(period.pk), str(period)) for period in offered]

    @property
    def chosen(self) -> list[ReportingPeriod]:
        """Only after is_valid()."""
        return [period for period in self.offered if str(period.pk) in self.cleaned_data["periods"]]


class ReviseForm(forms.Form):
    """Why an approved value has to change (rules 3.4)."""

    reason = reason_field(
        "Why does it have to change?",
        "It is printed wherever the figure is marked as restated.",
    )
