"""The reports of either kind: what a financial year, or a whole strategy, amounts to."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from actions.models import Action
from actions.scorecards.action_plan import ActionLine
from outcomes.models import Strategy
from reports.models import FormSection, ReportKind
from strategy_portal.domain import wording
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.periods import Period

from .report_entries import IndicatorEntry
from .report_evidence import ReportEvidence, evidence, implied, uncapitalised
from .report_form import (
    DRAFT,
    IMPLICATION,
    Content,
    Edition,
    Frame,
    Generated,
    ImplicationLine,
    ReportKey,
    ReportSection,
    Setting,
    references,
    setting,
    span_text,
)  # fmt: skip


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


@dataclass(frozen=True)
class YearTally:
    """How many indicators stood where in one year."""

    year: Period
    tally: Tally
    is_running: bool


@dataclass(frozen=True)
class EndOfStrategyReport:
    """A whole strategy. `is_running` on the report's day: then it says how things stand, not how they ended."""

    frame: Frame
    evidence: ReportEvidence
    is_running: bool

    @property
    def years(self) -> tuple[YearTally, ...]:
        return tuple(
            YearTally(
                year,
                Tally.of(entry.years[place][1].status for entry in self.evidence.entries),
                year.end > self.frame.on,
            )
            for place, year in enumerate(self.evidence.years)
        )

    @property
    def fates(self) -> tuple[tuple[Action.State, tuple[ActionLine, ...]], ...]:
        """The actions by the state that they are in, states without an action left out."""
        lines = self.evidence.plan.lines
        grouped = [(state, tuple(line for line in lines if line.state == state)) for state in Action.State]
        return tuple((state, found) for state, found in grouped if found)

    @property
    def open_actions(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.evidence.plan.lines if not line.has_ended)

    @property
    def open_indicators(self) -> tuple[IndicatorEntry, ...]:
        """Off target, or without a colour, in the last year."""
        return (*self.evidence.exceptions, *self.evidence.without_colour)


Report = AnnualReport | EndOfStrategyReport


def report_of(key: ReportKey, on: date, edition: Edition = DRAFT) -> Report:
    """At most 30 queries, whatever the number of indicators, values, actions and comments.

    Raises Arrangement.DoesNotExist for a strategy of which it is not settled how it is reported.
    """
    if key.year is None:
        return end_of_strategy_report(key.strategy, on, edition)
    return annual_report(key.strategy, key.year, on, edition)


def annual_report(strategy: Strategy, year: Period, on: date, edition: Edition = DRAFT) -> AnnualReport:
    key = ReportKey(strategy, ReportKind.ANNUAL, year)
    loaded, found = setting(key), evidence(key, [each for each in strategy.years if each <= year], on)
    frame = _frame(
        loaded, found, edition,
        purpose=_purpose_of_year(loaded, found, year),
        figures=f"the figures of {year.label}: {found.tally_text}",
        conclusion=_conclusion_of_year(found, year),
    )  # fmt: skip
    return AnnualReport(frame, year, found)


def end_of_strategy_report(strategy: Strategy, on: date, edition: Edition = DRAFT) -> EndOfStrategyReport:
    key = ReportKey(strategy, ReportKind.END_OF_STRATEGY)
    loaded, found = setting(key), evidence(key, [year for year in strategy.years if year.start <= on], on)
    is_running = strategy.ends_on >= on
    frame = _frame(
        loaded, found, edition,
        purpose=_purpose_of_strategy(loaded, found, is_running),
        figures=f"the figures of the strategy’s last year, {found.last_year.label}: {found.tally_text}",
        conclusion=_conclusion_of_strategy(found, is_running),
    )  # fmt: skip
    return EndOfStrategyReport(frame, found, is_running)


def _frame(
    loaded: Setting, found: ReportEvidence, edition: Edition, *, purpose: str, figures: str, conclusion: str
) -> Frame:
    """The form filled in: what the portal words, and what people wrote beside it."""
    generated = {
        Content.PURPOSE: Generated(purpose),
        Content.RECOMMENDATION: Generated(f"{loaded.audience} is asked to note:", found.recommended(figures)),
        Content.CONCLUSION: Generated(conclusion),
        Content.REFERENCES: references(loaded),
    }
    return Frame(
        key=loaded.key,
        edition=edition,
        on=found.on,
        arrangement=loaded.arrangement,
        sections=tuple(
            _section(
                section,
                generated.get(Content(section.content), Generated()),
                loaded.text(section.key) or section.standard,
            )
            for section in loaded.arrangement.form.sections.all()
        ),
        implications=tuple(
            ImplicationLine(line, loaded.text(f"{IMPLICATION}{line.number}") or implied(line, loaded, found))
            for line in loaded.arrangement.form.implications.all()
        ),
        is_demonstration=found.is_demonstration or loaded.is_demonstration,
    )


def _section(section: FormSection, generated: Generated, narrative: str) -> ReportSection:
    """People's recommendation stands in place of the portal's; their other texts stand beside the figures."""
    is_replaced = narrative and section.content == Content.RECOMMENDATION
    return ReportSection(section, Generated() if is_replaced else generated, narrative)


def _purpose_of_year(loaded: Setting, found: ReportEvidence, year: Period) -> str:
    strategy, day = found.strategy, date_format(found.on, "j F Y")
    so_far = f", which is still running on {day}" if year.end > found.on else ""
    about = f"{strategy.title} of {strategy.organisation}"
    return (
        f"To report to {uncapitalised(loaded.audience)} the progress of the {about} in the financial year "
        f"{year.label}{so_far}. The strategy runs from {span_text(strategy.starts_on, strategy.ends_on)} "
        f"and has {found.holdings}. All figures are as at {day}."
    )


def _conclusion_of_year(found: ReportEvidence, year: Period) -> str:
    if not found.entries:
        actions = f"{found.plan.counts.text}." if found.plan.lines else "What it holds stands in the appendices."
        return f"{found.strategy.without_indicators}, so no figure is judged in {year.label}. {actions}"
    earlier = [entry.before.status for entry in found.entries if entry.before is not None]
    was = f" In {year.previous().label}: {uncapitalised(wording.tally_text(Tally.of(earlier)))}." if earlier else ""
    return f"In {year.label}: {found.tally_text}.{was}"


def _purpose_of_strategy(loaded: Setting, found: ReportEvidence, is_running: bool) -> str:
    strategy, day = found.strategy, date_format(found.on, "j F Y")
    ends_on = date_format(strategy.ends_on, "j F Y")
    state = (
        f"As at {day} the strategy is still running; it ends on {ends_on}."
        if is_running
        else f"The strategy ended on {ends_on}; this report is as at {day}."
    )
    return (
        f"To report to {uncapitalised(loaded.audience)} what became of the {strategy.title} of "
        f"{strategy.organisation}, {span_text(strategy.starts_on, strategy.ends_on)}, "
        f"which has {found.holdings}. {state}"
    )


def _conclusion_of_strategy(found: ReportEvidence, is_running: bool) -> str:
    year = found.last_year.label
    figures = f"In {year}: {found.tally_text}." if found.entries else f"{found.strategy.without_indicators}."
    actions = f" {found.plan.counts.text}." if found.plan.lines else f" {found.strategy.without_actions}."
    gaps = f" {found.plan.counts.gaps_text}." if found.plan.counts.gaps_text else ""
    still = f" The strategy ends on {date_format(found.strategy.ends_on, 'j F Y')}." if is_running else ""
    return f"{figures}{actions}{gaps}{still}"
