"""Dates of a paper, counted back from its meeting in working days: the council's own rule for a committee.

Which days are bank holidays is an argument, as in `periods.py`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from .periods import IsHoliday, add_working_days, is_working_day, working_days_between


class Stage(StrEnum):
    """What has to be done by each of the dates, in their order."""

    CUT_OFF = "cut-off"
    TEXTS = "texts"
    CLEARED = "cleared"
    AGENDA = "agenda"
    PAPERS_OUT = "papers-out"
    MEETING = "meeting"


HEADINGS = {
    Stage.CUT_OFF: "Cut-off",
    Stage.TEXTS: "Texts and findings",
    Stage.CLEARED: "Cleared",
    Stage.AGENDA: "Agenda agreed",
    Stage.PAPERS_OUT: "Papers out",
    Stage.MEETING: "Meeting",
}


@dataclass(frozen=True)
class PaperRule:
    """How many working days before the meeting each stage ends.

    Between the day on which papers go out and the meeting lie `clear_days` whole working days; the law asks for
    `legal_clear_days` at least.
    """

    cut_off: int = 13
    texts: int = 11
    cleared: int = 10
    agenda: int = 7
    clear_days: int = 4
    legal_clear_days: int = 3

    def problems(self) -> dict[str, str]:
        """What contradicts itself, by field; empty: nothing does."""
        found = {}
        if self.clear_days < self.legal_clear_days:
            found["clear_days"] = f"The law asks for {self.legal_clear_days} clear days at least"
        for earlier, later in pairwise(_STAGE_OF):
            if getattr(self, earlier) < getattr(self, later):
                found[earlier] = f"This is after “{HEADINGS[_STAGE_OF[later]]}”: give {getattr(self, later)} or more"
        if self.agenda <= self.clear_days:
            found["agenda"] = f"This is after the papers are out: give {self.clear_days + 1} or more"
        return found


_STAGE_OF = {"cut_off": Stage.CUT_OFF, "texts": Stage.TEXTS, "cleared": Stage.CLEARED, "agenda": Stage.AGENDA}


@dataclass(frozen=True)
class Deadline:
    """The last day of a stage."""

    stage: Stage
    day: date

    @property
    def heading(self) -> str:
        return HEADINGS[self.stage]

    def is_past(self, on: date) -> bool:
        return self.day < on

    def working_days_left(self, on: date, is_holiday: IsHoliday) -> int:
        """Negative once it is past."""
        return working_days_between(on, self.day, is_holiday)


def deadlines(meets_on: date, rule: PaperRule, is_holiday: IsHoliday) -> tuple[Deadline, ...]:
    """Every stage with its last day, in their order; each but the meeting's own is a working day."""
    before = {
        Stage.CUT_OFF: rule.cut_off,
        Stage.TEXTS: rule.texts,
        Stage.CLEARED: rule.cleared,
        Stage.AGENDA: rule.agenda,
        Stage.PAPERS_OUT: rule.clear_days + 1,
    }
    counted = [Deadline(stage, add_working_days(meets_on, -days, is_holiday)) for stage, days in before.items()]
    return (*counted, Deadline(Stage.MEETING, meets_on))


def clear_days_between(papers_out: date, meets_on: date, is_holiday: IsHoliday) -> int:
    """Whole working days between the two: neither counts."""
    lie_between = working_days_between(papers_out, meets_on, is_holiday)
    return max(0, lie_between - is_working_day(meets_on, is_holiday))
