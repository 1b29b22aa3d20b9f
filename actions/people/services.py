"""When somebody leaves: what they do in person, and all of it handed to another in one step (rules 9.5)."""

from django.db import transaction
from django.db.models import QuerySet

from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import Refused, claim

from ..guards import required
from ..models import Action, ActionOwner


def parts_of(person: User) -> QuerySet[ActionOwner]:
    """The person's parts in actions that have not ended. Indicators and units belong to teams, never to a person."""
    found = ActionOwner.objects.filter(person=person).exclude(action__state__in=Action.ENDED)
    found = found.select_related("action__strategy", "team").prefetch_related("action__due_dates")
    return found.order_by("action__strategy", "action__number")


@transaction.atomic
def hand_over(*, person: User, to: User | None, reason: str, by: User) -> int:
    """Give all of a person's open parts to another, or back to the teams; how many. Their teams stay the owners.

    All or none. What they wrote and did stays theirs. Raises Refused.
    """
    why = required(reason, "reason", "Say why, for example: leaves on 30 November")
    if to == person:
        raise Refused("Choose somebody else", "to")
    parts = list(parts_of(person).select_for_update(of=("self",)))
    if not parts:
        raise Refused("There is nothing to hand over any more")
    for part in parts:
        part.person = to
        save_with_history(part, by=by, event=Event.HANDED_OVER, reason=why)
    for action in {part.action_id: part.action for part in parts}.values():
        save_with_history(claim(action, action.version), by=by, event=Event.HANDED_OVER, reason=why)
    return len(parts)
