"""A document from which outcomes, indicators and actions are taken, while a person settles what is doubtful."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from outcomes.models import Strategy
from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned


class Framing(Versioned):
    """One document. It adds nothing until somebody confirms it, and then once.

    `found` is what was recognised in it and never changes; `answers` is what people settled and typed, whose history is
    kept. A new strategy comes of it, or it goes into a draft that is there.
    """

    strategy = models.ForeignKey(
        Strategy, models.CASCADE, null=True, blank=True, related_name="framings",
        help_text="The draft that it goes into; empty until it is confirmed where it becomes a new one",
    )  # fmt: skip
    is_new = models.BooleanField("becomes a new strategy", default=True)
    name = models.CharField("document", max_length=200)
    sha256 = models.CharField("SHA-256 of the document", max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    found: Any = models.JSONField(default=dict, blank=True)
    answers: Any = models.JSONField(default=dict, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField("how many rows were added", default=0)
    history = History(excluded_fields=["found"])

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, strategy__isnull=False),
                name="framing_confirmed_says_by_whom_and_into_what",
            ),
        ]

    def __str__(self) -> str:
        return self.name
