"""One indicator's page: where it stands, why, and everything behind it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db.models import F

from strategy_portal.children import children_of
from strategy_portal.domain import explanations, wording
from strategy_portal.domain.numbers import Format, Missing, Number
from strategy_portal.domain.periods import Period, add_months
from strategy_portal.domain.status import Circumstances, Status, status_of
from strategy_portal.domain.survey import Interval, survey_sample, wilson
from strategy_portal.records.history import put_back

from ..models import Benchmark, Indicator, Seal, Target, Value
from ..models.seal import read_judged, read_reading
from ..models.value import read_input
from .cards import IndicatorCard, Point, card
from .figures import IndicatorFigures
from .loading import load_figures
from .outcomes import SAID
from .process import Process, process_of
from .spans import YearSpan, year_lines
from .standing import Standing


@dataclass(frozen=True)
class BenchmarkLine:
    """One body's figures by financial year, with their sources."""

    name: str
    years: tuple[Period, ...]
    values: dict[date, Decimal]
    sources: tuple[str, ...]
    format: Format
    is_demonstration: bool

    def text(self, value: Decimal) -> str:
        return self.format.text(value)

    def value_in(self, period: Period) -> Number:
        """The figure of the period's financial year."""
        return self.values.get(period.year.start, Missing.NOT_ENTERED)

    @property
    def cells(self) -> list[tuple[Period, str]]:
        """The years of the strategy, each with the figure; empty where there is none."""
        known = [(year, self.values.get(year.start)) for year in self.years]
        return [(year, "" if value is None else self.text(value)) for year, value in known]


def benchmarks(indicator: Indicator, as_of: date | None = None) -> tuple[BenchmarkLine, ...]:
    """The indicator's benchmarks by name, with `as_of` those that were recorded by the end of that day: one query.

    None where those of today came along.
    """
    rows = sorted(children_of(indicator, "benchmarks", as_of), key=lambda row: (row.name, row.year_starts_on))
    return tuple(_line(indicator, name, list(of_one)) for name, of_one in groupby(rows, key=lambda row: row.name))


def _line(indicator: Indicator, name: str, rows: list[Benchmark]) -> BenchmarkLine:
    return BenchmarkLine(
        name=name,
        years=tuple(indicator.outcome.strategy.years),
        values={row.year_starts_on: row.value for row in rows},
        sources=tuple(dict.fromkeys(row.source for row in rows)),
        format=indicator.format,
        is_demonstration=any(row.is_demonstration for row in rows),
    )


@dataclass(frozen=True)
class UnitLine:
    """What one unit contributed to the organisation's figure; `status` is what it would have alone.

    One that had not answered has no number, and `value_text` says how it stands instead (rules 6.5).

    `year_ago` is its figure of the same period a year before, as it was printed then; empty where none was sealed.
    """

    unit: str
    number: Number
    value_text: str
    working: str
    respondents: int | None
    status: Status
    interval: Interval | None
    interval_text: str
    year_ago: Number = Missing.NOT_ENTERED
    year_ago_text: str = ""


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
    process: Process | None
    quarter: Period
    quarters: tuple[Period, ...]
    follows_council: bool
    polarity_basis: str

    @property
    def standing(self) -> Standing:
        return self.card.standing

    @property
    def shown_period(self) -> Period:
        """The quarter; of an irregular indicator the day whose figure stands for it."""
        return self.standing.period if self.standing.period.is_day else self.quarter

    @property
    def years(self) -> tuple[tuple[Period, Standing], ...]:
        """Each year with where it stood, the first one first."""
        return tuple((line.year, line.standing) for line in self.year_lines)

    @property
    def target_lines(self) -> list[tuple[str, str, str]]:
        """From when, what, and how it was set; years after one another with the same target are one line."""
        runs: list[list[Target]] = []
        for target in self.targets:
            if runs and _is_as_in_the_year_before(target, runs[-1][-1]):
                runs[-1].append(target)
            else:
                runs.append([target])
        return [_target_line(run, self.card.indicator.format) for run in runs]

    @property
    def points_latest_first(self) -> tuple[Point, ...]:
        return self.card.points[::-1]

    @property
    def units_text(self) -> str:
        """How the units' figures make the organisation's."""
        return explanations.units_text(self.card.indicator.how_across_units)

    @property
    def baseline_text(self) -> str:
        """As stated, to the precision that held from the start."""
        return self.card.indicator.baseline_at(self.card.figures.first_format)

    @property
    def year_text(self) -> str:
        """How the year's figure comes from the periods'."""
        indicator = self.card.indicator
        return explanations.year_text(
            self.card.figures.across_periods,
            populations=indicator.population_id is not None,
            at_year_end=indicator.judged_at_year_end,
        )

    @cached_property
    def has_intervals(self) -> bool:
        """It is a survey with respondent counts (rules 7.3)."""
        return any(point.standing.interval for point in self.card.points)


