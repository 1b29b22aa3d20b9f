"""Comments: as received, as published, and what of them is not published."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q

from strategy_portal.records.digests import text_digest
from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

from .consultation import Consultation, Meeting
from .question import Question
from .submission import Submission


class CommentQuerySet(models.QuerySet):
    def publishable(self) -> Self:
        """All but what was said by somebody who did not agree to that: it is counted and coded, and never printed."""
        return self.exclude(submission__consented=False)

    def shown(self) -> Self:
        """What a person has moderated and published. Nothing else is ever printed (trust S7)."""
        return self.publishable().filter(state="published")

    def typed_in(self) -> Self:
        """All but a source's own summaries, which were published elsewhere and stay as they are."""
        return self.exclude(is_summary=True, meeting=None)

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def to_moderate(self) -> Self:
        """Waiting, and what was received is still there."""
        return self.waiting().filter(original__isnull=False)

    def unmarked(self) -> Self:
        """Waiting, with nothing in it that looked personal."""
        return self.publishable().to_moderate().filter(redactions=None)

    def to_code(self) -> Self:
        """What people said in their own words and is still there to read."""
        said = self.filter(is_summary=False).exclude(withheld_reason=Comment.SAYS_NOTHING)
        return said.filter(Q(original__isnull=False) | ~Q(text=""))

    def in_campaigns(self) -> Self:
        """With the campaign that each belongs to, and how many published comments it has (`alike`)."""
        published = Q(campaign__comments__state="published")
        return self.select_related("campaign").annotate(alike=Count("campaign__comments", filter=published))

    def for_reading(self) -> Self:
        """With what was received, and how many stretches of it are marked and not decided."""
        undecided = Count("redactions", filter=Q(redactions__state="spotted"), distinct=True)
        read = Count("codings", distinct=True)
        return self.select_related("original", "question", "campaign").annotate(undecided=undecided, read=read)


class Campaign(models.Model):
    """Comments that say the same in nearly the same words: shown once, counted each."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="campaigns")
    title = models.CharField(max_length=200)
    history = History()

    class Meta:
        ordering = ["consultation", "title"]
        constraints = [models.UniqueConstraint("consultation", "title", name="campaign_once_per_consultation")]

    def __str__(self) -> str:
        return self.title


class Comment(Versioned):
    """What somebody said, or the source's summary of what a group said.

    `text` is what may be shown: empty until a person has moderated it, and without what they redacted. It is not in the
    history, because nothing can delete that, and a personal detail may be noticed late; `text_digest` is, so that the
    check of records finds a text that was changed past the portal. What was received is in Original, and has its digest
    here, until it is removed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for moderation"
        PUBLISHED = "published", "Published"
        WITHHELD = "withheld", "Withheld"

    NOT_AGREED = "Whoever wrote it did not agree to its publication"
    SAYS_NOTHING = "It says nothing, such as “no” or “n/a”"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="comments")
    order = models.PositiveIntegerField()
    submission = models.ForeignKey(Submission, models.CASCADE, null=True, blank=True, related_name="comments")
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="comments")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="comments")
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="comments")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    text = models.TextField(blank=True)
    text_digest = models.CharField(max_length=64, blank=True, editable=False)
    original_digest = models.CharField(max_length=64, blank=True, editable=False)
    is_summary = models.BooleanField("summarised by the source", default=False)
    withheld_reason = models.CharField(max_length=300, blank=True)
    moderated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    moderated_at = models.DateTimeField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)
    history = History(excluded_fields=["text"])

    DIGESTED = {"text": "text_digest", "original__text": "original_digest"}

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["consultation", "order"]
        constraints = [
            models.UniqueConstraint("consultation", "order", name="comment_once_per_place"),
            models.CheckConstraint(
                condition=Q(state="published") | Q(text=""), name="comment_shown_only_when_published"
            ),
            models.CheckConstraint(
                condition=~Q(state="withheld") | ~Q(withheld_reason=""), name="comment_withheld_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"Comment {self.order}"

    @property
    def received(self) -> str:
        """What came in, for those who may read it; what is published where that is removed."""
        original = getattr(self, "original", None)
        return original.text if original else self.text

    def show(self, text: str) -> None:
        """Publish it with this text. An empty one hides what was shown."""
        self.text, self.text_digest = text, text_digest(text)
        self.state, self.withheld_reason = self.State.PUBLISHED, ""

    @property
    def is_finding(self) -> bool:
        """What a meeting found, in the council's own words."""
        return self.is_summary and self.meeting_id is not None

    def wait(self) -> None:
        """For moderation, with nothing shown meanwhile."""
        self.text = self.text_digest = self.withheld_reason = ""
        self.state = self.State.WAITING

    def withhold(self, reason: str) -> None:
        self.text = self.text_digest = ""
        self.state, self.withheld_reason = self.State.WITHHELD, reason


class Original(models.Model):
    """A comment as received. Without history, and removed at the retention date (trust S7)."""

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="original")
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.comment)


class Redaction(models.Model):
    """A stretch of the original that is not published, and why. It holds the place, never the words."""

    class Kind(models.TextChoices):
        EMAIL = "email", "E-mail address"
        PHONE = "phone", "Phone number"
        POSTCODE = "postcode", "Postcode"
        NATIONAL_INSURANCE = "national-insurance", "National Insurance number"
        NAME = "name", "Name"
        OTHER = "other", "Other"

    class State(models.TextChoices):
        SPOTTED = "spotted", "Spotted by the portal, not decided"
        REDACTED = "redacted", "Redacted"
        KEPT = "kept", "Not personal, kept"

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="redactions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField(help_text="The first character after it")
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=20, choices=State, default=State.SPOTTED)
    reason = models.CharField(max_length=200, blank=True)
    history = History()

    class Meta:
        ordering = ["comment", "start"]
        constraints = [
            models.UniqueConstraint("comment", "start", "end", name="redaction_once_per_place"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="redaction_ends_after_start"),
            models.CheckConstraint(condition=~Q(state="redacted") | ~Q(reason=""), name="redaction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in {self.comment}"
