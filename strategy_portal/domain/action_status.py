"""Status of an action and slippage of its date (rules 9.3, 9.4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .due_dates import DueWindow
from .lateness import late_text
from .periods import add_months

SLIP_LIMIT = 6
"""So many months after the first agreed date a slip is a long one, unless the council says otherwise (rules 9.4)."""

QUIET_MONTHS = 6
"""Two quarters: after so long without a report an action in progress says so (rules 9.6)."""


class Slippage(StrEnum):
    """How far a due date was moved from the first agreed one. The values are the slugs of styles and the API."""

    NO_DATE = "no-date"
    NONE = "none"
    EARLIER = "earlier"
    UNDER_LIMIT = "under-the-limit"
    LIMIT_OR_MORE = "limit-or-more"
    END_REMOVED = "end-removed"
    CANNOT_BE_MEASURED = "cannot-be-measured"

    @property
    def word(self) -> str:
        return SLIPPAGE_WORDS[self]

    @property
    def is_slip(self) -> bool:
        return self in (Slippage.UNDER_LIMIT, *LONG_SLIPS)


SLIPPAGE_WORDS = {
    Slippage.NO_DATE: "No date agreed",
    Slippage.NONE: "Not moved",
    Slippage.EARLIER: "Brought forward",
    Slippage.UNDER_LIMIT: "Slipped",
    Slippage.LIMIT_OR_MORE: "Slipped by the limit or more",
    Slippage.END_REMOVED: "No end date any more",
    Slippage.CANNOT_BE_MEASURED: "Can’t be measured",
}
LONG_SLIPS = (Slippage.LIMIT_OR_MORE, Slippage.END_REMOVED)
"""A date that was given up counts as a long slip: else an action could escape red by losing its date."""


def slippage(first: DueWindow, now: DueWindow, *, limit: int = SLIP_LIMIT) -> Slippage:
    """Measured from the last day of the first agreed window to the last day of the present one (rules 9.3).

    `limit` is in months. To the day so many months later counts as so many months: 31 December moved to 30 June has
    slipped six months. The date that was agreed first has not moved, whatever its words are read as meanwhile.
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
    if now.last_day < add_months(first.last_day, limit):
        return Slippage.UNDER_LIMIT
    return Slippage.LIMIT_OR_MORE


def is_quiet(reported_on: date | None, on: date) -> bool:
    """Nothing was reported for two quarters, or ever (rules 9.6)."""
    return reported_on is None or add_months(reported_on, QUIET_MONTHS) <= on


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
    """A colour while an action has not ended, or why it has none. The values are the slugs of styles and the API."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NOT_IN_PROGRESS = "not-in-progress"
    LATE_NO_STATE = "late-no-state"
    NOT_REPORTED = "not-reported"
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
    ActionStatus.LATE_NO_STATE: "Late, no state reported",
    ActionStatus.NOT_REPORTED: "Nothing reported yet",
    ActionStatus.NO_DATE: "No date to judge by",
    ActionStatus.UNREADABLE: "Date can’t be read",
}


class Stage(StrEnum):
    """Where people say that an action is, as far as its status asks."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    SUSPENDED = "suspended"
    ENDED = "ended"
    NOT_STATED = "not-stated"


@dataclass(frozen=True)
class ActionCourse:
    """What an action is judged by on a day: what it is `held_to`, and whether its owner says “at risk”.

    `is_reported`: there is a progress update.
    """

    due: DueWindow
    slipped: Slippage
    at_risk: bool
    on: date
    is_reported: bool = True

    @property
    def is_overdue(self) -> bool:
        return self.due.is_overdue(self.on)

    @property
    def days_overdue(self) -> int:
        """Since the last day of the window; 0 if it has not passed."""
        return (self.on - self.due.last_day).days if self.due.last_day is not None and self.is_overdue else 0

    @property
    def late_text(self) -> str:
        """`5 months late`; empty if the window has not passed."""
        return late_text(self.due.last_day, self.on) if self.due.last_day is not None else ""


def status_of(course: ActionCourse, stage: Stage) -> ActionStatus:
    """The status on a day (rules 9.4). The owner's “at risk” makes it amber at best, and never takes red away.

    What is ongoing is on course only as its last update says (rules 9.6).
    """
    if stage is Stage.NOT_STATED and course.is_overdue:
        return ActionStatus.LATE_NO_STATE
    if stage not in (Stage.NOT_STARTED, Stage.IN_PROGRESS):
        return ActionStatus.NOT_IN_PROGRESS
    if course.is_overdue or course.slipped in LONG_SLIPS:
        return ActionStatus.RED
    if course.at_risk or course.slipped is Slippage.UNDER_LIMIT:
        return ActionStatus.AMBER
    if stage is Stage.NOT_STARTED:
        return ActionStatus.NOT_IN_PROGRESS
    if not course.due.is_known:
        return ActionStatus.NO_DATE
    if course.due.ongoing and not course.is_reported:
        return ActionStatus.NOT_REPORTED
    return ActionStatus.GREEN if course.due.readable else ActionStatus.UNREADABLE


def status_reasons(course: ActionCourse) -> tuple[str, ...]:
    """What speaks against “on course”, in words: `12 days late`, `slipped`, `at risk …`."""
    reasons = [course.late_text] if course.is_overdue else []
    if course.slipped.is_slip:
        reasons.append(course.slipped.word[0].lower() + course.slipped.word[1:])
    if course.at_risk:
        reasons.append("at risk in the owner’s judgement")
    return tuple(reasons)
