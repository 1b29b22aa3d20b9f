"""Page one of a report: what a member reads who reads nothing else. Made from the evidence, without a further query."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from actions.scorecards.action_line import ActionLine
from strategy_portal.domain import sentences
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.sentences import counted, number_text, sentence
from strategy_portal.domain.status import COLOURS, Status
from strategy_portal.domain.streaks import OFF_TARGET
from strategy_portal.domain.wording import and_text
from strategy_portal.domain.year_in_words import onto_target_text

from .asked import Ask, asked_of, lacking_text, names_of
from .attention import Rank, Thing, attended_of, by_rank, thing_of
from .coming import NextDate, Owed, late_text, next_dates, nothing_late_text, owed_figures
from .cover_fit import CoverFit
from .report_entries import IndicatorEntry
from .report_evidence import ReportEvidence

THINGS = 3
"""So many things a member is to look at; every red of the year is named besides."""

SHAPES = 30
"""So many indicators at most are drawn as shapes in one row."""


@dataclass(frozen=True)
class Stood:
    """Where all indicators stood in a year; `is_provisional` is what came after the year reported, or a part of it."""

    label: str
    statuses: tuple[Status, ...]
    is_reported: bool = False
    is_provisional: bool = False

    @property
    def tally(self) -> Tally:
        return Tally.of(self.statuses)

    @property
    def shapes(self) -> tuple[Status, ...]:
        """One for each indicator, red first."""
        order = [*COLOURS, *(status for status in Status if not status.is_colour)]
        return tuple(sorted(self.statuses, key=order.index))


@dataclass(frozen=True)
class ActionsStood:
    """How many actions stand so, of a strategy without indicators; `mark` is the slug of their shape."""

    label: str
    mark: str
    count: int
    of: int

    @property
    def shapes(self) -> range:
        return range(self.count)


@dataclass(frozen=True)
class Item:
    """One sentence of a list, with the indicators and the actions that it speaks of: each stands in one list once.

    `counted` is the same without their names.
    """

    text: str
    entries: tuple[IndicatorEntry, ...] = ()
    lines: tuple[ActionLine, ...] = ()
    counted: str = ""

    @property
    def count(self) -> int:
        return len(self.entries) + len(self.lines)


@dataclass(frozen=True)
class MoreRed:
    """The reds of the year that have no row on page one: with their names, then by number, then only counted."""

    named: tuple[Thing, ...]
    numbered: tuple[Thing, ...]
    others: int

    @property
    def count(self) -> int:
        return len(self.named) + len(self.numbered) + self.others


@dataclass(frozen=True)
class Summary:
    """What the first page says. `asked` is what the figures suggest; a recommendation that people wrote replaces it."""

    evidence: ReportEvidence
    lead: str
    stood: tuple[Stood, ...]
    attended: tuple[Thing, ...]
    improved: tuple[Item, ...]
    not_known: tuple[Item, ...]
    owed: tuple[Owed, ...]
    next_dates: tuple[NextDate, ...]
    asked: tuple[Ask, ...]

    @cached_property
    def exceptions(self) -> tuple[Thing, ...]:
        """Everything that is off target in the year, in the order of the things."""
        off = [entry for entry in self.evidence.entries if entry.status in OFF_TARGET]
        known = {thing.entry.indicator.pk: thing for thing in self.attended if thing.entry}
        found = [known.get(each.indicator.pk) or thing_of(each, Rank.BETTER, self.evidence) for each in off]
        return tuple(sorted(found, key=by_rank))

    @cached_property
    def by_indicator(self) -> dict[int, Thing]:
        """The exceptions by the indicator's primary key."""
        return {thing.entry.indicator.pk: thing for thing in self.exceptions if thing.entry}

    @cached_property
    def indexed(self) -> tuple[tuple[str, tuple[IndicatorEntry, ...]], ...]:
        """All indicators under three heads, in the order of the appendix: off target, on target, not judged."""
        evidence = self.evidence
        off = tuple(thing.entry for thing in self.exceptions if thing.entry)
        met = tuple(entry for entry in evidence.entries if entry.status is Status.GREEN)
        groups = (
            (f"Off target: {sentences.exceptions_text(evidence.tally)}", off),
            (f"On target: {number_text(len(met))}", met),
            (f"Not judged: {number_text(len(evidence.without_colour))}", evidence.without_colour),
        )
        return tuple((heading, entries) for heading, entries in groups if entries)

    @property
    def things(self) -> tuple[Thing, ...]:
        """The first three by their rank."""
        return self.attended[:THINGS]

    @property
    def also_red(self) -> tuple[Thing, ...]:
        """Those red in the year that are not among the things."""
        return tuple(thing for thing in self.attended[THINGS:] if thing.rank is Rank.RED)

    def more_red(self, fit: CoverFit) -> MoreRed | None:
        """As many as have room; None where each has a row."""
        left = self.also_red[fit.further :]
        if not left:
            return None
        named, unnamed = left[: fit.named], left[fit.named :]
        numbered = unnamed[: fit.numbered]
        return MoreRed(named, numbered, len(unnamed) - len(numbered))

    @property
    def any_judged(self) -> bool:
        """Some colour is printed, so that a key to the colours has something to say."""
        return any(row.tally.assessable for row in self.stood)

    @property
    def most_shapes(self) -> bool:
        """So many indicators can be drawn as shapes beside their counts; of more the counts alone stand."""
        return len(self.evidence.entries) <= SHAPES

    @property
    def actions_stood(self) -> tuple[ActionsStood, ...]:
        """In place of the years of a strategy without indicators: its actions by lateness, the worst first."""
        lines = self.evidence.plan.lines
        late = [line for line in lines if line.is_overdue]
        rest = [line for line in lines if not line.is_overdue]
        undated = [line for line in rest if not line.has_ended and not line.held_to_on]
        rows = (
            ("Past the due date, nothing ever reported", "overdue", [line for line in late if line.latest is None]),
            ("Past the due date, reported on", "overdue", [line for line in late if line.latest is not None]),
            ("Without a due date", "not-available", undated),
            ("Not yet due", "not-due", [line for line in rest if not line.has_ended and line.held_to_on]),
            ("Completed or ended", "green", [line for line in rest if line.has_ended]),
        )
        return tuple(ActionsStood(label, mark, len(found), len(lines)) for label, mark, found in rows if found)

    @property
    def things_heading(self) -> str:
        """`Three things to attend to`, `Nothing is off target`."""
        count = len(self.things)
        if count:
            return f"{sentence(counted(count, 'thing')).rstrip('.')} to attend to"
        return "Nothing is off target" if self.evidence.tally.assessable else "Nothing could be judged"

    @property
    def nothing_judged_text(self) -> str:
        return lacking_text(self.evidence.entries) or f"No figure of {self.evidence.label} could be judged."

    @property
    def late(self) -> tuple[ActionLine, ...]:
        """Actions past their date, the longest first."""
        return tuple(sorted(self.evidence.plan.overdue, key=lambda line: -line.days_overdue))

    @property
    def nothing_missing_text(self) -> str:
        """Where the list of what is not known is empty: of what can't be judged nobody knows how it stands."""
        if self.evidence.tally.assessable or self.evidence.plan.lines:
            return "Nothing is missing from the record."
        return "Whether the strategy does what it is for: nothing on record can be judged."

    @cached_property
    def late_texts(self) -> tuple[str, ...]:
        """What is late in sentences, returns first; a sentence that nothing is where nothing is."""
        found = [each.text for each in self.owed]
        if self.late:
            found.append(late_text(self.late, len(self.evidence.plan.lines)))
        undated = sum(not line.due_as_written for line in self.evidence.plan.lines if not line.has_ended)
        if not found:
            found.append(nothing_late_text(self.evidence, undated))
        return tuple(found)

    @property
    def improved_counted(self) -> str:
        """What improved without names, for which page one may have no room."""
        if not self.evidence.entries and self.improved:
            lines, count = self.evidence.plan.lines, len(self.improved)
            completed = sentences.of_them(count, len(lines), "action")
            return sentence(f"{completed} {'is' if count == 1 else 'are'} completed")
        return " ".join(item.counted for item in self.improved)

    @property
    def nothing_improved(self) -> str:
        """What stands where nothing did."""
        if not self.evidence.entries:
            return "No action is completed." if self.evidence.plan.lines else "Nothing is recorded."
        if len(self.evidence.years) < 2:
            return "It is the strategy’s first year, so there is none before it to compare with."
        return "No indicator moved to a better colour."

    @property
    def count_not_known(self) -> int:
        """Indicators and actions of which something is not known, each counted once."""
        return sum(item.count for item in self.not_known)


