"""What a board page can't say, and who could: figures, explanations, owners and dates that are not there."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from actions.models import Action
from actions.scorecards.action_line import ActionLine
from indicators.judging.cards import IndicatorCard
from strategy_portal.domain.lateness import stretch_text
from strategy_portal.domain.periods import Period
from strategy_portal.domain.sentences import number_text
from strategy_portal.domain.status import Status
from strategy_portal.domain.wording import and_text
from strategy_portal.models import Team


@dataclass(frozen=True)
class Owed:
    """Overdue figures that one owner has not sent; `late` is by how long the first of them is: `1 month`, `12 days`."""

    owner: Team | None
    cards: tuple[IndicatorCard, ...]
    due_on: date
    late: str


@dataclass(frozen=True)
class Unknown:
    """The indicators and actions of which something is not known, each by what that is."""

    owed: tuple[Owed, ...]
    awaiting: tuple[IndicatorCard, ...]
    units_missing: tuple[IndicatorCard, ...]
    never_measured: tuple[IndicatorCard, ...]
    unexplained: tuple[IndicatorCard, ...]
    without_forecast: tuple[IndicatorCard, ...]
    judged: int
    without_owner: tuple[ActionLine, ...]
    without_date: tuple[ActionLine, ...]
    without_state: tuple[ActionLine, ...]

    @property
    def by_missing_units(self) -> list[tuple[str, list[IndicatorCard]]]:
        """The indicators that lack the same units, with their names."""
        return _by_text(self.units_missing, lambda card: card.standing.missing_units_text)

    @property
    def by_waiting(self) -> list[tuple[str, list[IndicatorCard]]]:
        """The indicators whose values were sent on the same day, with since when they wait."""
        return _by_text(self.awaiting, lambda card: card.waiting_text)

    @property
    def by_unexplained(self) -> list[tuple[str, list[IndicatorCard]]]:
        """Those off target of which nobody says why, with whose they are."""
        return _by_text(self.unexplained, lambda card: str(card.indicator.owner or "no owner"))

    @property
    def overdue(self) -> int:
        """Figures that are not in, whoever's turn it is."""
        return sum(len(each.cards) for each in self.owed) + len(self.with_approver)

    @property
    def with_approver(self) -> list[IndicatorCard]:
        """Those of them that their owners have sent."""
        return [card for card in self.awaiting if card.is_with_approver and card.status is Status.OVERDUE]

    @property
    def lacking_text(self) -> str:
        """`six have no owner, six no date and two no state`: of the actions; empty where none lacks any."""
        lacks = {"owner": self.without_owner, "date": self.without_date, "state": self.without_state}
        counts = [(len(lines), what) for what, lines in lacks.items() if lines]
        verbs = ["has " if count == 1 else "have " for count, _ in counts[:1]]
        verbs += [""] * len(counts[1:])
        return and_text([f"{number_text(n)} {verb}no {what}" for (n, what), verb in zip(counts, verbs, strict=True)])

    @property
    def count(self) -> int:
        """Indicators and actions of which something is not known, each counted once."""
        indicators = (self.awaiting, self.units_missing, self.never_measured, self.unexplained)
        cards = {card.indicator.pk for part in indicators for card in part}
        cards |= {card.indicator.pk for each in self.owed for card in each.cards}
        lines = {line.number for part in (self.without_owner, self.without_date, self.without_state) for line in part}
        return len(cards) + len(lines)


def _by_text(
    cards: Sequence[IndicatorCard], said: Callable[[IndicatorCard], str]
) -> list[tuple[str, list[IndicatorCard]]]:
    """Those of which the same is said together, in order of the first."""
    found: dict[str, list[IndicatorCard]] = defaultdict(list)
    for card in cards:
        found[said(card)].append(card)
    return list(found.items())


def unknown(cards: Sequence[IndicatorCard], lines: Sequence[ActionLine], quarter: Period, on: date) -> Unknown:
    """No query."""
    colours = [card for card in cards if card.status.is_colour]
    at_work = [line for line in lines if not line.has_ended]
    return Unknown(
        owed=owed(cards, quarter, on),
        awaiting=tuple(card for card in cards if card.standing.entry.awaiting),
        units_missing=tuple(card for card in cards if card.standing.missing_units_text),
        never_measured=tuple(card for card in cards if card.status is Status.NOT_YET_MEASURED),
        unexplained=tuple(card for card in colours if card.is_off_target and not card.is_explained),
        without_forecast=tuple(card for card in colours if not card.standing.entry.forecast),
        judged=len(colours),
        without_owner=tuple(line for line in at_work if not line.owner_names),
        without_date=tuple(line for line in at_work if not line.due_as_written),
        without_state=tuple(line for line in at_work if line.state == Action.State.UNKNOWN),
    )


def owed(cards: Sequence[IndicatorCard], quarter: Period, on: date) -> tuple[Owed, ...]:
    """The longest overdue first; within it by owner."""
    by_owner: dict[Team | None, list[IndicatorCard]] = defaultdict(list)
    for card in cards:
        if card.status is Status.OVERDUE and not card.is_with_approver:
            by_owner[card.indicator.owner].append(card)
    first = {owner: min(due_on(card, quarter) for card in theirs) for owner, theirs in by_owner.items()}
    found = [
        Owed(owner, tuple(theirs), first[owner], stretch_text(first[owner], on)) for owner, theirs in by_owner.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.due_on, str(each.owner or ""))))


def due_on(card: IndicatorCard, quarter: Period) -> date:
    """When the days of grace of its own last period are over."""
    own = card.figures.own_periods(quarter)
    last = own[-1] if own else quarter
    return last.last_day + timedelta(days=settings.FIGURES["GRACE_DAYS"])
