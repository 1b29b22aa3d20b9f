"""Values with versions and workflow."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from outcomes.models import Strategy
from strategy_portal.children import Children
from strategy_portal.domain import aggregation, numbers
from strategy_portal.domain.periods import Period
from strategy_portal.models import Role, User
from strategy_portal.records.history import History, put_rows
from strategy_portal.records.versions import Versioned

from .indicator import CollectionUnit, Indicator, figure_field
from .population_table import Population
from .reporting_period import OfPeriodsQuerySet, PeriodLocked, ReportingPeriod, refuse_locked

BATCH = 500

AWAITING = Children(
    "values", only=("id", "submitted_at"), beside=("period",), where=("state", "submitted"), called="waiting"
)
"""What of an indicator waits for approval now, to come along with it."""


def _of_teams(user: User) -> Q:
    teams = user.acts_for.teams
    return Q(unit__isnull=True, indicator__owner__in=teams) | Q(unit__team__in=teams)


class ValueQuerySet(OfPeriodsQuerySet["Value"]):
    """Words about many values."""

    def approved(self) -> Self:
        return self.filter(state="approved")

    def of_units(self, units: Collection[int] | Collection[CollectionUnit]) -> Self:
        """Values of the whole organisation, and of these units."""
        return self.filter(Q(unit__isnull=True) | Q(unit__in=units))

    def awaiting_approval(self) -> Self:
        return self.filter(state="submitted")

    def ending_in(self, strategy: Strategy, quarter: Period) -> Self:
        """Values of the strategy's periods that end in the quarter, in the order of the strategy."""
        found = self.filter(
            period__strategy=strategy, period__ends_on__gt=quarter.start, period__ends_on__lte=quarter.end
        )
        return found.order_by("indicator__key_output__outcome__number", "indicator__order", "unit__name")

    def once_approved(self) -> Self:
        """Those of which some version was approved: of a value that is under revision every reader may see that one."""
        return self.filter(Exists(self.model.history.filter(id=OuterRef("pk"), state="approved")))

    def with_setting(self) -> Self:
        """With everything that a line about the value prints, in one query."""
        return self.select_related(
            "indicator__key_output__outcome__strategy", "period__strategy", "unit", "submitted_by", "entered_by"
        )

    def in_remit_of(self, user: User) -> Self:
        """Values of the teams that this person acts for: the indicator's owner, or for a survey the unit's team.

        The performance team's remit is everything.
        """
        return self.all() if user.role == Role.PERFORMANCE else self.filter(_of_teams(user))

    def approved_or_in_remit_of(self, user: User) -> Self:
        """What of the values somebody reads who sees drafts: those of their own teams, and what is approved."""
        return self.all() if user.role == Role.PERFORMANCE else self.filter(Q(state="approved") | _of_teams(user))

    def put_in_held_periods(self, values: Iterable["Value"]) -> None:
        """Insert values and write over those that are there, in a few statements. Only for who holds their periods.

        An insert that becomes an update is for thousands of rows a fraction of the time of one long UPDATE.
        """
        new: list[Value] = []
        old: list[Value] = []
        for value in values:
            (new if value.pk is None else old).append(value)
        if old:
            put_rows(Value, old, over=True)
        if new:
            super(OfPeriodsQuerySet, self).bulk_create(new, BATCH)


