"""The organisation's figure in each period: as sealed, or put together from approved values (rules 4, 6.7)."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from strategy_portal.domain import wording
from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.numbers import Missing

from ..models import Value


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
    proof that the last one sealed, as JSON, and `status` its status, both empty before it; `reasons` are why
    approved values were revised.
    """

    reading: Reading = NOTHING
    awaiting: int = 0
    approved_at: datetime | None = None
    approved_by: str = ""
    version: int = 0
    reasons: tuple[str, ...] = ()
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
        return bool(self.reasons)

    @property
    def restated(self) -> str:
        """Why approved values were revised, in one line; empty where none was."""
        return "; ".join(self.reasons)

    @property
    def revised(self) -> Sequence[str]:
        """Why values were revised that this approval approved; `reasons` has those of all approvals."""
        reasons: Sequence[str] = self.proof.get("revised", self.reasons)
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
