"""What is measured, how it is collected and who owns it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from outcomes.models import Outcome
from strategy_portal.addresses import address
from strategy_portal.domain import aggregation, periods, status, targets, trend
from strategy_portal.domain.dated_rules import Stated, council_timeline, held_on, measures_of, rules_in_force
from strategy_portal.domain.formats import Format
from strategy_portal.models import Team
from strategy_portal.records.history import History
from strategy_portal.records.versions import Versioned

from ..querysets import IndicatorQuerySet
from .council_tolerance import CouncilTolerance, council_tolerances
from .fields import choices, figure_field
from .key_output import KeyOutput
from .population_table import PopulationTable

if TYPE_CHECKING:
    from .target import RuleChange, Target


def stated_by(row: Any) -> Stated:
    """What an indicator, a change of its rule, or a record of one states; no tolerance: the council's (rules 6.2)."""
    kind, size = row.tolerance_kind, row.tolerance_size
    tolerance = targets.Tolerance(targets.ToleranceKind(kind), size) if kind and size is not None else None
    return Stated(targets.Polarity(row.polarity), tolerance, row.decimal_places)


class Indicator(Versioned):
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
    code = models.CharField(max_length=40, blank=True, help_text="The council’s own code, if it has one")
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
    numerator_is_part = models.BooleanField(
        "the numerator can’t be above the denominator",
        default=False,
        help_text="Ticked: such an entry is refused. Otherwise it is questioned (rules 1.5)",
    )
    answer_labels = models.JSONField(
        "answers counted",
        default=list,
        blank=True,
        help_text="A survey entered as a count for each answer: the answers, the best one first",
    )
    answers_that_count = models.PositiveSmallIntegerField(
        default=0, help_text="How many of those answers, from the first, make the numerator"
    )
    population = models.ForeignKey(
        PopulationTable,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        help_text="The denominator comes from this table (rules 3.2)",
    )
    formula = models.CharField(
        max_length=200,
        blank=True,
        help_text="Made from other indicators of the strategy, for example [1.2] / [1.3] * 100",
    )
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
    baseline = figure_field(null=True, blank=True, help_text="Where it stood before; empty: not stated")
    baseline_period = models.CharField(
        "period of the baseline, as written", max_length=60, blank=True, help_text="For example 2022/23 or March 2023"
    )
    baseline_source = models.CharField("source of the baseline", max_length=300, blank=True)
    is_proposed = models.BooleanField("not yet measured", default=False)
    suggested_by = models.CharField(max_length=100, blank=True)
    introduced_on = models.DateField(
        null=True, blank=True, help_text="Nothing is expected before; empty: from the start"
    )
    retired_on = models.DateField(null=True, blank=True, help_text="Nothing is expected of a period that ends after")
    setup_is_demonstration = models.BooleanField(
        "owner, frequency and aggregation are demonstration settings", default=False
    )
    history = History()

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
        return address("indicators:indicator-detail", self.outcome.strategy.slug, self.outcome.number, self.order)

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
    def how_across_units(self) -> aggregation.AcrossUnits:
        """How its units' figures are put together: what it states, else the ratio of sums (rules 4)."""
        return aggregation.AcrossUnits(self.across_units or aggregation.AcrossUnits.RATIO_OF_SUMS)

    @property
    def takes_ratio(self) -> bool:
        """Entered as numerator and denominator rather than as a number."""
        return bool(self.denominator_label)

    def is_collected_in(self, period: periods.Period) -> bool:
        """The period ends within the strategy's span and within the indicator's own."""
        first, last = self.collected_between
        return first <= period.last_day <= last

    @property
    def collected_between(self) -> tuple[date, date]:
        """The first and the last day on which a period of it can end."""
        strategy = self.outcome.strategy
        first, last = self.introduced_on or date.min, self.retired_on or date.max
        return max(strategy.starts_on, first), min(strategy.ends_on, last)

    @property
    def baseline_text(self) -> str:
        """As printed from the start, with its period: `80.5%, 2022/23`; empty where none is stated."""
        return self.baseline_at(replace(self.format, places=self.decimal_places))

    def baseline_at(self, format: Format) -> str:
        """The same beside a figure of that format, so that the two and their difference agree (rules 1.2)."""
        if self.baseline is None:
            return ""
        figure = format.text(self.baseline)
        return f"{figure}, {self.baseline_period}" if self.baseline_period else figure

    @property
    def format(self) -> Format:
        """How what is agreed about it prints: targets and limits, in full."""
        return Format(targets.Measure(self.measure))

    def format_in(self, period: periods.Period) -> Format:
        """How its figures print: to the precision of the rule that holds on the period's last day (rules 1.2, 6.7)."""
        return replace(self.format, places=self.stated_on(period.last_day).places)

    def stated_on(self, day: date) -> Stated:
        """What it states itself on a day of how it is judged; for polarity and precision that is all (rules 6.7)."""
        return held_on(self.stated, day)

    def rule_on(self, day: date) -> status.Rule:
        """The rule in force on a day: the latest that holds by then (rules 6.7)."""
        return held_on(self.rules, day)

    @property
    def tolerance(self) -> targets.Tolerance:
        """From the start: what it states, else the default for its measure (rules 6.2)."""
        return self.rule_on(date.min).tolerance

    @property
    def rules(self) -> list[tuple[date, status.Rule]]:
        """The rules it was and is judged by, each with the day from which it holds, the one from the start first."""
        return self.rules_with(self._changes, self.council_tolerances())

    def rules_with(
        self, changes: Iterable["RuleChange"], council: Iterable[CouncilTolerance]
    ) -> list[tuple[date, status.Rule]]:
        """What those changes make of the rule from the start, with the council's tolerance where it states none."""
        dated, measure = ((each.holds_from, each.as_domain()) for each in council), targets.Measure(self.measure)
        return rules_in_force(self.stated_with(changes), council_timeline(measure, dated), measure)

    @property
    def stated(self) -> list[tuple[date, Stated]]:
        """What it states itself, each with the day from which it holds."""
        return self.stated_with(self._changes)

    def stated_with(self, changes: Iterable["RuleChange"]) -> list[tuple[date, Stated]]:
        """What those changes make of what it states from the start."""
        later = sorted(((change.holds_from, stated_by(change)) for change in changes), key=lambda held: held[0])
        return [(date.min, stated_by(self)), *later]

    @property
    def _changes(self) -> Iterable["RuleChange"]:
        """Asks the database only where there are changes, which are rare: `with_rules` finds out for many at once."""
        return self.rule_changes.all() if getattr(self, "has_rule_changes", True) else ()

    def council_tolerances(self, as_of: date | None = None) -> list[CouncilTolerance]:
        """What the council has set for its measure, in the order in which it holds; as of a day what was recorded."""
        recorded = council_tolerances(self.council_records, as_of)
        return [each for each in recorded if self.measure in measures_of(targets.ToleranceKind(each.kind))]

    @cached_property
    def council_records(self) -> str:
        """`with_rules` brings them along; any other indicator asks the database once."""
        return CouncilTolerance.in_one_column().get()

    def target_on(self, day: date) -> "Target | None":
        """The target of the financial year in which a day lies, as it holds on that day. Reads `targets`."""
        year = periods.financial_year(day, self.outcome.strategy.year_start)
        holding = [
            target for target in self.targets.all() if target.year_starts_on == year.start and target.holds_on(day)
        ]
        return max(holding, key=lambda target: target.starts_holding_on, default=None)
