"""What needs the board: indicators and actions, worst first, each with its story and with what the board is asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from actions.models import Action
from actions.scorecards.action_line import ActionLine
from indicators.judging.cards import IndicatorCard
from indicators.judging.standing import Commentary
from indicators.models import Value
from reports.models import Decision
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.status import Judged, Status
from strategy_portal.domain.trend import Direction
from strategy_portal.domain.wording import and_text, names_text

from .meetings import NOTHING_DECIDED, DecisionsBySubject, by_subject

Forecast = Value.Forecast
DOUBTED = (Forecast.AT_RISK, Forecast.WILL_NOT_MEET)
BEYOND_MEASURE = Decimal("Infinity")
"""How many tolerances a figure is off where there is none."""


@dataclass(frozen=True)
class IndicatorNeed:
    """An indicator that is off target, heading for it or forecast to miss it, with the actions linked to it.

    `decisions` are those on it that are open.
    """

    card: IndicatorCard
    actions: tuple[ActionLine, ...]
    decisions: tuple[Decision, ...] = ()

    @property
    def is_red(self) -> bool:
        return self.card.status is Status.RED

    @property
    def forecast(self) -> str:
        return self.card.standing.entry.forecast

    @property
    def remark(self) -> Commentary | None:
        """What was written of the period; of several units' the words that most of them said."""
        return next(iter(self.card.standing.entry.remarks), None)

    @property
    def further_remarks(self) -> int:
        return max(0, len(self.card.standing.entry.remarks) - 1)

    @property
    def is_among_the_gravest(self) -> bool:
        """Of the first three ranks."""
        return self.is_red or self.card.heading is Status.RED

    @property
    def rank(self) -> int:
        """The first that fits: red and forecast to miss; red; heading for red; amber and worse; amber; the others."""
        if self.is_red:
            return 0 if self.forecast == Forecast.WILL_NOT_MEET else 1
        if self.card.heading is Status.RED:
            return 2
        if self.card.status is not Status.AMBER:
            return 5
        if self.card.way.direction is Direction.WORSENING or self.forecast in DOUBTED:
            return 3
        return 4 if self.card.way.direction is not Direction.IMPROVING else 5

    @cached_property
    def order(self) -> tuple[int, int, bool, Decimal]:
        """Within a rank: how long off target, the unexplained first, then how many tolerances off."""
        gap = gap_in_tolerances(self.card.standing.judged)
        return self.rank, -self.card.since.off_target.count, self.card.is_explained, -gap

    @cached_property
    def asked(self) -> str:
        """What the board is asked to settle, the first that fits; empty where nothing is."""
        if self.is_red and self.card.heading is Status.GREEN:
            return (
                "Decide by which share of the year to judge it: it is behind an equal share, and with what the rest of "
                "last year brought it meets the year’s target."
            )
        running = [line for line in self.actions if not line.has_ended]
        if self.is_red and not running:
            return "Agree an action with an owner and a date, or record why there is none."
        if self.card.heading is Status.RED:
            return "Ask what will bring the year back to its target."
        if incomplete := [line for line in running if not line.owner_names or not line.due_as_written]:
            numbers = " and ".join(str(line.number) for line in incomplete)
            return f"Name an owner and a date for action{'s' if len(incomplete) > 1 else ''} {numbers}."
        if not self.card.is_explained:
            never = "Never on target" in self.card.since.texts
            return f"Ask for an explanation{', and whether to keep the target' if never else ''}."
        return "" if self.forecast else "Ask the owner for a forecast for the year end."


@dataclass(frozen=True)
class ActionNeed:
    """Actions of which the board is asked the same. `about` says what is wrong with all of them."""

    about: str
    lines: tuple[ActionLine, ...]
    asked: str
    decided: DecisionsBySubject

    @property
    def lines_with_decisions(self) -> list[tuple[ActionLine, tuple[Decision, ...]]]:
        """Each with the decisions on it that are open."""
        return [(line, self.decided.on_action(line.action.pk)) for line in self.lines]

    @property
    def decisions(self) -> list[Decision]:
        """The open ones on any of them."""
        return [decision for _, on_it in self.lines_with_decisions for decision in on_it]

    @property
    def mark(self) -> str:
        """The shape of the worst of them: the first."""
        return self.lines[0].mark

    @property
    def owners_text(self) -> str:
        """The teams concerned, each once: `Housing, Roads`; where there are many, the first and how many more."""
        names = sorted({name for line in self.lines for name in line.owner_names})
        return names_text(names) or "No owner"


@dataclass(frozen=True)
class Needs:
    """The parts of the page's first section. `exceptions` are its indicators in no order, `missing` those of which a
    figure is wanted and not there.

    `decisions` are the open ones on what has no card of its own here.
    """

    exceptions: tuple[IndicatorNeed, ...]
    missing: tuple[IndicatorCard, ...]
    actions: tuple[ActionNeed, ...]
    decisions: tuple[Decision, ...] = ()

    @cached_property
    def indicators(self) -> tuple[IndicatorNeed, ...]:
        """Worst first."""
        return tuple(sorted(self.exceptions, key=lambda need: need.order))

    def worst(self, most: int) -> tuple[IndicatorNeed, ...]:
        """So many of them at most, worst first. Where the gravest are enough the others need not be put in order."""
        gravest = [need for need in self.exceptions if need.is_among_the_gravest]
        found = sorted(gravest, key=lambda need: need.order) if len(gravest) >= most else self.indicators
        return tuple(found[:most])

    @property
    def asked_of_missing(self) -> str:
        return asked_of_missing(self.missing)

    @property
    def count(self) -> int:
        actions = sum(len(need.lines) for need in self.actions)
        return len(self.exceptions) + len(self.missing) + actions + len(self.decisions)


