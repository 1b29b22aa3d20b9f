"""What every editing form does: carry the version that its person saw, and show what somebody else saved meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models
from django.forms.models import model_to_dict

from ..records.versions import ChangedMeanwhile
from .fields import reason_field

NOT_STATED, CHOOSE = "Not stated", "Choose"
MANY = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)


@dataclass(frozen=True)
class Conflict:
    """What somebody else saved: `both` has (label, mine, theirs) to choose between, `taken` what only they changed."""

    by: str
    at: datetime
    is_withdrawn: bool
    both: tuple[tuple[str, str, str], ...]
    taken: tuple[tuple[str, str], ...]


class EditForm(forms.ModelForm):
    """Only the fields come from the model; what they mean together the services check.

    `is_series`: what is saved stands beside what others saved, as targets do, so nothing is merged. `numbered_by`: the
    column of a record that holds the version.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    is_series = False
    numbered_by = "history_id"

    def __init__(self, data: Any = None, *, seen: int, instance: models.Model | None = None, **kwargs):
        start = {"seen": seen, **self.initial_of(instance)} if instance is not None else {"seen": seen}
        super().__init__(data, instance=instance, initial=start | kwargs.pop("initial", {}), **kwargs)
        self.conflict: Conflict | None = None
        for field in self.fields.values():
            empty = isinstance(field, forms.TypedChoiceField) and field.choices and field.choices[0][0] == ""
            nothing = CHOOSE if field.required else NOT_STATED
            if empty:
                field.choices = [("", nothing), *field.choices[1:]]
            if isinstance(field, forms.ModelChoiceField) and not isinstance(field, MANY):
                field.empty_label = nothing

    def _post_clean(self) -> None:
        """Leave the instance as it is stored: the services write."""

    def initial_of(self, instance: models.Model) -> dict[str, Any]:
        return model_to_dict(instance, fields=self._meta.fields)

    def filled(self) -> models.Model:
        """The instance with what was typed; links to many are for the service. Only after is_valid()."""
        linked = {field.name for field in self.instance._meta.many_to_many}
        for name in self._meta.fields:
            if name not in linked:
                setattr(self.instance, name, self.cleaned_data[name])
        return self.instance

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        """Keep what was typed, take over what only they changed, and name what both changed. Saving again decides."""
        record = changed.record
        withdrawn = record.history_type == "-"
        theirs = {} if withdrawn else self._stated(record)
        before = None if self.is_series else self._seen_record(record)
        self.data = self.data.copy()
        self.data["seen"] = getattr(record, self.numbered_by)
        both, taken = [], []
        for name, field in self._compared():
            mine = field.widget.value_from_datadict(self.data, self.files, name)
            if not field.has_changed(theirs.get(name), mine):
                continue
            if before is not None and not field.has_changed(before.get(name), mine):
                self._take(name, field, theirs.get(name))
                taken.append((self[name].label, shown(field, theirs.get(name))))
            elif before is None or field.has_changed(before.get(name), field.prepare_value(theirs.get(name))):
                both.append((self[name].label, shown(field, mine), shown(field, theirs.get(name))))
        by = str(record.history_user or "The portal, nobody signed in")
        self.conflict = Conflict(by, record.history_date, withdrawn, tuple(both), tuple(taken))
        self.add_error(
            None, f"{by} saved since you opened this page. Nothing of yours is saved yet: compare and choose"
        )

    def _compared(self) -> Iterable[tuple[str, forms.Field]]:
        about_the_change = ("seen", "reason", "agreed_by")
        return [
            (name, field) for name, field in self.fields.items() if name not in about_the_change and not field.disabled
        ]

    def _seen_record(self, latest: Any) -> dict[str, Any] | None:
        same = {self.numbered_by: self.cleaned_data["seen"], "id": latest.id}
        seen = type(latest).objects.filter(**same).order_by("history_id").last()
        return self._stated(seen) if seen else None

    def _stated(self, record: Any) -> dict[str, Any]:
        """What a record of the history says, with the links to many as they were then."""
        then = {
            field.name: [
                getattr(row, f"{field.m2m_reverse_field_name()}_id") for row in getattr(record, field.name).all()
            ]
            for field in record._history_m2m_fields
            if field.name in self._meta.fields
        }
        return self.initial_of(record.instance) | then

    def _take(self, name: str, field: forms.Field, value: Any) -> None:
        if isinstance(field, MANY):
            self.data.setlist(name, value or [])
        elif isinstance(field, forms.BooleanField):
            self.data[name] = "on" if value else ""
        else:
            prepared = field.prepare_value(value)
            self.data[name] = "" if prepared is None else str(prepared)


def shown(field: forms.Field, value: Any) -> str:
    """What a field holds, in words; nothing says so."""
    value = field.prepare_value(value)
    if isinstance(field, forms.BooleanField):
        return "Yes" if value and value != "off" else "No"
    if isinstance(field, MANY):
        words = {str(key): label for key, label in field.choices}
        return ", ".join(str(words.get(str(each), each)) for each in value or []) or "Nothing"
    if isinstance(field, forms.ChoiceField):
        words = {str(key): label for key, label in field.choices}
        return str(words.get(str(value if value is not None else ""), value))
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    return str(value) if value not in (None, "") else "Nothing"


class WithdrawForm(forms.Form):
    """Confirms that something is taken away, and says why."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = reason_field()
    conflict = None

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        self.data = self.data.copy()
        self.data["seen"] = changed.record.history_id
        by = changed.record.history_user or "The portal"
        self.add_error(None, f"{by} changed this since you opened the page. Look at it again before you withdraw it")
