"""The National Standards for Community Engagement, and how a council scores itself against them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from strategy_portal.domain.numbers import Format, Measure
from strategy_portal.records.history import History

from .consultation import Consultation

SCORE = Format(Measure.LEVEL, 1)


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

    @property
    def score_text(self) -> str:
        return SCORE.text(self.score)
