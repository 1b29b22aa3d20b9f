"""The rule by which due dates are read (rules 9.2)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from strategy_portal.domain import due_dates
from strategy_portal.domain.due_dates import Phrases
from strategy_portal.records.history import History


class DuePhraseQuerySet(models.QuerySet["DuePhrase"]):
    def in_force(self) -> Phrases:
        """The words that are read as parts of a year. Where the portal has none of its own, the defaults."""
        own = {phrase.word: (phrase.first_month, phrase.last_month) for phrase in self.all()}
        return own or due_dates.PHRASES


class DuePhrase(models.Model):
    """A word that stands for months of a calendar year: “Mid 2024” is May to August 2024 (rules 9.2)."""

    word = models.CharField(max_length=30, unique=True, help_text="In small letters")
    first_month = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(12)])
    last_month = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(12)])
    history = History()

    objects = DuePhraseQuerySet.as_manager()

    class Meta:
        ordering = ["first_month", "last_month", "word"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_month__gte=1, last_month__lte=12, last_month__gte=F("first_month")),
                name="due_phrase_is_a_span_of_months",
            ),
        ]

    def __str__(self) -> str:
        return self.word
