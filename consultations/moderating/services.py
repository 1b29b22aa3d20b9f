"""Services of moderation: mark what looks personal, decide about each, publish or withhold (trust S7).

What a moderator sees of a comment is here too: its text with the marks, and what was decided, without the words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Count, Q, QuerySet, When
from django.db.models.functions import Length
from django.utils.timezone import localtime

from strategy_portal.domain.personal_details import Detail, People, TextSpan, occurrences, redacted, repeats, spotted
from strategy_portal.models import User
from strategy_portal.records.digests import text_digest
from strategy_portal.records.events import Event
from strategy_portal.records.history import create_with_history, delete_with_history, record_changes, save_with_history
from strategy_portal.records.versions import Refused, claim, claim_owner

from ..models import Comment, Consultation, Contact, Original, Redaction, Submission

SHORTEST = 3
"""Letters of words that a reason must not repeat."""
NAMES_SOMEBODY = "A reason is kept for good: write it without names or other personal details"
NOTHING = {
    "", "no", "none", "n a", "na", "nil", "nope", "nothing", "no thanks", "no thank you", "no comment", "no comments",
    "none thanks", "not applicable", "nothing to add", "no further comments", "no further comment", "nothing else",
    "no answer", "not really", "no not really", "not at this time", "no comment to make", "no other comments",
}  # fmt: skip
"""Comments of nothing but these words say nothing."""
LONGEST_NOTHING = 40


@dataclass(frozen=True)
class Mark:
    """Words that a person wants removed wherever they stand in the comment."""

    words: str
    kind: Detail
    reason: str


def spot_details(comments: Iterable[Comment], *, by: User | None = None) -> None:
    """Mark what looks personal in comments that have just come in. The writer is known by the contact that was left."""
    originals = Original.objects.filter(comment__in=list(comments)).select_related("comment__submission__contact")
    marks = [
        Redaction(comment=original.comment, start=stretch.start, end=stretch.end, kind=stretch.kind.value)
        for original in originals
        for stretch in spotted(original.text, writer=writer_of(original.comment))
    ]
    if marks:  # an empty transaction is two statements
        create_with_history(marks, by=by)


def writer_of(comment: Comment) -> str:
    """The name that was left with the submission, if any."""
    try:
        return comment.submission.contact.name if comment.submission else ""
    except Contact.DoesNotExist:
        return ""


def people_of(consultation: Consultation) -> People:
    """Those who left their name."""
    return People(Contact.objects.filter(submission__consultation=consultation).values_list("name", flat=True))


def as_published(original: str, redactions: Iterable[Redaction]) -> str:
    """What may be shown of a text: the one place where a published text is made."""
    removed = [each for each in redactions if each.state == Redaction.State.REDACTED]
    return redacted(original, [TextSpan(each.start, each.end, Detail(each.kind)) for each in removed])


def decided(comment: Comment, original: str, reasons: Mapping[int, str], marks: Sequence[Mark] = ()) -> list[Redaction]:
    """The comment's redactions as decided, not saved yet: those with a reason are removed, the others kept.

    `reasons` has the primary keys of those that are removed. Raises Refused where marked words don't stand
    in the comment.
    """
    found = list(comment.redactions.all())
    for redaction in found:
        redaction.reason = reasons.get(redaction.pk, "")
        redaction.state = Redaction.State.REDACTED if redaction.reason else Redaction.State.KEPT
    places = {(each.start, each.end): each for each in found}
    for mark in marks:
        where = occurrences(mark.words, original)
        if not where:
            raise Refused(f"“{mark.words}” does not stand in the comment like this", "words")
        for start, end in where:
            redaction = places.setdefault((start, end), Redaction(comment=comment, start=start, end=end))
            redaction.kind, redaction.reason = mark.kind.value, mark.reason
            redaction.state = Redaction.State.REDACTED
    return list(places.values())


@transaction.atomic
def publish_comment(
    *, comment: Comment, seen: int, reasons: Mapping[int, str], marks: Sequence[Mark] = (), by: User, at: datetime
) -> Comment:
    """Publish what is left of it once everything marked is decided. Raises Refused, ChangedMeanwhile."""
    held, original = claim(comment, seen), _original(comment)
    if held.submission and not held.submission.consented:
        raise Refused("Whoever wrote it did not agree to that, so it can be counted and coded, and not published")
    redactions = decided(held, original, reasons, marks)
    removed = [original[each.start : each.end] for each in redactions if each.state == Redaction.State.REDACTED]
    for reason in [*reasons.values(), *(mark.reason for mark in marks)]:
        check_names_nobody(reason, held, removed)
    for redaction in redactions:
        removes = redaction.state == Redaction.State.REDACTED
        save_with_history(redaction, by=by, event=Event.REDACTED if removes else Event.KEPT)
    held.show(as_published(original, redactions))
    return save_decided(held, by=by, at=at, event=Event.PUBLISHED)


@transaction.atomic
def withhold_comment(*, comment: Comment, seen: int, reason: str, by: User, at: datetime) -> Comment:
    """Publish nothing of it, for a reason. Raises Refused, ChangedMeanwhile."""
    held = claim(comment, seen)
    if not reason.strip():
        raise Refused("Say why it is withheld", "withheld_reason")
    marked = [_original(comment)[each.start : each.end] for each in held.redactions.all()]
    check_names_nobody(reason, held, marked, field="withheld_reason")
    held.withhold(reason.strip())
    return save_decided(held, by=by, at=at, event=Event.WITHHELD)


@transaction.atomic
def correct_finding(*, comment: Comment, seen: int, text: str, by: User, at: datetime) -> Comment:
    """Put what a meeting found into other words, which wait for moderation again. Raises Refused, ChangedMeanwhile."""
    held, text = claim(comment, seen), text.strip()
    if not held.is_finding:
        raise Refused("What somebody said stays as it was said")
    if not text:
        raise Refused("Write what came out, or withhold it", "finding")
    _original(held)
    Original.objects.filter(comment=held).update(text=text)
    held.original_digest = text_digest(text)
    for redaction in held.redactions.all():
        delete_with_history(redaction, by=by)
    spot_details([held], by=by)
    held.wait()
    return save_decided(held, by=by, at=at, event=Event.CORRECTED)


@transaction.atomic
def publish_unmarked(*, consultation: Consultation, seen: Mapping[int, int], by: User, at: datetime) -> tuple[int, int]:
    """Publish those that a person has read and in which nothing was marked: (how many, how many were left out).

    `seen` has the version of each by its primary key; one that somebody else moderated meanwhile is left out.
    """
    found = consultation.comments.unmarked().filter(pk__in=seen).select_for_update(of=("self",))
    chosen = [comment for comment in found.select_related("original") if comment.version == seen[comment.pk]]
    for comment in chosen:
        comment.show(as_published(comment.original.text, []))
    _save_decided_many(chosen, by=by, at=at, event=Event.PUBLISHED)
    return len(chosen), len(seen) - len(chosen)


@transaction.atomic
def correct_consent(
    *, submission: Submission, consented: bool, reason: str, seen: int, by: User, at: datetime
) -> Submission:
    """Say whether the writer agreed; what they wrote follows.

    With consent, what was withheld for want of it waits for a moderator; without, all of it is withheld. `seen` is the
    version of the submission. Raises Refused, ChangedMeanwhile.
    """
    held = claim(submission, seen)
    if not held.is_typed_in:
        raise Refused("They said themselves whether they agree, so nobody else says otherwise")
    if held.consented == consented:
        raise Refused("This is what stands there already", "consented")
    comments = list(held.comments.select_for_update(of=("self",)).select_related("submission__contact"))
    for comment in comments:
        marked = comment.redactions.all() if hasattr(comment, "original") else ()
        words = [comment.original.text[each.start : each.end] for each in marked]
        check_names_nobody(reason, comment, words, field="reason")
    held.consented = consented
    save_with_history(held, by=by, event=Event.CORRECTED, reason=reason)
    event = Event.CORRECTED if consented else Event.WITHHELD
    for comment in comments:
        if _follows(comment, consented):
            comment.version += 1
            save_decided(comment, by=by, at=at, event=event, reason=reason)
    return held


@dataclass(frozen=True)
class ConsentGroup:
    """Responses that staff brought in together, and of how many they said that the writers agreed."""

    channel: str
    came_at: datetime | None
    responses: int
    agreed: int

    def __str__(self) -> str:
        channel = Submission.Channel(self.channel).label
        when = f", saved on {localtime(self.came_at):%-d %B %Y, %H:%M}" if self.came_at else ", all of them"
        return f"{channel}{when}: {self.agreed:,} of {self.responses:,} agreed"

    @property
    def key(self) -> str:
        return f"{self.channel} {self.came_at.isoformat() if self.came_at else ''}".strip()

    def of(self, consultation: Consultation) -> QuerySet[Submission]:
        found = consultation.submissions.received().filter(channel=self.channel)
        return found.filter(started_at=self.came_at) if self.came_at else found


def consent_groups(consultation: Consultation) -> list[ConsentGroup]:
    """Each file of a survey tool, all paper forms, all letters: one query."""
    brought = consultation.submissions.received().filter(channel__in=Submission.BROUGHT_IN).order_by()
    is_file = Q(channel=Submission.Channel.IMPORT)
    rows = brought.annotate(came_at=Case(When(is_file, then="started_at"))).values_list("channel", "came_at")
    counted = rows.annotate(responses=Count("pk"), agreed=Count("pk", filter=Q(consented=True)))
    return [ConsentGroup(*row) for row in counted.order_by("channel", "came_at")]


@transaction.atomic
def correct_consent_of_many(
    *, consultation: Consultation, group: ConsentGroup, consented: bool, reason: str, seen: int, by: User, at: datetime
) -> int:
    """The same for a whole group; for how many it was wrong. `seen` is the version of the consultation.

    Raises Refused, ChangedMeanwhile.
    """
    held = claim_owner(consultation, seen, by=by)
    wrong = list(group.of(held).exclude(consented=consented).select_for_update(of=("self",)))
    if not wrong:
        raise Refused("This is what stands there already", "consented")
    comments = Comment.objects.filter(submission__in=wrong).select_related("original").select_for_update(of=("self",))
    marks = Redaction.objects.filter(comment__submission__in=wrong).select_related("comment__original")
    removed = [each.comment.original.text[each.start : each.end] for each in marks if hasattr(each.comment, "original")]
    if _repeats_any(removed, reason) or spotted(reason, people_of(held)):
        raise Refused(NAMES_SOMEBODY, "reason")
    for submission in wrong:
        submission.consented, submission.version = consented, submission.version + 1
    Submission.objects.bulk_update(wrong, ["consented", "version"])
    record_changes(wrong, by=by, event=Event.CORRECTED, reason=reason)
    follow = [comment for comment in comments if _follows(comment, consented)]
    _save_decided_many(follow, by=by, at=at, event=Event.CORRECTED if consented else Event.WITHHELD, reason=reason)
    return len(wrong)


def saying_nothing(consultation: Consultation) -> list[Comment]:
    """Those not published in which somebody only wrote “no”, “none”, “n/a”: one query."""
    open_ones = Q(state="waiting") | Q(withheld_reason=Comment.NOT_AGREED)
    short = consultation.comments.filter(open_ones, is_summary=False).annotate(letters=Length("original__text"))
    found = short.filter(letters__lte=LONGEST_NOTHING).select_related("original").order_by("order")
    return [comment for comment in found if " ".join(re.findall(r"\w+", comment.received.casefold())) in NOTHING]


@transaction.atomic
def set_aside(*, consultation: Consultation, by: User, at: datetime) -> int:
    """Withhold them, so that nobody has to read them; they stay counted as comments. How many there were."""
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    found = saying_nothing(consultation)
    for comment in found:
        comment.withhold(Comment.SAYS_NOTHING)
    _save_decided_many(found, by=by, at=at, event=Event.WITHHELD)
    return len(found)


def check_names_nobody(reason: str, comment: Comment, removed: Sequence[str], field: str = "") -> None:
    """A reason stays in the history for good, so it must not hold what it is about. Raises Refused."""
    if _repeats_any(removed, reason) or spotted(reason, writer=writer_of(comment)):
        raise Refused(NAMES_SOMEBODY, field)


def _repeats_any(removed: Iterable[str], reason: str) -> bool:
    return any(len(words.strip()) >= SHORTEST and repeats(words, reason) for words in removed)


def _follows(comment: Comment, consented: bool) -> bool:
    """Change what is shown of it, if that depends on consent; what is removed since can't be moderated any more."""
    if not consented and comment.state != Comment.State.WITHHELD:
        comment.withhold(Comment.NOT_AGREED)
        return True
    if consented and comment.withheld_reason == Comment.NOT_AGREED and hasattr(comment, "original"):
        comment.wait()
        return True
    return False


