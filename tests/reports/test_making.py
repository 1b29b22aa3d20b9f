"""Issuing a report out of the request: asked for, made once, taken back, and what is said of a failure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django_tasks_db.management.commands import db_worker

from reports import services as reports
from reports.composing import services as composing
from reports.making.services import ask_for_issue, ask_for_pack, take_back
from reports.making.tasks import make_pack, make_report
from reports.models import BoardMeeting, IssuedReport, Making, MeetingPack, PackMaking
from reports.preparing.services import save_preparation
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import find_key
from strategy_portal.records.versions import Refused

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
BACKEND = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def key(borough, on):
    return find_key(borough, "2024-25", on)


@pytest.fixture
def ask(key, people, on):
    return lambda at=AT, **more: ask_for_issue(key=key, by=people["clerk"], on=on, at=at, **more)


@pytest.fixture
def worker(settings, monkeypatch):
    """A worker runs: `worker()` lets it do all that waits, on the connection of the test."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    settings.WORKER, settings.TASKS = True, BACKEND
    return lambda: call_command("db_worker", batch=True, startup_delay=False, verbosity=0)


def test_where_no_worker_runs_it_is_issued_at_once(ask):
    making = ask()
    assert making.state == Making.State.DONE
    assert making.issued.version == 1
    assert making.issued.issued_at == AT


def test_a_worker_issues_it_once(ask, worker):
    making = ask()
    assert making.state == Making.State.WAITING
    with pytest.raises(Refused, match="being made already"):
        ask()
    worker()
    worker()
    make_report.func(making.pk)
    making.refresh_from_db()
    assert making.state == Making.State.DONE
    assert IssuedReport.objects.filter(strategy=making.strategy).count() == 1


def test_what_is_taken_back_is_not_issued(ask, worker):
    making = ask()
    take_back(making)
    worker()
    assert not IssuedReport.objects.filter(strategy=making.strategy).exists()
    with pytest.raises(Refused):
        take_back(making)


def test_a_failure_says_why_and_leaves_nothing(ask, monkeypatch, caplog):
    def broken(*args, **more):
        raise OSError("disk full")

    monkeypatch.setattr(reports.documents, "pdfs", broken)
    making = ask()
    assert making.state == Making.State.FAILED
    assert "could not make it" in making.problem
    assert "disk full" in caplog.text
    assert making.issued is None
    assert not IssuedReport.objects.filter(strategy=making.strategy).exists()


def test_what_the_rules_refuse_is_said(ask):
    ask()
    assert "Say what is corrected" in ask().problem


def test_one_that_was_cut_off_hinders_nobody(ask):
    making = ask()
    Making.objects.filter(pk=making.pk).update(state=Making.State.RUNNING, begun_at=AT, issued=None)
    making.refresh_from_db()
    with pytest.raises(Refused, match="being made already"):
        ask(reason="A figure")
    later = AT + timedelta(minutes=16)
    assert making.was_cut_off(later)
    assert ask(at=later, reason="A figure").issued.version == 2


def test_one_that_waited_for_long_is_not_cut_off_when_it_begins(ask):
    making = ask()
    Making.objects.filter(pk=making.pk).update(state=Making.State.WAITING, issued=None)
    assert Making.objects.begin(making.pk)
    assert not Making.objects.begin(making.pk)
    making.refresh_from_db()
    assert making.begun_at > making.asked_at + timedelta(minutes=15)
    assert not making.was_cut_off(making.begun_at + timedelta(minutes=14))
    assert making.was_cut_off(making.begun_at + timedelta(minutes=15))


def test_under_embargo_it_is_issued_when_that_ends(ask, key, people, worker):
    ends = AT + timedelta(days=30)
    save_preparation(key=key, meeting=None, cut_off=None, embargo_until=ends, seen=0, by=people["clerk"])
    making = ask()
    worker()
    assert (making.state, making.not_before) == (Making.State.WAITING, ends)
    assert not IssuedReport.objects.filter(strategy=key.strategy).exists()


def test_no_embargo_can_be_kept_where_no_worker_runs(ask, key, people):
    ends = AT + timedelta(days=1)
    save_preparation(key=key, meeting=None, cut_off=None, embargo_until=ends, seen=0, by=people["clerk"])
    with pytest.raises(Refused, match="no worker runs here"):
        ask()


