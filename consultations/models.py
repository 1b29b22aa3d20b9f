"""What people say: consultations, their events, questions, themes, comments and engagement standards."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from outcomes.models import Strategy
from strategy_portal.history import History


class Consultation(models.Model):
    """One exercise. Counts that the source does not give stay empty and print as not stated.

    `submission_count` and `comment_count` are what the exercise reported; they are different counts (rules 10.1).
    """

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="consultations")
    slug = models.SlugField()
    title = models.CharField(max_length=200)
    opened_on = models.DateField()
    closed_on = models.DateField()
    method = models.TextField(blank=True)
    submission_count = models.PositiveIntegerField("responses", null=True, blank=True)
    submission_note = models.CharField(max_length=200, blank=True)
    comment_count = models.PositiveIntegerField("comments", null=True, blank=True)
    panel_size = models.PositiveIntegerField("size of the panel", null=True, blank=True)
    invited_count = models.PositiveIntegerField("invited", null=True, blank=True)
    invited_note = models.CharField(max_length=200, blank=True)
    interested_count = models.PositiveIntegerField("expressed interest", null=True, blank=True)
    community_council_count = models.PositiveIntegerField("responses from community councils", null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["-opened_on"]
        constraints = [
            models.UniqueConstraint("strategy", "slug", name="consultation_once_per_strategy"),
            models.CheckConstraint(
                condition=Q(closed_on__gte=F("opened_on")), name="consultation_closes_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:consultation-detail", args=[self.strategy.slug, self.slug])


class Note(models.Model):
    """One entry of a consultation's lists, as the source gives it."""

    class Kind(models.TextChoices):
        CHANNEL = "channel", "How people could take part"
        PUBLICITY = "publicity", "Publicity"
        GROUP_CONTACTED = "group-contacted", "Groups contacted"
        TOP_COMMENT = "top-comment", "Most frequent comments"
        LESSON = "lesson", "Lessons learned"
        TOLD = "told", "How participants were told"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=20, choices=Kind)
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    history = History()

    class Meta:
        ordering = ["consultation", "kind", "order"]
        constraints = [models.UniqueConstraint("consultation", "kind", "order", name="note_once_per_place")]

    def __str__(self) -> str:
        return self.text


class Question(models.Model):
    """A question with its agreement. One known only as a range is stored as a range (rules 10.3).

    `base` is the number of people the percentage is of (rules 10.2); empty: not stated.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    agreement_low = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    agreement_high = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    base = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    history = History()

    class Meta:
        ordering = ["consultation", "order"]
        constraints = [
            models.UniqueConstraint("consultation", "order", name="question_once_per_place"),
            models.CheckConstraint(
                condition=Q(agreement_low__isnull=True, agreement_high__isnull=True)
                | Q(agreement_low__gte=0, agreement_high__gte=F("agreement_low"), agreement_high__lte=100),
                name="question_agreement_is_a_range",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Theme(models.Model):
    """What comments are about. `rank` is the place among the top themes, where the source gives one."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="themes")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    comment_count = models.PositiveIntegerField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["consultation", "order"]
        constraints = [models.UniqueConstraint("consultation", "title", name="theme_once_per_consultation")]

    def __str__(self) -> str:
        return self.title


class ThemeShare(models.Model):
    """What the source says of several themes together, in its own terms: “almost 70%”."""

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="theme_share")
    themes = models.ManyToManyField(Theme, related_name="+")
    as_written = models.CharField(max_length=60)
    history = History(m2m_fields=[themes])

    def __str__(self) -> str:
        return self.as_written


class Comment(models.Model):
    """What was said, in someone's words or as the source's summary of what a group said. It may have several themes."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="comments")
    order = models.PositiveIntegerField()
    text = models.TextField()
    is_summary = models.BooleanField("summarised by the source", default=False)
    themes = models.ManyToManyField(Theme, related_name="comments")
    history = History(m2m_fields=[themes])

    class Meta:
        ordering = ["consultation", "order"]
        constraints = [models.UniqueConstraint("consultation", "order", name="comment_once_per_place")]

    def __str__(self) -> str:
        return self.text


class Event(models.Model):
    """A focus group or meeting. Date and attendance only where the source says so."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="events")
    order = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    held_on = models.DateField(null=True, blank=True)
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    attended = models.PositiveIntegerField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["consultation", "order"]
        constraints = [
            models.UniqueConstraint("consultation", "order", name="event_once_per_place"),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="event_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.place}"


class EngagementStandard(models.Model):
    """One of the National Standards for Community Engagement: the ten of 2005 or the seven of 2016 (rules 10.6)."""

    edition = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)

    class Meta:
        ordering = ["edition", "number"]
        constraints = [models.UniqueConstraint("edition", "number", name="standard_once_per_edition")]

    def __str__(self) -> str:
        return self.title


class EngagementScore(models.Model):
    """A self-assessed score of one standard, from 1 to 6 in halves (rules 10.6)."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="scores")
    standard = models.ForeignKey(EngagementStandard, models.PROTECT, related_name="+")
    score = models.DecimalField(max_digits=2, decimal_places=1)
    comment = models.TextField(blank=True)
    history = History()

    class Meta:
        ordering = ["consultation", "standard"]
        constraints = [
            models.UniqueConstraint("consultation", "standard", name="score_once_per_standard"),
            models.CheckConstraint(
                condition=Q(score__in=[Decimal(half) / 2 for half in range(2, 13)]), name="score_in_halves_from_1_to_6"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard}: {self.score}"
