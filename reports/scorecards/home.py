"""What each person has to do, on the home page; and what a strategy says beside how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from actions.models import Action
from actions.scorecards.action_plan import ActionCounts, action_lines, actions_of, count_lines
from consultations.models import Consultation
from indicators.approving.approvals import WaitingQuarter, waiting_by_quarter
from indicators.expecting.expected import Return, returns_for
from indicators.judging.outcomes import StrategyCard, strategy_cards
from outcomes.models import Statement, Strategy
from reports.models import IssuedReport
from strategy_portal.access import may, role_of
from strategy_portal.models import Role, User

LATEST = 5


@dataclass(frozen=True)
class WaitingActions:
    """What of the plans waits for a person: how many completed actions to accept, and which of their own."""

    to_accept: int = 0
    sent_back: Sequence[Action] = ()
    overdue: Sequence[Action] = ()

    @property
    def mine(self) -> int:
        return len({*self.sent_back, *self.overdue})


@dataclass(frozen=True)
class HomePage:
    """`returns` owed, `actions` to do something about, values `waiting` for approval, `scores` of the running
    strategies, the latest `reports`.

    `is_empty`: the portal holds no strategy. `has_team`: without one nothing is expected of a person.
    `consultations` are those that anyone can take part in now.
    """

    role: str
    returns: Sequence[Return] = ()
    actions: WaitingActions = WaitingActions()
    waiting: Sequence[WaitingQuarter] = ()
    scores: Sequence[StrategyCard] = ()
    reports: Sequence[IssuedReport] = ()
    consultations: Sequence[Consultation] = ()
    is_empty: bool = False
    has_team: bool = True


def home(user: User | AnonymousUser, on: date) -> HomePage:
    """At most eighteen queries, whatever the number of strategies, indicators and values."""
    role = role_of(user)
    issued = IssuedReport.objects.without_files()
    if isinstance(user, AnonymousUser):
        return HomePage(role, reports=tuple(issued.public()[:LATEST]), consultations=open_consultations(on))
    sees_scores = role in (Role.BOARD, Role.PERFORMANCE)
    running = strategy_cards(Strategy.objects.running_on(on).by_indicators(), "", on) if sees_scores else ()
    owed = returns_for(user, on) if may(user, "indicators:return-list") else ()
    return HomePage(
        role=role,
        consultations=open_consultations(on),
        returns=[each for each in owed if each.has_work],
        actions=waiting_actions(user, on),
        waiting=waiting_by_quarter(user) if may(user, "indicators:approval-list") else (),
        scores=running,
        is_empty=not running and not Strategy.objects.exists(),
        has_team=bool(owed) or user.teams.exists(),
        reports=tuple(issued[:LATEST]),
    )


def waiting_actions(user: User, on: date) -> WaitingActions:
    """One query. Nobody accepts what they completed themselves, unless APPROVE_OWN_VALUES is on."""
    accepts, reports_on = may(user, "actions:acceptance-list", "POST"), may(user, "actions:my-actions")
    if not (accepts or reports_on):
        return WaitingActions()
    waiting: Any = Action.objects.with_what_waits(user).select_related("strategy")
    found: list[Any] = sorted(waiting, key=lambda each: (each.held_to_on or date.max, each.number))
    theirs = [each for each in found if each.is_theirs and not each.has_ended] if reports_on else []
    completed = [each for each in found if each.state == Action.State.COMPLETED] if accepts else []
    own = 0 if settings.APPROVE_OWN_VALUES else sum(each.completed_by_id == user.pk for each in completed)
    return WaitingActions(
        to_accept=len(completed) - own,
        sent_back=[each for each in theirs if each.was_sent_back],
        overdue=[each for each in theirs if each.held_to_on and each.held_to_on < on],
    )


def open_consultations(on: date) -> tuple[Consultation, ...]:
    found = Consultation.objects.taking_submissions(on).select_related("strategy")
    return tuple(found.order_by("closed_on", "pk")[:LATEST])


@dataclass(frozen=True)
class StrategyPage:
    card: StrategyCard
    statements: dict[str, list[Statement]]
    actions: ActionCounts
    consultations: tuple[Consultation, ...]
    successors: tuple[Strategy, ...]


def strategy_page(strategy: Strategy, on: date, as_of: date | None = None) -> StrategyPage:
    """At most thirteen queries, in the last ended quarter, whatever the number of indicators and actions.

    With `as_of`, the same day as `on`, indicators and actions as they stood at its end, for four queries more.
    """
    statements: dict[str, list[Statement]] = {}
    for statement in strategy.statements.all():
        statements.setdefault(statement.get_kind_display(), []).append(statement)
    return StrategyPage(
        card=strategy_cards([strategy], "", on, as_of)[0],
        statements=statements,
        actions=count_lines(action_lines(actions_of([strategy], as_of), on, as_of)),
        consultations=tuple(strategy.consultations.all()),
        successors=tuple(strategy.successors.all()),
    )
