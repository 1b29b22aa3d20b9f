"""What a worker does (`manage.py run_worker`). Where none runs, each is done at once."""

import logging

from django_tasks import task

from reports import services
from reports.models import Making
from reports.scorecards.report_keys import ReportKey
from strategy_portal.records.versions import Refused

UNEXPECTED = "The portal could not make it. Try again; where it fails again, an administrator finds why in the log"

logger = logging.getLogger(__name__)


@task()
def make_report(pk: int) -> None:
    """Issue what was asked for, once: nothing where somebody took it back or another worker has it."""
    if not Making.objects.move(pk, Making.State.WAITING, Making.State.RUNNING):
        return
    making = Making.objects.select_related("strategy__predecessor", "asked_by").get(pk=pk)
    try:
        services.issue_report(
            key=ReportKey.of(making), by=making.asked_by, on=making.read_on, at=making.begins_at,
            reason=making.reason, making=making,
        )  # fmt: skip
    except Refused as refused:
        _fail(making, str(refused))
    except Exception:
        logger.exception("What was asked for as number %s was not made", making.pk)
        _fail(making, UNEXPECTED)


def _fail(making: Making, problem: str) -> None:
    Making.objects.filter(pk=making.pk).update(state=Making.State.FAILED, problem=problem)
