"""Reports as issued, frozen."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ..querysets import IssuedReportQuerySet
from .for_report import ForReport, ReportKind, one_per_report


class IssuedReport(ForReport):
    """A report as it was issued: frozen. A correction is a new version with the reason for it."""

    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    reason = models.TextField("what was corrected", blank=True)
    data_label = models.CharField(max_length=60)
    html = models.TextField()
    figures = models.JSONField()
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_demonstration = models.BooleanField(default=False)

    objects = IssuedReportQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            *one_per_report("version", name="issued_once_per_version"),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.ANNUAL, year_starts_on__isnull=False)
                | Q(kind=ReportKind.END_OF_STRATEGY, year_starts_on__isnull=True),
                name="issued_annual_has_a_year",
            ),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="issued_correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("reports:issued-report-detail", args=[self.pk])
