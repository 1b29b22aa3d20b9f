"""Uploaded files: what each says, what it would change, and whether it did."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class UploadQuerySet(models.QuerySet["Upload"]):
    def about(self, kind: str, subject: str) -> Self:
        """The files of one kind that were uploaded for one thing."""
        return self.filter(kind=kind, subject=subject)

    def stale(self, on: date) -> Self:
        """Personal ones that came before that day and were never applied: what people wrote is not kept for that."""
        return self.filter(is_personal=True, uploaded_at__date__lt=on)

    def waiting(self) -> Self:
        """Nobody has saved what they would change."""
        return self.exclude(state=Upload.State.APPLIED)


class Upload(models.Model):
    """A file that somebody uploaded. It changes nothing until it is applied, and then once.

    `kind` names its checker (settings.UPLOADS), `subject` what it is for, in the checker's words. `rows` is what the
    file says, `answers` what was settled of its doubts, `findings` what checking it has found (checker.py). Personal
    rows are what people wrote: they have no history, and are deleted when they are applied or a day old (trust S7).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be checked"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked, nothing saved yet"
        APPLIED = "applied", "Saved"

    kind = models.SlugField()
    subject = models.CharField(max_length=200)
    is_personal = models.BooleanField(default=False)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField("SHA-256 of the file", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    rows: Any = models.JSONField(default=dict, blank=True)
    total = models.PositiveIntegerField("rows in the file", default=0)
    done = models.PositiveIntegerField("rows checked", default=0)
    heard_at = models.DateTimeField("last sign of life of the check", null=True, blank=True)
    answers: Any = models.JSONField(default=dict, blank=True)
    findings: Any = models.JSONField(default=dict, blank=True)
    saved = models.PositiveIntegerField("how many were saved", default=0)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        indexes = [models.Index("kind", "subject", name="upload_by_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="upload_done_is_part_of_total"),
            models.CheckConstraint(
                condition=Q(state="applied", applied_at__isnull=False)
                | (~Q(state="applied") & Q(applied_at__isnull=True)),
                name="upload_applied_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
