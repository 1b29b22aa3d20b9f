"""What became of a row and of what belongs to it: who did what, when, from what to what, and why (trust S6).

One list for every page and for the API. A row is shown field by field, under the names that its model gives
them, or as one text where that reads better; what holds from a day on is compared with what held before that day.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import models
from django.utils.text import capfirst

from ..domain.numbers import IN_FULL
from ..domain.timeline import START, timeline
from .events import Event
from .holdings import Holding

NOT_SHOWN = frozenset(
    {"id", "version", "is_demonstration", "setup_is_demonstration", "is_from_source", "made_at", "made_by"}
)
"""What says nothing of the row itself."""


@dataclass(frozen=True)
class FieldChange:
    """One field, from what to what, in words; empty for nothing. Without a label it is the whole row.

    `is_text`: what people wrote, as long as they like.
    """

    label: str
    before: str
    after: str
    is_text: bool = False


@dataclass(frozen=True)
class Agreed:
    """Why something holds from a day on, and who agreed it."""

    reason: str
    by: str

    def __str__(self) -> str:
        return f"{self.reason.rstrip('.')}. Agreed by {self.by}".removeprefix(". ") if self.by else self.reason


@dataclass(frozen=True)
class Change:
    """One thing that was done to one row. `by` is None where nobody was signed in."""

    at: datetime
    by: str | None
    event: Event
    why: str
    subject: str
    fields: tuple[FieldChange, ...] = ()

    @property
    def who(self) -> str:
        return self.by or f"The portal, {'from the facts' if self.event == Event.LOADED else 'nobody signed in'}"

    @property
    def lines(self) -> list[FieldChange]:
        """One for each field, with the subject in its label; at least one."""
        fields = self.fields or (FieldChange(str(self.event.label).lower(), "", ""),)
        return [
            FieldChange(capfirst(": ".join(filter(None, (self.subject, each.label)))), each.before, each.after)
            for each in fields
        ]


def by_field(records: Sequence[Any]) -> Iterator[dict[str, str]]:
    """Each record as a reader sees it: every field that says something, under the name that its model gives it."""
    for record in records:
        fields = [field for field in record.tracked_fields if field.name not in NOT_SHOWN]
        yield {str(field.verbose_name): text_of(record, field) for field in fields}


def since_text(record: Any) -> str:
    return "from the start" if record.holds_from == START else f"from {record.holds_from:%-d %B %Y}"


@dataclass(frozen=True)
class ModelChanges:
    """How the rows of one model are shown: field by field, or with `text` each as one text.

    `subject` names a row, by default as it prints itself. `related` is what these read of other rows. `came_along`:
    what was loaded together with its owner is no change of it. `agreed` is the reason where somebody had to agree.
    `since` says of a row that holds from a day on when that is.
    """

    model: type[models.Model]
    subject: str | Callable[[Any], str] = lambda record: str(record.instance)
    text: Callable[[Any], str] | None = None
    related: tuple[str, ...] = ()
    came_along: bool = False
    fields: Callable[[Sequence[Any]], Iterable[dict[str, str]]] = by_field
    agreed: Callable[[Any], Agreed | None] = lambda record: None
    since: Callable[[Any], str] = since_text


def changes_of(owner: models.Model, *shown: ModelChanges) -> tuple[Change, ...]:
    """What became of a row and of the rows that belong to it, the latest first. One query for each of `shown`."""
    found: list[Change] = []
    for each in shown:
        own = each.model is type(owner)
        name = "id" if own else _link(each.model, owner)
        records = records_of(each, **{name: owner.pk})
        if not own:
            for record in records:
                setattr(record, name, owner)  # loaded already
        found += changes_in_records(each, records)
    return latest_first(found)


def changes_in(shown: ModelChanges, **rows: Any) -> tuple[Change, ...]:
    """What became of the rows of one model, the latest first: one query."""
    return latest_first(changes_in_records(shown, records_of(shown, **rows)))


def latest_first(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: change.at)[::-1])


def records_of(shown: ModelChanges, **rows: Any) -> list[Any]:
    """The oldest first."""
    model: Any = shown.model
    return list(model.history.filter(**rows).select_related("history_user", *shown.related).order_by("history_id"))


def changes_in_records(shown: ModelChanges, records: Iterable[Any]) -> Iterator[Change]:
    if shown.text is not None and issubclass(shown.model, Holding):
        yield from _held(shown, shown.text, shown.model.SERIES, records)
        return
    by_row = groupby(sorted(records, key=lambda record: record.id), key=lambda record: record.id)
    for _, of_one in by_row:
        yield from _of_one(shown, list(of_one))


def text_of(row: Any, field: models.Field) -> str:
    """A field of a row or record as a reader sees it; empty for nothing."""
    value = getattr(row, field.name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Decimal):
        return IN_FULL.text(value)
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)


def _of_one(shown: ModelChanges, records: Sequence[Any]) -> Iterator[Change]:
    """Where fields are shown, the first record says that the row was added, the others what changed in it."""
    text = shown.text
    texts = shown.fields(records) if text is None else [{"": text(record)} for record in records]
    before: dict[str, str] = {}
    for place, (record, now) in enumerate(zip(records, texts, strict=True)):
        after = {} if record.history_type == "-" else now
        is_whole = text is None and not (before and after)
        fields = () if is_whole else _differences(before, after)
        if text is not None and record.history_event == Event.WITHDRAWN:
            fields = tuple(replace(field, label="withdrawn") for field in fields)
        came_along = shown.came_along and place == 0 and record.history_event == Event.LOADED
        if (is_whole or fields) and not came_along:
            yield _change(shown, record, fields)
        before = after


def _held(
    shown: ModelChanges, text: Callable[[Any], str], series: Sequence[str], records: Iterable[Any]
) -> Iterator[Change]:
    """Replays the rows: each is compared with itself as it was, or with what held before its day."""
    now: dict[int, Any] = {}
    for record in records:
        before = now.get(record.id)
        if before is None and record.holds_from > START:
            others = [each for each in now.values() if _same(each, record, series)]
            before = timeline(others, start=None).on(record.holds_from - timedelta(days=1))
        gone = record.history_type == "-"
        if gone:
            now.pop(record.id, None)
        else:
            now[record.id] = record
        label = " ".join(filter(None, (shown.since(record), "withdrawn" if gone else "")))
        field = FieldChange(label, text(before) if before else "", "" if gone else text(record))
        yield _change(shown, record, (field,), Agreed(record.history_change_reason, record.agreed_by))


def _same(one: Any, other: Any, names: Sequence[str]) -> bool:
    keys = [one._meta.get_field(name).attname for name in names]
    return all(getattr(one, key) == getattr(other, key) for key in keys)


def _differences(before: dict[str, str], after: dict[str, str]) -> tuple[FieldChange, ...]:
    pairs = ((label, before.get(label, ""), after.get(label, "")) for label in before | after)
    return tuple(FieldChange(label, was, became) for label, was, became in pairs if was != became)


def _reason(record: Any) -> str:
    """What a person gave; of what was imported it is the name of the file."""
    is_imported = record.history_event == Event.IMPORTED and record.history_change_reason
    return f"Imported from {record.history_change_reason}" if is_imported else str(record.history_change_reason)


def _change(shown: ModelChanges, record: Any, fields: tuple[FieldChange, ...], agreed: Agreed | None = None) -> Change:
    whole = "" if fields else str(shown.model._meta.verbose_name)
    return Change(
        at=record.history_date,
        by=str(record.history_user) if record.history_user else None,
        event=Event(record.history_event),
        why=str(agreed or shown.agreed(record) or _reason(record)),
        subject=(shown.subject if isinstance(shown.subject, str) else shown.subject(record)) or whole,
        fields=fields,
    )


def _link(model: type[models.Model], owner: models.Model) -> str:
    """The name of the column by which rows belong to the owner."""
    return next(field.name for field in model._meta.concrete_fields if field.related_model is type(owner))
