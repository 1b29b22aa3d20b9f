"""The fields of a consultation's form, page by page, and the forms around it."""

from typing import Any

from django import forms
from django.utils.html import escape

from ..models import Consultation, Question

LONGEST_TEXT = 10_000
NO_ANSWER = ("-", "I would rather not answer")
"""A choice of its own, so that who has chosen can take it back. It makes no answer."""

AGAIN = "We can’t tell whether a person sent this. If you did, press the button again"


class OwnWords(forms.CharField):
    """Free text with one kind of line end, so that a place in it is the same everywhere."""

    def __init__(self, **kwargs):
        super().__init__(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}), **kwargs)

    def to_python(self, value: Any) -> str:
        return "\n".join(super().to_python(value).splitlines())


class AnswersForm(forms.Form):
    """The questions of one page. Fields are named after their question: `question-12`."""

    def __init__(self, data: Any = None, *, questions: list[Question], **kwargs):
        super().__init__(data, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[field_name(question)] = _field(question)


class YouForm(forms.Form):
    """As what somebody answers."""

    respondent_type = forms.TypedChoiceField(
        label="I am answering as", coerce=int, widget=forms.RadioSelect, error_messages={"required": "Choose one"}
    )

    def __init__(self, data: Any = None, *, consultation: Consultation, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["respondent_type"].choices = [(each.pk, each.title) for each in consultation.respondent_types.all()]


class GroupForm(forms.Form):
    """For whom a group speaks (rules 10.1)."""

    group_name = forms.CharField(label="Name of the group", max_length=200)
    speaks_for = forms.IntegerField(
        label="How many people the group speaks for",
        help_text="For example the number of its members. An estimate will do",
        min_value=1,
        max_value=10_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input--short"}),
    )


class ContactForm(forms.Form):
    """How to reach somebody with what came of it. Both may be left out."""

    name = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label="E-mail", required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("name") and not typed.get("email") and "email" not in self.errors:
            self.add_error("email", "Give an e-mail address, or leave the name empty too")
        return typed


class TrapForm(forms.Form):
    """`website` is a field that people neither see nor hear of; programs fill it in."""

    website = forms.CharField(required=False)

    def clean(self):
        typed = super().clean() or {}
        if typed.get("website"):
            self.add_error(None, AGAIN)
        return typed


class StartForm(TrapForm):
    """Consent, before anything is asked."""

    consent = forms.BooleanField(
        label="I agree that my answers are used as described here",
        error_messages={"required": "Tick the box if you agree. Without it we may not keep your answers"},
    )


def consent_field() -> forms.BooleanField:
    """Of what is typed in for somebody."""
    return forms.BooleanField(
        label="The person agreed to what happens with the answers",
        required=False,
        help_text="Tick it only where the paper says so",
    )


def field_name(question: Question) -> str:
    return f"question-{question.pk}"


def _field(question: Question) -> forms.Field:
    shared: dict[str, Any] = {
        "label": question.text,
        "help_text": escape(question.help_text),
        "required": question.is_required,
    }
    choices = [(str(choice.pk), choice.text) for choice in question.choices.all()]
    match question.kind:
        case Question.Kind.TEXT:
            return OwnWords(**shared, error_messages={"required": "Write an answer"})
        case Question.Kind.SEVERAL:
            return forms.MultipleChoiceField(
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                **shared,
                error_messages={"required": "Choose at least one"},
            )
        case _:
            if not question.is_required:
                choices.append(NO_ANSWER)
            return forms.ChoiceField(
                choices=choices, widget=forms.RadioSelect, **shared, error_messages={"required": "Choose one"}
            )
