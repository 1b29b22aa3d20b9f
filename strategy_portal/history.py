"""Who changed what, when, from what to what and why: kept by django-simple-history in rows that never change."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from simple_history.manager import HistoricalQuerySet, HistoryDescriptor
from simple_history.models import HistoricalRecords

from .signing import Signed, SignedQuerySet

if TYPE_CHECKING:
    from .models import User


class HistoryQuerySet(SignedQuerySet, HistoricalQuerySet):
    """The words of django-simple-history, without those that change a row."""


class History(HistoricalRecords):
    """`history = History()` in a model: each save adds a signed row, and who is named in one can't be deleted."""

    def __init__(self, **options: Any):
        super().__init__(bases=[Signed], m2m_bases=[Signed], historical_queryset=HistoryQuerySet, **options)

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if self.cls is sender:
            for field in self.get_m2m_fields_from_model(sender):
                linked = HistoryDescriptor(self.m2m_models[field], queryset=HistoryQuerySet)
                setattr(getattr(sender, self.manager_name).model, field.name, linked)

    def get_extra_fields(self, model: type[models.Model], fields: dict[str, models.Field]) -> dict[str, Any]:
        numbered = {"VERSIONED_BY": (model._meta.pk.attname,)} if "version" in fields else {}
        return super().get_extra_fields(model, fields) | numbered

    def _get_history_user_fields(self) -> dict[str, Any]:
        return {
            "history_user": models.ForeignKey(
                settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name=self.user_related_name
            )
        }


def save_with_history(instance: models.Model, *, by: "User | None" = None, reason: str = "", **saving: Any) -> None:
    """Save, so that the history says who did it and why. Without `by` it is the person whose request this is."""
    if reason:
        instance._change_reason = reason  # type: ignore[attr-defined]
    if by is not None:
        instance._history_user = by  # type: ignore[attr-defined]
    instance.save(**saving)
