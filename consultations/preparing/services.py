"""Services of preparing a consultation: what it is about, who answers as what, what is asked, which meetings are held.

What people have answered stays what they answered: once submissions are there, nobody changes what could be chosen.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.utils.text import slugify

from outcomes.models import Strategy
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, recorded, save_with_history
from strategy_portal.records.versions import Refused, claim, claim_owner

from ..answering.services import add_comments
from ..models import (
    AGREEMENT_SCALE,
    Choice,
    Coding,
    Comment,
    Consultation,
    Meeting,
    Note,
    Question,
    RespondentType,
    Theme,
)

RESERVED = ("add",)
"""Would be taken for another address."""

ASIDE = 1000
"""Added to places that are being given anew, because no place may be taken twice on the way."""

UNSURE = ("Don’t know", Choice.Side.UNSURE)

Row = TypeVar("Row", bound=Model)


def has_submissions(consultation: Consultation) -> bool:
    return consultation.submissions.received().exists()


def add_consultation(
    *, strategy: Strategy, fields: Mapping[str, Any], outcomes: Iterable, notes: Mapping[str, Sequence[str]], by: User
) -> Consultation:
    """Raises Refused: dates out of order, a form without questions, or a title that the strategy has already."""
    slug = slugify(fields["title"])[:50].strip("-")
    if not slug or slug in RESERVED or strategy.consultations.filter(slug=slug).exists():
        raise Refused("Choose another title: it has no letters, or the strategy has a consultation of it", "title")
    consultation = Consultation(strategy=strategy, slug=slug, is_demonstration=by.is_demonstration)
    return _save(consultation, fields, outcomes, notes, by)


@transaction.atomic
def change_consultation(
    *,
    consultation: Consultation,
    fields: Mapping[str, Any],
    outcomes: Iterable,
    notes: Mapping[str, Sequence[str]],
    seen: int,
    by: User,
    reason: str = "",
) -> Consultation:
    """Its address stays, whatever its title becomes. Raises ChangedMeanwhile, and Refused.

    `reason` says why personal details are kept longer than people were told; the history keeps it.
    """
    stored = claim(consultation, seen)
    if stored.keeps_longer(fields["retain_until"]) and not reason:
        raise Refused("Say why: people were told that their details are kept until an earlier day", "reason")
    return _save(stored, fields, outcomes, notes, by, reason)


@transaction.atomic
def save_respondent_types(
    *, consultation: Consultation, people: Sequence[str], groups: Sequence[str], seen: int, by: User
) -> None:
    """As what somebody can answer, in order. Raises ChangedMeanwhile, and Refused where one is in use."""
    stored = claim_owner(consultation, seen, by=by)
    wanted = [(title, False) for title in people] + [(title, True) for title in groups]
    if len({title for title, _ in wanted}) < len(wanted):
        raise Refused("Name each only once", "people")
    there = {each.title: each for each in stored.respondent_types.all()}
    for title in set(there) - {title for title, _ in wanted}:
        if there[title].submissions.exists():
            raise Refused(f"Somebody has answered as “{title}” already, so it has to stay", "people")
        delete_with_history(there[title], by=by)
    for order, (title, is_group) in enumerate(wanted, 1):
        each = there.get(title) or RespondentType(consultation=stored, title=title)
        if each.pk and each.is_group != is_group and each.submissions.exists():
            raise Refused(f"Somebody has answered as “{title}” already, so it can’t become another kind", "groups")
        each.order, each.is_group = order, is_group
        save_with_history(each, by=by)


@transaction.atomic
def save_question(
    *, question: Question, fields: Mapping[str, Any], choices: Sequence[str], with_unsure: bool, seen: int, by: User
) -> Question:
    """Add or change a question and put it in its place; the others make room.

    An agreement scale has its five choices ready-made. Raises ChangedMeanwhile, and Refused where answers would change
    their meaning or a choice question has less than two choices.
    """
    if question.pk:
        question = claim(question, seen)
    stored = Consultation.objects.select_for_update().get(pk=question.consultation_id)
    if not question.pk and (twin := _twin(stored.questions.all(), fields, question)):
        return twin
    settled = has_submissions(stored)
    if settled and (not question.pk or question.kind != fields["kind"]):
        raise Refused("Answers have come in, so what is asked and how stays as it is", "kind" if question.pk else "")
    scale = _scale(fields["kind"], choices, with_unsure)
    place = fields["order"]
    for name, value in fields.items():
        setattr(question, name, value)
    _make_room(stored, question, place, by)
    save_with_history(question, by=by)
    if not settled:
        _set_choices(question, scale, by)
    return question


@transaction.atomic
def remove_question(*, question: Question, reason: str, seen: int, by: User) -> None:
    """Raises ChangedMeanwhile, and Refused where somebody has answered it or the form would be empty without it."""
    stored = claim(question, seen)
    if has_submissions(stored.consultation) or stored.comments.exists():
        raise Refused("Answers have come in, so it has to stay")
    if stored.consultation.offers_form and stored.consultation.questions.count() == 1:
        raise Refused("It is the web form’s only question: switch the form off first, or add another question")
    for choice in stored.choices.all():
        delete_with_history(choice, by=by)
    delete_with_history(stored, by=by, reason=reason)


@transaction.atomic
def save_meeting(
    *, meeting: Meeting, fields: Mapping[str, Any], findings: Sequence[str], seen: int, by: User
) -> Meeting:
    """Add or change a meeting. `findings` are the council's summary of what was said there, each once, to be moderated.

    One that begins with a theme's title and a colon stands under that theme. Sent twice, it is one meeting. Raises
    ChangedMeanwhile.
    """
    stored = Consultation.objects.select_for_update().get(pk=meeting.consultation_id)
    themes = {theme.title.casefold(): theme for theme in stored.themes.exclude(state=Theme.State.MERGED)}
    twin = _twin(stored.meetings.all(), fields, meeting)
    findings = _not_kept(twin or meeting, findings, themes)
    if twin and not findings:
        return twin
    meeting = claim(meeting, seen) if meeting.pk else twin or meeting
    for name, value in fields.items():
        setattr(meeting, name, value)
    if not meeting.order:
        meeting.order = 1 + max((each.order for each in stored.meetings.all()), default=0)
    save_with_history(meeting, by=by)
    _add_findings(meeting, [_parted(finding, themes) for finding in findings], by)
    return meeting


@transaction.atomic
def remove_meeting(*, meeting: Meeting, reason: str, seen: int, by: User) -> None:
    """Raises ChangedMeanwhile, and Refused where something was found there."""
    stored = claim(meeting, seen)
    if stored.comments.exists():
        raise Refused("Findings are kept of it, so it has to stay")
    delete_with_history(stored, by=by, reason=reason)


@transaction.atomic
def _save(
    consultation: Consultation,
    fields: Mapping[str, Any],
    outcomes: Iterable,
    notes: Mapping[str, Sequence[str]],
    by: User,
    reason: str = "",
) -> Consultation:
    for name, value in fields.items():
        setattr(consultation, name, value)
    if consultation.offers_form and not (consultation.pk and consultation.questions.exists()):
        raise Refused("Add questions first: the form would be empty", "offers_form")
    if consultation.closed_on < consultation.opened_on:
        raise Refused("It can’t close before it opens", "closed_on")
    if consultation.retain_until and consultation.retain_until < consultation.closed_on:
        raise Refused("Personal details are needed at least until it closes", "retain_until")
    if consultation.offers_form and not consultation.retain_until:
        raise Refused("Say until when: people read it on the form before they agree", "retain_until")
    with recorded(by=by, reason=reason):
        consultation.save()
        consultation.outcomes.set(outcomes)
    for kind, texts in notes.items():
        _set_notes(consultation, kind, texts, by)
    return consultation


def _set_notes(consultation: Consultation, kind: str, texts: Sequence[str], by: User) -> None:
    there = {note.order: note for note in consultation.notes.filter(kind=kind)}
    for order, text in enumerate(texts, 1):
        note = there.pop(order, None) or Note(consultation=consultation, kind=kind, order=order)
        if note.text != text:
            note.text = text
            save_with_history(note, by=by)
    for note in there.values():
        delete_with_history(note, by=by)


def _make_room(consultation: Consultation, question: Question, place: int, by: User) -> None:
    """Number the questions from 1, with this one at its place or at the end."""
    others = list(consultation.questions.exclude(pk=question.pk))
    place = min(max(place, 1), len(others) + 1)
    others.insert(place - 1, question)
    consultation.questions.update(order=F("order") + ASIDE)
    for order, each in enumerate(others, 1):
        was, each.order = each.order, order
        if each is question:
            continue
        if was == order:
            Question.objects.filter(pk=each.pk).update(order=order)
        else:
            each.version += 1
            save_with_history(each, by=by, event=Event.REORDERED)


def _scale(kind: str, choices: Sequence[str], with_unsure: bool) -> list[tuple[str, str]]:
    if kind == Question.Kind.AGREEMENT:
        return [*AGREEMENT_SCALE, *([UNSURE] if with_unsure else [])]
    if kind == Question.Kind.TEXT:
        return []
    if len(choices) < 2 or len(set(choices)) < len(choices):
        raise Refused("Give at least two choices, each on a line of its own and only once", "choices")
    return [(text, "") for text in choices]


def _set_choices(question: Question, scale: Sequence[tuple[str, str]], by: User) -> None:
    """Those that stay keep their key, which forms that are begun have noted."""
    there = {choice.text: choice for choice in question.choices.all()}
    for text in set(there) - {text for text, _ in scale}:
        delete_with_history(there[text], by=by)
    for order, (text, side) in enumerate(scale, 1):
        choice = there.get(text) or Choice(question=question, text=text)
        if (choice.order, choice.side) != (order, side) or not choice.pk:
            choice.order, choice.side = order, side
            save_with_history(choice, by=by)


def _twin(rows: QuerySet[Row], fields: Mapping[str, Any], row: Row) -> Row | None:
    """The row itself where nothing changes, or what was added with the same fields: the form was sent twice."""
    same = rows.filter(**{name: value for name, value in fields.items() if name != "order"})
    return same.filter(pk=row.pk).first() if row.pk else same.first()


def _not_kept(meeting: Meeting, findings: Sequence[str], themes: Mapping[str, Theme]) -> list[str]:
    comments = meeting.comments.select_related("original") if meeting.pk else ()
    kept = {comment.received for comment in comments}
    return [finding for finding in findings if _parted(finding, themes)[1] not in kept]


def _parted(finding: str, themes: Mapping[str, Theme]) -> tuple[Theme | None, str]:
    """The theme that a finding begins with, and the rest of it."""
    title, colon, rest = finding.partition(":")
    theme = themes.get(title.strip().casefold()) if colon and rest.strip() else None
    return theme, rest.strip() if theme else finding


def _add_findings(meeting: Meeting, findings: Sequence[tuple[Theme | None, str]], by: User) -> None:
    said = [
        (Comment(meeting=meeting, is_summary=True, is_demonstration=by.is_demonstration), text) for _, text in findings
    ]
    for comment, (theme, _) in zip(add_comments(meeting.consultation, said, by=by), findings, strict=True):
        if theme:
            coding = Coding(comment=comment)
            with recorded(by=by):
                coding.save()
                coding.themes.add(theme)
