"""A focus group or meeting."""

from django.db import models
from django.db.models import F, Q

from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

from .consultation import Consultation


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
