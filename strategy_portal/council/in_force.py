"""The council's name, logo, colour and financial year as they are in force: for pages, mails and PDFs alike.

The first values are the environment's. What somebody saved stands in the database; each process keeps it for a minute,
so that no page asks for it, and the process that saves asks anew at once.
"""

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.cache import caches

from ..addresses import address
from ..configuration import LOGO_TYPES
from .models import Council

KEY = "council"


@dataclass(frozen=True)
class Picture:
    content: bytes
    content_type: str


@dataclass(frozen=True)
class InForce:
    """`version` is that of the row; 0 while nobody has saved one. `logo` is its file on this machine."""

    name: str
    colour: str
    year_start_month: int
    logo: Path | None
    logo_sha256: str
    """Empty for a logo of the environment."""
    version: int
    hides_first_steps: bool

    @property
    def logo_url(self) -> str:
        """Another one for each version, as browsers keep a picture."""
        return f"{address('council-logo')}?version={self.version}" if self.logo else ""

    @property
    def picture(self) -> Picture | None:
        """The logo itself, from a file anywhere on this machine that the environment names, or an uploaded one.

        None where there is none, and where an uploaded one does not hold any more what was kept.
        """
        if self.logo is None or not self.logo.is_file():
            return None
        content = self.logo.read_bytes()
        if self.logo_sha256 and hashlib.sha256(content).hexdigest() != self.logo_sha256:
            logging.getLogger(__name__).error("The logo %s is not the file that was kept: it was changed.", self.logo)
            return None
        return Picture(content, LOGO_TYPES[self.logo.suffix.lower()])


def council() -> InForce:
    """What holds now: one query a minute in each process."""
    return in_force(cast(Council, caches["process"].get_or_set(KEY, stored)))


def stored() -> Council:
    """The row as it stands; an empty one of version 0 where nobody has saved any."""
    return Council.objects.first() or Council(version=0)


def in_force(row: Council) -> InForce:
    first = settings.COUNCIL
    logo = Path(row.logo.path) if row.logo else None if row.has_no_logo else first["logo"]
    return InForce(
        name=row.name or first["name"], colour=row.colour or first["colour"],
        year_start_month=row.year_start_month or first["year_start_month"],
        logo=logo, logo_sha256=row.logo_sha256 if row.logo else "",
        version=row.version, hides_first_steps=row.hides_first_steps,
    )  # fmt: skip


def forget() -> None:
    """The next one who asks in this process gets what stands in the database."""
    caches["process"].delete(KEY)
