"""One judged span, a period, a year to date or a year, with what proves its colour (rules 6.7, 6.8)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone

from outcomes.models import Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.aggregation import AcrossPeriods
from strategy_portal.domain.explanations import edges_text, periods_text
from strategy_portal.domain.periods import Period

from .figures import IndicatorFigures
from .standing import Basis, Entry, Standing


@dataclass(frozen=True)
class SpanProof:
    """One judged span: a period, a year to date or a year. `seal` is the sealed entry, None for a year put together."""

    label: str
    standing: Standing
    sum_text: str
    share_text: str = ""
    seal: Entry | None = None

    @cached_property
    def edges_text(self) -> str:
        return edges_text(self.standing.judged)

    @cached_property
    def sealed_text(self) -> str:
        """`Version 2, 3 May 2026, Service manager`; empty for what is not sealed."""
        if self.seal is None or self.seal.approved_at is None:
            return ""
        day = f"{timezone.localtime(self.seal.approved_at):%-d %B %Y}"
        return ", ".join(filter(None, (f"Version {self.seal.version}", day, self.seal.approved_by)))

    @property
    def restated_text(self) -> str:
        return f"Restated: {self.seal.restated}" if self.seal and self.seal.is_restated else ""

    @property
    def rule_text(self) -> str:
        """`1`, or `1, as it holds from 1 April 2025` after a change of rule."""
        return self.standing.rule_text

    def figures(self) -> dict[str, Any]:
        judged = self.standing.judged
        return {
            "span": self.label,
            "value": self.standing.value_text,
            "status": judged.status.value,
            "why": self.standing.why,
            "sum": self.sum_text,
            "target": self.standing.target_text,
            "tolerance": self.standing.tolerance_text,
            "amber": self.edges_text,
            "coverage": self.standing.coverage_text,
            "rule": self.rule_text,
            "sealed": self.sealed_text,
            "restated": self.restated_text,
        }


@dataclass(frozen=True)
class YearSpan:
    """One year of an indicator. It is restated if one of its periods is."""

    year: Period
    span: SpanProof
    is_restated: bool

    @property
    def standing(self) -> Standing:
        return self.span.standing


def year_lines(figures: IndicatorFigures, on: date) -> tuple[YearSpan, ...]:
    """Each year of the strategy that has begun, the first one first."""
    strategy: Strategy = figures.indicator.outcome.strategy
    return tuple(
        YearSpan(year, year_span(figures, year, figures.in_year(year, on)), figures.is_restated_in(year))
        for year in strategy.years
        if year.start <= on
    )


def year_span(figures: IndicatorFigures, year: Period, standing: Standing) -> SpanProof:
    """A year of several periods is worked out from what is sealed; a year of one period is that seal's."""
    label = standing.span_label if standing.basis is Basis.YEAR_TO_DATE else year.label
    seal = figures.entry(year)
    share = share_text(figures, standing) if standing.basis is Basis.YEAR_TO_DATE else ""
    return SpanProof(label, standing, sum_text(figures, standing), share, seal if seal.proof else None)


def period_span(figures: IndicatorFigures, period: Period, standing: Standing) -> SpanProof:
    label = standing.span_label if standing.basis is Basis.YEAR_TO_DATE else period.label
    seal = standing.entry if standing.entry.proof else None
    return SpanProof(label, standing, sum_text(figures, standing), share_text(figures, standing), seal)


def sum_text(figures: IndicatorFigures, standing: Standing) -> str:
    """The sum; of a figure that covers several periods, with what each of them brought."""
    if not isinstance(standing.judged.value, Decimal):
        return ""
    if standing.basis is Basis.PERIOD or standing.sum_text:
        return standing.working
    own = figures.own_periods(standing.period.year)
    ended = [each for each in own if standing.basis is Basis.YEAR or each <= standing.period]
    readings = [figures.entry(each).reading for each in ended]
    return periods_text(readings, figures.across_periods, standing.format, standing.value_text) or standing.working


def share_text(figures: IndicatorFigures, standing: Standing) -> str:
    """For a sum, which part of the year's target is due: `of 20.5 for the year`."""
    if figures.across_periods is not AcrossPeriods.SUM or not standing.judged.target:
        return ""
    whole = figures.target(standing.period.year)
    return f"of {wording.target_text(whole, standing.format)} for the year"
