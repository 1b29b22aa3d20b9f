"""Who does what: teams and posts with their people, and what each of them has open."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from strategy_portal.models import Team, User

from ..models import Action

ENDED = Q(action_parts__action__state__in=Action.ENDED)


@dataclass(frozen=True)
class Member:
    """A person of a team with how many open actions they do in person, whichever team's."""

    person: User
    open_parts: int
    is_in_team: bool


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


def members_of(team: Team) -> list[Member]:
    """The team's people, and whoever else does one of its actions in person. Three queries."""
    inside = {person.pk for person in team.members.all()}
    doing = set(team.action_parts.exclude(person=None).values_list("person", flat=True))
    open_parts = Count("action_parts", filter=~ENDED, distinct=True)
    people = User.objects.filter(pk__in=inside | doing).annotate(open_parts=open_parts).order_by("username")
    return [Member(person, person.open_parts, person.pk in inside) for person in people]
