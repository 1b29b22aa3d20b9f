"""A consultation: the exercise itself, as what people answer, and what is noted about it."""

from datetime import date, timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from outcomes.models import Outcome, Strategy
from strategy_portal.models import Team
from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

from ..querysets import ConsultationQuerySet

UNSENT_FOR = timedelta(days=30)
"""How long after the last day a form that was begun and not sent is kept, in case the consultation is prolonged."""


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

    def keeps_longer(self, until: date | None) -> bool:
        """Whether that day, or none, would keep personal details longer than is promised now."""
        return self.retain_until is not None and (until is None or until > self.retain_until)


class RespondentType(models.Model):
    """As what somebody answers: resident, business, community council. A group says for how many it speaks."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="respondent_types")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    is_group = models.BooleanField("speaks for a group", default=False)
    history = History()

    class Meta:
        ordering = ["consultation", "order"]
        constraints = [
            models.UniqueConstraint("consultation", "title", name="respondent_type_once_per_consultation"),
        ]

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
