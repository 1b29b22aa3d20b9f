"""Which reports there can be, and which a person reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from outcomes.models import Strategy
from reports.models import ReportKind

from .report_form import ReportKey


class UnknownReport(LookupError):
    """No such report: the strategy does not know the year, or it has not begun."""

    def __init__(self, strategy: Strategy, year: str, years: Iterable[str]):
        known = ", ".join(years) or "none yet"
        super().__init__(f"{strategy} has no annual report {year}. There are: {known}.")


@dataclass(frozen=True)
class ReportDraft:
    """A report that can be drafted on a day."""

    key: ReportKey
    is_to_date: bool

    @property
    def strategy(self) -> Strategy:
        return self.key.strategy

    @property
    def kind_title(self) -> str:
        return str(self.key.kind.label)

    @property
    def span(self) -> str:
        """`2025/26`, or the years of the whole strategy; what is still running says so."""
        if self.key.year:
            label = self.key.year.label
        else:
            label = f"{self.strategy.years[0].label} to {self.strategy.years[-1].label}"
        return f"{label}, still running" if self.is_to_date else label


def drafts(strategies: Iterable[Strategy], on: date) -> list[ReportDraft]:
    """Each strategy's annual reports, the latest year first, and its end-of-strategy report. No query."""
    return [draft for strategy in strategies for draft in _drafts(strategy, on)]


def _drafts(strategy: Strategy, on: date) -> Iterable[ReportDraft]:
    for year in reversed(begun_years(strategy, on)):
        yield ReportDraft(ReportKey(strategy, ReportKind.ANNUAL, year), year.end > on)
    if strategy.starts_on <= on:
        yield ReportDraft(ReportKey(strategy, ReportKind.END_OF_STRATEGY), strategy.ends_on >= on)


def begun_years(strategy: Strategy, on: date) -> list:
    return [year for year in strategy.years if max(year.start, strategy.starts_on) <= on]


def find_key(strategy: Strategy, year: str, on: date) -> ReportKey:
    """The report of a year as in addresses (`2025-26`), or the end-of-strategy report for an empty one.

    Raises UnknownReport.
    """
    if not year:
        return ReportKey(strategy, ReportKind.END_OF_STRATEGY)
    years = {each.slug: each for each in begun_years(strategy, on)}
    if year not in years:
        raise UnknownReport(strategy, year, years)
    return ReportKey(strategy, ReportKind.ANNUAL, years[year])
