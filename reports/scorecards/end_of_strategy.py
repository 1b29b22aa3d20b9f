"""The end-of-strategy report: what became of each indicator and each action, from the first year to the last."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from actions.models import Action
from actions.scorecards.action_plan import ActionLine
from outcomes.models import Strategy
from reports.models import ReportKind
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.periods import Period

from .report_entries import IndicatorEntry
from .report_evidence import ReportEvidence, evidence, implied, uncapitalised
from .report_form import DRAFT, Content, Edition, Frame, Generated, ReportKey, Setting, references, setting, span_text
from .report_form import frame as filled_in


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


def end_of_strategy_report(strategy: Strategy, on: date, edition: Edition = DRAFT) -> EndOfStrategyReport:
    """At most 30 queries, whatever the number of indicators, values, actions and comments."""
    key = ReportKey(strategy, ReportKind.END_OF_STRATEGY)
    started = [year for year in strategy.years if year.start <= on]
    loaded, found = setting(key), evidence(key, started, on)
    is_running = strategy.ends_on >= on
    frame = filled_in(
        loaded, on, edition, _generated(loaded, found, is_running), lambda line: implied(line, loaded, found),
        is_demonstration=found.is_demonstration,
    )  # fmt: skip
    return EndOfStrategyReport(frame, found, is_running)


def _generated(loaded: Setting, found: ReportEvidence, is_running: bool) -> dict[str, Generated]:
    figures = f"the figures of the strategy’s last year, {found.years[-1].label}: {found.tally_text}"
    return {
        Content.PURPOSE: Generated(_purpose(loaded, found, is_running)),
        Content.RECOMMENDATION: Generated(f"{loaded.audience} is asked to note:", found.recommended(figures)),
        Content.CONCLUSION: Generated(_conclusion(found, is_running)),
        Content.REFERENCES: references(loaded),
    }


def _purpose(loaded: Setting, found: ReportEvidence, is_running: bool) -> str:
    strategy, day = found.strategy, date_format(found.on, "j F Y")
    ends_on = date_format(strategy.ends_on, "j F Y")
    state = (
        f"As at {day} the strategy is still running; it ends on {ends_on}."
        if is_running
        else f"The strategy ended on {ends_on}; this report is as at {day}."
    )
    return (
        f"To report to {uncapitalised(loaded.audience)} what became of the {strategy.title} of "
        f"{strategy.organisation}, {span_text(strategy)}, which has {found.holdings}. {state}"
    )


def _conclusion(found: ReportEvidence, is_running: bool) -> str:
    year = found.years[-1].label
    figures = f"In {year}: {found.tally_text}." if found.entries else "The strategy’s source states no indicators."
    actions = f" {found.plan.counts.text}." if found.plan.lines else " Its source lists no actions."
    gaps = f" {found.plan.counts.gaps_text}." if found.plan.counts.gaps_text else ""
    still = f" The strategy ends on {date_format(found.strategy.ends_on, 'j F Y')}." if is_running else ""
    return f"{figures}{actions}{gaps}{still}"