def test_the_page_says_how_far_it_is_and_asks_anew_until_it_is_made(ask, worker, signed_in):
    making, clerk = ask(), signed_in("clerk")
    address = f"/reports/making/{making.pk}/"
    page = clerk.get(address).content.decode()
    assert "It waits for its turn" in page
    assert "hx-get" in page
    worker()
    page = clerk.get(address).content.decode()
    assert "It is issued as version 1" in page
    assert "hx-get" not in page.split('id="making-progress"')[1].split(">")[0]


def test_a_clerk_takes_back_what_waits(ask, worker, signed_in):
    making = ask()
    page = signed_in("clerk").post(f"/reports/making/{making.pk}/take-back/", follow=True).content.decode()
    assert "It was taken back, and is not issued." in page


def test_the_report_is_read_once_whoever_makes_it(ask, worker, monkeypatch):
    read = []
    monkeypatch.setattr(reports, "report_of", lambda *given: read.append(given) or report_of(*given))
    monkeypatch.setattr(composing, "report_of", lambda *given: read.append(given) or report_of(*given))
    ask()
    worker()
    assert len(read) == 1


# --- The pack of a meeting -------------------------------------------------------------------------------------------


@pytest.fixture
def meeting(db):
    return BoardMeeting.objects.get(meets_on=date(2026, 12, 9))


@pytest.fixture
def ask_pack(borough, meeting, people, on):
    said = {"meeting": meeting, "strategy": borough, "by": people["clerk"], "on": on}
    return lambda at=AT, seen=0: ask_for_pack(**said, at=at, seen=seen)


def test_where_no_worker_runs_a_pack_is_made_at_once(ask_pack):
    making = ask_pack()
    assert (making.state, making.pack.version, making.pack.made_at) == (Making.State.DONE, 1, AT)


def test_a_worker_makes_a_pack_once(ask_pack, worker):
    making = ask_pack()
    assert (making.state, MeetingPack.objects.count()) == (Making.State.WAITING, 0)
    with pytest.raises(Refused, match="being made already"):
        ask_pack()
    worker()
    worker()
    make_pack.func(making.pk)
    assert MeetingPack.objects.get().making == making


def test_a_pack_that_fails_says_why_and_leaves_nothing(ask_pack, monkeypatch, caplog):
    def broken(*args, **more):
        raise OSError("disk full")

    monkeypatch.setattr(reports.documents, "pack_pdf", broken)
    making = ask_pack()
    assert (making.state, making.pack) == (Making.State.FAILED, None)
    assert "could not make it" in making.problem
    assert "disk full" in caplog.text
    assert not MeetingPack.objects.exists()


def test_a_pack_that_was_cut_off_hinders_nobody(ask_pack, meeting, borough, people, on):
    said = {"meeting": meeting, "strategy": borough, "stands_on": on, "asked_by": people["clerk"], "asked_at": AT}
    PackMaking.objects.create(**said, state=Making.State.RUNNING, begun_at=AT)
    with pytest.raises(Refused, match="being made already"):
        ask_pack()
    assert ask_pack(at=AT + timedelta(minutes=16)).pack.version == 1


def test_two_who_saw_the_same_version_make_one_pack(ask_pack):
    ask_pack()
    assert "Somebody else made this pack meanwhile" in ask_pack().problem


def test_the_page_of_a_pack_says_how_far_it_is(meeting, borough, worker, signed_in):
    clerk = signed_in("clerk")
    asked = clerk.post(f"/meetings/{meeting.pk}/packs/{borough.slug}/add/", {"seen": 0})
    making = PackMaking.objects.get()
    assert asked["Location"] == f"/packs/making/{making.pk}/"
    page = clerk.get(asked["Location"]).content.decode()
    assert "It waits for its turn" in page
    assert "hx-get" in page
    worker()
    page = clerk.get(asked["Location"]).content.decode()
    assert "The pack is made as version 1" in page
    assert MeetingPack.objects.get().get_absolute_url() in page


def test_what_hinders_a_pack_stands_at_the_form(meeting, borough, signed_in, monkeypatch):
    monkeypatch.setattr(reports.documents, "pack_pdf", lambda pack: 1 / 0)
    page = signed_in("clerk").post(f"/meetings/{meeting.pk}/packs/{borough.slug}/add/", {"seen": 0})
    assert page.status_code == 422
    assert "could not make it" in page.content.decode()
