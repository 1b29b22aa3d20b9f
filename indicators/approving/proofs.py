"""A standing as it is kept in a seal, and read back: every figure as text, so that none loses a digit (rules 6.7)."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.formats import Format
from strategy_portal.domain.numbers import Missing, Number
from strategy_portal.domain.status import Judged, Rule, Status
from strategy_portal.domain.targets import Measure, Polarity, Target, Tolerance, ToleranceKind

MISSING = {reason.value: reason for reason in Missing}


def written_number(number: Number) -> str:
    """`84.5`, or the reason why there is no number."""
    return number.value if isinstance(number, Missing) else str(number)


def read_number(text: str) -> Number:
    return MISSING[text] if text in MISSING else Decimal(text)


def written_reading(reading: Reading) -> dict[str, Any]:
    return {
        "number": written_number(reading.number),
        "numerator": _written(reading.numerator),
        "denominator": _written(reading.denominator),
        "respondents": reading.respondents,
        "settled": reading.settled,
        "reported": reading.reported,
        "expected": reading.expected,
        "made_of": reading.made_of,
    }


def read_reading(kept: dict[str, Any]) -> Reading:
    return Reading(
        number=read_number(kept["number"]),
        numerator=_read(kept["numerator"]),
        denominator=_read(kept["denominator"]),
        respondents=kept["respondents"],
        settled=kept["settled"],
        reported=kept["reported"],
        expected=kept["expected"],
        made_of=kept.get("made_of"),
    )


def written_judged(judged: Judged) -> dict[str, Any]:
    """Status, value as printed, and what it was judged by."""
    target, rule = judged.target, judged.rule
    return {
        "status": judged.status.value,
        "value": written_number(judged.value),
        "polarity": rule.polarity.value,
        "tolerance": [rule.tolerance.kind.value, str(rule.tolerance.size)],
        "format": [rule.format.measure.value, rule.format.places],
        "target": None if target is None else [_written(target.value), _written(target.low), _written(target.high)],
        "amber": [_written(judged.amber_low), _written(judged.amber_high)],
        "rule_version": judged.rule_version,
    }


def read_judged(kept: dict[str, Any]) -> Judged:
    low, high = kept["amber"]
    return Judged(
        status=Status(kept["status"]),
        value=read_number(kept["value"]),
        rule=_rule(kept["polarity"], *kept["tolerance"], *kept["format"]),
        target=None if kept["target"] is None else _target(*kept["target"]),
        amber_low=_read(low),
        amber_high=_read(high),
        rule_version=kept["rule_version"],
    )


@lru_cache(maxsize=1024)
def _rule(polarity: str, kind: str, size: str, measure: str, places: int) -> Rule:
    """Kept, because thousands of seals were judged by the same few."""
    return Rule(Polarity(polarity), Tolerance(ToleranceKind(kind), Decimal(size)), Format(Measure(measure), places))


@lru_cache(maxsize=1024)
def _target(value: str | None, low: str | None, high: str | None) -> Target:
    return Target(_read(value), _read(low), _read(high))


def _written(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _read(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
