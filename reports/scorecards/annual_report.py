"""The annual progress report: what a financial year's figures, actions and consultations amount to."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from outcomes.models import Strategy
from reports.models import ReportKind
from strategy_portal.domain import wording
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.periods import Period

from .report_entries import IndicatorEntry
from .report_evidence import ReportEvidence, evidence, implied, uncapitalised
from .report_form import DRAFT, Content, Edition, Frame, Generated, ReportKey, Setting, references, setting, span_text
from .report_form import frame as filled_in


@dataclass(frozen=True)
class AnnualReport:
    """One financial year of a strategy."""

    frame: Frame
    year: Period
    evidence: ReportEvidence

    @property
    def is_running(self) -> bool:
        """The year has not ended: its figures are to date."""
        return self.year.end > self.frame.on

    @property
    def changes(self) -> tuple[IndicatorEntry, ...]:
        """Indicators whose status is another than the year before."""
        return tuple(entry for entry in self.evidence.entries if entry.status_changed)

    @property
    def before(self) -> Period | None:
        """The year before, if the strategy was running then."""
        return self.evidence.years[-2] if len(self.evidence.years) > 1 else None


def annual_report(strategy: Strategy, year: Period, on: date, edition: Edition = DRAFT) -> AnnualReport:
    """At most 30 queries, whatever the number of indicators, values, actions and comments."""
    years = tuple(each for each in strategy.years if each <= year)
    key = ReportKey(strategy, ReportKind.ANNUAL, year)
    loaded, found = setting(key), evidence(key, years, on)
    frame = filled_in(
        loaded, on, edition, _generated(loaded, found, year), lambda line: implied(line, loaded, found),
        is_demonstration=found.is_demonstration,
    )  # fmt: skip
    return AnnualReport(frame, year, found)


def _generated(loaded: Setting, found: ReportEvidence, year: Period) -> dict[str, Generated]:
    figures = f"the figures of {year.label}: {found.tally_text}"
    return {
        Content.PURPOSE: Generated(_purpose(loaded, found, year)),
        Content.RECOMMENDATION: Generated(f"{loaded.audience} is asked to note:", found.recommended(figures)),
        Content.CONCLUSION: Generated(_conclusion(found, year)),
        Content.REFERENCES: references(loaded),
    }


def _purpose(loaded: Setting, found: ReportEvidence, year: Period) -> str:
    strategy, day = found.strategy, date_format(found.on, "j F Y")
    so_far = f", which is still running on {day}" if year.end > found.on else ""
    about = f"{strategy.title} of {strategy.organisation}"
    return (
        f"To report to {uncapitalised(loaded.audience)} the progress of the {about} in the financial year "
        f"{year.label}{so_far}. The strategy runs from {span_text(strategy)} and has {found.holdings}. "
        f"All figures are as at {day}."
    )


def _conclusion(found: ReportEvidence, year: Period) -> str:
    if not found.entries:
        actions = f"{found.plan.counts.text}." if found.plan.lines else "What it holds is told in the appendices."
        return f"The strategy’s source states no indicators, so no figure is judged in {year.label}. {actions}"
    earlier = [entry.before.status for entry in found.entries if entry.before is not None]
    was = f" In {year.previous().label}: {uncapitalised(wording.tally_text(Tally.of(earlier)))}." if earlier else ""
    return f"In {year.label}: {found.tally_text}.{was}"
