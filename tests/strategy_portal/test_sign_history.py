"""All records are signed anew after the key or a column has changed, unless something was tampered with (trust S6)."""

import io
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from indicators.models import Value
from strategy_portal.models import AuditCheckpoint
from strategy_portal.records.checking import check
from strategy_portal.records.checkpoint import make_checkpoint
from strategy_portal.records.signing import Manner, keyed, signed_in
from strategy_portal.records.signing_anew import sign_anew

AT = datetime(2026, 11, 21, 3, tzinfo=UTC)
OTHER = "another key, of which nobody knows anything yet"
COLUMN = "indicators.HistoricalValue.forecast"


def sign(*added: str) -> str:
    out = io.StringIO()
    call_command("sign_history", added=list(added), stdout=out)
    return out.getvalue()


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def key_changed(db, settings, monkeypatch):
    """Two checkpoints were made, and then AUDIT_KEY was changed."""
    make_checkpoint(at=AT)
    Value.objects.filter(state="draft", period__locked_at=None).first().save()
    make_checkpoint(at=AT)
    monkeypatch.setenv("AUDIT_KEY_WAS", settings.AUDIT_KEY)
    settings.AUDIT_KEY = OTHER


def test_after_a_change_of_the_key_everything_counts_as_altered(key_changed):
    assert len(check([Value.history.model]).findings) > Value.history.count()


def test_signed_anew_it_passes_the_check_with_its_checkpoints(key_changed):
    count = AuditCheckpoint.objects.count()
    said = sign()
    assert check().findings == []
    last = AuditCheckpoint.objects.last()
    assert (last.number, last.digest in said) == (count + 1, True)


def test_what_is_missing_since_an_earlier_checkpoint_is_still_found_afterwards(key_changed):
    sign()
    gone = Value.history.order_by("history_id").first().history_id
    sql(f"DELETE FROM indicators_historicalvalue WHERE history_id = {gone}")
    assert f"indicators.historicalvalue record {gone}: was deleted; it was there at checkpoint 1" in [
        str(finding) for finding in check([Value.history.model]).findings
    ]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE indicators_historicalvalue SET why = 'Because' WHERE history_id = (SELECT MIN(history_id) FROM "
        "indicators_historicalvalue)",
        "DELETE FROM indicators_historicalvalue WHERE history_id = (SELECT MIN(history_id) FROM "
        "indicators_historicalvalue)",
        "UPDATE strategy_portal_auditcheckpoint SET previous_digest = 'x' WHERE number = 2",
    ],
)
def test_nothing_is_signed_where_something_was_tampered_with(key_changed, tampering):
    sql(tampering)
    count = AuditCheckpoint.objects.count()
    before = list(Value.history.order_by("history_id").values_list("digest", flat=True))
    with pytest.raises(CommandError, match="Nothing was signed"):
        sign()
    assert list(Value.history.order_by("history_id").values_list("digest", flat=True)) == before
    assert AuditCheckpoint.objects.count() == count


def test_a_wrong_key_of_before_signs_nothing(key_changed, monkeypatch):
    monkeypatch.setenv("AUDIT_KEY_WAS", "not the key of before, but one as long as that")
    with pytest.raises(CommandError, match="not as they were recorded"):
        sign()


def test_a_column_that_was_added_is_taken_in(db, settings):
    before = Manner(settings.AUDIT_KEY, frozenset({COLUMN.lower()}))
    with signed_in(before):
        sign_anew(before=Manner(settings.AUDIT_KEY), at=AT)
    assert check([Value.history.model]).findings
    sign(COLUMN)
    assert check().findings == []


@pytest.mark.parametrize("name", ["forecast", "indicators.historicalvalue.weather", "nowhere.value.forecast", "a.b"])
def test_a_column_that_is_not_there_is_named(name, db):
    with pytest.raises(CommandError, match="There is no column"):
        sign(name)


def test_without_a_difference_nothing_is_done(db, monkeypatch):
    monkeypatch.delenv("AUDIT_KEY_WAS", raising=False)
    with pytest.raises(CommandError, match="Nothing is different"):
        sign()


def test_the_manner_of_before_holds_only_there(settings):
    now = keyed("text")
    with signed_in(Manner(OTHER)):
        assert keyed("text") != now
    assert keyed("text") == now


def test_one_command_moves_from_the_derived_key_to_a_real_one(db, settings):
    """As an installation does that began without AUDIT_KEY (docs/how-to/check-the-history.md)."""
    settings.AUDIT_KEY = OTHER
    assert check([Value.history.model]).findings
    call_command("sign_history", "--from-derived-key", stdout=io.StringIO())
    assert check().findings == []
