"""A worker sends the digests once each working day after a time of day."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from reports.management.commands import run_worker
from reports.management.commands.run_worker import next_morning, next_run, plan_digests
from reports.models import Digest

from .test_sending import LONDON, MONDAY


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "run"),
    [
        (at(23, 6, 59), at(23, 7)), (at(23, 7), at(24, 7)), (at(27, 12), datetime(2026, 12, 1, 7, tzinfo=LONDON)),
        (datetime(2026, 12, 24, 8, tzinfo=LONDON), datetime(2026, 12, 29, 7, tzinfo=LONDON)),
    ],
)  # fmt: skip
def test_it_runs_in_the_morning_of_the_next_working_day(now, run):
    """Saint Andrew's Day, Monday 30 November, is a bank holiday; so are Christmas and the Monday after Boxing Day."""
    assert next_morning(now) == run


def test_what_was_refused_is_tried_again_on_the_same_day_only():
    assert next_run(at(23, 7), failed=True) == at(23, 7, 15)
    assert next_run(at(23, 23, 50), failed=True) == at(24, 7)
    assert next_run(at(23, 7), failed=False) == at(24, 7)


def test_a_worker_sends_once_and_plans_the_next_run(settings, monkeypatch, people):
    settings.WORKER, settings.TODAY = True, MONDAY.isoformat()
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    plan_digests(timezone.now() - timedelta(minutes=1))
    for _ in range(2):
        call_command("run_worker", batch=True, startup_delay=False, verbosity=0)
    sent = Digest.objects.sent().count()
    assert sent == len(mail.outbox) > 0
    (waiting,) = DBTaskResult.objects.filter(status="READY")
    assert waiting.run_after == next_morning(timezone.localtime())
    run_worker.send_todays_digests.func()
    assert (len(mail.outbox), DBTaskResult.objects.filter(status="READY").count()) == (sent, 1)
