"""The form of one value in the quarter's grid, and of the approver's decision."""

from decimal import Decimal
from typing import Any

from django import forms

from strategy_portal.domain.numbers import Missing, NotANumber, parse
from strategy_portal.domain.targets import Measure

from .models import Value
from .services import Entered
from .slots import Slot

LIMIT = Decimal(10) ** 11
"""What a stored figure can hold: 11 digits before the point and 4 after it."""


class FigureField(forms.Field):
    """A number as people type it: `1,234.5`, `84 %`. Empty is None, never zero (rules 1.4)."""

    def __init__(self, *, whole: bool = False, least: Decimal | None = None, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **kwargs)
        self.whole, self.least = whole, least

    def to_python(self, value: Any) -> Decimal | None:
        try:
            number = parse(value or "")
        except NotANumber as error:
            raise forms.ValidationError(str(error)) from error
        if isinstance(number, Missing):
            return None
        if self.whole and number != number.to_integral_value():
            raise forms.ValidationError(f"“{value}” is not a whole number. Enter a whole number, for example 120")
        if self.least is not None and number < self.least:
            raise forms.ValidationError(f"“{value}” is too small. Enter {self.least} or more")
        if abs(number) >= LIMIT or number != round(number, 4):
            raise forms.ValidationError(
                f"“{value}” has too many digits. Enter at most 11 before the point and 4 after it"
            )
        return number

    def has_changed(self, initial: Any, data: Any) -> bool:
        """`84.0` and `84` are the same figure; text that is no number counts as changed."""
        try:
            return self.to_python(data) != initial
        except forms.ValidationError:
            return True


class ValueForm(forms.Form):
    """What a person enters for one slot. The fields that the indicator has no use for are left out."""

    number = FigureField(label="Value")
    numerator = FigureField(label="Numerator", least=Decimal(0))
    denominator = FigureField(label="Denominator", least=Decimal(0))
    respondents = FigureField(label="Respondents", whole=True, least=Decimal(0))
    availability = forms.ChoiceField(label="Is there a value?", choices=Value.Availability, required=False)
    reason = forms.CharField(label="Why is there no value?", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    quality = forms.ChoiceField(label="Quality", choices=Value.Quality, required=False)
    what_happened = forms.CharField(label="What happened", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    why = forms.CharField(label="Why", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    what_next = forms.CharField(label="What next", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, slot: Slot, data: Any = None):
        is_sent = data is not None and f"{slot.key}-version" in data
        super().__init__(data if is_sent else None, prefix=slot.key, initial=initial(slot.value))
        self.slot = slot
        unused = ("number",) if slot.indicator.takes_ratio else ("numerator", "denominator")
        for name in unused:
            del self.fields[name]
        if not slot.indicator.is_survey:
            del self.fields["respondents"]
        self._name_fields(slot)

    def _name_fields(self, slot: Slot) -> None:
        """Each input has an accessible name of its own: what, which indicator, which unit, which period."""
        indicator = slot.indicator
        if indicator.takes_ratio:
            self.fields["numerator"].label = indicator.numerator_label
            self.fields["denominator"].label = indicator.denominator_label
        unit = f", {slot.unit}" if slot.unit else ""
        for field in self.fields.values():
            field.short_label = field.label
            field.widget.attrs["aria-label"] = f"{field.label}: {indicator.reference}{unit}, {slot.period}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        available = (cleaned.get("availability") or Value.Availability.AVAILABLE) == Value.Availability.AVAILABLE
        if not available and not cleaned.get("reason"):
            self.add_error("reason", "Say why there is no value, for example “Survey postponed to March”")
        figures = [name for name in ("number", "numerator", "denominator") if cleaned.get(name) is not None]
        if not available and figures:
            self.add_error(figures[0], "Clear the figure, or choose “Available”: there can’t be both a value and none")
        self._check_ratio(cleaned)
        self._check_level(cleaned)
        return cleaned

    def _check_ratio(self, cleaned: dict[str, Any]) -> None:
        if "numerator" not in self.fields or self.errors:
            return
        top, bottom = cleaned.get("numerator"), cleaned.get("denominator")
        if (top is None) != (bottom is None):
            missing = "denominator" if bottom is None else "numerator"
            self.add_error(
                missing, f"Enter {self.fields[missing].short_label.lower()} as well: the value is made of both"
            )
        if bottom == 0:
            self.add_error("denominator", "Nothing can be divided by zero. If nobody was asked, choose “Not available”")

    def _check_level(self, cleaned: dict[str, Any]) -> None:
        number = cleaned.get("number")
        counts = (Measure.COUNT, Measure.LEVEL)
        if number is not None and self.slot.indicator.measure in counts and (number < 0 or number % 1):
            self.add_error("number", "Enter a whole number of 0 or more")

    def accept_version(self, version: int) -> None:
        """After a conflict was shown: what is saved next replaces the version that stands there now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = version

    def differs_from(self, seen: Value | None) -> bool:
        """Whether what was typed differs from the version that the person saw when they opened the form."""
        before = initial(seen)
        return any(
            field.has_changed(before.get(name), self.data.get(self.add_prefix(name)))
            for name, field in self.fields.items()
            if name != "version" and self.add_prefix(name) in self.data
        )

    def entered(self) -> Entered:
        """The cleaned fields for the service. Only after is_valid()."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        typed["availability"] = typed.get("availability") or Value.Availability.AVAILABLE
        typed["quality"] = typed.get("quality") or Value.Quality.FINAL
        if typed.get("respondents") is not None:
            typed["respondents"] = int(typed["respondents"])
        return Entered(**typed)

    @property
    def figures(self) -> list[forms.BoundField]:
        """The fields that stand in the grid's columns; the rest unfolds below."""
        return [self[name] for name in ("number", "numerator", "denominator", "respondents") if name in self.fields]

    @property
    def details(self) -> list[forms.BoundField]:
        names = ("quality", "availability", "reason", "what_happened", "why", "what_next")
        return [self[name] for name in names]

    @property
    def has_details(self) -> bool:
        """Something below is filled in or wrong, so it starts unfolded."""
        texts = ("reason", "what_happened", "why", "what_next")
        return any(self[name].errors or self[name].value() for name in texts)


def initial(value: Value | None) -> dict[str, Any]:
    """What the form starts with: the stored value without the zeros that storage adds."""
    if value is None:
        return {"version": 0, "availability": Value.Availability.AVAILABLE, "quality": Value.Quality.FINAL}
    names = ("respondents", "availability", "reason", "quality", "what_happened", "why", "what_next", "version")
    figures = {name: plain(getattr(value, name)) for name in ("number", "numerator", "denominator")}
    return figures | {name: getattr(value, name) for name in names}


def plain(number: Decimal | None) -> Decimal | None:
    """85.0000 as 85, and 1E+3 as 1000."""
    if number is None:
        return None
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


class UploadForm(forms.Form):
    """A filled workbook or CSV file. What is in it is read elsewhere, with care (strategy_portal/spreadsheets)."""

    file = forms.FileField(
        label="Workbook or CSV file",
        help_text="The workbook of this quarter, filled in and saved as .xlsx or .csv, at most 10 MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Choose a file", "empty": "The file is empty. Choose the workbook that you filled"},
    )
