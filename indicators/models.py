"""How we know: indicators, their targets, and values with versions and workflow."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from outcomes.models import Outcome, Strategy
from strategy_portal.domain import aggregation, numbers, periods, status, targets, trend
from strategy_portal.models import Team

from .querysets import IndicatorQuerySet, ValueQuerySet


def choices(enum) -> list[tuple[str, str]]:
    """The choices of a form field from an enum of the domain."""
    return [(member.value, member.value.replace("-", " ").capitalize()) for member in enum]


def figure_field(*args, **kwargs) -> models.DecimalField:
    """A stored figure: 15 significant digits, which SQLite keeps without loss (rules 1.1), 4 of them decimals."""
    return models.DecimalField(*args, max_digits=15, decimal_places=4, **kwargs)


class CollectionUnit(models.Model):
    """A part of the organisation that collects its own figures for a survey indicator."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="units")
    name = models.CharField(max_length=100)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="units")
    is_demonstration = models.BooleanField(default=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ["strategy", "name"]
        constraints = [models.UniqueConstraint("strategy", "name", name="unit_once_per_strategy")]

    def __str__(self) -> str:
        return self.name


class KeyOutput(models.Model):
    """What one or several indicators are to show."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="key_outputs")
    title = models.CharField(max_length=300)
    history = HistoricalRecords()

    class Meta:
        ordering = ["outcome", "id"]
        constraints = [models.UniqueConstraint("outcome", "title", name="key_output_once_per_outcome")]

    def __str__(self) -> str:
        return self.title


class Indicator(models.Model):
    """A measured figure, with all that is needed to collect, aggregate and judge it.

    Whatever the source does not say stays empty: an empty frequency, owner or polarity is unknown, and is shown so.
    """

    class Level(models.TextChoices):
        ORGANISATION = "organisation", "One figure for the whole organisation"
        UNITS = "units", "Collected per unit, reported as the organisation's average"
        UNKNOWN = "unknown", "Not stated in the source"

    key_output = models.ForeignKey(KeyOutput, models.PROTECT, related_name="indicators")
    order = models.PositiveSmallIntegerField(help_text="Place within the outcome")
    title = models.CharField(max_length=300)
    definition = models.TextField(blank=True)
    data_source = models.TextField(blank=True)
    method = models.TextField(blank=True)
    owner = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="indicators")

    measure = models.CharField(max_length=20, choices=choices(targets.Measure))
    unit_text = models.CharField("unit, as written", max_length=60, blank=True)
    factor = models.PositiveIntegerField(default=1, help_text="100 for percent, 1000 for a rate per 1,000 (rules 3.2)")
    decimal_places = models.PositiveSmallIntegerField("printed precision", default=1)
    numerator_label = models.CharField(max_length=100, blank=True)
    denominator_label = models.CharField(max_length=100, blank=True)
    level = models.CharField(max_length=20, choices=Level, default=Level.UNKNOWN)
    frequency = models.CharField("collection frequency", max_length=20, choices=choices(periods.Frequency), blank=True)
    across_units = models.CharField(max_length=40, choices=choices(aggregation.AcrossUnits), blank=True)
    across_periods = models.CharField(
        max_length=20, choices=choices(aggregation.AcrossPeriods), default=aggregation.AcrossPeriods.NONE
    )

    polarity = models.CharField(max_length=10, choices=choices(targets.Polarity), default=targets.Polarity.NOT_SET)
    polarity_basis = models.CharField(max_length=200, blank=True)
    tolerance_kind = models.CharField(max_length=10, choices=choices(targets.ToleranceKind), blank=True)
    tolerance_size = figure_field(null=True, blank=True)
    no_change_band = figure_field(default=trend.NO_CHANGE_BAND)
    trend_comparison = models.CharField(
        max_length=30, choices=choices(trend.Comparison), default=trend.Comparison.PREVIOUS
    )

    target_text = models.CharField("target, as written", max_length=60, blank=True)
    is_proposed = models.BooleanField("not yet measured", default=False)
    suggested_by = models.CharField(max_length=100, blank=True)
    introduced_on = models.DateField(
        null=True, blank=True, help_text="Nothing is expected before; empty: from the start"
    )
    retired_on = models.DateField(null=True, blank=True, help_text="Nothing is expected of a period that ends after")
    setup_is_demonstration = models.BooleanField(
        "owner, frequency and aggregation are demonstration settings", default=False
    )
    history = HistoricalRecords()

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["key_output__outcome", "order"]
        constraints = [
            models.CheckConstraint(condition=Q(factor__gt=0), name="indicator_factor_is_positive"),
            models.CheckConstraint(
                condition=Q(tolerance_kind="", tolerance_size__isnull=True)
                | (~Q(tolerance_kind="") & Q(tolerance_size__isnull=False)),
                name="indicator_tolerance_has_kind_and_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse(
            "indicators:indicator-detail", args=[self.outcome.strategy.slug, self.outcome.number, self.order]
        )

    @property
    def outcome(self) -> Outcome:
        return self.key_output.outcome

    @property
    def reference(self) -> str:
        """`2.3`: the third indicator of outcome 2."""
        return f"{self.outcome.number}.{self.order}"

    @property
    def is_survey(self) -> bool:
        return self.level == self.Level.UNITS

    @property
    def takes_ratio(self) -> bool:
        """Entered as numerator and denominator rather than as a number."""
        return bool(self.denominator_label)

    def is_collected_in(self, period: periods.Period) -> bool:
        """The period ends within the strategy's span and within the indicator's own."""
        strategy, last_day = self.outcome.strategy, period.last_day
        return (
            strategy.starts_on <= last_day <= strategy.ends_on
            and (self.introduced_on is None or self.introduced_on <= last_day)
            and (self.retired_on is None or last_day <= self.retired_on)
        )

    @property
    def unit_suffix(self) -> str:
        return "%" if self.measure == targets.Measure.PERCENTAGE else ""

    @property
    def rule(self) -> status.Rule:
        """What its values are judged by, the council's defaults filled in (rules 6.2)."""
        return status.Rule(targets.Polarity(self.polarity), self.tolerance, self.decimal_places)

    @property
    def tolerance(self) -> targets.Tolerance:
        if self.tolerance_kind and self.tolerance_size is not None:
            return targets.Tolerance(targets.ToleranceKind(self.tolerance_kind), self.tolerance_size)
        figures = settings.FIGURES
        sizes = {
            targets.ToleranceKind.POINTS: Decimal(figures["TOLERANCE_POINTS"]),
            targets.ToleranceKind.PERCENT: Decimal(figures["TOLERANCE_PERCENT"]),
            targets.ToleranceKind.LEVELS: Decimal(figures["TOLERANCE_LEVELS"]),
        }
        return targets.default_tolerance(targets.Measure(self.measure), sizes)


class IndicatorNote(models.Model):
    """A mark on an indicator and what it means there: the same `*` means different things in one source."""

    class Meaning(models.TextChoices):
        PER_UNIT = "per-unit", "Collected per unit and reported as a council average"
        NEW = "new", "New indicator"
        PROPOSED = "proposed", "Proposed, not yet measured"
        CONTEXT = "context", "Context only"

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="notes")
    symbol = models.CharField(max_length=5, blank=True)
    meaning = models.CharField(max_length=20, choices=Meaning)
    history = HistoricalRecords()

    class Meta:
        ordering = ["indicator", "meaning"]
        constraints = [models.UniqueConstraint("indicator", "meaning", name="note_once_per_indicator")]

    def __str__(self) -> str:
        return f"{self.symbol} {self.get_meaning_display()}".strip()


