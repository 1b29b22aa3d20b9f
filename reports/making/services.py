"""Ask for a report to be issued or a pack to be made, and take an issue back."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from outcomes.models import Strategy
from reports.composing.services import refuse_open_findings
from reports.meetings.packs import refuse_pack
from reports.models import BoardMeeting, Making, PackMaking
from reports.preparing.services import preparation_of, refuse_if_not_cleared
from reports.scorecards.report_keys import ReportKey
from strategy_portal.models import User
from strategy_portal.records.versions import Refused

from .tasks import make_pack, make_report


def ask_for_issue(*, key: ReportKey, by: User, on: date, at: datetime, reason: str = "") -> Making:
    """Have the report issued: now, or at the end of its embargo. Where no worker runs it is done on return.

    Raises Refused.
    """
    preparation = preparation_of(key)
    embargo = preparation.embargo_until
    not_before = embargo if embargo and embargo > at else None
    refuse_if_not_cleared(key)
    if not_before:  # else it is read at once, and nobody is there to mend it at the end of an embargo
        refuse_open_findings(key, preparation.read_on(on))
    if not_before and not settings.WORKER:
        raise Refused(
            f"It is under embargo until {not_before:%-d %B %Y, %H:%M}, and no worker runs here that could issue it then"
        )
    with transaction.atomic():
        Strategy.objects.select_for_update().get(pk=key.strategy.pk)  # of two who ask at once one is the first
        if Making.objects.under_way(at).filter(**key.columns).exists():
            raise Refused("It is being made already")
        making = Making.objects.create(
            **key.columns, asked_by=by, asked_at=at, reason=reason.strip(), not_before=not_before,
            read_on=preparation.read_on(on),
        )  # fmt: skip
    task = make_report.using(run_after=not_before) if not_before else make_report
    task.enqueue(making.pk)
    making.refresh_from_db()
    return making


def ask_for_pack(
    *, meeting: BoardMeeting, strategy: Strategy, seen: int, by: User, on: date, at: datetime
) -> PackMaking:
    """Have the pack of a meeting made as it stands on that day; `seen` is the latest version that the person saw.

    Where no worker runs it is done on return. Raises Refused.
    """
    refuse_pack(meeting, strategy, on)
    with transaction.atomic():
        Strategy.objects.select_for_update().get(pk=strategy.pk)  # of two who ask at once one is the first
        if PackMaking.objects.under_way(at).filter(meeting=meeting, strategy=strategy).exists():
            raise Refused("It is being made already")
        making = PackMaking.objects.create(
            meeting=meeting, strategy=strategy, seen=seen, stands_on=on, asked_by=by, asked_at=at
        )
    make_pack.enqueue(making.pk)
    making.refresh_from_db()
    return making


def take_back(making: Making) -> None:
    """Not issue what still waits. Raises Refused."""
    if not Making.objects.take_back(making.pk):
        raise Refused("It is being made, was made, or was taken back already")
