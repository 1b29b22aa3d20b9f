"""What is set up for a strategy, and what is missing, on a day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Q

from outcomes.models import Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.numbers import Measure
from strategy_portal.domain.periods import MONTHS, Frequency, Period, Window, financial_year
from strategy_portal.domain.status import Rule
from strategy_portal.domain.targets import Polarity
from strategy_portal.domain.timeline import START

from ..models import CouncilTolerance, Indicator, IndicatorRule, ReportingPeriod, Target, council_tolerances
from ..models.rule import with_council

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
    """The periods of one frequency by window; `used` says whether an indicator in use is collected so often."""

    frequency: Frequency
    used: int
    windows: tuple[tuple[Window, int], ...]
    first: Period
    last: Period

    @property
    def count(self) -> int:
        return sum(count for _, count in self.windows)


@dataclass(frozen=True)
class TargetYear:
    """A financial year of an indicator: its targets in the order in which they hold.

    What holds from `free_from` on nothing was judged by yet, so it can still change (rules 6.7).
    """

    year: Period
    targets: tuple[tuple[Target, str], ...]
    free_from: date

    @property
    def is_settled(self) -> bool:
        """Sealed to its end: nothing of it can change any more."""
        return self.free_from >= self.year.end


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
    def change(self) -> IndicatorRule | None:
        """The indicator's own change of that day, which can be withdrawn."""
        is_own = self.stated.holds_from == self.holds_from
        return self.stated if is_own and not self.is_from_the_start else None

    @property
    def agreed(self) -> IndicatorRule | CouncilTolerance:
        return self.stated if self.stated.holds_from == self.holds_from else self.council

    @property
    def follows_council(self) -> bool:
        return self.stated.follows_council

    @property
    def is_from_the_start(self) -> bool:
        return self.holds_from == START

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
    closed = Q(units__closed_on__lt=on)
    counted = Strategy.objects.filter(pk__in=rows).order_by()
    units = counted.annotate(total=Count("units"), closed=Count("units", filter=closed))
    by_strategy = {pk: (total, closed) for pk, total, closed in units.values_list("pk", "total", "closed")}
    return [_overview(strategy, rows[strategy.pk], *by_strategy[strategy.pk], on) for strategy in found]


def _overview(strategy: Strategy, indicators: Sequence[Indicator], units: int, closed: int, on: date) -> Overview:
    year = year_of_interest(strategy, on)
    in_use = [each for each in indicators if each.retired_on is None or each.retired_on >= on]
    lacking = {
        "owner": lambda each: each.owner_id is None,
        "frequency": lambda each: not each.frequency,
        "polarity": lambda each: each.stated.on(on).polarity == Polarity.NOT_SET,
        "target": lambda each: not any(target.year_starts_on == year.start for target in each.targets.all()),
        "tolerance_kind": lambda each: each.stated.on(on).tolerance is None,
    }
    counts = [Gap(what, sum(lacks(each) for each in in_use)) for what, lacks in lacking.items()]
    return Overview(
        strategy=strategy,
        year=year,
        in_use=len(in_use),
        retired=len(indicators) - len(in_use),
        proposed=sum(each.is_proposed for each in in_use),
        gaps=tuple(gap for gap in counts if gap.count),
        units=units - closed,
        units_closed=closed,
        benchmarks=sum(each.benchmark_count for each in indicators),  # type: ignore[attr-defined]
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
    """The reporting periods of each frequency by window. Two queries."""
    in_use = Indicator.objects.of(strategy).in_use_on(on).order_by()
    used = dict(in_use.values("frequency").annotate(count=Count("pk")).values_list("frequency", "count"))
    rows: dict[str, list[ReportingPeriod]] = {}
    for row in strategy.periods.order_by("starts_on"):
        row.strategy = strategy
        rows.setdefault(row.frequency, []).append(row)
    return [_frequency_line(each, rows[each], used.get(each.value, 0), on) for each in MONTHS if each in rows]


def _frequency_line(frequency: Frequency, rows: Sequence[ReportingPeriod], used: int, on: date) -> FrequencyLine:
    windows = Counter(
        row.as_domain().window(on, grace_days=settings.FIGURES["GRACE_DAYS"], locked=row.is_locked) for row in rows
    )
    return FrequencyLine(
        frequency=frequency,
        used=used,
        windows=tuple((window, windows[window]) for window in Window),
        first=rows[0].as_domain(),
        last=rows[-1].as_domain(),
    )


def sealed_ends(indicator: Indicator) -> list[date]:
    """The first days after the periods in which it is sealed: one query."""
    return list(indicator.seals.current().order_by("period__ends_on").values_list("period__ends_on", flat=True))


def target_years(indicator: Indicator, ends: Sequence[date]) -> list[TargetYear]:
    """The targets of each of the strategy's years, and of other years that have one. Reads `targets`.

    `ends` are the `sealed_ends` of the indicator.
    """
    strategy = indicator.outcome.strategy
    years = set(strategy.years) | {
        financial_year(target.year_starts_on, strategy.year_start) for target in indicator.targets.all()
    }
    return [TargetYear(year, tuple(_targets_of(indicator, year)), _free_from(year, ends)) for year in sorted(years)]


def _free_from(year: Period, ends: Iterable[date]) -> date:
    return max([year.start, *(end for end in ends if year.start < end <= year.end)])


def _targets_of(indicator: Indicator, year: Period) -> Iterable[tuple[Target, str]]:
    rows = [target for target in indicator.targets.all() if target.year_starts_on == year.start]
    for row in sorted(rows, key=lambda row: row.holds_from):
        text = wording.target_text(row.as_domain(), indicator.format)
        yield row, text
