"""Which report a row belongs to: strategy, kind and financial year."""

from django.db import models
from django.db.models import Q

from outcomes.models import Strategy
from strategy_portal.domain.periods import Period, financial_year


class ReportKind(models.TextChoices):
    ANNUAL = "annual", "Annual progress report"
    END_OF_STRATEGY = "end-of-strategy", "End-of-strategy report"


class ForReport(models.Model):
    """Which report a row belongs to: strategy, kind and, for an annual one, the financial year."""

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="%(class)ss")
    kind = models.CharField(max_length=20, choices=ReportKind)
    year_starts_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def year(self) -> Period | None:
        if self.year_starts_on is None:
            return None
        return financial_year(self.year_starts_on, self.strategy.year_start)


def one_per_report(*fields: str, name: str) -> list[models.BaseConstraint]:
    """Unique within one report; two constraints, because an end-of-strategy report has no year."""
    return [
        models.UniqueConstraint("strategy", "kind", "year_starts_on", *fields, name=name),
        models.UniqueConstraint(
            "strategy", "kind", *fields, condition=Q(year_starts_on__isnull=True), name=f"{name}_without_year"
        ),
    ]
