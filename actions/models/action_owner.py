"""Who does an action (rules 9.5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from strategy_portal.models import Team
from strategy_portal.records.history import History

from .action import Action


class ActionOwner(models.Model):
    """A team's part in an action. Where the source only joins owners by “&”, none of them is called the lead."""

    class Part(models.TextChoices):
        LEAD = "lead", "Lead"
        SUPPORTING = "supporting", "Supporting"
        JOINT = "joint", "Joint (the source names no lead)"

    action = models.ForeignKey(Action, models.CASCADE, related_name="owners")
    team = models.ForeignKey(Team, models.PROTECT, related_name="action_parts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="action_parts",
        help_text="Who does it for the team; the history keeps who did before (rules 9.5)",
    )
    part = models.CharField(max_length=20, choices=Part)
    order = models.PositiveSmallIntegerField()
    history = History()

    class Meta:
        ordering = ["action", "order"]
        constraints = [
            models.UniqueConstraint("action", "team", name="owner_once_per_action"),
            models.UniqueConstraint("action", condition=Q(part="lead"), name="one_lead_per_action"),
        ]

    def __str__(self) -> str:
        return str(self.team)
