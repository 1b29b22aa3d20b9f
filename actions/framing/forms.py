"""Forms: a document to be read, and one row that is taken from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from indicators.models import Indicator
from outcomes.models import Strategy
from strategy_portal.domain.numbers import Measure
from strategy_portal.editing.forms import Day, GuardedForm, Lines
from strategy_portal.records.versions import ChangedMeanwhile
from strategy_portal.uploads.document_child import MOST_TEXT
from strategy_portal.uploads.documents import ACCEPTS

from .found import ACTION, COMMITMENT, INDICATOR, OUTCOME, STRATEGY, TEXT, VALUE, Row
from .marks import MEANT
from .proposal import EDITED, NEEDED, Proposal
from .shown import POLARITIES

NEW = "new"


class DocumentForm(forms.Form):
    """A file or a text, and into which draft it goes."""

    into = forms.ChoiceField(label="What comes of it")
    file = forms.FileField(
        label="Document",
        required=False,
        help_text="Word (.docx), PDF with text, a web page, plain text, or a workbook; at most 10 MB",
        widget=forms.FileInput(attrs={"accept": ACCEPTS}),
        error_messages={"empty": "The file is empty. Choose another"},
    )
    text = forms.CharField(
        label="Or its text",
        required=False,
        max_length=MOST_TEXT,
        help_text="Pasted from a document; its tables keep their columns",
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, drafts: Sequence[Strategy], into: str = ""):
        super().__init__(data, files, initial={"into": into or NEW})
        choices = [(draft.slug, f"More of the draft “{draft.title}”") for draft in drafts]
        self.fields["into"].choices = [(NEW, "A new strategy, as a draft"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.errors and bool(given.get("file")) == bool(given.get("text", "").strip()):
            self.add_error("file", "Choose a document, or paste its text: one of the two")
        return given

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)


class RowForm(GuardedForm):
    """What one row says. Texts of any length are taken: what is too long is said on the page of the document."""

    def __init__(self, data: Any = None, *, row: Row, proposal: Proposal):
        self.row = row
        super().__init__(data, initial={"seen": proposal.framing.version, **row.fields})
        for name, field in FIELDS[row.kind](proposal).items():
            self.fields[name] = field

    def typed(self) -> dict[str, Any]:
        """As a row keeps them: texts, and lists of texts. Only after is_valid()."""
        return {name: _kept(self.cleaned_data[name]) for name in EDITED[self.row.kind]}

    def concerns(self, changed: ChangedMeanwhile) -> ChangedMeanwhile | None:
        """Only what somebody typed of the same row; answers to questions are shown on the document's page."""
        if changed.record is None or changed.before is None:
            return changed
        before, now = (each.answers["rows"].get(self.row.key) for each in (changed.before, changed.record))
        return changed if before != now or changed.theirs is None else None


class RowCreateForm(RowForm):
    """The same of a row that was not found, with where it stands in the document, if it does."""

    def __init__(self, data: Any = None, *, row: Row, proposal: Proposal):
        super().__init__(data, row=row, proposal=proposal)
        for name in NEEDED[row.kind]:
            self.fields[name].required = True
        self.fields["place"] = _text("Where it stands in the document", help_text="For example page 4; empty: nowhere")
        self.fields["place"].max_length = 200  # type: ignore[attr-defined]
        self.fields["passage"] = _text("Its words there", 3, help_text="Kept with the row as the passage it comes from")


def _kept(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value).strip()


def _text(label: str, rows: int = 0, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=False, max_length=20_000, widget=widget, **more)


def _strategy(proposal: Proposal) -> dict[str, forms.Field]:
    return {
        "title": _text("Title"),
        "organisation": _text("Organisation", help_text="As it is printed: Anytown Council"),
        "organisation_short": _text("Organisation, in short"),
        "outcome_label": _text("Its word for an outcome", help_text="Outcome, Theme, Mission, Priority"),
        "starts_on": Day(label="First day", required=False),
        "ends_on": Day(label="Last day", required=False),
    }


