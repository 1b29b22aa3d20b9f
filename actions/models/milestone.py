"""Steps of an action."""

from datetime import date

from django.db import models

from outcomes.models import Strategy
from strategy_portal.records.history import History

from ..querysets import MilestoneQuerySet
from .action import Action
from .due_date import Dated


class Milestone(Dated):
    """A step of an action with a date of its own."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=300)
    completed_on = models.DateField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)
    history = History()

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["action", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def strategy(self) -> Strategy:
        return self.action.strategy

    def is_overdue(self, on: date) -> bool:
        return self.completed_on is None and self.held_to.is_overdue(on)