def indicator_page(
    indicator: Indicator,
    quarter: Period,
    on: date,
    quarters: tuple[Period, ...] = (),
    as_of: date | None = None,
) -> IndicatorPage:
    """Three queries, whatever the number of values, for an indicator whose own rows came along.

    With `as_of`, the same day as `on`, everything as it stood at its end; one more if its owner changed since.
    """
    strategy = indicator.outcome.strategy
    (figures,) = load_figures([indicator], as_of=as_of)
    if as_of is not None:
        put_back([indicator.outcome], as_of, SAID)
    seals, before = _seals(figures, quarter, as_of)
    kept = seals[-1].inputs if seals else ()
    first = figures.stated.start
    shown = card(figures, quarter, on, strategy.starts_on)
    return IndicatorPage(
        card=shown,
        year_lines=year_lines(figures, on),
        units=_unit_lines(shown, seals, before, quarter, on, as_of),
        inputs=tuple(_input_line(figures, shown.standing.period, each) for each in kept) if indicator.formula else (),
        versions=tuple(_version(seal) for seal in reversed(seals)),
        benchmarks=benchmarks(indicator, as_of),
        targets=_targets(indicator, as_of),
        process=process_of(shown, as_of),
        quarter=quarter,
        quarters=quarters,
        follows_council=figures.follows_council(shown.standing.period),
        polarity_basis=first.reason if first.polarity == shown.standing.judged.rule.polarity else "",
    )


def units_of(shown: IndicatorCard, quarter: Period, on: date, as_of: date | None = None) -> tuple[UnitLine, ...]:
    """The units of a survey as its page shows them; none of any other indicator: one query, or two."""
    if not shown.indicator.is_survey:
        return ()
    return _unit_lines(shown, *_seals(shown.figures, quarter, as_of), quarter, on, as_of)


def _seals(figures: IndicatorFigures, quarter: Period, as_of: date | None) -> tuple[list[Seal], list[Seal]]:
    """All approvals of the period that ends with the quarter, or of the latest day, oldest first: one query.

    Beside them those of the same period a year before, where the units of a survey are compared with it.
    """
    chosen = Seal.objects.all() if as_of is None else Seal.objects.sealed_by_end_of(as_of)
    own = figures.own_periods(quarter)
    ends_on = own[-1].end if own else quarter.end
    year_ago = figures.year_before(own[-1]) if own and figures.indicator.is_survey else None
    of_periods = chosen.filter(
        indicator=figures.indicator,
        period__ends_on__in=[ends_on, *([year_ago.end] if year_ago else [])],
        period__frequency=figures.indicator.frequency,
    ).annotate(ends_on=F("period__ends_on"))
    rows = of_periods.select_related("sealed_by").defer("reading").order_by()
    found = sorted(rows, key=attrgetter("version"))
    return [each for each in found if each.ends_on == ends_on], [each for each in found if each.ends_on != ends_on]


def _targets(indicator: Indicator, as_of: date | None) -> tuple[Target, ...]:
    """By year and the day from which they hold; those of today came with the figures."""
    return tuple(sorted(children_of(indicator, "targets", as_of), key=lambda row: (row.year_starts_on, row.holds_from)))


def _is_as_in_the_year_before(target: Target, before: Target) -> bool:
    same = ("value", "low", "high", "shares", "basis", "reason", "agreed_by")
    from_its_start = all(each.holds_from == each.year_starts_on for each in (target, before))
    is_next = target.year_starts_on == add_months(before.year_starts_on, 12)
    return from_its_start and is_next and all(getattr(target, name) == getattr(before, name) for name in same)


