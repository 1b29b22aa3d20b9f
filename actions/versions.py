"""What an action was in one of its versions, by its records: so that two people who change it both see both."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from .models import Action


def rows_of(model: type[models.Model], action: int | None, version: int | None) -> Sequence[Any]:
    """Owners or measures of an action, as they were until its next version began; without a version as they are."""
    if version is None:
        return list(model._default_manager.filter(action_id=action).order_by("order"))
    later = Action.history.filter(id=action, version__gt=version).order_by("history_id").first()
    records = model.history.filter(action_id=action)  # type: ignore[attr-defined]
    if later is not None:
        records = records.filter(history_date__lt=later.history_date)
    last = {record.id: record for record in records.order_by("history_id")}
    held = [record for record in last.values() if record.history_type != "-"]
    return sorted(held, key=lambda record: record.order)
