"""What became of an indicator's figure in one period: each sealed version with its parts, and the values behind it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from strategy_portal.domain import wording
from strategy_portal.domain.numbers import IN_FULL, Format

from ..models import Indicator, ReportingPeriod, Seal, Value
from ..models.seal import read_number, read_reading
from ..models.value import read_input
from .value_history import seals_of


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
    parts: tuple[FigurePart, ...]


def sealed_versions(indicator: Indicator, period: ReportingPeriod) -> list[SealedVersion]:
    """The latest first, printed by the rule of the period (rules 6.7): two queries."""
    format = indicator.format_in(period.as_domain())
    return [_version(indicator, period, seal, format) for seal in seals_of(indicator, period)]


def values_behind(indicator: Indicator, period: ReportingPeriod, *, drafts: bool = True) -> list[Value]:
    """The values entered for the figure, without `drafts` those that were approved once: one query."""
    found = Value.objects.filter(indicator=indicator, period=period).select_related("unit").order_by("unit__name")
    return list(found if drafts else found.once_approved())


def _version(indicator: Indicator, period: ReportingPeriod, seal: Seal, format: Format) -> SealedVersion:
    reading = read_reading(seal.reading)
    return SealedVersion(
        seal=seal,
        figure=format.text(reading.number),
        working=wording.working(reading, indicator.factor, format),
        parts=tuple(_part(indicator, period, kept, format) for kept in seal.inputs),
    )


def _part(indicator: Indicator, period: ReportingPeriod, kept: dict[str, Any], format: Format) -> FigurePart:
    if "indicator" in kept:
        figure, reference = IN_FULL.text(read_number(kept["number"])), kept["indicator"]
        return FigurePart(f"Indicator {reference}", figure, "", _address(indicator, period, reference))
    reading = read_input(kept, indicator.factor)
    return FigurePart(
        name=kept["unit"] or "The organisation",
        figure=format.text(reading.number),
        working=wording.working(reading, indicator.factor, format),
        url=reverse("indicators:value-history", args=[kept["value"]]),
        version=kept["version"],
    )


def _address(indicator: Indicator, period: ReportingPeriod, reference: str) -> str:
    """The history of another indicator of the strategy in the same period."""
    outcome, order = reference.split(".")
    return reverse("indicators:figure-history", args=[indicator.outcome.strategy.slug, outcome, order, period.slug])