def summary_of(evidence: ReportEvidence) -> Summary:
    attended = tuple(attended_of(evidence))
    owed = tuple(owed_figures(evidence))
    return Summary(
        evidence=evidence,
        lead=_lead(evidence),
        stood=tuple(_stood(evidence)),
        attended=attended,
        improved=tuple(_improved(evidence)),
        not_known=tuple(_not_known(evidence, owed)),
        owed=owed,
        next_dates=tuple(next_dates(evidence)),
        asked=tuple(asked_of(evidence, attended[:THINGS])),
    )


def _lead(evidence: ReportEvidence) -> str:
    if evidence.entries:
        return sentences.lead_text(evidence.tally, evidence.label, is_running=evidence.is_running)
    plan = evidence.plan
    if plan.lines:
        late = plan.overdue
        unreported = sum(line.latest is None for line in late)
        return sentences.actions_lead_text(
            len(plan.lines), len(late), unreported, sum(line.has_ended for line in plan.lines)
        )
    return f"{evidence.without_indicators} and no actions, so there is nothing to judge."


def _stood(evidence: ReportEvidence) -> Iterator[Stood]:
    if not evidence.entries:
        return
    for place, year in enumerate(evidence.years):
        statuses = tuple(entry.years[place][1].status for entry in evidence.entries)
        is_reported = year == evidence.last_year
        yield Stood(evidence.label_of(year), statuses, is_reported, is_reported and evidence.is_running)
    if evidence.since:
        statuses = tuple(entry.since.status for entry in evidence.entries if entry.since)
        yield Stood(evidence.since_label, statuses, is_provisional=True)


