"""A strategy's page: its texts beside how its outcomes and actions stand."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from actions.models import Action
from consultations.models import Consultation
from outcomes.models import Statement, Strategy
from strategy_portal.domain.periods import Period

from .outcomes import StrategyCard, strategy_card


@dataclass(frozen=True)
class ActionCounts:
    """Actions by state, with how many are overdue and how many have neither owner nor date stated."""

    total: int
    by_state: tuple[tuple[str, int], ...]
    overdue: int
    without_owner: int


@dataclass(frozen=True)
class StrategyPage:
    card: StrategyCard
    statements: dict[str, list[Statement]]
    actions: ActionCounts
    consultations: tuple[Consultation, ...]
    successors: tuple[Strategy, ...]


def strategy_page(strategy: Strategy, quarter: Period, on: date) -> StrategyPage:
    """At most thirteen queries, whatever the number of indicators and actions."""
    statements: dict[str, list[Statement]] = {}
    for statement in strategy.statements.all():
        statements.setdefault(statement.get_kind_display(), []).append(statement)
    return StrategyPage(
        card=strategy_card(strategy, quarter, on),
        statements=statements,
        actions=action_counts(strategy, on),
        consultations=tuple(strategy.consultations.all()),
        successors=tuple(strategy.successors.all()),
    )


def action_counts(strategy: Strategy, on: date) -> ActionCounts:
    """Three queries."""
    found = Action.objects.of(strategy)
    counted = dict(found.order_by().values_list("state").annotate(Count("pk")))
    by_state = [(label, counted[state]) for state, label in Action.State.choices if state in counted]
    return ActionCounts(
        total=sum(counted.values()),
        by_state=tuple(by_state),
        overdue=found.overdue_on(on).count(),
        without_owner=found.without_owner().count(),
    )
