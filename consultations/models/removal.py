"""What was removed at the retention date."""

from django.db import models

from strategy_portal.records.history import History

from .consultation import Consultation


class Removal(models.Model):
    """One run of the retention job on a consultation: how many of each it removed. It holds counts, never contents."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="removals")
    removed_at = models.DateTimeField()
    removed = models.JSONField(default=dict)
    history = History()

    class Meta:
        ordering = ["consultation", "-removed_at"]

    def __str__(self) -> str:
        return f"{self.consultation}, {self.removed_at:%Y-%m-%d}"
