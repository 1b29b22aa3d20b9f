"""Removing personal details at the retention date: everything that could name somebody goes, every count stays.

It can be run again at any time. After an old backup was restored it removes again what came back (trust S7).
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import models, transaction

from strategy_portal.domain.personal_details import People, redacted, spotted
from strategy_portal.models import Upload, User
from strategy_portal.records.digests import storage_of
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, record_changes, save_with_history

from ..answering.surveys import survey_uploads
from ..models import Answer, Coding, Comment, Consultation, Contact, Original, Removal, Submission
from ..moderating.services import save_decided, writer_of

NOT_MODERATED = "Nobody had moderated it when personal details were removed"
LETTERS = "Letters as they came, as files"
HOLDING_WORDS: tuple[type[models.Model], ...] = (Contact, Original, Comment, Submission, Upload)
"""Tables that are written anew afterwards, so that nothing is left in the database's files."""


@dataclass(frozen=True)
class Removable:
    """How much of each kind there is to remove. Counts, never contents."""

    contacts: int = 0
    originals: int = 0
    unsent_forms: int = 0
    names_of_groups: int = 0
    published_texts: int = 0
    survey_files: int = 0
    letters: int = 0

    @property
    def is_nothing(self) -> bool:
        return not any(asdict(self).values())

    @property
    def lines(self) -> list[tuple[str, int]]:
        """In words: what, and how many."""
        return [
            ("Names and e-mail addresses that were left", self.contacts),
            ("Comments as they came in, whether published, waiting or withheld", self.originals),
            ("Forms that were begun and never sent", self.unsent_forms),
            ("Names of groups", self.names_of_groups),
            ("Published comments in which something still looks personal", self.published_texts),
            ("Files of survey tools that were uploaded and never applied", self.survey_files),
            (LETTERS, self.letters),
        ]


class CountsChanged(Exception):
    """Removing would have changed a count. Nothing was removed."""


def removable(consultation: Consultation, on: date) -> Removable:
    """What the job would remove on that day: before the retention date only what was never sent."""
    stale = survey_uploads(consultation).stale(on).count()
    if not is_due(consultation, on):
        return Removable(unsent_forms=_given_up(consultation, on).count(), survey_files=stale)
    return Removable(
        contacts=Contact.objects.filter(submission__consultation=consultation).count(),
        originals=Original.objects.filter(comment__consultation=consultation).count(),
        unsent_forms=consultation.submissions.filter(submitted_at=None).count(),
        names_of_groups=consultation.submissions.exclude(group_name="").count(),
        published_texts=len(_still_personal(consultation)),
        survey_files=survey_uploads(consultation).count(),
        letters=len(_letters(consultation)),
    )


def held_now(consultations: Iterable[Consultation]) -> dict[int, list[tuple[str, int]]]:
    """What each holds that may name somebody, in words with how many: six queries, whatever their number."""
    kinds: tuple[tuple[str, models.QuerySet, str], ...] = (
        ("Names and e-mail addresses", Contact.objects.all(), "submission__consultation"),
        ("Comments as they came in", Original.objects.all(), "comment__consultation"),
        ("Forms begun and not sent", Submission.objects.filter(submitted_at=None), "consultation"),
        ("Names of groups", Submission.objects.exclude(group_name=""), "consultation"),
        (LETTERS, Submission.objects.exclude(letter=""), "consultation"),
        ("Published comments", Comment.objects.exclude(text="").typed_in(), "consultation"),
    )
    found: dict[int, list[tuple[str, int]]] = {each.pk: [] for each in consultations}
    for words, rows, owner in kinds:
        counted = rows.order_by().filter(**{f"{owner}__in": list(found)}).values_list(owner)
        for key, number in counted.annotate(number=models.Count("pk")):
            found[key].append((words, number))
    return found


def is_due(consultation: Consultation, on: date) -> bool:
    """From the day after the last day on which personal details are kept."""
    return consultation.retain_until is not None and on > consultation.retain_until


