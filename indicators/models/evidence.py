"""What a value can be checked against."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from strategy_portal.records.history import History

from .reporting_period import refuse_locked
from .value import Value


class UnlockedEvidenceQuerySet(models.QuerySet):
    """Evidence in bulk: that of a locked period refuses to be written, whichever way (rules 3.5)."""

    def update(self, **changes: Any) -> int:
        self._refuse_locked()
        if value := changes.get("value", changes.get("value_id")):
            _refuse_locked_values([getattr(value, "pk", value)])
        return super().update(**changes)

    def bulk_create(self, objs: Iterable["Evidence"], *args: Any, **options: Any) -> list["Evidence"]:
        rows = list(objs)
        _refuse_locked_values(row.value_id for row in rows)
        return super().bulk_create(rows, *args, **options)

    def bulk_update(self, objs: Iterable["Evidence"], fields: Iterable[str], *args: Any, **options: Any) -> int:
        rows = list(objs)
        _refuse_locked_values(row.value_id for row in rows)
        return super().bulk_update(rows, fields, *args, **options)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_locked()
        return super().delete()

    def _refuse_locked(self) -> None:
        refuse_locked(self.order_by().values_list("value__period", flat=True))


def _refuse_locked_values(values: Iterable[int]) -> None:
    refuse_locked(Value.objects.filter(pk__in=set(values)).order_by().values_list("period", flat=True))


class Evidence(models.Model):
    """What a value can be checked against: a link, or a file that is kept apart and served as a download."""

    value = models.ForeignKey(Value, models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to="evidence/%Y/", blank=True)
    size = models.PositiveIntegerField("size in bytes", null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    history = History()

    objects = UnlockedEvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["value", "added_at"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=(Q(link="") & ~Q(file="")) | (~Q(link="") & Q(file="")), name="evidence_is_link_or_file"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        refuse_locked([self.value.period_id])
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        refuse_locked([self.value.period_id])
        return super().delete(*args, **kwargs)
