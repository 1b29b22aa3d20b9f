"""What became of a value: each version, who, when, from what to what, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from strategy_portal.domain.formats import IN_FULL, Format
from strategy_portal.records.events import Event

from ..models import Evidence, Indicator, Seal, Value

TEXTS = {
    "respondents": "Respondents",
    "answer_counts": "Counts of answers",
    "availability": "Is there a value?",
    "reason": "Why there is no value",
    "expected_on": "Expected on",
    "quality": "Quality",
    "forecast": "Forecast for the year end",
    "answers": "Answers to questions",
    "what_happened": "What happened",
    "why": "Why",
    "what_next": "What next",
}
STEPS = (Event.SUBMITTED, Event.APPROVED, Event.RETURNED, Event.REVISED, Event.REVISION_WITHDRAWN)
"""What is done with a value besides entering and changing it."""
ENTERED, CHANGED = Event.ENTERED.label, Event.CHANGED.label
NOTHING = "nothing"
WRITTEN = ("reason", "answers", "what_happened", "why", "what_next")
"""Fields that a page of the value shows in full anyway."""


@dataclass(frozen=True)
class Change:
    """One field from what to what, as a person would read it."""

    label: str
    was: str
    now: str
    is_text: bool = False


@dataclass(frozen=True)
class Step:
    """One thing that was done with a value. `version` is 0 for what concerns its evidence."""

    what: str
    why: str
    by: str
    at: datetime
    version: int = 0
    figure: str = ""
    changes: tuple[Change, ...] = ()


def steps_of(value: Value, *, drafts: bool = True) -> list[Step]:
    """Everything that was done with the value, the latest first: three queries.

    Without `drafts` only its approved versions, each compared with the approved one before, and the evidence that was
    there when it was approved last.
    """
    records = list(value.history.select_related("history_user").order_by("history_date", "history_id"))
    evidence = list(_evidence_steps(value))
    if not drafts:
        records = [record for record in records if record.state == Value.State.APPROVED]
        evidence = [step for step in evidence if records and step.at <= records[-1].history_date]
    format = value.indicator.format_in(value.period.as_domain())
    steps = [
        step_of(before, record, value.indicator, format)
        for before, record in zip([None, *records], records, strict=False)
    ]
    return sorted([*steps, *evidence], key=lambda step: step.at, reverse=True)


def step_of(before: Any, record: Any, indicator: Indicator, format: Format) -> Step:
    """One record of a value's history, with what changed since the one before."""
    event, reason = Event(record.history_event), record.history_change_reason
    if event is Event.IMPORTED:
        reason = f"Imported from {reason}"
    elif event is Event.DIVIDED_ANEW:
        reason = f"{event.label}. {record.population}"
    return Step(
        what=event.label if event in STEPS else CHANGED if before else ENTERED,
        why=reason,
        by=str(record.history_user or ""),
        at=record.history_date,
        version=record.version,
        figure=figure_of_record(record, indicator, format),
        changes=changes_between(before, record, indicator),
    )


def seals_of(indicator: Indicator, period: Any) -> list[Seal]:
    """What was sealed of the indicator in the period, the latest version first: one query."""
    rows = Seal.objects.filter(indicator=indicator, period=period).select_related("sealed_by")
    return list(rows.order_by("-version"))


def changes_between(before: Any, after: Any, indicator: Indicator) -> tuple[Change, ...]:
    """The fields in which two versions of a value differ. Nothing before: everything that is filled."""
    found = []
    for name, label in labels(indicator).items():
        was = _text(name, getattr(before, name), indicator) if before else ""
        now = _text(name, getattr(after, name), indicator)
        if was != now:
            found.append(Change(label, was or NOTHING, now or NOTHING, name in WRITTEN))
    return tuple(found)


def labels(indicator: Indicator) -> dict[str, str]:
    """What a person enters for the indicator, by the name of the field."""
    return {
        "number": "Value",
        "numerator": indicator.numerator_label or "Numerator",
        "denominator": indicator.denominator_label or "Denominator",
        **TEXTS,
    }


def figure_of_record(record: Any, indicator: Indicator, format: Format) -> str:
    """The figure of one version as it is printed in its period."""
    record.indicator = indicator
    return format.text(Value.reading(record).number)


def _evidence_steps(value: Value) -> Iterable[Step]:
    words = {"+": "Evidence added", "~": "Evidence changed", "-": "Evidence removed"}
    for record in Evidence.history.filter(value=value.pk).select_related("history_user"):
        yield Step(words[record.history_type], record.title, str(record.history_user or ""), record.history_date)


def _text(name: str, content: Any, indicator: Indicator) -> str:
    if content in (None, "", [], {}):
        return ""
    if name in ("availability", "quality", "forecast"):
        return str(dict(Value._meta.get_field(name).choices)[content])
    if isinstance(content, Decimal):
        return (indicator.format if name == "number" else IN_FULL).text(content)
    if isinstance(content, date):
        return date_format(content, "j F Y")
    if name == "answer_counts":
        return ", ".join(f"{answer} {count:,}" for answer, count in content.items())
    if name == "answers":
        return "; ".join(f"{answer['text']} {answer['answer']}" for answer in content)
    return str(content)
