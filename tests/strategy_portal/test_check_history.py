"""Whoever alters the history behind the portal's back is found (trust S6)."""

import io
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import ProtectedError

from indicators.models import Indicator, ReportingPeriod, Seal, Value
from outcomes.models import Strategy
from strategy_portal.models import AuditCheckpoint, User
from strategy_portal.records.checking import check
from strategy_portal.records.checkpoint import make_checkpoint
from strategy_portal.records.history import save_with_history

AT = datetime(2026, 11, 21, 3, tzinfo=UTC)
HISTORY = "indicators_historicalvalue"


def sql(statement: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def found(model=Value) -> list[str]:
    """What the check says of one table: of its records, and of its rows against them."""
    table = model.history.model if hasattr(model, "history") else model
    return [str(finding) for finding in check([table]).findings]


@pytest.fixture
def value(db) -> Value:
    """A value with three records: entered, corrected, corrected again."""
    value = Value.objects.filter(state="draft", number=None).exclude(numerator=None).first()
    for numerator in (11, 12):
        value.numerator, value.version = numerator, value.version + 1
        save_with_history(value, reason="Corrected")
    return value


@pytest.fixture
def records(value) -> list[int]:
    """The numbers of the value's three records, the oldest first, as they stood at a checkpoint."""
    make_checkpoint(at=AT)
    return list(value.history.order_by("history_id").values_list("history_id", flat=True))


def copy(record: int, **changes) -> None:
    """Insert a record like another one by SQL."""
    names = [column.name for column in connection.introspection.get_table_description(connection.cursor(), HISTORY)]
    wanted = ", ".join(f'"{name}"' for name in names if name != "history_id")
    taken = ", ".join(changes.get(name, f'"{name}"') for name in names if name != "history_id")
    sql(f"INSERT INTO {HISTORY} ({wanted}) SELECT {taken} FROM {HISTORY} WHERE history_id = %s", record)


def test_the_demonstration_data_passes(db):
    checked = check()
    assert checked.findings == []
    assert checked.records > checked.rows > 1500


def test_ordinary_work_passes(value):
    make_checkpoint(at=AT)
    value.version += 1
    save_with_history(value, reason="Once more")
    make_checkpoint(at=AT)
    assert found() == []


def test_a_changed_figure_is_named(records):
    sql(f"UPDATE {HISTORY} SET numerator = 99 WHERE history_id = %s", records[1])
    assert found() == [f"indicators.historicalvalue record {records[1]}: was altered, or not written by the portal"]


@pytest.mark.parametrize("column", ["history_date", "history_user_id", "history_change_reason", "history_type"])
def test_who_when_why_and_what_kind_are_protected_too(records, column, people):
    value = {"history_date": AT, "history_user_id": people["board"].pk, "history_type": "-"}.get(column, "Another")
    sql(f"UPDATE {HISTORY} SET {column} = %s WHERE history_id = %s", value, records[0])
    assert f"indicators.historicalvalue record {records[0]}: was altered, or not written by the portal" in found()


def test_a_deleted_record_is_named(value, records):
    sql(f"DELETE FROM {HISTORY} WHERE history_id = %s", records[1])
    assert found() == [
        f"indicators.historicalvalue record {records[1]}: was deleted; it was there at checkpoint "
        f"{AuditCheckpoint.objects.last().number}",
        f"indicators.historicalvalue, id {value.pk}: the record of version 2 is missing",
    ]


def test_a_record_deleted_before_any_checkpoint_leaves_a_gap_in_the_versions(value):
    middle = value.history.get(version=2)
    sql(f"DELETE FROM {HISTORY} WHERE history_id = %s", middle.pk)
    assert found() == [f"indicators.historicalvalue, id {value.pk}: the record of version 2 is missing"]


def test_the_newest_record_cannot_go_unnoticed(value):
    sql(f"DELETE FROM {HISTORY} WHERE history_id = %s", value.history.first().pk)
    assert f"indicators.Value {value.pk}: differs from its newest record in" in "\n".join(found())


def test_an_invented_record_is_named(records):
    copy(records[0], numerator="77")
    newest = Value.history.order_by("history_id").last().pk
    assert f"indicators.historicalvalue record {newest}: was altered, or not written by the portal" in found()


def test_a_genuine_record_put_in_twice_is_named(records):
    copy(records[1])
    newest = Value.history.order_by("history_id").last().pk
    assert f"indicators.historicalvalue record {newest}: repeats record {records[1]}: it was inserted" in found()


def test_two_swapped_figures_are_both_named(records):
    sql(f"UPDATE {HISTORY} SET numerator = 23 - numerator WHERE history_id IN (%s, %s)", *records[1:])
    assert len([line for line in found() if "was altered" in line]) == 2


def test_two_wholly_swapped_records_are_found(records):
    first, second, free = records[1], records[2], 1_000_000
    for old, new in ((first, free), (second, first), (free, second)):
        sql(f"UPDATE {HISTORY} SET history_id = %s WHERE history_id = %s", new, old)
    assert ["some were replaced or swapped since checkpoint" in line for line in found()] == [True]


def test_a_row_changed_without_a_record_is_named(value):
    sql("UPDATE indicators_value SET numerator = 99 WHERE id = %s", value.pk)
    assert found() == [f"indicators.Value {value.pk}: differs from its newest record in numerator"]


def test_a_row_inserted_without_a_record_is_named(wlc):
    period = ReportingPeriod(
        strategy=wlc, frequency="monthly", starts_on="2040-01-01", ends_on="2040-02-01", slug="2040-M01"
    )
    period.save_without_historical_record()
    assert found(ReportingPeriod) == [
        f"indicators.ReportingPeriod {period.pk}: has no record: it was not written by the portal"
    ]


def test_a_row_deleted_without_a_record_is_named(wlc):
    period = wlc.periods.filter(values=None, seals=None).first()
    sql("DELETE FROM indicators_reportingperiod WHERE id = %s", period.pk)
    assert found(ReportingPeriod) == [
        f"indicators.ReportingPeriod {period.pk}: is gone, and no record says who deleted it"
    ]


def test_a_person_given_a_team_behind_the_portals_back_is_named(people):
    officer, team = people["officer"], people["officer-housing"].teams.first()
    sql("INSERT INTO strategy_portal_user_teams (user_id, team_id) VALUES (%s, %s)", officer.pk, team.pk)
    assert found(User) == [f"strategy_portal.User {officer.pk}: its teams differ from its newest record"]


def test_a_deletion_by_the_portal_is_no_tampering(wlc):
    wlc.periods.filter(values=None, seals=None).first().delete()
    assert found(ReportingPeriod) == []


@pytest.fixture
def seal(people, wlc, quarter) -> Seal:
    indicator = Indicator.objects.of(wlc).first()
    return Seal.objects.create(
        indicator=indicator, period=wlc.periods.filter(frequency="biennial").first(), version=1, sealed_at=AT,
        sealed_by=people["approver"], reading={"number": "85.0000"}, status="green", proof={"target": "85"},
    )  # fmt: skip


def test_a_seal_is_protected_like_a_record(seal):
    sql("UPDATE indicators_seal SET status = %s WHERE id = %s", "amber", seal.pk)
    assert found(Seal) == [f"indicators.seal record {seal.pk}: was altered, or not written by the portal"]


def test_a_seal_stops_being_the_current_one_where_a_later_one_holds(seal, people):
    Seal.objects.filter(pk=seal.pk).update(is_current=False)
    assert "version 1 is the last, and another is said to hold" in found(Seal)[0]
    Seal.objects.create(
        indicator=seal.indicator, period=seal.period, version=2, sealed_at=AT, sealed_by=people["approver"],
        reading=seal.reading, status="green", proof=seal.proof,
    )  # fmt: skip
    assert found(Seal) == []


def test_a_changed_checkpoint_is_named(records):
    last = AuditCheckpoint.objects.last()
    sql(
        "UPDATE strategy_portal_auditcheckpoint SET made_at = %s WHERE id = %s",
        datetime(2020, 1, 1, tzinfo=UTC),
        last.pk,
    )
    assert f"{last}: was altered, or not made by the portal" in found()


def test_a_missing_checkpoint_is_named(records):
    make_checkpoint(at=AT)
    sql("DELETE FROM strategy_portal_auditcheckpoint WHERE number = 1")
    assert "Checkpoint 2: the checkpoint before it is missing" in found()


# --- The command -----------------------------------------------------------------------------------------------------


def test_the_command_counts_what_it_checked(db):
    out = io.StringIO()
    call_command("check_history", stdout=out)
    assert "Nothing was altered, deleted or inserted." in out.getvalue()
    assert "records" in out.getvalue()


def test_the_command_names_what_it_finds_and_fails(records):
    sql(f"UPDATE {HISTORY} SET numerator = 99 WHERE history_id = %s", records[1])
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 found"):
        call_command("check_history", checkpoint=True, stdout=out)
    assert f"record {records[1]}" in out.getvalue()
    assert "made" not in out.getvalue()


def test_a_fingerprint_kept_elsewhere_shows_that_the_checkpoints_are_the_same(records):
    out = io.StringIO()
    call_command("check_history", checkpoint=True, stdout=out)
    fingerprint = out.getvalue().split()[-1]
    call_command("check_history", fingerprint=fingerprint, stdout=out)
    sql("DELETE FROM strategy_portal_auditcheckpoint WHERE digest = %s", fingerprint)
    with pytest.raises(CommandError, match="fingerprint"):
        call_command("check_history", fingerprint=fingerprint, stdout=out)


def test_who_is_named_in_the_history_cannot_be_deleted(people):
    user = User.objects.create(username="leaving")
    strategy = Strategy.objects.first()
    save_with_history(strategy, by=user, reason="Checked")
    with pytest.raises(ProtectedError):
        user.delete()
