"""Signing all records anew, after the key was changed or a column without a default was added (docs/adr/0008)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction

from .checking import Finding, check
from .checkpoint import CHUNK, AuditCheckpoint, chained, head_in, make_checkpoint, signed_models
from .digests import digested, text_digest
from .events import Event
from .history import record_changes, save_with_history
from .signing import Manner, Signed, form_of, signed_in


class NotAsRecorded(Exception):
    """Something was tampered with, so nothing is signed: a new digest would make it genuine."""

    def __init__(self, findings: Sequence[Finding]):
        super().__init__(f"{len(findings)} found that are not as they were recorded.")
        self.findings = findings


class NoSuchColumn(Exception):
    def __init__(self, name: str):
        super().__init__(f"There is no column {name} in the records. Write it as app.model.column.")


@transaction.atomic
def sign_anew(*, before: Manner, at: datetime) -> AuditCheckpoint:
    """Check everything as it was signed before, then sign it as it is done now, and make a checkpoint.

    Nobody may write meanwhile. Raises NoSuchColumn, NotAsRecorded, and then signs nothing.
    """
    _check_columns(before.without)
    with signed_in(before):
        findings = check().findings
    if findings:
        raise NotAsRecorded(findings)
    for model in signed_models():
        _sign(model)
        _sign_texts(model)
    _sign_checkpoints()
    return make_checkpoint(at=at)


def _check_columns(names: Collection[str]) -> None:
    for name in names:
        try:
            label, _, column = name.rpartition(".")
            known = issubclass(apps.get_model(label), Signed)
            apps.get_model(label)._meta.get_field(column)
        except (LookupError, ValueError, FieldDoesNotExist):
            known = False
        if not known:
            raise NoSuchColumn(name)


def _sign(model: Any) -> None:
    """A portion at a time, in the order of their numbers."""
    form, last = form_of(model), 0
    plain: models.QuerySet[Any] = models.QuerySet(model)
    while rows := list(plain.filter(pk__gt=last).order_by("pk").values_list("pk", *form.names)[: model.AT_ONCE]):
        signed = [model(pk=number, digest=form.digest(values)) for number, *values in rows]
        plain.bulk_update(signed, ["digest"], batch_size=CHUNK // 4)
        last = rows[-1][0]


def _sign_texts(history: Any) -> None:
    """What a record holds a digest of (digests.py): a further record holds the new one."""
    model: Any = getattr(history, "instance_type", None)
    changed: dict[Any, dict[str, str]] = {}
    for _, column, key, text, said in digested(model):
        if said != text_digest(text):
            changed.setdefault(key, {})[column] = text_digest(text)
    if not changed:
        return
    rows = list(model._base_manager.filter(pk__in=changed).order_by("pk"))
    for row in rows:
        for column, digest in changed[row.pk].items():
            setattr(row, column, digest)
    if history._history_m2m_fields:  # many at once are recorded without what they are linked to
        for row in rows:
            save_with_history(row, event=Event.SIGNED_ANEW)
        return
    model._base_manager.bulk_update(rows, list(model.DIGESTED.values()), batch_size=CHUNK // 4)
    record_changes(rows, event=Event.SIGNED_ANEW)


def _sign_checkpoints() -> None:
    """Each over the same records as before, with their new digests: what was missing then is still found."""
    before, previous = None, ""
    for checkpoint in AuditCheckpoint.objects.all():
        heads = {}
        for model in signed_models():
            old, start = head_in(checkpoint, model), head_in(before, model).last
            if model._meta.label in checkpoint.heads:
                plain: models.QuerySet[Any] = models.QuerySet(model)
                rows = plain.filter(pk__gt=start, pk__lte=old.last).order_by("pk")
                found = chained(start, rows.values_list("pk", "digest").iterator(chunk_size=CHUNK))
                heads[model._meta.label] = vars(old) | {"chain": found.chain}
        before = AuditCheckpoint(pk=checkpoint.pk, number=checkpoint.number, made_at=checkpoint.made_at)
        before.heads, before.previous_digest = checkpoint.heads | heads, previous
        before.sign()
        previous = before.digest
        kept = {"heads": before.heads, "previous_digest": before.previous_digest, "digest": before.digest}
        models.QuerySet(AuditCheckpoint).filter(pk=checkpoint.pk).update(**kept)
