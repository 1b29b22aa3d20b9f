"""Which reports there can be, what each is called and what its addresses and files are made of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from indicators.judging.cards import last_ended_quarter
from outcomes.models import Strategy
from reports.models import ForReport, ReportKind
from reports.models.report import WHICH_REPORT, WhichReport
from strategy_portal.children import Children, children_of, with_children
from strategy_portal.domain.periods import Period
from strategy_portal.domain.sentences import months_text

from .about import About, find_part


@dataclass(frozen=True)
class ReportKey:
    """Which report: of a strategy or a part of it, and of which financial year, or of the first half of which.

    `on` is the day up to which it reads: the report of a strategy that runs then is called a mid-term report.
    """

    strategy: Strategy
    kind: ReportKind
    year: Period | None = None
    about: About | None = None
    on: date | None = field(default=None, compare=False)

    @classmethod
    def of(cls, row: ForReport, on: date | None = None) -> "ReportKey":
        """Of a row that belongs to a report; of what is made or issued up to the day that it was read."""
        about = About(row.strategy, row.about) if row.about else None
        read_on = getattr(row, "read_on", None)
        on = on or (read_on if isinstance(read_on, date) else None)
        return cls(row.strategy, ReportKind(row.kind), row.year, about, on)

    @property
    def is_of_half(self) -> bool:
        """It compares the first half of a year with the first half of the years before."""
        return self.kind is ReportKind.MID_YEAR

    @property
    def span(self) -> Period | None:
        """The year that is reported, or its first half; None of a whole strategy."""
        return self.year.first_half if self.year and self.is_of_half else self.year

    @property
    def is_mid_term(self) -> bool:
        """It tells of a whole strategy that is still running."""
        runs = self.on is not None and self.strategy.ends_on >= self.on
        return self.kind is ReportKind.END_OF_STRATEGY and runs

    @property
    def kind_title(self) -> str:
        return "Mid-term report" if self.is_mid_term else str(self.kind.label)

    @property
    def subtitle(self) -> str:
        """`Annual progress report 2025/26`, `Mid-term report: April 2023 to September 2026, Outcome 3`."""
        return f"{self.kind_title}{self._span_text}{self.of_part}"

    @property
    def _span_text(self) -> str:
        strategy = self.strategy
        if self.year:
            return f" {self.year.label}"
        if self.on is None or not self.is_mid_term:
            return f" {strategy.starts_on.year} to {strategy.ends_on.year}"
        ended = last_ended_quarter(self.on, strategy.year_start).last_day
        return f": {strategy.starts_on:%B %Y} to {max(ended, strategy.starts_on):%B %Y}"

    @property
    def title(self) -> str:
        """What it is called everywhere: on its page and its files, in lists, in what is issued."""
        return f"{self.strategy.title}: {self.subtitle[:1].lower()}{self.subtitle[1:]}"

    @property
    def of_part(self) -> str:
        """`, Outcome 3`; empty for the whole strategy."""
        return f", {self.about.title}" if self.about else ""

    @property
    def slug(self) -> str:
        """`annual-2024-25`, `mid-year-2024-25`, `mid-term`, `end-of-strategy`; as in references and file names."""
        kind = "mid-term" if self.is_mid_term else str(self.kind)
        named = [kind, self.year.slug if self.year else "", self.about.slug if self.about else ""]
        return "-".join(filter(None, named))

    @property
    def kwargs(self) -> dict[str, str]:
        """What its addresses are made of."""
        of_year = {"kind": str(self.kind), "year": self.year.slug} if self.year else {}
        return {"strategy": self.strategy.slug, **of_year, **({"about": self.about.slug} if self.about else {})}

    @property
    def which_report(self) -> WhichReport:
        """That of the rows which belong to it (ForReport)."""
        year_starts_on = self.year.start if self.year else None
        return self.strategy.pk, self.kind.value, year_starts_on, self.about.slug if self.about else ""

    @property
    def columns(self) -> dict[str, Any]:
        """What the columns of a row say that belongs to it (ForReport)."""
        return {"strategy": self.strategy} | dict(zip(WHICH_REPORT[1:], self.which_report[1:], strict=True))

    def file_name(self, edition: "Edition", part: str = "", ext: str = "pdf") -> str:
        return f"{self.strategy.slug}-{self.slug}-{edition.slug}{f'-{part}' if part else ''}.{ext}"


@dataclass(frozen=True)
class Edition:
    """A draft (version 0), or the version that is issued; a later version says what it corrects."""

    version: int = 0
    reason: str = ""
    issued_on: date | None = None
    corrects: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """The figures kept of the version before."""

    @property
    def is_draft(self) -> bool:
        return self.version == 0

    @property
    def word(self) -> str:
        return "Draft" if self.is_draft else f"Version {self.version}"

    @property
    def slug(self) -> str:
        return "draft" if self.is_draft else f"version-{self.version}"


DRAFT = Edition()


# --- Which there are on a day ----------------------------------------------------------------------------------------


class UnknownReport(LookupError):
    """No such report: the strategy does not know the year, or it, or its first half, is not there yet."""

    def __init__(self, strategy: Strategy, kind: ReportKind, year: str, years: Iterable[str]):
        known = ", ".join(years) or "none yet"
        super().__init__(f"{strategy} has no {kind} report {year}. There are: {known}.")


class UnknownPart(UnknownReport):
    """The strategy has no such outcome, or the team owns nothing of it."""

    def __init__(self, strategy: Strategy, about: str):
        LookupError.__init__(self, f"{strategy} has no part {about}: name an outcome, or a team that owns something.")


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
        return self.key.kind_title

    @property
    def url(self) -> str:
        return reverse("reports:report-detail", kwargs=self.key.kwargs)

    @property
    def span(self) -> str:
        """`2025/26`, `April to September 2026`, or the years of a whole strategy; what still runs says so."""
        if self.key.span:
            label = months_text(self.key.span)
        else:
            label = f"{self.strategy.years[0].label} to {self.strategy.years[-1].label}"
        return f"{label}, still running" if self.is_to_date else label


def reported_strategies() -> QuerySet[Strategy]:
    """The strategies of which it is settled to whom and in which form they are reported."""
    return Strategy.objects.adopted().filter(arrangement__isnull=False)


def reported_with_issued(chosen: QuerySet[Strategy]) -> list[Strategy]:
    """With the versions that were issued of their reports: one query."""
    return with_children(chosen, Children("issuedreports", only=(*WHICH_REPORT, "version")))


def issued_versions(strategy: Strategy) -> dict[WhichReport, int]:
    """Of each of its reports the number of the latest version. No query, if it came `reported_with_issued`."""
    found = sorted(children_of(strategy, "issuedreports"), key=attrgetter("version"))
    return {issued.which_report: issued.version for issued in found}


def find_reported(slug: str) -> Strategy:
    """With all that a report says of the strategy itself: one query. Raises Strategy.DoesNotExist."""
    chosen = reported_strategies().filter(slug=slug).select_related("predecessor", "arrangement")
    for found in with_children(chosen, Children("outcomes"), Children("statements"), Children("source_entries")):
        return found
    raise Strategy.DoesNotExist(f"No strategy {slug} is reported")


def drafts(strategies: Iterable[Strategy], on: date) -> Iterator[ReportDraft]:
    """Each strategy's reports of its years and first halves, the latest first, then that of the whole. No query."""
    for strategy in strategies:
        halves = years_of(strategy, ReportKind.MID_YEAR, on)
        for year in reversed(years_of(strategy, ReportKind.ANNUAL, on)):
            yield ReportDraft(ReportKey(strategy, ReportKind.ANNUAL, year, on=on), year.end > on)
            if year in halves:
                yield ReportDraft(ReportKey(strategy, ReportKind.MID_YEAR, year, on=on), is_to_date=False)
        if strategy.starts_on <= on:
            yield ReportDraft(ReportKey(strategy, ReportKind.END_OF_STRATEGY, on=on), strategy.ends_on >= on)


def years_of(strategy: Strategy, kind: ReportKind, on: date) -> list[Period]:
    """The years of which there is a report of that kind: those that have begun; or whose first half has ended, if the
    strategy ran in it.
    """
    begun = [year for year in strategy.years if max(year.start, strategy.starts_on) <= on]
    if kind is not ReportKind.MID_YEAR:
        return begun
    halves = [(year, year.first_half) for year in begun]
    return [
        year
        for year, half in halves
        if half.end <= on and strategy.starts_on < half.end and strategy.ends_on >= half.last_day
    ]


def find_key(
    strategy: Strategy, year: str, on: date, about: str = "", kind: ReportKind = ReportKind.ANNUAL
) -> ReportKey:
    """The report of a year as in addresses (`2025-26`), or that of the whole strategy for an empty one.

    Raises UnknownReport.
    """
    part = find_part(strategy, about) if about else None
    if about and part is None:
        raise UnknownPart(strategy, about)
    if not year:
        return ReportKey(strategy, ReportKind.END_OF_STRATEGY, about=part, on=on)
    years = {each.slug: each for each in years_of(strategy, kind, on)}
    if year not in years:
        raise UnknownReport(strategy, kind, year, years)
    return ReportKey(strategy, kind, years[year], part, on)
