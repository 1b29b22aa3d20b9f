"""What every editing form does: carry the version that its person saw, and show what somebody else saved meanwhile.

First the fields that such forms share.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db import models
from django.forms.models import model_to_dict

from ..domain.numbers import row_number
from ..records.versions import ChangedMeanwhile, Versioned

NOT_STATED, CHOOSE = "Not stated", "Choose"
LARGEST_VERSION = 2**31 - 1
"""As much as the column holds."""

MANY = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)


class Day(forms.DateField):
    def __init__(self, **kwargs: Any):
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class Link(forms.URLField):
    """The address of a page on the web, if there is one: http or https alone."""

    def __init__(self, label: str):
        only = [URLValidator(["http", "https"])]
        super().__init__(label=label, max_length=500, required=False, assume_scheme="https", validators=only)


class Rows(forms.ModelMultipleChoiceField):
    """Several rows, of which none has a key that no database can hold."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if not row_number(str(key)):
                raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key})
        return super().clean(value)


class Lines(forms.Field):
    """A list of texts, one on each line."""

    def __init__(self, **kwargs: Any):
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):  # as it stands: the field is disabled
            return value
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != (initial or [])


def reason_field(**kwargs: Any) -> forms.CharField:
    kwargs = {"label": "Why", "required": True, **kwargs}
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), **kwargs)


def agreed_field(**kwargs: Any) -> forms.CharField:
    kwargs = {"help_text": "For example: the corporate board on 4 November 2026", "required": False, **kwargs}
    return forms.CharField(label="Who agreed", max_length=200, **kwargs)


@dataclass(frozen=True)
class Conflict:
    """What somebody else saved: `both` has (label, mine, theirs) to choose between, `taken` what only they changed."""

    by: str
    at: datetime
    is_withdrawn: bool
    both: tuple[tuple[str, str, str], ...]
    taken: tuple[tuple[str, str], ...]


class GuardedForm(forms.Form):
    """Carries the version that its person saw, so that nothing is saved over what they have not seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION)
    conflict: Conflict | None = None
    about_the_change: Collection[str] = ("seen", "reason", "agreed_by")
    """Fields that say why it changes, and nothing of what is changed."""

    def full_clean(self) -> None:
        """What is empty and needed says what to do, where the form has no words of its own for it."""
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                is_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
                field.error_messages["required"] = "Choose one" if is_choice else "Fill this in"
        super().full_clean()

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)

    def concerns(self, changed: ChangedMeanwhile) -> ChangedMeanwhile | None:
        """What of the change this form shows; None where somebody changed something else of the same owner."""
        return changed

    def see_again(self, changed: ChangedMeanwhile) -> None:
        """From now on the person has seen what stands there."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("seen")] = changed.version
        self.data = data

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        """Keep what was typed, and name what stands there now beside it. Saving again decides.

        The form was made of what is stored, so its initial values are theirs.
        """
        self.see_again(changed)
        both = []
        for name, field in self.compared():
            mine = field.widget.value_from_datadict(self.data, self.files, name)
            theirs = self.get_initial_for_field(field, name)
            if field.has_changed(theirs, mine):
                both.append((str(self[name].label), shown(field, mine), shown(field, theirs)))
        self.say_conflict(changed, both)

    def say_conflict(
        self,
        changed: ChangedMeanwhile,
        both: Iterable[tuple[str, str, str]],
        taken: Iterable[tuple[str, str]] = (),
    ) -> None:
        if changed.record is None:
            self.add_error(None, "What you saw is not there. Open the page anew; nothing of yours is saved yet")
            return
        gone = changed.record.history_type == "-"
        self.conflict = Conflict(changed.by, changed.at, gone, tuple(both), tuple(taken))
        self.add_error(
            None, f"{changed.by} saved since you opened this page. Nothing of yours is saved yet: compare and choose"
        )

    def compared(self) -> Iterable[tuple[str, forms.Field]]:
        """The fields that say what is stored, not why it is changed."""
        return [
            (name, field)
            for name, field in self.fields.items()
            if name not in self.about_the_change and not field.disabled
        ]


