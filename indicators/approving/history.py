"""What became of a value, version by version, and of an indicator's figure in a period, as sealed with its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from strategy_portal.domain import wording
from strategy_portal.domain.numbers import IN_FULL, Format
from strategy_portal.records.changes import Change, FieldChange, ModelChanges, changes_of, text_of
from strategy_portal.records.events import Event

from ..models import Evidence, Indicator, ReportingPeriod, Seal, Value
from ..models.seal import read_number, read_reading
from ..models.value import read_input

FIELDS = (
    "number", "numerator", "denominator", "respondents", "answer_counts", "availability", "reason", "expected_on",
    "quality", "forecast", "answers", "what_happened", "why", "what_next",
)  # fmt: skip
"""What a person enters, in the order in which it is shown."""

WRITTEN = ("reason", "answers", "what_happened", "why", "what_next")
"""Fields that a page of the value shows in full anyway."""

STEPS = (Event.SUBMITTED, Event.APPROVED, Event.RETURNED, Event.REVISED, Event.REVISION_WITHDRAWN)
"""What is done with a value besides entering and changing it."""


@dataclass(frozen=True)
class Step(Change):
    """One version of a value; `subject` says what was done. `version` is 0 for what concerns its evidence."""

    version: int = 0
    figure: str = ""


def steps_of(value: Value, *, drafts: bool = True) -> list[Step]:
    """Everything that was done with the value, the latest first: three queries.

    Without `drafts` only its approved versions, each compared with the approved one before, and the evidence that was
    there when it was approved last.
    """
    records = list(value.history.select_related("history_user").order_by("history_date", "history_id"))
    evidence = [
        Step(each.at, each.by, each.event, each.subject, f"Evidence {each.event.label.lower()}")
        for each in changes_of(value, ModelChanges(Evidence))
    ]
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
    event, why = Event(record.history_event), record.history_change_reason
    if event is Event.IMPORTED:
        why = f"Imported from {why}"
    elif event is Event.DIVIDED_ANEW:
        why = f"{event.label}. {record.population}"
    done = event if event in STEPS else Event.CHANGED if before else Event.ENTERED
    return Step(
        at=record.history_date,
        by=str(record.history_user) if record.history_user else None,
        event=event,
        why=why,
        subject=str(done.label),
        fields=changes_between(before, record, indicator),
        version=record.version,
        figure=figure_of_record(record, indicator, format),
    )


def changes_between(before: Any, after: Any, indicator: Indicator) -> tuple[FieldChange, ...]:
    """The fields in which two versions of a value differ. Nothing before: everything that is filled."""
    pairs = ((name, _text(before, name, indicator) if before else "", _text(after, name, indicator)) for name in FIELDS)
    return tuple(
        FieldChange(_label(name, indicator), was, now, name in WRITTEN) for name, was, now in pairs if was != now
    )


def figure_of_record(record: Any, indicator: Indicator, format: Format) -> str:
    """The figure of one version as it is printed in its period."""
    record.indicator = indicator
    return format.text(Value.reading(record).number)


def _label(name: str, indicator: Indicator) -> str:
    """What the indicator calls the field, else what the value does."""
    own = {"numerator": indicator.numerator_label, "denominator": indicator.denominator_label}
    return own.get(name) or capfirst(str(_column(name).verbose_name))


def _text(version: Any, name: str, indicator: Indicator) -> str:
    content = getattr(version, name)
    if name == "answer_counts":
        return ", ".join(f"{answer} {count:,}" for answer, count in content.items())
    if name == "answers":
        return "; ".join(f"{answer['text']} {answer['answer']}" for answer in content)
    if name == "number" and isinstance(content, Decimal):
        return indicator.format.text(content)
    return text_of(version, _column(name))


def _column(name: str) -> Any:
    return Value._meta.get_field(name)


@dataclass(frozen=True)
class FigurePart:
    """What went into a figure: a value of the organisation or of a unit; for a formula another indicator's figure."""

    name: str
    figure: str
    working: str
    url: str
    version: int | None = None


@dataclass(frozen=True)
class SealedVersion:
    seal: Seal
    figure: str
    working: str
    parts: Sequence[FigurePart]


def seals_of(indicator: Indicator, period: Any) -> list[Seal]:
    """What was sealed of the indicator in the period, the latest version first: one query."""
    rows = Seal.objects.filter(indicator=indicator, period=period).select_related("sealed_by")
    return list(rows.order_by("-version"))


def sealed_versions(indicator: Indicator, period: ReportingPeriod) -> list[SealedVersion]:
    """The latest first, printed by the rule of the period (rules 6.7): one query."""
    format = indicator.format_in(period.as_domain())
    versions = []
    for seal in seals_of(indicator, period):
        reading = read_reading(seal.reading)
        working = wording.working(reading, indicator.factor, format)
        parts = [_part(indicator, period, kept, format) for kept in seal.inputs]
        versions.append(SealedVersion(seal, format.text(reading.number), working, parts))
    return versions


def _part(indicator: Indicator, period: ReportingPeriod, kept: dict[str, Any], format: Format) -> FigurePart:
    if "indicator" in kept:
        outcome, order = kept["indicator"].split(".")
        place = [indicator.outcome.strategy.slug, outcome, order, period.slug]
        figure, url = IN_FULL.text(read_number(kept["number"])), reverse("indicators:figure-history", args=place)
        return FigurePart(f"Indicator {kept['indicator']}", figure, "", url)
    reading = read_input(kept, indicator.factor)
    return FigurePart(
        name=kept["unit"] or "The organisation",
        figure=format.text(reading.number),
        working=wording.working(reading, indicator.factor, format),
        url=reverse("indicators:value-history", args=[kept["value"]]),
        version=kept["version"],
    )
