"""What a worker does (`manage.py run_worker`). Where none runs, each is done at once."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django_tasks import task

from reports import services
from reports.meetings.packs import freeze_pack
from reports.models import Making, PackMaking
from reports.models.making import AskedFor
from reports.scorecards.report_keys import ReportKey
from strategy_portal.records.versions import Refused

Asked = TypeVar("Asked", bound=AskedFor)
UNEXPECTED = "The portal could not make it. Try again; where it fails again, an administrator finds why in the log"

logger = logging.getLogger(__name__)


@task()
def make_report(pk: int) -> None:
    """Issue the report that was asked for."""
    _once(Making, pk, _issue)


@task()
def make_pack(pk: int) -> None:
    """Freeze the pack that was asked for."""
    _once(PackMaking, pk, _freeze)


def _once(model: type[Asked], pk: int, make: Callable[[Asked], object]) -> None:
    """Make it once: nothing where somebody took it back or another worker has it."""
    if not model.objects.begin(pk):
        return
    asked = model.objects.get(pk=pk)
    try:
        make(asked)
    except Refused as refused:
        _fail(asked, str(refused))
    except Exception:
        logger.exception("What was asked for as %s number %s was not made", model._meta.verbose_name, pk)
        _fail(asked, UNEXPECTED)


def _issue(making: Making) -> None:
    services.issue_report(
        key=ReportKey.of(making), by=making.asked_by, on=making.read_on, at=making.issued_at, reason=making.reason,
        making=making,
    )  # fmt: skip


def _freeze(making: PackMaking) -> None:
    freeze_pack(
        meeting=making.meeting, strategy=making.strategy, seen=making.seen, by=making.asked_by, on=making.stands_on,
        at=making.asked_at, making=making,
    )  # fmt: skip


def _fail(asked: AskedFor, problem: str) -> None:
    type(asked).objects.filter(pk=asked.pk).update(state=AskedFor.State.FAILED, problem=problem)