MISSING = (Status.OVERDUE, Status.DUE, Status.NOT_AVAILABLE, Status.INCOMPLETE, Status.CANNOT_BE_COMPUTED)
"""The statuses that mean: a figure is wanted and not there."""


def asked_of_missing(cards: Sequence[IndicatorCard]) -> str:
    """`Have them sent. Have 4.4 approved.`: what was sent is its approver's turn; what isn't known can't be sent."""
    sent = [card for card in cards if card.is_with_approver]
    owed = [card for card in cards if not card.is_with_approver]
    unknown = [card for card in owed if card.status is Status.NOT_AVAILABLE]
    without_sum = [card for card in owed if card.status is Status.CANNOT_BE_COMPUTED]
    to_send = len(owed) - len(unknown) - len(without_sum)
    asked = [f"Have {'it' if to_send == 1 else 'them'} sent."] if to_send else []
    if sent:
        asked.append(f"Have {_references(sent)} approved.")
    if unknown:
        asked.append(f"Ask when {_references(unknown)} will be known.")
    if without_sum:
        need, they = ("needs", "it") if len(without_sum) == 1 else ("need", "they")
        asked.append(f"Ask what {_references(without_sum)} {need} so that {they} can be worked out.")
    return " ".join(asked)


def _references(cards: Iterable[IndicatorCard]) -> str:
    return and_text([card.indicator.reference for card in cards])


def needs(
    cards: Sequence[IndicatorCard],
    lines: Sequence[ActionLine],
    linked: Mapping[int, Iterable[ActionLine]],
    decisions: Sequence[Decision] = (),
) -> Needs:
    """`linked` are the actions of each indicator, by its primary key. No query."""
    decided = by_subject(decisions)
    found = [
        IndicatorNeed(card, tuple(linked.get(card.indicator.pk, ())), decided.on_indicator(card.indicator.pk))
        for card in cards
    ]
    needed = tuple(need for need in found if _needs_the_board(need))
    of_actions = tuple(action_needs(lines, decided))
    shown = {each.pk for need in needed for each in need.decisions}
    shown |= {each.pk for need in of_actions for _, on_it in need.lines_with_decisions for each in on_it}
    return Needs(
        exceptions=needed,
        missing=tuple(card for card in cards if card.status in MISSING),
        actions=of_actions,
        decisions=tuple(each for each in decisions if each.pk not in shown),
    )


def _needs_the_board(need: IndicatorNeed) -> bool:
    is_doubted = need.forecast == Forecast.WILL_NOT_MEET and need.card.status.is_colour
    return need.card.is_off_target or need.card.is_heading_for_worse or is_doubted


def gap_in_tolerances(judged: Judged) -> Decimal:
    """How far beyond its target a figure lies, in tolerances: 1 is the red edge. 0 where it is on target."""
    if judged.target is None or isinstance(judged.value, Missing) or judged.status not in (Status.RED, Status.AMBER):
        return Decimal(0)
    low, high = judged.target.ends
    if judged.amber_low is not None and judged.value < low:
        gap, reach = low - judged.value, low - judged.amber_low
    elif judged.amber_high is not None:
        gap, reach = judged.value - high, judged.amber_high - high
    else:
        return BEYOND_MEASURE
    return gap / reach if reach else BEYOND_MEASURE


def action_needs(lines: Sequence[ActionLine], decided: DecisionsBySubject = NOTHING_DECIDED) -> list[ActionNeed]:
    """Late ones by their state, the longest first; then suspended, slipped and quiet ones. Each action once at most.

    `decided` are the open decisions on them.
    """
    suspended = Action.State.SUSPENDED
    late = sorted((line for line in lines if line.is_overdue), key=lambda line: -line.days_overdue)
    groups = (
        ("late", _in_state(late, Action.State.IN_PROGRESS), "Agree a new date for each, or stop it."),
        ("late and not started", _in_state(late, Action.State.NOT_STARTED), "Agree when each starts, or stop it."),
        (
            "late, and nobody has said how they stand", _in_state(late, Action.State.UNKNOWN),
            "Have each owner report before the next meeting.",
        ),
        (
            "suspended", [*_in_state(late, suspended), *_in_state(_in_time(lines), suspended)],
            "Agree a date to resume, or stop it.",
        ),
        ("slipped", [line for line in lines if _has_slipped(line)], "Ask whether the new date will hold."),
        (
            "not reported on for two quarters",
            [line for line in _in_time(lines) if line.is_quiet and not _has_slipped(line)],
            "Ask each owner for a report.",
        ),
    )  # fmt: skip
    return [ActionNeed(*_worded(about, asked, found), decided) for about, found, asked in groups if found]


def _worded(about: str, asked: str, lines: Sequence[ActionLine]) -> tuple[str, tuple[ActionLine, ...], str]:
    """What is wrong with the actions, and what is asked; of a single one in the singular."""
    if len(lines) == 1:
        about = about.replace("they stand", "it stands")
        for many, one in (("date for each", "date for it"), ("each starts", "it starts"), ("each owner", "its owner")):
            asked = asked.replace(many, one)
    return about, tuple(lines), asked


def _in_state(lines: Iterable[ActionLine], state: Action.State) -> list[ActionLine]:
    return [line for line in lines if line.state is state]


def _in_time(lines: Iterable[ActionLine]) -> list[ActionLine]:
    return [line for line in lines if not line.is_overdue]


def _has_slipped(line: ActionLine) -> bool:
    at_work = not line.has_ended and line.state is not Action.State.SUSPENDED
    return at_work and not line.is_overdue and line.slippage.is_slip
