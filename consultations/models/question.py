"""What was asked, and the results that are known only as figures."""

from django.db import models
from django.db.models import F, Q

from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

from .consultation import Consultation


class Question(Versioned):
    """A question, as the form asks it or as the source reports it.

    Agreement is what the source gives, in percent: a range is stored as a range (rules 10.3). `base` is the number of
    people that it is a share of (rules 10.2); empty: not stated. What the portal counts stands beside it.
    """

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", "Agreement scale"
        ONE = "one", "Choice of one"
        SEVERAL = "several", "Choice of several"
        TEXT = "text", "In people’s own words"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.AGREEMENT)
    help_text = models.CharField(max_length=300, blank=True)
    page = models.PositiveSmallIntegerField("page of the form", default=1)
    is_required = models.BooleanField("has to be answered", default=False)
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

    @property
    def is_reported(self) -> bool:
        """Whether the source gives a result of it."""
        counts = [choice.reported_count for choice in self.choices.all()]
        return self.agreement_low is not None or any(count is not None for count in counts)


class Choice(models.Model):
    """One of the answers to choose from. On an agreement scale it says which side it counts for.

    The reported count is what the source gives where the portal holds no answers; empty: not stated.
    """

    class Side(models.TextChoices):
        AGREE = "agree", "Agree"
        NEITHER = "neither", "Neither"
        DISAGREE = "disagree", "Disagree"
        UNSURE = "unsure", "Don’t know"

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    side = models.CharField(max_length=20, choices=Side, blank=True, help_text="On an agreement scale only")
    reported_count = models.PositiveIntegerField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["question", "order"]
        constraints = [models.UniqueConstraint("question", "text", name="choice_once_per_question")]

    def __str__(self) -> str:
        return self.text


AGREEMENT_SCALE = (
    ("Strongly agree", Choice.Side.AGREE),
    ("Agree", Choice.Side.AGREE),
    ("Neither agree nor disagree", Choice.Side.NEITHER),
    ("Disagree", Choice.Side.DISAGREE),
    ("Strongly disagree", Choice.Side.DISAGREE),
)
"""The five choices that a new agreement scale begins with, and the side that each counts for."""
