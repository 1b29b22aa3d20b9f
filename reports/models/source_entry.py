"""What a source document says of itself."""

from django.db import models

from outcomes.models import Strategy
from strategy_portal.records.history import History


class SourceEntry(models.Model):
    """What a source document says of itself: reference, dates, who authorised it, its implications."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="source_entries")
    order = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    number = models.CharField(max_length=5, blank=True)
    label = models.CharField(max_length=200)
    text = models.TextField()
    history = History()

    class Meta:
        ordering = ["strategy", "order"]
        verbose_name_plural = "source entries"
        constraints = [models.UniqueConstraint("strategy", "order", name="source_entry_once_per_place")]

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"
