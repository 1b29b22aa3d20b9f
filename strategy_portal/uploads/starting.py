"""Starts the check of a file: of a small one at once, of a large one in a process that outlives the request."""

import subprocess
import sys
from contextlib import suppress
from datetime import date
from types import TracebackType
from typing import Self

from django.conf import settings

from .services import check_upload
from .upload import Upload

AT_ONCE = 300
"""So many rows are checked while the person waits; more, in a process of their own, with progress on the page."""
LARGE = 100_000
"""From so many bytes on a file is likely to have more rows than that."""


class Check:
    """The process of a large file starts at once, so that it is there when the rows are read; it ends if not needed."""

    def __init__(self, size: int = 0):
        self.process = _start_process() if size >= LARGE else None

    def __enter__(self) -> Self:
        return self

    def start(self, upload: Upload, *, on: date) -> None:
        if upload.total <= AT_ONCE:
            check_upload(upload, on=on)
            return
        self.process = self.process or _start_process()
        if self.process.stdin:
            self.process.stdin.write(f"{upload.pk}\n")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process and self.process.stdin:
            with suppress(BrokenPipeError):  # it was ended: the page says so, and starts another
                self.process.stdin.close()


def _start_process() -> "subprocess.Popen[str]":
    """It waits to be told the number of the upload."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check_upload"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, start_new_session=True, text=True)
