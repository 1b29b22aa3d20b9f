"""Reports that are being made: asked for by a person, made out of the request."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from .report import ForReport, IssuedReport

LONGEST = timedelta(minutes=15)
"""What is still running after that was cut off: no report takes so long."""


class MakingQuerySet(models.QuerySet["Making"]):
    def under_way(self, at: datetime) -> Self:
        """Those that are waiting, or running for no longer than one can take."""
        started = self.annotate(started_at=Coalesce("not_before", "asked_at"))
        is_running = Q(state=Making.State.RUNNING, started_at__gt=at - LONGEST)
        return started.filter(Q(state=Making.State.WAITING) | is_running)

    def move(self, pk: int, before: str, after: str) -> bool:
        """Whether it was in that state; one statement, so that of two only one moves it."""
        return bool(self.filter(pk=pk, state=before).update(state=after))


class Making(ForReport):
    """A report that somebody asked to issue. It changes nothing until it is done, and then all at once.

    It reads up to `read_on`, and is issued at `not_before` where its embargo says so.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for its turn"
        RUNNING = "running", "Being made"
        DONE = "done", "Issued"
        FAILED = "failed", "Not made"
        CANCELLED = "cancelled", "Taken back"

    OPEN = (State.WAITING, State.RUNNING)
    """Not over yet."""

    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    reason = models.TextField("what is corrected", blank=True)
    read_on = models.DateField()
    not_before = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    problem = models.TextField("why it was not made", blank=True)
    issued = models.OneToOneField(IssuedReport, models.PROTECT, null=True, blank=True, related_name="making")

    objects = MakingQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", issued__isnull=False) | ~Q(state="done") & Q(issued=None),
                name="made_once_it_is_issued",
            ),
            models.CheckConstraint(condition=~Q(state="failed", problem=""), name="not_made_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.strategy}: {self.get_kind_display()}"

    @property
    def begins_at(self) -> datetime:
        return self.not_before or self.asked_at

    @property
    def is_over(self) -> bool:
        return self.state not in self.OPEN

    def was_cut_off(self, at: datetime) -> bool:
        """It runs for longer than one can take: whatever made it was stopped. Nothing of it is kept."""
        return self.state == self.State.RUNNING and self.begins_at <= at - LONGEST
