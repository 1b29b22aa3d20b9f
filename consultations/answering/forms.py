"""The forms of a consultation: its fields page by page, the form as a whole, and what staff type in from paper.

Web, paper and preview share `Filling`: the pages in order, and what is typed on them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.files import File
from django.utils.html import escape

from strategy_portal.editing.forms import Day, shown
from strategy_portal.evidence_files import NotAccepted, accepted_type
from strategy_portal.records.digests import file_digest
from strategy_portal.records.history import start_of
from strategy_portal.records.signing import keyed

from ..models import Consultation, Question
from .services import Filled

NO_ANSWER = ("-", "I would rather not answer")
"""A choice of its own, so that who has chosen can take it back. It makes no answer."""


class OwnWords(forms.CharField):
    """Free text with one kind of line end, so that a place in it is the same everywhere."""

    def __init__(self, **kwargs):
        super().__init__(max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}), **kwargs)

    def to_python(self, value: Any) -> str:
        return "\n".join(super().to_python(value).splitlines())


class AnswersForm(forms.Form):
    """The questions of one page. Fields are named after their question: `question-12`."""

    def __init__(self, data: Any = None, *, questions: Iterable[Question], **kwargs):
        super().__init__(data, **kwargs)
        self.fields |= {field_name(question): _field(question) for question in questions}


class YouForm(forms.Form):
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
            self.add_error(None, "We can’t tell whether a person sent this. If you did, press the button again")
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


def day_field(label: str) -> Day:
    """Of when it came, which is not the day on which somebody types it in."""
    return Day(label=label, required=False, help_text="Empty: the day on which it is typed in")


def field_name(question: Question) -> str:
    return f"question-{question.pk}"


def _field(question: Question) -> forms.Field:
    needed = {Question.Kind.TEXT: "Write an answer", Question.Kind.SEVERAL: "Choose at least one"}
    errors = {"required": needed.get(question.kind, "Choose one")}
    shared = {"label": question.text, "help_text": escape(question.help_text), "required": question.is_required}
    choices = [(str(choice.pk), choice.text) for choice in question.choices.all()]
    match question.kind:
        case Question.Kind.TEXT:
            return OwnWords(error_messages=errors, **shared)
        case Question.Kind.SEVERAL:
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=choices, widget=widget, error_messages=errors, **shared)
        case _:
            choices += [] if question.is_required else [NO_ANSWER]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=errors, **shared)


# --- The form as a whole ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """One page of the form. `slug` is its address, `questions` are those that it asks."""

    slug: str
    title: str
    lead: str = ""
    questions: tuple[Question, ...] = ()


YOU = Page("you", "About you")
GROUP = Page("group", "About your group")
CONTACT = Page(
    "contact",
    "Shall we tell you what came of it?",
    "You need not give either. We use them to tell you what came of it, and keep them apart from your answers.",
)


class Filling:
    """The form of one consultation with what is typed so far, by page."""

    def __init__(self, consultation: Consultation, typed: Mapping[str, Any] | None = None):
        self.consultation, self.typed = consultation, typed or {}

    @cached_property
    def questions(self) -> list[Question]:
        return list(self.consultation.questions.prefetch_related("choices"))

    @cached_property
    def types(self) -> dict[int, Any]:
        return {each.pk: each for each in self.consultation.respondent_types.all()}

    @property
    def pages(self) -> list[Page]:
        """In order. Only a group is asked about the group."""
        chosen = str(self.typed.get(YOU.slug, {}).get("respondent_type", ""))
        return self._pages(any(each.is_group and str(each.pk) == chosen for each in self.types.values()))

    @property
    def every_page(self) -> list[Page]:
        """With the one that only groups see."""
        return self._pages(any(each.is_group for each in self.types.values()))

    def _pages(self, with_group: bool) -> list[Page]:
        numbers = sorted({question.page for question in self.questions})
        title = "Your views"
        asked = [
            Page(
                f"page-{number}",
                title if len(numbers) == 1 else f"{title}, part {place} of {len(numbers)}",
                questions=tuple(question for question in self.questions if question.page == number),
            )
            for place, number in enumerate(numbers, 1)
        ]
        return [*([YOU] if self.types else []), *([GROUP] if with_group else []), *asked, CONTACT]

    @property
    def minutes(self) -> int:
        """About how long it takes: 20 seconds for a choice, a minute and a half for own words, rounded up."""
        seconds = sum(90 if question.kind == Question.Kind.TEXT else 20 for question in self.questions)
        return max(1, -(-seconds // 60))

    def form(self, page: Page, data: Any = None, **kwargs: Any) -> forms.Form:
        """The page's form, filled with what was typed before."""
        start = {"initial": self.typed.get(page.slug, {})} | kwargs
        match page.slug:
            case "you":
                return YouForm(data, consultation=self.consultation, **start)
            case "group":
                return GroupForm(data, **start)
            case "contact":
                return ContactForm(data, **start)
            case _:
                return AnswersForm(data, questions=page.questions, **start)

    @cached_property
    def checked(self) -> list[tuple[Page, forms.Form]]:
        """Each page with what was typed on it, checked anew: the questions may have changed since."""
        found = [(page, self.form(page, self.typed.get(page.slug, {}))) for page in self.pages]
        for _, form in found:
            form.full_clean()
        return found

    @property
    def first_incomplete(self) -> Page | None:
        """The first page that was not filled yet, or no longer is: also one whose questions may all be left out."""
        return next((page for page, form in self.checked if page.slug not in self.typed or not form.is_valid()), None)

    def filled(self) -> Filled:
        """What the form says as a whole. Only where no page is incomplete."""
        typed: dict[str, Any] = {}
        for _, form in self.checked:
            typed |= form.cleaned_data
        own = {name: typed[name] for name in ("group_name", "speaks_for", "name", "email") if name in typed}
        kind = self.types.get(typed.get("respondent_type", 0))
        return Filled(respondent_type=kind, **own, **self.answers(typed))

    def answers(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The choices and texts of `Filled`, from what was typed, by field."""
        choices, texts = [], []
        for question in self.questions:
            answer = typed[field_name(question)]
            if question.kind != Question.Kind.TEXT:
                wanted = answer if isinstance(answer, list) else [answer]
                choices += [choice for choice in question.choices.all() if str(choice.pk) in wanted]
            elif answer:
                texts.append((question, answer))
        return {"choices": tuple(choices), "texts": tuple(texts)}


def in_words(form: forms.Form) -> list[tuple[str, str, str]]:
    """What was typed on a page, to be checked: (name of the field, label, answer in words)."""
    typed = [(name, form.fields[name], form.cleaned_data.get(name)) for name in form.fields]
    return [
        (name, str(form[name].label), "Not answered" if value in (None, "", []) else shown(field, value))
        for name, field, value in typed
    ]


def typed_on(form: forms.Form) -> dict[str, Any]:
    """What a valid page says, as a draft keeps it."""
    return {name: value if isinstance(value, list) else str(value or "") for name, value in form.cleaned_data.items()}


# --- On paper or by letter -------------------------------------------------------------------------------------------


class TypedInForm(forms.Form):
    """What is asked of whoever types it in, before anything else. `sheet` differs each time it is opened.

    Subclasses say of which day it is (`dated_on`) and what stands there (`said`): the choices and texts of `Filled`.
    """

    conflict = None
    dated_on: Day

    sheet = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    consented = consent_field()

    def __init__(self, consultation: Consultation, data: Any = None, files: Any = None, *, on: date):
        super().__init__(data, files)
        self.filling, self.on = Filling(consultation), on
        types = self.filling.types.values()
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

    def clean_dated_on(self) -> date | None:
        day: date | None = self.cleaned_data["dated_on"]
        if day and day > self.on:
            raise forms.ValidationError("It can’t be of a day that is still to come")
        return day

    def clean(self) -> dict[str, Any]:
        """Nothing that was typed is dropped unsaid: only a group has a name and speaks for others (rules 10.1)."""
        typed = super().clean() or {}
        if self._who is None or not self._who.is_group:
            answers_as = f"“{self._who}” is no group" if self._who else "It is not stated as what they answer"
            for name in ("group_name", "speaks_for"):
                if typed.get(name):
                    self.add_error(name, f"{answers_as}. Choose a group under “Answered as”, or leave this empty")
        return typed

    @property
    def _who(self) -> Any:
        return self.filling.types.get(self.cleaned_data.get("respondent_type") or 0)

    @property
    def key(self) -> str:
        """The same when the same form is sent twice; another when what is typed on it is another."""
        typed = [(name, self.cleaned_data[name]) for name in self.fields]
        said = [(name, file_digest(value) if isinstance(value, File) else str(value)) for name, value in typed]
        return keyed(json.dumps(said)) if self.cleaned_data["sheet"] else ""

    def filled(self) -> Filled:
        """What the sheet says. Only after is_valid()."""
        own = {name: self.cleaned_data[name] for name in ("group_name", "speaks_for") if name in self.cleaned_data}
        if day := self.cleaned_data["dated_on"]:
            own["sent_at"] = start_of(day)
        return Filled(respondent_type=self._who, **own, **self.said())


class PaperForm(TypedInForm):
    """On paper nobody can be made to answer, so no question is required."""

    dated_on = day_field("Received on")
    field_order = ("dated_on",)

    def __init__(self, consultation: Consultation, data: Any = None, files: Any = None, *, on: date):
        super().__init__(consultation, data, files, on=on)
        for name, field in AnswersForm(questions=self.filling.questions).fields.items():
            field.required = False
            self.fields[name] = field

    def said(self) -> dict[str, Any]:
        return self.filling.answers(self.cleaned_data)


class LetterForm(TypedInForm):
    """A letter answers no question."""

    text = OwnWords(label="What it says")
    dated_on = day_field("Date of the letter")
    letter = forms.FileField(label="The letter as a file", required=False, allow_empty_file=True)
    field_order = ("text", "dated_on", "letter")

    def __init__(self, consultation: Consultation, data: Any = None, files: Any = None, *, on: date):
        super().__init__(consultation, data, files, on=on)
        types, limit = ", ".join(settings.EVIDENCE["TYPES"]), settings.EVIDENCE["MEGABYTES"]
        self.fields["letter"].help_text = (
            f"A scan, or the e-mail ({types}; at most {limit} MB). Only those who read comments can open it, and it is "
            "deleted with the personal details"
        )

    def clean_letter(self) -> File | None:
        letter: File | None = self.cleaned_data["letter"]
        if letter is not None:
            try:
                accepted_type(letter)
            except NotAccepted as error:
                raise forms.ValidationError(str(error)) from error
        return letter

    def said(self) -> dict[str, Any]:
        return {"texts": ((None, self.cleaned_data["text"]),), "letter": self.cleaned_data["letter"]}
