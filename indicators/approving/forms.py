"""The forms of decisions: approve or return values, lock or reopen periods, revise an approved value."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms

from strategy_portal.models import User

from ..models import ReportingPeriod, Value

KEY = re.compile(r"(?P<value>[0-9]{1,18})-(?P<version>[0-9]{1,9})")
"""What names a value and the version that was shown, so that nobody decides on another one: `key_of`."""


def key_of(value: Value) -> str:
    return f"{value.pk}-{value.version}"


def reason_field(label: str, help_text: str = "", **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **options
    )


class DecisionForm(forms.Form):
    """The approver's decision on the chosen values, or on all that are shown.

    A choice names the version that was shown, so that a value that somebody changed meanwhile is refused.
    """

    ALL, READ = "approve-all", "read"
    DECIDED: ClassVar = {
        "approve": Value.State.APPROVED, ALL: Value.State.APPROVED, "return": Value.State.RETURNED
    }  # fmt: skip
    CHANGED = (
        "Somebody changed or decided one of these values since you opened this page, so nothing was done. "
        "Look at them again, then choose"
    )

    decision = forms.ChoiceField(
        choices=[
            ("approve", "Approve"),
            ("return", "Return"),
            (ALL, "Approve all that are shown"),
            (READ, "Mark all that are shown as read"),
        ]
    )
    reason = reason_field(
        "Reason for returning", "The officer sees it beside each returned value. Not needed to approve.", required=False
    )
    values = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": CHANGED})
    shown = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": CHANGED})

    def __init__(self, offered: Sequence[Value], data: Any = None):
        super().__init__(data)
        self.offered = {key_of(value): value for value in offered}
        choices = [(key, str(value)) for key, value in self.offered.items()]
        self.fields["values"].choices = self.fields["shown"].choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        wanted = self._wanted(cleaned)
        if wanted in cleaned and not cleaned[wanted]:
            self.add_error("values", "Choose at least one value")
        if cleaned.get("decision") == "return" and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why you return the values, so that the officer knows what to change")
        return cleaned

    @property
    def chosen(self) -> list[Value]:
        """The values of the decision. Only after is_valid()."""
        wanted = self._wanted(self.cleaned_data)
        return [value for key, value in self.offered.items() if key in self.cleaned_data[wanted]]

    def is_repeated(self, by: User) -> bool:
        """The same decision came before, as by a double click: `by` decided just so on each value that is named."""
        wanted = self.DECIDED.get(self.data.get("decision", ""))
        keys = [KEY.fullmatch(key) for key in self.data.getlist(self._wanted({"decision": self.data.get("decision")}))]
        if wanted is None or not keys or not all(keys):
            return False
        shown = {int(found["value"]): int(found["version"]) for found in keys if found}
        decided = Value.history.filter(id__in=shown, state=wanted, history_user=by)
        return {(pk, version + 1) for pk, version in shown.items()} <= set(decided.values_list("id", "version"))

    def _wanted(self, cleaned: dict[str, Any]) -> str:
        """The field that says which values are meant."""
        return "shown" if cleaned.get("decision") in (self.ALL, self.READ) else "values"


class ApprovalFilter(forms.Form):
    """Narrows what waits to an outcome, an indicator or a unit."""

    outcome = forms.ChoiceField(required=False)
    indicator = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)

    def __init__(self, values: Sequence[Value], data: Any):
        super().__init__(data)
        self.waiting = values
        indicators = [value.indicator for value in values]
        self._offer("outcome", "Every outcome", ((each.outcome.number, str(each.outcome)) for each in indicators))
        self._offer("indicator", "Every indicator", ((each.pk, str(each)) for each in indicators))
        units = sorted((value.unit.name, value.unit.pk) for value in values if value.unit)
        self._offer("unit", "Every unit", ((pk, name) for name, pk in units))

    def _offer(self, name: str, everything: str, choices: Iterable[tuple[int, str]]) -> None:
        self.fields[name].choices = [("", everything), *dict.fromkeys((str(key), text) for key, text in choices)]

    def admitted(self) -> list[Value]:
        """The values that pass; all of them where the filter says nothing that is known."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return [value for value in self.waiting if all(text in ("", key) for text, key in self._keys(value, chosen))]

    def _keys(self, value: Value, chosen: dict[str, str]) -> list[tuple[str, str]]:
        keys = {
            "outcome": str(value.indicator.outcome.number),
            "indicator": str(value.indicator_id),
            "unit": str(value.unit_id or ""),
        }
        return [(chosen.get(name, ""), key) for name, key in keys.items()]


class LockForm(forms.Form):
    """Which of the offered periods, and why."""

    change = forms.CharField(widget=forms.HiddenInput)
    periods = forms.MultipleChoiceField(
        label="Periods", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose at least one period"}
    )
    reason = reason_field("Reason", "Whoever meets the locked or reopened period reads it, and the history keeps it.")

    def __init__(self, offered: list[ReportingPeriod], locks: bool, data: Any = None):
        initial = {"change": "lock" if locks else "reopen", "periods": [str(period.pk) for period in offered]}
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
