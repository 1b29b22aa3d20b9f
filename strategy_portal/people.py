"""People who sign in, and the teams and posts that own indicators, units and actions."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from simple_history import register

from .records.history import History, known_as


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


class Role(models.TextChoices):
    """What a person may do; the table of rights is in `strategy_portal/access.py`."""

    OFFICER = "officer", "Officer"
    APPROVER = "approver", "Approver"
    PERFORMANCE = "performance", "Performance team"
    BOARD = "board", "Corporate board"
    CLERK = "clerk", "Committee clerk"
    ADMINISTRATOR = "administrator", "Administrator"


class User(AbstractUser):
    """A person who signs in. The role says what they may do, the teams say for which indicators, units and actions."""

    role = models.CharField(max_length=20, choices=Role, default=Role.OFFICER)
    teams = models.ManyToManyField(Team, blank=True, related_name="members")
    is_demonstration = models.BooleanField(default=False)

    class Meta(AbstractUser.Meta):
        ordering = ["username"]

    def __str__(self) -> str:
        return known_as(self.first_name, self.last_name, self.email, self.username)


register(User, records_class=History, excluded_fields=["password", "last_login"], m2m_fields=["teams"])
