"""What holds from when, why, and agreed by whom: one model, one way to agree and one to withdraw (rules 6.7, 9.3).

A row holds from its day on until the next row of its series does; `domain/timeline.py` says what holds on a day. What
was agreed for the same day before is replaced, and the history keeps both.
"""

from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from ..domain.timeline import START
from ..models import User
from .events import Event
from .history import delete_with_history, save_with_history
from .versions import Refused, claim_list, claim_owner, list_version


class Holding(models.Model):
    """Holds from a day on. A concrete kind adds what it says, whose it is (OWNER, SERIES) and what it refuses.

    `holds_from` is START for what holds from the start.
    """

    holds_from = models.DateField()
    reason = models.TextField("how it was set, or why it changes", blank=True)
    agreed_by = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    OWNER = ""
    """The column of the row that it belongs to, which is claimed before it changes; empty: the council's own."""

    SERIES: tuple[str, ...] = ()
    """The columns that say whose it is: among the rows that have the same there, one holds on each day."""

    class Meta:
        abstract = True

    @property
    def is_from_the_start(self) -> bool:
        return self.holds_from == START

    @property
    def needs_reason(self) -> bool:
        """A kind may let what holds from the start go without."""
        return True

    @property
    def needs_who_agreed(self) -> bool:
        """A change always says who agreed it. A kind may let the first of a series go without."""
        return True

    @property
    def whose(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.SERIES}

    def series(self) -> "models.QuerySet[Self]":
        """The rows of its series, this one included where it is stored."""
        return type(self)._default_manager.filter(**self.whose)

    @property
    def version_seen(self) -> int:
        """What a form about it carries as `seen`: the owner's version, or that of the council's list."""
        return getattr(self, self.OWNER).version if self.OWNER else list_version(self.list_name)

    @property
    def list_name(self) -> str:
        """Of what is the council's own: each series is a list (`CouncilList`)."""
        return ": ".join([str(self._meta.verbose_name), *(str(value) for value in self.whose.values())])

    def replaced(self) -> "Self | None":
        """What was agreed for the same day before; None for a kind of which every row stays."""
        return self.series().filter(holds_from=self.holds_from).first()

    def hold(self) -> None:
        """Keep still, until the transaction ends, what must not be sealed meanwhile. Nothing by default."""

    def check_agreed(self) -> None:
        """Raises Refused for what can't hold from its day on, and where something was judged already (rules 6.7)."""

    def check_withdrawn(self) -> None:
        """Raises Refused where it can't go any more, because something was judged or worked out by it."""


Kind = TypeVar("Kind", bound=Holding)


@transaction.atomic
def agree(row: Kind, *, seen: int, by: User) -> Kind:
    """Let a new row hold from its day on.

    `seen` is the owner's version that the person saw. Raises ChangedMeanwhile, and Refused: without a day, a reason or
    who agreed it, and for whatever the kind refuses (`check_agreed`).
    """
    _claim(row, seen, by)
    return let_hold(row, by=by)


def let_hold(row: Kind, *, by: User, why: str | None = None) -> Kind:
    """The same for a service that has claimed the owner already, in its transaction.

    `why` it was done, where that is another reason than the row's own.
    """
    if row.holds_from is None:
        raise Refused("Enter the first day on which it holds", "holds_from")
    check_said(row, needs_reason=row.needs_reason, needs_who_agreed=row.needs_who_agreed)
    row.check_agreed()
    before = row.replaced()
    if before is not None:
        row.pk, row.made_at = before.pk, before.made_at
    row.made_by = by
    save_with_history(row, by=by, reason=row.reason if why is None else why)
    return row


def check_said(row: Holding, *, needs_reason: bool, needs_who_agreed: bool) -> None:
    """Raises Refused where a reason, or who agreed it, is needed and not said."""
    if needs_reason and not row.reason.strip():
        raise Refused("Say how it was set, or why it changes", "reason")
    if needs_who_agreed and not row.agreed_by.strip():
        raise Refused("Say who agreed the change, for example the board on 4 November 2026", "agreed_by")


@transaction.atomic
def withdraw(row: Holding, *, reason: str, seen: int, by: User) -> None:
    """Take a row away before anything was judged by it: the one before goes on, and the history keeps it.

    Raises ChangedMeanwhile, and Refused without a reason or as the kind says (`check_withdrawn`).
    """
    _claim(row, seen, by)
    row.check_withdrawn()
    if not reason.strip():
        raise Refused("Say why it is withdrawn", "reason")
    delete_with_history(row, by=by, event=Event.WITHDRAWN, reason=reason)


def _claim(row: Holding, seen: int, by: User) -> None:
    """The owner is as it stands once it is claimed, so that what is checked is what stands there then."""
    row.hold()
    if row.OWNER:
        setattr(row, row.OWNER, claim_owner(getattr(row, row.OWNER), seen, by=by))
    else:
        claim_list(row.list_name, seen, by=by)
