"""One action as a line of its plan: how it stands on a day, and the words for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from strategy_portal.children import children_of
from strategy_portal.domain.action_status import (
    ActionCourse,
    ActionStatus,
    Slippage,
    Stage,
    is_quiet,
    slip_days,
    slippage,
    status_of,
    status_reasons,
)
from strategy_portal.domain.due_dates import DueWindow, held_to
from strategy_portal.domain.lateness import stretch_text
from strategy_portal.domain.wording import and_text

from ..models import Action, ActionOwner, ProgressUpdate, SlipLimit, due_text, in_force

STAGES = {
    Action.State.NOT_STARTED: Stage.NOT_STARTED,
    Action.State.IN_PROGRESS: Stage.IN_PROGRESS,
    Action.State.SUSPENDED: Stage.SUSPENDED,
    Action.State.UNKNOWN: Stage.NOT_STATED,
}
"""What the status asks of a state; any other has ended."""


class Situation(StrEnum):
    """Where an action stands in its plan: each in one of these, worst first. The values are the slugs of styles."""

    LATE = "late"
    LATE_NOT_STARTED = "late-not-started"
    LATE_NO_STATE = "late-no-state"
    LATE_SUSPENDED = "late-suspended"
    NO_DATE = "no-date"
    TO_COME = "to-come"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def word(self) -> str:
        return SITUATION_WORDS[self]

    @property
    def is_late(self) -> bool:
        return self in LATE.values()


SITUATION_WORDS = {
    Situation.LATE: "late, in progress",
    Situation.LATE_NOT_STARTED: "late, not started",
    Situation.LATE_NO_STATE: "late, no state reported",
    Situation.LATE_SUSPENDED: "late, suspended",
    Situation.NO_DATE: "without a date to judge by",
    Situation.TO_COME: "to come",
    Situation.COMPLETED: "completed",
    Situation.CANCELLED: "cancelled",
}
LATE = {
    Action.State.IN_PROGRESS: Situation.LATE,
    Action.State.NOT_STARTED: Situation.LATE_NOT_STARTED,
    Action.State.UNKNOWN: Situation.LATE_NO_STATE,
    Action.State.SUSPENDED: Situation.LATE_SUSPENDED,
}


@dataclass(frozen=True)
class ActionLine:
    """A line of an action plan on a day. What the source does not state is None or empty, never guessed.

    `due` is its date, `first_due` the first that was agreed. `held_to_on` is the last day by which it is judged;
    `late_text` is `5 months late`, or empty. `slip_limit` is the council's of that day. State (set by people),
    judgement (`is_at_risk`, the owner's) and status (computed) are three different things.
    """

    action: Action
    number: int
    title: str
    owner_names: tuple[str, ...]
    due: DueWindow
    first_due: DueWindow
    held_to_on: date | None
    days_overdue: int
    late_text: str
    slippage: Slippage
    slip_limit: SlipLimit
    state: Action.State
    status: ActionStatus
    reasons: tuple[str, ...]
    latest: ProgressUpdate | None
    is_demonstration: bool
    is_quiet: bool = False

    @property
    def owners_text(self) -> str | None:
        return owners_text(children_of(self.action, "owners"))

    @property
    def due_as_written(self) -> str:
        return self.due.as_written

    @property
    def due_said(self) -> str:
        """The same, with a day in words."""
        return self.due.said

    @property
    def due_window(self) -> tuple[date, date] | None:
        """Both days included; None where no date is stated, where it is ongoing and where the date can't be read."""
        return self.due.window

    @property
    def due_window_text(self) -> str | None:
        return due_text(self.due)

    @property
    def first_due_as_written(self) -> str:
        return self.first_due.as_written

    @property
    def first_due_window_text(self) -> str | None:
        return due_text(self.first_due)

    @property
    def slip_days(self) -> int | None:
        """None where slippage can't be measured."""
        return slip_days(self.first_due, self.due)

    @property
    def outcome_numbers(self) -> tuple[int, ...]:
        return tuple(outcome.number for outcome in children_of(self.action, "outcomes"))

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(measure.text for measure in self.action.measures.all())

    @property
    def moves(self) -> int:
        """How often the date of the action itself was moved."""
        return len(self.action.moves)

    @property
    def is_overdue(self) -> bool:
        return self.days_overdue > 0

    @property
    def has_ended(self) -> bool:
        return self.state in Action.ENDED

    @property
    def situation(self) -> Situation:
        if self.has_ended:
            return Situation.CANCELLED if self.state is Action.State.CANCELLED else Situation.COMPLETED
        if self.is_overdue:
            return LATE[self.state]
        return Situation.TO_COME if self.held_to_on or self.action.due.ongoing else Situation.NO_DATE

    @property
    def how_it_stands(self) -> str:
        """What one reads first: `2 years 7 months late`, `Moved by 4 months`, `Completed 20 August 2024`, `On course`.

        After it comes `state_said`; where a state says it all, that is what comes first.
        """
        if self.has_ended:
            day = self.action.completed_on
            word = "Cancelled" if self.state is Action.State.CANCELLED else "Completed"
            return f"{word} {day:%-d %B %Y}" if day and word == "Completed" else word
        if self.is_overdue:
            return self.late_text
        if self.slippage.is_slip:
            return f"Moved by {self.slip_stretch}" if self.slip_stretch else self.slippage.word
        if self.status in SAID_OF_STATUS:
            return SAID_OF_STATUS[self.status]
        return self.state_reported

    @property
    def state_reported(self) -> str:
        """`In progress`; of a state that nobody stated, that it was not reported."""
        return NO_STATE if self.state is Action.State.UNKNOWN else self.state_word

    @property
    def state_said(self) -> str:
        """`In progress, at risk`, `No state reported`, `In time by the first agreed date`; empty where it is said."""
        if self.state is Action.State.CANCELLED:
            return ""
        if self.has_ended:
            said = self.outcome_of_date if self.action.completed_on and self.action.first_due.last_day else ""
            day = self.action.accepted_on
            accepted = f"accepted by the board{f' {day:%-d %B %Y}' if day else ''}"
            parts = [said, accepted if self.state is Action.State.ACCEPTED else ""]
            text = ", ".join(part for part in parts if part)
            return text[:1].upper() + text[1:]
        parts = [self.state_reported] if self.state_reported != self.how_it_stands else []
        if self.slippage.is_slip and not self.is_overdue:
            parts.append("not late")
        if self.is_at_risk and self.how_it_stands != AT_RISK:
            parts.append("at risk" if parts else "At risk")
        return ", ".join(parts)

    @property
    def state_said_within(self) -> str:
        """The same within a sentence."""
        return self.state_said[:1].lower() + self.state_said[1:]

    @property
    def mark(self) -> str:
        """The slug of its shape: that of its colour, else of why it has none."""
        if self.status.is_colour:
            return self.status.value
        return {Situation.COMPLETED: "completed", Situation.CANCELLED: "cancelled"}.get(
            self.situation, self.state.value
        )

    @property
    def is_at_risk(self) -> bool:
        """The owner's judgement in the latest progress update, as long as the action has not ended (rules 9.4)."""
        return self.latest is not None and self.latest.at_risk and not self.has_ended

    @property
    def state_word(self) -> str:
        return str(self.state.label)

    @property
    def suspended_text(self) -> str:
        """Why it is suspended, as it is recorded, else that nobody said when it goes on; empty of any other."""
        return self.action.state_reason or NO_RESUMING if self.state is Action.State.SUSPENDED else ""

    @property
    def has_moved(self) -> bool:
        return self.first_due_as_written != self.due_as_written

    @property
    def status_text(self) -> str:
        """Why the status is what it is: `Amber: slipped`, `No status while not started`."""
        if self.status is ActionStatus.NOT_IN_PROGRESS:
            unknown = self.state is Action.State.UNKNOWN
            text = "the state is not stated" if unknown else state_in_sentence(self.state)
            is_late = self.state in (Action.State.COMPLETED, Action.State.ACCEPTED) and self.completed_late_text
            return f"No status: {text}{f', {self.completed_late_text}' if is_late else ''}"
        text = self.status.word
        if self.status.is_colour:
            text = f"{text}: {'; '.join(self.reasons) or 'on course'}"
        return f"{text}; {self.quiet_text}" if self.quiet_text else text

    @property
    def quiet_text(self) -> str:
        """`nothing reported since 3 May 2026`: of an action in progress, for two quarters (rules 9.6)."""
        if not self.is_quiet:
            return ""
        return f"nothing reported since {self.latest.written_on:%-d %B %Y}" if self.latest else "nothing reported yet"

    @property
    def completed_late_text(self) -> str:
        """`2 months after the first agreed date`; empty where the days are not known (rules 9.6)."""
        known = self.action.completed_on is not None and self.action.first_due.last_day is not None
        return self.outcome_of_date[0].lower() + self.outcome_of_date[1:] if known else ""

    @property
    def slip_rank(self) -> float:
        """For sorting: days slipped. An end that was given up is the longest; what can't be measured, none."""
        return float("inf") if self.slippage is Slippage.END_REMOVED else self.slip_days or 0

    @property
    def slip_text(self) -> str:
        """`Slipped by the limit or more (1 year 7 months, 2 moves)`, `Not moved`."""
        details = [self.slip_stretch] if self.slip_stretch else []
        details += [f"{self.moves} {'moves' if self.moves > 1 else 'move'}"] if self.moves else []
        return f"{self.slippage.word} ({', '.join(details)})" if details else self.slippage.word

    @property
    def slip_stretch(self) -> str:
        """`2 years 8 months`: from the first agreed date to the present one, either way; empty where it is the same."""
        first, now = self.action.first_due.last_day, self.action.due.last_day
        return stretch_text(first, now) if first and now and self.slip_days else ""

    @property
    def outcome_of_date(self) -> str:
        """What came of a date that was moved: from the first agreed date to completion (rules 9.3)."""
        first, completed_on = self.action.first_due.last_day, self.action.completed_on
        if completed_on is None or first is None:
            return "Not completed" if not self.has_ended else "Day of completion not stated"
        if completed_on <= first:
            return "In time by the first agreed date"
        return f"{stretch_text(first, completed_on)} after the first agreed date"


MARKS = {
    "red": "Red: late in progress or not started, or moved by the council’s limit or more",
    "amber": "Amber: at risk as reported, or moved by less",
    "green": "On course",
    "unknown": "No state reported",
    "in-progress": "In progress, without a date to judge by",
    "not-started": "Not started",
    "suspended": "Suspended",
    "completed": "Completed",
    "cancelled": "Cancelled",
}
"""What each shape of an action says (rules 9.4), worst first."""


def key_of_marks(lines: Iterable[ActionLine]) -> list[tuple[str, str]]:
    """The shapes that stand there."""
    there = {line.mark for line in lines}
    return [(mark, text) for mark, text in MARKS.items() if mark in there]


NO_STATE, AT_RISK, NO_RESUMING = "No state reported", "At risk, as reported", "No date to resume"
SAID_OF_STATUS = {
    ActionStatus.GREEN: "On course",
    ActionStatus.AMBER: AT_RISK,
    ActionStatus.NOT_REPORTED: ActionStatus.NOT_REPORTED.word,
    ActionStatus.NO_DATE: ActionStatus.NO_DATE.word,
    ActionStatus.UNREADABLE: ActionStatus.UNREADABLE.word,
}
"""What comes first of an action that is neither late nor moved nor ended, where its status says it."""


def line_of(action: Action, on: date, limit: SlipLimit) -> ActionLine:
    """No query, if the action comes `with_standing()`."""
    written = (update for update in children_of(action, "updates") if update.written_on <= on)
    latest = next(iter(in_force(written)), None)
    at_risk = latest is not None and latest.at_risk
    first, due = action.first_due, action.due
    slipped = slippage(first, due, limit=limit.months)
    course = ActionCourse(held_to(first, due), slipped, at_risk, on, is_reported=latest is not None)
    status = status_of(course, STAGES.get(Action.State(action.state), Stage.ENDED))
    at_work = action.state == Action.State.IN_PROGRESS
    return ActionLine(
        action=action,
        number=action.number,
        title=action.title,
        owner_names=tuple(owner.team.name for owner in children_of(action, "owners")),
        due=due,
        first_due=first,
        held_to_on=course.due.last_day,
        days_overdue=0 if action.has_ended else course.days_overdue,
        late_text="" if action.has_ended else course.late_text,
        slippage=slipped,
        slip_limit=limit,
        state=Action.State(action.state),
        status=status,
        reasons=status_reasons(course) if status.is_colour else (),
        latest=latest,
        is_demonstration=action.state_is_demonstration or (latest is not None and latest.is_demonstration),
        is_quiet=at_work and is_quiet(latest.written_on if latest else None, on),
    )


def owners_text(owners: Iterable[ActionOwner]) -> str | None:
    """`Customer Services and IT (joint)`, `Housing, supported by IT`; None where no owner is stated."""
    parts: dict[str, list[str]] = {part: [] for part in ActionOwner.Part}
    for owner in owners:
        parts[owner.part].append(owner.team.name)
    first = [*parts[ActionOwner.Part.LEAD], *parts[ActionOwner.Part.JOINT]]
    supporting = and_text(parts[ActionOwner.Part.SUPPORTING])
    text = and_text(first) + (" (joint)" if parts[ActionOwner.Part.JOINT] else "")
    if supporting:
        text = f"{text}, supported by {supporting}" if text else f"Supported by {supporting}"
    return text or None


def state_in_sentence(state: Action.State) -> str:
    return "with no state stated" if state is Action.State.UNKNOWN else str(state.label).lower()