def _outcome(proposal: Proposal) -> dict[str, forms.Field]:
    return {
        "number": forms.IntegerField(label="Number", min_value=1, max_value=999),
        "title": _text("Title", 2),
        "description": _text("Description", 3),
        "challenge": _text("Challenge", 3),
        "opportunity": _text("Opportunity", 3),
    }


def _indicator(proposal: Proposal) -> dict[str, forms.Field]:
    outcomes = [("", "Not stated"), *_outcomes(proposal)]
    measures = [("", "Not stated"), *((str(each), each.replace("-", " ").capitalize()) for each in Measure)]
    return {
        "outcome": forms.ChoiceField(label="Belongs to", choices=outcomes, required=False),
        "key_output": _text("Key output", 2),
        "title": _text("Indicator", 2),
        "measure": forms.ChoiceField(label="Measure", choices=measures, required=False),
        "factor": forms.IntegerField(
            label="Factor", min_value=1, max_value=1_000_000,
            help_text="100 for a percentage, 1000 for a rate per 1,000, else 1",
        ),
        "unit_text": _text("Unit, as written"),
        "target_text": _text("Target, as written"),
        "targets": Lines(
            label="Targets", required=False,
            help_text="One on each line: “each year: 85”, “last year: 85” or “2026/27: 85”. Empty: none is set",
        ),
        "level": forms.ChoiceField(label="Collected", choices=Indicator.Level.choices),
        "polarity": forms.ChoiceField(label="Which way is better", choices=list(POLARITIES.items()), required=False),
        "notes": forms.MultipleChoiceField(
            label="Notes", choices=list(MEANT.items()), required=False, widget=forms.CheckboxSelectMultiple
        ),
        "suggested_by": _text("Suggested by"),
        "baseline": _text("Baseline", help_text="A figure; empty: not stated"),
        "code": _text("Code", help_text="The council’s own code, if it has one"),
    }  # fmt: skip


def _action(proposal: Proposal) -> dict[str, forms.Field]:
    return {
        "number": forms.IntegerField(label="Number", min_value=1, max_value=9999),
        "title": _text("Action", 2),
        "outcomes": forms.MultipleChoiceField(
            label="Serves", choices=_outcomes(proposal), required=False, widget=forms.CheckboxSelectMultiple
        ),
        "owners": Lines(label="Owners", required=False, help_text="Teams, one on each line; the one that leads first"),
        "part": forms.ChoiceField(
            label="Of several owners", required=False,
            choices=[("", "Not stated"), ("joint", "None leads: they own it jointly"), ("first", "The first leads")],
        ),
        "due": _text("Due, as written", help_text="For example Mid 2024, 31 March 2027, Q2 2026/27 or Ongoing"),
        "measures": Lines(label="Outcome measures", required=False, help_text="One on each line"),
    }  # fmt: skip


def _outcomes(proposal: Proposal) -> list[tuple[str, str]]:
    own = {row.key: row.title for row in proposal.rows if row.kind == OUTCOME and row.key not in proposal.out}
    there = {f"there-{number}": title for number, title in proposal.existing.outcomes}
    return [(key, f"{proposal.numbers[key]}. {title}") for key, title in {**there, **own}.items()]


def _commitment(proposal: Proposal) -> dict[str, forms.Field]:
    outcomes = [("", "Not stated"), *_outcomes(proposal)]
    return {
        "outcome": forms.ChoiceField(label="Belongs to", choices=outcomes, required=False),
        "title": _text("Commitment", 2),
        "led_by": _text("Led by"),
    }


def _value(proposal: Proposal) -> dict[str, forms.Field]:
    return {"title": _text("Value", 2)}


def _own_text(proposal: Proposal) -> dict[str, forms.Field]:
    return {"text": _text("Text", 8)}


FIELDS: Mapping[str, Any] = {
    STRATEGY: _strategy, OUTCOME: _outcome, INDICATOR: _indicator, ACTION: _action, COMMITMENT: _commitment,
    VALUE: _value, TEXT: _own_text,
}  # fmt: skip
