"""What a member is to attend to: indicators and actions by rank, each with the reason and the remedy on record."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from django.utils.timezone import localtime

from actions.models import Action
from actions.scorecards.action_line import ActionLine
from indicators.judging.cards import Point
from strategy_portal.domain import sentences
from strategy_portal.domain.sentences import sentence
from strategy_portal.domain.status import Status
from strategy_portal.domain.streaks import OFF_TARGET
from strategy_portal.domain.wording import and_text

from .needs import gap_in_tolerances
from .report_entries import IndicatorEntry
from .report_evidence import ReportEvidence

CELL = 160
"""Characters of what people wrote that stand on page one; the whole text stands in the appendix."""


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
        return sentences.lacking_text(self.lacks)

    @property
    def source_text(self) -> str:
        """`Customer Services, 18 April 2026`; empty where it is not known, or nothing was recorded."""
        day = sentences.day_text(self.said_on) if self.said_on else ""
        return ", ".join(filter(None, [self.said_by, day])) if self.is_recorded else ""

    def shortened(self, most: int) -> "OnRecord":
        return replace(self, text=sentences.quoted(self.text, most)) if self.is_recorded else self


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
        return f"{self.entry.in_words.account} {self.since}".strip() if self.entry else self.account

    def figures(self) -> dict[str, str]:
        """What is kept of it beside an issued report: a reason or a remedy that nobody recorded is empty."""
        reason, remedy = (each.text if each.is_recorded else "" for each in (self.reason, self.remedy))
        return {
            "reference": self.reference, "name": self.name, "said": self.sentence, "reason": reason, "remedy": remedy,
        }  # fmt: skip

    @property
    def is_explained(self) -> bool:
        return self.reason.is_recorded

    @property
    def lacks_a_plan(self) -> bool:
        """Nobody said what is being done, or not by when or by whom."""
        return not self.remedy.is_recorded or bool(self.remedy.lacks)


def by_rank(thing: Thing) -> tuple:
    """By rank; within it the farther from its target, in tolerances; an unchanged one and an action the longer so."""
    if thing.line:
        return thing.rank, 0, -thing.line.days_overdue, thing.line.number
    assert thing.entry is not None
    since = thing.entry.since if thing.rank is Rank.RED_SINCE else None
    gap = gap_in_tolerances((since or thing.entry.standing).judged)
    longest = thing.entry.years_off_target if thing.rank is Rank.UNCHANGED else 0
    return thing.rank, -longest, -gap, thing.entry.indicator.pk


def attended_of(evidence: ReportEvidence) -> list[Thing]:
    """Every red of the year, and what else is to be attended to, worst first; actions after all indicators."""
    return sorted(_attended(evidence), key=by_rank)


def _attended(evidence: ReportEvidence) -> Iterator[Thing]:
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
    return Rank.UNCHANGED if entry.in_words.verdict in UNCHANGED else None


UNCHANGED = ("the same", "little change", "no real change", "")


def thing_of(entry: IndicatorEntry, rank: Rank, evidence: ReportEvidence) -> Thing:
    since = _since_sentence(entry, evidence)
    return Thing(
        rank=rank,
        entry=entry,
        line=None,
        headline=f"{entry.name}: {_headline(entry, rank, evidence)}",
        account=" ".join(filter(None, [entry.in_words.figures_text, since])),
        reason=reason_of(entry),
        remedy=remedy_of(entry, evidence.linked.get(entry.indicator.pk, ())),
        since=since,
    )


def _headline(entry: IndicatorEntry, rank: Rank, evidence: ReportEvidence) -> str:
    """The place of the figure, or its way; with what the year since has brought where that is worse."""
    since = f"since {evidence.since.start:%B}" if evidence.since else ""
    match rank:
        case Rank.RED:
            return entry.in_words.place_text
        case Rank.RED_SINCE if entry.in_words.verdict == "worse":
            return f"worse, and red {since}"
        case Rank.RED_SINCE:
            return f"red {since}"
        case Rank.WORSE_TWICE:
            return f"worse {sentences.running_text(entry.times_worse)}"
        case Rank.WORSE:
            return f"worse than in {entry.label_of(entry.year.previous())}"
        case Rank.UNCHANGED if entry.years_off_target > 1:
            return f"off target {sentences.running_text(entry.years_off_target)}"
    return entry.in_words.place_text


def _since_sentence(entry: IndicatorEntry, evidence: ReportEvidence) -> str:
    """`In April to September 2026 it was 78.4%: red.`; of what is not judged nothing."""
    since = entry.since
    if since is None or not since.status.is_colour or evidence.since is None:
        return ""
    figure = sentences.figure_text(since.judged.value, since.format)
    against = f" against {since.target_text}" if entry.is_summed else ""
    stands = "On target" if since.status is Status.GREEN else since.status.word
    return f"{stands} since {evidence.since.start:%B}: {figure}{against}."


# --- Why, and what is being done -------------------------------------------------------------------------------------


def reason_of(entry: IndicatorEntry) -> OnRecord:
    """The latest of the year reported, by the cut-off; else a later one, dated; else that nobody recorded one.

    What was written when a figure was restated tells why it was restated, and counts only where nothing else is there.
    """
    of_year = [point for point in reversed(entry.points) if point.period.year == entry.year]
    for point in sorted(of_year, key=lambda point: entry.entry_of(point).is_restated):
        if found := _said(point, entry, "why"):
            return found
    nothing = sentences.no_reason_text(entry.label)
    for point in reversed(entry.later):
        if found := _said(point, entry, "why"):
            return replace(found, text=f"{nothing} For {sentences.months_text(point.period)}: {found.text}")
    return OnRecord(nothing, is_recorded=False)


def remedy_of(entry: IndicatorEntry, linked: Sequence[ActionLine]) -> OnRecord:
    """What people last said comes next; else the open actions on it. What has no date or owner says so."""
    going_on = [line for line in linked if not line.has_ended]
    dated, owned = any(line.due_as_written for line in going_on), any(line.owner_names for line in going_on)
    for point in (*reversed(entry.later), *reversed(entry.points)):
        if point.period.end <= entry.year.start:
            break
        if found := _said(point, entry, "what_next"):
            has_date = dated or sentences.names_a_date(found.text)
            return replace(found, lacks=() if has_date else ("end date",))
    if going_on:
        names = and_text([f"{line.title} (action {line.number})" for line in going_on[:2]])
        lacks = tuple(what for what, there in (("owner", owned), ("end date", dated)) if not there)
        return OnRecord(sentence(names), lacks=lacks)
    return OnRecord(sentences.NO_REMEDY, is_recorded=False)


def _said(point: Point, entry: IndicatorEntry, what: str) -> OnRecord | None:
    """Of several units’ words those that most of them said, named by the first units."""
    known = entry.entry_of(point)
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
    lacks = ("new date",) if rank is Rank.LATE and not sentences.names_a_date(following) else ()
    remedy = OnRecord(sentences.NO_REMEDY, is_recorded=False, lacks=lacks)
    if following:
        remedy = OnRecord(sentence(following), said_by=owner, said_on=day, lacks=lacks)
    account = f"{due} {sentence(done)} {sentence(owner)}"
    return Thing(rank, None, line, f"{line.title}: {head}", account, reason, remedy)