def _original(comment: Comment) -> str:
    original = Original.objects.filter(comment=comment).first()
    if original is None:
        raise Refused("What was received is removed, so it can’t be moderated any more")
    return original.text


def save_decided(comment: Comment, *, by: User | None, at: datetime, event: Event, reason: str = "") -> Comment:
    comment.moderated_by, comment.moderated_at = by, at
    save_with_history(comment, by=by, event=event, reason=reason)
    return comment


def _save_decided_many(comments: Sequence[Comment], *, by: User, at: datetime, event: Event, reason: str = "") -> None:
    for comment in comments:
        comment.moderated_by, comment.moderated_at, comment.version = by, at, comment.version + 1
    fields = ["text", "text_digest", "state", "withheld_reason", "moderated_by", "moderated_at", "version"]
    Comment.objects.bulk_update(comments, fields, batch_size=500)
    record_changes(comments, by=by, event=event, reason=reason)


# --- What a moderator sees -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A stretch of the text. `mark` is the number of the mark that it belongs to, None for what is not marked."""

    text: str
    mark: int | None = None
    kind: str = ""
    is_kept: bool = False


@dataclass(frozen=True)
class Decided:
    """One decision about a comment. It says what kind of detail was meant, never which."""

    what: str
    why: str
    by: str
    at: datetime


