"""A made-up consultation with answers, and what a made-up council made of it. Nobody wrote them; they name nobody."""

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import yaml

from outcomes.models import Strategy
from strategy_portal.facts import FOLDER
from strategy_portal.models import Team, User

from .answering.services import Filled, begin_submission, key_submission, send_submission
from .coding.services import add_theme, code_comment, confirm_theme
from .models import AGREEMENT_SCALE, Choice, Consultation, Note, Question, RespondentType, Submission, Theme
from .moderating.services import publish_unmarked
from .replying.services import ReplyText, publish, save_reply

SEED = 20261121
ON_PAPER = 8
"""Every eighth came on paper."""


def hold_consultation(on: date) -> Consultation:
    """The consultation of fixtures/demonstration/consultation.yaml, open on that day, with what has come in so far."""
    facts = yaml.safe_load((FOLDER / "demonstration" / "consultation.yaml").read_text(encoding="utf-8"))
    consultation = _consultation(facts, on)
    for question, entry in enumerate(facts["questions"], 1):
        _question(consultation, question, entry)
    _receive(consultation, facts, on)
    _evaluate(consultation, facts, at=datetime.combine(on, time(9), UTC))
    return consultation


def _consultation(facts: dict[str, Any], on: date) -> Consultation:
    closes = on + timedelta(days=facts["closes"])
    texts = ("slug", "title", "purpose", "method", "languages", "equality_note", "privacy_note")
    consultation = Consultation.objects.create(
        strategy=Strategy.objects.get(slug=facts["strategy"]),
        lead=Team.objects.get(name=facts["lead"], is_demonstration=True),
        opened_on=on + timedelta(days=facts["opens"]),
        closed_on=closes,
        retain_until=closes + timedelta(days=facts["kept_for"]),
        offers_form=True,
        is_demonstration=True,
        **{name: facts[name] for name in texts},
    )
    for kind, texts in facts["notes"].items():
        for order, text in enumerate(texts, 1):
            Note.objects.create(consultation=consultation, kind=kind, order=order, text=text)
    for order, (title, is_group) in enumerate(facts["types"].items(), 1):
        RespondentType.objects.create(consultation=consultation, order=order, title=title, is_group=is_group)
    return consultation


def _question(consultation: Consultation, order: int, entry: dict[str, Any]) -> None:
    question = Question.objects.create(
        consultation=consultation,
        order=order,
        text=entry["text"],
        kind=entry["kind"],
        page=entry["page"],
        help_text=entry.get("help", ""),
        is_required=entry.get("required", False),
    )
    scale = (
        AGREEMENT_SCALE
        if question.kind == Question.Kind.AGREEMENT
        else [(text, "") for text in entry.get("choices", [])]
    )
    for place, (text, side) in enumerate(scale, 1):
        Choice.objects.create(question=question, order=place, text=text, side=side)


def _receive(consultation: Consultation, facts: dict[str, Any], on: date) -> None:
    officer = User.objects.get(username="officer")
    days = (on - consultation.opened_on).days
    for number, filled in enumerate(_filled(consultation, facts)):
        day = consultation.opened_on + timedelta(days=number * days // facts["submissions"])
        at = datetime.combine(day, time(9 + number % 11, number), UTC)
        if number % ON_PAPER == 0:
            key_submission(
                consultation=consultation,
                channel=Submission.Channel.PAPER,
                filled=filled,
                consented=True,
                by=officer,
                at=at,
            )
            continue
        begun = begin_submission(consultation=consultation, on=day, at=at)
        send_submission(submission=begun, filled=filled, on=day, at=at + timedelta(minutes=6))


def _filled(consultation: Consultation, facts: dict[str, Any]) -> Iterator[Filled]:
    """The same each time. Groups come last; what people wrote is spread over the submissions in the file's order."""
    chance = random.Random(SEED)
    resident, tenant, business, group = consultation.respondent_types.all()
    questions = list(zip(consultation.questions.prefetch_related("choices"), facts["questions"], strict=True))
    groups = list(facts["groups"].items())
    people = facts["submissions"] - len(groups)
    written = _written(consultation, facts)
    for number in range(facts["submissions"]):
        name, speaks_for = groups[number - people] if number >= people else ("", None)
        kind = group if name else chance.choices([resident, tenant, business], [36, 14, 6])[0]
        yield Filled(
            respondent_type=kind,
            group_name=name,
            speaks_for=speaks_for,
            choices=tuple(choice for question, entry in questions for choice in _chosen(question, entry, chance)),
            texts=tuple(written.get(number, ())),
        )


def _written(consultation: Consultation, facts: dict[str, Any]) -> dict[int, list[tuple[Question, str]]]:
    """What the submission of each number says in its own words."""
    first, others = consultation.questions.filter(kind=Question.Kind.TEXT)
    written: dict[int, list[tuple[Question, str]]] = {}
    for question, texts in ((first, facts["first"]), (others, facts["others"])):
        for place, text in enumerate(texts):
            written.setdefault(place * facts["submissions"] // len(texts), []).append((question, text))
    return written


def _chosen(question: Question, entry: dict[str, Any], chance: random.Random) -> list[Choice]:
    """One choice by its weight, of several each by its own; some leave out what may be left out."""
    choices, weights = list(question.choices.all()), entry.get("weights", [])
    if not choices or (not question.is_required and chance.random() < 0.06):
        return []
    if question.kind == Question.Kind.SEVERAL:
        picked = [choice for choice, weight in zip(choices, weights, strict=True) if chance.random() < weight / 60]
        return picked or choices[-1:]
    return chance.choices(choices, weights)


def _evaluate(consultation: Consultation, facts: Mapping[str, Any], at: datetime) -> None:
    """As the performance team of the demonstration; what `facts` leaves waiting is there to be tried out."""
    by = User.objects.get(username="performance")
    waiting = consultation.comments.unmarked().order_by("order")[: facts["moderated"]]
    publish_unmarked(consultation=consultation, seen={comment.pk: comment.version for comment in waiting}, by=by, at=at)
    themes = {theme: entry["words"] for theme, entry in _codebook(consultation, facts, by)}
    for comment in consultation.comments.shown():
        text = comment.text.lower()
        given = [theme for theme, words in themes.items() if any(word in text for word in words)]
        code_comment(comment=comment, themes=given, seen=0, by=by, at=at)
    _reply(consultation, facts["replies"], by)
    publish(consultation=consultation, seen=consultation.version, by=by)


def _codebook(consultation: Consultation, facts: Mapping[str, Any], by: User) -> list[tuple[Theme, dict[str, Any]]]:
    found = []
    for entry in facts["themes"]:
        texts = {name: entry[name] for name in ("title", "description")}
        theme = confirm_theme(theme=add_theme(consultation=consultation, texts=texts, by=by), by=by)
        found.append((theme, entry))
    return found


def _reply(consultation: Consultation, replies: Mapping[str, dict[str, Any]], by: User) -> None:
    for title, entry in replies.items():
        actions = list(consultation.strategy.actions.filter(number__in=entry["actions"]))
        text = ReplyText(entry["kind"], entry["text"], entry.get("reason", ""), actions)
        save_reply(about=consultation.themes.get(title=title), text=text, seen=0, by=by)