class Value(Versioned):
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
        SUSPENDED = "suspended", "Collection suspended"

    class Forecast(models.TextChoices):
        WILL_MEET = "will-meet", "Will meet the year’s target"
        AT_RISK = "at-risk", "At risk"
        WILL_NOT_MEET = "will-not-meet", "Will not meet it"
        CANNOT_SAY = "cannot-say", "Can’t say"

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="values")
    unit = models.ForeignKey(CollectionUnit, models.PROTECT, null=True, blank=True, related_name="values")
    number = figure_field(verbose_name="value", null=True, blank=True)
    numerator = figure_field(null=True, blank=True)
    denominator = figure_field(null=True, blank=True)
    respondents = models.PositiveIntegerField(null=True, blank=True)
    answer_counts = models.JSONField(
        "counts of answers", default=dict, blank=True, help_text="The count of each answer of a survey"
    )
    population = models.ForeignKey(
        Population,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="values",
        help_text="The row that the denominator was taken from (rules 3.2)",
    )
    availability = models.CharField(
        "is there a value?", max_length=20, choices=Availability, default=Availability.AVAILABLE
    )
    reason = models.TextField("why there is no value", blank=True)
    expected_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    quality = models.CharField(max_length=20, choices=Quality, default=Quality.FINAL)
    forecast = models.CharField(
        "forecast for the year end", max_length=20, choices=Forecast, blank=True
    )  # beside the status, never in place of it (rules 6.9)
    answers = models.JSONField(
        "answers to questions", default=list, blank=True, help_text="Each with key, text and answer (rules 1.5)"
    )
    what_happened = models.TextField(blank=True)
    why = models.TextField(blank=True)
    what_next = models.TextField(blank=True)
    return_reason = models.TextField(blank=True)
    revision_reason = models.TextField(
        blank=True, help_text="Why an approved value is changed; what was approved counts meanwhile (rules 3.4)"
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    is_demonstration = models.BooleanField(default=False)
    history = History()

    objects = ValueQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "period", "unit"]
        indexes = [models.Index("indicator", condition=Q(state="submitted"), name="value_awaiting_approval")]
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_locked()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_locked()
        return super().delete(*args, **kwargs)

    def _refuse_locked(self) -> None:
        """As the period stands there now for a new value; a service that changes one holds its period."""
        if self.period.is_locked:
            raise PeriodLocked(self.period)
        if self._state.adding:
            refuse_locked([self.period_id])

    @property
    def has_been_approved(self) -> bool:
        """What was approved counts until something else is, whatever state the value is in now (rules 3.4)."""
        return self.approved_at is not None

    @property
    def is_under_revision(self) -> bool:
        return self.has_been_approved and self.state != self.State.APPROVED

    def reading(self) -> aggregation.Reading:
        """The entry as the rules of figures see it."""
        return reading_of(self, self.indicator.factor)


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
    """A stored row as the rules of figures see it: a number, or the reason why there is none (rules 3.2).

    What has no number has nothing to bring to the coverage (rules 4.3).
    """
    figure: numbers.Number
    if availability == Value.Availability.NOT_APPLICABLE:
        figure = numbers.Missing.NOT_APPLICABLE
    elif availability == Value.Availability.SUSPENDED:
        figure = numbers.Missing.SUSPENDED
    elif availability == Value.Availability.NOT_AVAILABLE:
        figure = numbers.Missing.NOT_AVAILABLE
    elif numerator is not None and denominator is not None:
        figure = numbers.ratio(numerator, denominator, Decimal(factor))
    else:
        figure = numbers.Missing.NOT_ENTERED if number is None else number
    settled = state == Value.State.APPROVED and quality == Value.Quality.FINAL
    reported = int(isinstance(figure, Decimal))
    return aggregation.Reading(figure, numerator, denominator, respondents, settled, reported)


def reading_of(row: Any, factor: int) -> aggregation.Reading:
    """The reading of a value, of a record of one, or of any row with its columns."""
    return reading(
        number=row.number, numerator=row.numerator, denominator=row.denominator, respondents=row.respondents,
        availability=row.availability, state=row.state, quality=row.quality, factor=factor,
    )  # fmt: skip


def input_of(value: Any) -> dict[str, Any]:
    """A value as the seal keeps it: which version went into the figure, and what it said."""
    figures = {name: getattr(value, name) for name in ("number", "numerator", "denominator")}
    return {
        "value": value.id,
        "version": value.version,
        "unit": str(value.unit) if value.unit_id else None,
        **{name: None if figure is None else str(figure) for name, figure in figures.items()},
        "respondents": value.respondents,
        "availability": value.availability,
        "quality": value.quality,
    }


def read_input(kept: Mapping[str, Any], factor: int) -> aggregation.Reading:
    """An approved value as it went into the figure."""
    number, numerator, denominator = (
        None if kept[name] is None else Decimal(kept[name]) for name in ("number", "numerator", "denominator")
    )
    return reading(
        number=number, numerator=numerator, denominator=denominator, respondents=kept["respondents"],
        availability=kept["availability"], state=Value.State.APPROVED, quality=kept["quality"], factor=factor,
    )  # fmt: skip


class EvidenceQuerySet(OfPeriodsQuerySet["Evidence"]):
    owner = "value"

    def periods_of(self, owners: Collection[int]) -> Iterable[int | None]:
        return Value.objects.filter(pk__in=owners).order_by().values_list("period", flat=True)


class Evidence(models.Model):
    """What a value can be checked against: a link, or a file that is kept apart and served as a download."""

    value = models.ForeignKey(Value, models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to="evidence/%Y/", blank=True)
    size = models.PositiveIntegerField("size in bytes", null=True, blank=True)
    file_sha256 = models.CharField("SHA-256 of the file", max_length=64, blank=True, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    history = History()

    FILES = {"file": "file_sha256"}

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["value", "added_at"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=(Q(link="") & ~Q(file="")) | (~Q(link="") & Q(file="")), name="evidence_is_link_or_file"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_locked([self.value.period_id])
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_locked([self.value.period_id])
        return super().delete(*args, **kwargs)


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
