"""Marks on indicators."""

from django.db import models

from strategy_portal.records.history import History

from .indicator import Indicator


class IndicatorNote(models.Model):
    """A mark on an indicator and what it means there: the same `*` means different things in one source."""

    class Meaning(models.TextChoices):
        PER_UNIT = "per-unit", "Collected per unit and reported as a council average"
        NEW = "new", "New indicator"
        PROPOSED = "proposed", "Proposed, not yet measured"
        CONTEXT = "context", "Context only"

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="notes")
    symbol = models.CharField(max_length=5, blank=True)
    meaning = models.CharField(max_length=20, choices=Meaning)
    history = History()

    class Meta:
        ordering = ["indicator", "meaning"]
        constraints = [models.UniqueConstraint("indicator", "meaning", name="note_once_per_indicator")]

    def __str__(self) -> str:
        return f"{self.symbol} {self.get_meaning_display()}".strip()
