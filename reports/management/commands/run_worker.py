"""python manage.py run_worker: do what takes longer than a second, and send each working day's digests."""

import logging
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from reports.reminding.services import send_digests
from strategy_portal.clock import is_bank_holiday, today
from strategy_portal.domain.periods import is_working_day

AGAIN_AFTER = timedelta(minutes=15)
"""When what the mail server refused is tried again."""


class Command(db_worker.Command):
    help = (
        "Run a worker: it does what takes longer than a second, and sends the digests once each working day, after the "
        "time of day that DIGESTS_AT names. Several may run side by side; nobody gets two."
    )

    def handle(self, **options) -> None:
        plan_digests(next_morning(timezone.localtime()))
        super().handle(**options)


@task()
def send_todays_digests() -> None:
    """Send the digests of today, then wait for the next morning; for a quarter of an hour where some did not go out.

    A worker that stood still at the time does it once it runs again.
    """
    now, failed = timezone.localtime(), True
    try:
        failed = bool(send_digests(today(), now).failed)
    except Exception:
        logging.getLogger(__name__).exception("The digests were not sent")
    plan_digests(next_run(now, failed=failed))


def plan_digests(at: datetime) -> None:
    """Let a worker send digests at a moment, unless a run is waiting already."""
    waiting = DBTaskResult.objects.filter(task_path=send_todays_digests.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        send_todays_digests.using(run_after=at).enqueue()


def next_run(now: datetime, *, failed: bool) -> datetime:
    again = now + AGAIN_AFTER
    return again if failed and again.date() == now.date() else next_morning(now)


def next_morning(now: datetime) -> datetime:
    """The time of DIGESTS_AT after this moment, on a day on which somebody works."""
    day, at = now.date(), time.fromisoformat(settings.DIGESTS_AT)
    if now.time() >= at:
        day += timedelta(days=1)
    while not is_working_day(day, is_bank_holiday):
        day += timedelta(days=1)
    return datetime.combine(day, at, now.tzinfo)
