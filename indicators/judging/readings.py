"""The organisation's figure in each period: as sealed, or put together from approved values (rules 4, 6.7)."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast

from strategy_portal.domain import wording
from strategy_portal.domain.aggregation import Reading, across_units
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.periods import Frequency, Period

from ..approving.proofs import read_reading
from ..models import CollectionUnit, Indicator, Seal, Value, reading

WRITTEN = Cast("proof", TextField())
SEALED = (
    "indicator_id", "period__starts_on", "period__frequency", "version", "sealed_at", "reason",
    "reading", "status", "written", "is_demonstration", "sealed_by__first_name", "sealed_by__last_name",
)  # fmt: skip


@dataclass(frozen=True)
class Commentary:
    """What people said of a value; `unit` is whose value it is, empty for the whole organisation's."""

    what_happened: str = ""
    why: str = ""
    what_next: str = ""
    unit: str = ""

    def __bool__(self) -> bool:
        return bool(self.what_happened or self.why or self.what_next)


NOTHING = Reading(reported=0)


@dataclass(frozen=True)
class Entry:
    """What is known of an indicator in one of its periods. `reading` counts approved values only.

    `awaiting` is how many values are submitted and wait for approval; `version` counts the approvals; `written` is the
    proof that the last one sealed, as JSON, and `status` its status, both empty before it; `restated` is why approved
    values were revised, else empty.
    """

    reading: Reading = NOTHING
    awaiting: int = 0
    approved_at: datetime | None = None
    approved_by: str = ""
    version: int = 0
    restated: str = ""
    status: str = ""
    written: str = ""
    is_demonstration: bool = False

    @property
    def is_sealed(self) -> bool:
        """An approval sealed where the indicator stood, and there is a figure or a reason for having none."""
        return bool(self.written) and self.reading.number is not Missing.NOT_ENTERED

    @cached_property
    def proof(self) -> Mapping[str, Any]:
        """What was sealed, read only when it is asked for: most pages need the latest of many."""
        found: Mapping[str, Any] = json.loads(self.written) if self.written else {}
        return found

    @property
    def is_restated(self) -> bool:
        return bool(self.restated)

    @property
    def revised(self) -> Sequence[str]:
        """Why values were revised that this approval approved; `restated` has the reasons of all approvals."""
        reasons: Sequence[str] = self.proof.get("revised", [self.restated] if self.is_restated else [])
        return reasons

    @property
    def statements(self) -> Mapping[str, Any]:
        """What people said, see `statements_of`."""
        found: Mapping[str, Any] = self.proof.get("statements", {})
        return found

    @property
    def commentary(self) -> Commentary:
        """Of several units' the first."""
        return Commentary(*self.statements.get("commentary", ()))

    @property
    def commentaries(self) -> tuple[Commentary, ...]:
        """Every unit's, by the unit's name; of what was sealed before units were named the one that was kept."""
        of_units = tuple(Commentary(*said) for said in self.statements.get("of_units", ()))
        return of_units or ((self.commentary,) if self.commentary else ())

    @property
    def remarks(self) -> tuple[Commentary, ...]:
        """The same for reading: units that say the same words are named together."""
        units: dict[Commentary, list[str]] = defaultdict(list)
        for said in self.commentaries:
            units[replace(said, unit="")].append(said.unit)
        return tuple(replace(said, unit=wording.names_text(names)) for said, names in units.items())

    @property
    def reason(self) -> str:
        """Why there is no figure."""
        return str(self.statements.get("reason", ""))

    @property
    def expected_on(self) -> date | None:
        day = self.statements.get("expected_on")
        return date.fromisoformat(day) if day else None

    @property
    def forecast(self) -> str:
        return str(self.statements.get("forecast", ""))

    @property
    def population(self) -> str:
        """The row of the population table that was divided by."""
        return str(self.statements.get("population", ""))

    @property
    def rule_from(self) -> date | None:
        """From which day the rule holds by which it was judged; None: from the start."""
        holds_from = self.proof.get("rule_from")
        return date.fromisoformat(holds_from) if holds_from else None

    @property
    def forecast_text(self) -> str:
        """The owner's forecast for the year end in words; empty without one (rules 6.9)."""
        return Value.Forecast(self.forecast).label if self.forecast else ""


NO_ENTRY = Entry()
"""Of a period in which nothing was entered."""

NO_FURTHER: Mapping[Frequency, date] = MappingProxyType({})

Entries = dict[int, dict[Period, Entry]]
"""For each indicator, by its primary key: its entries by period."""


def load_entries(
    indicators: Iterable[Indicator],
    *,
    since: date | None = None,
    further: Mapping[Frequency, date] = NO_FURTHER,
    as_of: date | None = None,
    awaiting: bool = False,
) -> Entries:
    """The entries of the indicators from `since` on, as they stood at the end of the day `as_of`: one query.

    `further` says from which earlier day on those of a frequency are loaded. `awaiting`: with how many values wait for
    approval now, for one query more.
    """
    by_id = {indicator.pk: indicator for indicator in indicators}
    chosen = Seal.objects.current().order_by() if as_of is None else Seal.objects.sealed_by_end_of(as_of)
    seals = chosen.filter(indicator__in=by_id).annotate(written=WRITTEN)
    if since is not None:
        seals = seals.filter(_reach(since, further, {each.frequency for each in by_id.values()}))
    found: Entries = {pk: {} for pk in by_id}
    spans = Spans(by_id)
    for row in seals.values_list(*SEALED, named=True):
        found[row.indicator_id][spans.of(row)] = sealed_entry(row)
    if awaiting and as_of is None:
        place = ("indicator_id", "period__starts_on", "period__frequency")
        waiting = Value.objects.awaiting_approval().filter(indicator__in=by_id).order_by().values(*place)
        for row in waiting.annotate(waiting=Count("pk")).values_list(*place, "waiting", named=True):
            known, period = found[row.indicator_id], spans.of(row)
            known[period] = replace(known.get(period, NO_ENTRY), awaiting=row.waiting)
    return found


