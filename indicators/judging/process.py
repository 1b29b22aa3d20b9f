"""A process behaviour chart of an indicator: which of its movements are signals (rules 7.4)."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from strategy_portal.domain import explanations
from strategy_portal.domain.process import Chart, chart

from .cards import IndicatorCard, Point


@dataclass(frozen=True)
class ProcessLine:
    """One period: its figure, how far it lies from the one before, and its signals in words, empty without one."""

    point: Point
    moving_range_text: str
    signals_text: str


@dataclass(frozen=True)
class Process:
    """Centre and limits of at least ten figures, and each period against them."""

    card: IndicatorCard
    chart: Chart

    @cached_property
    def lines(self) -> tuple[ProcessLine, ...]:
        """One for each period, oldest first, gaps included."""
        return tuple(
            ProcessLine(
                point,
                self._text(found.moving_range) if isinstance(found.moving_range, Decimal) else "",
                "; ".join(explanations.SIGNALS[signal] for signal in found.signals).capitalize(),
            )
            for point, found in zip(self.card.points, self.chart.points, strict=True)
        )

    @property
    def lines_latest_first(self) -> tuple[ProcessLine, ...]:
        return self.lines[::-1]

    @property
    def levels(self) -> list[tuple[str, str, Decimal]]:
        """Name, figure as printed and height of the upper limit, the centre and the lower limit."""
        limits = self.chart.limits
        heights = {"Upper": limits.high, "Centre": limits.centre, "Lower": limits.low}
        return [(name, self._text(height), height) for name, height in heights.items()]

    @property
    def mean_moving_range_text(self) -> str:
        return self._text(self.chart.limits.mean_moving_range)

    @property
    def text(self) -> str:
        """What the chart shows, in one sentence."""
        return explanations.chart_text(self.chart, self.card.standing.format)

    def _text(self, number: Decimal) -> str:
        return self.card.standing.format.text(number)


def process(card: IndicatorCard) -> Process | None:
    """The chart of the card's periods; None of fewer than ten figures, and of a yes-or-no: answers have no mean."""
    if card.standing.is_yes_no:
        return None
    found = chart(card.numbers)
    return Process(card, found) if found else None
