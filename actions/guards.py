"""What every service on actions asks first: did nobody save meanwhile, is a text given, is the day possible."""

from datetime import date
from typing import Any, TypeVar

from django.db.models import F

from strategy_portal.records.versions import ChangedMeanwhile, Refused

from .models import Action, Milestone

Versioned = TypeVar("Versioned", bound=Action | Milestone)


def claim(row: Versioned, version: int) -> Versioned:
    """The row as it is stored, claimed for its next version. Raises ChangedMeanwhile if `version` is not the latest.

    Whoever claims has to save with history, so that each version has its record.
    """
    rows: Any = type(row)._default_manager
    if not rows.filter(pk=row.pk, version=version).update(version=F("version") + 1):
        raise ChangedMeanwhile(_last_record(row))
    stored: Versioned = rows.get(pk=row.pk)
    return stored


def check_version(row: Versioned, version: int) -> None:
    """Hold the row until the transaction ends. Raises ChangedMeanwhile if `version` is not the latest."""
    if type(row).objects.select_for_update().get(pk=row.pk).version != version:
        raise ChangedMeanwhile(_last_record(row))


def _last_record(row: Versioned) -> Any:
    records = type(row).history.filter(id=row.pk).select_related("history_user")
    return records.order_by("history_id").last()


def required(text: str, field: str, message: str) -> str:
    """The text without spaces around it. Raises Refused if there is none."""
    if not text.strip():
        raise Refused(message, field)
    return text.strip()


def not_after(day: date, on: date, field: str) -> date:
    """Raises Refused for a day that is still to come."""
    if day > on:
        raise Refused("This day is still to come", field)
    return day
