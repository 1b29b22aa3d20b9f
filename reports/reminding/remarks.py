"""Remarks on a value or an action: who may read and make them, and whom one can name."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from actions.models import Action
from indicators.models import Value
from reports.models import Remark
from strategy_portal.models import Role, User
from strategy_portal.records.history import recorded
from strategy_portal.records.versions import Refused

NAMED = re.compile(r"(?<![\w@])@([\w.+-]+(?:@[\w.-]+)?)")
"""`@officer`, or by the e-mail address: `@ada@example.gov.uk`."""


def remarks_on(subject: Value | Action) -> QuerySet[Remark]:
    """The oldest first, with who made them and whom they name: two queries."""
    return subject.remarks.select_related("made_by").prefetch_related("named")


def who_reads(subject: Value | Action) -> QuerySet[User]:
    """The performance team, and the officers and approvers of the teams that own it, or who do it in person."""
    theirs = Q(role__in=[Role.OFFICER, Role.APPROVER])
    if isinstance(subject, Value):
        team = subject.unit.team_id if subject.unit else subject.indicator.owner_id
        theirs &= Q(teams__in=[team])
    else:
        owners = list(subject.owners.all())
        people = [owner.person_id for owner in owners if owner.person_id]
        theirs &= Q(teams__in=[owner.team_id for owner in owners]) | Q(pk__in=people)
    found = User.objects.filter(Q(role=Role.PERFORMANCE) | theirs, is_active=True)
    return found.distinct().order_by("last_name", "first_name", "username")


def may_read(user: User, subject: Value | Action) -> bool:
    """No query of an action whose owners came along, for who stands in for nobody."""
    if user.role == Role.PERFORMANCE:
        return True
    mine = user.acts_for
    if isinstance(subject, Action) and mine.people == {user.pk}:
        is_owner = any(each.team_id in mine.teams or each.person_id == user.pk for each in subject.owners.all())
        return is_owner and user.is_active and user.role in (Role.OFFICER, Role.APPROVER)
    return who_reads(subject).filter(pk__in=mine.people).exists()


def named_in(text: str, readers: Iterable[User]) -> list[User]:
    """Those of the readers whom the text names by `@` and their user name; a full stop behind is none of it."""
    names = {found.rstrip(".-").lower() for found in NAMED.findall(text)}
    return [reader for reader in readers if reader.username.lower() in names]


@transaction.atomic
def make_remark(subject: Value | Action, *, text: str, named: Collection[User], by: User, at: datetime) -> Remark:
    """Whoever is named is told of it by their next digest, but for its author. Raises Refused."""
    said = text.strip()
    if not said:
        raise Refused("Write what you want to say", "text")
    readers = list(who_reads(subject))
    if outside := [person for person in named if person not in readers]:
        raise Refused(f"{outside[0]} does not read remarks here", "named")
    told = {*named, *named_in(said, readers)} - {by}
    remark = Remark(text=said, made_by=by, made_at=at)
    remark.value, remark.action = (subject, None) if isinstance(subject, Value) else (None, subject)
    with recorded(by=by, at=at):
        remark.save()
        if told:
            remark.named.set(told)
    return remark