class EditForm(GuardedForm, forms.ModelForm):
    """Only the fields come from the model; what they mean together the services check.

    `is_series`: what is saved stands beside what others saved, as targets do, so nothing is merged.
    """

    is_series = False

    def __init__(
        self, data: Any = None, *, seen: int | None = None, instance: models.Model | None = None, **kwargs: Any
    ):
        if seen is None:
            seen = instance.version if isinstance(instance, Versioned) and instance.pk else 0
        start = {"seen": seen, **(self.initial_of(instance) if instance is not None else {})}
        super().__init__(data, instance=instance, initial=start | kwargs.pop("initial", {}), **kwargs)
        for field in self.fields.values():
            self._offer_nothing(field)

    def _offer_nothing(self, field: Any) -> None:
        nothing = CHOOSE if field.required else NOT_STATED
        choices: Any = field.choices if isinstance(field, forms.TypedChoiceField) else ()
        if choices and choices[0][0] == "":
            field.choices = [("", nothing), *choices[1:]]
        if isinstance(field, forms.ModelChoiceField) and not isinstance(field, MANY):
            field.empty_label = nothing

    def _post_clean(self) -> None:
        """Leave the instance as it is stored: the services write."""

    def initial_of(self, instance: Any) -> dict[str, Any]:
        return model_to_dict(instance, fields=self._meta.fields)

    def filled(self) -> Any:
        """The instance with what was typed; links to many are for the service. Only after is_valid()."""
        linked = {field.name for field in self.instance._meta.many_to_many}
        for name in self._meta.fields or ():
            if name not in linked and name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])
        return self.instance

    def concerns(self, changed: ChangedMeanwhile) -> ChangedMeanwhile | None:
        """Its own row where this form shows what changed, or one that is guarded by the version of its owner."""
        if changed.record is None:
            return changed
        if changed.record.instance_type is not type(self.instance):
            return changed.among(type(self.instance), id=self.instance.pk)
        is_shown = not changed.before or changed.theirs is None
        return changed if is_shown or self.stated(changed.before) != self.stated(changed.record) else None

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        """Keep what was typed, take over what only they changed, and name what both changed. Saving again decides."""
        self.see_again(changed)
        theirs = {} if changed.theirs is None else self.stated(changed.record)
        before = self.stated(changed.before) if changed.before and not self.is_series else None
        both, taken = [], []
        for name, field in self.compared():
            label = str(self[name].label)
            mine = field.widget.value_from_datadict(self.data, self.files, name)
            if not field.has_changed(theirs.get(name), mine):
                continue
            if before is not None and not field.has_changed(before.get(name), mine):
                self._take(name, field, theirs.get(name))
                taken.append((label, shown(field, theirs.get(name))))
            elif before is None or field.has_changed(before.get(name), field.prepare_value(theirs.get(name))):
                both.append((label, shown(field, mine), shown(field, theirs.get(name))))
        self.say_conflict(changed, both, taken)

    def stated(self, record: Any) -> dict[str, Any]:
        """What a record of the history says, with the links to many as they were then."""
        then = {
            field.name: [
                getattr(row, f"{field.m2m_reverse_field_name()}_id") for row in getattr(record, field.name).all()
            ]
            for field in record._history_m2m_fields
            if field.name in (self._meta.fields or ())
        }
        return self.initial_of(record.instance) | then

    def _take(self, name: str, field: forms.Field, value: Any) -> None:
        data: Any = self.data
        if isinstance(field, MANY):
            data.setlist(name, value or [])
        elif isinstance(field, forms.BooleanField):
            data[name] = "on" if value else ""
        else:
            prepared = field.prepare_value(value)
            data[name] = "" if prepared is None else str(prepared)


def shown(field: Any, value: Any) -> str:
    """What a field holds, in words; nothing says so."""
    value = field.prepare_value(value)
    if isinstance(field, forms.BooleanField):
        return "Yes" if value and value != "off" else "No"
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        words = {str(key): str(label) for key, label in _ungrouped(choices)}
        if isinstance(field, MANY):
            return ", ".join(words.get(str(each), str(each)) for each in value or []) or "Nothing"
        return words.get(str(value if value is not None else ""), str(value))
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    return str(value) if value not in (None, "") else "Nothing"


def _ungrouped(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """The choices of a select whose options stand under headings, too."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


class WithdrawForm(GuardedForm):
    """Confirms that something is taken away, and says why."""

    reason = reason_field()

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        self.see_again(changed)
        if changed.record is None:
            self.say_conflict(changed, ())
            return
        by = changed.record.history_user or "The portal"
        self.add_error(None, f"{by} changed this since you opened the page. Look at it again before you withdraw it")


class WithdrawRowForm(WithdrawForm):
    """For a row that is guarded by the version of its owner; `beside` are the rows whose change concerns it too."""

    def __init__(self, data: Any = None, *, row: models.Model, seen: int, **beside: Any):
        super().__init__(data, initial={"seen": seen})
        self.model, self.beside = type(row), beside or {"id": row.pk}

    def concerns(self, changed: ChangedMeanwhile) -> ChangedMeanwhile | None:
        return changed.among(self.model, **self.beside)
