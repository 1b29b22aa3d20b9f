"""Forms about a strategy, its outcomes and what belongs to them."""

from calendar import month_name
from datetime import date
from typing import Any

from django import forms

from outcomes.models import Commitment, Outcome, Statement, Strategy
from strategy_portal.editing.forms import Day, EditForm, GuardedForm, Lines, agreed_field, reason_field

from .services import FIXED_BY_PERIODS

WHO_AGREED = "For example: the council on 4 November 2026. Empty: it only corrects a slip"


class AsAdopted(EditForm):
    """Asks why something changes, and who agreed it, once the strategy is adopted."""

    reason = reason_field(help_text="The strategy is adopted: say why this changes, or what it corrects")
    agreed_by = agreed_field(help_text=WHO_AGREED)

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if strategy.is_draft:
            del self.fields["reason"], self.fields["agreed_by"]

    def typed(self) -> dict[str, Any]:
        """What a service takes: the fields, and why they change. Only after is_valid()."""
        terms = {name: self.cleaned_data[name] for name in self.about_the_change if name in self.fields}
        return {"fields": {name: self.cleaned_data[name] for name in self._meta.fields or ()}, **terms}


class StrategyForm(AsAdopted):
    starts_on = Day(label="First day")
    ends_on = Day(label="Last day")
    slug = forms.SlugField(
        label="Short name in addresses",
        max_length=50,
        required=False,
        help_text="Small letters, digits and hyphens: customer-2026-31. Empty: made of the title. It stays once the "
        "strategy is adopted",
    )
    year_start_month = forms.TypedChoiceField(
        label="The financial year begins in", coerce=int, choices=[(n, month_name[n]) for n in range(1, 13)]
    )
    year_start_day = forms.IntegerField(label="on day", min_value=1, max_value=28)

    GROUPS = (
        ("What it is", "", ("title", "organisation", "organisation_short", "slug", "outcome_label")),
        ("When", "", ("starts_on", "ends_on", "dates_note", "year_start_month", "year_start_day")),
        (
            "What it says",
            "As the strategy says it. What is empty is shown as not stated.",
            ("purpose", "scope", "description", "vision", "overall_measure", "funding_gap"),
        ),
        ("Where it comes from", "", ("source", "predecessor", "predecessor_title")),
        ("Why it changes", "", ("reason", "agreed_by")),
    )

    class Meta:
        model = Strategy
        fields = (
            "title", "organisation", "organisation_short", "slug", "starts_on", "ends_on", "dates_note",
            "year_start_month", "year_start_day", "outcome_label", "purpose", "scope", "description", "vision",
            "overall_measure", "funding_gap", "source", "predecessor", "predecessor_title",
        )  # fmt: skip
        labels = {
            "organisation_short": "Organisation, in short",
            "dates_note": "What is to be known of the dates",
            "outcome_label": "Its word for an outcome",
            "predecessor": "Strategy before it",
            "predecessor_title": "or its title, where the portal does not hold it",
            "source": "Document that it is taken from",
        }
        help_texts = {
            "organisation": "As it is printed: Anytown Council",
            "organisation_short": "A few letters, printed beside the title in lists",
            "outcome_label": "Outcome, Theme, Mission, Priority",
            "predecessor_title": "",
            "dates_note": "For example: the document names years only",
            "overall_measure": "Where the strategy names one for all of it",
            "source": "Name it where all that stands here was taken from it: what is missing is then said not to be "
            "stated in the source",
        }
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("purpose", "scope", "description")} | {
            name: forms.Textarea(attrs={"rows": 2}) for name in ("vision", "overall_measure", "source")
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        strategy = self.instance
        before = Strategy.objects.exclude(pk=strategy.pk)
        self.fields["predecessor"].queryset = before  # type: ignore[attr-defined]
        if strategy.pk and not strategy.is_draft:
            self.fields["slug"].disabled = True
        if strategy.pk and strategy.periods.exists():
            for name in FIXED_BY_PERIODS:
                self.fields[name].disabled = True
                self.fields[name].help_text = "Its reporting periods were made by it"

    @property
    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        found = [
            (head, hint, [self[name] for name in names if name in self.fields]) for head, hint, names in self.GROUPS
        ]
        return [group for group in found if group[2]]


class OutcomeForm(AsAdopted):
    number = forms.IntegerField(label="Number", min_value=1, max_value=999)

    class Meta:
        model = Outcome
        fields = ("number", "title", "description", "challenge", "opportunity", "approach", "measured_by")
        labels = {"approach": "What the council will do"}
        help_texts = {"approach": "", "measured_by": "In the strategy’s words; its indicators are added in the set-up"}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in fields[2:]}


class CommitmentForm(AsAdopted):
    class Meta:
        model = Commitment
        fields = ("heading", "led_by", "mentions")
        labels = {"heading": "What is promised", "mentions": "Who else is mentioned"}
        help_texts = {"led_by": "A team or post, as the strategy names it. Leave out names of people"}


class StatementForm(AsAdopted):
    class Meta:
        model = Statement
        fields = ("label", "text")
        labels = {"text": "Entry"}
        help_texts = {"label": "Printed before the entry, for example Approved by. Mostly empty"}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True


class StatementsForm(GuardedForm):
    """Several entries at once, one on each line."""

    texts = Lines(label="Entries", help_text="One on each line, in the strategy’s words")
    label = forms.CharField(
        label="Label",
        max_length=100,
        required=False,
        help_text="Printed before each of them, for example Approved by. Mostly empty",
    )
    reason = reason_field(help_text="The strategy is adopted: say why they are added")
    agreed_by = agreed_field(help_text=WHO_AGREED)

    def __init__(self, data: Any = None, *, strategy: Strategy):
        super().__init__(data, initial={"seen": strategy.version})
        if strategy.is_draft:
            del self.fields["reason"], self.fields["agreed_by"]


class AdoptForm(GuardedForm):
    adopted_by = forms.CharField(label="Adopted by", max_length=200, help_text="For example: Anytown Council")
    adopted_on = Day(label="On")

    def __init__(self, data: Any = None, *, strategy: Strategy, on: date):
        super().__init__(data, initial={"seen": strategy.version, "adopted_on": on})


class ArchiveForm(GuardedForm):
    reason = reason_field()

    def __init__(self, data: Any = None, *, strategy: Strategy):
        super().__init__(data, initial={"seen": strategy.version})
