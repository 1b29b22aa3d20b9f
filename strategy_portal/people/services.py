"""What is done with people, teams and tokens. Whatever takes rights away ends what was signed in with them."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from ..records.events import Event
from ..records.history import recorded, save_with_history
from ..records.versions import Refused, claim
from .encrypting import Unreadable, decrypted, encrypted
from .models import ApiToken, Role, Team, User
from .tokens import hashed, new_secret

LONGEST_DAYS = 366
"""So long a token may live."""


@contextmanager
def _only_once(check: Callable[[], None]) -> Iterator[None]:
    """`check` raises Refused. It is asked again where somebody was quicker and the database refuses the save."""
    check()
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        check()
        raise


# --- People ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def invite(person: User, *, teams: Collection[Team], by: User | None) -> User:
    """A new person, who has no password yet and signs in with the e-mail address. Raises Refused."""
    with _only_once(lambda: _check_email(person)), recorded(by=by, event=Event.INVITED):
        person.username = person.email
        person.set_unusable_password()
        person.save()
        if teams:
            person.teams.set(teams)
    return person


@transaction.atomic
def change_person(person: User, *, teams: Collection[Team], seen: int, by: User) -> User:
    """Names, e-mail address, role and teams. Another role ends what was signed in with the old one.

    Raises Refused and ChangedMeanwhile.
    """
    with _only_once(lambda: _check_email(person)):
        return _change(claim(person, seen), person, teams, by)


def _change(held: User, person: User, teams: Collection[Team], by: User) -> User:
    if held.role == Role.ADMINISTRATOR and person.role != Role.ADMINISTRATOR:
        _check_not_the_last(held)
    if held.role != person.role:
        held.sign_in_version += 1
    if held.email != person.email:
        _change_email(held, person.email)
    held.first_name, held.last_name, held.role = person.first_name, person.last_name, person.role
    with recorded(by=by, event=Event.CHANGED):
        held.save()
        if set(held.teams.all()) != set(teams):
            held.teams.set(teams)
    return held


@transaction.atomic
def deactivate(person: User, *, seen: int, reason: str, by: User) -> None:
    """From now on they can't sign in, and neither can their tokens. Raises Refused and ChangedMeanwhile."""
    held = claim(person, seen)
    if held.role == Role.ADMINISTRATOR:
        _check_not_the_last(held)
    held.is_active = False
    held.sign_in_version += 1
    save_with_history(held, by=by, event=Event.DEACTIVATED, reason=reason)


@transaction.atomic
def reactivate(person: User, *, seen: int, reason: str, by: User) -> None:
    """They can sign in anew; what they were signed in with before stays ended. Raises ChangedMeanwhile."""
    held = claim(person, seen)
    held.is_active = True
    save_with_history(held, by=by, event=Event.REACTIVATED, reason=reason)


@transaction.atomic
def reset_second_factor(person: User, *, seen: int, reason: str, by: User | None) -> None:
    """For somebody who lost their phone and the recovery codes. Raises ChangedMeanwhile."""
    held = claim(person, seen)
    Authenticator.objects.filter(user=held).delete()
    held.sign_in_version += 1
    save_with_history(held, by=by, event=Event.SECOND_FACTOR_RESET, reason=reason)


@transaction.atomic
def encrypt_second_factors(*, keys_was: Collection[str], reset_unreadable: bool) -> tuple[int, list[User]]:
    """Encrypt all secrets by SECRET_KEY. How many that are, and whose were reset. Raises Unreadable."""
    count, lost = 0, set()
    for row in Authenticator.objects.select_for_update().order_by("pk"):
        for name in {"secret", "seed"} & row.data.keys():
            try:
                row.data[name] = encrypted(decrypted(row.data[name], *keys_was))
                count += 1
            except Unreadable:
                if not reset_unreadable:
                    raise
                lost.add(row.user_id)
        row.save(update_fields=["data"])
    people = list(User.objects.filter(pk__in=lost))
    for person in people:
        reset_second_factor(person, seen=person.version, reason="The SECRET_KEY of before is lost", by=None)
    return count, people


