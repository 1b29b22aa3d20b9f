"""A consultation: the exercise itself, as what people answer, its meetings, and what is noted about it.

With it: how a council scores itself, and what was removed at the retention date.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from django.apps import apps
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from outcomes.models import Outcome, Strategy
from strategy_portal.domain.numbers import Format, Measure
from strategy_portal.models import Role, Team, User
from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

SCORE = Format(Measure.LEVEL, 1)

UNSENT_FOR = timedelta(days=30)
"""How long after the last day a form that was begun and not sent is kept, in case the consultation is prolonged."""


class ConsultationQuerySet(models.QuerySet):
    def led_by(self, user: User) -> Self:
        """Those that this person may work on: all for the performance team, else what their teams lead."""
        if user.role == Role.PERFORMANCE:
            return self
        return self.filter(lead__in=user.acts_for.teams)

    def with_counts(self) -> Self:
        """Adds `responses` and `comments_made`, two counts (rules 10.1).

        What the exercise reported, None where it did not; counted where it reported nothing and the portal holds
        submissions.
        """
        received = apps.get_model("consultations", "Submission").objects.received()
        comments = apps.get_model("consultations", "Comment").objects.filter(submission__submitted_at__isnull=False)
        counts = ("respondent_count", "submission_count", "comment_count")
        reported = Q(*((f"{name}__isnull", False) for name in counts), _connector=Q.OR)
        return self.annotate(held=_count(received)).annotate(
            responses=Case(When(reported, then="submission_count"), default="held"),
            comments_made=Case(
                When(reported, then="comment_count"), When(held__gt=0, then=Coalesce(_count(comments), 0))
            ),
        )

    def taking_submissions(self, on: date) -> Self:
        """Those whose web form the public can answer on this day, both ends included."""
        return self.filter(offers_form=True, opened_on__lte=on, closed_on__gte=on)


def _count(rows: models.QuerySet) -> Subquery:
    """How many of the rows each consultation has; None where it has none."""
    of_one = rows.filter(consultation=OuterRef("pk")).order_by().values("consultation")
    return Subquery(of_one.annotate(number=Count("pk")).values("number"), output_field=models.PositiveIntegerField())


class Consultation(Versioned):
    """One exercise. Counts that the source does not give stay empty and print as not stated.

    `submission_count`, `respondent_count` and `comment_count` are what the exercise reported; they are different counts
    (rules 10.1), and they stay as reported whatever the portal holds of it.
    """

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="consultations")
    slug = models.SlugField()
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True, help_text="What the council wants to learn, and what it can still change")
    outcomes = models.ManyToManyField(
        Outcome, blank=True, related_name="consultations", help_text="None chosen: the whole strategy"
    )
    lead = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="consultations")
    opened_on = models.DateField("opens on")
    closed_on = models.DateField("closes on", help_text="The last day on which people can take part")
    method = models.TextField(blank=True)
    languages = models.CharField(max_length=200, blank=True)
    equality_note = models.TextField("equality", blank=True)
    privacy_note = models.TextField("privacy", blank=True, help_text="Shown on the form before consent is asked")
    retain_until = models.DateField(
        "personal details kept until", null=True, blank=True, help_text="From the day after, they are removed"
    )
    smallest_cell = models.PositiveSmallIntegerField(
        "smallest number shown", default=5, validators=[MinValueValidator(1)], help_text="Smaller ones are hidden"
    )
    offers_form = models.BooleanField("web form", default=False, help_text="Between the opening and the closing day")
    is_published = models.BooleanField(
        "“We asked, you said, we did” is public", default=False, help_text="Anyone can read its findings and replies"
    )
    submission_count = models.PositiveIntegerField("responses", null=True, blank=True)
    submission_note = models.CharField(max_length=200, blank=True)
    respondent_count = models.PositiveIntegerField("respondents", null=True, blank=True)
    comment_count = models.PositiveIntegerField("comments", null=True, blank=True)
    panel_size = models.PositiveIntegerField("size of the panel", null=True, blank=True)
    invited_count = models.PositiveIntegerField("invited", null=True, blank=True)
    invited_note = models.CharField(max_length=200, blank=True)
    interested_count = models.PositiveIntegerField("expressed interest", null=True, blank=True)
    community_council_count = models.PositiveIntegerField("responses from community councils", null=True, blank=True)
    is_from_source = models.BooleanField(
        "loaded from a source document", default=False, editable=False, help_text="What is empty is not stated there"
    )
    is_demonstration = models.BooleanField(default=False)
    history = History(m2m_fields=[outcomes])

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "pk"]
        constraints = [
            models.UniqueConstraint("strategy", "slug", name="consultation_once_per_strategy"),
            models.CheckConstraint(
                condition=Q(closed_on__gte=F("opened_on")), name="consultation_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(retain_until__isnull=True) | Q(retain_until__gte=F("closed_on")),
                name="consultation_keeps_until_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:consultation-detail", args=[self.strategy.slug, self.slug])

    @property
    def is_reported(self) -> bool:
        """Whether the exercise reported how many took part, in any of the three counts."""
        counts = (self.respondent_count, self.submission_count, self.comment_count)
        return any(count is not None for count in counts)

    @property
    def form_url(self) -> str:
        """Where the public answers."""
        return reverse("consultations:form-start", args=[self.strategy.slug, self.slug])

    def takes_submissions(self, on: date) -> bool:
        """Whether the public can answer the web form on this day, both ends included."""
        return self.offers_form and self.opened_on <= on <= self.closed_on

    @property
    def forgets_unsent_on(self) -> date:
        """The day on which forms that were begun and not sent are removed: never while they could still be sent."""
        given_up = self.closed_on + UNSENT_FOR
        return min(given_up, self.retain_until + timedelta(days=1)) if self.retain_until else given_up


class RespondentType(models.Model):
    """As what somebody answers: resident, business, community council. A group says for how many it speaks."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="respondent_types")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    is_group = models.BooleanField("speaks for a group", default=False)
    history = History()

    class Meta:
        ordering = ["consultation", "order"]
        constraints = [models.UniqueConstraint("consultation", "title", name="respondent_type_once_per_consultation")]

    def __str__(self) -> str:
        return self.title


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


