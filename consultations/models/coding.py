"""The themes that a coder gave a comment."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

from .comment import Comment
from .theme import Theme


class Coding(Versioned):
    """One coder's reading of a comment: the themes that they gave it, perhaps none. Without coder: the source's own.

    A comment has the themes that any coder gave it (rules 10.4); where two coders differ, the portal shows it.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="codings")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    themes = models.ManyToManyField(Theme, blank=True, related_name="codings")
    coded_at = models.DateTimeField(null=True, blank=True)
    history = History(m2m_fields=[themes])

    class Meta:
        ordering = ["comment", "pk"]
        constraints = [
            models.UniqueConstraint("comment", "coder", name="coding_once_per_coder"),
            models.UniqueConstraint("comment", condition=Q(coder__isnull=True), name="coding_once_by_the_source"),
        ]

    def __str__(self) -> str:
        return f"{self.comment}, {self.coder or 'the source'}"
