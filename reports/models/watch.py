"""What a person chose to watch."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from actions.models import Action
from indicators.models import Indicator


class WatchQuerySet(models.QuerySet["Watch"]):
    def seen_by(self, person: Any, *, drafts: bool) -> "WatchQuerySet":
        """The person's own, and nobody else's; without `drafts` none of a strategy that is a draft."""
        mine = self.filter(person=person)
        of_draft = Q(indicator__key_output__outcome__strategy__is_draft=True) | Q(action__strategy__is_draft=True)
        return mine if drafts else mine.exclude(of_draft)


class Watch(models.Model):
    """One indicator or action that stands on one person's home page. It is theirs alone, and goes with them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    indicator = models.ForeignKey(Indicator, models.CASCADE, null=True, blank=True, related_name="+")
    action = models.ForeignKey(Action, models.CASCADE, null=True, blank=True, related_name="+")

    objects: ClassVar = WatchQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(indicator=None) ^ Q(action=None), name="watch_is_of_an_indicator_or_an_action"
            ),
            models.UniqueConstraint("person", "indicator", name="watch_once_an_indicator"),
            models.UniqueConstraint("person", "action", name="watch_once_an_action"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.indicator or self.action}"


def watched_by(person: Any, kind: str) -> Exists:
    """Whether the person watches a row of `kind`, `indicator` or `action`: to be asked with the row itself."""
    return Exists(Watch.objects.filter(**{"person": person.pk, kind: OuterRef("pk")}))