def _target_line(run: Sequence[Target], format: Format) -> tuple[str, str, str]:
    first = run[0]
    since = f"From {first.holds_from:%-d %B %Y}" + (f", in each of {len(run)} years" if len(run) > 1 else "")
    note = first.get_basis_display().lower() + (f": {first.reason}" if first.reason else "")
    agreed = f"; agreed by {first.agreed_by}" if first.agreed_by else ""
    return since, wording.target_text(first.as_domain(), format), note + agreed


def _version(seal: Seal) -> Version:
    judged = read_judged(seal.proof["judged"])
    return Version(
        number=seal.version,
        approved_at=seal.sealed_at,
        approved_by=str(seal.sealed_by),
        value_text=judged.rule.format.text(judged.value),
        status=judged.status,
        is_restated=seal.is_restated,
        reason=seal.reason,
    )


def _unit_lines(
    shown: IndicatorCard,
    seals: Sequence[Seal],
    before: Sequence[Seal],
    quarter: Period,
    on: date,
    as_of: date | None,
) -> tuple[UnitLine, ...]:
    """Of the latest of `seals`; a year ago is the latest of `before`. Who had not answered stands last."""
    if not seals or not shown.indicator.is_survey:
        return ()
    earlier = _sealed_units(before[-1], shown.standing.format) if before else {}
    answered = [_unit_line(shown.standing, kept, earlier) for kept in seals[-1].inputs]
    return (*answered, *_without_answer(shown, quarter, on, as_of))


def _without_answer(shown: IndicatorCard, quarter: Period, on: date, as_of: date | None) -> Iterator[UnitLine]:
    """How each stands today: one query. Of an earlier day nobody kept who had sent theirs to be approved."""
    whole, figures, own = shown.standing, shown.figures, shown.figures.own_periods(quarter)
    if not (missing := whole.entry.missing_units) or not own:
        return
    window = own[-1].window(on, grace_days=settings.FIGURES["GRACE_DAYS"], locked=own[-1] in figures.locked)
    judged = status_of(Missing.NOT_ENTERED, whole.judged.target, whole.judged.rule, Circumstances(window=window))
    waiting = _units_waiting(figures.indicator, own[-1]) if as_of is None else ()
    for name in missing:
        why = "Awaiting approval" if name in waiting else judged.status.word if as_of is None else "Not approved"
        yield UnitLine(name, Missing.NOT_ENTERED, why, "", None, judged.status, None, "")


def _units_waiting(indicator: Indicator, period: Period) -> Collection[str]:
    """The units whose value of the period waits for approval, by name."""
    rows = Value.objects.awaiting_approval().filter(
        indicator=indicator, period__starts_on=period.start, period__frequency=period.frequency
    )
    return set(rows.order_by().values_list("unit__name", flat=True))


def _sealed_units(seal: Seal, now: Format) -> dict[str, tuple[Decimal, str]]:
    """By unit its figure as it was printed; nothing where another measure was taken then."""
    then = read_judged(seal.proof["judged"]).rule.format
    if then.measure != now.measure:
        return {}
    read = {kept["unit"]: read_input(kept, seal.proof["factor"]).number for kept in seal.inputs}
    return {
        unit: (then.rounded(number), then.text(number)) for unit, number in read.items() if isinstance(number, Decimal)
    }


def _unit_line(whole: Standing, kept: dict[str, Any], earlier: dict[str, tuple[Decimal, str]]) -> UnitLine:
    """A unit's value as it went into the whole figure."""
    own, rule, target = read_input(kept, whole.factor), whole.judged.rule, whole.judged.target
    sample = survey_sample(own, whole.factor)
    interval = wilson(sample).as_printed(whole.format) if sample else None
    year_ago, year_ago_text = earlier.get(kept["unit"], (Missing.NOT_ENTERED, ""))
    return UnitLine(
        unit=kept["unit"],
        number=own.number if isinstance(own.number, Missing) else whole.format.rounded(own.number),
        value_text=whole.format.text(own.number),
        working=wording.working(own, whole.factor, whole.format),
        respondents=own.respondents,
        status=status_of(own.number, target, rule, Circumstances()).status,
        interval=interval,
        interval_text=explanations.interval_text(interval, whole.format) if interval else "",
        year_ago=year_ago,
        year_ago_text=year_ago_text,
    )


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
