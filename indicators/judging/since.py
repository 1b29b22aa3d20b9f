"""Since when an indicator has its colour, and since when it is off target."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from strategy_portal.domain.explanations import since_text
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import Status
from strategy_portal.domain.streaks import OFF_TARGET, Streak, streak

from .figures import IndicatorFigures
from .trends import RUN_PERIODS


class Judged(Sequence[Status]):
    """The statuses of periods, each found when it is asked for: most that are asked since when need the latest."""

    def __init__(self, figures: IndicatorFigures, periods: Sequence[Period], on: date):
        self.figures, self.periods, self.on = figures, periods, on
        self.known: dict[int, Status] = {}

    def __len__(self) -> int:
        return len(self.periods)

    def __getitem__(self, place: int) -> Status:  # type: ignore[override]
        if place not in self.known:
            self.known[place] = self.figures.status_in(self.periods[place], self.on)
        return self.known[place]


@dataclass(frozen=True)
class Since:
    """The statuses of an indicator's own periods with something to judge, oldest first.

    `is_current`: the last one is that of the period asked for. `is_whole`: they go back to the first period in which it
    was collected.
    """

    periods: Sequence[Period]
    statuses: Sequence[Status]
    is_current: bool
    is_whole: bool

    @cached_property
    def of_status(self) -> Streak:
        """How long it has had the colour of the last of them; a `count` of 0 where that has none."""
        return streak(self.statuses, [self.statuses[-1]] if self.statuses else [])

    @cached_property
    def off_target(self) -> Streak:
        """How long it has been red or amber."""
        return streak(self.statuses, OFF_TARGET)

    @cached_property
    def texts(self) -> list[str]:
        """`Red for 2 quarters, since Q1 2026/27`, and where it is another time `Off target for 6, ...`."""
        if not self.is_current or not self.statuses[-1].is_colour:
            return []
        texts = [self._text(self.statuses[-1].word, self.of_status)]
        if self.off_target.is_all and self.is_whole:
            return [*texts, "Never on target"]
        if self.off_target.count > self.of_status.count:
            texts.append(self._text("Off target", self.off_target))
        return texts

    def _text(self, what: str, held: Streak) -> str:
        return since_text(what, held, self.periods[held.start], is_whole=self.is_whole)


def since(figures: IndicatorFigures, period: Period, on: date) -> Since:
    """What the figures that are loaded know, at most as many periods back as a run of changes is counted."""
    first, last = figures.collected_between
    start = max(first, figures.indicator.outcome.strategy.starts_on)
    all_of_them = [
        each for each in figures.periods_between(start, period.end) if each.end <= period.end and each.last_day <= last
    ]
    latest = all_of_them[-RUN_PERIODS:]
    judged = [each for each in latest if figures.has_figure(each)]
    return Since(
        periods=judged,
        statuses=Judged(figures, judged, on),
        is_current=bool(judged) and judged[-1] is latest[-1],
        is_whole=len(latest) == len(all_of_them),
    )
