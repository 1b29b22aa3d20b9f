"""Who changed what of a strategy, when, from what to what, why, and who agreed it."""

from collections.abc import Iterator, Sequence
from typing import Any

from outcomes.models import Commitment, Outcome, Statement, Strategy
from strategy_portal.records.changes import Agreed, Change, ModelChanges, by_field, changes_in, changes_of, latest_first

WHO_AGREED = str(Strategy._meta.get_field("agreed_by").verbose_name)


def changes_of_strategy(strategy: Strategy) -> tuple[Change, ...]:
    """Everything that changed about a strategy and what belongs to it, the latest first. Four queries."""
    own = [shown_part(Strategy, "Strategy", "predecessor"), shown_part(Outcome, came_along=True)]
    return latest_first(
        [
            *changes_of(strategy, *own, shown_part(Statement, _of_list, came_along=True)),
            *changes_in(shown_part(Commitment, "Commitment", "outcome", came_along=True), outcome__strategy=strategy),
        ]
    )


def shown_part(model: Any, subject: Any = None, *related: str, came_along: bool = False) -> ModelChanges:
    more = {} if subject is None else {"subject": subject}
    return ModelChanges(model, related=related, fields=_as_read, agreed=_agreed, came_along=came_along, **more)


def _of_list(record: Any) -> str:
    return str(Statement.Kind(record.kind).label)


def _as_read(records: Sequence[Any]) -> Iterator[dict[str, str]]:
    """Who agreed stands beside the reason, and the owner is known."""
    for fields in by_field(records):
        yield {label: text for label, text in fields.items() if label not in (WHO_AGREED, "strategy", "outcome")}


def _agreed(record: Any) -> Agreed | None:
    """Only of a change that says so itself: a row keeps the name until it changes again."""
    says = record.history_change_reason and record.history_type != "-"
    return Agreed(record.history_change_reason, record.agreed_by) if says else None
