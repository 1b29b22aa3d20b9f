"""What a report asks of its readers: what its own figures suggest, and what those lack that can't be judged."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from strategy_portal.domain import sentences
from strategy_portal.domain.sentences import counted, number_text
from strategy_portal.domain.status import Status
from strategy_portal.domain.wording import and_text

from .attention import Thing
from .report_entries import IndicatorEntry
from .report_evidence import ReportEvidence


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


def names_of(entries: Sequence[IndicatorEntry], most: int = 4) -> str:
    names = [f"“{entry.name}” ({entry.indicator.reference})" for entry in entries[:most]]
    return and_text([*names, f"{number_text(len(entries) - most)} more"] if len(entries) > most else names)


class Lack(NamedTuple):
    """What an indicator does not have: how it is asked for, and how a report says that it is missing."""

    asked: str
    said: str


TARGET, OWNER, FIGURE = (
    Lack("a target", "no target"), Lack("an owner", "no owner"), Lack("a first figure", "no figure yet"),
)  # fmt: skip


def _without_target(entries: Sequence[IndicatorEntry]) -> dict[tuple[Lack, ...], list[IndicatorEntry]]:
    """What has no target, and so can never be judged, by all that it lacks."""
    by_lack: dict[tuple[Lack, ...], list[IndicatorEntry]] = defaultdict(list)
    for entry in entries:
        there = ((OWNER, entry.indicator.owner), (FIGURE, entry.has_figures))
        if not entry.printed_target:
            by_lack[TARGET, *(lack for lack, known in there if not known)].append(entry)
    return by_lack


def lacking_text(entries: Sequence[IndicatorEntry]) -> str:
    """`“Satisfaction” (3.1) has no target and no owner.`: why it can't be judged; empty where each has a target."""
    said = [
        f"{names_of(found)} {'has' if len(found) == 1 else 'have'} {and_text([lack.said for lack in lacks])}"
        for lacks, found in _without_target(entries).items()
    ]
    return f"{'; '.join(said)}." if said else ""


def _asked_to_begin(entries: Sequence[IndicatorEntry]) -> Iterator[Ask]:
    """Of what has no target: what it lacks, together where it is the same."""
    for lacks, found in _without_target(entries).items():
        yield Ask("ask", f"for {and_text([lack.asked for lack in lacks])} for {names_of(found)}")


def asked_of(evidence: ReportEvidence, attended: Sequence[Thing]) -> Iterator[Ask]:
    """What the figures themselves suggest: to note them, and to have mended what the report could not say."""
    year, plan = evidence.label, evidence.plan
    if evidence.tally.assessable:
        yield Ask("note", f"that {sentences.colours_text(evidence.tally)} in {year}")
    elif evidence.entries:
        count = len(evidence.entries)
        none = "the one indicator could not" if count == 1 else f"none of the {number_text(count)} indicators could"
        yield Ask("note", f"that {none} be judged in {year}")
        yield from _asked_to_begin(evidence.entries)
    elif plan.lines:
        ended, late = sum(line.has_ended for line in plan.lines), len(plan.overdue)
        whose = "is past its" if late == 1 else "are past their"
        done = f"{ended} of {counted(len(plan.lines), 'action')} {'is' if ended == 1 else 'are'} completed"
        yield Ask("note", f"that {done} and {late or 'none'} {whose} due date")
    else:
        yield Ask("note", "this report")
    planless = [thing for thing in attended if thing.entry and thing.lacks_a_plan]
    if planless:
        names = and_text([f"“{thing.name}” ({thing.reference})" for thing in planless])
        yield Ask("ask", f"for a plan with an owner and an end date for {names}")
    open_lines = [line for line in plan.lines if not line.has_ended]
    bare = [line for line in open_lines if not line.owner_names or not line.due_as_written]
    if bare:
        which = sentences.of_them(len(bare), len(open_lines), "open action")
        yield Ask("agree", f"that {which} {'gets' if len(bare) == 1 else 'get'} an owner and a due date")
    if unreported := [line for line in plan.overdue if line.latest is None]:
        where = "where it stands" if len(unreported) == 1 else "where they stand"
        yield Ask("ask", f"the owners of the {counted(len(unreported), 'late action')} without a report {where}")
    if reported := [line for line in plan.overdue if line.latest is not None]:
        new, end = ("a new date", "end it") if len(reported) == 1 else ("new dates", "end them")
        yield Ask("agree", f"{new} for the {counted(len(reported), 'late action')} reported on, or to {end}")
    if never := [entry for entry in evidence.entries if entry.status is Status.NOT_YET_MEASURED]:
        yield Ask(
            "advise", f"whether {names_of(never)} {'is' if len(never) == 1 else 'are'} to be measured or withdrawn"
        )
