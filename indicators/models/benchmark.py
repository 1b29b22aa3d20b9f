"""Other bodies' figures to compare with."""

from django.db import models

from strategy_portal.records.history import History

from .fields import figure_field
from .indicator import Indicator


class Benchmark(models.Model):
    """Another body's figure for the same thing in one financial year, with its source."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="benchmarks")
    name = models.CharField(max_length=100, help_text="Whose figure it is, for example Scotland")
    year_starts_on = models.DateField()
    value = figure_field()
    source = models.CharField(max_length=300)
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["indicator", "name", "year_starts_on"]
        constraints = [
            models.UniqueConstraint("indicator", "name", "year_starts_on", name="benchmark_once_per_year"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.indicator.reference}"
