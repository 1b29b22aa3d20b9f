"""What a report of either kind is made from: indicators, actions and consultations as they stand on a day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from actions.scorecards.action_counts import count_lines
from actions.scorecards.action_line import ActionLine
from actions.scorecards.action_plan import ActionPlan, action_plan
from consultations.models import Consultation, Reply
from consultations.scorecards.cards import ConsultationCard, consultation_cards
from indicators.judging.cards import last_ended_quarter
from outcomes.models import Strategy
from reports.models import Implication
from strategy_portal.children import Children
from strategy_portal.domain import sentences, wording
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import COLOURS, Status
from strategy_portal.records.history import as_recorded

from .about import About
from .proofs import Proof, proofs
from .report_entries import IndicatorEntry, OutcomeEntries, outcome_groups
from .report_form import Setting, span_text, values_text
from .report_keys import ReportKey
from .revisions import Revisions, revisions
from .you_said import SaidRow, said_rows


@dataclass(frozen=True)
class Appendix:
    number: int
    slug: str
    heading: str

    @property
    def title(self) -> str:
        return f"Appendix {self.number}: {self.heading}"

    @property
    def anchor(self) -> str:
        return f"appendix-{self.slug}"


LINKED = (Children("indicators", only=("id",)),)
NO_TEAM = "No owner"


@dataclass(frozen=True)
class TeamRow:
    """A team or directorate with its indicators and its actions, of which `late` are past their date."""

    name: str
    tally: Tally
    actions: int
    late: int


@dataclass(frozen=True)
class ReportEvidence:
    """What a report of either kind is made from. `years` are the strategy's, up to the last one that it reports.

    `since` is the year that follows, where a quarter of it has ended by the day: what it has brought is provisional.
    `consultations` had closed by the day; of those that are open on it, `consulting`, nothing but their name is told.
    """

    report_key: ReportKey
    strategy: Strategy
    on: date
    years: tuple[Period, ...]
    since: Period | None
    groups: tuple[OutcomeEntries, ...]
    plan: ActionPlan
    consultations: tuple[ConsultationCard, ...]
    consulting: tuple[Consultation, ...]
    proofs: tuple[Proof, ...]
    revisions: Revisions

    @cached_property
    def entries(self) -> tuple[IndicatorEntry, ...]:
        return tuple(entry for group in self.groups for entry in group.entries)

    @property
    def has_baselines(self) -> bool:
        return any(entry.baseline_text for entry in self.entries)

    @cached_property
    def tally(self) -> Tally:
        """Of the last year."""
        return Tally.of(entry.status for entry in self.entries)

    @property
    def last_year(self) -> Period:
        return self.years[-1]

    def span_of(self, year: Period) -> Period:
        """What is told of a year: all of it, or its first half."""
        return year.first_half if self.report_key.is_of_half else year

    def label_of(self, year: Period) -> str:
        """`2025/26`, `April to September 2025`."""
        return sentences.months_text(self.span_of(year))

    @property
    def span(self) -> Period:
        """What is reported: the last year, or its first half."""
        return self.span_of(self.last_year)

    @property
    def label(self) -> str:
        return self.label_of(self.last_year)

    @property
    def is_running(self) -> bool:
        """What is reported has not ended: its figures are to date."""
        return self.span.end > self.on

    @property
    def since_label(self) -> str:
        """`April to September 2026`: the part of the year since that has ended. Empty where there is none."""
        if self.since is None:
            return ""
        last = min(last_ended_quarter(self.on, self.strategy.year_start).last_day, self.since.last_day)
        return sentences.span_text(self.since.start, last)

    @cached_property
    def linked(self) -> Mapping[int, list[ActionLine]]:
        """The actions that are linked to each indicator, by its primary key."""
        found: dict[int, list[ActionLine]] = defaultdict(list)
        for line in self.plan.lines:
            for indicator in line.action.indicators.all():
                found[indicator.pk].append(line)
        return found

    @cached_property
    def teams(self) -> tuple[TeamRow, ...]:
        """By who owns them: how the indicators stand, and the actions; none where one team owns all of it."""
        owned: dict[str, list[IndicatorEntry]] = defaultdict(list)
        acting: dict[str, list[ActionLine]] = defaultdict(list)
        for entry in self.entries:
            owned[str(entry.indicator.owner or NO_TEAM)].append(entry)
        for line in self.plan.lines:
            for name in line.owner_names or (NO_TEAM,):
                acting[name].append(line)
        names = sorted({*owned, *acting}, key=lambda name: (name == NO_TEAM, name))
        rows = (
            TeamRow(name, Tally.of(entry.status for entry in owned[name]), len(acting[name]),
                    sum(line.is_overdue for line in acting[name]))
            for name in names
        )  # fmt: skip
        return tuple(rows) if len(names) > 1 else ()

    @cached_property
    def said(self) -> tuple[tuple[ConsultationCard, tuple[SaidRow, ...]], ...]:
        """Each consultation with its themes, and what came of them by the cut-off."""
        lines = {line.action.pk: line for line in self.plan.lines}
        return tuple((card, said_rows(card, lines)) for card in self.consultations)

    @property
    def tally_text(self) -> str:
        """Within a sentence: `7 green, 7 amber, 2 red of 16 with a target and a value; 2 without a colour`."""
        return uncapitalised(wording.tally_text(self.tally))

    @property
    def exceptions(self) -> tuple[IndicatorEntry, ...]:
        """The red ones, then the amber ones, each in the order of the outcomes."""
        return tuple(entry for status in COLOURS[:2] for entry in self.entries if entry.status is status)

    @property
    def without_colour(self) -> tuple[IndicatorEntry, ...]:
        return tuple(entry for entry in self.entries if not entry.status.is_colour)

    @property
    def key(self) -> list[tuple[Status, str]]:
        """The key to the colours, then the reasons for having none that occur in the report (rules 6.6)."""
        occurring = {standing.status for entry in self.entries for _, standing in entry.years}
        occurring |= {point.status for entry in self.entries for point in entry.points}
        reasons = [(status, wording.REASONS[status]) for status in wording.REASONS if status in occurring]
        return [*wording.general_key(), *reasons]

    @property
    def appendices(self) -> tuple[Appendix, ...]:
        """Those that have something to hold, numbered."""
        possible = [
            ("indicators", "Indicators", self.entries),
            ("actions", "Actions", self.plan.lines),
            ("consultation", "What people said, and what was done", self.consultations),
            ("restated", "Restated figures", self.revisions.lines),
            ("proof", "Proof of every colour", self.proofs),
        ]
        held = [(slug, heading) for slug, heading, content in possible if content]
        return tuple(Appendix(number, slug, heading) for number, (slug, heading) in enumerate(held, 1))

    @property
    def without_indicators(self) -> str:
        about = self.report_key.about
        return f"{about.title} has no indicators" if about else self.strategy.without_indicators

    @property
    def without_actions(self) -> str:
        about = self.report_key.about
        return f"{about.title} has no actions" if about else self.strategy.without_actions

    @property
    def holdings(self) -> str:
        """`4 outcomes, 18 indicators, 7 actions and no consultations`; consultations are of no part of a strategy."""
        outcome = self.strategy.outcome_label
        counts = [
            counted(len(self.groups), outcome.lower(), self.strategy.outcome_label_plural),
            counted(len(self.entries), "indicator", "indicators"),
            counted(len(self.plan.lines), "action", "actions"),
        ]
        if self.report_key.about is None:
            is_open = "open " if self.consulting and not self.consultations else ""
            held = len(self.consultations or self.consulting)
            counts.append(counted(held, f"{is_open}consultation", f"{is_open}consultations"))
        return f"{', '.join(counts[:-1])} and {counts[-1]}"

    @property
    def is_demonstration(self) -> bool:
        return self.plan.is_demonstration or any(entry.is_demonstration for entry in self.entries)

    def figures(self) -> dict[str, Any]:
        """The figures alone, as JSON can hold them: what is kept beside an issued report."""
        return {
            "as_at": self.on.isoformat(),
            "strategy": self.strategy.slug,
            "counts": {status.value: count for status, count in self.tally.counts.items()},
            "indicators": [self._figures_of(proof) for proof in self.proofs],
            "revised": [line.figures() for line in self.revisions.lines],
            "actions": [
                {
                    "number": line.number,
                    "title": line.title,
                    "state": str(line.state),
                    "due": line.due_as_written,
                    "overdue": line.is_overdue,
                }
                for line in self.plan.lines
            ],
        }

    def _figures_of(self, proof: Proof) -> dict[str, Any]:
        entry = proof.entry
        return {
            "reference": entry.indicator.reference,
            "title": entry.indicator.title,
            "name": entry.name,
            "outcome": entry.indicator.outcome.title,
            "across_periods": entry.indicator.across_periods,
            "target": entry.target_text,
            "years": {
                self.span_of(year).slug: {
                    "value": standing.value_text, "status": standing.status.value, "shown": standing.shown_text,
                }
                for year, standing in entry.years
            },
            "periods": {
                point.period.slug: {"value": point.own_text, "status": point.status.value}
                for point in entry.points
            },
            "proof": proof.figures(),
        }  # fmt: skip


def evidence(key: ReportKey, years: Sequence[Period], on: date, as_of: date | None = None) -> ReportEvidence:
    """`years` are reported, or the first half of each; the last is proved, and of a whole strategy each.

    With `as_of`, the same day as `on`, nothing is used that was entered, approved or closed after it.
    """
    strategy = key.strategy
    since = None if key.is_of_half else _since(strategy, years[-1], on)
    groups = outcome_groups(strategy, years, on, since, as_of, is_of_half=key.is_of_half)
    plan = _plan(key, on, as_of)
    if key.about:
        groups = tuple(_of_part(groups, key.about, plan))
    entries = [entry for group in groups for entry in group.entries]
    closed, consulting = ((), ()) if key.about else _consultations(strategy, on, as_of)
    return ReportEvidence(
        report_key=key,
        strategy=strategy,
        on=on,
        years=tuple(years),
        since=since,
        groups=groups,
        proofs=proofs(entries, years[-1:] if key.year else years),
        revisions=revisions(key, [entry.indicator for entry in entries], key.span or years[-1], as_of),
        plan=plan,
        consultations=closed,
        consulting=consulting,
    )


def _of_part(groups: Sequence[OutcomeEntries], about: About, plan: ActionPlan) -> Iterator[OutcomeEntries]:
    """The outcome itself; of a team those of its indicators, or of its actions where it has no indicator."""
    kept = [group.within(about) for group in groups]
    acting = {number for line in plan.lines for number in line.outcome_numbers}
    measured = any(group.entries for group in kept)
    for group in kept:
        if group.entries or group.is_of(about) or (not measured and group.outcome.number in acting):
            yield group


def _consultations(
    strategy: Strategy, on: date, as_of: date | None
) -> tuple[tuple[ConsultationCard, ...], tuple[Consultation, ...]]:
    """Those that closed before the day, with what is known of them, and those that are open on it, by name alone."""
    opened = list(strategy.consultations.filter(opened_on__lte=on).order_by("closed_on"))
    consulting = tuple(each for each in opened if each.closed_on >= on)
    closed = [each.pk for each in opened if each.closed_on < on]
    cards = consultation_cards(strategy.consultations.filter(pk__in=closed).order_by("opened_on")) if closed else []
    if as_of is not None and cards:
        final = as_recorded(Reply, as_of, consultation__in=[card.consultation.pk for card in cards])
        kept = {reply.pk for reply in final if reply.is_final}
        cards = [card.with_replies(reply for reply in card.replies if reply.pk in kept) for card in cards]
    return tuple(cards), consulting


def _since(strategy: Strategy, year: Period, on: date) -> Period | None:
    following = year.previous(-1)
    has_brought = (
        following in strategy.years and last_ended_quarter(on, strategy.year_start).last_day >= following.start
    )
    return following if has_brought else None


def _plan(key: ReportKey, on: date, as_of: date | None) -> ActionPlan:
    """With the indicators that each action is linked to; of a part of the strategy, its actions alone."""
    plan = action_plan(key.strategy, on, *LINKED, as_of=as_of)
    if key.about is None:
        return plan
    lines = tuple(line for line in plan.lines if key.about.takes_action(line))
    return replace(plan, lines=lines, counts=count_lines(lines))


def implied(line: Implication, loaded: Setting, found: ReportEvidence) -> str:
    """What the figures and the strategy itself say to a line of implications; empty where they say nothing.

    The line is known by its heading, so that another council's numbering does as well.
    """
    heading = line.heading.lower()
    if "performance" in heading and found.entries:
        told = sentences.colours_text(found.tally) if found.tally.assessable else found.tally_text
        return sentences.sentence(f"{told} in {found.label}")
    if heading.endswith("values"):
        return values_text(loaded)
    if "consultation" in heading:
        held = [card.consultation for card in found.consultations]
        return "; ".join(f"{each}, {span_text(each.opened_on, each.closed_on)}" for each in held)
    return ""


def counted(number: int, one: str, many: str) -> str:
    return f"{number or 'no'} {one if number == 1 else many}"


def uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]
