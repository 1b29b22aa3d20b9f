"""The way in for every file: receive it, check it, settle what is doubtful, apply it once. Only applying it changes
anything but the upload itself.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Any, BinaryIO, Generic, Self

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.module_loading import import_string
from django.utils.timezone import localdate

from ..models import User
from .checker import (
    Checker,
    Confirmation,
    Data,
    Doubts,
    Fault,
    Found,
    Notice,
    OtherThanShown,
    RowChange,
    is_option,
)  # fmt: skip
from .reading import FileRow, read_file
from .upload import Upload

PROGRESS_EVERY = 500
AT_ONCE = 300
"""So many rows are checked while the person waits; more, in a process of their own, with progress on the page."""
LARGE = 100_000
"""From so many bytes on a file is likely to have more rows than that."""


class NotToApply(Exception):
    """The file was applied already, is not checked yet, has errors, or changes nothing."""

    def __init__(self) -> None:
        super().__init__("There is nothing to save: this file was saved already, has errors, or changes nothing.")


class DryRun(Generic[Data]):
    """What a file would do: all of it or nothing."""

    def __init__(self, answers: Mapping[str, str]):
        self.doubts = Doubts(answers)
        self.changes: list[RowChange[Data]] = []
        self.conflicts: list[RowChange[Data]] = []
        self.faults: list[Fault] = []
        self.notices: list[Notice] = []
        self.unchanged = 0

    def add(self, found: Found[Data]) -> None:
        if found is None:
            self.unchanged += 1
        elif isinstance(found, Fault):
            self.faults.append(found)
        elif isinstance(found, Notice):
            self.notices.append(found)
        else:
            (self.conflicts if found.theirs else self.changes).append(found)

    @property
    def is_open(self) -> bool:
        """Something has to be mended or settled before anything is saved."""
        return bool(self.faults) or any(doubt.is_open for doubt in self.doubts.raised.values())

    def chosen(self, ticked: Collection[str]) -> list[RowChange[Data]]:
        """What is applied: every change, and the conflicts that a person ticked. Nothing while something is open."""
        if self.is_open:
            return []
        return [*self.changes, *(change for change in self.conflicts if change.key in ticked)]

    def shown(self) -> dict[str, Any]:
        """What the page shows and the upload keeps. `seal` changes with anything in it."""
        kept = {
            "changes": [_shown(change) for change in self.changes],
            "conflicts": [_shown(change) for change in self.conflicts],
            "faults": [asdict(fault) for fault in self.faults],
            "notices": [asdict(notice) for notice in self.notices],
            "doubts": [asdict(doubt) for doubt in self.doubts.raised.values()],
            "unchanged": self.unchanged,
            "can_save": not self.is_open and bool(self.changes or self.conflicts),
        }
        return kept | {"seal": hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:32]}


@transaction.atomic
def receive_file(checker: Checker[Any], *, file: BinaryIO, name: str, by: User, at: datetime) -> Upload:
    """Keep what the file says, to be checked. Raises FileRefused, and then keeps nothing."""
    if checker.is_personal:
        Upload.objects.stale(localdate(at)).delete()
    rows = checker.rows(read_file(file, name))
    before = Upload.objects.about(checker.kind, subject_of(checker)).waiting().filter(uploaded_by=by).first()
    file.seek(0)
    return Upload.objects.create(
        kind=checker.kind, subject=subject_of(checker), is_personal=checker.is_personal, file_name=name[-200:],
        file_digest=hashlib.sha256(file.read()).hexdigest(), uploaded_by=by, uploaded_at=at, rows=packed(rows),
        total=len(rows), heard_at=Now(), answers=before.answers if before and checker.keeps_answers else {},
    )  # fmt: skip


class Check:
    """Starts the check of a file: of a small one at once, of a large one in a process that outlives the request.

    The process of a large file starts at once, so that it is there when the rows are read; it ends if not needed.
    """

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


def check_upload(upload: Upload, *, on: date) -> bool:
    """Check each row and keep what was found; False if another process is at it. Progress can be read meanwhile."""
    mine = Upload.objects.filter(pk=upload.pk)
    if not mine.filter(state=Upload.State.WAITING).update(state=Upload.State.CHECKING, done=0, heard_at=Now()):
        return False
    checking = mine.filter(state=Upload.State.CHECKING)

    def report(done: int) -> None:
        if done % PROGRESS_EVERY == 0:
            checking.update(done=done, heard_at=Now())

    run = dry_run(upload, checker_of(upload), on, report)
    checking.update(state=Upload.State.CHECKED, done=upload.total, findings=run.shown(), heard_at=Now())
    upload.refresh_from_db()
    return True


def check_again(upload: Upload) -> None:
    """Let it be checked anew: what is stored has changed since, or the process that checked it was ended."""
    Upload.objects.waiting().filter(pk=upload.pk).update(state=Upload.State.WAITING, done=0, heard_at=Now())
    upload.refresh_from_db()


def settle(upload: Upload, *, answers: Mapping[str, str]) -> bool:
    """Keep the answers to the doubts that were found; whether one is another than what was shown."""
    doubts = upload.findings.get("doubts", ())
    known = {doubt["key"]: (doubt["options"], doubt["several"]) for doubt in doubts}
    kept = {key: value for key, value in answers.items() if key in known and is_option(value, *known[key])}
    upload.answers = {**upload.answers, **kept}
    upload.save(update_fields=["answers"])
    return any(kept.get(doubt["key"], doubt["chosen"]) != doubt["chosen"] for doubt in doubts)


@transaction.atomic
def apply_upload(upload: Upload, *, seen: str, ticked: Collection[str] = (), by: User, on: date, at: datetime) -> int:
    """Save every change, and those conflicts whose keys are ticked: all of it or nothing; how many there were.

    `seen` is the seal of what the person was shown. The file is checked once more within the transaction, so that what
    is saved is what was shown. However often and at once it is called, the first call holds the file.
    Raises NotToApply, OtherThanShown.
    """
    held = Upload.objects.select_for_update(of=("self",)).select_related("uploaded_by").defer("findings")
    stored = held.filter(pk=upload.pk, state=Upload.State.CHECKED).first()
    if stored is None:
        raise NotToApply
    checker = checker_of(stored)
    checker.hold()
    run = dry_run(stored, checker, on)
    if run.shown()["seal"] != seen:
        raise OtherThanShown
    changes = run.chosen(ticked)
    if not changes:
        raise NotToApply
    saved = checker.apply(changes, Confirmation(by, on, at, stored.file_name, ticked))
    checker.remember(run.doubts, by)
    if stored.is_personal:
        stored.delete()
    else:
        held.filter(pk=stored.pk).update(state=Upload.State.APPLIED, applied_at=at, saved=saved)
    return saved


@transaction.atomic
def clean_uploads(*, days: int, at: datetime) -> int:
    """Remove what is older than so many days and was never saved, and what is personal and a day old; how many."""
    old, _ = Upload.objects.waiting().filter(uploaded_at__lt=at - timedelta(days=days)).delete()
    personal, _ = Upload.objects.stale(localdate(at)).delete()
    return old + personal


def checker_of(upload: Upload) -> Checker[Any]:
    """Raises Http404 where what the file is for is gone, or may not be changed any more by whoever uploaded it."""
    kind: type[Checker[Any]] = import_string(settings.UPLOADS[upload.kind])
    return kind(upload.uploaded_by, dict(zip(kind.named_by, upload.subject.split("/"), strict=True)))


def subject_of(checker: Checker[Any]) -> str:
    """What a file is for, as an upload keeps it: the part of the address that names it."""
    return "/".join(checker.address[name] for name in checker.named_by)


def dry_run(
    upload: Upload, checker: Checker[Any], on: date, report: Callable[[int], None] = lambda done: None
) -> DryRun[Any]:
    """What the file would do on that day, with the answers given so far. `report` gets the number of rows done."""
    run: DryRun[Any] = DryRun(upload.answers)
    for done, found in enumerate(checker.check(unpacked(upload.rows), run.doubts, on), 1):
        for each in found:
            run.add(each)
        report(done)
    return run


def packed(rows: Sequence[FileRow]) -> dict[str, Any]:
    """The rows as an upload keeps them."""
    return {
        "columns": {row.sheet: row.columns for row in rows},
        "rows": [[row.sheet, row.number, row.texts] for row in rows],
    }


def unpacked(kept: Mapping[str, Any]) -> list[FileRow]:
    return [FileRow(sheet, number, texts, kept["columns"][sheet]) for sheet, number, texts in kept["rows"]]


def _shown(change: RowChange[Any]) -> dict[str, Any]:
    return {
        "key": change.key, "title": change.title, "is_new": change.is_new, "theirs": change.theirs,
        "differences": [vars(difference) for difference in change.differences],
    }  # fmt: skip
