"""What the council sets for all its indicators: the tolerance of those that state none (rules 6.2)."""

from datetime import date

from django.db import models
from django.db.models import Q

from outcomes.models import Strategy
from strategy_portal.domain import tolerances
from strategy_portal.domain.targets import Measure
from strategy_portal.domain.timeline import START, Timeline, timeline
from strategy_portal.domain.tolerances import Tolerance, ToleranceKind, measures_of
from strategy_portal.records.history import History, as_recorded
from strategy_portal.records.holdings import Holding
from strategy_portal.records.versions import Refused

from .fields import figure_field
from .indicator import Indicator
from .seal import refuse_sealed


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
    rows = list(CouncilTolerance.objects.all()) if as_of is None else as_recorded(CouncilTolerance, as_of)
    return {
        measure: timeline(
            (row for row in rows if measure in measures_of(ToleranceKind(row.kind))), start=default_tolerance(measure)
        )
        for measure in Measure
    }


def default_tolerance(measure: Measure) -> CouncilTolerance:
    """What holds before the council sets anything."""
    default = tolerances.default_tolerance(measure)
    return CouncilTolerance(kind=default.kind, size=default.size, holds_from=START)


def followers(kind: ToleranceKind, first: date) -> list[Indicator]:
    """The indicators that the council's tolerance of a kind judges on `first` or at any time after it. Two queries."""
    measured = Indicator.objects.filter(measure__in=measures_of(kind)).prefetch_related("rules")
    return [each for each in measured if follows_from(each, first)]


def follows_from(indicator: Indicator, first: date) -> bool:
    """Whether it states no tolerance of its own on `first` or at any time after it."""
    return any(rule.tolerance is None for rule in indicator.stated.within(first))
