"""The teams and posts that own indicators, units and actions."""

from django.db import models

from ..records.history import History


class Team(models.Model):
    """A team or post that owns work, by the name that the source gives it."""

    organisation = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("organisation", "name", name="team_once_per_organisation")]

    def __str__(self) -> str:
        return self.name
