"""How one will see an action's effect."""

from django.db import models

from strategy_portal.records.history import History

from .action import Action


class OutcomeMeasure(models.Model):
    """How the action plan says that one will see the action's effect."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="measures")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    history = History()

    class Meta:
        ordering = ["action", "order"]
        constraints = [models.UniqueConstraint("action", "order", name="measure_once_per_place")]

    def __str__(self) -> str:
        return self.text
