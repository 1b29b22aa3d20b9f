"""What indicators are to show."""

from django.db import models

from outcomes.models import Outcome
from strategy_portal.records.history import History


class KeyOutput(models.Model):
    """What one or several indicators are to show."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="key_outputs")
    title = models.CharField(max_length=300)
    history = History()

    class Meta:
        ordering = ["outcome", "id"]
        constraints = [models.UniqueConstraint("outcome", "title", name="key_output_once_per_outcome")]

    def __str__(self) -> str:
        return self.title
