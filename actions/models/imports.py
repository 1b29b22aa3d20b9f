"""Uploaded plans: what each would change, and whether it did."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from outcomes.models import Strategy


class PlanImport(models.Model):
    """A workbook or CSV file of a whole plan that somebody uploaded. It changes the plan only once it is applied.

    `rows` is what the file says (workbooks/rows.py), `answers` what the person settled (workbooks/matching.py). What it
    would change is worked out anew each time it is looked at, so it is never out of date.
    """

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="plan_imports")
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField("SHA-256 of the file", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    rows = models.JSONField(default=list, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    saved = models.PositiveIntegerField("actions added or changed", null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(saved__isnull=False), name="plan_import_applied_says_how_many"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("actions:plan-import-detail", args=[self.strategy.slug, self.pk])
