"""What is late at the cut-off, and the next dates: figures, actions, the end of the strategy."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from actions.scorecards.action_line import ActionLine
from strategy_portal.clock import working_days_between
from strategy_portal.domain import sentences
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.periods import Frequency, Period, Window, period_of
from strategy_portal.domain.sentences import sentence
from strategy_portal.domain.wording import and_text

from .report_entries import IndicatorEntry
from .report_evidence import ReportEvidence

OWNERS = 6
"""So many of those who owe figures of one period are named."""

DATES = 4
"""So many dates to come are named."""


@dataclass(frozen=True)
class Owed:
    """Figures of one period that nobody has sent or approved, though their day has passed by the cut-off.

    `days` are working days.
    """

    text: str
    entries: tuple[IndicatorEntry, ...]
    days: int


@dataclass(frozen=True)
class NextDate:
    day: date
    text: str


def owed_figures(evidence: ReportEvidence) -> Iterator[Owed]:
    """Figures whose day has passed, by period, the longest late first, and in it by who owes them."""
    by_period: dict[Period, dict[str, list[IndicatorEntry]]] = defaultdict(lambda: defaultdict(list))
    for entry in evidence.entries:
        for point in (*entry.points, *entry.later):
            if point.period.year >= entry.year and (who := _who_owes(entry, point.period, evidence.on)):
                by_period[point.period][who].append(entry)
    for period, by_owner in sorted(by_period.items(), key=lambda each: (each[0].end, each[0].start)):
        days = working_days_between(_due_on(period), evidence.on)
        owing = [f"{who} ({_references(entries)})" for who, entries in sorted(by_owner.items())]
        named = and_text(owing if len(owing) <= OWNERS else [*owing[:OWNERS], f"{len(owing) - OWNERS} more"])
        text = f"Figures for {sentences.months_text(period)}, {days} working days late: {named}."
        yield Owed(text, tuple(entry for entries in by_owner.values() for entry in entries), days)


def _references(entries: Sequence[IndicatorEntry]) -> str:
    few = len(entries) <= 4
    return ", ".join(entry.indicator.reference for entry in entries) if few else f"{len(entries)} indicators"


def _who_owes(entry: IndicatorEntry, period: Period, on: date) -> str:
    """The owner, or the units that have not answered; empty where nothing is overdue."""
    figures = entry.figures
    is_overdue = period.window(on, grace_days=settings.FIGURES["GRACE_DAYS"]) is Window.OVERDUE
    if not is_overdue or entry.indicator.is_proposed or entry.indicator.formula or period in figures.locked:
        return ""
    known = figures.entry(period)
    if known.missing_units:
        return and_text(known.missing_units[:3])
    nothing = known.reading.number is Missing.NOT_ENTERED and period in figures.own_periods(period)
    return str(entry.indicator.owner or "no owner") if nothing else ""


def _due_on(period: Period) -> date:
    return period.last_day + timedelta(days=settings.FIGURES["GRACE_DAYS"])


def nothing_late_text(evidence: ReportEvidence, undated: int) -> str:
    parts = ["no figure is late"] if evidence.entries else []
    if evidence.plan.lines:
        parts.append("no action is known to be late" if undated else "no action is late")
    return sentence(and_text(parts) or "nothing is late")


def late_text(late: Sequence[ActionLine], total: int) -> str:
    """`Four of 24 actions are past their date, the longest by 2 years 6 months: 16, 9 and 20.`"""
    count, numbers = len(late), [str(line.number) for line in late]
    shown = and_text(numbers if count <= 6 else [*numbers[:5], f"{count - 5} more"])
    head = f"{sentences.of_them(count, total, 'action')} {'is' if count == 1 else 'are'} past "
    how_late = f"{'the longest ' if count > 1 else ''}{late[0].late_text}"
    return sentence(f"{head}{'its' if count == 1 else 'their'} date, {how_late}: {shown}")


def next_dates(evidence: ReportEvidence) -> Iterator[NextDate]:
    """The next returns, the next actions that fall due, the end of the strategy: those of the coming year."""
    found = [*_next_returns(evidence), *_next_actions(evidence)]
    ends_on = evidence.strategy.ends_on
    if timedelta(0) <= ends_on - evidence.on <= timedelta(days=366):
        found.append(NextDate(ends_on, "the strategy ends."))
    yield from sorted(found, key=lambda each: each.day)[:DATES]


def _next_returns(evidence: ReportEvidence) -> Iterable[NextDate]:
    """Of each frequency the first period whose day is to come."""
    owing: set[Period] = set()
    for entry in evidence.entries:
        frequency = entry.figures.frequency
        if frequency in (None, Frequency.IRREGULAR) or entry.indicator.is_proposed:
            continue
        period = period_of(evidence.on, frequency, evidence.strategy.year_start)
        if _due_on(period.previous()) > evidence.on:
            period = period.previous()
        if period in entry.figures.own_periods(period):
            owing.add(period)
    for period in owing:
        yield NextDate(_due_on(period), f"figures for {sentences.months_text(period)} due.")


def _next_actions(evidence: ReportEvidence) -> Iterable[NextDate]:
    coming = [line for line in evidence.plan.lines if line.held_to_on and not line.has_ended]
    for line in sorted(coming, key=lambda line: (line.held_to_on or date.max, line.number)):
        if line.held_to_on and line.held_to_on >= evidence.on:
            yield NextDate(line.held_to_on, f"{sentences.quoted(line.title, 60).rstrip('.')} (action {line.number}).")
