"""Who saw which version: nobody saves over what they have not seen (docs/adr/0013).

What people change side by side has one column, `version`. A form, the API or a file carries the version that its person
saw; `claim` takes the next one if that is still the latest, or raises `ChangedMeanwhile`. A form that shows several
rows of one owner, as the targets of an indicator, is guarded by the owner's version (`claim_owner`). What is not there
yet has version 0 (`claimed_at`). A list without an owner has its version in `CouncilList`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F, Max

from .history import History, person_of_request, record_changes, save_with_history

if TYPE_CHECKING:
    from ..models import User

Row = TypeVar("Row", bound=models.Model)
Numbered = TypeVar("Numbered", bound="Versioned")


class Refused(ValueError):
    """A change that the rules do not allow. `field` is the field to mend, empty for the whole form."""

    def __init__(self, message: str, field: str = ""):
        super().__init__(message)
        self.field = field


class ChangedMeanwhile(Exception):
    """Somebody else saved since version `seen` was read; `version` is the one that stands now.

    `record` of the history says who, when and what stands now, `before` what was seen. There is no record only where
    somebody says that they saw a version of something that never was there.
    """

    def __init__(self, record: Any, *, seen: int = 0, version: int = 0, before: Any = None):
        self.record, self.seen, self.before = record, seen, before
        self.version: int = version or getattr(self.theirs, "version", 0)
        who = "You yourself" if self.is_own else "Somebody else"
        super().__init__(f"{who} changed this since you opened it.")

    @property
    def by(self) -> str:
        if self.is_own:
            return "You, in another window or on another device,"
        return str((self.record and self.record.history_user) or "The portal, nobody signed in")

    @property
    def is_own(self) -> bool:
        """The person who is told of it did it themselves."""
        who = person_of_request()
        return bool(who and self.record and self.record.history_user_id == who.pk)

    @property
    def at(self) -> datetime:
        return self.record.history_date  # type: ignore[no-any-return]

    @property
    def theirs(self) -> Any:
        """The row as it stands; None where it is gone."""
        return None if self.record is None or self.record.history_type == "-" else self.record.instance

    def among(self, model: type[models.Model], **rows: Any) -> "ChangedMeanwhile | None":
        """The last change among rows that belong to the owner whose version was seen; None: something else changed."""
        if self.record is None:  # of what never was there nothing else changed either
            return self
        began = _next_version(self.record, self.seen)
        records = _history(model).filter(**rows).select_related("history_user").order_by("history_id")
        last = records.filter(history_date__gte=began).last() if began else None
        if last is None:
            return None
        before = records.filter(history_date__lt=began, id=last.id).exclude(history_type="-").last()
        return ChangedMeanwhile(last, seen=self.seen, version=self.version, before=before)


class Versioned(models.Model):
    """Numbered anew with each change: what somebody saw is named by its number."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def claim(row: Numbered, seen: int) -> Numbered:
    """The row as it is stored, as its next version. Who claims it saves it with history, so each version has a record.

    One statement, so of two people who save at once one is the first, whatever the database; nobody else can claim it
    before the transaction ends. Raises ChangedMeanwhile.
    """
    stored = type(row)._base_manager.filter(pk=row.pk)
    if not stored.filter(version=seen).update(version=F("version") + 1):
        raise _changed(type(row), seen, id=row.pk)
    return type(row)._default_manager.get(pk=row.pk)


def claim_owner(owner: Numbered, seen: int, *, by: "User | None", reason: str = "") -> Numbered:
    """Claim what others belong to before one of these is changed. Raises ChangedMeanwhile."""
    held = claim(owner, seen)
    save_with_history(held, by=by, reason=reason)
    return held


def claim_owners(model: type[Numbered], seen: Mapping[Any, int], *, by: "User | None") -> None:
    """The same of many at once, by their keys: four statements. Raises ChangedMeanwhile for the first that changed."""
    stored = list(model._base_manager.select_for_update().filter(pk__in=seen).order_by("pk"))
    for row in stored:
        if row.version != seen[row.pk]:
            raise _changed(model, seen[row.pk], id=row.pk)
        row.version += 1
    model._base_manager.filter(pk__in=seen).update(version=F("version") + 1)
    record_changes(stored, by=by)


def claim_many(rows: Sequence[Numbered]) -> None:
    """Claim rows that are loaded, at the versions that they carry: two statements, however many. Each carries its next
    version then, and who claims them stores and records them. Raises ChangedMeanwhile for the first that changed.
    """
    if not rows:
        return
    stored = type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows])
    there = dict(stored.select_for_update().order_by("pk").values_list("pk", "version"))
    for row in rows:
        if there.get(row.pk) != row.version:
            raise _changed(type(row), row.version, id=row.pk)
    stored.update(version=F("version") + 1)
    for row in rows:
        row.version += 1


@contextmanager
def claimed_at(model: type[Numbered], seen: int, **place: Any) -> Iterator[Numbered]:
    """The one row at a place, claimed; a new one to be saved here where there is none yet, seen as version 0.

    It counts on from one that was withdrawn. Raises ChangedMeanwhile, also where somebody else adds it meanwhile.
    """
    there = model._default_manager.filter(**place).first()
    if there is not None:
        yield claim(there, seen)
        return
    if seen:
        raise _changed(model, seen, **place)
    withdrawn = _history(model).filter(**place).aggregate(last=Max("version"))["last"] or 0
    try:
        with transaction.atomic():
            yield model(**place, version=withdrawn + 1)
    except IntegrityError:
        if not model._default_manager.filter(**place).exists():
            raise
        raise _changed(model, seen, **place) from None


class CouncilList(Versioned):
    """The version of a list whose rows belong to nothing else. One that nobody has changed yet has no row here."""

    name = models.CharField(max_length=100, unique=True)
    history = History()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def list_version(name: str) -> int:
    """What a form carries as `seen`."""
    return CouncilList.objects.filter(name=name).values_list("version", flat=True).first() or 0


def claim_list(name: str, seen: int, *, by: "User | None") -> None:
    """Claim a list before one of its rows is changed. Raises ChangedMeanwhile."""
    with claimed_at(CouncilList, seen, name=name) as claimed:
        save_with_history(claimed, by=by)


def parts_at(record: Any, model: type[Row], **rows: Any) -> list[Row]:
    """Rows that belong to an owner as they were in one of its versions, of which this is a record."""
    records = _history(model).filter(**rows).order_by("history_id")
    if ended := _next_version(record, record.version):
        records = records.filter(history_date__lt=ended)
    last = {record.id: record for record in records}
    return [record.instance for record in last.values() if record.history_type != "-"]


def _next_version(record: Any, version: int) -> datetime | None:
    """When the version after it began. An owner is recorded before its rows, so these are recorded from then on."""
    later = type(record).objects.filter(id=record.id, version__gt=version).order_by("history_id")
    return later.values_list("history_date", flat=True).first()  # type: ignore[no-any-return]


def _changed(model: type[models.Model], seen: int, **rows: Any) -> ChangedMeanwhile:
    records = _history(model).filter(**rows).select_related("history_user").order_by("history_id")
    last = records.last()
    before = last and records.filter(id=last.id, version=seen).exclude(history_type="-").last()
    return ChangedMeanwhile(last, seen=seen, before=before)


def _history(model: Any) -> Any:
    return model.history