# --- What improved, what is not known --------------------------------------------------------------------------------


def _improved(evidence: ReportEvidence) -> Iterator[Item]:
    """Those that moved to a better colour, each once, with both figures; onto target first.

    A target that was lowered improves nothing, nor does the part of a year that is worse than the same part before.
    Of a strategy without indicators the actions that are completed.
    """
    if not evidence.entries:
        for line in evidence.plan.lines:
            if line.has_ended:
                stood = line.how_it_stands[:1].lower() + line.how_it_stands[1:]
                said = f", {line.state_said_within}" if line.state_said else ""
                title = sentences.quoted(line.title, 70).rstrip(".")
                yield Item(sentence(f"{title} ({line.number}): {stood}{said}"), lines=(line,))
    moved = [
        entry
        for entry in evidence.entries
        if entry.before and entry.before.status in OFF_TARGET and entry.in_words.verdict not in ("worse", "the same")
    ]
    onto = [entry for entry in moved if entry.status is Status.GREEN]
    if len(onto) == 1:
        (entry,) = onto
        first = not any(standing.status is Status.GREEN for _, standing in entry.years[:-1])
        text = onto_target_text(entry.name, entry.in_words, is_first_time=first)
        yield Item(text, (entry,), counted="One moved onto target.")
    elif onto:
        yield _moved(onto, "moved onto target")
    up = [e for e in moved if e.status is Status.AMBER and e.before and e.before.status is Status.RED]
    if up:
        yield _moved(up, "moved from red to amber")


MOST_MOVED = 4


def _moved(entries: Sequence[IndicatorEntry], how: str) -> Item:
    """The first of them by name: page one has to have room for what needs attention, and an appendix has all."""
    named = entries if len(entries) <= MOST_MOVED else entries[: MOST_MOVED - 1]
    names = [f"{entry.name} ({entry.in_words.short_change_text})" for entry in named]
    if left := len(entries) - len(named):
        names.append(f"{number_text(left).lower()} others")
    head = f"{number_text(len(entries))} {how}"
    return Item(sentence(f"{head}: {and_text(names)}"), tuple(entries), counted=sentence(head))


GAPS = (
    Status.NOT_AVAILABLE, Status.SUSPENDED, Status.OVERDUE, Status.DUE, Status.INCOMPLETE, Status.CANNOT_BE_COMPUTED,
)  # fmt: skip
"""Why a figure that was wanted is not there."""

WITHOUT_A_RULE = (Status.NO_TARGET, Status.POLARITY_NOT_SET)


def _not_known(evidence: ReportEvidence, owed: Sequence[Owed]) -> Iterator[Item]:
    """What is late is said there, and not here once more."""
    late = {entry.indicator.pk for each in owed for entry in each.entries}
    never = [entry for entry in evidence.entries if entry.status is Status.NOT_YET_MEASURED]
    gaps = [entry for entry in evidence.entries if entry.status in GAPS and entry.indicator.pk not in late]
    no_rule = [entry for entry in evidence.entries if entry.status in WITHOUT_A_RULE]
    no_trend = [e for e in evidence.entries if e.status.is_colour and e.before and e.before.status in GAPS]
    if never:
        yield Item(sentence(f"{names_of(never)}: never measured"), tuple(never))
    if gaps:
        yield Item(sentence(f"{names_of(gaps)}: no figure for {evidence.label}"), tuple(gaps))
    if no_rule:
        yield Item(sentence(f"{names_of(no_rule)}: no target, or no better side, so nothing is judged"), tuple(no_rule))
    if no_trend:
        year = evidence.label_of(evidence.last_year.previous())
        yield Item(sentence(f"{names_of(no_trend)}: no figure for {year}, so there is no trend"), tuple(no_trend))
    yield from _not_known_of_actions(evidence.plan.lines)


def _not_known_of_actions(lines: Sequence[ActionLine]) -> Iterator[Item]:
    """Those that lack the same in one sentence, those that lack most first."""
    open_lines = [line for line in lines if not line.has_ended]
    by_lack: dict[tuple[str, ...], list[ActionLine]] = defaultdict(list)
    for line in open_lines:
        there = (("owner", line.owner_names), ("due date", line.due_as_written), ("report", line.latest))
        if lacks := tuple(what for what, known in there if not known):
            by_lack[lacks].append(line)
    for lacks, found in sorted(by_lack.items(), key=lambda each: (-len(each[0]), each[1][0].number)):
        what = and_text([f"no {each}" for each in lacks])
        which = f"Action{'' if len(found) == 1 else 's'} {and_text([str(line.number) for line in found[:12]])}"
        if len(found) > 12 or len(found) == len(open_lines) > 1:
            which = sentences.of_them(len(found), len(open_lines), "open action")
        yield Item(sentence(f"{which}: {what}"), lines=tuple(found))
