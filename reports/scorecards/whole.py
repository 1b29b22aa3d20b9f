"""What became of a whole strategy: promises, indicators from start to last year, actions, lessons, hand-over."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from actions.models import Action
from actions.scorecards.action_line import ActionLine
from consultations.models import Note
from indicators.judging.cards import Point
from indicators.judging.standing import Standing
from indicators.judging.trends import Trends
from strategy_portal.domain import sentences
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.lateness import whole_months
from strategy_portal.domain.periods import Period
from strategy_portal.domain.sentences import number_text, sentence
from strategy_portal.domain.status import Status
from strategy_portal.domain.streaks import OFF_TARGET
from strategy_portal.domain.survey import samples_of
from strategy_portal.domain.trend import Direction, Trend, short_trend
from strategy_portal.domain.wording import and_text
from strategy_portal.domain.year_in_words import verdict_text

from .progress import Part, Progress, on_target_text, outcome_sentence
from .report_entries import IndicatorEntry, OutcomeEntries
from .report_evidence import ReportEvidence
from .summary import Summary

NAMED = 12
"""So many references stand in a cell, the others are counted."""


@dataclass(frozen=True)
class PromiseRow:
    """An outcome as it was promised, what came of it in a sentence, and on target by year."""

    group: OutcomeEntries
    came_of_it: str
    by_year: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """An indicator from its start to the last year. `start` is its baseline, else the first year with a figure."""

    entry: IndicatorEntry
    is_running: bool

    @cached_property
    def first(self) -> tuple[Period, Standing] | None:
        return next((line for line in self.entry.years if isinstance(line[1].judged.value, Decimal)), None)

    @property
    def start_text(self) -> str:
        if self.entry.baseline_text:
            return self.entry.baseline_text
        if self.first is None:
            return "–"
        year, standing = self.first
        marked = "" if year == self.entry.years[0][0] else f" ({year.label})"
        return f"{standing.value_text}{marked}"

    @cached_property
    def change(self) -> Trend:
        """The last year against the start, within its band and within chance no change (rules 7.2, 7.3)."""
        entry, now = self.entry, self.entry.standing
        baseline = entry.indicator.baseline
        if baseline is None and (self.first is None or self.first[0] == entry.year):
            return Trend(Direction.NOT_ENOUGH_DATA, now.judged.value, now.judged.value)
        start = baseline if baseline is not None else self.first[1].judged.value if self.first else now.judged.value
        samples = None
        if baseline is None and self.first:
            samples = samples_of(now.reading, self.first[1].reading, entry.indicator.factor)
        band = Trends(entry.figures).band(now.period, start)
        rule, target = now.judged.rule, now.judged.target
        return short_trend(now.judged.value, start, rule.polarity, band=band, target=target, samples=samples)

    @property
    def verdict(self) -> str:
        change, format = self.change, self.entry.standing.format
        size = ""
        if isinstance(change.current, Decimal) and isinstance(change.against, Decimal):
            gap = change.current - change.against
            size = format.difference_text(gap) + (" level" if format.measure == "level" else "")
        statuses = [standing.status for _, standing in self.entry.years]
        text = verdict_text(statuses, change.direction, size, is_running=self.is_running)
        since = self.entry.since
        reached = since is not None and since.status is Status.GREEN and self.entry.status in OFF_TARGET
        return f"{text}; on target since" if reached else text

    @property
    def shapes(self) -> tuple[Status, ...]:
        """Each year, and what has come since."""
        of_years = tuple(standing.status for _, standing in self.entry.years)
        return (*of_years, self.entry.since.status) if self.entry.since else of_years


@dataclass(frozen=True)
class Fate:
    state: Action.State
    lines: tuple[ActionLine, ...]

    def which(self, most: int) -> str:
        """`Review the approach to consultation (7); ...`: so many by name, the others by number."""
        named = [f"{sentences.quoted(line.title, 70).rstrip('.')} ({line.number})" for line in self.lines[:most]]
        others = and_text([str(line.number) for line in self.lines[most:]])
        return f"{'; '.join([*named, *filter(None, [others])])}."


@dataclass(frozen=True)
class Whole:
    """All of it, of evidence that ends with the last year that has ended."""

    evidence: ReportEvidence
    summary: Summary
    is_running: bool

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        evidence = self.evidence
        so_far = " so far" if self.is_running else ""
        promised = Part("promised", f"What was promised, and what came of it{so_far}")
        progress = Progress(evidence, self.summary)
        found = [promised] if evidence.entries else list(progress.without_figures)
        if evidence.plan.lines:
            found.append(Part("fates", "What became of the actions"))
        if evidence.entries:
            found.append(Part("courses", "Indicator by indicator"))
        if progress.hears:
            found.append(Part("consultations", "What people said"))
        if self.lessons:
            found.append(Part("lessons", "Lessons on record"))
        return (*found, Part("handover", "Hand-over: what is open"))

    @property
    def promises(self) -> tuple[PromiseRow, ...]:
        return tuple(
            PromiseRow(
                group,
                outcome_sentence(group),
                tuple(
                    on_target_text(Tally.of(entry.years[place][1].status for entry in group.entries))
                    for place in range(len(self.evidence.years))
                ),
            )
            for group in self.evidence.groups
        )

    @property
    def all_by_year(self) -> tuple[str, ...]:
        return tuple(on_target_text(row.tally) for row in self.summary.stood if row.label != self.evidence.since_label)

    @property
    def fates(self) -> tuple[Fate, ...]:
        lines = self.evidence.plan.lines
        grouped = (Fate(state, tuple(line for line in lines if line.state == state)) for state in Action.State)
        return tuple(fate for fate in grouped if fate.lines)

    @property
    def dates_text(self) -> str:
        """Whether the actions were on time, or of how many that cannot be said."""
        plan = self.evidence.plan
        ended = [line for line in plan.lines if line.has_ended and line.completed_late_text]
        late = [line for line in ended if not line.completed_late_text.startswith("in time")]
        parts = (
            [f"{sentences.of_them(len(ended) - len(late), len(ended), 'completed action')} came in time"]
            if ended
            else []
        )
        if plan.overdue:
            are = "is past its" if len(plan.overdue) == 1 else "are past their"
            parts.append(f"{sentences.of_them(len(plan.overdue), len(plan.lines), 'action')} {are} date")
        undated = sentences.undated_text(len(plan.lines), plan.counts.unowned, plan.counts.undated)
        return " ".join(filter(None, [sentence(and_text(parts)) if parts else "", undated]))

    @cached_property
    def courses(self) -> tuple[tuple[str, tuple[Course, ...]], ...]:
        return tuple(
            (heading, tuple(Course(entry, self.is_running) for entry in entries))
            for heading, entries in self.summary.indexed
        )

    @cached_property
    def lessons(self) -> tuple[str, ...]:
        """Drafted from the record; the author adds or strikes."""
        return tuple(_lessons(self.evidence))

    @property
    def handover(self) -> tuple[tuple[str, str], ...]:
        return tuple((label, text) for label, text in _handover(self.evidence, self.summary) if text)

    @property
    def before_it_ends(self) -> str:
        """How much time is left, of a strategy that runs."""
        if not self.is_running:
            return ""
        months = whole_months(self.evidence.on, self.evidence.strategy.ends_on + timedelta(days=1))
        ends_on = sentences.day_text(self.evidence.strategy.ends_on)
        left = sentences.counted(months, "whole month").capitalize()
        return f"{left} {'is' if months == 1 else 'are'} left to {ends_on}."


def _lessons(evidence: ReportEvidence) -> Iterator[str]:
    entries, lines = evidence.entries, evidence.plan.lines
    bare = [entry for entry in entries if not entry.baseline_text]
    if bare:
        which = sentences.of_them(len(bare), len(entries), "indicator")
        yield sentence(f"Measure before you start: {which} had no baseline")
    counts = evidence.plan.counts
    if lines and (counts.unowned or counts.undated):
        gaps = sentences.undated_text(len(lines), counts.unowned, counts.undated)
        yield f"No action without owner and date: {gaps[:1].lower()}{gaps[1:]}"
    off, explained = _off_target_years(entries)
    if off and explained < off:
        yield sentence(
            f"Say why at once: {number_text(off - explained)} of {number_text(off)} yearly figures off target came "
            f"without a reason in their own year"
        )
    never = [entry for entry in entries if entry.status is Status.NOT_YET_MEASURED]
    if never:
        yield sentence(f"Measure it or leave it out: {_references(never)} never measured")
    for card in evidence.consultations:
        for lesson in card.notes.get(Note.Kind.LESSON, ())[:2]:
            yield f"From “{card.consultation.title}”: {sentences.quoted(lesson, 160)}"


def _off_target_years(entries: Iterable[IndicatorEntry]) -> tuple[int, int]:
    """How many yearly figures are off target, and of how many a reason was written in their own year."""
    off, explained = 0, 0
    for entry in entries:
        for year, standing in entry.years:
            if standing.status in OFF_TARGET:
                off += 1
                explained += any(_has_reason(entry, point) for point in entry.points if point.period.year == year)
    return off, explained


def _has_reason(entry: IndicatorEntry, point: Point) -> bool:
    return any(said.why.strip() for said in entry.entry_of(point).commentaries)


def _handover(evidence: ReportEvidence, summary: Summary) -> Iterator[tuple[str, str]]:
    by_owner: dict[str, list[IndicatorEntry]] = defaultdict(list)
    for thing in summary.exceptions:
        if thing.entry:
            by_owner[str(thing.entry.indicator.owner or "No owner")].append(thing.entry)
    off = "; ".join(f"{owner}: {_references(entries)}" for owner, entries in sorted(by_owner.items()))
    yield "Indicators off target", sentence(off)
    yield "Indicators without an owner", _references([e for e in evidence.entries if e.indicator.owner is None])
    open_lines = [line for line in evidence.plan.lines if not line.has_ended]
    yield "Actions that are open", _numbers(open_lines)
    unowned = [line for line in open_lines if not line.owner_names]
    yield "Of these without an owner", "All" if len(unowned) == len(open_lines) > 1 else _numbers(unowned)
    owed = [(card.consultation.title, card.answered.base - card.answered.count) for card in evidence.consultations]
    themes = [f"“{title}”: {sentences.counted(count, 'theme')}" for title, count in owed if count]
    yield "Replies owed", sentence("; ".join(themes))
    yield "Figures owed", " ".join(each.text for each in summary.owed)
    ended = evidence.strategy.ends_on < evidence.on
    yield "Who takes over", "Not recorded." if ended else "To be named before the strategy ends."


def _references(entries: Sequence[IndicatorEntry]) -> str:
    shown = ", ".join(entry.indicator.reference for entry in entries[:NAMED])
    return f"{shown} and {len(entries) - NAMED} more" if len(entries) > NAMED else shown


def _numbers(lines: Sequence[ActionLine]) -> str:
    shown = ", ".join(str(line.number) for line in lines[:NAMED])
    return f"{shown} and {len(lines) - NAMED} more" if len(lines) > NAMED else shown
