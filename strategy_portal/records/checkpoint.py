"""Checkpoints of the records: how far every table went at a moment, so that what goes missing later is found.

docs/adr/0008-signed-records.md says what the check by them finds, and what it can't; `checking.py` does it.
"""

import hmac
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import send_mail
from django.db import Error, IntegrityError, connection, models, transaction

from ..council.in_force import council
from ..mail import NOT_SENT
from .signing import Signed, manner

CHUNK = 2000
TRIES = 5

log = logging.getLogger(__name__)
NOT_MAILED: tuple[type[Exception], ...] = (*NOT_SENT, ImproperlyConfigured)


class AuditCheckpoint(Signed):
    """How far the records went at a moment, table by table: what is missing or replaced later is found (trust S6).

    `heads` has for each table its last record (`last`), the numbers up to it that no record has (`gaps`, since the
    checkpoint before), and a digest over the records since the checkpoint before (`chain`).
    """

    number = models.PositiveIntegerField(unique=True)
    made_at = models.DateTimeField()
    heads = models.JSONField()
    previous_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Checkpoint {self.number}"


@dataclass(frozen=True)
class Head:
    """A table's records from one checkpoint to the next: the last, the numbers not used, a digest over all of them."""

    last: int
    gaps: list[int]
    chain: str


def signed_models() -> list[type[Signed]]:
    """Every table of records but the checkpoints themselves, in the order of their names."""
    found = [model for model in apps.get_models() if issubclass(model, Signed) and model is not AuditCheckpoint]
    return sorted(found, key=lambda model: model._meta.label)


def make_checkpoint(*, at: datetime) -> AuditCheckpoint:
    """Write down how far every table goes, and send its fingerprint out.

    Outside a transaction each table is locked for its own reading only.
    """
    made = _tried(at)
    transaction.on_commit(lambda: send_out(made))
    return made


def make_checkpoint_after(what: str, *, at: datetime) -> None:
    """A checkpoint after something that is saved already, and that stays so where no checkpoint can be made.

    It is not made in the transaction of that, which would hold up all who write, and would undo it. The log says where
    it fails; the next checkpoint, at the latest that of the night, covers it too.
    """
    try:
        make_checkpoint(at=at)
    except Error:
        log.exception("No checkpoint could be made after %s. The next one covers it.", what)


def send_out(checkpoint: AuditCheckpoint) -> None:
    """Its fingerprint, to where nobody can change it who can change the database: the log, and those of AUDIT_MAIL."""
    said = f"{checkpoint} of the history was made at {checkpoint.made_at:%Y-%m-%d %H:%M} UTC."
    log.info("%s Its fingerprint is %s", said, checkpoint.digest)
    if not settings.AUDIT_MAIL:
        return
    text = f"{said} Keep its fingerprint:\n\n{checkpoint.digest}\n"
    try:
        send_mail(f"{council().name}: {checkpoint}", text, None, settings.AUDIT_MAIL)
    except NOT_MAILED:  # no mail server, no folder for mails: what is made stays made, the log has it
        log.exception("The fingerprint of %s could not be sent by mail.", checkpoint)


def _tried(at: datetime) -> AuditCheckpoint:
    for _ in range(TRIES - 1):
        try:
            return _checkpoint(at)
        except IntegrityError:  # another one was made meanwhile
            continue
    return _checkpoint(at)


def _checkpoint(at: datetime) -> AuditCheckpoint:
    before = AuditCheckpoint.objects.last()
    heads = {model._meta.label: vars(_head(model, before)) for model in signed_models()}
    with transaction.atomic():
        return AuditCheckpoint.objects.create(
            number=before.number + 1 if before else 1,
            made_at=at,
            heads=heads,
            previous_digest=before.digest if before else "",
        )


def _head(model: type[Signed], before: AuditCheckpoint | None) -> Head:
    start = head_in(before, model).last
    with transaction.atomic():
        _wait_for_writers(model)
        rows = model.objects.filter(pk__gt=start).order_by("pk").values_list("pk", "digest")
        return chained(start, rows.iterator(chunk_size=CHUNK))


def head_in(checkpoint: AuditCheckpoint | None, model: type[Signed]) -> Head:
    """Where the table stood at a checkpoint; at the very start if the checkpoint does not know the table."""
    known = checkpoint.heads.get(model._meta.label) if checkpoint else None
    return Head(**known) if known else Head(0, [], "")


def chained(start: int, rows: Iterable[tuple[int, str]]) -> Head:
    """The head over records (number, digest) that follow number `start`, in order."""
    chain = hmac.new(manner().key.encode(), digestmod="sha256")
    last = start
    gaps: list[int] = []
    for number, digest in rows:
        gaps += range(last + 1, number)
        last = number
        chain.update(f"{number} {digest}\n".encode())
    return Head(last, gaps, chain.hexdigest())


def _wait_for_writers(model: type[Signed]) -> None:
    """So that no record with a lower number comes in later. SQLite has one writer at a time as it is."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{model._meta.db_table}" IN SHARE MODE')
