"""Services of submissions: begin one, keep what is typed page by page, send it, or key in what came on paper.

Whatever the way in, a submission's answers and comments are written here, all of it or nothing.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Max

from strategy_portal.models import User
from strategy_portal.records.digests import text_digest
from strategy_portal.records.history import create_with_history, save_with_history

from ..models import Answer, Choice, Comment, Consultation, Contact, Original, Question, RespondentType, Submission
from ..moderating.services import spot_details

BATCH = 500

LEAST_TIME = timedelta(seconds=5)
"""Nobody reads a form and answers it in less; a program does."""

RECEIPT_LETTERS = "23456789BCDFGHJKMNPQRTVWXYZ"
"""None that is taken for another when it is read out, and no vowels, so that no word comes of it."""


class ConsultationClosed(Exception):
    """The consultation takes no submissions on that day."""


class TooQuick(Exception):
    """Sent sooner than a person could have answered."""


@dataclass(frozen=True)
class Filled:
    """What a filled form says. `texts` is what was written in people's own words, none of it empty.

    `consented` and `sent_at` are what another tool says of the one response; `letter` is the scan of one.
    """

    respondent_type: RespondentType | None = None
    group_name: str = ""
    speaks_for: int | None = None
    choices: tuple[Choice, ...] = ()
    texts: tuple[tuple[Question | None, str], ...] = ()
    name: str = ""
    email: str = ""
    consented: bool = False
    sent_at: datetime | None = None
    letter: File | None = None

    def who(self) -> dict[str, Any]:
        """The fields of a submission that say who answers; only a group has a name and speaks for others."""
        is_group = self.respondent_type is not None and self.respondent_type.is_group
        return {
            "respondent_type": self.respondent_type,
            "group_name": self.group_name if is_group else "",
            "speaks_for": self.speaks_for if is_group else None,
        }


def begin_submission(*, consultation: Consultation, on: date, at: datetime) -> Submission:
    """Begin a form on the web, once consent is given. Raises ConsultationClosed."""
    if not consultation.takes_submissions(on):
        raise ConsultationClosed(f"{consultation} takes no answers now.")
    submission = Submission(
        consultation=consultation,
        receipt=receipts(1)[0],
        channel=Submission.Channel.WEB,
        consented=True,
        started_at=at,
        is_demonstration=consultation.is_demonstration,
    )
    save_with_history(submission)
    return submission


@transaction.atomic
def keep_page(*, submission: Submission, page: str, typed: dict[str, Any]) -> None:
    """Keep one page of a form that is not sent yet. The history knows nothing of it: it can't forget."""
    held = Submission.objects.select_for_update().get(pk=submission.pk)
    if held.submitted_at is None:
        Submission.objects.filter(pk=held.pk).update(draft=held.draft | {page: typed})


@transaction.atomic
def send_submission(*, submission: Submission, filled: Filled, on: date, at: datetime) -> Submission:
    """Turn a draft into answers and comments. However often it is called, it is sent once.

    Raises ConsultationClosed and TooQuick.
    """
    consultation = hold(submission.consultation)
    held = Submission.objects.select_for_update().get(pk=submission.pk)
    if held.submitted_at is not None:
        return held
    if not consultation.takes_submissions(on):
        raise ConsultationClosed(f"{consultation} takes no answers now.")
    if at - held.started_at < LEAST_TIME:
        raise TooQuick("That was very quick. Check your answers once more, then send them again.")
    held.submitted_at, held.draft = at, {}
    held.answer(filled.choices)
    for name, value in filled.who().items():
        setattr(held, name, value)
    save_with_history(held)
    _write([(held, filled)], by=None)
    return held


@transaction.atomic
def key_submission(
    *,
    consultation: Consultation,
    channel: Submission.Channel,
    filled: Filled,
    consented: bool,
    by: User,
    at: datetime,
    key: str = "",
) -> Submission:
    """What came on paper or by letter, typed in by a member of staff. However often one key is sent, it is one.

    Raises NotAccepted, of a letter whose file is not kept.
    """
    held = hold(consultation)
    if key and (there := held.submissions.filter(external_key=key).first()):
        return there
    (made,) = receive_submissions(held, [(key, filled)], channel=channel, consented=consented, by=by, at=at)
    if filled.letter:
        _store(made, filled.letter)
    return made


