"""What people write beside the figures."""

from django.db import models

from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

from .for_report import ForReport, one_per_report


class Narrative(Versioned, ForReport):
    """What people write in one section, beside the figures."""

    section = models.SlugField()
    text = models.TextField()
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["strategy", "kind", "year_starts_on", "section"]
        constraints = one_per_report("section", name="narrative_once_per_section")

    def __str__(self) -> str:
        return self.section
