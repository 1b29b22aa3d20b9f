"""What a value can be checked against: links, and files that are only ever handed out as downloads."""

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet

from strategy_portal.evidence_files import stored_name, title_of
from strategy_portal.models import User
from strategy_portal.records.digests import file_digest
from strategy_portal.records.history import delete_with_history, save_with_history

from ..expecting.expected import ExpectedEntry
from ..models import Evidence, PeriodLocked, Value
from .checking import Entered
from .services import save_value


class EvidenceClosed(Exception):
    """Evidence goes with its value: what is submitted, approved or locked stays as it is."""

    def __init__(self) -> None:
        super().__init__("The value can’t be changed now, so its evidence stays as it is.")


def readable_by(user: User) -> "QuerySet[Evidence]":
    """The evidence of the values in this person's remit."""
    return Evidence.objects.filter(value__in=Value.objects.in_remit_of(user))


@transaction.atomic
def add_evidence(expected: ExpectedEntry, *, title: str, link: str, file: File | None, by: User) -> Evidence:
    """Add a link or a file to the value of the expected entry, which becomes a draft if there is none yet.

    Raises NotAccepted, EvidenceClosed, PeriodLocked.
    """
    if expected.period.is_locked:
        raise PeriodLocked(expected.period)
    if not expected.is_open:
        raise EvidenceClosed
    value = expected.value or save_value(
        indicator=expected.indicator, period=expected.period, unit=expected.unit, entered=Entered(), version=0, by=by
    )
    evidence = Evidence(value=value, title=title or link[:200], link=link, added_by=by)
    if file is not None:
        name = stored_name(file)
        evidence.title, evidence.size, evidence.file_sha256 = title or title_of(file), file.size, file_digest(file)
        evidence.file.save(name, file, save=False)
    save_with_history(evidence, by=by)
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, expected: ExpectedEntry, *, by: User) -> None:
    """Take it from the value. The history keeps that it was there, and the file stays. Raises EvidenceClosed."""
    if not expected.is_open:
        raise EvidenceClosed
    delete_with_history(evidence, by=by)
