"""A survey tool's file on its way in."""

from django.conf import settings
from django.db import models

from ..querysets import SurveyFileQuerySet
from .consultation import Consultation


class SurveyFile(models.Model):
    """The rows of an uploaded CSV file, until they are applied or the next day: then it is deleted (trust S7).

    The rows are what people wrote, so they have no history. `columns` says for each column what it holds, `settled` for
    a text that is no choice which choice it means (surveys.py).
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="survey_files")
    file_name = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    header = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    columns = models.JSONField(default=list, blank=True)
    settled = models.JSONField(default=dict, blank=True)

    objects = SurveyFileQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name
