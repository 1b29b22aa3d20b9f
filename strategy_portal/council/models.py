"""What the portal keeps of the council itself."""

from django.db import models

from ..records.history import History
from ..records.versions import Versioned


class Council(Versioned):
    """One row, once somebody has saved it. What is empty is as the environment says (`in_force.py`).

    A logo that another one took the place of stays stored, as the history names it.
    """

    FILES = {"logo": "logo_sha256"}

    only = models.PositiveSmallIntegerField(default=1, unique=True, editable=False)
    name = models.CharField(max_length=100, blank=True)
    colour = models.CharField(max_length=7, blank=True)
    year_start_month = models.PositiveSmallIntegerField(
        "month in which the financial year begins", null=True, blank=True
    )
    logo = models.FileField(upload_to="council/", blank=True)
    logo_sha256 = models.CharField("SHA-256 of the logo", max_length=64, blank=True, editable=False)
    logo_name = models.CharField("name of the logo’s file", max_length=200, blank=True)
    has_no_logo = models.BooleanField(default=False)
    """Whether there is none, also where the environment names one."""
    hides_first_steps = models.BooleanField("first steps are off the home page", default=False)
    history = History()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=1), name="council_is_one"),
            models.CheckConstraint(
                condition=models.Q(year_start_month=None) | models.Q(year_start_month__range=(1, 12)),
                name="council_year_begins_in_a_month",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "As the environment says"
