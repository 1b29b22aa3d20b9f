"""The form that marks a part of a report as exempt."""

from typing import Any

from django import forms

from strategy_portal.editing.forms import GuardedForm


class ExemptForm(GuardedForm):
    part = forms.ChoiceField(label="Part", help_text="What it says is then in the exempt file alone")
    ground = forms.CharField(
        label="Ground",
        required=False,
        max_length=300,
        help_text="As the agenda states it: Local Government (Scotland) Act 1973, Schedule 7A, paragraph 6; or Local "
        "Government Act 1972, Schedule 12A, paragraph 3. Empty: the part is public again",
    )

    def __init__(self, *args: Any, parts: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["part"]
        field.choices = parts
