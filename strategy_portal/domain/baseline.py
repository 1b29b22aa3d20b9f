"""A figure beside its baseline: where things stood before the strategy."""

from dataclasses import dataclass
from decimal import Decimal

from .numbers import Missing, Number
from .status import Rule
from .targets import TargetValue
from .trend import Direction, short_trend


@dataclass(frozen=True)
class BaselineDifference:
    """How far a figure lies above its baseline, below it where negative, and whether that is better (rules 7.2)."""

    size: Number
    direction: Direction


def difference(figure: Number, baseline: Number, rule: Rule, target: TargetValue | None = None) -> BaselineDifference:
    """Between the two as printed, so that a reader of both can redo it (rules 1.3).

    Better and worse are decided as in a trend, without a band: a range needs its `target`.
    """
    if isinstance(figure, Missing) or isinstance(baseline, Missing):
        return BaselineDifference(figure if isinstance(figure, Missing) else baseline, Direction.NOT_ENOUGH_DATA)
    now, then = rule.format.rounded(figure), rule.format.rounded(baseline)
    trend = short_trend(now, then, rule.polarity, band=Decimal(0), target=target)
    return BaselineDifference(now - then, trend.direction)