def _reach(since: date, further: Mapping[Frequency, date], frequencies: Collection[str]) -> Q:
    """The rows of periods from `since` on; of some of the frequencies from an earlier day on."""
    reach = Q(period__starts_on__gte=since)
    for frequency, first in further.items():
        if frequency in frequencies:
            reach |= Q(period__frequency=frequency, period__starts_on__gte=first)
    return reach


class Spans:
    """The periods of rows that carry `period__starts_on` and `period__frequency`, each made once."""

    def __init__(self, indicators: Mapping[int, Indicator]):
        self.year_starts = {pk: indicator.outcome.strategy.year_start for pk, indicator in indicators.items()}
        self.known: dict[tuple, Period] = {}

    def of(self, row: Any) -> Period:
        key = (row.period__starts_on, row.period__frequency, self.year_starts[row.indicator_id])
        if key not in self.known:
            self.known[key] = Period(key[0], Frequency(key[1]), key[2])
        return self.known[key]


def sealed_entry(row: Any) -> Entry:
    """The entry of a seal: of the seal itself, or of a row with the columns SEALED; either annotated as WRITTEN."""
    by = row.sealed_by if isinstance(row, Seal) else None
    first, last = (by.first_name, by.last_name) if by else (row.sealed_by__first_name, row.sealed_by__last_name)
    return Entry(
        reading=read_reading(row.reading),
        approved_at=row.sealed_at,
        approved_by=f"{first} {last}".strip(),
        version=row.version,
        restated=row.reason,
        status=row.status,
        written=row.written,
        is_demonstration=row.is_demonstration,
    )


def statements_of(approved: Sequence[Value]) -> dict[str, Any]:
    """What people said in the values of one period, as a seal keeps it."""
    first = approved[0]
    commentaries = [said for row in approved if (said := _commentary(row))]
    spoken = commentaries[0] if commentaries else Commentary()
    absent = next((row for row in approved if row.reason), None)
    forecast = next((row.forecast for row in approved if row.forecast), "")
    statements = {
        "commentary": [spoken.what_happened, spoken.why, spoken.what_next],
        "of_units": [list(astuple(said)) for said in commentaries if said.unit],
        "reason": absent.reason if absent else "",
        "expected_on": absent.expected_on.isoformat() if absent and absent.expected_on else "",
        "forecast": forecast,
        "population": str(first.population) if first.population_id else "",
    }
    return {name: text for name, text in statements.items() if text and text != ["", "", ""]}


def _commentary(row: Any) -> Commentary:
    return Commentary(row.what_happened, row.why, row.what_next, str(row.unit) if row.unit_id else "")


def organisation(indicator: Indicator, approved: Sequence[Any], units: int) -> Reading:
    """The organisation's figure from the approved values of one period, of which `units` are expected (rules 4)."""
    readings = [as_reading(row, indicator.factor) for row in approved]
    if not indicator.is_survey:
        return readings[0]
    return across_units(readings, indicator.how_across_units, expected=units, factor=Decimal(indicator.factor))


def input_of(value: Any) -> dict[str, Any]:
    """A value as the seal keeps it: which version went into the figure, and what it said."""
    figures = {name: getattr(value, name) for name in ("number", "numerator", "denominator")}
    return {
        "value": value.id,
        "version": value.version,
        "unit": str(value.unit) if value.unit_id else None,
        **{name: None if figure is None else str(figure) for name, figure in figures.items()},
        "respondents": value.respondents,
        "availability": value.availability,
        "quality": value.quality,
    }


def read_input(kept: dict[str, Any], factor: int) -> Reading:
    """An approved value as it went into the figure."""
    number, numerator, denominator = (
        None if kept[name] is None else Decimal(kept[name]) for name in ("number", "numerator", "denominator")
    )
    return reading(
        number=number, numerator=numerator, denominator=denominator, respondents=kept["respondents"],
        availability=kept["availability"], state=Value.State.APPROVED, quality=kept["quality"], factor=factor,
    )  # fmt: skip


def units_of(indicators: Iterable[Indicator]) -> dict[int, list[CollectionUnit]]:
    """The collection units of each strategy of which one of the indicators is a survey: at most one query."""
    strategies = {indicator.outcome.strategy_id for indicator in indicators if indicator.is_survey}
    units: dict[int, list[CollectionUnit]] = defaultdict(list)
    if strategies:
        for unit in CollectionUnit.objects.filter(strategy__in=strategies):
            units[unit.strategy_id].append(unit)
    return units


def as_reading(row: Any, factor: int) -> Reading:
    return reading(
        number=row.number, numerator=row.numerator, denominator=row.denominator, respondents=row.respondents,
        availability=row.availability, state=row.state, quality=row.quality, factor=factor,
    )  # fmt: skip
