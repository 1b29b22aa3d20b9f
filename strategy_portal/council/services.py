"""Change what the portal keeps of the council."""

import uuid
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files import File
from django.db import transaction

from ..configuration import mistake_in_colour, whole_colour
from ..models import User
from ..records.digests import file_digest
from ..records.history import save_with_history
from ..records.versions import Refused, claimed_at
from .in_force import forget, stored
from .logos import suffix_of
from .models import Council


@dataclass(frozen=True)
class Entered:
    """What somebody typed. Without `logo` it stays as it is, unless `without_logo`."""

    name: str
    colour: str
    year_start_month: int
    logo: File | None = None
    without_logo: bool = False


def save_council(entered: Entered, *, seen: int, by: User) -> None:
    """From now on in this process, within a minute in all others. Raises Refused and ChangedMeanwhile."""
    if not entered.name.strip():
        raise Refused("Fill in the council’s name", "name")
    colour = whole_colour(entered.colour)
    if mistake := mistake_in_colour(colour):
        raise Refused(f"The colour {mistake}", "colour")
    suffix = suffix_of(entered.logo) if entered.logo else ""
    if suffix and entered.without_logo:
        raise Refused("Choose a file or no logo, not both", "logo")
    with transaction.atomic(), claimed_at(Council, seen, only=1) as held:
        held.name, held.colour = " ".join(entered.name.split()), colour
        held.year_start_month = entered.year_start_month
        if entered.logo:
            _put_logo(held, entered.logo, suffix)
        elif entered.without_logo:
            held.logo, held.logo_sha256, held.logo_name, held.has_no_logo = "", "", "", True
        save_with_history(held, by=by)
    forget()


def _put_logo(held: Council, logo: File, suffix: str) -> None:
    held.logo_name, held.has_no_logo = PurePath(logo.name or "").name[-200:], False
    held.logo_sha256 = file_digest(logo)
    held.logo.save(f"{uuid.uuid4().hex}{suffix}", logo, save=False)


def hide_first_steps(*, hidden: bool, by: User) -> None:
    """Take them off the home page of all who see them there, or put them back. Twice is as good as once.

    What else stands there nobody overwrites, so no version has to be seen. Raises ChangedMeanwhile where somebody saves
    at the same moment.
    """
    now = stored()
    if now.hides_first_steps != hidden:
        with transaction.atomic(), claimed_at(Council, now.version, only=1) as held:
            held.hides_first_steps = hidden
            save_with_history(held, by=by)
    forget()
