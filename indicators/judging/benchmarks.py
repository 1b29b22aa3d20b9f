"""Other bodies' figures for the same thing, to compare with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from strategy_portal.domain.numbers import Format, Missing, Number
from strategy_portal.domain.periods import Period
from strategy_portal.records.history import as_recorded

from ..models import Benchmark, Indicator


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
    """The indicator's benchmarks by name, with `as_of` those that were recorded by the end of that day: one query."""
    if as_of is None:
        rows = list(Benchmark.objects.filter(indicator=indicator).order_by("name", "year_starts_on"))
    else:
        then = as_recorded(Benchmark, as_of, indicator=indicator)
        rows = sorted(then, key=lambda row: (row.name, row.year_starts_on))
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
