"""A made-up consultation with answers, and what a made-up council made of it. Nobody wrote them; they name nobody."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import yaml

from outcomes.models import Strategy
from strategy_portal.clock import nine_o_clock
from strategy_portal.facts import FOLDER
from strategy_portal.models import Team, User

from .answering.services import Filled, begin_submission, key_submission, send_submission
from .coding.services import add_theme, code_comment, confirm_theme
from .models import AGREEMENT_SCALE, Choice, Consultation, Question, Submission
from .moderating.services import publish_unmarked
from .replying.services import ReplyText, publish, save_reply


def hold_consultation(on: date) -> Consultation:
    """The consultation of fixtures/demonstration/consultation.yaml, open on that day, with what has come in so far."""
    facts = yaml.safe_load((FOLDER / "demonstration" / "consultation.yaml").read_text(encoding="utf-8"))
    consultation = _prepare(facts, on)
    _receive(consultation, facts, on)
    _evaluate(consultation, facts, at=nine_o_clock(on))
    return consultation


def _prepare(facts: dict[str, Any], on: date) -> Consultation:
    closes = on + timedelta(days=facts["closes"])
    consultation = Consultation.objects.create(
        strategy=Strategy.objects.get(slug=facts["strategy"]),
        lead=Team.objects.get(name=facts["lead"], is_demonstration=True),
        opened_on=on + timedelta(days=facts["opens"]),
        closed_on=closes,
        retain_until=closes + timedelta(days=facts["kept_for"]),
        offers_form=True,
        is_demonstration=True,
        **facts["texts"],
    )
    for kind, texts in facts["notes"].items():
        for order, text in enumerate(texts, 1):
            consultation.notes.create(kind=kind, order=order, text=text)
    for order, (title, is_group) in enumerate(facts["types"].items(), 1):
        consultation.respondent_types.create(order=order, title=title, is_group=is_group)
    for order, entry in enumerate(facts["questions"], 1):
        fields = {name: value for name, value in entry.items() if name not in ("choices", "weights", "texts")}
        question = consultation.questions.create(order=order, **fields)
        own = [(text, "") for text in entry.get("choices", [])]
        for place, (text, side) in enumerate(own if question.kind != Question.Kind.AGREEMENT else AGREEMENT_SCALE, 1):
            question.choices.create(order=place, text=text, side=side)
    return consultation


def _receive(consultation: Consultation, facts: dict[str, Any], on: date) -> None:
    paper = {"channel": Submission.Channel.PAPER, "consented": True, "by": User.objects.get(username="officer")}
    days = (on - consultation.opened_on).days
    for number, filled in enumerate(_filled(consultation, facts)):
        day = consultation.opened_on + timedelta(days=number * days // facts["submissions"])
        at = datetime.combine(day, time(9 + number % 11, number), UTC)
        if number % 8 == 0:  # every eighth came on paper
            key_submission(consultation=consultation, filled=filled, at=at, **paper)
        else:
            begun = begin_submission(consultation=consultation, on=day, at=at)
            send_submission(submission=begun, filled=filled, on=day, at=at + timedelta(minutes=6))


def _filled(consultation: Consultation, facts: dict[str, Any]) -> Iterator[Filled]:
    """The same each time. Groups come last; what people wrote is spread over the submissions in the file's order."""
    chance = random.Random(20261121)
    resident, tenant, business, group = consultation.respondent_types.all()
    questions = list(zip(consultation.questions.prefetch_related("choices"), facts["questions"], strict=True))
    number, groups = facts["submissions"], list(facts["groups"].items())
    written = defaultdict(list)
    for question, entry in questions:
        for place, text in enumerate(entry.get("texts", [])):
            written[place * number // len(entry["texts"])].append((question, text))
    people = [("", None)] * (number - len(groups))
    for place, (name, speaks_for) in enumerate(people + groups):
        yield Filled(
            respondent_type=group if name else chance.choices([resident, tenant, business], [36, 14, 6])[0],
            group_name=name,
            speaks_for=speaks_for,
            choices=tuple(choice for question, entry in questions for choice in _chosen(question, entry, chance)),
            texts=tuple(written[place]),
        )


def _chosen(question: Question, entry: dict[str, Any], chance: random.Random) -> list[Choice]:
    """One choice by its weight, of several each by its own; some leave out what may be left out."""
    choices, weights = list(question.choices.all()), entry.get("weights", [])
    if not choices or (not question.is_required and chance.random() < 0.06):
        return []
    if question.kind == Question.Kind.SEVERAL:
        picked = [choice for choice, weight in zip(choices, weights, strict=True) if chance.random() < weight / 60]
        return picked or choices[-1:]
    return chance.choices(choices, weights)


def _evaluate(consultation: Consultation, facts: dict[str, Any], at: datetime) -> None:
    """As the performance team of the demonstration; what `facts` leaves waiting is there to be tried out."""
    by = User.objects.get(username="performance")
    waiting = consultation.comments.unmarked().order_by("order")[: facts["moderated"]]
    publish_unmarked(consultation=consultation, seen={comment.pk: comment.version for comment in waiting}, by=by, at=at)
    words = {}
    for entry in facts["themes"]:
        texts = {name: entry[name] for name in ("title", "description")}
        theme = confirm_theme(theme=add_theme(consultation=consultation, texts=texts, by=by), by=by)
        words[theme] = entry["words"]
    for comment in consultation.comments.shown():
        text = comment.text.lower()
        given = [theme for theme in words if any(word in text for word in words[theme])]
        code_comment(comment=comment, themes=given, seen=0, by=by, at=at)
    for title, entry in facts["replies"].items():
        entry["actions"] = list(consultation.strategy.actions.filter(number__in=entry["actions"]))
        save_reply(about=consultation.themes.get(title=title), text=ReplyText(**entry), seen=0, by=by)
    publish(consultation=consultation, seen=consultation.version, by=by, on=at.date(), sure=True)  # while it is open