def pieces(text: str, redactions: Iterable[Redaction]) -> Iterator[Piece]:
    """The text from its beginning to its end. Of marks that overlap, the later shows only what is left of it."""
    done = 0
    for number, each in enumerate(redactions, 1):
        start = max(each.start, done)
        if each.end <= start:
            continue
        if start > done:
            yield Piece(text[done:start])
        yield Piece(text[start : each.end], number, each.get_kind_display(), each.state == Redaction.State.KEPT)
        done = each.end
    if done < len(text):
        yield Piece(text[done:])


def decisions(comment: Comment) -> list[Decided]:
    """Who decided what and when, the latest first: two queries."""
    found = []
    events = (Event.PUBLISHED, Event.WITHHELD, Event.CORRECTED)
    for record in comment.history.filter(history_event__in=events).select_related("history_user"):
        why = ": ".join(filter(None, (record.withheld_reason, record.history_change_reason)))
        by = str(record.history_user or "")
        found.append(Decided(Comment.State(record.state).label, why, by, record.history_date))
    marks = Redaction.history.filter(comment=comment.pk).select_related("history_user").order_by("history_id")
    before: dict[int, tuple[str, str]] = {}
    for record in marks:
        now = (record.state, record.reason)
        if before.get(record.id) != now:
            what = f"{Redaction.Kind(record.kind).label}: {Redaction.State(record.state).label.lower()}"
            found.append(Decided(what, record.reason, str(record.history_user or "The portal"), record.history_date))
        before[record.id] = now
    return sorted(found, key=lambda each: each.at, reverse=True)
