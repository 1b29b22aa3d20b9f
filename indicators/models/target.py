"""What an indicator is judged by: targets of each year, and dated changes of its rule."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from strategy_portal.domain import status, targets
from strategy_portal.domain.dated_rules import held_on
from strategy_portal.records.history import History

from .fields import choices, figure_field
from .indicator import Indicator


class Target(models.Model):
    """What is aimed at in one financial year. No row means that the target is unknown.

    A change within the year is a further row with the day from which it holds, a reason and who agreed it.
    """

    class Basis(models.TextChoices):
        STRATEGY = "strategy", "Stated once in the strategy, for each of its years"
        YEAR = "year", "Set for this year"

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    year_starts_on = models.DateField()
    value = figure_field(null=True, blank=True)
    low = figure_field(null=True, blank=True)
    high = figure_field(null=True, blank=True)
    basis = models.CharField(max_length=20, choices=Basis, default=Basis.YEAR)
    holds_from = models.DateField(null=True, blank=True, help_text="Empty: from the first day of the year")
    reason = models.TextField("how it was set", blank=True)
    agreed_by = models.CharField(max_length=200, blank=True)
    shares = models.JSONField(
        "profile",
        default=list,
        blank=True,
        help_text="The percentage of the year’s target that each period should bring; empty: equal shares (rules 5.2)",
    )
    history = History()

    class Meta:
        ordering = ["indicator", "year_starts_on", "holds_from"]
        constraints = [
            models.UniqueConstraint(
                "indicator", "year_starts_on", condition=Q(holds_from__isnull=True), name="target_once_per_year"
            ),
            models.UniqueConstraint(
                "indicator",
                "year_starts_on",
                "holds_from",
                condition=Q(holds_from__isnull=False),
                name="target_change_once_per_day",
            ),
            models.CheckConstraint(
                condition=Q(holds_from__isnull=True) | (~Q(reason="") & ~Q(agreed_by="")),
                name="target_change_has_reason_and_who_agreed",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, low__isnull=True, high__isnull=True)
                | Q(value__isnull=True, low__isnull=False, high__gte=F("low")),
                name="target_is_value_or_range",
            ),
        ]

    def __str__(self) -> str:
        return str(self.value if self.value is not None else f"{self.low} to {self.high}")

    def clean(self) -> None:
        try:
            self.indicator.rule_on(self.starts_holding_on).tolerance.check(self.as_domain())
        except targets.PercentToleranceNeedsPositiveTarget as error:
            raise ValidationError({"value": str(error)}) from error

    @property
    def starts_holding_on(self) -> date:
        return self.holds_from or self.year_starts_on

    def holds_on(self, day: date) -> bool:
        return self.starts_holding_on <= day

    def as_domain(self) -> targets.Target:
        return targets.Target(self.value, self.low, self.high)


class RuleChange(models.Model):
    """From a day on, an indicator's values are judged by another polarity, tolerance or precision (rules 6.7).

    What was judged before keeps its colour: the rule of a period is the one that holds on the period's last day.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="rule_changes")
    holds_from = models.DateField()
    polarity = models.CharField(max_length=10, choices=choices(targets.Polarity))
    tolerance_kind = models.CharField(max_length=10, choices=choices(targets.ToleranceKind), blank=True)
    tolerance_size = figure_field(null=True, blank=True)
    decimal_places = models.PositiveSmallIntegerField("printed precision")
    reason = models.TextField()
    agreed_by = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    history = History()

    class Meta:
        ordering = ["indicator", "holds_from"]
        constraints = [
            models.UniqueConstraint("indicator", "holds_from", name="rule_change_once_per_day"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(agreed_by=""), name="rule_change_has_reason_and_who_agreed"
            ),
            models.CheckConstraint(
                condition=Q(tolerance_kind="", tolerance_size__isnull=True)
                | (~Q(tolerance_kind="") & Q(tolerance_size__isnull=False)),
                name="rule_change_tolerance_has_kind_and_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.reference}: from {self.holds_from:%-d %B %Y}"

    @property
    def rule(self) -> status.Rule:
        """As it begins to hold. Without a tolerance of its own it goes on with each that the council sets later."""
        return held_on(self.indicator.rules_with([self], self.indicator.council_tolerances()), self.holds_from)
