"""Status of an action and slippage of its date (rules 9.3, 9.4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .due_dates import DueWindow
from .periods import add_months

LONG_SLIP = 3
"""So many months after the first agreed date a slip is a long one."""


class Slippage(StrEnum):
    """How far a due date was moved from the first agreed one. The values are the slugs of styles and the API."""

    NO_DATE = "no-date"
    NONE = "none"
    EARLIER = "earlier"
    UNDER_THREE_MONTHS = "under-three-months"
    THREE_MONTHS_OR_MORE = "three-months-or-more"
    END_REMOVED = "end-removed"
    CANNOT_BE_MEASURED = "cannot-be-measured"

    @property
    def word(self) -> str:
        return SLIPPAGE_WORDS[self]

    @property
    def is_slip(self) -> bool:
        return self in (Slippage.UNDER_THREE_MONTHS, *LONG_SLIPS)


SLIPPAGE_WORDS = {
    Slippage.NO_DATE: "No date agreed",
    Slippage.NONE: "Not moved",
    Slippage.EARLIER: "Brought forward",
    Slippage.UNDER_THREE_MONTHS: "Slipped under three months",
    Slippage.THREE_MONTHS_OR_MORE: "Slipped three months or more",
    Slippage.END_REMOVED: "No end date any more",
    Slippage.CANNOT_BE_MEASURED: "Can’t be measured",
}
LONG_SLIPS = (Slippage.THREE_MONTHS_OR_MORE, Slippage.END_REMOVED)
"""A date that was given up counts as a long slip: else an action could escape red by losing its date."""


def slippage(first: DueWindow, now: DueWindow) -> Slippage:
    """Measured from the last day of the first agreed window to the last day of the present one (rules 9.3).

    To the day three months later counts as three months: 31 December moved to 31 March has slipped three months. The
    date that was agreed first has not moved, whatever its words are read as meanwhile.
    """
    if not first.is_known and not now.is_known:
        return Slippage.NO_DATE
    if first.as_written == now.as_written:
        return Slippage.NONE
    if first.last_day is None:
        return Slippage.CANNOT_BE_MEASURED
    if now.last_day is None:
        return Slippage.CANNOT_BE_MEASURED if not now.readable else Slippage.END_REMOVED
    if now.last_day <= first.last_day:
        return Slippage.EARLIER if now.last_day < first.last_day else Slippage.NONE
    if now.last_day < add_months(first.last_day, LONG_SLIP):
        return Slippage.UNDER_THREE_MONTHS
    return Slippage.THREE_MONTHS_OR_MORE


def slip_days(first: DueWindow, now: DueWindow) -> int | None:
    """Days from the last day of the first window to the last of the present one, below 0 where it was brought forward.

    None where one of them has no last day.
    """
    if first.last_day is None or now.last_day is None:
        return None
    if first.as_written == now.as_written:
        return 0
    return (now.last_day - first.last_day).days


class ActionStatus(StrEnum):
    """A colour while an action is in progress, or why it has none. The values are the slugs of styles and the API."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NOT_IN_PROGRESS = "not-in-progress"
    NO_DATE = "no-date"
    UNREADABLE = "unreadable"

    @property
    def is_colour(self) -> bool:
        return self in COLOURS

    @property
    def word(self) -> str:
        return STATUS_WORDS[self]


COLOURS = (ActionStatus.RED, ActionStatus.AMBER, ActionStatus.GREEN)
STATUS_WORDS = {
    ActionStatus.RED: "Red",
    ActionStatus.AMBER: "Amber",
    ActionStatus.GREEN: "Green",
    ActionStatus.NOT_IN_PROGRESS: "No status",
    ActionStatus.NO_DATE: "No date to judge by",
    ActionStatus.UNREADABLE: "Date can’t be read",
}


@dataclass(frozen=True)
class ActionCourse:
    """What an action in progress is judged by on a day: what it is `held_to`, and whether its owner says “at risk”."""

    due: DueWindow
    slipped: Slippage
    at_risk: bool
    on: date

    @property
    def is_overdue(self) -> bool:
        return self.due.is_overdue(self.on)

    @property
    def days_overdue(self) -> int:
        """Since the last day of the window; 0 if it has not passed."""
        return (self.on - self.due.last_day).days if self.due.last_day is not None and self.is_overdue else 0


def status_of(course: ActionCourse, *, in_progress: bool) -> ActionStatus:
    """The status on a day (rules 9.4). The owner's “at risk” makes it amber at best, and never takes red away."""
    if not in_progress:
        return ActionStatus.NOT_IN_PROGRESS
    if course.is_overdue or course.slipped in LONG_SLIPS:
        return ActionStatus.RED
    if course.at_risk or course.slipped is Slippage.UNDER_THREE_MONTHS:
        return ActionStatus.AMBER
    if not course.due.is_known:
        return ActionStatus.NO_DATE
    return ActionStatus.GREEN if course.due.readable else ActionStatus.UNREADABLE


def status_reasons(course: ActionCourse) -> tuple[str, ...]:
    """What speaks against “on course”, in words: `overdue by 12 days`, `slipped under three months`, `at risk …`."""
    reasons = []
    if days := course.days_overdue:
        reasons.append(f"overdue by {days:,} {'day' if days == 1 else 'days'}")
    if course.slipped.is_slip:
        reasons.append(course.slipped.word[0].lower() + course.slipped.word[1:])
    if course.at_risk:
        reasons.append("at risk in the owner’s judgement")
    return tuple(reasons)