def receive_submissions(
    consultation: Consultation,
    filled: Sequence[tuple[str, Filled]],
    *,
    channel: Submission.Channel,
    consented: bool,
    by: User,
    at: datetime,
) -> list[Submission]:
    """Submissions that staff bring in, each under a key of its own. The caller holds the consultation.

    With `consented` all of them agreed; otherwise each as it says.
    """
    shared: dict[str, Any] = {
        "consultation": consultation,
        "channel": channel,
        "started_at": at,
        "keyed_by": by,
        "is_demonstration": consultation.is_demonstration or by.is_demonstration,
    }
    new = [
        Submission(
            receipt=receipt,
            external_key=key,
            consented=consented or each.consented,
            submitted_at=each.sent_at or at,
            **each.who(),
            **shared,
        )
        for (key, each), receipt in zip(filled, receipts(len(filled)), strict=True)
    ]
    for submission, (_, each) in zip(new, filled, strict=True):
        submission.answer(each.choices)
        if each.letter:
            submission.attach(each.letter)
    made = create_with_history(new, by=by, batch_size=BATCH)
    _write([(submission, each) for submission, (_, each) in zip(made, filled, strict=True)], by=by)
    return made


def _store(submission: Submission, letter: File) -> None:
    """The last step, and no part of it is left where it fails: a file of which no row knows would never be removed."""
    storage, name = submission.letter.storage, str(submission.letter)
    try:
        storage.save(name, letter)
    except Exception:
        storage.delete(name)
        raise


def discard_submission(*, submission: Submission) -> None:
    """Delete what was typed and not sent; what was sent stays."""
    for begun in Submission.objects.filter(pk=submission.pk, submitted_at=None):
        begun.delete()


def add_comments(
    consultation: Consultation, received: Sequence[tuple[Comment, str]], *, by: User | None
) -> list[Comment]:
    """Keep new comments, each with its text as received. The caller holds the consultation.

    Nothing is shown before somebody has moderated it. What was received is kept apart, without history, and what looks
    personal in it is marked (trust S7).
    """
    last = consultation.comments.aggregate(last=Max("order"))["last"] or 0
    for order, (comment, _) in enumerate(received, last + 1):
        comment.consultation, comment.order = consultation, order
    for comment, text in received:
        comment.original_digest = text_digest(text)
    made = create_with_history((comment for comment, _ in received), by=by, batch_size=BATCH)
    Original.objects.bulk_create((Original(comment=comment, text=text) for comment, text in received), BATCH)
    spot_details(made, by=by)
    return made


def receipts(number: int) -> list[str]:
    """So many that nobody has, such as `K7QF-2MXP`."""
    found: set[str] = set()
    while len(found) < number:
        letters = ["".join(secrets.choice(RECEIPT_LETTERS) for _ in range(8)) for _ in range(number - len(found))]
        drawn = {f"{each[:4]}-{each[4:]}" for each in letters}
        found |= drawn - set(Submission.objects.filter(receipt__in=drawn).values_list("receipt", flat=True))
    return list(found)


def hold(consultation: Consultation) -> Consultation:
    """As stored now, with its reading of files, and nobody else's comment takes the next place meanwhile."""
    found = Consultation.objects.select_related("survey_reading").select_for_update(of=("self",), no_key=True)
    return found.get(pk=consultation.pk)


def _write(filled: Sequence[tuple[Submission, Filled]], *, by: User | None) -> None:
    """The answers, contacts and comments of submissions of one consultation."""
    Answer.objects.bulk_create(
        (
            Answer(submission=submission, question_id=choice.question_id, choice=choice)
            for submission, each in filled
            for choice in each.choices
        ),
        BATCH,
    )
    Contact.objects.bulk_create(
        Contact(submission=submission, name=each.name, email=each.email)
        for submission, each in filled
        if each.email or each.name
    )
    received = []
    for submission, each in filled:
        for question, text in each.texts:
            comment = Comment(submission=submission, question=question, is_demonstration=submission.is_demonstration)
            if not submission.consented:  # trust S7; the others wait for a moderator
                comment.withhold(Comment.NOT_AGREED)
            received.append((comment, text))
    if received:
        add_comments(filled[0][0].consultation, received, by=by)
