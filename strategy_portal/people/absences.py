"""Say when a person is away and who does their work meanwhile."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from ..records.history import delete_with_history, save_with_history
from ..records.versions import Refused, claim, claimed_at
from .models import Absence, Role, User


@transaction.atomic
def save_absence(
    person: User, *, starts_on: date | None, ends_on: date | None, deputy: User | None, seen: int, by: User, on: date
) -> None:
    """The absence of a person, in the place of the one before; without days they are not away. Raises Refused,
    ChangedMeanwhile.

    One that stays as it is may be past.
    """
    held = Absence.objects.filter(person=person).first()
    said = (starts_on, ends_on, deputy)
    if said == ((held.starts_on, held.ends_on, held.deputy) if held else (None, None, None)):
        return
    _check(person, starts_on, ends_on, deputy, on)
    if starts_on is None or ends_on is None:
        if held is not None:
            delete_with_history(claim(held, seen), by=by)
        return
    with claimed_at(Absence, seen, person=person) as claimed:
        claimed.starts_on, claimed.ends_on, claimed.deputy = starts_on, ends_on, deputy
        save_with_history(claimed, by=by)


def possible_deputies(person: User) -> QuerySet[User]:
    """Those of the same role, and the performance team: nobody gets what their own role keeps from them."""
    others = User.objects.filter(is_active=True).exclude(pk=person.pk)
    return others.filter(role__in=[person.role, Role.PERFORMANCE])


def _check(person: User, first: date | None, last: date | None, deputy: User | None, on: date) -> None:
    if (first is None) != (last is None):
        raise Refused("Give both days of the absence, or none", "ends_on" if first else "starts_on")
    if deputy and first is None:
        raise Refused("Say from when until when they do your work", "starts_on")
    if first and last and last < first:
        raise Refused("The last day is before the first", "ends_on")
    if last and last < on:
        raise Refused("This day is past already", "ends_on")
    if deputy and deputy not in possible_deputies(person):
        raise Refused("Choose somebody of your own role, or of the performance team", "deputy")
