"""Consultations: one that is open, one that Customer Services lead, and East Lothian's with published comments."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from consultations.models import Choice, Comment, Consultation, Question, RespondentType, Submission, Theme
from strategy_portal.models import Team

AGREEMENT = (("Strongly agree", "agree"), ("Neither", "neither"), ("Strongly disagree", "disagree"))


@pytest.fixture
def opened(wlc) -> Consultation:
    """Two pages: agreement (required) and one choice; several choices and own words."""
    consultation = wlc.consultations.create(
        slug="the-desk",
        title="The front desk",
        purpose="When should it be open?",
        opened_on=date(2026, 11, 1),
        closed_on=date(2026, 11, 30),
        retain_until=date(2027, 3, 31),
        offers_form=True,
    )
    for order, (title, is_group) in enumerate((("Resident", False), ("Community group", True)), 1):
        RespondentType.objects.create(consultation=consultation, order=order, title=title, is_group=is_group)
    kinds = (
        ("The desk should open on Saturdays", Question.Kind.AGREEMENT, 1, True),
        ("Which desk do you use?", Question.Kind.ONE, 1, False),
        ("What do you come for?", Question.Kind.SEVERAL, 2, False),
        ("What else should we know?", Question.Kind.TEXT, 2, False),
    )
    for order, (text, kind, page, is_required) in enumerate(kinds, 1):
        question = Question.objects.create(
            consultation=consultation, order=order, text=text, kind=kind, page=page, is_required=is_required
        )
        options = AGREEMENT if kind == Question.Kind.AGREEMENT else (("Livingston", ""), ("Bathgate", ""))
        for place, (option, side) in enumerate(() if kind == Question.Kind.TEXT else options, 1):
            Choice.objects.create(question=question, order=place, text=option, side=side)
    return consultation


class Person:
    """Somebody at the public form, without signing in."""

    def __init__(self, consultation: Consultation):
        self.client, self.consultation, self.address = Client(), consultation, consultation.form_url
        questions = list(consultation.questions.all())
        self.agreement, self.desk, self.reasons, self.words = (f"question-{each.pk}" for each in questions)

    def type(self, title: str) -> int:
        return self.consultation.respondent_types.get(title=title).pk

    def choice(self, text: str, name: str) -> int:
        return Choice.objects.get(question_id=name.partition("-")[2], text=text).pk

    def get(self, page: str = "", **more):
        return self.client.get(f"{self.address}{page}", **more)

    def post(self, page: str = "", data: dict | None = None, **more):
        return self.client.post(f"{self.address}{page}", data or {}, **more)

    def begin(self):
        begun = self.post(data={"consent": "on"})
        Submission.objects.filter(submitted_at=None).update(started_at=timezone.now() - timedelta(minutes=5))
        return begun

    def fill(self, *, words: str = "The queue is long", as_: str = "Resident") -> None:
        """Everything up to the last look."""
        self.begin()
        self.post("you/", {"respondent_type": self.type(as_)})
        self.post("page-1/", {self.agreement: self.choice("Strongly agree", self.agreement)})
        reasons = [self.choice(text, self.reasons) for text in ("Livingston", "Bathgate")]
        self.post("page-2/", {self.reasons: reasons, self.words: words})
        self.post("contact/", {"name": "", "email": ""})

    def send(self):
        return self.post("check/")

    def shown(self, page: str) -> str:
        return " ".join(self.get(page).content.decode().split())


@pytest.fixture
def person(opened) -> Person:
    return Person(opened)


@pytest.fixture
def moment() -> datetime:
    return timezone.now()


@pytest.fixture
def asked(wlc) -> Consultation:
    """Without comments yet. The officer's team leads it."""
    return Consultation.objects.create(
        strategy=wlc, slug="asked", title="What should we change?", opened_on=date(2026, 9, 1),
        closed_on=date(2026, 10, 31), retain_until=date(2027, 3, 31),
        lead=Team.objects.get(name="Customer Services", is_demonstration=True),
    )  # fmt: skip


@pytest.fixture
def address(asked):
    """`address("comments/1/")` within the consultation's pages."""
    return lambda rest="": f"{asked.get_absolute_url()}{rest}"


@pytest.fixture
def draft_strategy(elc) -> Consultation:
    """East Lothian's consultation: five themes, no comment of its own."""
    return elc.consultations.get()


@pytest.fixture
def digital(draft_strategy) -> Theme:
    return draft_strategy.themes.get(title="Digital")


@pytest.fixture
def say(draft_strategy):
    """`say("Trains are late", digital)` is a published comment with that theme."""

    def say(text: str, *themes: Theme) -> Comment:
        order = draft_strategy.comments.count() + 1
        state = Comment.State.PUBLISHED
        comment = Comment.objects.create(consultation=draft_strategy, order=order, text=text, state=state)
        comment.codings.create().themes.set(themes)
        return comment

    return say
