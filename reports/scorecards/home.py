"""What each person has to do, on their home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser

from consultations.models import Consultation
from indicators.approving.approvals import WaitingQuarter, waiting_by_quarter
from indicators.expecting.expected import Return, returns_for
from indicators.judging.outcomes import StrategyCard, strategy_cards
from outcomes.models import Strategy
from reports.models import IssuedReport
from strategy_portal.access import may, role_of
from strategy_portal.models import Role, User

LATEST = 5


@dataclass(frozen=True)
class HomePage:
    """`returns` owed, values `waiting` for approval, `scores` of the measured strategies, the latest `reports`.

    `consultations` are those that anyone can take part in now.
    """

    role: str
    returns: Sequence[Return] = ()
    waiting: Sequence[WaitingQuarter] = ()
    scores: Sequence[StrategyCard] = ()
    reports: Sequence[IssuedReport] = ()
    consultations: Sequence[Consultation] = ()


def home(user: User | AnonymousUser, on: date) -> HomePage:
    """At most eighteen queries, whatever the number of strategies, indicators and values."""
    role = role_of(user)
    issued = IssuedReport.objects.without_files()
    if isinstance(user, AnonymousUser):
        return HomePage(role, reports=tuple(issued.public()[:LATEST]), consultations=open_consultations(on))
    sees_scores = role in (Role.BOARD, Role.PERFORMANCE)
    owed = returns_for(user, on) if may(user, "indicators:return-list") else ()
    return HomePage(
        role=role,
        consultations=open_consultations(on),
        returns=[each for each in owed if each.owed],
        waiting=waiting_by_quarter(user) if may(user, "indicators:approval-list") else (),
        scores=strategy_cards(Strategy.objects.running_on(on).measured(), "", on) if sees_scores else (),
        reports=tuple(issued[:LATEST]),
    )


def open_consultations(on: date) -> tuple[Consultation, ...]:
    found = Consultation.objects.taking_submissions(on).select_related("strategy")
    return tuple(found.order_by("closed_on", "pk")[:LATEST])
