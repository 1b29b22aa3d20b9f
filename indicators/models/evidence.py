"""What a value can be checked against."""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from strategy_portal.records.history import History

from .reporting_period import OfPeriodsQuerySet, refuse_locked
from .value import Value


class EvidenceQuerySet(OfPeriodsQuerySet["Evidence"]):
    owner = "value"

    def periods_of(self, owners: Collection[int]) -> Iterable[int | None]:
        return Value.objects.filter(pk__in=owners).order_by().values_list("period", flat=True)


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

    objects = EvidenceQuerySet.as_manager()

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_locked([self.value.period_id])
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_locked([self.value.period_id])
        return super().delete(*args, **kwargs)
