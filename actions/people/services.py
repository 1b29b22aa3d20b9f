"""Who does what: teams and posts with their people, and handing over what somebody leaves (rules 9.5)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from strategy_portal.models import Team, User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, recorded, save_with_history
from strategy_portal.records.versions import Refused, Versioned, claim

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


def teams_without(person: User, parts: Iterable[ActionOwner]) -> list[str]:
    """The teams of these parts to which the person does not belong."""
    theirs = set(person.teams.values_list("pk", flat=True))
    return sorted({part.team.name for part in parts if part.team_id not in theirs})


@transaction.atomic
def hand_over(*, person: User, to: User | None, reason: str, by: User, from_outside: bool = False) -> int:
    """Give all of a person's open parts to another, or back to the teams; how many. Their teams stay the owners.

    All or none. What they wrote and did stays theirs. Raises Refused, also where the other is in none of the teams and
    nobody says that this is right (`from_outside`).
    """
    why = required(reason, "reason", "Say why, for example: leaves on 30 November")
    if to == person:
        raise Refused("Choose somebody else", "to")
    parts = list(parts_of(person).select_for_update(of=("self",)))
    if not parts:
        raise Refused("There is nothing to hand over any more")
    if to and not from_outside and (strange := teams_without(to, parts)):
        raise Refused(
            f"{to} does not belong to {', '.join(strange)}. Choose somebody else, or say that it is right", "to"
        )
    for part in parts:
        part.person = to
        save_with_history(part, by=by, event=Event.HANDED_OVER, reason=why)
    for action in {part.action_id: part.action for part in parts}.values():
        save_with_history(claim(action, action.version), by=by, event=Event.HANDED_OVER, reason=why)
    return len(parts)


def _naming(team: Team) -> Iterator[tuple[str, QuerySet]]:
    """Each field that names a team, with the rows whose it is."""
    for relation in Team._meta.related_objects:
        if not relation.many_to_many:
            field = relation.field.name
            yield field, relation.related_model._base_manager.filter(**{field: team})


def what_a_team_has(team: Team) -> list[tuple[str, int]]:
    """All that a merger moves, counted: `("Indicators", 3)`; what there is none of is left out."""
    counts = [(str(rows.model._meta.verbose_name_plural).capitalize(), rows.count()) for _, rows in _naming(team)]
    return [(what, count) for what, count in [*counts, ("People", team.members.count())] if count]


@transaction.atomic
def merge_teams(*, team: Team, into: Team, reason: str, by: User) -> int:
    """Give everything that names a team to another and take the team away; how many rows. The history keeps both.

    Where both own an action the other one's part stands. Raises Refused.
    """
    why = required(reason, "reason", "Say why they are merged, for example: one service since April")
    held = {each.pk: each for each in Team.objects.select_for_update().filter(pk__in=[team.pk, into.pk])}
    if len(held) < 2:
        raise Refused("Choose another team", "into")
    if held[into.pk].parent_id and team.parts.exists():
        raise Refused(f"Other teams are parts of {team}, and {into} is a part of a directorate itself", "into")
    said: dict[str, Any] = {"by": by, "event": Event.MERGED, "reason": why}
    moved = 0
    for owner in ActionOwner.objects.filter(team=team, action__owners__team=into):
        delete_with_history(owner, **said)
    for field, rows in _naming(team):
        for row in rows:
            stored = claim(row, row.version) if isinstance(row, Versioned) else row
            setattr(stored, field, into)
            save_with_history(stored, **said)
            moved += 1
    for person in team.members.all():
        with recorded(**said):
            person.teams.remove(team)
            person.teams.add(into)
    delete_with_history(held[team.pk], **said)
    return moved
