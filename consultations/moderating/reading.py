"""What a moderator sees of a comment: its text with what is marked, and what was decided, without the words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from strategy_portal.records.events import Event

from ..models import Comment, Redaction

DECISIONS = (Event.PUBLISHED, Event.WITHHELD, Event.CORRECTED)


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
    found = [*_of_comment(comment), *_of_marks(comment)]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _of_comment(comment: Comment) -> Iterator[Decided]:
    for record in comment.history.filter(history_event__in=DECISIONS).select_related("history_user"):
        reasons = filter(None, (record.withheld_reason, record.history_change_reason))
        by = str(record.history_user or "")
        yield Decided(Comment.State(record.state).label, ": ".join(reasons), by, record.history_date)


def _of_marks(comment: Comment) -> Iterator[Decided]:
    records = Redaction.history.filter(comment=comment.pk).select_related("history_user").order_by("history_id")
    before: dict[int, tuple[str, str]] = {}
    for record in records:
        now = (record.state, record.reason)
        if before.get(record.id) != now:
            what = f"{Redaction.Kind(record.kind).label}: {Redaction.State(record.state).label.lower()}"
            yield Decided(what, record.reason, str(record.history_user or "The portal"), record.history_date)
        before[record.id] = now
