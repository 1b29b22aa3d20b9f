"""Status: the colour, or the reason why there is none, and the working that proves it (rules 6)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .numbers import Format, Missing, Number
from .periods import Window
from .targets import Polarity, TargetValue, Tolerance

RULE_VERSION = "1"
"""Changes when the way a status is computed changes; a sealed status keeps the version it was judged by."""


class Status(StrEnum):
    """A colour, or what stands in its place. The values are the slugs used in addresses, styles and the API."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NOT_YET_MEASURED = "not-yet-measured"
    CONTEXT_ONLY = "context-only"
    NOT_APPLICABLE = "not-applicable"
    SUSPENDED = "suspended"
    NOT_DUE = "not-due"
    OVERDUE = "overdue"
    DUE = "due"
    NOT_AVAILABLE = "not-available"
    CANNOT_BE_COMPUTED = "cannot-be-computed"
    POLARITY_NOT_SET = "polarity-not-set"
    NO_TARGET = "no-target"
    INCOMPLETE = "incomplete"

    @property
    def is_colour(self) -> bool:
        return self in COLOURS

    @property
    def word(self) -> str:
        """The status as printed: `Green`, `Not due`."""
        return self.value.replace("-", " ").capitalize()


COLOURS = (Status.RED, Status.AMBER, Status.GREEN)
PRECEDENCE = tuple(status for status in Status if status not in COLOURS)
"""What stands instead of a colour, first match first (rules 6.5; docs/figures.md says of the three additions)."""


@dataclass(frozen=True)
class Rule:
    """What an indicator's values are judged by: `format` too, because they are judged as printed (rules 1.3)."""

    polarity: Polarity
    tolerance: Tolerance
    format: Format


@dataclass(frozen=True)
class Judged:
    """A status with the working behind it (rules 6.8).

    `value` is as printed. `amber_low` and `amber_high` are the outermost values that are still amber, where there are
    such.
    """

    status: Status
    value: Number
    rule: Rule
    target: TargetValue | None = None
    amber_low: Decimal | None = None
    amber_high: Decimal | None = None
    rule_version: str = RULE_VERSION


@dataclass(frozen=True)
class Circumstances:
    """What is known of an indicator in a period besides its number, each a reason for having no colour."""

    proposed: bool = False
    expected: bool = True
    window: Window = Window.OPEN


def status_of(number: Number, target: TargetValue | None, rule: Rule, circumstances: Circumstances) -> Judged:
    """The status of a figure: the first reason that applies, else the colour (rules 6.3, 6.5)."""
    reason = _reason(number, target, rule, circumstances)
    if reason is not None or target is None or isinstance(number, Missing):
        value = number if isinstance(number, Missing) else rule.format.rounded(number)
        return Judged(reason or Status.NO_TARGET, value, rule, target)
    return judge(number, target, rule)


def _reason(number: Number, target: TargetValue | None, rule: Rule, circumstances: Circumstances) -> Status | None:
    """The first applicable reason in the order of rules 6.5, or None when there is something to colour."""
    late = circumstances.window in (Window.OVERDUE, Window.LOCKED)
    applies = {
        Status.NOT_YET_MEASURED: circumstances.proposed,
        Status.CONTEXT_ONLY: rule.polarity is Polarity.NONE,
        Status.NOT_APPLICABLE: number is Missing.NOT_APPLICABLE,
        Status.SUSPENDED: number is Missing.SUSPENDED,
        Status.NOT_DUE: not circumstances.expected
        or (number is Missing.NOT_ENTERED and circumstances.window in (Window.FUTURE, Window.OPEN)),
        Status.OVERDUE: number is Missing.NOT_ENTERED and late,
        Status.DUE: number is Missing.NOT_ENTERED,
        Status.NOT_AVAILABLE: number is Missing.NOT_AVAILABLE,
        Status.CANNOT_BE_COMPUTED: number is Missing.CANNOT_BE_COMPUTED,
        Status.POLARITY_NOT_SET: rule.polarity is Polarity.NOT_SET,
        Status.NO_TARGET: target is None,
        Status.INCOMPLETE: number is Missing.INCOMPLETE,
    }
    return next((status for status in PRECEDENCE if applies[status]), None)


def judge(number: Decimal, target: TargetValue, rule: Rule) -> Judged:
    """The colour of a number, judged as printed (rules 1.3, 6.3). A value on a limit has the better status.

    Raises PercentToleranceNeedsPositiveTarget (rules 6.4), and ValueError for a polarity that has no better side.
    """
    rule.tolerance.check(target)
    value = rule.format.rounded(number)
    low, high = target.ends
    edges: tuple[Decimal | None, Decimal | None]
    match rule.polarity:
        case Polarity.HIGHER:
            edges = (rule.tolerance.below(high), None)
            green = value >= high
        case Polarity.LOWER:
            edges = (None, rule.tolerance.above(low))
            green = value <= low
        case Polarity.RANGE:
            edges = (rule.tolerance.below(low), rule.tolerance.above(high))
            green = low <= value <= high
        case _:
            raise ValueError("Without a polarity nothing can be judged")
    within = (edges[0] is None or value >= edges[0]) and (edges[1] is None or value <= edges[1])
    status = Status.GREEN if green else Status.AMBER if within else Status.RED
    return Judged(status, value, rule, target, *edges)
