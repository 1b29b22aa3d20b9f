"""Uploaded files of values: what each would change, and whether it did."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from outcomes.models import Strategy


class Import(models.Model):
    """A workbook or CSV file that somebody uploaded for a quarter. It changes values only once it is applied.

    `rows` is what the file says (workbooks/rows.py); `findings` what checking it has found (workbooks/checking.py).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be checked"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked, nothing saved yet"
        APPLIED = "applied", "Saved"

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="imports")
    quarter = models.SlugField(max_length=30)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField("SHA-256 of the file", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    rows = models.JSONField(default=dict, blank=True)
    total = models.PositiveIntegerField("rows in the file", default=0)
    done = models.PositiveIntegerField("rows checked", default=0)
    heard_at = models.DateTimeField("last sign of life of the check", null=True, blank=True)
    findings = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    saved = models.PositiveIntegerField("values saved", default=0)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="import_done_is_part_of_total"),
            models.CheckConstraint(
                condition=Q(state="applied", applied_at__isnull=False)
                | (~Q(state="applied") & Q(applied_at__isnull=True)),
                name="import_applied_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.quarter}"

    def get_absolute_url(self) -> str:
        return reverse("indicators:import-detail", args=[self.strategy.slug, self.quarter, self.pk])
