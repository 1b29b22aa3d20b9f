"""Lists that the council keeps for all its strategies, as the phrases of due dates: who saw which version of them."""

from typing import TYPE_CHECKING

from django.db import models

from .history import History, save_with_history
from .versions import Versioned, claimed_at

if TYPE_CHECKING:
    from ..models import User


class CouncilList(Versioned):
    """The version of a list whose rows belong to nothing else. One that nobody has changed yet has no row here."""

    name = models.CharField(max_length=100, unique=True)
    history = History()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def list_version(name: str) -> int:
    """What a form carries as `seen`."""
    return CouncilList.objects.filter(name=name).values_list("version", flat=True).first() or 0


def claim_list(name: str, seen: int, *, by: "User | None") -> None:
    """Claim a list before one of its rows is changed. Raises ChangedMeanwhile."""
    with claimed_at(CouncilList, seen, name=name) as claimed:
        save_with_history(claimed, by=by)
