"""Locking and reopening periods (rules 2.4, 3.5): a locked period refuses writes whichever way they come."""

from datetime import date

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from indicators.approving.services import OwnValue, approve_values, return_values
from indicators.entering.checking import Entered
from indicators.entering.services import save_value, submit_values
from indicators.expecting.periods import (
    AlreadySo,
    LockReasonNeeded,
    lock_periods,
    make_periods,
    missing_periods,
    reopen_periods,
)
from indicators.models import Evidence, PeriodLocked, ReportingPeriod, Value
from strategy_portal.models import AuditCheckpoint
from strategy_portal.records.checking import check

SLUG = "2026-27-Q2"


@pytest.fixture
def value(wlc) -> Value:
    return Value.objects.awaiting_approval().filter(period__slug=SLUG, unit=None).first()


@pytest.fixture
def period(wlc) -> ReportingPeriod:
    return wlc.periods.get(slug=SLUG)


@pytest.fixture
def lock(people):
    def lock(*periods, reason="The report is issued"):
        return lock_periods(periods, reason=reason, by=people["performance"], at=timezone.now())

    return lock


def test_a_lock_says_who_when_and_why(lock, period, people):
    assert lock(period) == 1
    period.refresh_from_db()
    assert (period.locked_by, period.lock_reason) == (people["performance"], "The report is issued")
    newest = period.history.first()
    found = newest.history_user, newest.history_event, newest.history_change_reason
    assert found == (people["performance"], "locked", "The report is issued")


def test_a_lock_needs_a_reason(lock, period):
    with pytest.raises(LockReasonNeeded):
        lock(period, reason="  ")


def test_many_are_locked_or_none(lock, wlc, period):
    locked = wlc.periods.exclude(locked_at=None).first()
    with pytest.raises(AlreadySo), transaction.atomic():
        lock(period, locked)
    period.refresh_from_db()
    assert not period.is_locked


def test_a_lock_makes_a_checkpoint_of_all_records(lock, period):
    """trust S6"""
    before = AuditCheckpoint.objects.count()
    lock(period)
    assert AuditCheckpoint.objects.count() == before + 1
    assert check([ReportingPeriod.history.model]).findings == []


def test_reopening_keeps_who_did_it_and_why(lock, period, people):
    lock(period)
    assert reopen_periods([period], reason="A figure was wrong", by=people["performance"]) == 1
    period.refresh_from_db()
    assert (period.is_locked, period.lock_reason) == (False, "A figure was wrong")
    newest = period.history.first()
    assert (newest.history_event, newest.history_change_reason) == ("reopened", "A figure was wrong")


def test_what_is_open_cannot_be_reopened(period, people):
    with pytest.raises(AlreadySo):
        reopen_periods([period], reason="Again", by=people["performance"])


def test_a_strategys_periods_are_made_once_and_with_their_history(wlc):
    before = wlc.periods.count()
    make_periods(wlc)
    assert wlc.periods.count() == before
    assert set(wlc.periods.values_list("pk", flat=True)) <= set(ReportingPeriod.history.values_list("id", flat=True))


def test_a_strategy_that_was_extended_gets_the_periods_that_it_lacks(wlc, people):
    wlc.ends_on = date(2029, 3, 31)
    assert {period.slug for period in missing_periods(wlc)} >= {"2028-29", "2028-29-Q1", "2029-M03"}
    made = make_periods(wlc, by=people["performance"])
    assert (missing_periods(wlc), made > 16) == ([], True)
    assert wlc.periods.get(slug="2028-29").history.get().history_user == people["performance"]


# --- Whichever way (rules 3.5) ---------------------------------------------------------------------------------------


def another(value: Value) -> Value:
    fields = {field.attname: getattr(value, field.attname) for field in Value._meta.concrete_fields}
    return Value(**fields | {"id": None, "indicator_id": value.indicator_id})


