"""What is set up for a strategy, and what is missing, on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import Count, Max, Q

from outcomes.models import Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.numbers import Measure
from strategy_portal.domain.periods import MONTHS, Frequency, Period, financial_year
from strategy_portal.domain.status import Polarity, Rule, ToleranceKind, measures_of
from strategy_portal.domain.timeline import timeline

from ..models import CouncilTolerance, Indicator, IndicatorRule, ReportingPeriod, Seal, Target, council_tolerances
from ..models.rule import follows_from, unset_tolerance, with_council

GAPS = {
    "owner": "without an owner: nobody owes their values",
    "frequency": "without a collection frequency: nothing is expected",
    "polarity": "without a polarity: nothing is judged",
    "target": "without a target for this year: nothing to judge against",
    "tolerance_kind": "without a tolerance of their own: the council’s tolerance for the measure is used",
}


@dataclass(frozen=True)
class Gap:
    """How many of the strategy's indicators lack something; `what` is the filter that lists them."""

    what: str
    count: int

    @property
    def text(self) -> str:
        return GAPS[self.what]

    @property
    def short(self) -> str:
        """Without what follows from it."""
        return self.text.partition(":")[0]


@dataclass(frozen=True)
class Overview:
    """One strategy's set-up. `in_use` leaves out what is retired."""

    strategy: Strategy
    year: Period
    in_use: int
    retired: int
    proposed: int
    gaps: tuple[Gap, ...]
    units: int
    units_closed: int
    benchmarks: int

    @property
    def serious(self) -> list[Gap]:
        """The gaps that keep an indicator from being entered or judged; for a tolerance the council has its own."""
        return [gap for gap in self.gaps if gap.what != "tolerance_kind"]


@dataclass(frozen=True)
class FrequencyLine:
    """The periods of one frequency, how many ended and were locked, and the number of indicators collected so often."""

    frequency: Frequency
    indicators: int
    periods: Sequence[Period]
    ended: int
    locked: int


@dataclass(frozen=True)
class TargetYear:
    """A financial year of an indicator: its targets in the order in which they hold.

    What holds from `free_from` on nothing was judged by yet, so it can still change (rules 6.7).
    """

    year: Period
    targets: Sequence[tuple[Target, str]]
    free_from: date

    @property
    def is_settled(self) -> bool:
        """Sealed to its end: nothing of it can change any more."""
        return self.free_from >= self.year.end


@dataclass(frozen=True)
class CouncilLine:
    """The council's tolerance of one kind on a day (rules 6.2). `held` holds: from the start the rules' own default.

    `coming` is the next one, if it is set already. `sizes` are all that were set, each with whether something was
    judged by it, so that it can't be withdrawn (6.7). `followers` counts the indicators in use that are judged by it.
    """

    kind: CouncilTolerance.Kind
    held: CouncilTolerance
    coming: CouncilTolerance | None
    sizes: Sequence[tuple[CouncilTolerance, bool]]
    followers: int


@dataclass(frozen=True)
class RuleLine:
    """A rule of an indicator from the day on which it begins to hold: what is stated, and the council's tolerance.

    `agreed` is what began it on that day: what the indicator states, or where it states no tolerance the council's.
    """

    holds_from: date
    stated: IndicatorRule
    council: CouncilTolerance

    @property
    def rule(self) -> Rule:
        return self.stated.in_force(self.council.as_domain())

    @property
    def agreed(self) -> IndicatorRule | CouncilTolerance:
        return self.stated if self.stated.holds_from == self.holds_from else self.council

    @property
    def change(self) -> IndicatorRule | None:
        """The indicator's own change of that day, which can be withdrawn."""
        return self.stated if self.agreed is self.stated and not self.stated.is_from_the_start else None

    @property
    def polarity_text(self) -> str:
        return wording.polarity_text(self.rule.polarity)


def overviews(strategies: Iterable[Strategy], on: date) -> list[Overview]:
    """Five queries, whatever their number."""
    found = list(strategies)
    rows: dict[int, list[Indicator]] = {strategy.pk: [] for strategy in found}
    indicators = Indicator.objects.filter(key_output__outcome__strategy__in=found).with_setting()
    for indicator in indicators.prefetch_related("targets", "rules").annotate(benchmark_count=Count("benchmarks")):
        rows[indicator.outcome.strategy_id].append(indicator)
    closed = Count("units", filter=Q(units__closed_on__lt=on))
    units = Strategy.objects.filter(pk__in=rows).order_by().annotate(total=Count("units"), closed=closed).in_bulk()
    return [_overview(units[strategy.pk], rows[strategy.pk], on) for strategy in found]


