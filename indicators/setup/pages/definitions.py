"""Adding, changing and retiring an indicator, with all that it is."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms

from indicators.models import Indicator, IndicatorNote, IndicatorRule
from outcomes.models import Outcome, Strategy
from strategy_portal.domain.timeline import timeline
from strategy_portal.editing.forms import Day, Lines, agreed_field, reason_field
from strategy_portal.editing.views import EditPage
from strategy_portal.records.versions import parts_at

from ..adding import Numbers, add_indicator
from ..definitions import BASIS, RULE, change_indicator, retire_indicator, settled_of
from ..presets import preset
from .base import OfIndicator, OfStrategy, SetupForm, TypedFigure
from .collection import teams_of


class RuleFields(forms.Form):
    """How an indicator is judged: from the start on its own form, from a day on on a form of its own."""

    polarity = IndicatorRule._meta.get_field("polarity").formfield(
        label="Better is", help_text="Without it nothing is judged; it is never guessed."
    )
    tolerance_kind = IndicatorRule._meta.get_field("tolerance_kind").formfield(
        label="Tolerance", help_text="How far off target is still amber."
    )
    tolerance_size = TypedFigure(required=False, label="Size of the tolerance")
    decimal_places = IndicatorRule._meta.get_field("decimal_places").formfield(
        help_text="Decimal places. A value is judged as it is printed."
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = self.fields["tolerance_kind"]
        kinds.choices = [("", "The council’s own for the measure"), *kinds.choices[1:]]


class IndicatorForm(RuleFields, SetupForm):
    """All of an indicator. What it is judged by from the start is left out once values are sealed (rules 6.7)."""

    outcome = forms.ModelChoiceField(queryset=Outcome.objects.none())
    key_output = forms.CharField(
        max_length=300,
        help_text="What one or several indicators are to show. The words of another indicator’s key output join them.",
        widget=forms.TextInput(attrs={"list": "key-outputs", "autocomplete": "off"}),
    )
    notes = forms.MultipleChoiceField(
        choices=IndicatorNote.Meaning, required=False, widget=forms.CheckboxSelectMultiple, label="Marks"
    )
    answer_labels = Lines(
        label="Answers counted",
        required=False,
        help_text="For a survey entered as a count for each answer: one answer a line, the best first.",
    )
    polarity_basis = forms.CharField(
        required=False,
        max_length=200,
        label="How that is known",
        help_text="For example: printed in the strategy.",
    )
    baseline = TypedFigure(required=False, label="Baseline")
    no_change_band = TypedFigure(
        required=False,
        least=Decimal(0),
        label="No-change band",
        help_text="Up to which move nothing has changed. Empty: half a point of a percentage, the last printed place "
        "of a rate, nothing of a level, 1% of the figure compared with of anything else.",
    )
    factor = forms.IntegerField(
        required=False,
        min_value=1,
        label="Factor",
        help_text="1000 for a rate per 1,000. Empty: 100 of a percentage, else 1.",
    )
    is_so = forms.BooleanField(label="Yes, it is so")
    introduced_on = Day(
        required=False, label="Introduced on", help_text="Nothing is expected before. Empty: from the strategy’s start."
    )
    reason = reason_field(
        required=False, help_text="Needed when the definition or how it is judged changes. Kept in the history."
    )
    agreed_by = agreed_field(help_text="Needed when polarity, tolerance or printed precision change.")

    RULE = ("polarity", BASIS, "tolerance_kind", "tolerance_size", "decimal_places")
    GROUPS = (
        ("What it is", "", ("outcome", "key_output", "order", "short_title", "sentence", "code", "owner")),
        (
            "Definition",
            "A change of anything from here to “How it is judged” changes the definition and needs a reason.",
            ("title", "definition", "data_source", "method"),
        ),
        (
            "How it is measured",
            "",
            (
                "measure", "unit_text", "factor", "numerator_label", "denominator_label", "numerator_is_part",
                "population", "formula",
            ),
        ),
        (
            "How it is collected",
            "",
            (
                "level", "frequency", "across_units", "answer_labels", "answers_that_count", "across_periods",
                "judged_at_year_end",
            ),
        ),
        (
            "Baseline",
            "Where it stood before, beside which later figures are put. Empty where it is not stated.",
            ("baseline", "baseline_period", "baseline_source"),
        ),
        ("How it is judged", "From the start, until the first value is approved.", RULE),
        ("Trend", "", ("trend_comparison", "no_change_band")),
        ("Life", "", ("introduced_on", "is_proposed", "suggested_by", "target_text", "notes")),
        ("Why it changes", "", ("is_so", "reason", "agreed_by")),
    )  # fmt: skip

    NEEDED = ("outcome", "key_output", "title", "measure", "reason", "is_so")
    """Where nothing is known before, or where a change has to be explained."""

    class Meta:
        model = Indicator
        fields = (
            "order", "title", "short_title", "sentence", "code", "owner", "definition", "data_source", "method",
            "measure", "unit_text", "factor",
            "numerator_label", "denominator_label", "numerator_is_part", "population", "formula", "level", "frequency",
            "across_units", "answer_labels", "answers_that_count", "across_periods", "judged_at_year_end",
            "trend_comparison", "no_change_band", "introduced_on", "is_proposed", "suggested_by", "target_text",
            "baseline", "baseline_period", "baseline_source",
        )  # fmt: skip
        labels = {
            "order": "Number within the outcome",
            "data_source": "Source of the data",
            "numerator_label": "What the numerator counts",
            "denominator_label": "What the denominator counts",
            "population": "Population table",
            "across_units": "From units to the organisation",
            "across_periods": "From periods to the year",
            "trend_comparison": "Short trend against",
            "level": "Collected",
            "baseline_period": "Its period or date",
            "baseline_source": "Its source, or what is to be known of it",
        }
        help_texts = {
            "order": "",
            "baseline_period": "As written, for example 2022/23 or March 2023.",
            "population": "Where the denominator comes from.",
            "judged_at_year_end": "For a sum of few events: until then it stands without a colour.",
            "numerator_is_part": "Ticked: such an entry is refused. Otherwise it is questioned.",
            "short_title": "At most 36 letters, for boards and charts. Empty: the whole title stands there.",
            "sentence": "What follows the figure, at most 100 letters, for example: of customers rated staff knowledge "
            "good or excellent. Empty: no page says the figure in a sentence.",
            "owner": "The team that owes its values.",
            "unit_text": "For example percent, or per 1,000 population.",
            "numerator_label": "For example: calls answered in 5 minutes. Empty, when a number is entered.",
            "denominator_label": "For example: calls. Filled in, numerator and denominator are entered.",
            "frequency": "Irregular: on days that people choose; nothing is ever owed, and the latest value stands.",
            "across_units": "For a survey of units. Ratio of sums never averages percentages.",
        }
        widgets = {
            "definition": forms.Textarea(attrs={"rows": 3}),
            "data_source": forms.Textarea(attrs={"rows": 2}),
            "method": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, strategy: Strategy, is_sealed: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["factor"] = None
        if "is_so" not in self.data:
            self.not_asked = self.fields.pop("is_so")
        self.strategy = strategy
        self.fields["outcome"].queryset = strategy.outcomes.all()
        self.fields["outcome"].label = strategy.outcome_label
        self.fields["owner"].queryset = teams_of(strategy, self.instance.owner)
        self.fields["population"].empty_label = "None: the denominator is entered"
        if is_sealed:
            for name in (*self.RULE, "agreed_by"):
                del self.fields[name]
            for name in settled_of(self.instance):
                self.fields[name].disabled = True

    about_the_change = ("seen", "reason", "agreed_by", "is_so")

    def refuse(self, field: str, message: str) -> None:
        """What is asked is answered by a tick, which stands there only once it is asked (rules 6.4)."""
        if field == "is_so":
            self.fields.setdefault(field, self.not_asked)
        super().refuse(field, message)

    def initial_of(self, instance: Indicator) -> dict[str, Any]:
        if not instance.pk:
            return super().initial_of(instance)
        return self._stated_by(instance, instance.stated.start, instance.notes.all())

    def stated(self, record: Any) -> dict[str, Any]:
        """With the first rule and the marks of that version."""
        rules, notes = (parts_at(record, model, indicator=record.id) for model in (IndicatorRule, IndicatorNote))
        return self._stated_by(record.instance, timeline(rules, start=IndicatorRule()).start, notes)

    def _stated_by(self, instance: Indicator, rule: IndicatorRule, notes: Iterable[IndicatorNote]) -> dict[str, Any]:
        judged = {name: getattr(rule, name) for name in RULE} | {BASIS: rule.reason}
        place = {"outcome": instance.outcome.pk, "key_output": instance.key_output.title}
        marks = sorted(note.meaning for note in notes)
        return {**super().initial_of(instance), **judged, **place, "notes": marks}

    def typed(self) -> dict[str, Any]:
        """What the services of an indicator take. Only after is_valid()."""
        chosen = self.cleaned_data
        fields = {name: chosen[name] for name in (*self._meta.fields, *self.RULE) if name in self.fields}
        return {"fields": fields} | {name: chosen[name] for name in ("outcome", "key_output", "notes")}

    @property
    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """(heading, hint, fields), those without a field left out."""
        found = [
            (title, hint, [self[name] for name in names if name in self.fields]) for title, hint, names in self.GROUPS
        ]
        return [group for group in found if group[2]]

    @property
    def open_sections(self) -> list[str]:
        """Headings of the groups that stand open: what is needed, and where something is to be put right."""
        return [
            title
            for title, _, fields in self.groups
            if any(field.errors or field.name in self.NEEDED for field in fields)
        ]

    @property
    def key_outputs(self) -> list[str]:
        rows = self.strategy.outcomes.values_list("key_outputs__title", flat=True)
        return sorted({title for title in rows if title})


class IndicatorCreate(OfStrategy, EditPage):
    title = "Add an indicator"
    lead = "Only the outcome, the key output, a number, a title and the measure are needed; the rest can follow."
    button = "Add the indicator"
    template = "indicators/setup/form.html"

    def form(self, data=None) -> IndicatorForm:
        """It begins with what follows from a measure, or with what another indicator says, where one was chosen."""
        asked = self.request.GET
        outcome = self._outcome(asked.get("outcome", ""))
        start = {"outcome": outcome and outcome.pk, "measure": asked.get("measure"), **preset(asked.get("measure", ""))}
        if outcome is not None:
            start["order"] = Numbers.within([outcome]).free(outcome)
        if self.like is not None:
            start |= {**IndicatorForm(instance=self.like, strategy=self.strategy).initial, **self.NOT_THE_SAME}
        form = IndicatorForm(data, strategy=self.strategy, initial=start)
        form.fields["owner"].queryset = teams_of(self.strategy, self.like.owner if self.like else None)
        return form

    def _outcome(self, key: str) -> Outcome | None:
        """The one that was chosen, or the only one that there is: the indicator gets its next number."""
        there = list(self.strategy.outcomes.all())
        chosen = next((each for each in there if str(each.pk) == key), None)
        return chosen or (there[0] if len(there) == 1 else None)

    NOT_THE_SAME = {"order": None, "title": "", "short_title": "", "code": "", "seen": 0}
    """What no two indicators have in common."""

    @cached_property
    def like(self) -> Indicator | None:
        """The indicator that is duplicated, by its number: `?like=1.2`."""
        outcome, _, order = self.request.GET.get("like", "").partition(".")
        if not (outcome.isdecimal() and order.isdecimal() and len(outcome + order) < 9):
            return None
        found = Indicator.objects.of(self.strategy).with_judging().prefetch_related("notes")
        return found.filter(key_output__outcome__number=outcome, order=order).first()

    def context(self) -> dict[str, Any]:
        return {"measures": () if self.like else Indicator._meta.get_field("measure").choices, "like": self.like}

    def save(self, form: IndicatorForm) -> str:
        is_so = form.cleaned_data.get("is_so", False)
        self.indicator = add_indicator(by=self.request.user, is_so=is_so, **form.typed())
        return f"{self.indicator} is added. Set its targets next."

    def after(self) -> str:
        return self.setup_url("indicator-setup-detail", self.indicator.outcome.number, self.indicator.order)


class IndicatorEdit(OfIndicator, EditPage):
    title = "Change the indicator"
    template = "indicators/setup/form.html"

    def form(self, data=None) -> IndicatorForm:
        is_sealed = self.indicator.seals.exists()
        return IndicatorForm(data, instance=self.indicator, strategy=self.strategy, is_sealed=is_sealed)

    def save(self, form: IndicatorForm) -> str:
        self.indicator = change_indicator(indicator=self.indicator, by=self.request.user, **form.terms, **form.typed())
        return f"{self.indicator} is changed."

    def context(self) -> dict:
        return {"rule_url": self.indicator_url("rule-change-create") if self.indicator.seals.exists() else ""}


class RetireForm(SetupForm):
    retired_on = Day(
        required=False, label="Last day", help_text="Nothing is expected of a period that ends later. Empty: in use."
    )
    reason = reason_field()

    class Meta:
        model = Indicator
        fields = ("retired_on",)


class IndicatorRetire(OfIndicator, EditPage):
    title = "Retire the indicator"
    lead = "Nothing is expected of it after its last day. Its values, targets and history stay."
    button = "Save the last day"

    def form(self, data=None) -> RetireForm:
        return RetireForm(data, instance=self.indicator)

    def save(self, form: RetireForm) -> str:
        changed = retire_indicator(indicator=self.indicator, by=self.request.user, **form.cleaned_data)
        if changed.retired_on is None:
            return f"{self.indicator} is in use."
        return f"{self.indicator} is in use up to and including {changed.retired_on:%-d %B %Y}."
