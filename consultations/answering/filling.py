"""A consultation's form: its pages in order, and what is typed on them. Web, paper and preview share it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from ..models import Choice, Consultation, Question
from .forms import AnswersForm, ContactForm, GroupForm, YouForm, field_name
from .services import Filled

NOT_ANSWERED = "Not answered"


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
        who = [YOU] if self.types else []
        group = [GROUP] if self._is_group else []
        return [*who, *group, *self._question_pages, CONTACT]

    @property
    def every_page(self) -> list[Page]:
        """With the one that only groups see."""
        has_groups = any(each.is_group for each in self.types.values())
        return [*([YOU] if self.types else []), *([GROUP] if has_groups else []), *self._question_pages, CONTACT]

    @cached_property
    def _question_pages(self) -> list[Page]:
        numbers = sorted({question.page for question in self.questions})
        title = "Your views"
        return [
            Page(
                f"page-{number}",
                title if len(numbers) == 1 else f"{title}, part {place} of {len(numbers)}",
                questions=tuple(question for question in self.questions if question.page == number),
            )
            for place, number in enumerate(numbers, 1)
        ]

    @property
    def minutes(self) -> int:
        """About how long it takes: 20 seconds for a choice, a minute and a half for own words, rounded up."""
        seconds = sum(90 if question.kind == Question.Kind.TEXT else 20 for question in self.questions)
        return max(1, -(-seconds // 60))

    def form(self, page: Page, data: Any = None, **kwargs: Any) -> forms.Form:
        """The page's form, filled with what was typed before."""
        start = {"initial": self.typed.get(page.slug, {})} | kwargs
        match page:
            case Page("you"):
                return YouForm(data, consultation=self.consultation, **start)
            case Page("group"):
                return GroupForm(data, **start)
            case Page("contact"):
                return ContactForm(data, **start)
            case _:
                return AnswersForm(data, questions=list(page.questions), **start)

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
        return Filled(
            respondent_type=self.types.get(typed.get("respondent_type", 0)),
            group_name=typed.get("group_name", ""),
            speaks_for=typed.get("speaks_for"),
            name=typed.get("name", ""),
            email=typed.get("email", ""),
            **self.answers(typed),
        )

    def answers(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The choices and texts of `Filled`, from what was typed, by field."""
        answers = [(question, typed[field_name(question)]) for question in self.questions]
        return {
            "choices": tuple(choice for question, answer in answers for choice in _chosen(question, answer)),
            "texts": tuple(
                (question, answer) for question, answer in answers if question.kind == Question.Kind.TEXT and answer
            ),
        }

    @property
    def _is_group(self) -> bool:
        chosen = str(self.typed.get(YOU.slug, {}).get("respondent_type", ""))
        return any(each.is_group and str(each.pk) == chosen for each in self.types.values())


def in_words(form: forms.Form) -> list[tuple[str, str, str]]:
    """What was typed on a page, to be checked: (name of the field, label, answer in words)."""
    return [(name, str(form[name].label), _words(form, name)) for name in form.fields]


def typed_on(form: forms.Form) -> dict[str, Any]:
    """What a valid page says, as a draft keeps it."""
    return {name: value if isinstance(value, list) else str(value or "") for name, value in form.cleaned_data.items()}


def _chosen(question: Question, answer: Any) -> list[Choice]:
    if question.kind == Question.Kind.TEXT or not answer:
        return []
    wanted = answer if isinstance(answer, list) else [answer]
    return [choice for choice in question.choices.all() if str(choice.pk) in wanted]


def _words(form: forms.Form, name: str) -> str:
    field, value = form.fields[name], form.cleaned_data.get(name)
    if value in (None, "", []):
        return NOT_ANSWERED
    if isinstance(field, forms.ChoiceField):
        words = {str(key): str(text) for key, text in field.choices}
        wanted = value if isinstance(value, list) else [value]
        return ", ".join(words[str(each)] for each in wanted)
    return str(value)
