"""What each person has to do, on their home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indicators.approvals import Waiting, waiting_by_quarter
from indicators.slots import Return, returns_for
from outcomes.models import Strategy
from reports.models import IssuedReport
from strategy_portal.access import PUBLIC, may, role_of
from strategy_portal.models import Role

from .indicators import last_ended_quarter
from .outcomes import StrategyCard, strategy_cards

LATEST = 5


@dataclass(frozen=True)
class Home:
    """`returns` that are owed, values `waiting` for approval, `scores` of the strategies that are measured, latest reports."""

    role: str
    returns: Sequence[Return] = ()
    waiting: Sequence[Waiting] = ()
    scores: Sequence[StrategyCard] = ()
    reports: Sequence[IssuedReport] = ()

    @property
    def waiting_count(self) -> int:
        return sum(each.count for each in self.waiting)


def home(user, on: date) -> Home:
    """At most eighteen queries, whatever the number of strategies, indicators and values."""
    role = role_of(user)
    issued = IssuedReport.objects.without_files()
    if role == PUBLIC:
        return Home(role, reports=issued.public()[:LATEST])
    owed = returns_for(user, on) if may(user, "indicators:return-list") else ()
    return Home(
        role=role,
        returns=[each for each in owed if each.owed],
        waiting=waiting_by_quarter(user) if may(user, "indicators:approval-list") else (),
        scores=_scores(on) if role in (Role.BOARD, Role.PERFORMANCE) else (),
        reports=issued[:LATEST],
    )


def _scores(on: date) -> list[StrategyCard]:
    measured = Strategy.objects.running_on(on).by_indicators().filter(indicator_count__gt=0)
    quarters = {each: last_ended_quarter(on, each.year_start) for each in measured}
    return strategy_cards(quarters, on) if quarters else []
