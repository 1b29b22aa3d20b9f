"""What was done on an action, and what is next."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from strategy_portal.models import User
from strategy_portal.records.history import History

EDITABLE_FOR = timedelta(days=1)
"""So long an author may edit a progress update; afterwards another update corrects it."""


class ProgressUpdate(models.Model):
    """What was done on an action, and what is next. `at_risk` is the owner's judgement (rules 9.4)."""

    action = models.ForeignKey("actions.Action", models.CASCADE, related_name="updates")
    written_on = models.DateField()
    written_at = models.DateTimeField(null=True, blank=True, help_text="Empty: before the portal kept the moment")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done = models.TextField("what was done")
    next_steps = models.TextField("what is next", blank=True)
    risk = models.TextField("what may go wrong", blank=True)
    at_risk = models.BooleanField("at risk, in the owner's judgement", default=False)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    evidence_title = models.CharField("what the evidence is", max_length=200, blank=True)
    evidence_link = models.URLField(max_length=500, blank=True)
    evidence_file = models.FileField(upload_to="progress/%Y/", blank=True)
    key = models.CharField(
        "idempotency key", max_length=100, blank=True, help_text="With which another system sent it; once per author"
    )
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["action", "-written_on", "-id"]
        constraints = [models.UniqueConstraint("written_by", "key", condition=~Q(key=""), name="update_once_per_key")]

    def __str__(self) -> str:
        return f"{self.action.number}, {self.written_on}"

    def can_be_edited_by(self, user: User, at: datetime) -> bool:
        """Its author, for a day. What has been corrected by another stays as it was."""
        if self.written_by_id != user.pk or self.written_at is None:
            return False
        return at < self.written_at + EDITABLE_FOR and not hasattr(self, "correction")


def in_force(updates: Iterable[ProgressUpdate]) -> list[ProgressUpdate]:
    """The updates that hold, in their order: one that was corrected is replaced, in its place, by its correction.

    So the correction of an old update does not become the latest word.
    """
    found = list(updates)
    corrections = {update.corrects_id: update for update in found if update.corrects_id}
    held = []
    for update in found:
        if update.corrects_id:
            continue
        while update.pk in corrections:
            update = corrections[update.pk]
        held.append(update)
    return held
