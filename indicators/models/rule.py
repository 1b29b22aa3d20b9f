"""What indicators are judged by, from a day on (rules 6.1, 6.2, 6.7)."""

from datetime import date
from operator import attrgetter

from django.db import models
from django.db.models import Q

from outcomes.models import Strategy
from strategy_portal.children import children_of
from strategy_portal.domain import status
from strategy_portal.domain.numbers import Format, Measure
from strategy_portal.domain.status import Polarity, Rule, TargetDoesNotFit, Tolerance, ToleranceKind, measures_of
from strategy_portal.domain.timeline import START, Timeline, timeline
from strategy_portal.records.history import History, as_recorded
from strategy_portal.records.holdings import Holding
from strategy_portal.records.versions import Refused

from .indicator import Indicator, choices, figure_field
from .seal import refuse_sealed
from .target import refuse_unfit, targets_within


class CouncilTolerance(Holding):
    """From a day on, the size of the council's tolerance of one kind, for indicators that state none (rules 6.2, 6.7).

    Before the first row of a kind the default of the rules of figures holds. A period is judged by what holds on its
    last day.
    """

    class Kind(models.TextChoices):
        POINTS = ToleranceKind.POINTS.value, "Percentages, in points"
        PERCENT = ToleranceKind.PERCENT.value, "Counts, rates, money and durations, in percent of the target"
        LEVELS = ToleranceKind.LEVELS.value, "Scales, in levels"

    SERIES = ("kind",)

    kind = models.CharField(max_length=10, choices=Kind)
    size = figure_field()
    history = History()

    class Meta:
        ordering = ["kind", "holds_from"]
        constraints = [
            models.UniqueConstraint("kind", "holds_from", name="council_tolerance_once_per_day"),
            models.CheckConstraint(condition=Q(size__gte=0), name="council_tolerance_is_not_negative"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(agreed_by=""), name="council_tolerance_has_reason_and_who_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.as_domain().text}, from {self.holds_from:%-d %B %Y}"

    def as_domain(self) -> Tolerance:
        return Tolerance(ToleranceKind(self.kind), self.size)

    def hold(self) -> None:
        """Nothing of any strategy is approved meanwhile."""
        Strategy.objects.hold()

    def check_agreed(self) -> None:
        """Raises Refused below zero, and for periods that are sealed for those that follow it.

        Targets need no look: which of them a tolerance can judge is a matter of its kind, never of its size (6.4).
        """
        if self.size < 0:
            raise Refused("A tolerance can’t be negative", "size")
        refuse_sealed(self.holds_from, followers(ToleranceKind(self.kind), self.holds_from))

    def check_withdrawn(self) -> None:
        refuse_sealed(self.holds_from, followers(ToleranceKind(self.kind), self.holds_from), field="")


CouncilTolerances = dict[Measure, Timeline[CouncilTolerance]]
"""What the council's tolerance is for each measure, and was."""


def council_tolerances(as_of: date | None = None) -> CouncilTolerances:
    """From the start the default of the rules, then what the council set; with `as_of` what was recorded by the end
    of that day. One query.
    """
    rows = list(CouncilTolerance.objects.order_by()) if as_of is None else as_recorded(CouncilTolerance, as_of)
    return {
        measure: timeline(
            (row for row in rows if measure in measures_of(ToleranceKind(row.kind))), start=unset_tolerance(measure)
        )
        for measure in Measure
    }


def unset_tolerance(measure: Measure) -> CouncilTolerance:
    """What holds before the council sets anything."""
    default = status.default_tolerance(measure)
    return CouncilTolerance(kind=default.kind, size=default.size, holds_from=START)


def followers(kind: ToleranceKind, first: date) -> list[Indicator]:
    """The indicators that the council's tolerance of a kind judges on `first` or at any time after it. Two queries."""
    measured = Indicator.objects.filter(measure__in=measures_of(kind)).prefetch_related("rules")
    return [each for each in measured if follows_from(each, first)]


def follows_from(indicator: Indicator, first: date) -> bool:
    """Whether it states no tolerance of its own on `first` or at any time after it."""
    return any(rule.tolerance is None for rule in indicator.stated.within(first))


class IndicatorRule(Holding):
    """From a day on, values are judged by this polarity, tolerance and printed precision (rules 6.7).

    The first holds from the start. What was judged before a change keeps its colour: the rule of a period is the one
    that holds on the period's last day. Without a tolerance the council's for the measure holds (rules 6.2).
    """

    OWNER = "indicator"
    SERIES = ("indicator",)
    SAYS = ("polarity", "tolerance_kind", "tolerance_size", "decimal_places")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="rules")
    polarity = models.CharField(max_length=10, choices=choices(Polarity), default=Polarity.NOT_SET)
    tolerance_kind = models.CharField(max_length=10, choices=choices(ToleranceKind), blank=True)
    tolerance_size = figure_field(null=True, blank=True)
    decimal_places = models.PositiveSmallIntegerField("printed precision", default=1)
    history = History()

    class Meta:
        ordering = ["indicator_id", "holds_from"]
        constraints = [
            models.UniqueConstraint("indicator", "holds_from", name="rule_once_per_day"),
            models.CheckConstraint(
                condition=Q(holds_from=START) | (~Q(reason="") & ~Q(agreed_by="")),
                name="rule_change_has_reason_and_who_agreed",
            ),
            models.CheckConstraint(
                condition=Q(tolerance_kind="", tolerance_size__isnull=True)
                | (~Q(tolerance_kind="") & Q(tolerance_size__isnull=False)),
                name="rule_tolerance_has_kind_and_size",
            ),
        ]

    def __str__(self) -> str:
        since = "the start" if self.is_from_the_start else f"{self.holds_from:%-d %B %Y}"
        return f"{self.indicator.reference}: from {since}"

    @property
    def tolerance(self) -> Tolerance | None:
        """None: the council's holds."""
        if not self.tolerance_kind or self.tolerance_size is None:
            return None
        return Tolerance(ToleranceKind(self.tolerance_kind), self.tolerance_size)

    @property
    def follows_council(self) -> bool:
        """The council's tolerance judges: none is stated, and it is no yes or no, which has none (rules 6.2)."""
        return not self.tolerance_kind and self.indicator.measure != Measure.YES_NO

    def in_force(self, council: Tolerance) -> Rule:
        """What values are judged by while the council's tolerance for the measure is `council`."""
        form = Format(Measure(self.indicator.measure), self.decimal_places)
        return Rule(Polarity(self.polarity), self.tolerance or council, form)

    @property
    def by_default(self) -> Rule:
        """With the rules' default in the council's place: enough to say which targets it can judge (rules 6.4)."""
        return self.in_force(status.default_tolerance(Measure(self.indicator.measure)))

    def hold(self) -> None:
        Strategy.objects.filter(pk=self.indicator.outcome.strategy_id).hold()

    @property
    def needs_reason(self) -> bool:
        """What holds from the start is part of the definition, and the service that changes that asks why."""
        return not self.is_from_the_start

    @property
    def needs_who_agreed(self) -> bool:
        return not self.is_from_the_start

    def check_agreed(self) -> None:
        """Raises Refused: half a tolerance or one below zero, a sealed period, targets that it can't judge."""
        refuse_sealed(self.holds_from, [self.indicator])
        self.check_fits()

    def check_fits(self) -> None:
        """The same where nothing is sealed: no query where rules and targets came along."""
        self.check_tolerance()
        later = [row for row in children_of(self.indicator, "rules") if row.holds_from > self.holds_from]
        following = min(later, key=attrgetter("holds_from"), default=None)
        for target in targets_within(self.indicator, self.holds_from, following.holds_from if following else None):
            try:
                target.check(Polarity(self.polarity))
            except TargetDoesNotFit as error:
                text = f"{error} First withdraw the targets that hold then, or choose a year of which none is set"
                raise Refused(text, "polarity") from error
            refuse_unfit(target, self.by_default, field="tolerance_kind")

    def check_withdrawn(self) -> None:
        """Raises Refused for sealed periods, and where the rule before could not judge the targets."""
        refuse_sealed(self.holds_from, [self.indicator], field="")
        before = self.series().filter(holds_from__lt=self.holds_from).last() or IndicatorRule(indicator=self.indicator)
        before.indicator = self.indicator
        for target in targets_within(self.indicator, self.holds_from):
            refuse_unfit(target, before.by_default, field="")

    def check_tolerance(self) -> None:
        """Raises Refused for half a tolerance, or one below zero."""
        if bool(self.tolerance_kind) != (self.tolerance_size is not None):
            missing = "tolerance_size" if self.tolerance_kind else "tolerance_kind"
            raise Refused("A tolerance has a kind and a size: give both, or none for the council’s own", missing)
        try:
            _ = self.tolerance
        except ValueError as error:
            raise Refused(str(error), "tolerance_size") from error


def rules_in_force(stated: Timeline[IndicatorRule], council: Timeline[CouncilTolerance]) -> Timeline[Rule]:
    """The rules that an indicator is judged by: what it states, with the council's tolerance where it states none."""
    return with_council(stated, council).map(lambda both: both[0].in_force(both[1].as_domain()))


def with_council(
    stated: Timeline[IndicatorRule], council: Timeline[CouncilTolerance]
) -> Timeline[tuple[IndicatorRule, CouncilTolerance]]:
    """Both together. What the council changes begins another rule only where the indicator states no tolerance."""
    return stated.beside(council, where=lambda rule: rule.tolerance is None)
