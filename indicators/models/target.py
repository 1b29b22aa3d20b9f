"""What is aimed at in each financial year (rules 5.2, 6.4, 6.7)."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from outcomes.models import Strategy
from strategy_portal.children import children_of
from strategy_portal.domain import status
from strategy_portal.domain.numbers import Measure, possible
from strategy_portal.domain.periods import MONTHS, Frequency, Period, financial_year
from strategy_portal.domain.timeline import timeline
from strategy_portal.records.history import History
from strategy_portal.records.holdings import Holding
from strategy_portal.records.versions import Refused

from .indicator import Indicator, figure_field
from .seal import refuse_sealed


class Target(Holding):
    """What is aimed at in one financial year, from its first day or from a day within it. No row: it is unknown."""

    class HowSet(models.TextChoices):
        STRATEGY = "strategy", "Stated once in the strategy, for each of its years"
        YEAR = "year", "Set for this year"

    OWNER = "indicator"
    SERIES = ("indicator", "year_starts_on")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    year_starts_on = models.DateField()
    value = figure_field(null=True, blank=True)
    low = figure_field(null=True, blank=True)
    high = figure_field(null=True, blank=True)
    basis = models.CharField(max_length=20, choices=HowSet, default=HowSet.YEAR)
    shares = models.JSONField(
        "profile",
        default=list,
        blank=True,
        help_text="The percentage of the year’s target that each period should bring; empty: equal shares (rules 5.2)",
    )
    history = History()

    class Meta:
        ordering = ["indicator_id", "year_starts_on", "holds_from"]
        constraints = [
            models.UniqueConstraint("indicator", "year_starts_on", "holds_from", name="target_once_per_day"),
            models.CheckConstraint(
                condition=Q(holds_from=F("year_starts_on")) | (~Q(reason="") & ~Q(agreed_by="")),
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
        rule = self.indicator.stated.on(self.holds_from).by_default
        try:
            rule.tolerance.check(self.as_domain())
        except status.PercentToleranceNeedsPositiveTarget as error:
            raise ValidationError({"value": str(error)}) from error

    @property
    def year(self) -> Period:
        return financial_year(self.year_starts_on, self.indicator.outcome.strategy.year_start)

    def as_domain(self) -> status.TargetValue:
        return status.TargetValue(self.value, self.low, self.high)

    @property
    def is_first(self) -> bool:
        """It holds from the first day of its year."""
        return self.holds_from == self.year_starts_on

    @property
    def needs_who_agreed(self) -> bool:
        """The first of a year needs only how it was set."""
        return self.series().exists()

    def hold(self) -> None:
        Strategy.objects.filter(pk=self.indicator.outcome.strategy_id).hold()

    def check_agreed(self) -> None:
        """Raises Refused: a day of another year, a sealed period, a rule that can't judge it, no whole profile."""
        if not self.year.contains(self.holds_from):
            raise Refused(f"{self.holds_from:%-d %B %Y} is not a day of {self.year.label}", "holds_from")
        refuse_sealed(self.holds_from, [self.indicator], within=self.year)
        self.check_fits()

    def check_fits(self) -> None:
        """The same without the question what is sealed."""
        for rule in self.indicator.stated.within(self.holds_from, self.year.end):
            refuse_unfit(self.as_domain(), rule.by_default, field="value")
        refuse_impossible(self.as_domain(), self.indicator)
        refuse_profile(self.indicator, self.shares)

    def check_withdrawn(self) -> None:
        refuse_sealed(self.holds_from, [self.indicator], within=self.year, field="")


def targets_within(indicator: Indicator, first: date, end: date | None = None) -> Iterator[status.TargetValue]:
    """What is aimed at on `first` and at any time after it, before `end`."""
    by_year: dict[date, list[Target]] = {}
    for row in children_of(indicator, "targets"):
        by_year.setdefault(row.year_starts_on, []).append(row)
    for rows in by_year.values():
        year = rows[0].year
        begin, until = max(first, year.start), min(end or date.max, year.end)
        held = timeline(rows, start=None).within(begin, until) if begin < until else ()
        yield from (row.as_domain() for row in held if row is not None)


def refuse_unfit(target: status.TargetValue, rule: status.Rule, *, field: str) -> None:
    """Raises Refused for a target that the rule can't judge (rules 6.3, 6.4)."""
    try:
        target.check(rule.polarity)
        rule.tolerance.check(target)
        rule.tolerance.check_edge(target, rule.polarity)
    except status.TargetDoesNotFit as error:
        raise Refused(str(error), field) from error


def refuse_impossible(target: status.TargetValue, indicator: Indicator) -> None:
    """Raises Refused for a target that no figure of the indicator can ever be (rules 6.4)."""
    try:
        target.check_possible(*possible(Measure(indicator.measure), is_part=indicator.is_part))
    except status.NotPossible as error:
        raise Refused(str(error), "value" if target.value is not None else "high") from error


def refuse_profile(indicator: Indicator, shares: Sequence[str]) -> None:
    """Raises Refused for shares that don't make a year of the indicator's periods (rules 5.2)."""
    if not shares:
        return
    months = MONTHS.get(Frequency(indicator.frequency)) if indicator.frequency else None
    if months is None or months > 12:
        raise Refused("A profile needs a frequency with whole periods in a year: state that first.", "shares")
    try:
        status.seasonal_shares([Decimal(share) for share in shares], 12 // months)
    except status.WrongProfile as error:
        raise Refused(str(error), "shares") from error


class Benchmark(models.Model):
    """Another body's figure for the same thing in one financial year, with its source."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="benchmarks")
    name = models.CharField(max_length=100, help_text="Whose figure it is, for example Scotland")
    year_starts_on = models.DateField()
    value = figure_field()
    source = models.CharField(max_length=300)
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["indicator", "name", "year_starts_on"]
        constraints = [
            models.UniqueConstraint("indicator", "name", "year_starts_on", name="benchmark_once_per_year"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.indicator.reference}"
