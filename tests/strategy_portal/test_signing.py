"""A record is written once; its digest is the same on every database (trust S6)."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from indicators.models import Value
from strategy_portal.models import AuditCheckpoint, Team
from strategy_portal.records.signing import Form, Unchangeable, form_of

RECORD = Value.history.model
FORM = form_of(RECORD)
BST = timezone(timedelta(hours=1))
SUMMER = datetime(2026, 7, 1, 10)


def text(**filled) -> str:
    return FORM.text([filled.get(name) for name in FORM.names])


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("numerator", Decimal("85"), Decimal("85.0000")),
        ("numerator", 85, Decimal("85.0000")),
        ("numerator", Decimal("-0"), Decimal("0")),
        (
            "history_date",
            datetime(2026, 7, 1, 10, tzinfo=timezone(timedelta(hours=1))),
            datetime(2026, 7, 1, 9, tzinfo=UTC),
        ),
        ("expected_on", date(2026, 7, 1), datetime(2026, 7, 1, tzinfo=UTC)),
        ("answer_counts", {"good": 1, "bad": 2}, {"bad": 2, "good": 1}),
        ("answer_counts", {2: 1, 10: 2}, {"10": 2, "2": 1}),
        ("is_demonstration", 1, True),
        ("state", Value.State.SUBMITTED, "submitted"),
        ("indicator_id", "7", 7),
    ],
)
def test_the_same_content_has_one_form(column, one, other):
    assert text(**{column: one}) == text(**{column: other})


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("numerator", Decimal(0), None),
        ("reason", "a", "b"),
        ("history_change_reason", "", "Typed twice"),
        ("history_event", "approved", "revised"),
        ("respondents", 0, None),
        ("history_date", datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 1, 0, 0, 0, 1, tzinfo=UTC)),
        ("answer_counts", {"good": 1}, {}),
        ("is_demonstration", True, False),
        ("state", "draft", "approved"),
    ],
)
def test_other_content_has_another_form(column, one, other):
    assert text(**{column: one}) != text(**{column: other})


def test_text_cannot_pass_for_another_column():
    assert text(why='", "what_next": "x') != text(why="", what_next="x")


def test_a_column_that_is_blank_is_left_out_so_that_a_later_one_changes_no_digest():
    blank = {"reason": "", "numerator": None, "answer_counts": {}, "quality": "final", "is_demonstration": False}
    before = Form(FORM.label, tuple(column for column in FORM.columns if column.name not in blank))
    assert text(**blank) == before.text([None] * len(before.names))


def test_what_is_read_back_has_the_digest_that_was_written(db):
    for record in RECORD.objects.all()[:200]:
        assert record.digest == FORM.digest_of(record)


def test_the_digest_needs_the_key(settings):
    before = FORM.digest([None] * len(FORM.names))
    settings.AUDIT_KEY = "another key" * 5
    assert FORM.digest([None] * len(FORM.names)) != before


@pytest.fixture
def record(db):
    return Team.objects.first().history.first()


REFUSED = {
    "save": lambda record: record.save(),
    "delete": lambda record: record.delete(),
    "update": lambda record: type(record).objects.filter(pk=record.pk).update(name="x"),
    "delete many": lambda record: type(record).objects.filter(pk=record.pk).delete(),
    "bulk update": lambda record: type(record).objects.bulk_update([record], ["name"]),
    "update by the history": lambda record: Team.history.update(name="x"),
    "delete by the history": lambda record: Team.history.all().delete(),
    "replace": lambda record: type(record).objects.bulk_create(
        [record], update_conflicts=True, unique_fields=["history_id"], update_fields=["name"]
    ),
}


@pytest.mark.parametrize("way", REFUSED)
def test_a_record_is_never_changed_whichever_way(way, record):
    with pytest.raises(Unchangeable):
        REFUSED[way](record)


def test_the_records_of_links_are_never_changed_either(people):
    linked = people["officer"].history.first().teams
    with pytest.raises(Unchangeable):
        linked.all().delete()
    with pytest.raises(Unchangeable):
        linked.update(team=None)


def test_a_checkpoint_is_never_changed(db):
    with pytest.raises(Unchangeable):
        AuditCheckpoint.objects.last().save()
