"""Who does what: teams and posts with their people, and handing over what somebody leaves (rules 9.5)."""

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from strategy_portal.models import Team, User
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import Refused, claim

from ..models import Action, ActionOwner
from ..planning.services import required

ENDED = Q(action_parts__action__state__in=Action.ENDED)


def teams_with_work() -> QuerySet[Team]:
    """Teams that own anything or have people, each with what they own and how many people counted."""
    counted = {
        "open_actions": Count("action_parts", filter=~ENDED, distinct=True),
        "people": Count("members", filter=Q(members__is_active=True), distinct=True),
        "indicator_count": Count("indicators", distinct=True),
        "unit_count": Count("units", distinct=True),
    }
    found = Team.objects.annotate(**counted)
    return found.filter(Q(open_actions__gt=0) | Q(people__gt=0) | Q(indicator_count__gt=0) | Q(unit_count__gt=0))


def members_of(team: Team) -> QuerySet[User]:
    """The team's people, and whoever else does one of its actions in person: whether they are `in_team`.

    Each with the `open_parts` that they do in person, whichever team's.
    """
    members = team.members.values("pk")
    doing = team.action_parts.exclude(person=None).values("person")
    found = User.objects.filter(Q(pk__in=members) | Q(pk__in=doing)).order_by("username")
    open_parts = Count("action_parts", filter=~ENDED, distinct=True)
    return found.annotate(open_parts=open_parts, in_team=Exists(members.filter(pk=OuterRef("pk"))))


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
