"""A strategy's page: its texts beside how its outcomes and actions stand."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from actions.models import Action, ActionOwner
from actions.scorecards.action_plan import ActionCounts, action_lines, count_lines
from consultations.models import Consultation
from indicators.judging.outcomes import StrategyCard, strategy_cards
from outcomes.models import Statement, Strategy
from strategy_portal.records.history import as_recorded


@dataclass(frozen=True)
class StrategyPage:
    card: StrategyCard
    statements: dict[str, list[Statement]]
    actions: ActionCounts
    consultations: tuple[Consultation, ...]
    successors: tuple[Strategy, ...]


def strategy_page(strategy: Strategy, on: date, as_of: date | None = None) -> StrategyPage:
    """At most twelve queries, in the last ended quarter, whatever the number of indicators and actions.

    With `as_of`, the same day as `on`, indicators and actions as they stood at its end, for four queries more.
    """
    statements: dict[str, list[Statement]] = {}
    for statement in strategy.statements.all():
        statements.setdefault(statement.get_kind_display(), []).append(statement)
    return StrategyPage(
        card=strategy_cards([strategy], "", on, as_of)[0],
        statements=statements,
        actions=count_lines(action_lines(_actions(strategy, as_of), on)),
        consultations=tuple(strategy.consultations.all()),
        successors=tuple(strategy.successors.all()),
    )


def _actions(strategy: Strategy, as_of: date | None) -> list[Action]:
    """With owners, dates and updates; with `as_of` their states and dates are those recorded by then."""
    found = list(Action.objects.of(strategy)) if as_of is None else as_recorded(Action, as_of, strategy=strategy)
    owners = Prefetch("owners", ActionOwner.objects.select_related("team"))
    prefetch_related_objects(found, owners, "due_dates", "updates")
    return found
