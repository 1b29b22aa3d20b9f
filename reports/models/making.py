"""What somebody asked the portal to make: a report to issue, the pack of a meeting. Each is made out of the request."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from outcomes.models import Strategy

from .meeting import BoardMeeting, MeetingPack
from .report import ForReport, IssuedReport

LONGEST = timedelta(minutes=15)
"""What is still running after that was cut off: nothing takes so long."""


class AskedForQuerySet(models.QuerySet):
    def under_way(self, at: datetime) -> Self:
        """Those that are waiting, or running for no longer than one can take."""
        is_running = Q(state=AskedFor.State.RUNNING, begun_at__gt=at - LONGEST)
        return self.filter(Q(state=AskedFor.State.WAITING) | is_running)

    def begin(self, pk: int) -> bool:
        """Whether it waited; one statement, so that of two only one begins it."""
        return self._leave_the_queue(pk, state=AskedFor.State.RUNNING, begun_at=Now())

    def take_back(self, pk: int) -> bool:
        """Whether it still waited."""
        return self._leave_the_queue(pk, state=AskedFor.State.CANCELLED)

    def _leave_the_queue(self, pk: int, **becomes: Any) -> bool:
        return bool(self.filter(pk=pk, state=AskedFor.State.WAITING).update(**becomes))


class AskedFor(models.Model):
    """Something that somebody asked to have made. It changes nothing until it is done, and then all at once."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for its turn"
        RUNNING = "running", "Being made"
        DONE = "done", "Done"
        FAILED = "failed", "Not made"
        CANCELLED = "cancelled", "Taken back"

    OPEN = (State.WAITING, State.RUNNING)
    """Not over yet."""

    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField("why it was not made", blank=True)

    objects = AskedForQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-asked_at", "-pk"]

    @property
    def is_over(self) -> bool:
        return self.state not in self.OPEN

    def was_cut_off(self, at: datetime) -> bool:
        """It runs for longer than one can take: whatever made it was stopped. Nothing of it is kept."""
        return self.state == self.State.RUNNING and (self.begun_at is None or self.begun_at <= at - LONGEST)


def says_what_came_of_it(made: str, *, once: str, why: str) -> list[models.BaseConstraint]:
    """Done says what was made, and failed says why not."""
    is_there = {f"{made}__isnull": False}
    return [
        models.CheckConstraint(condition=Q(state="done", **is_there) | ~Q(state="done") & Q(**{made: None}), name=once),
        models.CheckConstraint(condition=~Q(state="failed", problem=""), name=why),
    ]


class Making(AskedFor, ForReport):
    """A report that somebody asked to issue. It reads up to `read_on`, and is issued at `not_before` where its embargo
    says so.
    """

    reason = models.TextField("what is corrected", blank=True)
    read_on = models.DateField()
    not_before = models.DateTimeField(null=True, blank=True)
    issued = models.OneToOneField(IssuedReport, models.PROTECT, null=True, blank=True, related_name="making")

    class Meta(AskedFor.Meta):
        constraints = says_what_came_of_it("issued", once="made_once_it_is_issued", why="not_made_says_why")

    def __str__(self) -> str:
        return f"{self.strategy}: {self.get_kind_display()}"

    @property
    def issued_at(self) -> datetime:
        """The moment that it says: when it was asked for, or when its embargo ends."""
        return self.not_before or self.asked_at


class PackMaking(AskedFor):
    """A pack of a meeting that somebody asked to make. `seen` is the latest version that they saw, 0 for none."""

    meeting = models.ForeignKey(BoardMeeting, models.PROTECT, related_name="pack_makings")
    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="pack_makings")
    seen = models.PositiveIntegerField(default=0)
    stands_on = models.DateField()
    pack = models.OneToOneField(MeetingPack, models.PROTECT, null=True, blank=True, related_name="making")

    class Meta(AskedFor.Meta):
        constraints = says_what_came_of_it("pack", once="pack_made_once_it_is_kept", why="pack_not_made_says_why")

    def __str__(self) -> str:
        return f"Pack for {self.meeting}: {self.strategy}"