class Meeting(Versioned):
    """A focus group or meeting. Date and attendance only where they are known; its findings are comments."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="meetings")
    order = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    held_on = models.DateField(null=True, blank=True)
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    invited = models.PositiveIntegerField(null=True, blank=True)
    attended = models.PositiveIntegerField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["consultation", "order"]
        constraints = [
            models.UniqueConstraint("consultation", "order", name="meeting_once_per_place"),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="meeting_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.place}" if self.place else self.group


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
    score = models.DecimalField(
        max_digits=2, decimal_places=1, null=True, blank=True, help_text="Empty: not scored; the comment may say why"
    )
    comment = models.TextField(blank=True)
    history = History()

    class Meta:
        ordering = ["consultation", "standard"]
        constraints = [
            models.UniqueConstraint("consultation", "standard", name="score_once_per_standard"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__in=[Decimal(half) / 2 for half in range(2, 13)]),
                name="score_in_halves_from_1_to_6",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=False) | ~Q(comment=""), name="score_or_comment_of_a_standard"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard}: {self.score_text}"

    @property
    def score_text(self) -> str:
        return "Not scored" if self.score is None else SCORE.text(self.score)


class Removal(models.Model):
    """One run of the retention job on a consultation: how many of each it removed. It holds counts, never contents."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="removals")
    removed_at = models.DateTimeField()
    removed = models.JSONField(default=dict)
    history = History()

    class Meta:
        ordering = ["consultation", "-removed_at"]

    def __str__(self) -> str:
        return f"{self.consultation}, {self.removed_at:%Y-%m-%d}"
