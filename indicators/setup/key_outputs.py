"""Key outputs of an outcome: added, said in other words, put in order, and removed while no indicator shows them.

As with all that a strategy says, each change has a reason once the strategy is adopted (outcomes/editing/services.py).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from outcomes.editing.changes import shown_part
from outcomes.editing.services import explained, reason_to_remove, save_part
from outcomes.models import Outcome, Strategy
from strategy_portal.models import User
from strategy_portal.records.changes import Change, changes_in, latest_first
from strategy_portal.records.events import Event
from strategy_portal.records.history import create_with_history, delete_with_history, recorded
from strategy_portal.records.versions import Refused, claim, claim_owner

from ..models import Indicator, KeyOutput


@transaction.atomic
def save_key_output(
    *, output: KeyOutput, fields: Mapping[str, Any], reason: str = "", agreed_by: str = "", seen: int, by: User
) -> KeyOutput:
    """Add a key output, or say it in other words. Its indicators stay with it.

    Raises ChangedMeanwhile, and Refused: no reason where one is needed, or words that the outcome has already.
    """
    outcome = fields.get("outcome") or output.outcome
    why, event = explained(_held(outcome), reason, agreed_by)
    stored = claim(output, seen) if output.pk else KeyOutput.last_of(outcome)
    stored.title = fields["title"].strip()
    if outcome.key_outputs.filter(title__iexact=stored.title).exclude(pk=stored.pk).exists():
        raise Refused("The outcome has a key output of these words already: choose other words", "title")
    save_part(stored, why, agreed_by, event, by)
    return stored


@transaction.atomic
def remove_key_output(*, output: KeyOutput, reason: str, seen: int, by: User) -> None:
    """The history keeps it. Raises ChangedMeanwhile, and Refused where an indicator shows it."""
    _held(output.outcome)
    stored = claim(output, seen)
    if stored.indicators.exists():
        raise Refused("Indicators show it: give them another key output first, each on its own form")
    why = reason_to_remove(reason)
    save_part(stored, why, "", Event.CHANGED, by)
    delete_with_history(stored, by=by, reason=why)


@transaction.atomic
def move_key_output(*, output: KeyOutput, places: int, seen: int, by: User) -> bool:
    """Let it and the one before (-1) or after it (1) change places; False at the end of the list.

    `seen` is the version of its outcome. Raises ChangedMeanwhile.
    """
    rows = list(output.outcome.key_outputs.all())
    here = next(at for at, row in enumerate(rows) if row.pk == output.pk)
    there = here + places
    if not 0 <= there < len(rows):
        return False
    claim_owner(output.outcome, seen, by=by)
    rows[here], rows[there] = rows[there], rows[here]
    with recorded(by=by, event=Event.REORDERED):
        for place, row in enumerate(rows, 1):
            if row.order != place:
                held = claim(row, row.version)
                held.order = place
                held.save()
    return True


def changes_of_key_outputs(strategy: Strategy) -> tuple[Change, ...]:
    """Everything that changed about a strategy's key outputs, the latest first. One query."""
    shown = shown_part(KeyOutput, "Key output", "outcome", came_along=True)
    return latest_first(list(changes_in(shown, outcome__strategy=strategy)))


def _held(outcome: Outcome) -> Strategy:
    """Its strategy, of which nobody adds or removes a part meanwhile."""
    return Strategy.objects.select_for_update().get(pk=outcome.strategy_id)


def _put_last(new: Iterable[KeyOutput], there: Iterable[KeyOutput]) -> None:
    """After those of their outcome; where nobody has put them in order yet all have 0, and stand as they were added."""
    last: Counter[int] = Counter()
    for row in there:
        last[row.outcome_id] = max(last[row.outcome_id], row.order)
    for row in new:
        if last[row.outcome_id]:
            last[row.outcome_id] += 1
            row.order = last[row.outcome_id]


def with_key_outputs(indicators: Sequence[Indicator], *, by: User) -> None:
    """Each, not stored, belongs to the key output of its title, of which a new one is added once."""
    outcomes = {each.outcome.pk for each in indicators}
    there = {(row.outcome_id, row.title.casefold()): row for row in KeyOutput.objects.filter(outcome__in=outcomes)}
    wanted = {(each.outcome.pk, each.key_output.title.casefold()): each.key_output for each in indicators}
    lacking = [row for place, row in wanted.items() if place not in there]
    _put_last(lacking, there.values())
    create_with_history(lacking, by=by)
    for each in indicators:
        place = each.outcome.pk, each.key_output.title.casefold()
        outcome = each.outcome
        each.key_output = there.get(place) or wanted[place]
        each.key_output.outcome = outcome
