"""What was approved, once and for all (rules 6.7)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from strategy_portal.domain.status import Status
from strategy_portal.records.signing import Signed

from ..querysets import SealQuerySet
from .fields import choices
from .indicator import Indicator
from .period import ReportingPeriod


class Seal(Signed):
    """The organisation's figure of one indicator in one period as it stood after an approval, with all that proves it.

    Each approval adds a row; a row never changes, but for `is_current`, which only the latest has. So every page as of
    any date is a matter of choosing rows, and a later target or tolerance recolours nothing.

    Figures in the JSON fields are text in decimal notation, so that none loses a digit (rules 1.1). `reading` is the
    period's own figure; `proof` holds what is judged (for a sum the year to date), what it was judged by, what was said
    and why values were revised in that approval (`reason` has the reasons of those before as well); `inputs` has one
    entry for each value, or for a formula each indicator, that went into the figure.
    """

    MAY_CHANGE = frozenset(["is_current"])
    VERSIONED_BY = ("indicator_id", "period_id")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="seals")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="seals")
    version = models.PositiveIntegerField(help_text="1 for the first approval in the period")
    is_current = models.BooleanField(default=True)
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_restated = models.BooleanField("restated", default=False, help_text="An approved value was revised (rules 3.4)")
    reason = models.TextField("why it was restated", blank=True)

    reading = models.JSONField(help_text="The period’s own figure, in full, with its sums and coverage")
    status = models.CharField(max_length=20, choices=choices(Status))
    proof = models.JSONField()
    inputs = models.JSONField(default=list)
    is_demonstration = models.BooleanField(default=False)

    objects = SealQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "period", "version"]
        constraints = [
            models.UniqueConstraint("indicator", "period", "version", name="seal_once_per_version"),
            models.UniqueConstraint("indicator", "period", condition=Q(is_current=True), name="seal_one_is_current"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.reference}, {self.period}, version {self.version}"
