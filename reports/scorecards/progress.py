"""What a cover report tells between purpose and conclusion: outcomes, what missed, what met, what people said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from actions.scorecards.action_line import ActionLine
from strategy_portal.domain import sentences
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.periods import Period
from strategy_portal.domain.sentences import counted, number_text, sentence
from strategy_portal.domain.status import Status
from strategy_portal.domain.wording import and_text

from .attention import Thing
from .report_entries import FigureCell, IndicatorEntry, OutcomeEntries
from .report_evidence import ReportEvidence
from .summary import Stood, Summary
from .you_said import counts_text

YEARS_ACROSS = 3
"""So many years stand side by side, the one reported at the right."""

NAMED = 12
"""So many indicators or actions are named in a sentence, the others counted."""


@dataclass(frozen=True)
class OutcomeRow:
    """How an outcome stands: counts now and a year before, and one sentence with the best and the worst of it."""

    group: OutcomeEntries
    now: Tally
    before: Tally | None
    sentence: str

    @property
    def shapes(self) -> tuple[Status, ...]:
        return Stood("", tuple(entry.status for entry in self.group.entries)).shapes

    @property
    def on_target(self) -> str:
        return on_target_text(self.now)

    @property
    def on_target_before(self) -> str:
        return on_target_text(self.before) if self.before else "–"


@dataclass(frozen=True)
class ActingRow:
    """How the actions of an outcome stand."""

    group: OutcomeEntries
    lines: tuple[ActionLine, ...]

    @property
    def ended(self) -> int:
        return sum(line.has_ended for line in self.lines)

    @property
    def late(self) -> int:
        return sum(line.is_overdue for line in self.lines)

    @property
    def unreported(self) -> int:
        return sum(line.latest is None for line in self.lines)


@dataclass(frozen=True)
class FigureLine:
    """An indicator in one row: its figures of some years, the target, and what has come since."""

    entry: IndicatorEntry
    cells: tuple[FigureCell, ...]
    since: FigureCell | None
    thing: Thing | None = None

    @property
    def target_text(self) -> str:
        return self.entry.printed_target or "not stated"


@dataclass(frozen=True)
class Part:
    """A numbered part of the section: `slug` names the template that fills it."""

    slug: str
    heading: str

    @property
    def template(self) -> str:
        return f"reports/progress/{self.slug}.html"


@dataclass(frozen=True)
class Progress:
    """The parts in their order, those left out that have nothing to say."""

    evidence: ReportEvidence
    summary: Summary

    @property
    def years(self) -> tuple[Period, ...]:
        return self.evidence.years[-YEARS_ACROSS:]

    @property
    def headings(self) -> tuple[str, ...]:
        """Of their columns; what is still running says so."""
        labels = [self.evidence.label_of(year) for year in self.years]
        return (*labels[:-1], f"{labels[-1]} so far" if self.evidence.is_running else labels[-1])

    @property
    def columns(self) -> int:
        """Of a table of figures: the indicator, its years, the target, and what has come since."""
        return len(self.years) + 2 + bool(self.evidence.since)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        evidence = self.evidence
        if not evidence.entries:
            return (*self.without_figures, *self._last)
        found = [Part("outcomes", self._outcomes_heading)]
        if self.missed:
            found.append(Part("missed", f"What missed its target: {sentences.exceptions_text(evidence.tally)}"))
        if self.met:
            found.append(Part("met", f"What met its target: {number_text(len(self.met))}"))
        if self.unjudged:
            found.append(Part("unjudged", f"What could not be judged: {number_text(len(self.unjudged))}"))
        if evidence.since:
            found.append(Part("since", "Since the year ended"))
        return (*found, *self._last)

    @property
    def _last(self) -> tuple[Part, ...]:
        """Actions and consultations: where there is nothing of either, that is one part."""
        if not self.evidence.plan.lines and self.hears and not self.evidence.said and not self.evidence.consulting:
            return (Part("nothing", "Actions and consultations: none"),)
        actions = Part("actions", self.actions_heading)
        return (actions, Part("consultations", "What people said")) if self.hears else (actions,)

    @property
    def hears(self) -> bool:
        """Whether it tells what people said: consultations are of the whole strategy, not of a part of it."""
        return self.evidence.report_key.about is None

    @property
    def without_figures(self) -> tuple[Part, ...]:
        """In place of figures: how each outcome stands by its actions; where there are none, what was promised."""
        if self.evidence.plan.lines:
            return (Part("acting", self._outcomes_heading),) if len(self.acting) > 1 else ()
        promised = any(group.outcome.description for group in self.evidence.groups)
        return (Part("promises", "What was promised"),) if promised or len(self.evidence.groups) > 1 else ()

    @property
    def _outcomes_heading(self) -> str:
        strategy, count = self.evidence.strategy, len(self.evidence.groups)
        outcomes = counted(count, strategy.outcome_label.lower(), strategy.outcome_label_plural.lower())
        return f"How the {outcomes} stand{'s' if count == 1 else ''}"

    @cached_property
    def acting(self) -> tuple[ActingRow, ...]:
        lines = self.evidence.plan.lines
        rows = (
            ActingRow(group, tuple(line for line in lines if group.outcome.number in line.outcome_numbers))
            for group in self.evidence.groups
        )
        return tuple(row for row in rows if row.lines)

    @property
    def are_shared(self) -> bool:
        """Some action serves several outcomes, and counts in each."""
        return sum(len(row.lines) for row in self.acting) > len(self.evidence.plan.lines)

    @property
    def is_judged(self) -> bool:
        """Whether any outcome could be judged, now or a year before: else a table of them has nothing to say."""
        return any(row.now.assessable or (row.before and row.before.assessable) for row in self.outcomes)

    @cached_property
    def outcomes(self) -> tuple[OutcomeRow, ...]:
        return tuple(_outcome_row(group) for group in self.evidence.groups)

    @property
    def outcomes_text(self) -> str:
        """`At the end of March 2026, 10 of 17 indicators were on target; a year before it was 7 of 16.`"""
        now, evidence = on_target_text(self.evidence.tally), self.evidence
        at_end = f"{'In' if evidence.report_key.is_of_half else 'At the end of'} {evidence.label}"
        when = f"By {sentences.day_text(evidence.on)}" if evidence.is_running else at_end
        earlier = [entry.before.status for entry in evidence.entries if entry.before is not None]
        was = f"; a year before it was {on_target_text(Tally.of(earlier))}" if earlier else ""
        full = [
            row for row in self.outcomes if row.now.assessable and row.now.counts[Status.GREEN] == row.now.assessable
        ]
        label = evidence.strategy.outcome_label.lower()
        is_one = len(self.outcomes) == 1
        whole = f" No {label} is fully on target." if not full and not is_one else ""
        if not evidence.tally.assessable:
            none = f"the {label}" if is_one else f"none of the {number_text(len(self.outcomes))}"
            names = and_text([f"“{row.group.outcome.title}” ({row.group.outcome.number})" for row in self.outcomes])
            text = f"{none} could {'not ' if is_one else ''}be judged"
            return sentence(text if self.is_judged or len(self.outcomes) > NAMED else f"{text}: {names}")
        were = "indicator was" if evidence.tally.assessable == 1 else "indicators were"
        return f"{when}, {now} {were} on target{was}.{whole}"

    @cached_property
    def missed(self) -> tuple[FigureLine, ...]:
        """Off target, in the order in which they are to be attended to."""
        return tuple(self._line(thing.entry, thing) for thing in self.summary.exceptions if thing.entry)

    @cached_property
    def met(self) -> tuple[FigureLine, ...]:
        return tuple(self._line(entry) for entry in self.evidence.entries if entry.status is Status.GREEN)

    @property
    def unjudged(self) -> tuple[IndicatorEntry, ...]:
        return self.evidence.without_colour

    def _line(self, entry: IndicatorEntry, thing: Thing | None = None) -> FigureLine:
        return FigureLine(entry, entry.last_cells(YEARS_ACROSS), entry.since_cell, thing)

    @property
    def unexplained_text(self) -> str:
        """`For three of seven (3.3, 3.4 and 4.2) no reason or no remedy was recorded.`; empty where all have both."""
        lacking = [
            line
            for line in self.missed
            if line.thing and not (line.thing.is_explained and line.thing.remedy.is_recorded)
        ]
        if not lacking:
            return ""
        which = and_text([line.entry.indicator.reference for line in lacking[:NAMED]])
        more = " and others" if len(lacking) > NAMED else ""
        of_them = sentences.of_text(len(lacking), len(self.missed))
        return f"For {of_them} ({which}{more}) no reason or no remedy was recorded."

    @property
    def since_texts(self) -> tuple[str, ...]:
        """What has come since: the counts, then each that has another status than in the year, the worst first."""
        return tuple(_since_texts(self.evidence))

    # --- Actions ---

    @property
    def actions_heading(self) -> str:
        lines = self.evidence.plan.lines
        if not lines:
            return "Actions: none"
        done = sum(line.has_ended for line in lines)
        which = "one" if done == len(lines) == 1 else sentences.of_text(done, len(lines))
        return f"Actions: {which} completed"

    @cached_property
    def actions(self) -> tuple[ActionLine, ...]:
        """Late ones first, the longest late at the top; then those at work, then what has ended."""
        return tuple(
            sorted(self.evidence.plan.lines, key=lambda line: (line.has_ended, -line.days_overdue, line.number))
        )

    @property
    def has_owners(self) -> bool:
        """Whether any action has one: else a column would say of each that it has none."""
        return any(line.owner_names for line in self.evidence.plan.lines)

    @property
    def has_dates(self) -> bool:
        return any(line.due_as_written for line in self.evidence.plan.lines)

    @property
    def actions_text(self) -> str:
        """How many are in which state, what is late, and of how many that cannot be said."""
        plan = self.evidence.plan
        if not plan.lines:
            return f"{self.evidence.without_actions}."
        late = self.summary.late_texts[-1] if self.summary.late else ""
        gaps = sentences.undated_text(len(plan.lines), plan.counts.unowned, plan.counts.undated)
        states = states_text(plan.lines)
        as_at = f"States as reported by {sentences.day_text(self.evidence.on)}."
        return " ".join(filter(None, [sentence(states), late, gaps, as_at]))

    # --- Consultations ---

    @property
    def nothing_text(self) -> str:
        """That there are no actions and no consultations, in one sentence."""
        return sentence(f"{self.evidence.without_actions}, and {none_closed_text(self.evidence)}")

    @property
    def consultation_texts(self) -> tuple[str, ...]:
        return tuple(_consultation_texts(self.evidence))


def on_target_text(tally: Tally) -> str:
    """`3 of 5`: of those that could be judged; `none judged`."""
    return f"{tally.counts[Status.GREEN]} of {tally.assessable}" if tally.assessable else "none judged"


def states_text(lines: Sequence[ActionLine]) -> str:
    """`four are in progress, one of them at risk, two are not reported on and one is completed`."""
    return and_text(list(_states(lines)))


def _states(lines: Sequence[ActionLine]) -> Iterator[str]:
    """`four are in progress, one of them at risk`, `two were not reported on`."""
    for state in dict.fromkeys(line.state for line in sorted(lines, key=lambda line: line.number)):
        of_state = [line for line in lines if line.state is state]
        count, risky = len(of_state), sum(line.is_at_risk for line in of_state)
        word = "not reported on" if state == "unknown" else str(state.label).lower()
        at_risk = f", {number_text(risky)} of them at risk" if risky else ""
        yield f"{number_text(count)} {'is' if count == 1 else 'are'} {word}{at_risk}"


def _outcome_row(group: OutcomeEntries) -> OutcomeRow:
    before = [entry.before.status for entry in group.entries if entry.before is not None]
    return OutcomeRow(group, group.tally, Tally.of(before) if before else None, outcome_sentence(group))


def outcome_sentence(group: OutcomeEntries) -> str:
    """One that is on target, better ones first, but the worst of those that are not; what nobody measures too."""
    met = [entry for entry in group.entries if entry.status is Status.GREEN]
    met.sort(
        key=lambda entry: (
            entry.before is None or entry.before.status is Status.GREEN,
            entry.in_words.verdict != "better",
        )
    )
    missed = sorted(
        (entry for entry in group.entries if entry.status in (Status.RED, Status.AMBER)),
        key=lambda entry: (entry.status is not Status.RED, -entry.times_worse),
    )
    good = _clause(met[0]) if met else ""
    parts = [sentences.outcome_text(good, _clause(missed[0]) if missed else "")]
    never = [entry for entry in group.entries if entry.status is Status.NOT_YET_MEASURED]
    if never:
        is_one = len(never) == 1
        what = f"{never[0].indicator.reference} has" if is_one else f"{number_text(len(never))} have"
        parts.append(sentence(f"{what} never been measured"))
    if not met and not missed and not never:
        parts.append("Nothing could be judged.")
    return " ".join(filter(None, parts))


def _clause(entry: IndicatorEntry) -> str:
    """`Complaints closed rose from 21.3 to 21.6, above the limit of 20.5`."""
    told = entry.in_words
    name = sentences.quoted(entry.name, 60).rstrip(".")
    return f"{name} {told.change_text.split(';')[0]}, {told.place_text}"


def _since_texts(evidence: ReportEvidence) -> Iterator[str]:
    if evidence.since is None:
        return
    tally = Tally.of(entry.since.status for entry in evidence.entries if entry.since)
    yield f"{evidence.since_label}, provisional: {sentences.so_far_counts_text(tally)}."
    month = f"{evidence.since.start:%B}"
    changed = [e for e in evidence.entries if e.since and e.since.status is not e.status and e.since.status.is_colour]
    for entry in sorted(changed, key=lambda entry: list(Status).index(entry.since.status) if entry.since else 0):
        assert entry.since is not None
        name = f"{sentences.quoted(entry.name, 60).rstrip('.')} ({entry.indicator.reference})"
        figure = sentences.figure_text(entry.since.judged.value, entry.since.format)
        if entry.is_summed and entry.since.status is not Status.GREEN:
            yield sentences.so_far_text(name, figure, entry.since.target_text, is_on_course=entry.is_on_course)
        else:
            stands = "is on target" if entry.since.status is Status.GREEN else f"turned {entry.since.status.value}"
            yield sentence(f"{name} {stands} since {month}, at {figure}")


def none_closed_text(evidence: ReportEvidence) -> str:
    start = _told_from(evidence)
    return f"no consultation closed between {sentences.day_text(start)} and {sentences.day_text(evidence.on)}"


def _told_from(evidence: ReportEvidence) -> date:
    """From when on consultations are told: a strategy is consulted on before it starts."""
    return (evidence.last_year if evidence.report_key.year else evidence.years[0]).start


def _consultation_texts(evidence: ReportEvidence) -> Iterator[str]:
    """Those that closed since the year began, each in a sentence; earlier ones counted; an open one by its last day."""
    start = _told_from(evidence)
    closed = [(card, rows) for card, rows in evidence.said if card.consultation.closed_on >= start]
    for card, rows in closed:
        consultation = card.consultation
        counts = [count.in_words for count in card.counts if count.number is not None][:3]
        took_part = f": {and_text(counts)}" if counts else ""
        themes = f"{'is' if card.answered.count == 1 else 'are'} answered"
        answered = f" {card.answered.count} of its {card.answered.base} themes {themes}." if card.replies else ""
        did = f" {counts_text(rows)}" if card.replies else ""
        span = sentences.span_text(consultation.opened_on, consultation.closed_on)
        yield f"“{consultation.title}”, {span}{took_part}.{answered}{did}"
    if not closed:
        yield sentence(none_closed_text(evidence))
    if earlier := len(evidence.consultations) - len(closed):
        yield sentence(f"{counted(earlier, 'earlier one')} {'is' if earlier == 1 else 'are'} in the appendix")
    for consultation in evidence.consulting:
        yield sentences.open_consultation_text(consultation.title, consultation.closed_on)
