"""Dated tables of denominators (rules 3.2)."""

from datetime import date

from django.db import models

from outcomes.models import Strategy
from strategy_portal.domain.timeline import Timeline, timeline
from strategy_portal.records.history import History
from strategy_portal.records.holdings import Holding
from strategy_portal.records.versions import Refused, Versioned

from .indicator import figure_field
from .seal import refuse_sealed


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

    @property
    def dated(self) -> "Timeline[Population | None]":
        """Which row holds when. Reads `rows`, which a page of many values prefetches."""
        return timeline(self.rows.all(), start=None)

    def row_on(self, day: date) -> "Population | None":
        return self.dated.on(day)


class Population(Holding):
    """What a population table says from a day on."""

    OWNER = "table"
    SERIES = ("table",)

    table = models.ForeignKey(PopulationTable, models.CASCADE, related_name="rows")
    value = figure_field()
    history = History()

    class Meta:
        ordering = ["table_id", "holds_from"]
        constraints = [
            models.UniqueConstraint("table", "holds_from", name="population_once_per_day"),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="population_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.table}, from {self.holds_from:%-d %B %Y}: {self.value.normalize():,f}"

    def hold(self) -> None:
        users = self.table.indicators.values("key_output__outcome__strategy")
        Strategy.objects.filter(pk__in=users).hold()

    def check_agreed(self) -> None:
        """Raises Refused for zero, and for periods that are sealed for an indicator that uses the table."""
        if self.value <= 0:
            raise Refused("Enter a figure above zero: values are divided by it", "value")
        refuse_sealed(self.holds_from, self.table.indicators.all())

    def check_withdrawn(self) -> None:
        if self.values.exists():
            raise Refused("Values were divided by this figure, so it stays. Set another one from a later day")
