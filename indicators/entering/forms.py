"""The form of one value, in the grid and on a page of its own, and of the approver's decision."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import URLValidator

from strategy_portal.domain.checks import Check
from strategy_portal.domain.numbers import Missing, NotANumber, parse
from strategy_portal.domain.targets import Measure

from ..expecting.expected import ExpectedEntry
from ..models import Indicator, Value
from .services import Entered

LIMIT = Decimal(10) ** 11
"""What a stored figure can hold: 11 digits before the point and 4 after it."""


class FigureField(forms.Field):
    """A number as people type it: `1,234.5`, `84 %`. Empty is None, never zero (rules 1.4)."""

    def __init__(self, *, whole: bool = False, least: Decimal | None = None, money: bool = False, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **kwargs)
        self.whole, self.least, self.money = whole, least, money

    def to_python(self, value: Any) -> Decimal | None:
        try:
            number = parse(value or "", money=self.money)
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


class YesNoField(FigureField):
    """Yes or no, kept as 1 and 0: as chosen on a page, written in a workbook, or sent as a figure."""

    choices = (("", "Not entered"), ("1", "Yes"), ("0", "No"))

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget = forms.Select(choices=self.choices)

    def to_python(self, value: Any) -> Decimal | None:
        typed = str("" if value is None else value).strip()
        key = {word.casefold(): key for key, word in self.choices if key}.get(typed.casefold(), typed)
        if key not in ("", "0", "1"):
            raise forms.ValidationError(f"“{typed}” is neither yes nor no. Choose Yes or No")
        return Decimal(key) if key else None


def figure_labels(indicator: Indicator) -> dict[str, str]:
    """The inputs of the indicator's figure, by name, in order: one number, two parts, or a count for each answer.

    The denominator of an indicator with a population table is read there, so nobody types it (rules 3.2).
    """
    if indicator.answer_labels:
        return {f"count-{place}": answer for place, answer in enumerate(indicator.answer_labels)}
    if not indicator.takes_ratio:
        labels = {"number": "Value"}
    elif indicator.population_id:
        labels = {"numerator": indicator.numerator_label}
    else:
        labels = {"numerator": indicator.numerator_label, "denominator": indicator.denominator_label}
    return labels | ({"respondents": "Respondents"} if indicator.is_survey else {})


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
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, expected: ExpectedEntry, data: Any = None):
        is_sent = data is not None and f"{expected.key}-version" in data
        super().__init__(data if is_sent else None, prefix=expected.key, initial=initial(expected.value))
        self.expected = expected
        for name, label in figure_labels(expected.indicator).items():
            self.fields[name] = _figure_field(name, label, expected.indicator)
        for check in Check:
            self.fields[f"answer-{check}"] = forms.CharField(label="Answer", required=False, max_length=1000)
        if is_sent:
            for name in self._not_asked():
                del self.fields[name]
        full_name = expected.full_name
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {full_name}"

    def _not_asked(self) -> list[str]:
        """The fields that the page left out. The parts of a figure go together: one that is left out is empty."""
        absent = {name for name in self.fields if self.add_prefix(name) not in self.data} - {"version"}
        figure = set(figure_labels(self.expected.indicator))
        return list(absent - figure if figure - absent else absent)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        available = self._now("availability") == Value.Availability.AVAILABLE
        if not available and not self._now("reason").strip():
            self.add_error(
                "reason" if "reason" in self.fields else None,
                "Say why there is no value, for example “Survey postponed to March”",
            )
        figures = [name for name in self.figures if cleaned.get(name) is not None]
        if not available and figures:
            self.add_error(figures[0], "Clear the figure, or choose “Available”: there can’t be both a value and none")
        if not self.errors:
            self._check_ratio(cleaned)
            self._check_counts(cleaned)
            self._check_level(cleaned)
        return cleaned

    def _now(self, name: str) -> str:
        """What holds once this is saved: what was typed, or where it was not asked for, what is stored."""
        if name in self.fields:
            return self.cleaned_data.get(name) or initial(None).get(name, "")
        return self.initial.get(name, "")

    def _check_ratio(self, cleaned: dict[str, Any]) -> None:
        if "numerator" not in self.fields:
            return
        if "denominator" not in self.fields:
            self._check_part(cleaned["numerator"], self._population())
            return
        top, bottom = cleaned.get("numerator"), cleaned.get("denominator")
        if (top is None) != (bottom is None):
            missing = "denominator" if bottom is None else "numerator"
            self.add_error(missing, f"Enter {self.fields[missing].label.lower()} as well: the value is made of both")
        elif bottom == 0:
            self.add_error("denominator", "Nothing can be divided by zero. If nobody was asked, choose “Not available”")
        else:
            self._check_part(top, bottom)

    def _check_part(self, top: Decimal | None, bottom: Decimal | None) -> None:
        """Of an indicator that says so, the numerator is a part of the denominator (rules 1.5)."""
        if self.expected.indicator.numerator_is_part and top is not None and bottom is not None and top > bottom:
            text = f"{top:,f} is more than {plain(bottom):,f}: a part can’t be larger than what it is part of"
            self.add_error("numerator", text)

    def _population(self) -> Decimal | None:
        """The denominator that nobody types, because it comes from a table (rules 3.2)."""
        table = self.expected.indicator.population if self.expected.indicator.numerator_is_part else None
        row = table.row_on(self.expected.period.as_domain().last_day) if table else None
        return row.value if row else None

    def _check_counts(self, cleaned: dict[str, Any]) -> None:
        """The answers of a survey stand together: an empty count is not taken for none (rules 1.4)."""
        counts = {name: cleaned.get(name) for name in self.figures if name.startswith("count-")}
        empty = [name for name, count in counts.items() if count is None]
        if empty and len(empty) < len(counts):
            self.add_error(empty[0], f"Enter how many answered “{self.fields[empty[0]].label}”, 0 if nobody did")
        elif counts and not empty and not sum(counts.values()):
            self.add_error(next(iter(counts)), "Nobody answered. If nobody was asked, choose “Not available”")

    def _check_level(self, cleaned: dict[str, Any]) -> None:
        number = cleaned.get("number")
        counts = (Measure.COUNT, Measure.LEVEL)
        if number is not None and self.expected.indicator.measure in counts and (number < 0 or number % 1):
            self.add_error("number", "Enter a whole number of 0 or more")

    def differs_from(self, seen: Value | None) -> bool:
        """Whether what was typed differs from the version that the person saw when they opened the form."""
        before = initial(seen)
        return any(
            field.has_changed(before.get(name), self.data.get(self.add_prefix(name)))
            for name, field in self.fields.items()
            if name != "version" and name not in self.moot
        )

    @property
    def moot(self) -> tuple[str, ...]:
        """What says nothing beside a figure: why there is none. It is not kept (rules 3.2)."""
        said = self.data.get(self.add_prefix("availability"), self.initial.get("availability"))
        return ("reason", "expected_on") if said in ("", Value.Availability.AVAILABLE) else ()

    def entered(self) -> Entered:
        """The cleaned fields for the service, over what is stored. Only after is_valid()."""
        typed = {name: self.cleaned_data[name] for name in Entered.__dataclass_fields__ if name in self.fields}
        for name in ("availability", "quality"):
            if name in typed:
                typed[name] = typed[name] or initial(None)[name]
        if typed.get("respondents") is not None:
            typed["respondents"] = int(typed["respondents"])
        made = self._untaken() | typed | self._counted()
        return replace(entered_in(self.expected.value), **made, answers=self._answers())

    def _untaken(self) -> dict[str, None]:
        """What the indicator no longer takes: one that was entered as a number may take a ratio now."""
        parts = ("number", "numerator", "denominator")
        return {name: None for name in parts if name not in self.fields} if self.figures else {}

    def _answers(self) -> list[dict[str, str]]:
        """The answers to questions as they were asked, over those that are kept (rules 1.5)."""
        kept = self.expected.value.answers if self.expected.value else []
        given = {check.value: self.cleaned_data.get(f"answer-{check}") for check in Check}
        asked = {check.value: self.data.get(self.add_prefix(f"asked-{check}"), "") for check in Check}
        answers = {each["key"]: each for each in kept if given.get(each["key"]) is None} | {
            key: {"key": key, "text": asked[key], "answer": answer} for key, answer in given.items() if answer
        }
        return [answers[check.value] for check in Check if check.value in answers]

    def _counted(self) -> dict[str, Any]:
        """The parts of the figure that a survey's counted answers make."""
        indicator = self.expected.indicator
        counts = [self.cleaned_data.get(name) for name in self.figures if name.startswith("count-")]
        if not counts:
            return {}
        if None in counts:
            return {"answer_counts": {}, "numerator": None, "denominator": None, "respondents": None}
        return {
            "answer_counts": dict(zip(indicator.answer_labels, map(int, counts), strict=True)),
            "numerator": sum(counts[: indicator.answers_that_count], Decimal(0)),
            "denominator": sum(counts, Decimal(0)),
            "respondents": int(sum(counts)),
        }

    @property
    def figures(self) -> list[str]:
        """The names of the inputs that make the figure."""
        return [name for name in figure_labels(self.expected.indicator) if name in self.fields]


