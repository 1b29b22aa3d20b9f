"""Whether the portal serves on this machine, so that nobody throws its data away meanwhile.

Each web process holds a lock, shared with the others, for as long as it lives; the system lets it go with the process.
"""

import fcntl
from pathlib import Path
from typing import IO

from django.conf import settings

_held: list[IO[bytes]] = []
"""Open until the process ends."""


def hold() -> None:
    """Say that this process serves. Waits while somebody builds the data anew."""
    file = _lock_file().open("wb")
    fcntl.flock(file, fcntl.LOCK_SH)
    _held.append(file)


def keep_closed() -> bool:
    """Let no process serve until this one ends; False where one serves already."""
    file = _lock_file().open("wb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    _held.append(file)
    return True


def _lock_file() -> Path:
    return Path(settings.BASE_DIR) / "var" / "serving.lock"
