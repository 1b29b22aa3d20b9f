"""What people are reminded of: how each wants it, what was sent, and the private addresses of their calendars."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned


class ReminderKind(models.TextChoices):
    """In the order in which a mail names them; the label is what a person switches off."""

    RETURNED = "returned", "A figure came back to you"
    OVERDUE = "overdue", "Figures are overdue: once a week"
    DUE = "due", "Figures are due: on the last day"
    SOON = "soon", "Figures are due in a week"
    OPENED = "opened", "A quarter has ended, and its figures can be entered"
    TO_APPROVE = "to-approve", "Figures wait for your approval: when they come in, and once a week"
    ACTION_OVERDUE = "action-overdue", "An action is overdue: every four weeks"
    ACTION_DUE = "action-due", "An action is due: a week before, and on the day"
    TO_ACCEPT = "to-accept", "Completed actions wait for the board: when they come in, and every four weeks"
    MENTIONED = "mentioned", "Somebody names you in a remark"


class ReminderChoice(Versioned):
    """Which kinds a person does not want. Without one: all of them. Who gets them meanwhile says their `Absence`."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminder_choice")
    muted = models.JSONField("kinds that are switched off", default=list, blank=True)
    history = History()

    class Meta:
        ordering = ["person"]

    def __str__(self) -> str:
        return f"Reminders of {self.person}"


class DigestQuerySet(models.QuerySet["Digest"]):
    def sent(self) -> Self:
        return self.filter(sent_at__isnull=False)

    def waiting(self) -> Self:
        """Made and not tried, or tried in vain."""
        return self.filter(sent_at=None, claimed_at=None)


class Digest(models.Model):
    """The one mail of reminders that a person gets on a day, kept as it was sent.

    The database allows one for each person and day. Who sends it claims it first (`claimed_at`), so nobody else does.
    `covered`: the keys of the people whose reminders it holds, those for whom the person stands in included.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="digests")
    day = models.DateField()
    address = models.EmailField("sent to")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    covered = models.JSONField(default=list)
    made_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField("why it did not go out", max_length=100, blank=True)

    objects: ClassVar = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "person"]
        constraints = [models.UniqueConstraint("person", "day", name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.person}, {self.day:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("reports:digest-detail", args=[self.pk])

    @property
    def state(self) -> str:
        """In words. One that was begun and never said to be sent is not tried again: it may have gone out."""
        if self.sent_at:
            return "Sent"
        if self.claimed_at:
            return "Begun; whether it went out is not known"
        return f"Not sent: {self.failure}" if self.failure else "Not sent yet"


class NudgeQuerySet(models.QuerySet["Nudge"]):
    def waiting(self, on: date) -> Self:
        """Those that no digest has taken along, or only one of an earlier day that never went out."""
        return self.filter(Q(sent_in=None) | Q(sent_in__sent_at=None, sent_in__day__lt=on))


class Nudge(models.Model):
    """A sentence of the performance team to one person, which goes out once, with the next digest."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="nudges")
    sentence = models.CharField(max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_in = models.ForeignKey(Digest, models.PROTECT, null=True, blank=True, related_name="nudges")
    history = History()

    objects: ClassVar = NudgeQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.person}: {self.sentence}"


class CalendarAddress(models.Model):
    """The private address at which a calendar program reads what is due. Only its hash is kept: a new one ends the old.

    It ends with the person's sign-ins, as a token does.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calendar_address")
    hashed = models.CharField(max_length=64, unique=True, editable=False)
    sign_in_version = models.PositiveIntegerField(editable=False)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    history = History()

    class Meta:
        verbose_name_plural = "calendar addresses"

    def __str__(self) -> str:
        return f"Calendar of {self.person}"

    @property
    def is_live(self) -> bool:
        is_current = self.sign_in_version == self.person.sign_in_version
        return self.ended_at is None and self.person.is_active and is_current
