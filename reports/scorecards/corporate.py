"""What the corporate board sees of all strategies: how each stands, and what the board is asked to decide."""

from dataclasses import dataclass
from datetime import date

from outcomes.models import Strategy
from reports.models import Decision

from .board import BoardPage, boards
from .meetings import with_meetings
from .needs import ActionNeed, IndicatorNeed


@dataclass(frozen=True)
class ForDecision:
    """One thing that the board is asked to settle: an indicator's, or several actions'."""

    page: BoardPage
    indicator: IndicatorNeed | None = None
    actions: ActionNeed | None = None

    @property
    def asked(self) -> str:
        return (self.indicator or self.actions).asked  # type: ignore[union-attr]


@dataclass(frozen=True)
class CorporatePage:
    """The running strategies, worst first, then the others."""

    pages: tuple[BoardPage, ...]
    on: date

    @property
    def running(self) -> list[BoardPage]:
        return [page for page in self.pages if page.is_running]

    @property
    def red(self) -> int:
        return sum(len(page.red) for page in self.running)

    @property
    def judged(self) -> int:
        return sum(page.scores.tally.assessable for page in self.running)

    @property
    def late(self) -> int:
        return sum(len(page.late) for page in self.running)

    @property
    def late_without_state(self) -> int:
        return sum(line in page.unknown.without_state for page in self.running for line in page.late)

    @property
    def not_judged(self) -> list[BoardPage]:
        """The running ones of which nothing has a colour."""
        return [page for page in self.running if not page.scores.tally.assessable]

    @property
    def decided(self) -> list[Decision]:
        """What meetings decided on the running strategies, and nobody closed."""
        return [decision for page in self.running for decision in page.decisions]

    @property
    def for_decision(self) -> list[ForDecision]:
        """What is red or heading for it, and what is late, of the running strategies."""
        of_indicators = [
            ForDecision(page, indicator=need)
            for page in self.running
            for need in page.needs.indicators
            if need.asked and (need.is_red or need.card.is_heading_for_worse)
        ]
        of_actions = [ForDecision(page, actions=need) for page in self.running for need in page.needs.actions]
        return [*sorted(of_indicators, key=lambda each: each.indicator.order), *of_actions]  # type: ignore[union-attr]


def corporate(on: date) -> CorporatePage:
    """Sixteen queries, whatever the number of strategies, indicators and actions."""
    pages = boards(with_meetings(Strategy.objects.all(), on), on)
    return CorporatePage(tuple(sorted(pages, key=_order)), on)


def _order(page: BoardPage) -> tuple:
    """The running ones first; of them those with the most that is red, then with the most that is late."""
    return not page.is_running, -len(page.red), -len(page.late), page.strategy.title
