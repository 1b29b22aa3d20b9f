"""The indicators before and after one in its strategy, in the query that reads the one (docs/adr/0022)."""

from datetime import date
from typing import Any

from django.db.models import CharField, F, Func

from strategy_portal.records.history import end_of

BESIDE = """(SELECT bo."number" || '.' || bi."order"
    FROM "indicators_indicator" bi
    JOIN "indicators_keyoutput" bk ON bk."id" = bi."key_output_id"
    JOIN "outcomes_outcome" bo ON bo."id" = bk."outcome_id"
    WHERE bo."strategy_id" = {strategy} AND (bo."number", bi."order") {than} ({number}, {order}){known}
    ORDER BY bo."number" {way}, bi."order" {way} LIMIT 1)"""
KNOWN = """ AND NOT EXISTS (SELECT 1 FROM "indicators_historicalindicator" bh
    WHERE bh."id" = bi."id" AND bh."history_type" = '+' AND bh."history_date" >= %s)"""


class Beside(Func):
    """The reference of the next indicator, or with `before` of the one before; None at either end.

    With `day` those that had been added by its end. As SQL, because Django takes a twelfth of the page's time to
    put the same together.
    """

    output_field = CharField()

    def __init__(self, day: date | None, *, before: bool = False):
        super().__init__(F("key_output__outcome__strategy_id"), F("key_output__outcome__number"), F("order"))
        self.day, self.before = day, before

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **extra: Any) -> Any:
        strategy, number, order = (compiler.compile(each)[0] for each in self.source_expressions)
        known, params = ("", []) if self.day is None else (KNOWN, [self._end(connection)])
        than, way = ("<", "DESC") if self.before else (">", "ASC")
        sql = BESIDE.format(strategy=strategy, number=number, order=order, than=than, way=way, known=known)
        return sql, params

    def _end(self, connection: Any) -> Any:
        assert self.day is not None
        return connection.ops.adapt_datetimefield_value(end_of(self.day))
