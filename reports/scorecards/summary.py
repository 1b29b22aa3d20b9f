"""Page one of a report: what a member reads who reads nothing else. Made from the evidence, without a further query."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property

from django.conf import settings
from django.utils.timezone import localtime

from actions.models import Action
from actions.scorecards.action_plan import ActionLine
from indicators.judging.cards import Point
from strategy_portal.clock import working_days_between
from strategy_portal.domain import telling
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.periods import Frequency, Period, Window, period_of
from strategy_portal.domain.status import COLOURS, Status
from strategy_portal.domain.streaks import OFF_TARGET
from strategy_portal.domain.telling import counted, number_text, sentence
from strategy_portal.domain.told import onto_target_text
from strategy_portal.domain.wording import and_text

from .needs import gap_in_tolerances
from .report_entries import IndicatorEntry
from .report_evidence import ReportEvidence

THINGS = 3
"""So many things a member is to look at; every red of the year is named besides."""

CELL = 160
"""Characters of what people wrote that stand on page one; the whole text stands in the appendix."""

SHAPES = 40
"""So many indicators at most are drawn as shapes in one row."""

OWNERS = 6
"""So many of those who owe figures of one period are named."""

DATES = 4
"""So many dates to come are named."""


class Rank(IntEnum):
    """Why something is to be attended to, worst first: the first that fits (docs/figures.md).

    What is off target and better than the year before is no thing to attend to, and comes last among the exceptions.
    """

    RED = 1
    RED_SINCE = 2
    WORSE_TWICE = 3
    WORSE = 4
    UNCHANGED = 5
    LATE = 6
    AT_RISK = 7
    BETTER = 8


@dataclass(frozen=True)
class OnRecord:
    """A reason or a remedy as people recorded it by the cut-off, `said_by` whom, `said_on` which day; or that nobody
    did, and then `is_recorded` is false. `lacks` is what a remedy goes without: an end date, an owner.
    """

    text: str
    is_recorded: bool = True
    said_by: str = ""
    said_on: date | None = None
    lacks: tuple[str, ...] = ()

    @property
    def lacks_text(self) -> str:
        """`No end date given.`"""
        return telling.lacking_text(self.lacks)

    @property
    def source_text(self) -> str:
        """`Customer Services, 18 April 2026`; empty where it is not known, or nothing was recorded."""
        day = telling.day_text(self.said_on) if self.said_on else ""
        return ", ".join(filter(None, [self.said_by, day])) if self.is_recorded else ""

    def shortened(self, most: int) -> "OnRecord":
        return replace(self, text=telling.quoted(self.text, most)) if self.is_recorded else self


@dataclass(frozen=True)
class Thing:
    """An indicator (`entry`) or an action (`line`) to attend to, with why and what is being done, as recorded."""

    rank: Rank
    entry: IndicatorEntry | None
    line: ActionLine | None
    headline: str
    account: str
    reason: OnRecord
    remedy: OnRecord
    since: str = ""

    @property
    def reference(self) -> str:
        """`1.4` of an indicator, `16` of an action."""
        return self.entry.indicator.reference if self.entry else str(self.line.number) if self.line else ""

    @property
    def name(self) -> str:
        return self.entry.name if self.entry else self.line.title if self.line else ""

    @property
    def sentence(self) -> str:
        """How its figure went, and what has come since: `Staff knowledge fell ... Red since April: 78.4%.`"""
        return f"{self.entry.told.account} {self.since}".strip() if self.entry else self.account

    @property
    def is_explained(self) -> bool:
        return self.reason.is_recorded

    @property
    def lacks_a_plan(self) -> bool:
        """Nobody said what is being done, or not by when or by whom."""
        return not self.remedy.is_recorded or bool(self.remedy.lacks)


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
    """One sentence of a list, with the indicators and the actions that it speaks of: each stands in one list once."""

    text: str
    entries: tuple[IndicatorEntry, ...] = ()
    lines: tuple[ActionLine, ...] = ()

    @property
    def count(self) -> int:
        return len(self.entries) + len(self.lines)


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


@dataclass(frozen=True)
class Ask:
    """What members are asked: `note` that ...; a recommendation says the same as `notes` that ...."""

    verb: str
    text: str

    @property
    def to_do(self) -> str:
        return f"{self.verb} {self.text}"

    @property
    def done(self) -> str:
        return f"{self.verb}s {self.text}"


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
        found = [thing_of(entry, rank_of(entry) or Rank.BETTER, self.evidence) for entry in off]
        return tuple(sorted(found, key=_order))

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
            (f"Off target: {telling.exceptions_text(evidence.tally)}", off),
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
    def late(self) -> tuple[ActionLine, ...]:
        """Actions past their date, the longest first."""
        return tuple(sorted(self.evidence.plan.overdue, key=lambda line: -line.days_overdue))

    @cached_property
    def late_texts(self) -> tuple[str, ...]:
        """What is late in sentences, returns first; a sentence that nothing is where nothing is."""
        found = [each.text for each in self.owed]
        if self.late:
            found.append(_late_text(self.late, len(self.evidence.plan.lines)))
        undated = sum(not line.due_as_written for line in self.evidence.plan.lines if not line.has_ended)
        if not found:
            found.append(_nothing_late_text(self.evidence, undated))
        return tuple(found)

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
    attended = tuple(sorted(_attended(evidence), key=_order))
    owed = tuple(_owed(evidence))
    return Summary(
        evidence=evidence,
        lead=_lead(evidence),
        stood=tuple(_stood(evidence)),
        attended=attended,
        improved=tuple(_improved(evidence)),
        not_known=tuple(_not_known(evidence, owed)),
        owed=owed,
        next_dates=tuple(_next_dates(evidence)),
        asked=tuple(_asked(evidence, attended)),
    )


def _lead(evidence: ReportEvidence) -> str:
    if evidence.entries:
        return telling.lead_text(evidence.tally, evidence.last_year.label, is_running=evidence.is_running)
    plan = evidence.plan
    if plan.lines:
        late = plan.overdue
        unreported = sum(line.latest is None for line in late)
        return telling.actions_lead_text(
            len(plan.lines), len(late), unreported, sum(line.has_ended for line in plan.lines)
        )
    return f"{evidence.strategy.without_indicators} and no actions, so there is nothing to judge."


def _stood(evidence: ReportEvidence) -> Iterator[Stood]:
    if not evidence.entries:
        return
    for place, year in enumerate(evidence.years):
        statuses = tuple(entry.years[place][1].status for entry in evidence.entries)
        is_reported = year == evidence.last_year
        yield Stood(year.label, statuses, is_reported, is_reported and evidence.is_running)
    if evidence.since:
        statuses = tuple(entry.since.status for entry in evidence.entries if entry.since)
        yield Stood(evidence.since_label, statuses, is_provisional=True)


# --- What to attend to -----------------------------------------------------------------------------------------------


def _order(thing: Thing) -> tuple:
    """By rank; within it the farther from its target, in tolerances; an unchanged one and an action the longer so."""
    if thing.line:
        return thing.rank, 0, -thing.line.days_overdue, thing.line.number
    assert thing.entry is not None
    since = thing.entry.since if thing.rank is Rank.RED_SINCE else None
    gap = gap_in_tolerances((since or thing.entry.standing).judged)
    longest = thing.entry.years_off_target if thing.rank is Rank.UNCHANGED else 0
    return thing.rank, -longest, -gap, thing.entry.indicator.pk


def _attended(evidence: ReportEvidence) -> Iterator[Thing]:
    """Every red of the year, and what else is to be attended to; actions after all indicators."""
    for entry in evidence.entries:
        if rank := rank_of(entry):
            yield thing_of(entry, rank, evidence)
    for line in evidence.plan.lines:
        if line.is_overdue or line.is_at_risk:
            yield _thing_of_action(line, Rank.LATE if line.is_overdue else Rank.AT_RISK)


def rank_of(entry: IndicatorEntry) -> Rank | None:
    """The first that fits. Red since the year is not what the rest of the year brings to its target, as a sum may be
    that comes in late in each year (rules 7.6).
    """
    if entry.status is Status.RED:
        return Rank.RED
    if entry.since and entry.since.status is Status.RED and not entry.is_on_course:
        return Rank.RED_SINCE
    if entry.status not in OFF_TARGET:
        return None
    if entry.times_worse:
        return Rank.WORSE_TWICE if entry.times_worse > 1 else Rank.WORSE
    return Rank.UNCHANGED if entry.told.verdict in UNCHANGED else None


UNCHANGED = ("the same", "little change", "no real change", "")


def thing_of(entry: IndicatorEntry, rank: Rank, evidence: ReportEvidence) -> Thing:
    since = _since_sentence(entry, evidence)
    return Thing(
        rank=rank,
        entry=entry,
        line=None,
        headline=f"{entry.name}: {_headline(entry, rank, evidence)}",
        account=" ".join(filter(None, [entry.told.figures_text, since])),
        reason=reason_of(entry),
        remedy=remedy_of(entry, evidence.linked.get(entry.indicator.pk, ())),
        since=since,
    )


def _headline(entry: IndicatorEntry, rank: Rank, evidence: ReportEvidence) -> str:
    """The place of the figure, or its way; with what the year since has brought where that is worse."""
    since = f"since {evidence.since.start:%B}" if evidence.since else ""
    match rank:
        case Rank.RED:
            return entry.told.place_text
        case Rank.RED_SINCE if entry.told.verdict == "worse":
            return f"worse, and red {since}"
        case Rank.RED_SINCE:
            return f"red {since}"
        case Rank.WORSE_TWICE:
            return f"worse {telling.running_text(entry.times_worse)}"
        case Rank.WORSE:
            return f"worse than in {entry.year.previous().label}"
        case Rank.UNCHANGED if entry.years_off_target > 1:
            return f"off target {telling.running_text(entry.years_off_target)}"
    return entry.told.place_text


def _since_sentence(entry: IndicatorEntry, evidence: ReportEvidence) -> str:
    """`In April to September 2026 it was 78.4%: red.`; of what is not judged nothing."""
    since = entry.since
    if since is None or not since.status.is_colour or evidence.since is None:
        return ""
    figure = telling.figure_text(since.judged.value, since.format)
    against = f" against {since.target_text}" if entry.is_summed else ""
    stands = "On target" if since.status is Status.GREEN else since.status.word
    return f"{stands} since {evidence.since.start:%B}: {figure}{against}."


# --- Why, and what is being done -------------------------------------------------------------------------------------


def reason_of(entry: IndicatorEntry) -> OnRecord:
    """The latest of the year reported, by the cut-off; else a later one, dated; else that nobody recorded one.

    What was written when a figure was restated tells why it was restated, and counts only where nothing else is there.
    """
    of_year = [point for point in reversed(entry.points) if point.period.year == entry.year]
    for point in sorted(of_year, key=lambda point: point.standing.entry.is_restated):
        if found := _said(point, entry, "why"):
            return found
    nothing = telling.no_reason_text(entry.year.label)
    for point in reversed(entry.later):
        if found := _said(point, entry, "why"):
            return replace(found, text=f"{nothing} For {telling.months_text(point.period)}: {found.text}")
    return OnRecord(nothing, is_recorded=False)


def remedy_of(entry: IndicatorEntry, linked: Sequence[ActionLine]) -> OnRecord:
    """What people last said comes next; else the open actions on it. What has no date or owner says so."""
    going_on = [line for line in linked if not line.has_ended]
    dated, owned = any(line.due_as_written for line in going_on), any(line.owner_names for line in going_on)
    for point in (*reversed(entry.later), *reversed(entry.points)):
        if point.period.end <= entry.year.start:
            break
        if found := _said(point, entry, "what_next"):
            has_date = dated or telling.names_a_date(found.text)
            return replace(found, lacks=() if has_date else ("end date",))
    if going_on:
        names = and_text([f"{line.title} (action {line.number})" for line in going_on[:2]])
        lacks = tuple(what for what, there in (("owner", owned), ("end date", dated)) if not there)
        return OnRecord(sentence(names), lacks=lacks)
    return OnRecord(telling.NO_REMEDY, is_recorded=False)


def _said(point: Point, entry: IndicatorEntry, what: str) -> OnRecord | None:
    """Of several units’ words those that most of them said, named by the first units."""
    known = point.standing.entry
    said = [(getattr(remark, what), remark.unit) for remark in known.commentaries if getattr(remark, what).strip()]
    if not said:
        return None
    units: dict[str, list[str]] = defaultdict(list)
    for text, unit in said:
        units[text].append(unit)
    text = max(units, key=lambda each: len(units[each]))
    names = [unit for unit in units[text] if unit]
    owner = str(entry.indicator.owner or "")
    by = owner if not names else names[0] if len(names) == 1 else f"{len(names)} units"
    day = localtime(known.approved_at).date() if known.approved_at else None
    return OnRecord(sentence(text), said_by=by, said_on=day)


def _thing_of_action(line: ActionLine, rank: Rank) -> Thing:
    update, state = line.latest, line.state
    at_risk = ", at risk" if rank is Rank.LATE and line.is_at_risk else ""
    head = f"{line.late_text}{at_risk}" if rank is Rank.LATE else "at risk, says its owner"
    due = f"Due {line.due_as_written}." if line.due_as_written else "No due date."
    done = update.done if update else "Nothing was ever reported."
    owner = line.owners_text or "No owner"
    why = (update.risk if update else "") or (line.suspended_text if state is Action.State.SUSPENDED else "")
    day = update.written_on if update else None
    reason = OnRecord(sentence(why), said_by=owner, said_on=day) if why else OnRecord("No reason was recorded.", False)
    following = update.next_steps if update else ""
    lacks = ("new date",) if rank is Rank.LATE and not telling.names_a_date(following) else ()
    remedy = OnRecord(telling.NO_REMEDY, is_recorded=False, lacks=lacks)
    if following:
        remedy = OnRecord(sentence(following), said_by=owner, said_on=day, lacks=lacks)
    account = f"{due} {sentence(done)} {sentence(owner)}"
    return Thing(rank, None, line, f"{line.title}: {head}", account, reason, remedy)


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
                said = f", {line.state_said[:1].lower()}{line.state_said[1:]}" if line.state_said else ""
                title = telling.quoted(line.title, 70).rstrip(".")
                yield Item(sentence(f"{title} ({line.number}): {stood}{said}"), lines=(line,))
    moved = [
        entry
        for entry in evidence.entries
        if entry.before and entry.before.status in OFF_TARGET and entry.told.verdict not in ("worse", "the same")
    ]
    onto = [entry for entry in moved if entry.status is Status.GREEN]
    if len(onto) == 1:
        (entry,) = onto
        first = not any(standing.status is Status.GREEN for _, standing in entry.years[:-1])
        yield Item(onto_target_text(entry.name, entry.told, is_first_time=first), (entry,))
    elif onto:
        yield _moved(onto, "moved onto target")
    up = [e for e in moved if e.status is Status.AMBER and e.before and e.before.status is Status.RED]
    if up:
        yield _moved(up, "moved from red to amber")


def _moved(entries: Sequence[IndicatorEntry], how: str) -> Item:
    names = [f"{entry.name} ({entry.told.short_change_text})" for entry in entries]
    return Item(sentence(f"{number_text(len(entries))} {how}: {and_text(names)}"), tuple(entries))


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
        yield Item(sentence(f"{_names(never)}: never measured"), tuple(never))
    if gaps:
        yield Item(sentence(f"{_names(gaps)}: no figure for {evidence.last_year.label}"), tuple(gaps))
    if no_rule:
        yield Item(sentence(f"{_names(no_rule)}: no target, or no better side, so nothing is judged"), tuple(no_rule))
    if no_trend:
        year = evidence.last_year.previous().label
        yield Item(sentence(f"{_names(no_trend)}: no figure for {year}, so there is no trend"), tuple(no_trend))
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
            which = telling.of_text(len(found), len(open_lines)) + " open actions"
        yield Item(sentence(f"{which}: {what}"), lines=tuple(found))


def _names(entries: Sequence[IndicatorEntry], most: int = 4) -> str:
    names = [f"“{entry.name}” ({entry.indicator.reference})" for entry in entries[:most]]
    return and_text([*names, f"{number_text(len(entries) - most)} more"] if len(entries) > most else names)


# --- What is late, and what comes next -------------------------------------------------------------------------------


def _owed(evidence: ReportEvidence) -> Iterator[Owed]:
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
        text = f"Figures for {telling.months_text(period)}, {days} working days late: {named}."
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


def _nothing_late_text(evidence: ReportEvidence, undated: int) -> str:
    parts = ["no figure is late"] if evidence.entries else []
    if evidence.plan.lines:
        parts.append("no action is known to be late" if undated else "no action is late")
    return sentence(and_text(parts) or "nothing is late")


def _late_text(late: Sequence[ActionLine], total: int) -> str:
    """`Four of 24 actions are past their date, the longest by 2 years 6 months: 16, 9 and 20.`"""
    count, numbers = len(late), [str(line.number) for line in late]
    shown = and_text(numbers if count <= 6 else [*numbers[:5], f"{count - 5} more"])
    head = f"{telling.of_text(count, total)} action{'' if total == 1 else 's'} {'is' if count == 1 else 'are'} past "
    return sentence(f"{head}{'its' if count == 1 else 'their'} date, the longest {late[0].late_text}: {shown}")


def _next_dates(evidence: ReportEvidence) -> Iterator[NextDate]:
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
        yield NextDate(_due_on(period), f"figures for {telling.months_text(period)} due.")


def _next_actions(evidence: ReportEvidence) -> Iterable[NextDate]:
    coming = [line for line in evidence.plan.lines if line.held_to_on and not line.has_ended]
    for line in sorted(coming, key=lambda line: (line.held_to_on or date.max, line.number)):
        if line.held_to_on and line.held_to_on >= evidence.on:
            yield NextDate(line.held_to_on, f"{telling.quoted(line.title, 60).rstrip('.')} (action {line.number}).")


# --- What is asked ---------------------------------------------------------------------------------------------------


def _asked(evidence: ReportEvidence, attended: Sequence[Thing]) -> Iterator[Ask]:
    """What the figures themselves suggest: to note them, and to have mended what the report could not say."""
    year, plan = evidence.last_year.label, evidence.plan
    if evidence.tally.assessable:
        yield Ask("note", f"that {telling.colours_text(evidence.tally)} in {year}")
    elif evidence.entries:
        count = len(evidence.entries)
        none = "the one indicator could not" if count == 1 else f"none of the {number_text(count)} indicators could"
        yield Ask("note", f"that {none} be judged in {year}")
    elif plan.lines:
        ended, late = sum(line.has_ended for line in plan.lines), len(plan.overdue)
        yield Ask("note", f"that {ended} of {len(plan.lines)} actions are completed and {late} are past their due date")
    else:
        yield Ask("note", "this report")
    planless = [thing for thing in attended[:THINGS] if thing.entry and thing.lacks_a_plan]
    if planless:
        names = and_text([f"“{thing.name}” ({thing.reference})" for thing in planless])
        yield Ask("ask", f"for a plan with an owner and an end date for {names}")
    open_lines = [line for line in plan.lines if not line.has_ended]
    bare = [line for line in open_lines if not line.owner_names or not line.due_as_written]
    if bare:
        yield Ask(
            "agree", f"that {telling.of_text(len(bare), len(open_lines))} open actions get an owner and a due date"
        )
    if unreported := [line for line in plan.overdue if line.latest is None]:
        yield Ask(
            "ask", f"the owners of the {counted(len(unreported), 'late action')} without a report where they stand"
        )
    if reported := [line for line in plan.overdue if line.latest is not None]:
        yield Ask("agree", f"new dates for the {counted(len(reported), 'late action')} reported on, or to end them")
    if never := [entry for entry in evidence.entries if entry.status is Status.NOT_YET_MEASURED]:
        yield Ask("advise", f"whether {_names(never)} {'is' if len(never) == 1 else 'are'} to be measured or withdrawn")