def change_password(person: User, password: str) -> None:
    """By the person, from a form or a link. `person` gets what the next session compares."""
    _end_sign_ins(person, Event.PASSWORD_CHANGED, password)


def note_second_factor(person: User) -> None:
    """The person added or removed their own second factor."""
    _end_sign_ins(person, Event.SECOND_FACTOR_CHANGED)


@transaction.atomic
def _end_sign_ins(person: User, event: Event, password: str | None = None) -> None:
    """On the row as it stands, so that nothing is undone that an administrator changed meanwhile."""
    stored = User.objects.select_for_update().get(pk=person.pk)
    held = claim(stored, stored.version)
    if password is not None:
        held.set_password(password)
    held.sign_in_version += 1
    save_with_history(held, by=held, event=event)
    for name in ("password", "password_digest", "sign_in_version", "version"):
        setattr(person, name, getattr(held, name))


def _check_email(person: User) -> None:
    person.email = person.email.lower()
    others = User.objects.exclude(pk=person.pk)
    if others.filter(email__iexact=person.email).exists() or others.filter(username__iexact=person.email).exists():
        raise Refused("Somebody has this e-mail address already. Search for them under People", "email")


def _change_email(held: User, email: str) -> None:
    """The sign-in library keeps addresses of its own, to which it would go on sending links."""
    EmailAddress.objects.filter(user=held).delete()
    if held.username == held.email:
        held.username = email
    held.email = email


def _check_not_the_last(administrator: User) -> None:
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=administrator.pk)
    if not others.exists():
        raise Refused("This is the last administrator. Make another person an administrator first", "role")


# --- Teams -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_team(team: Team, *, seen: int, by: User) -> Team:
    """A new team, or another name or directorate of one. Raises Refused and ChangedMeanwhile."""
    with _only_once(lambda: _check_team(team)):
        _check_parent(team)
        held = claim(team, seen) if team.pk else team
        held.name, held.organisation, held.parent = team.name, team.organisation, team.parent
        save_with_history(held, by=by)
    return held


def _check_team(team: Team) -> None:
    same = Team.objects.filter(organisation=team.organisation, name__iexact=team.name)
    if same.exclude(pk=team.pk).exists():
        raise Refused(f"There is a team “{team.name}” already", "name")


def _check_parent(team: Team) -> None:
    """Raises Refused where there would be two levels. Both are held, so that no two people make a circle at once."""
    if team.parent is None:
        return
    pair = Team.objects.select_for_update().filter(pk__in=[team.pk, team.parent.pk]).order_by("pk")
    held = {each.pk: each for each in pair}
    parent = held[team.parent.pk]
    if parent.pk == team.pk:
        raise Refused("A team can’t be its own directorate", "parent")
    if parent.parent_id:
        raise Refused(f"{parent} is a part of a directorate itself. Choose that one", "parent")
    if team.pk and Team.objects.filter(parent=team.pk).exists():
        raise Refused(f"Other teams are parts of {team}, so it can’t be a part of one", "parent")


# --- Tokens ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_token(owner: User, *, name: str, scope: str, expires_on: date, at: datetime) -> tuple[ApiToken, str]:
    """A token of one's own and its secret, which is kept nowhere. Raises Refused."""
    if not at.date() <= expires_on <= at.date() + timedelta(days=LONGEST_DAYS):
        raise Refused("Choose a day from today on, at most a year ahead", "expires_on")
    secret = new_secret()
    token = ApiToken(
        user=owner, name=name, scope=scope, expires_on=expires_on, made_at=at,
        hashed=hashed(secret), sign_in_version=owner.sign_in_version,
    )  # fmt: skip
    save_with_history(token, by=owner)
    return token, secret


@transaction.atomic
def end_token(token: ApiToken, *, at: datetime, by: User) -> None:
    """Twice is as good as once."""
    held = ApiToken.objects.select_for_update().get(pk=token.pk)
    if held.ended_at is None:
        held.ended_at = at
        save_with_history(held, by=by, event=Event.ENDED)
