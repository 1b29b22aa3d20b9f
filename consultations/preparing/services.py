"""Services of preparing a consultation: what it is about, who answers as what, what is asked, which meetings are held.

What people have answered stays what they answered: once submissions are there, nobody changes what could be chosen.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.utils.text import slugify

from outcomes.models import Outcome, Strategy
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, recorded, save_with_history, set_rows
from strategy_portal.records.versions import Refused, claim, claim_owner

from ..answering.services import add_comments
from ..models import AGREEMENT_SCALE, Choice, Coding, Comment, Consultation, Meeting, Question, Theme, ThemeShare

ASIDE = 1000
"""Added to places that are being given anew, because no place may be taken twice on the way."""

UNSURE = ("Don’t know", Choice.Side.UNSURE)

Row = TypeVar("Row", bound=Model)


def has_submissions(consultation: Consultation) -> bool:
    return consultation.submissions.received().exists()


@transaction.atomic
def save_consultation(
    *,
    consultation: Consultation,
    fields: Mapping[str, Any],
    outcomes: Iterable[Outcome],
    notes: Mapping[str, Sequence[str]],
    seen: int,
    by: User,
    reason: str = "",
) -> Consultation:
    """Add or change a consultation. Its address is made of the title when it is added, and stays.

    `reason` says why personal details are kept longer than people were promised. Raises ChangedMeanwhile, and Refused:
    dates out of order, a form without questions, or a title that the strategy has already.
    """
    if consultation.pk:
        consultation = claim(consultation, seen)
        promised, until = consultation.retain_until, fields["retain_until"]
        if promised and (until is None or until > promised) and not reason:
            raise Refused("Say why: people were told that their details are kept until an earlier day", "reason")
    else:
        consultation.slug = _new_slug(consultation.strategy, fields["title"])
        consultation.is_demonstration = by.is_demonstration
    for name, value in fields.items():
        setattr(consultation, name, value)
    _check(consultation)
    with recorded(by=by, reason=reason):
        consultation.save()
        consultation.outcomes.set(outcomes)
    places = {(kind, order): {"text": text} for kind, texts in notes.items() for order, text in enumerate(texts, 1)}
    set_rows(consultation.notes, ["kind", "order"], places, by=by)
    return consultation


@transaction.atomic
def save_respondent_types(
    *, consultation: Consultation, people: Sequence[str], groups: Sequence[str], seen: int, by: User
) -> None:
    """As what somebody can answer, in order. Raises ChangedMeanwhile, and Refused where one is in use."""
    stored = claim_owner(consultation, seen, by=by)
    wanted = [(title, False) for title in people] + [(title, True) for title in groups]
    if len({title for title, _ in wanted}) < len(wanted):
        raise Refused("Name each only once", "people")
    kinds = dict(wanted)
    for each in stored.respondent_types.filter(submissions__isnull=False).distinct():
        if each.title not in kinds:
            raise Refused(f"Somebody has answered as “{each}” already, so it has to stay", "people")
        if each.is_group != kinds[each.title]:
            raise Refused(f"Somebody has answered as “{each}” already, so it can’t become another kind", "groups")
    places = {(title,): {"order": order, "is_group": is_group} for order, (title, is_group) in enumerate(wanted, 1)}
    set_rows(stored.respondent_types, ["title"], places, by=by)


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
    if not settled:  # those that stay keep their key, which forms that are begun have noted
        places = {(text,): {"order": order, "side": side} for order, (text, side) in enumerate(scale, 1)}
        set_rows(question.choices, ["text"], places, by=by)
    return question


@transaction.atomic
def remove_question(*, question: Question, reason: str, seen: int, by: User) -> None:
    """Raises ChangedMeanwhile, and Refused where somebody has answered it or the form would be empty without it."""
    stored = claim(question, seen)
    if has_submissions(stored.consultation) or stored.comments.exists():
        raise Refused("Answers have come in, so it has to stay")
    if stored.consultation.offers_form and stored.consultation.questions.count() == 1:
        raise Refused("It is the web form’s only question: switch the form off first, or add another question")
    set_rows(stored.choices, ["text"], {}, by=by)
    delete_with_history(stored, by=by, reason=reason)


@transaction.atomic
def save_meeting(
    *,
    meeting: Meeting,
    fields: Mapping[str, Any],
    findings: Sequence[str],
    seen: int,
    by: User,
    more_came: bool = False,
) -> Meeting:
    """Add or change a meeting. `findings` are what came out, in the council's words, each once, to be moderated.

    One that begins with a theme's title and a colon stands under that theme. Sent twice, it is one meeting. Raises
    ChangedMeanwhile, and Refused where more came than were invited and nobody says that this is right (`more_came`).
    """
    invited, attended = fields.get("invited"), fields.get("attended")
    if invited is not None and attended is not None and attended > invited and not more_came:
        raise Refused(
            f"{attended} came and {invited} were invited. Mend one of them, or say that it is so", "more_came"
        )
    stored = Consultation.objects.select_for_update().get(pk=meeting.consultation_id)
    twin = _twin(stored.meetings.all(), fields, meeting)
    themes = {theme.title.casefold(): theme for theme in stored.themes.exclude(state=Theme.State.MERGED)}
    found = [_theme_and_text(finding, themes) for finding in findings]
    there = twin or meeting
    known = {comment.received for comment in there.comments.select_related("original")} if there.pk else set()
    new = [(theme, text) for theme, text in found if text not in known]
    if twin and not new:
        return twin
    meeting = claim(meeting, seen) if meeting.pk else twin or meeting
    for name, value in fields.items():
        setattr(meeting, name, value)
    if not meeting.order:
        meeting.order = 1 + max((each.order for each in stored.meetings.all()), default=0)
    save_with_history(meeting, by=by)
    comments = [
        (Comment(meeting=meeting, is_summary=True, is_demonstration=by.is_demonstration), text) for _, text in new
    ]
    for comment, (theme, _) in zip(add_comments(meeting.consultation, comments, by=by), new, strict=True):
        if theme:
            with recorded(by=by):
                Coding.objects.create(comment=comment).themes.add(theme)
    return meeting


@transaction.atomic
def remove_meeting(*, meeting: Meeting, reason: str, seen: int, by: User) -> None:
    """Raises ChangedMeanwhile, and Refused where something was found there."""
    stored = claim(meeting, seen)
    if stored.comments.exists():
        raise Refused("Findings are kept of it, so it has to stay")
    delete_with_history(stored, by=by, reason=reason)


def _new_slug(strategy: Strategy, title: str) -> str:
    slug = slugify(title)[:50].strip("-")
    if slug in ("", "add") or strategy.consultations.filter(slug=slug).exists():  # “add” is another page’s address
        raise Refused("Choose another title: it has no letters, or the strategy has a consultation of it", "title")
    return slug


def _check(consultation: Consultation) -> None:
    if consultation.offers_form and not (consultation.pk and consultation.questions.exists()):
        raise Refused("Add questions first: the form would be empty", "offers_form")
    if consultation.closed_on < consultation.opened_on:
        raise Refused("It can’t close before it opens", "closed_on")
    if consultation.retain_until and consultation.retain_until < consultation.closed_on:
        raise Refused("Personal details are needed at least until it closes", "retain_until")
    if consultation.offers_form and not consultation.retain_until:
        raise Refused("Say until when: people read it on the form before they agree", "retain_until")


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


def _twin(rows: QuerySet[Row], fields: Mapping[str, Any], row: Row) -> Row | None:
    """The row itself where nothing changes, or what was added with the same fields: the form was sent twice."""
    same = rows.filter(**{name: value for name, value in fields.items() if name != "order"})
    return same.filter(pk=row.pk).first() if row.pk else same.first()


def _theme_and_text(finding: str, themes: Mapping[str, Theme]) -> tuple[Theme | None, str]:
    title, colon, rest = finding.partition(":")
    theme = themes.get(title.strip().casefold()) if colon and rest.strip() else None
    return theme, rest.strip() if theme else finding


# --- Figures that only a source gives --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reported:
    """What the source gives, by primary key; None: not stated. `share` is in its own words, of `share_of`."""

    choices: Mapping[int, int | None]
    ranks: Mapping[int, int | None]
    comments: Mapping[int, int | None]
    share: str
    share_of: Collection[Theme]

    def check(self, questions: Collection[Question]) -> None:
        """Raises Refused: one rank twice, a share of nothing, more choices of one than people who answered."""
        times = Counter(self.ranks.values())
        for pk, rank in self.ranks.items():
            if rank is not None and times[rank] > 1:
                raise Refused("Two themes have this rank: give each a rank of its own", f"rank_{pk}")
        if bool(self.share) != bool(self.share_of):
            raise Refused("Give the share as the source words it, and choose the themes that it is of", "share")
        for question in questions:
            self._check_base(question)

    def _check_base(self, question: Question) -> None:
        """Where people made one choice each, they are no more than those who answered (rules 10.2)."""
        counts = {choice.pk: self.choices.get(choice.pk) or 0 for choice in question.choices.all()}
        if question.base is None or not counts:
            return
        most = max(counts.values()) if question.kind == Question.Kind.SEVERAL else sum(counts.values())
        if most > question.base:
            message = f"That is more than the {question.base:,} who answered “{question}”"
            raise Refused(message, f"choice_{max(counts, key=counts.__getitem__)}")


@transaction.atomic
def save_reported(*, consultation: Consultation, reported: Reported, seen: int, by: User) -> None:
    """What the portal counts itself stays apart from it. Raises ChangedMeanwhile, Refused."""
    held = claim_owner(consultation, seen, by=by)
    reported.check(held.questions.prefetch_related("choices"))
    for choice in Choice.objects.filter(question__consultation=held, pk__in=reported.choices):
        if choice.reported_count != reported.choices[choice.pk]:
            choice.reported_count = reported.choices[choice.pk]
            save_with_history(choice, by=by)
    for theme in held.themes.filter(pk__in=reported.ranks):
        stated = (reported.ranks[theme.pk], reported.comments[theme.pk])
        if (theme.rank, theme.comment_count) != stated:
            theme.rank, theme.comment_count = stated
            save_with_history(theme, by=by)
    share = ThemeShare.objects.filter(consultation=held).first() or ThemeShare(consultation=held)
    if reported.share:
        if share.as_written != reported.share:
            share.as_written = reported.share
            save_with_history(share, by=by)
        with recorded(by=by):
            share.themes.set(reported.share_of)
    elif share.pk:
        delete_with_history(share, by=by)
