"""What became of an indicator's figure in one period: each sealed version with its parts, and the values behind it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from strategy_portal.domain import wording
from strategy_portal.domain.numbers import Number

from ..judging.readings import read_input
from ..models import Indicator, ReportingPeriod, Seal, Value
from .proofs import read_number, read_reading
from .value_history import seals_of


@dataclass(frozen=True)
class Part:
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
    parts: tuple[Part, ...]


def sealed_versions(indicator: Indicator, period: ReportingPeriod) -> list[SealedVersion]:
    """The latest first, printed by the rule of the period (rules 6.7): two queries."""
    places = indicator.places_in(period.as_domain())
    return [_version(indicator, period, seal, places) for seal in seals_of(indicator, period)]


def values_behind(indicator: Indicator, period: ReportingPeriod, *, drafts: bool = True) -> list[Value]:
    """The values entered for the figure, without `drafts` those that were approved once: one query."""
    found = Value.objects.filter(indicator=indicator, period=period).select_related("unit").order_by("unit__name")
    return list(found if drafts else found.once_approved())


def _version(indicator: Indicator, period: ReportingPeriod, seal: Seal, places: int) -> SealedVersion:
    reading, suffix = read_reading(seal.reading), indicator.unit_suffix
    return SealedVersion(
        seal=seal,
        figure=wording.figure_text(reading.number, places, suffix),
        working=wording.working(reading, places, indicator.factor, suffix),
        parts=tuple(_part(indicator, period, kept, places) for kept in seal.inputs),
    )


def _part(indicator: Indicator, period: ReportingPeriod, kept: dict[str, Any], places: int) -> Part:
    if "indicator" in kept:
        number = read_number(kept["number"])
        return Part(
            f"Indicator {kept['indicator']}", _exact(number), "", _address(indicator, period, kept["indicator"])
        )
    reading, suffix = read_input(kept, indicator.factor), indicator.unit_suffix
    return Part(
        name=kept["unit"] or "The organisation",
        figure=wording.figure_text(reading.number, places, suffix),
        working=wording.working(reading, places, indicator.factor, suffix),
        url=reverse("indicators:value-history", args=[kept["value"]]),
        version=kept["version"],
    )


def _address(indicator: Indicator, period: ReportingPeriod, reference: str) -> str:
    """The history of another indicator of the strategy in the same period."""
    outcome, order = reference.split(".")
    return reverse("indicators:figure-history", args=[indicator.outcome.strategy.slug, outcome, order, period.slug])


def _exact(number: Number) -> str:
    return wording.exact_text(number) if isinstance(number, Decimal) else wording.figure_text(number, 0)
