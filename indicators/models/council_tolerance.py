"""What the council sets for all its indicators: the tolerance of those that state none."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import CharField, F, Func, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from strategy_portal.domain import targets, wording
from strategy_portal.records.history import History, recorded_by

from .fields import figure_field

RECORDED = ("id", "kind", "holds_from", "reason", "agreed_by", "history_id", "history_type", "history_date")
"""What is read of a record besides the size."""


class Listed(Func):
    """A value of each row in one JSON list. No aggregate in Django's eyes, so that the query is not grouped by row."""

    function = "JSONB_AGG"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


class CouncilTolerance(models.Model):
    """From a day on, the size of the council's tolerance of one kind, for indicators that state none (rules 6.2, 6.7).

    Before the first row of a kind the default of the rules of figures holds. A period is judged by what holds on its
    last day.
    """

    class Kind(models.TextChoices):
        POINTS = targets.ToleranceKind.POINTS.value, "Percentages, in points"
        PERCENT = targets.ToleranceKind.PERCENT.value, "Counts, rates, money and durations, in percent of the target"
        LEVELS = targets.ToleranceKind.LEVELS.value, "Scales, in levels"

    kind = models.CharField(max_length=10, choices=Kind)
    size = figure_field()
    holds_from = models.DateField()
    reason = models.TextField()
    agreed_by = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    history = History()

    class Meta:
        ordering = ["kind", "holds_from"]
        constraints = [
            models.UniqueConstraint("kind", "holds_from", name="council_tolerance_once_per_day"),
            models.CheckConstraint(condition=Q(size__gte=0), name="council_tolerance_is_not_negative"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(agreed_by=""), name="council_tolerance_has_reason_and_who_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"{wording.tolerance_text(self.as_domain())}, from {self.holds_from:%-d %B %Y}"

    def as_domain(self) -> targets.Tolerance:
        return targets.Tolerance(targets.ToleranceKind(self.kind), self.size)

    @classmethod
    def in_one_column(cls) -> models.QuerySet:
        """All records of all rows as one JSON text, for `council_tolerances`: few, and each judged row needs them.

        Sizes are text there, so that none becomes a float (rules 1.1).
        """
        record = JSONObject(size=Cast("size", CharField()), **{name: F(name) for name in RECORDED})
        records = cls.history.order_by()  # type: ignore[attr-defined]
        return records.values_list(Coalesce(Cast(Listed(record), TextField()), Value("[]", TextField())), flat=True)


@lru_cache(maxsize=64)
def council_tolerances(column: str, as_of: date | None = None) -> tuple[CouncilTolerance, ...]:
    """What the council has set, or had by the end of a day, in order, out of `in_one_column`; to read, not to save.

    Kept, because every indicator of a page brings the same column.
    """
    records = [_record(row) for row in json.loads(column)]
    records.sort(key=lambda record: record.history_id)
    rows = recorded_by(records, as_of)
    return tuple(sorted(rows, key=lambda row: row.holds_from))


def _record(row: dict[str, Any]) -> Any:
    """SQLite writes a moment without its zone, which is UTC."""
    at = datetime.fromisoformat(row["history_date"])
    typed = {
        "size": Decimal(row["size"]),
        "holds_from": date.fromisoformat(row["holds_from"]),
        "history_date": at if at.tzinfo else at.replace(tzinfo=UTC),
    }
    return CouncilTolerance.history.model(**row | typed)  # type: ignore[attr-defined]
