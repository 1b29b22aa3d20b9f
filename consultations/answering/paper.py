"""Forms of what came on paper or by letter, typed in by staff: the fields of the web form, all on one page."""

import json
from typing import Any
from uuid import uuid4

from django import forms

from strategy_portal.records.signing import keyed

from ..models import Consultation
from .filling import Filling, Page
from .forms import OwnWords, consent_field
from .services import Filled


class TypedInForm(forms.Form):
    """What is asked of whoever types it in, before anything else. `sheet` differs each time it is opened."""

    conflict = None

    sheet = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    consented = consent_field()

    def __init__(self, consultation: Consultation, data: Any = None):
        super().__init__(data)
        self.filling = Filling(consultation)
        types = consultation.respondent_types.all()
        if types:
            self.fields["respondent_type"] = forms.TypedChoiceField(
                label="Answered as",
                coerce=int,
                required=False,
                empty_value=None,
                choices=[("", "Not stated"), *((each.pk, each.title) for each in types)],
            )
        if any(each.is_group for each in types):
            self.fields["group_name"] = forms.CharField(label="Name of the group", max_length=200, required=False)
            self.fields["speaks_for"] = forms.IntegerField(
                label="How many people the group speaks for",
                help_text="Leave it empty where the paper does not say",
                min_value=1,
                max_value=10_000_000,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Nothing that was typed is dropped unsaid: only a group has a name and speaks for others (rules 10.1)."""
        typed = super().clean() or {}
        who = self.filling.types.get(typed.get("respondent_type") or 0)
        if who is None or not who.is_group:
            answers_as = f"“{who}” is no group" if who else "It is not stated as what they answer"
            for name in ("group_name", "speaks_for"):
                if typed.get(name):
                    self.add_error(name, f"{answers_as}. Choose a group under “Answered as”, or leave this empty")
        return typed

    @property
    def key(self) -> str:
        """The same when the same form is sent twice; another when what is typed on it is another."""
        typed = self.cleaned_data
        return keyed(json.dumps([(name, str(typed[name])) for name in self.fields])) if typed["sheet"] else ""

    def shared(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "respondent_type": self.filling.types.get(typed.get("respondent_type") or 0),
            "group_name": typed.get("group_name", ""),
            "speaks_for": typed.get("speaks_for"),
        }


class PaperForm(TypedInForm):
    """On paper nobody can be made to answer, so no question is required."""

    def __init__(self, consultation: Consultation, data: Any = None):
        super().__init__(consultation, data)
        every = Page("paper", "", questions=tuple(self.filling.questions))
        for name, field in self.filling.form(every).fields.items():
            field.required = False
            self.fields[name] = field

    def filled(self) -> Filled:
        return Filled(**self.shared(), **self.filling.answers(self.cleaned_data))


class LetterForm(TypedInForm):
    """A letter answers no question."""

    text = OwnWords(label="What it says")
    field_order = ("text",)

    def filled(self) -> Filled:
        return Filled(**self.shared(), texts=((None, self.cleaned_data["text"]),))
