"""Meetings of the board and of committees, and what they decide."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from actions.models import Action
from indicators.models import Indicator
from outcomes.models import Strategy
from strategy_portal.domain.wording import size_text
from strategy_portal.models import Team
from strategy_portal.records.history import History
from strategy_portal.records.signing import Signed, SignedQuerySet
from strategy_portal.records.versions import Versioned


class BoardMeetingQuerySet(models.QuerySet["BoardMeeting"]):
    def of_adopted(self) -> Self:
        """Of all strategies, or of one that is no draft."""
        return self.filter(Q(strategy=None) | Q(strategy__is_draft=False))

    def taking_place(self) -> Self:
        """Those that nobody called off."""
        return self.filter(called_off="")

    def about(self, strategy: Strategy) -> Self:
        """Those of the strategy, and those of all strategies."""
        return self.filter(Q(strategy=strategy) | Q(strategy=None))

    def of_body(self, name: str) -> Self:
        """Those of one board or committee, in whatever case its name is written."""
        return self.filter(body__iexact=name)


class BoardMeeting(Versioned):
    """A day on which the board or a committee meets, about one strategy or about all.

    It is planned until its day has come, and was held from the day after on, unless somebody called it off.
    """

    class Kind(models.TextChoices):
        BOARD = "board", "Board"
        COMMITTEE = "committee", "Committee"

    kind = models.CharField("board or committee", max_length=20, choices=Kind, default=Kind.BOARD)
    body = models.CharField("who meets", max_length=100)
    meets_on = models.DateField("day")
    strategy = models.ForeignKey(Strategy, models.PROTECT, null=True, blank=True, related_name="board_meetings")
    purpose = models.TextField("what it is for", blank=True, max_length=1000)
    called_off = models.TextField("why it was called off", blank=True, editable=False)
    is_demonstration = models.BooleanField("demonstration data", default=False)
    history = History()

    objects: ClassVar = BoardMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-meets_on", "body", "pk"]
        verbose_name = "meeting"
        constraints = [
            models.UniqueConstraint(
                Lower("body"), "meets_on", "strategy", condition=Q(called_off=""), name="meeting_once_a_day"
            ),
            models.UniqueConstraint(
                Lower("body"), "meets_on", condition=Q(called_off="", strategy=None), name="meeting_of_all_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.meets_on:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("reports:meeting-detail", args=[self.pk])

    def state(self, on: date) -> str:
        """In words."""
        if self.called_off:
            return "Called off"
        return "Held" if self.meets_on < on else "Today" if self.meets_on == on else "Planned"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def of_adopted(self) -> Self:
        """On strategies that are no drafts."""
        return self.filter(strategy__is_draft=False)

    def open_on(self, day: date) -> Self:
        """Made by that day and not closed by its end."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), meeting__meets_on__lte=day)

    def late_on(self, day: date) -> Self:
        """Open, and the day is past by which it was to be done."""
        return self.open_on(day).filter(due_on__lt=day)

    def with_all(self) -> Self:
        """With whatever a line of a decision prints."""
        return self.select_related(
            "meeting", "strategy", "team", "person", "closed_by", "indicator__key_output__outcome__strategy",
            "action__strategy",
        )  # fmt: skip

    def with_who(self) -> Self:
        """With the meeting and with who does it: for pages that have loaded what they are on."""
        return self.select_related("meeting", "team", "person")

    def in_order(self) -> Self:
        """As they were made."""
        return self.order_by("meeting__meets_on", "meeting_id", "pk")


class Decision(Versioned):
    """What a meeting decided on a strategy, one of its indicators or one of its actions; who does it, and by when.

    It is open until somebody says what came of it.
    """

    meeting = models.ForeignKey(BoardMeeting, models.PROTECT, related_name="decisions")
    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="decisions")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="decisions")
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="decisions")
    text = models.TextField("what was decided", max_length=2000)
    team = models.ForeignKey(Team, models.PROTECT, verbose_name="who does it", related_name="decisions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="in person", related_name="+"
    )
    due_on = models.DateField("by when", null=True, blank=True)
    came_of = models.TextField("what came of it", blank=True, max_length=2000)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    is_demonstration = models.BooleanField("demonstration data", default=False)
    history = History()

    objects: ClassVar = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-meeting__meets_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(indicator=None) | Q(action=None), name="decision_on_one_thing"),
            models.CheckConstraint(
                condition=Q(came_of="", closed_on=None, closed_by=None)
                | ~Q(came_of="") & Q(closed_on__isnull=False, closed_by__isnull=False),
                name="decision_closed_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("reports:decision-detail", args=[self.pk])

    @property
    def subject(self) -> Strategy | Indicator | Action:
        """What it is on."""
        return self.indicator or self.action or self.strategy

    @property
    def subject_text(self) -> str:
        """`1.3 Staff knowledge`, `Action 16. Online ways of working`; of a strategy its title."""
        if self.indicator:
            return str(self.indicator.short_name)
        return f"Action {self.action}" if self.action else self.strategy.title

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def who_text(self) -> str:
        """`Customer Services, in person Officer`."""
        return f"{self.team}, in person {self.person}" if self.person else str(self.team)

    def is_late(self, on: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < on

    def days_late(self, on: date) -> int:
        return (on - self.due_on).days if self.due_on and self.is_late(on) else 0


class MeetingPackQuerySet(SignedQuerySet):
    def without_files(self) -> Self:
        """For lists: the stored PDF stays in the database."""
        return self.defer("pdf").select_related("meeting", "strategy", "made_by")


class MeetingPack(Signed):
    """The board's page of a strategy as it was frozen for a meeting: written once. Made again it is a new version."""

    VERSIONED_BY = ("meeting_id", "strategy_id")
    AT_ONCE = 20

    meeting = models.ForeignKey(BoardMeeting, models.PROTECT, related_name="packs")
    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="packs")
    version = models.PositiveIntegerField(default=1)
    stood_on = models.DateField("as it stood on")
    quarter = models.CharField(max_length=20)
    sheets = models.PositiveSmallIntegerField()
    left_out = models.TextField("what did not fit", blank=True)
    size = models.PositiveIntegerField("bytes", default=0, help_text="0: made before sizes were kept")
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_demonstration = models.BooleanField("demonstration data", default=False)

    objects: ClassVar = MeetingPackQuerySet.as_manager()

    class Meta:
        ordering = ["strategy", "-version"]
        constraints = [
            models.UniqueConstraint("meeting", "strategy", "version", name="pack_once_per_version"),
            models.CheckConstraint(condition=Q(sheets__lte=4), name="pack_of_at_most_four_sheets"),
        ]

    def __str__(self) -> str:
        return f"Pack for {self.meeting}: {self.strategy}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("reports:meeting-pack-pdf", args=[self.pk])

    @property
    def size_text(self) -> str:
        """Empty where it was made before sizes were kept."""
        return size_text(self.size) if self.size else ""

    @property
    def file_name(self) -> str:
        day = self.meeting.meets_on.isoformat()
        return f"pack-{self.strategy.slug}-{day}-version-{self.version}.pdf"
