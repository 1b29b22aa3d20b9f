"""Who changed what of an indicator, when, from what to what, and why: definition, targets, rule, benchmarks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

from django.db import models

from strategy_portal.domain import wording
from strategy_portal.domain.formats import IN_FULL
from strategy_portal.domain.periods import financial_year
from strategy_portal.domain.timeline import START, timeline

from ..models import Benchmark, Indicator, IndicatorRule, Target

NOT_SHOWN = {"id", "setup_is_demonstration", "is_demonstration", "made_at", "made_by"}


@dataclass(frozen=True)
class Change:
    """One change. `by` is None where no person was signed in; `what` may be empty, the subject says it all."""

    at: datetime
    by: str | None
    subject: str
    what: str
    before: str
    after: str
    why: str


def changes_of(indicator: Indicator) -> tuple[Change, ...]:
    """Everything that changed about an indicator, the latest first. Four queries, whatever their number."""
    found = [
        *field_changes(_records(Indicator, "key_output__outcome", "owner", "population", id=indicator.pk), "Indicator"),
        *_target_changes(indicator, _records(Target, indicator=indicator)),
        *_rule_changes(_records(IndicatorRule, indicator=indicator)),
        *_benchmark_changes(indicator, _records(Benchmark, indicator=indicator)),
    ]
    return tuple(sorted(found, key=lambda change: change.at, reverse=True))


def changes_in(model: type[models.Model], *related: str, **rows: Any) -> tuple[Change, ...]:
    """Every change of those rows, field by field and each under its name, the latest first. One query."""
    records = sorted(_records(model, *related, **rows), key=lambda record: record.id)
    found = [
        change for _, of_one in groupby(records, key=lambda record: record.id) for change in field_changes(list(of_one))
    ]
    return tuple(sorted(found, key=lambda change: change.at, reverse=True))


def field_changes(records: Sequence[Any], name: str = "") -> list[Change]:
    """The changes of one row, field by field, under `name` or its own; the first says that it was added."""
    found = [_change(record, name or str(record.instance), "added", "", "") for record in records[:1]]
    for before, after in pairwise(records):
        subject = name or str(before.instance)
        if after.history_type == "-":
            found.append(_change(after, subject, "withdrawn", "", ""))
            continue
        found.extend(_change(after, subject, label, was, became) for label, was, became in _differences(before, after))
    return found


def text_of(record: Any, field: models.Field) -> str:
    """A field's value as a reader sees it; empty for nothing."""
    value = getattr(record, field.name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Decimal):
        return IN_FULL.text(value)
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)


def _records(model: type[models.Model], *related: str, **rows: Any) -> list[Any]:
    history = model.history.filter(**rows)  # type: ignore[attr-defined]
    return list(history.select_related("history_user", *related).order_by("history_id"))


def _differences(before: Any, after: Any) -> Iterable[tuple[str, str, str]]:
    for field in after.tracked_fields:
        if field.name in NOT_SHOWN or getattr(before, field.attname) == getattr(after, field.attname):
            continue
        yield str(field.verbose_name), text_of(before, field), text_of(after, field)


def _change(record: Any, subject: str, what: str, before: str, after: str, agreed_by: str = "") -> Change:
    why = record.history_change_reason or ""
    if agreed_by:
        why = f"{why.rstrip('.')}. Agreed by {agreed_by}".removeprefix(". ")
    by = str(record.history_user) if record.history_user else None
    return Change(record.history_date, by, subject, what, before, after, why)


def _target_changes(indicator: Indicator, records: Iterable[Any]) -> Iterable[Change]:
    """Replays the targets: a change from a day on is told against the target that held before that day."""
    now: dict[int, Any] = {}
    for record in records:
        year = financial_year(record.year_starts_on, indicator.outcome.strategy.year_start)
        of_year = [each for each in now.values() if each.year_starts_on == record.year_starts_on]
        before = now.get(record.id) or _held_before(of_year, record.holds_from)
        what = f"from {record.holds_from:%-d %B %Y}" if record.holds_from > record.year_starts_on else ""
        after = _keep(now, record)
        yield _change(
            record, f"Target of {year.label}", what if after else f"{what} withdrawn".strip(),
            _target_text(indicator, before), _target_text(indicator, after), record.agreed_by,
        )  # fmt: skip


def _rule_changes(records: Iterable[Any]) -> Iterable[Change]:
    now: dict[int, Any] = {}
    for record in records:
        before = now.get(record.id) or _held_before(now.values(), record.holds_from)
        since = "the start" if record.holds_from == START else f"{record.holds_from:%-d %B %Y}"
        after = _keep(now, record)
        yield _change(
            record, "How it is judged", f"from {since}{'' if after else ' withdrawn'}",
            _rule_text(before), _rule_text(after), record.agreed_by,
        )  # fmt: skip


def _benchmark_changes(indicator: Indicator, records: Iterable[Any]) -> Iterable[Change]:
    now: dict[int, Any] = {}
    for record in records:
        year = financial_year(record.year_starts_on, indicator.outcome.strategy.year_start)
        before = now.get(record.id)
        after = _keep(now, record)
        yield _change(
            record, f"Benchmark {record.name}, {year.label}", "" if after else "withdrawn",
            _figure(indicator, before), _figure(indicator, after),
        )  # fmt: skip


def _keep(now: dict[int, Any], record: Any) -> Any:
    """What stands after the record: itself, or nothing if it says that the row was withdrawn."""
    if record.history_type == "-":
        now.pop(record.id, None)
        return None
    now[record.id] = record
    return record


def _held_before(rows: Iterable[Any], day: date) -> Any:
    return timeline(rows, start=None).on(day - timedelta(days=1)) if day > START else None


def _target_text(indicator: Indicator, record: Any) -> str:
    if record is None:
        return ""
    text = wording.target_text(record.instance.as_domain(), indicator.format)
    return f"{text}, profile {', '.join(str(share) for share in record.shares)}" if record.shares else text


def _rule_text(record: Any) -> str:
    if record is None:
        return ""
    rule: IndicatorRule = record.instance
    tolerance = wording.tolerance_text(rule.tolerance) if rule.tolerance else "the council’s tolerance"
    places = f"{rule.decimal_places} decimal place{'' if rule.decimal_places == 1 else 's'}"
    return f"{rule.polarity.replace('-', ' ')}, {tolerance}, {places}"


def _figure(indicator: Indicator, record: Any) -> str:
    return "" if record is None else indicator.format.text(record.value)
