"""People who sign in, the teams and posts that own work, and the tokens by which programs act for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from simple_history import register

from ..records.digests import text_digest
from ..records.history import History, known_as
from ..records.versions import Versioned

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator


@dataclass(frozen=True)
class ActsFor:
    """Whose work a person does, as primary keys: their own and of whom they stand in for, and of which teams."""

    people: frozenset[int]
    teams: frozenset[int]
    absences: "tuple[Absence, ...]" = ()
    """Of whom they stand in for, each with its person; who is back first comes first."""


class TeamQuerySet(models.QuerySet["Team"]):
    def working_for(self, organisation: str) -> Self:
        """The organisation's own teams, and those that may own work in all of them."""
        return self.filter(organisation__in=["", organisation])


class Team(Versioned):
    """A team or post that owns work, by the name that the source gives it."""

    organisation = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="directorate"
    )
    """What it is a part of. One level: a directorate is a part of nothing, so there are no circles."""
    is_demonstration = models.BooleanField(default=False)
    history = History()

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("organisation", "name", name="team_once_per_organisation"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("pk")), name="team_is_no_part_of_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person may do; the table of rights is in `strategy_portal/access.py`."""

    OFFICER = "officer", "Officer"
    APPROVER = "approver", "Approver"
    PERFORMANCE = "performance", "Performance team"
    BOARD = "board", "Corporate board"
    CLERK = "clerk", "Committee clerk"
    ADMINISTRATOR = "administrator", "Administrator"


class User(Versioned, AbstractUser):
    """A person who signs in. The role says what they may do, the teams say for which indicators, units and actions.

    Who is invited signs in with their e-mail address: it is their `username` too.
    """

    DIGESTED = {"password": "password_digest"}

    password_digest = models.CharField(max_length=64, blank=True, editable=False)
    role = models.CharField(max_length=20, choices=Role, default=Role.OFFICER)
    teams = models.ManyToManyField(Team, blank=True, related_name="members")
    is_demonstration = models.BooleanField(default=False)
    sign_in_version = models.PositiveIntegerField(default=1, editable=False)
    """Goes up when role, password or second factor changes and when the person is deactivated: what was signed in with
    an earlier one, sessions, tokens and links to set a password, has ended for good (trust S3)."""

    authenticator_set: "models.Manager[Authenticator]"

    acts_on: date | None = None
    """The day on which this person acts for others who are away: no column. Each request puts it here once, before any
    view (`access.act_today`), so that what asks whose work somebody does needs no day of its own (rules 2.2). Whoever
    is read from the database by a service, a command or a task has none, and acts for themselves alone."""

    class Meta(AbstractUser.Meta):
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_once", condition=~models.Q(email="")),
        ]

    def __str__(self) -> str:
        return known_as(self.first_name, self.last_name, self.email, self.username)

    @cached_property
    def acts_for(self) -> ActsFor:
        """Whose work the person does on their day: who may enter, approve, update and read drafts asks this.

        The only place that says so. One query, kept with this object: as long as a request. It reads everybody who is
        away that day.
        """
        asked = models.Q(pk=self.pk)
        if self.acts_on:
            asked |= models.Q(absence__starts_on__lte=self.acts_on, absence__ends_on__gte=self.acts_on)
        rows: Any = User.objects.filter(asked).select_related("absence").order_by()
        found = list(rows.annotate(team=models.F("teams")))  # a row for each team
        away = {person.pk: person.absence for person in found if person.pk != self.pk}
        absences = self._covered_of(sorted(away.values(), key=lambda absence: (absence.ends_on, absence.person_id)))
        them = frozenset([self.pk, *(absence.person_id for absence in absences)])
        return ActsFor(them, frozenset(row.team for row in found if row.pk in them and row.team), absences)

    def _covered_of(self, away: "Sequence[Absence]") -> "tuple[Absence, ...]":
        """Of who is away, whose work this person does: of those who named them, and of those who named one who is away
        too.

        Only of people of the same role, so that nobody gets the rights of another one, also where a role has changed
        since; the performance team may do everything anyway. Nobody acts for who is deactivated.
        """
        named = {self.pk, *(absence.person_id for absence in away if absence.deputy_id == self.pk)}
        return tuple(
            absence
            for absence in away
            if absence.deputy_id in named and absence.person.role == self.role and absence.person.is_active
        )

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_digest = text_digest(self.password)

    def set_unusable_password(self) -> None:
        super().set_unusable_password()
        self.password_digest = text_digest(self.password)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A password that Django hashes anew at a sign-in, as its own standard rises, is saved with its digest."""
        fields = kwargs.get("update_fields")
        if fields is not None and "password" in fields:
            kwargs["update_fields"] = {*fields, "password_digest"}
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What each request compares with its session: Django's own, with `sign_in_version`."""
        signed = f"{self.password} {self.sign_in_version}"
        return salted_hmac("strategy_portal.people.session", signed, secret=secret, algorithm="sha256").hexdigest()


register(User, records_class=History, excluded_fields=["password", "last_login"], m2m_fields=["teams"])


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> "AbsenceQuerySet":
        """Both days included."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Absence(Versioned):
    """From when until when a person is away, and who does their work meanwhile; both days included.

    One a person: the next one takes the place of the last, which the history keeps.
    """

    person = models.OneToOneField(User, models.PROTECT, related_name="absence")
    starts_on = models.DateField("first day away")
    ends_on = models.DateField("last day away")
    deputy = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="stands_in_for", verbose_name="deputy"
    )
    history = History()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["person"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="absence_ends_after_its_start"
            ),
            models.CheckConstraint(
                condition=models.Q(deputy=None) | ~models.Q(deputy=models.F("person")),
                name="nobody_stands_in_for_themselves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.starts_on:%-d %B %Y} to {self.ends_on:%-d %B %Y}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def live(self, on: date) -> "ApiTokenQuerySet":
        """Those that a program can use on that day."""
        return self.filter(
            ended_at=None, expires_on__gte=on, user__is_active=True, sign_in_version=models.F("user__sign_in_version")
        )


class ApiToken(models.Model):
    """What a program sends to the API in a person's place. Only its hash is kept: who loses it makes another one."""

    class Scope(models.TextChoices):
        READ = "read", "Read only"
        WRITE = "write", "Read and write"

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens", verbose_name="owner")
    name = models.CharField("what it is for", max_length=100)
    scope = models.CharField("what it may do", max_length=10, choices=Scope, default=Scope.READ)
    hashed = models.CharField(max_length=64, unique=True, editable=False)
    sign_in_version = models.PositiveIntegerField(editable=False)
    """The owner's when it was made: it ends with the password and the account."""
    made_at = models.DateTimeField()
    expires_on = models.DateField("last day")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    history = History(excluded_fields=["last_used_at"])

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def state(self, on: date) -> str:
        """In words."""
        if self.ended_at:
            return "Ended"
        if not self.user.is_active or self.sign_in_version != self.user.sign_in_version:
            return "Ended with the password, role or account"
        return "In use" if self.expires_on >= on else "Expired"


class LimitCount(models.Model):
    """How often an address or an account tried something lately: the table of Django's database cache (CACHES).

    It is a model so that migrations make it; nothing but the cache reads or writes it.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "strategy_portal_limit_count"

    def __str__(self) -> str:
        return self.cache_key