def _overview(strategy: Any, indicators: Sequence[Any], on: date) -> Overview:
    year = year_of_interest(strategy, on)
    in_use = [each for each in indicators if each.retired_on is None or each.retired_on >= on]
    lacking = {
        "owner": lambda each: each.owner_id is None,
        "frequency": lambda each: not each.frequency,
        "polarity": lambda each: each.stated.on(on).polarity == Polarity.NOT_SET,
        "target": lambda each: not any(target.year_starts_on == year.start for target in each.targets.all()),
        "tolerance_kind": lambda each: each.stated.on(on).tolerance is None,
    }
    gaps = (Gap(what, sum(map(lacks, in_use))) for what, lacks in lacking.items())
    return Overview(
        strategy=strategy,
        year=year,
        in_use=len(in_use),
        retired=len(indicators) - len(in_use),
        proposed=sum(each.is_proposed for each in in_use),
        gaps=tuple(gap for gap in gaps if gap.count),
        units=strategy.total - strategy.closed,
        units_closed=strategy.closed,
        benchmarks=sum(each.benchmark_count for each in indicators),
    )


def rule_lines(indicator: Indicator) -> list[RuleLine]:
    """The rules that an indicator was and is judged by, its own changes and the council's. Reads `rules`; one query."""
    council = council_tolerances()[Measure(indicator.measure)]
    return [RuleLine(day, *both) for day, both in with_council(indicator.stated, council).steps]


def year_of_interest(strategy: Strategy, on: date) -> Period:
    """The financial year of that day, or the strategy's nearest one if it has not begun or is over."""
    day = min(max(on, strategy.starts_on), strategy.ends_on)
    return financial_year(day, strategy.year_start)


def frequency_lines(strategy: Strategy, on: date) -> list[FrequencyLine]:
    """The reporting periods of each frequency that an indicator in use has. Two queries."""
    in_use = Indicator.objects.of(strategy).in_use_on(on).order_by()
    used = dict(in_use.values("frequency").annotate(count=Count("pk")).values_list("frequency", "count"))
    rows: dict[str, list[ReportingPeriod]] = defaultdict(list)
    for row in strategy.periods.order_by("starts_on"):
        row.strategy = strategy
        rows[row.frequency].append(row)
    return [
        FrequencyLine(
            frequency,
            used[frequency],
            [row.as_domain() for row in rows[frequency]],
            ended=sum(row.ends_on <= on for row in rows[frequency]),
            locked=sum(row.is_locked for row in rows[frequency]),
        )
        for frequency in MONTHS
        if frequency in used and rows[frequency]
    ]


def sealed_ends(indicator: Indicator) -> list[date]:
    """The first days after the periods in which it is sealed: one query."""
    return list(indicator.seals.current().order_by("period__ends_on").values_list("period__ends_on", flat=True))


def target_years(indicator: Indicator, ends: Sequence[date]) -> list[TargetYear]:
    """The targets of each of the strategy's years, and of other years that have one. Reads `targets`.

    `ends` are the `sealed_ends` of the indicator.
    """
    targets: dict[Period, list[tuple[Target, str]]] = {year: [] for year in indicator.outcome.strategy.years}
    for row in indicator.targets.all():
        year = financial_year(row.year_starts_on, indicator.outcome.strategy.year_start)
        targets.setdefault(year, []).append((row, wording.target_text(row.as_domain(), indicator.format)))
    return [
        TargetYear(year, rows, max([year.start, *(end for end in ends if year.start < end <= year.end)]))
        for year, rows in sorted(targets.items(), key=itemgetter(0))
    ]


def council_lines(on: date) -> list[CouncilLine]:
    """One line for each kind of tolerance, its sizes latest first. Four queries."""
    rows = list(CouncilTolerance.objects.select_related("made_by").order_by("-holds_from"))
    indicators = list(Indicator.objects.prefetch_related("rules"))
    sealed = Seal.objects.current().order_by().values("indicator").annotate(until=Max("period__ends_on"))
    until = dict(sealed.values_list("indicator", "until"))
    lines = []
    for kind in CouncilTolerance.Kind:
        measures = measures_of(ToleranceKind(kind))
        measured = [each for each in indicators if each.measure in measures]
        in_use = [each for each in measured if each.retired_on is None or each.retired_on >= on]
        own = [row for row in rows if row.kind == kind]
        dated = timeline(own, start=unset_tolerance(measures[0]))
        sizes = [(row, _is_settled(row, measured, until)) for row in own]
        coming = next((row for row in dated.later if row.holds_from > on), None)
        lines.append(
            CouncilLine(kind, dated.on(on), coming, sizes, sum(each.stated.on(on).tolerance is None for each in in_use))
        )
    return lines


def _is_settled(row: CouncilTolerance, measured: Iterable[Indicator], sealed_until: Mapping[int, date]) -> bool:
    late = (each for each in measured if sealed_until.get(each.pk, date.min) > row.holds_from)
    return any(follows_from(each, row.holds_from) for each in late)
