"""What is measured, how it is collected and who owns it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Self, cast

from django.db import models
from django.db.models import Exists, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from outcomes.models import FromDocument, Outcome, SaysWhoAgreed, Strategy
from strategy_portal.addresses import address
from strategy_portal.children import Children, Recorded, children_of, with_children
from strategy_portal.domain import aggregation, periods, trend
from strategy_portal.domain.numbers import Format, Measure
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import Polarity
from strategy_portal.domain.timeline import START, Timeline, timeline
from strategy_portal.models import Team
from strategy_portal.records.history import History, end_of
from strategy_portal.records.versions import Versioned

from .neighbours import Beside


def choices(members: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """The choices of a form field from an enum of the domain."""
    return [(member.value, member.value.replace("-", " ").capitalize()) for member in members]


def figure_field(verbose_name: str | None = None, **options: Any) -> models.DecimalField:
    """A stored figure: 15 significant digits, which SQLite keeps without loss (rules 1.1), 4 of them decimals."""
    return models.DecimalField(verbose_name, max_digits=15, decimal_places=4, **options)


BRIEF = 80
"""Letters of a name where the whole one stands nearby."""


class KeyOutput(Versioned, SaysWhoAgreed):
    """What one or several indicators are to show. Until somebody moves one, they stand as they were added."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="key_outputs")
    title = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField("place", default=0)
    history = History()

    class Meta:
        ordering = ["outcome", "order", "id"]
        constraints = [models.UniqueConstraint("outcome", "title", name="key_output_once_per_outcome")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def last_of(cls, outcome: Outcome, title: str = "") -> Self:
        """A new one, after the others of its outcome."""
        last = cls.objects.filter(outcome=outcome).aggregate(last=Max("order"))["last"]
        return cls(outcome=outcome, title=title, order=last + 1 if last else 0)


if TYPE_CHECKING:
    from .rule import IndicatorRule
    from .target import Target


AIMED_AT = ("indicator_id", "year_starts_on", "holds_from", "value", "low", "high", "shares")
"""What of a target is read: most pages need nothing else of many."""

JUDGED_BY = (Children("rules"), Children("targets", only=("id", *AIMED_AT)))
"""What comes with an indicator whose figures are judged."""


def judged_by(as_of: date | None) -> tuple[Children | Recorded, ...]:
    """The same as of a day, with how the indicator and its key output were described then."""
    return (*(each.on(as_of) for each in JUDGED_BY), *Recorded.on(as_of, "", "key_output"))


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def of(self, strategy: Strategy) -> Self:
        return self.filter(key_output__outcome__strategy=strategy)

    def adopted(self) -> Self:
        """Of strategies that are no drafts."""
        return self.filter(key_output__outcome__strategy__is_draft=False)

    def with_setting(self) -> Self:
        """With everything that a line about the indicator prints, in one query."""
        return self.select_related("owner__parent", "key_output__outcome__strategy")

    def with_judging(self) -> Self:
        """With setting, and the rules and targets that are set; `load_figures` brings them itself."""
        return self.with_setting().prefetch_related("rules", "targets")

    def with_figures(self, as_of: date | None = None) -> "list[Indicator]":
        """With setting, and what `load_figures` asks of each as of a day, in one query."""
        return with_children(self.with_setting(), *judged_by(as_of))

    def within(self, outcomes: Iterable[Outcome], *further: Children, as_of: date | None = None) -> "list[Indicator]":
        """The same in order, of outcomes that are loaded: each is given its own, so none is read once more."""
        loaded = {outcome.pk: outcome for outcome in outcomes}
        asked = self.select_related("owner__parent", "key_output").order_by()
        found = with_children(asked, *judged_by(as_of), *further)
        for indicator in found:
            indicator.key_output.outcome = loaded[indicator.key_output.outcome_id]
        return sorted(found, key=attrgetter("place_in_strategy"))

    def in_strategy_order(self) -> Self:
        """Newest strategy first, then as in the strategy."""
        strategy = "key_output__outcome__strategy"
        return self.order_by(f"-{strategy}__starts_on", strategy, "key_output__outcome__number", "order")

    def with_polarity_on(self, day: date) -> Self:
        """Each with the polarity that it states on a day as `polarity`, to be sorted by."""
        return self.annotate(polarity=self._stated_on(day, "polarity"))

    def with_neighbours(self, day: date | None) -> Self:
        """Each with the references of the one `before` and the one `after` it in its strategy, known on that day."""
        return self.annotate(before=Beside(day, before=True), after=Beside(day))

    def in_order(self) -> Self:
        """As in the strategy. Who reads many columns sorts by `place_in_strategy`: Django goes through each beside an
        order.
        """
        return self.order_by("key_output__outcome__number", "order")

    def in_use_on(self, day: date) -> Self:
        """Not retired before that day."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gte=day))

    def known_on(self, day: date | None) -> Self:
        """Those that had been added by the end of a day; all without a day."""
        if day is None:
            return self
        history: Any = Indicator.history
        added = history.filter(id=OuterRef("pk"), history_type="+")
        return self.exclude(Exists(added.filter(history_date__gte=end_of(day))))

    def lacking(self, what: str, on: date, year_starts_on: date) -> Self:
        """Without an owner, a frequency, a polarity, a tolerance of its own, or a target of the year named.

        Polarity and tolerance are those of the rule that holds on the day `on` (rules 6.7).
        """
        if what == "target":
            return self.exclude(targets__year_starts_on=year_starts_on)
        if what in ("polarity", "tolerance_kind"):
            nothing = Polarity.NOT_SET if what == "polarity" else ""
            return self.alias(in_force=self._stated_on(on, what)).filter(in_force=nothing)
        return self.filter(owner__isnull=True) if what == "owner" else self.filter(frequency="")

    def _stated_on(self, day: date, what: str) -> Coalesce:
        """What the rule that holds on a day states; of an indicator without one nothing."""
        rule: Any = Indicator._meta.get_field("rules").related_model
        latest = rule.objects.filter(indicator=OuterRef("pk"), holds_from__lte=day).order_by("-holds_from")
        return Coalesce(Subquery(latest.values(what)[:1]), Value(rule._meta.get_field(what).get_default()))


class Indicator(Versioned, FromDocument):
    """A measured figure, with all that is needed to collect, aggregate and judge it.

    Whatever the source does not say stays empty: an empty frequency, owner or polarity is unknown, and is shown so.
    """

    class Level(models.TextChoices):
        ORGANISATION = "organisation", "One figure for the whole organisation"
        UNITS = "units", "Collected per unit, reported as the organisation's average"
        UNKNOWN = "unknown", "Not stated"

    key_output = models.ForeignKey(KeyOutput, models.PROTECT, related_name="indicators")
    order = models.PositiveSmallIntegerField(help_text="Place within the outcome")
    title = models.CharField(max_length=300)
    short_title = models.CharField(
        max_length=36, blank=True, help_text="For boards, which have little room, for example Staff knowledge"
    )
    sentence = models.CharField(
        "words after the figure",
        max_length=100,
        blank=True,
        help_text="The indicator as a sentence: of customers rated staff knowledge good or excellent",
    )
    code = models.CharField(max_length=40, blank=True, help_text="The council’s own code, if it has one")
    definition = models.TextField(blank=True)
    data_source = models.TextField(blank=True)
    method = models.TextField(blank=True)
    owner = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="indicators")

    measure = models.CharField(max_length=20, choices=choices(Measure))
    unit_text = models.CharField("unit, as written", max_length=60, blank=True)
    factor = models.PositiveIntegerField(default=1, help_text="100 for percent, 1000 for a rate per 1,000 (rules 3.2)")
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
        "PopulationTable",
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

    judged_at_year_end = models.BooleanField(
        "judged at the year’s end only",
        default=False,
        help_text="A sum: until then its year to date stands without a colour (rules 5.5)",
    )
    no_change_band = figure_field(null=True, blank=True, help_text="Empty: that of the measure (rules 7.2)")
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
    is_from_source = models.BooleanField(
        "loaded from a source document", default=False, editable=False, help_text="What is empty is not stated there"
    )
    setup_is_demonstration = models.BooleanField(
        "owner, frequency and aggregation are demonstration settings", default=False
    )
    history = History()

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["key_output__outcome", "order"]
        constraints = [
            models.CheckConstraint(condition=Q(factor__gt=0), name="indicator_factor_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return address("indicators:indicator-detail", self.outcome.strategy.slug, self.outcome.number, self.order)

    @property
    def outcome(self) -> Outcome:
        return self.key_output.outcome

    @property
    def short_name(self) -> str:
        """`1.3 Staff knowledge`; where no short title is set the whole title."""
        return f"{self.reference} {self.short_title or self.title}"

    @property
    def brief_name(self) -> str:
        """The same where it is said beside the whole name: of a long title without a short one its beginning."""
        name = self.short_name
        return name if len(name) <= BRIEF else f"{name[: BRIEF - 1].rstrip()}…"

    @property
    def reference(self) -> str:
        """`2.3`: the third indicator of outcome 2."""
        return f"{self.outcome.number}.{self.order}"

    @property
    def place_in_strategy(self) -> tuple[int, int]:
        return self.outcome.number, self.order

    @property
    def is_survey(self) -> bool:
        return self.level == self.Level.UNITS

    @property
    def how_across_units(self) -> aggregation.AcrossUnits:
        """How its units' figures are put together: what it states, else the ratio of sums (rules 4)."""
        return aggregation.AcrossUnits(self.across_units or aggregation.AcrossUnits.RATIO_OF_SUMS)

    @property
    def is_part(self) -> bool:
        """Its percentage is a part of a whole: of those who answered, or of a denominator that nothing can pass."""
        return self.numerator_is_part or bool(self.answer_labels)

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

    def baseline_at(self, format: Format) -> str:
        """As printed beside a figure of that format, with its period: `80.5%, 2022/23`; empty where none is stated.

        So the two and their difference agree (rules 1.2).
        """
        if self.baseline is None:
            return ""
        figure = format.text(self.baseline)
        return f"{figure}, {self.baseline_period}" if self.baseline_period else figure

    @property
    def format(self) -> Format:
        """How what is agreed about it prints: targets and limits, in full."""
        return Format(Measure(self.measure))

    def format_in(self, period: periods.Period) -> Format:
        """How its figures print: to the precision of the rule that holds on the period's last day (rules 1.2, 6.7)."""
        return replace(self.format, places=self.stated.on(period.last_day).decimal_places)

    @property
    def stated(self) -> "Timeline[IndicatorRule]":
        """What it states of how it is judged, and stated: its polarity, tolerance and precision. Reads `rules`."""
        return self.stated_by(self.rules.all() if self.pk else children_of(self, "rules"))  # else it is not stored yet

    def stated_by(self, rules: "Iterable[IndicatorRule]") -> "Timeline[IndicatorRule]":
        """The same by its rules in any order. Before the first it states nothing."""
        rows = list(rules)
        first = next((row for row in rows if row.holds_from == START), None)
        rule = cast("type[IndicatorRule]", self._meta.get_field("rules").related_model)
        return timeline(rows, start=first or rule(indicator=self, holds_from=START))

    def target_on(self, day: date) -> "Target | None":
        """The target of the financial year in which a day lies, as it holds on that day. Reads `targets`."""
        year = periods.financial_year(day, self.outcome.strategy.year_start)
        of_year = (row for row in children_of(self, "targets") if row.year_starts_on == year.start)
        return timeline(of_year, start=None).on(day)


class CollectionUnit(Versioned):
    """A part of the organisation that collects its own figures for a survey indicator."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="units")
    name = models.CharField(max_length=100)
    code = models.CharField(max_length=40, blank=True, help_text="By which the council’s own sheets name it")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="units")
    opened_on = models.DateField(
        null=True, blank=True, help_text="Nothing is expected of it before; empty: from the start"
    )
    closed_on = models.DateField(null=True, blank=True, help_text="Nothing is expected of a period that ends after")
    is_demonstration = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ["strategy", "name"]
        constraints = [models.UniqueConstraint("strategy", "name", name="unit_once_per_strategy")]

    def __str__(self) -> str:
        return self.name

    def is_expected_in(self, period: Period) -> bool:
        """Whether the unit exists at the end of the period."""
        return UnitSpan(self.name, self.opened_on, self.closed_on).is_expected_in(period)


class UnitSpan(NamedTuple):
    """What the figures of a survey need to know of a unit."""

    name: str
    opened_on: date | None
    closed_on: date | None

    def is_expected_in(self, period: Period) -> bool:
        is_open = self.opened_on is None or self.opened_on <= period.last_day
        return is_open and (self.closed_on is None or period.last_day <= self.closed_on)


class Units(tuple[UnitSpan, ...]):
    """The units of a strategy, open and closed. How many are open is kept: each survey asks it of the same periods."""

    @cached_property
    def _open(self) -> dict[Period, int]:
        return {}

    @cached_property
    def _dated(self) -> list[UnitSpan]:
        return [unit for unit in self if unit.opened_on or unit.closed_on]

    def open_in(self, period: Period) -> int:
        """How many of them a value of the period is expected of."""
        if period not in self._open:
            always = len(self) - len(self._dated)
            self._open[period] = always + sum(unit.is_expected_in(period) for unit in self._dated)
        return self._open[period]


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
    history = History()

    class Meta:
        ordering = ["indicator", "meaning"]
        constraints = [models.UniqueConstraint("indicator", "meaning", name="note_once_per_indicator")]

    def __str__(self) -> str:
        return f"{self.symbol} {self.get_meaning_display()}".strip()
