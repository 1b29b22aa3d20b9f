"""One indicator's page: where it stands, why, and everything behind it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from strategy_portal.domain import explanations, wording
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import Status
from strategy_portal.records.history import put_back

from ..models import Indicator, Seal, Target
from ..models.seal import read_judged, read_reading
from ..models.value import read_input
from .benchmarks import BenchmarkLine, benchmarks
from .cards import IndicatorCard, Point, card
from .figures import IndicatorFigures
from .loading import load_figures
from .outcomes import SAID
from .process import Process, process
from .spans import YearSpan, year_lines
from .standing import Standing


@dataclass(frozen=True)
class UnitLine:
    """What one unit contributed to the organisation's figure."""

    unit: str
    value_text: str
    working: str
    respondents: int | None


@dataclass(frozen=True)
class InputLine:
    """An indicator that a formula is made from, with the figure that went into it."""

    reference: str
    title: str
    address: str
    value_text: str
    coverage_text: str


@dataclass(frozen=True)
class Version:
    """The figure of the period as it stood after one approval (rules 3.4)."""

    number: int
    approved_at: datetime
    approved_by: str
    value_text: str
    status: Status
    is_restated: bool
    reason: str


@dataclass(frozen=True)
class IndicatorPage:
    """One indicator in a quarter.

    `follows_council`: the tolerance that judges it is the council's. `polarity_basis` says how it is known which way is
    better, while that is as it was from the start.
    """

    card: IndicatorCard
    year_lines: tuple[YearSpan, ...]
    units: tuple[UnitLine, ...]
    inputs: tuple[InputLine, ...]
    versions: tuple[Version, ...]
    benchmarks: tuple[BenchmarkLine, ...]
    targets: tuple[Target, ...]
    quarter: Period
    quarters: tuple[Period, ...]
    follows_council: bool
    polarity_basis: str

    @property
    def standing(self) -> Standing:
        return self.card.standing

    @property
    def years(self) -> tuple[tuple[Period, Standing], ...]:
        """Each year with where it stood, the first one first."""
        return tuple((line.year, line.standing) for line in self.year_lines)

    @property
    def points_latest_first(self) -> tuple[Point, ...]:
        return self.card.points[::-1]

    @property
    def units_text(self) -> str:
        """How the units' figures make the organisation's."""
        return explanations.units_text(self.card.indicator.how_across_units)

    @cached_property
    def has_intervals(self) -> bool:
        """It is a survey with respondent counts (rules 7.3)."""
        return any(point.standing.interval for point in self.card.points)

    @cached_property
    def process(self) -> Process | None:
        return process(self.card)


def indicator_page(
    indicator: Indicator,
    quarter: Period,
    on: date,
    quarters: tuple[Period, ...] = (),
    as_of: date | None = None,
) -> IndicatorPage:
    """Eight queries, whatever the number of values.

    With `as_of`, the same day as `on`, everything as it stood at its end, for four queries more.
    """
    strategy = indicator.outcome.strategy
    (figures,) = load_figures([indicator], as_of=as_of, awaiting=True)
    if as_of is not None:
        put_back([indicator.outcome], as_of, SAID)
    seals = _seals(figures, quarter, as_of)
    kept = seals[-1].inputs if seals else ()
    first = figures.stated.start
    shown = card(figures, quarter, on, strategy.starts_on)
    return IndicatorPage(
        card=shown,
        year_lines=year_lines(figures, on),
        units=tuple(_unit_line(shown.standing, each) for each in kept) if indicator.is_survey else (),
        inputs=tuple(_input_line(figures, shown.standing.period, each) for each in kept) if indicator.formula else (),
        versions=tuple(_version(seal) for seal in reversed(seals)),
        benchmarks=benchmarks(indicator, as_of),
        targets=tuple(row for _, of_year in sorted(figures.targets_by_year.items()) for row in of_year.later if row),
        quarter=quarter,
        quarters=quarters,
        follows_council=figures.follows_council(shown.standing.period),
        polarity_basis=first.reason if first.polarity == shown.standing.judged.rule.polarity else "",
    )


def years_of(indicator: Indicator, on: date, as_of: date | None = None) -> tuple[YearSpan, ...]:
    """Its years as on its page: the queries of one history."""
    (figures,) = load_figures([indicator], as_of=as_of)
    return year_lines(figures, on)


def _seals(figures: IndicatorFigures, quarter: Period, as_of: date | None) -> list[Seal]:
    """All approvals of the period that ends with the quarter, oldest first: one query."""
    chosen = Seal.objects.order_by("version") if as_of is None else Seal.objects.sealed_by_end_of(as_of)
    of_period = chosen.filter(
        indicator=figures.indicator, period__ends_on=quarter.end, period__frequency=figures.indicator.frequency
    )
    return list(of_period.select_related("sealed_by").defer("reading"))


def _version(seal: Seal) -> Version:
    judged = read_judged(seal.proof["judged"])
    return Version(
        number=seal.version,
        approved_at=seal.sealed_at,
        approved_by=seal.sealed_by.get_full_name() or str(seal.sealed_by),
        value_text=judged.rule.format.text(judged.value),
        status=judged.status,
        is_restated=seal.is_restated,
        reason=seal.reason,
    )


def _unit_line(whole: Standing, kept: dict[str, Any]) -> UnitLine:
    """A unit's value as it went into the whole figure."""
    own = read_input(kept, whole.factor)
    working = wording.working(own, whole.factor, whole.format)
    return UnitLine(kept["unit"], whole.format.text(own.number), working, own.respondents)


def _input_line(figures: IndicatorFigures, period: Period, kept: dict[str, Any]) -> InputLine:
    """What a formula was made from, as it was sealed."""
    part, reading = figures.inputs[kept["indicator"]], read_reading(kept)
    return InputLine(
        reference=kept["indicator"],
        title=part.indicator.title,
        address=part.indicator.get_absolute_url(),
        value_text=part.rule_in(period).format.text(reading.number),
        coverage_text=wording.coverage_text(reading, "units" if part.indicator.is_survey else "periods"),
    )
