"""What approvers have looked at."""

from django.conf import settings
from django.db import models

from .value import Value


class ReadMarker(models.Model):
    """The version of a submitted value that an approver marked as read last: what has changed since is shown."""

    value = models.ForeignKey(Value, models.CASCADE, related_name="read_markers")
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("value", "seen_by", name="read_marker_once_per_person")]

    def __str__(self) -> str:
        return f"{self.value}, version {self.version}: read by {self.seen_by}"
