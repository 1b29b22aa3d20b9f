"""Forms that change how due dates are read."""

from typing import Any

from django import forms

from strategy_portal.domain.due_dates import MONTHS
from strategy_portal.editing.fields import reason_field
from strategy_portal.editing.forms import GuardedForm


class DuePhraseForm(forms.Form):
    """One word of the rule, with the months that it stands for."""

    word = forms.RegexField(r"^[A-Za-z]+$", label="Word", max_length=30, required=False)
    first_month = forms.TypedChoiceField(label="First month", coerce=int, required=False)
    last_month = forms.TypedChoiceField(label="Last month", coerce=int, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("first_month", "last_month"):
            self.fields[name].choices = [("", ""), *((n, name.capitalize()) for n, name in enumerate(MONTHS, 1))]
        self.fields["word"].error_messages["invalid"] = "Write one word, of letters only"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("word") and not (cleaned.get("first_month") and cleaned.get("last_month")):
            self.add_error("first_month", f"Choose the months that “{cleaned['word']}” stands for")
        return cleaned


class PhraseChangeForm(GuardedForm):
    """Why the rule changes, and the version that the person saw."""

    reason = reason_field(label="Why the rule changes")
