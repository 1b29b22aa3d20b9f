"""Dated tables of denominators (rules 3.2), and figures to compare with."""

from datetime import date

from django.conf import settings
from django.db import models

from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

from .fields import figure_field


class PopulationTable(Versioned):
    """A denominator that several indicators share, for example the council's population, with its source."""

    name = models.CharField(max_length=200, unique=True)
    source = models.TextField(blank=True)
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def row_on(self, day: date) -> "Population | None":
        """The row that holds on a day. Reads `rows`, which a page of many values prefetches."""
        return max(
            (row for row in self.rows.all() if row.holds_from <= day), key=lambda row: row.holds_from, default=None
        )


class Population(models.Model):
    """One row of a population table: from which day it holds, why it is what it is, and who agreed it."""

    table = models.ForeignKey(PopulationTable, models.CASCADE, related_name="rows")
    holds_from = models.DateField()
    value = figure_field()
    reason = models.CharField("how it was set", max_length=300)
    agreed_by = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    history = History()

    class Meta:
        ordering = ["table", "holds_from"]
        constraints = [
            models.UniqueConstraint("table", "holds_from", name="population_once_per_day"),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="population_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.table}, from {self.holds_from:%-d %B %Y}: {self.value.normalize():,f}"