WAYS = {
    "save": lambda value, people: value.save(),
    "delete": lambda value, people: value.delete(),
    "create": lambda value, people: another(value).save(),
    "update": lambda value, people: Value.objects.filter(pk=value.pk).update(number=1),
    "update of many": lambda value, people: Value.objects.filter(indicator=value.indicator).update(number=1),
    "claim of a version": lambda value, people: Value.objects.filter(pk=value.pk).update(version=F("version") + 1),
    "bulk create": lambda value, people: Value.objects.bulk_create([another(value)]),
    "bulk update": lambda value, people: Value.objects.bulk_update([value], ["number"]),
    "delete of many": lambda value, people: Value.objects.filter(pk=value.pk).delete(),
    "by its period": lambda value, people: value.period.values.update(number=1),
    "by its indicator": lambda value, people: value.indicator.values.all().delete(),
    "evidence": lambda value, people: Evidence.objects.create(
        value=value, title="Survey", link="https://example.org", added_by=people["officer"]
    ),
    "service: save": lambda value, people: save_value(
        indicator=value.indicator, period=value.period, unit=None, entered=Entered(), version=value.version,
        by=people["officer"],
    ),
    "service: submit": lambda value, people: submit_values(
        [drafted(value)], by=people["officer"], at=timezone.now()
    ),
    "service: approve": lambda value, people: approve_values([value], by=people["approver"], at=timezone.now()),
    "service: return": lambda value, people: return_values([value], reason="Why?", by=people["approver"]),
}  # fmt: skip


def drafted(value: Value) -> Value:
    value.state, value.what_happened, value.why, value.what_next = "draft", "Rain", "Weather", "Tents"
    return value


EVIDENCE = {
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "update": lambda row: Evidence.objects.filter(pk=row.pk).update(title="Another"),
    "by its value": lambda row: row.value.evidence.all().delete(),
    "bulk create": lambda row: Evidence.objects.bulk_create(
        [Evidence(value=row.value, title="More", link=row.link, added_by=row.added_by)]
    ),
    "bulk update": lambda row: Evidence.objects.bulk_update([row], ["title"]),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_locked_period_refuses(way, value, lock, people):
    lock(value.period)
    before = Value.objects.values().get(pk=value.pk)
    fresh = Value.objects.get(pk=value.pk)
    with pytest.raises(PeriodLocked), transaction.atomic():
        WAYS[way](fresh, people)
    assert Value.objects.values().get(pk=value.pk) == before


@pytest.mark.parametrize("way", EVIDENCE)
def test_a_locked_period_keeps_its_evidence(way, value, lock, people):
    Evidence.objects.create(value=value, title="Survey", link="https://example.org", added_by=people["officer"])
    lock(value.period)
    with pytest.raises(PeriodLocked), transaction.atomic():
        EVIDENCE[way](Evidence.objects.get())
    assert Evidence.objects.get().title == "Survey"


def test_a_value_cannot_be_moved_into_a_locked_period(value, wlc):
    locked = wlc.periods.exclude(locked_at=None).first()
    with pytest.raises(PeriodLocked):
        Value.objects.filter(pk=value.pk).update(period=locked)


@pytest.mark.parametrize("way", ["service: approve", "service: save"])
def test_a_page_opened_before_the_lock_is_refused_too(way, value, lock, people):
    """The value carries the period as it was before the lock."""
    assert not value.period.is_locked
    lock(ReportingPeriod.objects.get(pk=value.period_id))
    with pytest.raises(PeriodLocked), transaction.atomic():
        WAYS[way](value, people)


def test_an_open_period_lets_a_service_claim_a_version(value):
    assert Value.objects.filter(pk=value.pk).update(version=F("version") + 1) == 1


# --- Nobody's own ----------------------------------------------------------------------------------------------------


def test_who_entered_a_value_does_not_approve_it_even_if_somebody_else_submitted_it(value, people):
    value.entered_by = people["approver"]
    with pytest.raises(OwnValue):
        approve_values([value], by=people["approver"], at=timezone.now())


def test_a_council_may_let_people_approve_their_own_values(value, people, settings):
    settings.APPROVE_OWN_VALUES = True
    assert approve_values([value], by=people["officer"], at=timezone.now()) == 1
