"""How far a report has come on its way to a meeting: who cleared it, and who is next."""

from dataclasses import dataclass

from reports.models import Clearance, Preparation
from reports.preparing.services import clearances, next_version, paper_dates_for, posts_for, preparation_of
from strategy_portal.clock import is_bank_holiday
from strategy_portal.domain.deadlines import Deadline, Stage, deadlines

from .report_keys import ReportKey


@dataclass(frozen=True)
class Step:
    """A post, and its clearance once it is given."""

    post: str
    cleared: Clearance | None


@dataclass(frozen=True)
class Clearing:
    """Of the version that is issued next. `opened_again` are clearances of it that hold no longer."""

    key: ReportKey
    preparation: Preparation
    version: int
    steps: tuple[Step, ...]
    opened_again: tuple[Clearance, ...]

    @property
    def done(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.cleared)

    @property
    def next_post(self) -> str:
        """Empty once all have cleared it."""
        return next((step.post for step in self.steps if not step.cleared), "")

    @property
    def is_cleared(self) -> bool:
        return bool(self.steps) and not self.next_post

    @property
    def due(self) -> Deadline | None:
        """By when all have to have cleared it."""
        meeting = self.preparation.meeting
        if meeting is None:
            return None
        rule = paper_dates_for([meeting.body])[meeting.body].rule
        found = deadlines(meeting.meets_on, rule, is_bank_holiday)
        return next(each for each in found if each.stage is Stage.CLEARED)


def clearing(key: ReportKey) -> Clearing:
    """Six queries."""
    preparation = preparation_of(key)
    given = {clearance.post: clearance for clearance in clearances(key)}
    version = next_version(key)
    earlier: tuple[Clearance, ...] = ()
    if preparation.pk:
        earlier = tuple(preparation.clearances.filter(for_version=version).exclude(reopened_at=None))
    steps = tuple(Step(post, given.get(post)) for post in posts_for(preparation))
    return Clearing(key, preparation, version, steps, earlier)
