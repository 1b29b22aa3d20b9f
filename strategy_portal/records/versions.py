"""Whether somebody saved since a form was opened, and what the rules refuse."""

from typing import Any, TypeVar

from django.db import models
from django.db.models import Max

Owner = TypeVar("Owner", bound=models.Model)


class Refused(ValueError):
    """A change that the rules do not allow. `field` is the field to mend, empty for the whole form."""

    def __init__(self, message: str, field: str = ""):
        super().__init__(message)
        self.field = field


class ChangedMeanwhile(Exception):
    """Somebody else saved since the form was opened. `record` of the history says who, when and what stands now."""

    def __init__(self, record: Any):
        super().__init__("Somebody else changed this since you opened it.")
        self.record = record


def version_of(model: type[models.Model], **rows: Any) -> int:
    """The number of the last change of those rows, the form's version of them; 0 if there never was one.

    The history numbers all changes of a model in order, deletions too, so no change goes unnoticed.
    """
    found = model.history.filter(**rows).aggregate(last=Max("history_id"))  # type: ignore[attr-defined]
    return found["last"] or 0


def claim(owner: Owner, seen: int, model: type[models.Model], **rows: Any) -> Owner:
    """Hold `owner` until the transaction ends, as it is stored now, and make sure that the rows are as they were seen.

    PostgreSQL lets whoever saves second wait for the lock; SQLite lets one transaction write at a time.
    Raises ChangedMeanwhile.
    """
    held = type(owner)._default_manager.select_for_update().get(pk=owner.pk)
    check_version(seen, model, **rows)
    return held


def check_version(seen: int, model: type[models.Model], **rows: Any) -> None:
    """The rows are as they were seen. Only where something is held that whoever saves them holds too.

    Raises ChangedMeanwhile.
    """
    if version_of(model, **rows) != seen:
        history = model.history.filter(**rows)  # type: ignore[attr-defined]
        raise ChangedMeanwhile(history.select_related("history_user").order_by("history_id").last())