class Target(models.Model):
    """What is aimed at in one financial year. No row means that the target is unknown."""

    class Basis(models.TextChoices):
        STRATEGY = "strategy", "Stated once in the strategy, for each of its years"
        YEAR = "year", "Set for this year"

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    year_starts_on = models.DateField()
    value = figure_field(null=True, blank=True)
    low = figure_field(null=True, blank=True)
    high = figure_field(null=True, blank=True)
    basis = models.CharField(max_length=20, choices=Basis, default=Basis.YEAR)
    agreed_by = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["indicator", "year_starts_on"]
        constraints = [
            models.UniqueConstraint("indicator", "year_starts_on", name="target_once_per_year"),
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
            self.indicator.tolerance.check(self.as_domain())
        except targets.PercentToleranceNeedsPositiveTarget as error:
            raise ValidationError({"value": str(error)}) from error

    def as_domain(self) -> targets.Target:
        return targets.Target(self.value, self.low, self.high)


class ReportingPeriod(models.Model):
    """A period of a strategy for which values are expected. `ends_on` is the first day after it (rules 2.2)."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="periods")
    frequency = models.CharField(max_length=20, choices=choices(periods.MONTHS))
    starts_on = models.DateField()
    ends_on = models.DateField()
    slug = models.SlugField(max_length=30)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ["strategy", "starts_on", "frequency"]
        constraints = [
            models.UniqueConstraint("strategy", "frequency", "starts_on", name="period_once_per_strategy"),
            models.UniqueConstraint("strategy", "slug", name="period_slug_once_per_strategy"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="period_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.as_domain().label

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    def as_domain(self) -> periods.Period:
        return periods.Period(self.starts_on, periods.Frequency(self.frequency), self.strategy.year_start)


class PeriodLocked(Exception):
    """The period is locked: nothing in it can be written until the performance team reopens it (rules 3.5)."""

    def __init__(self, period: ReportingPeriod):
        super().__init__(f"{period} is locked. Ask the performance team to reopen it.")


class Value(models.Model):
    """What was entered for one indicator, one period, and the organisation or one unit (rules 3.1 to 3.3)."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned"
        APPROVED = "approved", "Approved"

    class Quality(models.TextChoices):
        PROVISIONAL = "provisional", "Provisional"
        ESTIMATED = "estimated", "Estimated"
        FINAL = "final", "Final"

    class Availability(models.TextChoices):
        AVAILABLE = "available", "Available"
        NOT_AVAILABLE = "not-available", "Not available"
        NOT_APPLICABLE = "not-applicable", "Not applicable"

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="values")
    unit = models.ForeignKey(CollectionUnit, models.PROTECT, null=True, blank=True, related_name="values")
    number = figure_field(null=True, blank=True)
    numerator = figure_field(null=True, blank=True)
    denominator = figure_field(null=True, blank=True)
    respondents = models.PositiveIntegerField(null=True, blank=True)
    availability = models.CharField(max_length=20, choices=Availability, default=Availability.AVAILABLE)
    reason = models.TextField("why there is no value", blank=True)
    expected_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    quality = models.CharField(max_length=20, choices=Quality, default=Quality.FINAL)
    what_happened = models.TextField(blank=True)
    why = models.TextField(blank=True)
    what_next = models.TextField(blank=True)
    return_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    is_demonstration = models.BooleanField(default=False)
    history = HistoricalRecords()

    objects = ValueQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "period", "unit"]
        constraints = [
            models.UniqueConstraint(
                "indicator", "period", condition=Q(unit__isnull=True), name="value_once_per_organisation"
            ),
            models.UniqueConstraint(
                "indicator", "period", "unit", condition=Q(unit__isnull=False), name="value_once_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__gt=0, number__isnull=True),
                name="value_is_number_or_ratio",
            ),
            models.CheckConstraint(
                condition=Q(availability="available")
                | Q(number__isnull=True, numerator__isnull=True, denominator__isnull=True),
                name="value_not_available_has_no_number",
            ),
            models.CheckConstraint(
                condition=Q(availability="available") | ~Q(reason=""), name="value_not_available_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | ~Q(availability="available")
                | Q(number__isnull=False)
                | Q(numerator__isnull=False),
                name="value_submitted_is_not_empty",
            ),
        ]

    def __str__(self) -> str:
        where = f", {self.unit}" if self.unit else ""
        return f"{self.indicator.reference}, {self.period}{where}"

    def save(self, *args, **kwargs) -> None:
        if self.period.is_locked:
            raise PeriodLocked(self.period)
        super().save(*args, **kwargs)

    def reading(self) -> aggregation.Reading:
        """The entry as the rules of figures see it."""
        return reading(
            number=self.number, numerator=self.numerator, denominator=self.denominator, respondents=self.respondents,
            availability=self.availability, state=self.state, quality=self.quality, factor=self.indicator.factor,
        )  # fmt: skip


def reading(
    *,
    number: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    respondents: int | None,
    availability: str,
    state: str,
    quality: str,
    factor: int,
) -> aggregation.Reading:
    """A stored row as the rules of figures see it: a number, or the reason why there is none (rules 3.2)."""
    figure: numbers.Number
    if availability == Value.Availability.NOT_APPLICABLE:
        figure = numbers.Missing.NOT_APPLICABLE
    elif availability == Value.Availability.NOT_AVAILABLE:
        figure = numbers.Missing.NOT_AVAILABLE
    elif numerator is not None and denominator is not None:
        figure = numbers.ratio(numerator, denominator, Decimal(factor))
    else:
        figure = numbers.Missing.NOT_ENTERED if number is None else number
    settled = state == Value.State.APPROVED and quality == Value.Quality.FINAL
    return aggregation.Reading(figure, numerator, denominator, respondents, settled)