def _figure_field(name: str, label: str, indicator: Indicator) -> FigureField:
    if indicator.format.is_yes_no and name == "number":
        return YesNoField(label=label)
    whole = name == "respondents" or name.startswith("count-")
    money = indicator.measure == Measure.MONEY and name in ("number", "numerator")
    return FigureField(label=label, whole=whole, least=None if name == "number" else Decimal(0), money=money)


def entered_in(value: Value | None) -> Entered:
    """What stands in a value, as something entered."""
    if value is None:
        return Entered()
    return Entered(**{name: getattr(value, name) for name in Entered.__dataclass_fields__})


def initial(value: Value | None) -> dict[str, Any]:
    """What the form starts with: the stored value without the zeros that storage adds."""
    if value is None:
        return {"version": 0, "availability": Value.Availability.AVAILABLE, "quality": Value.Quality.FINAL}
    names = (
        "respondents", "availability", "reason", "expected_on", "quality", "forecast", "what_happened", "why",
        "what_next", "version",
    )  # fmt: skip
    figures = ("number", "numerator", "denominator")
    counts = {
        f"count-{place}": value.answer_counts.get(answer)
        for place, answer in enumerate(value.indicator.answer_labels if value.answer_counts else [])
    }
    answers = {f"answer-{each['key']}": each["answer"] for each in value.answers}
    return (
        {name: getattr(value, name) for name in names}
        | {name: plain(getattr(value, name)) for name in figures}
        | counts
        | answers
    )


def plain(number: Decimal | None) -> Decimal | None:
    """85.0000 as 85, and 1E+3 as 1000."""
    if number is None:
        return None
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


class EvidenceForm(forms.Form):
    """A link or a file."""

    title = forms.CharField(label="What it is", max_length=200, required=False)
    link = forms.URLField(
        label="Link",
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(["http", "https"])],
    )
    file = forms.FileField(label="Or a file", required=False, allow_empty_file=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("link")) == bool(cleaned.get("file")):
            self.add_error("link", "Give a link or choose a file: one of the two")
        return cleaned


class UploadForm(forms.Form):
    """A filled workbook or CSV file. What is in it is read elsewhere, with care (strategy_portal/spreadsheets)."""

    file = forms.FileField(
        label="Workbook or CSV file",
        help_text="The workbook of this quarter, filled in and saved as .xlsx or .csv, at most 10 MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Choose a file", "empty": "The file is empty. Choose the workbook that you filled"},
    )
