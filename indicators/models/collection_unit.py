"""Parts of the organisation that collect a survey's figures."""

from django.db import models

from outcomes.models import Strategy
from strategy_portal.domain.periods import Period
from strategy_portal.models import Team
from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned


class CollectionUnit(Versioned):
    """A part of the organisation that collects its own figures for a survey indicator."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="units")
    name = models.CharField(max_length=100)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="units")
    opened_on = models.DateField(
        null=True, blank=True, help_text="Nothing is expected of it before; empty: from the start"
    )
    closed_on = models.DateField(null=True, blank=True, help_text="Nothing is expected of a period that ends after")
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["strategy", "name"]
        constraints = [models.UniqueConstraint("strategy", "name", name="unit_once_per_strategy")]

    def __str__(self) -> str:
        return self.name

    def is_expected_in(self, period: Period) -> bool:
        """Whether the unit exists at the end of the period."""
        is_open = self.opened_on is None or self.opened_on <= period.last_day
        return is_open and (self.closed_on is None or period.last_day <= self.closed_on)
