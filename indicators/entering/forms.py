"""The form of one value, in the grid and on a page of its own, and of its evidence."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms

from strategy_portal.domain.checks import Check
from strategy_portal.editing.forms import LARGEST_VERSION, Day, Link

from ..expecting.expected import ExpectedEntry
from ..models import CollectionUnit, Indicator, Value
from . import checking


class FigureField(forms.Field):
    """A number as people type it: `1,234.5`, `84 %`. Empty is None, never zero (rules 1.4)."""

    def __init__(
        self,
        *,
        whole: bool = False,
        least: Decimal | None = None,
        money: bool = False,
        percent: bool = True,
        **kwargs,
    ):
        widget = forms.TextInput(attrs={"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **kwargs)
        self.limits: dict[str, Any] = {"whole": whole, "least": least, "money": money, "percent": percent}

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return checking.read_number(value or "", **self.limits)
        except checking.Unreadable as error:
            raise forms.ValidationError(str(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """`84.0` and `84` are the same figure; text that is no number counts as changed."""
        try:
            return self.to_python(data) != initial
        except forms.ValidationError:
            return True


class YesNoField(FigureField):
    """Yes or no, kept as 1 and 0: as chosen on a page or written in a workbook."""

    choices = (("", "Not entered"), ("1", "Yes"), ("0", "No"))

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget = forms.Select(choices=self.choices)

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return checking.read_yes_or_no(str("" if value is None else value))
        except checking.Unreadable as error:
            raise forms.ValidationError(str(error)) from error


def figure_fields(indicator: Indicator) -> dict[str, FigureField]:
    """The inputs of the indicator's figure, by name."""
    return {name: _figure_field(name, label, indicator) for name, label in checking.figure_labels(indicator).items()}


def _figure_field(name: str, label: str, indicator: Indicator) -> FigureField:
    if checking.takes_yes_or_no(indicator, name):
        return YesNoField(label=label)
    money, is_figure = checking.takes_money(indicator, name), name == "number"
    return FigureField(label=label, money=money, percent=is_figure, **checking.limits_of(name))


class ValueForm(forms.Form):
    """What a person enters for one expected entry. What the page does not ask for keeps what is stored."""

    availability = forms.ChoiceField(label="Is there a value?", choices=Value.Availability, required=False)
    reason = forms.CharField(label="Why is there no value?", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    expected_on = forms.DateField(
        label="When will there be one?",
        help_text="Empty if nobody knows yet",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    quality = forms.ChoiceField(label="Quality", choices=Value.Quality, required=False)
    forecast = forms.ChoiceField(
        label="Forecast for the year end", choices=[("", "No forecast"), *Value.Forecast.choices], required=False
    )
    what_happened = forms.CharField(label="What happened", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    why = forms.CharField(label="Why", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    what_next = forms.CharField(label="What next", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION)

    def __init__(self, expected: ExpectedEntry, data: Any = None):
        is_sent = data is not None and f"{expected.key}-version" in data
        super().__init__(data if is_sent else None, prefix=expected.key, initial=checking.initial(expected.value))
        self.expected = expected
        self.fields |= figure_fields(expected.indicator)
        for each in Check:
            self.fields[f"answer-{each}"] = forms.CharField(label="Answer", required=False, max_length=1000)
        if is_sent:
            for name in self._not_asked():
                del self.fields[name]
        full_name = expected.full_name
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {full_name}"

    def _not_asked(self) -> list[str]:
        """The fields that the page left out. The parts of a figure go together: one that is left out is empty."""
        absent = {name for name in self.fields if self.add_prefix(name) not in self.data} - {"version"}
        figure = set(checking.figure_labels(self.expected.indicator))
        return list(absent - figure if figure - absent else absent)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        expected = self.expected
        typed = checking.entry_over(expected.value, expected.indicator, cleaned)
        for name, text in checking.check(expected.indicator, typed, period=expected.period, unread=self.errors).items():
            self.add_error(name if name in self.fields else None, text)
        return cleaned

    def differs_from(self, seen: Value | None) -> bool:
        """Whether what was typed differs from the version that the person saw when they opened the form."""
        before, says = (
            checking.initial(seen),
            self.data.get(self.add_prefix("availability"), self.initial.get("availability")),
        )
        return any(
            field.has_changed(before.get(name), self.data.get(self.add_prefix(name)))
            for name, field in self.fields.items()
            if name != "version" and name not in checking.moot(says)
        )

    def entered(self) -> checking.Entered:
        """The cleaned fields for the service, over what is stored. Only after is_valid()."""
        indicator = self.expected.indicator
        typed = checking.entry_over(self.expected.value, indicator, self.cleaned_data)
        return checking.completed(indicator, replace(typed, answers=self._answers()))

    def _answers(self) -> list[dict[str, str]]:
        """The answers to questions as they were asked, over those that are kept (rules 1.5)."""
        kept = self.expected.value.answers if self.expected.value else []
        given = {each.value: self.cleaned_data.get(f"answer-{each}") for each in Check}
        asked = {each.value: self.data.get(self.add_prefix(f"asked-{each}"), "") for each in Check}
        answers = {each["key"]: each for each in kept if given.get(each["key"]) is None} | {
            key: {"key": key, "text": asked[key], "answer": answer} for key, answer in given.items() if answer
        }
        return [answers[each.value] for each in Check if each.value in answers]


class DayForm(forms.Form):
    """Of which irregular indicator a value is to be entered, and on which day (rules 2.3)."""

    place = forms.ChoiceField(label="Indicator")
    day = Day(label="Day", help_text="On which it was measured, for example when a survey closed.")

    def __init__(self, places: Sequence[tuple[Indicator, CollectionUnit | None]], data: Any = None):
        super().__init__(data)
        self.places = {f"{each.pk}-{unit.pk if unit else 0}": (each, unit) for each, unit in places}
        self.fields["place"].choices = [
            (key, f"{indicator}: {unit}" if unit else str(indicator)) for key, (indicator, unit) in self.places.items()
        ]


class EvidenceForm(forms.Form):
    """A link or a file."""

    title = forms.CharField(label="What it is", max_length=200, required=False)
    link = Link("Link")
    file = forms.FileField(label="Or a file", required=False, allow_empty_file=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("link")) == bool(cleaned.get("file")):
            self.add_error("link", "Give a link or choose a file: one of the two")
        return cleaned
