"""Who and why, for the history of a change: django-simple-history reads both from the instance."""

from typing import Any

from django.db import models

from .models import User


def save_with_history(instance: models.Model, *, by: User | None = None, reason: str = "", **saving: Any) -> None:
    """Save, so that the history says who did it and why. Without `by` it is the person whose request this is."""
    if reason:
        instance._change_reason = reason  # type: ignore[attr-defined]
    if by is not None:
        instance._history_user = by  # type: ignore[attr-defined]
    instance.save(**saving)
