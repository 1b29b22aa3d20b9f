"""Deeds on an uploaded file: receive it, check it, apply it. Nothing changes a value but applying it."""

import hashlib
import subprocess
import sys
from collections.abc import Collection
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.db.models.functions import Now
from django.utils import timezone

from outcomes.models import Strategy
from strategy_portal.domain.periods import Period, period_from_slug
from strategy_portal.models import User
from strategy_portal.uploads.reading import read_file

from ..expecting.expected import ExpectedEntry, expected_in
from ..models import Import
from .bulk import Draft, save_drafts
from .checking import Entered
from .workbooks.checking import Check, findings
from .workbooks.rows import packed, rows_of, unpacked

PROGRESS_EVERY = 100
AT_ONCE = 300
"""So many rows are checked while the person waits; more, in a process of their own, with progress on the page."""


class NotToApply(Exception):
    """The file was applied already, is not checked yet, has errors, or changes nothing."""

    def __init__(self) -> None:
        super().__init__("There is nothing to save: this file was saved already, or it has to be checked first.")


def receive_file(*, file: BinaryIO, name: str, strategy: Strategy, quarter: Period, by: User) -> Import:
    """Keep what the file says, to be checked. Raises Refused, and then keeps nothing."""
    rows = rows_of(read_file(file, name))
    file.seek(0)
    return Import.objects.create(
        strategy=strategy,
        quarter=quarter.slug,
        file_name=name[-200:],
        file_digest=hashlib.sha256(file.read()).hexdigest(),
        uploaded_by=by,
        rows=packed(rows),
        total=len(rows),
        heard_at=Now(),
    )


def start_check(upload: Import) -> None:
    """Check a small file at once, and a large one in a process that outlives the request."""
    if upload.total <= AT_ONCE:
        check_import(upload)
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check_import", str(upload.pk)]
    subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, start_new_session=True)


def check_import(upload: Import) -> bool:
    """Check each row and keep what was found; False if another process is at it. Progress can be read meanwhile."""
    mine = Import.objects.filter(pk=upload.pk)
    if not mine.filter(state=Import.State.WAITING).update(state=Import.State.CHECKING, done=0, heard_at=Now()):
        return False
    rows = unpacked(upload.rows)
    found = []
    for finding in Check(rows, _expected_by_key(upload).values()):
        found.append(finding)
        if len(found) % PROGRESS_EVERY == 0:
            mine.filter(state=Import.State.CHECKING).update(done=len(found), heard_at=Now())
    mine.filter(state=Import.State.CHECKING).update(
        state=Import.State.CHECKED, done=len(found), findings=findings(found), heard_at=Now()
    )
    upload.refresh_from_db()
    return True


def check_again(upload: Import) -> None:
    """Let it be checked anew: the values have changed since, or the process that checked it was ended."""
    Import.objects.filter(pk=upload.pk).exclude(state=Import.State.APPLIED).update(
        state=Import.State.WAITING, done=0, heard_at=Now()
    )
    upload.refresh_from_db()


@transaction.atomic
def apply_import(upload: Import, *, taking: Collection[str], by: User, at: datetime) -> int:
    """Save every change as a draft, and those conflicts whose keys are in `taking`: all of it or nothing.

    Raises NotToApply, ChangedMeanwhile, Approved, NoPopulation, PeriodLocked. However often and at once it is called,
    the file is applied once: the first call claims it.
    """
    ready = Import.objects.filter(pk=upload.pk, state=Import.State.CHECKED)
    if not ready.update(state=Import.State.APPLIED, applied_at=at):
        raise NotToApply
    upload.refresh_from_db()
    changes = [*upload.findings["changes"], *(each for each in upload.findings["conflicts"] if each["key"] in taking)]
    if upload.findings["errors"] or not changes:
        raise NotToApply
    all_expected = _expected_by_key(upload)
    drafts = [Draft(all_expected[each["key"]], _entered(each["entered"]), each["version"]) for each in changes]
    upload.saved = save_drafts(drafts, by=by, reason=f"Imported from {upload.file_name}")
    upload.save(update_fields=["saved"])
    return upload.saved


def clean_imports(*, before: datetime) -> int:
    """Remove what was uploaded before a moment and never saved; how many there were. What was saved stays."""
    removed, _ = Import.objects.filter(uploaded_at__lt=before).exclude(state=Import.State.APPLIED).delete()
    return removed


def _expected_by_key(upload: Import) -> dict[str, ExpectedEntry]:
    """What could be entered on the day of the upload."""
    quarter = period_from_slug(upload.quarter, upload.strategy.year_start)
    all_expected = expected_in(
        upload.uploaded_by, upload.strategy, quarter, timezone.localtime(upload.uploaded_at).date()
    )
    prefetch_related_objects([expected.indicator for expected in all_expected], "population__rows")
    return {expected.key: expected for expected in all_expected}


def _entered(kept: dict[str, Any]) -> Entered:
    """What was typed, back from JSON: figures are kept as text, so that no digit is lost (rules 1.1)."""
    typed = dict(kept)
    for name in ("number", "numerator", "denominator"):
        typed[name] = None if typed[name] is None else Decimal(typed[name])
    typed["expected_on"] = date.fromisoformat(typed["expected_on"]) if typed["expected_on"] else None
    return Entered(**{field.name: typed[field.name] for field in fields(Entered)})