@transaction.atomic
def remove_personal_details(
    *, consultation: Consultation, on: date, at: datetime, by: User | None = None
) -> Removal | None:
    """Remove what is due on that day: the report of it, or None where nothing is. Raises CountsChanged.

    Files go last, once nothing else can refuse.
    """
    held = Consultation.objects.select_for_update().get(pk=consultation.pk)
    found, before = removable(held, on), counts(held)
    letters = _letters(held) if is_due(held, on) else set()
    if found.is_nothing:
        return None
    if is_due(held, on):
        for comment, text in _still_personal(held):  # first, while the names that were left are still known
            comment.show(text)
            comment.version += 1
            save_with_history(comment, by=by, event=Event.PERSONAL_DETAILS_REMOVED)
        Contact.objects.filter(submission__consultation=held).delete()
        _forget_originals(held, by)
        for comment in held.comments.waiting():
            comment.withhold(NOT_MODERATED)
            comment.version += 1
            save_decided(comment, by=by, at=at, event=Event.WITHHELD)
        held.submissions.exclude(group_name="").update(group_name="")
        held.submissions.exclude(draft={}).filter(submitted_at__isnull=False).update(draft={})
        _delete(held.submissions.filter(submitted_at=None), by)
        _forget_letters(held, by)
        survey_uploads(held).delete()
    else:
        _delete(_given_up(held, on), by)
        survey_uploads(held).stale(on).delete()
    if counts(held) != before:
        raise CountsChanged(f"{held}: a count would have changed, so nothing was removed.")
    removal = Removal(consultation=held, removed_at=at, removed=asdict(found))
    save_with_history(removal, by=by)
    for name in letters:
        storage_of(Submission).delete(name)
    return removal


def counts(consultation: Consultation) -> dict[str, int]:
    """What stays as it is: submissions received, whom they speak for, answers, comments, codings, themes given."""
    received = consultation.submissions.received()
    codings = Coding.objects.filter(comment__consultation=consultation)
    return {
        "submissions": received.count(),
        "spoken for": received.aggregate(sum=models.Sum("speaks_for"))["sum"] or 0,
        "answers": Answer.objects.filter(submission__consultation=consultation).count(),
        "comments": consultation.comments.count(),
        "published": consultation.comments.shown().count(),
        "codings": codings.count(),
        "themes given": codings.filter(themes__isnull=False).count(),
    }


def _still_personal(consultation: Consultation) -> list[tuple[Comment, str]]:
    """Published comments with what they say without the details that are surely some.

    A source's own summaries were published elsewhere. What a moderator kept goes as well: the promise to the people
    who answered is older than the moderator's judgement. What may as well be a place or a word was theirs to judge.
    """
    names = Contact.objects.filter(submission__consultation=consultation).values_list("name", flat=True)
    groups = consultation.submissions.exclude(group_name="").values_list("group_name", flat=True)
    people = People([*names, *groups])
    comments = consultation.comments.exclude(text="").typed_in().select_related("submission__contact")
    found = []
    for comment in comments:
        group = comment.submission.group_name if comment.submission else ""
        details = spotted(comment.text, people, writer=writer_of(comment), group=group, sure_only=True)
        if (text := redacted(comment.text, details)) != comment.text:
            found.append((comment, text))
    return found


def _forget_originals(consultation: Consultation, by: User | None) -> None:
    Original.objects.filter(comment__consultation=consultation).delete()
    known = consultation.comments.exclude(original_digest="")
    forgotten = list(known)
    known.update(original_digest="")
    for comment in forgotten:
        comment.original_digest = ""
    record_changes(forgotten, by=by, event=Event.PERSONAL_DETAILS_REMOVED)


def _letters(consultation: Consultation) -> set[str]:
    """Files of letters: those that are kept, and what an old backup brought back of those that were removed."""
    kept = consultation.submissions.exclude(letter="").values_list("letter", flat=True)
    known = Submission.history.filter(consultation=consultation).exclude(letter="").values_list("letter", flat=True)
    return {*kept, *(name for name in known if storage_of(Submission).exists(name))}


def _forget_letters(consultation: Consultation, by: User | None) -> None:
    with_letter = consultation.submissions.exclude(letter="")
    forgotten = list(with_letter)
    with_letter.update(letter="", letter_sha256="")
    for submission in forgotten:
        submission.letter = submission.letter_sha256 = ""
    record_changes(forgotten, by=by, event=Event.PERSONAL_DETAILS_REMOVED)


def _given_up(consultation: Consultation, on: date) -> models.QuerySet[Submission]:
    """Forms that nobody can send any more, a while after the last day."""
    unsent = consultation.submissions.filter(submitted_at=None)
    return unsent if on >= consultation.forgets_unsent_on else unsent.none()


def _delete(submissions: Iterable[Submission], by: User | None) -> None:
    for submission in submissions:
        delete_with_history(submission, by=by, event=Event.PERSONAL_DETAILS_REMOVED)
