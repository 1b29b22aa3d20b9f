"""A figure with its status and everything that proves it: what pages, reports and the API show of an indicator."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from strategy_portal.domain import explanations, wording
from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.numbers import Format, Missing, Number
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import Judged, Status
from strategy_portal.domain.survey import Interval, Sample, survey_sample, wilson, within_sampling_error

from ..models import Value
from ..models.seal import read_judged, read_number, read_reading, written_judged, written_number, written_reading


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

    `awaiting` is how many values are submitted and wait for approval, the first of them since `sent_at`; `version`
    counts the approvals; `written` is the proof that the last one sealed, as JSON, and `status` its status, both
    empty before it; `seal` is the primary key of that seal; `written_reasons` are why approved values were revised,
    as JSON.
    """

    reading: Reading = NOTHING
    awaiting: int = 0
    sent_at: datetime | None = None
    approved_at: datetime | None = None
    approved_by: str = ""
    version: int = 0
    written_reasons: str = "[]"
    status: str = ""
    written: str = ""
    is_demonstration: bool = False
    seal: int | None = None

    @property
    def number(self) -> Number:
        return self.reading.number

    @property
    def is_sealed(self) -> bool:
        """An approval sealed where the indicator stood, and there is a figure or a reason for having none."""
        return bool(self.written) and self.number is not Missing.NOT_ENTERED

    def with_waiting(self, count: int, sent_at: datetime | None) -> "Entry":
        """The same with so many values that wait for approval."""
        return replace(self, awaiting=count, sent_at=sent_at)

    @cached_property
    def proof(self) -> Mapping[str, Any]:
        """What was sealed, read only when it is asked for: most pages need the latest of many."""
        found: Mapping[str, Any] = json.loads(self.written) if self.written else {}
        return found

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        return tuple(json.loads(self.written_reasons))

    @property
    def is_restated(self) -> bool:
        return self.written_reasons != "[]"

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
    def imported_from(self) -> str:
        """The name of the file that it came from as a past value; empty where somebody entered it."""
        return str(self.proof.get("imported_from", ""))

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
    def is_explained(self) -> bool:
        """Somebody wrote something; cheaper than to ask for the words."""
        return bool(self.statements.get("of_units") or self.commentary)

    @cached_property
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
    def missing_units(self) -> Sequence[str]:
        """The units that had not answered when it was sealed."""
        names: Sequence[str] = self.statements.get("missing_units", ())
        return names

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
"""What is known of a period in which nothing was entered."""


class Basis(StrEnum):
    """What span the judged figure covers."""

    PERIOD = "period"
    YEAR_TO_DATE = "year to date"
    YEAR = "year"


EXCUSED = (Status.NOT_AVAILABLE, Status.NOT_APPLICABLE, Status.SUSPENDED)
"""The statuses for which an officer gives a reason."""


@dataclass(frozen=True)
class Standing:
    """A figure with its status and everything that proves it (rules 6.8).

    `period` is the indicator's own period, or the year. `entry` is what was entered in it, `reading` what is judged:
    for a sum the year to date. `shown` is the partial figure of an incomplete span, shown marked and never judged
    (rules 5.3). `sum_text` is a formula with its inputs filled in, empty for any other indicator. `rule_from` is the
    day from which the rule holds that it is judged by; None: from the start. `lacking` names what an incomplete figure
    is without: periods with their reasons, or a formula's inputs.
    """

    period: Period
    basis: Basis
    entry: Entry
    reading: Reading
    judged: Judged
    factor: int
    counted: str
    shown: Number
    sum_text: str = ""
    rule_from: date | None = None
    lacking: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        return self.judged.status

    @property
    def format(self) -> Format:
        return self.judged.rule.format

    @property
    def value_text(self) -> str:
        return self.format.text(self.judged.value)

    @property
    def shown_text(self) -> str:
        """The value, or the partial figure of an incomplete span, marked."""
        if self.is_partial:
            return f"{self.format.text(self.shown)} so far"
        return self.value_text

    @property
    def is_partial(self) -> bool:
        """What is shown is the figure of a part of what is expected (rules 5.3)."""
        is_not_judged = isinstance(self.judged.value, Missing) and self.judged.value is not Missing.NOT_APPLICABLE
        return is_not_judged and isinstance(self.shown, Decimal)

    def said_with(self, words: str) -> str:
        """The figure as a sentence: what it says of a year that has not ended is marked so. Empty where there is none.

        `words` follow the figure: `of customers rated staff knowledge good or excellent`.
        """
        figure = self.shown if self.is_partial else self.judged.value
        if not words or not isinstance(figure, Decimal):
            return ""
        span = f" in {self.period.year.label}" if self.basis is Basis.YEAR_TO_DATE else ""
        so_far = " so far" if span or self.is_partial else ""
        return f"{self.format.text(figure)} {words}{span}{so_far}."

    @property
    def missing_text(self) -> str:
        """`Missing: Q1 2025/26 (overdue).`; empty where nothing is."""
        return f"Missing: {wording.names_text(self.lacking)}." if self.lacking else ""

    @property
    def missing_units_text(self) -> str:
        """`Housing, Roads`: the units of a survey that had not answered in the period (rules 4.3)."""
        return ", ".join(self.entry.missing_units)

    @property
    def target_text(self) -> str:
        return wording.target_text(self.judged.target, self.format)

    @property
    def tolerance_text(self) -> str:
        return self.judged.rule.tolerance.text

    @property
    def is_yes_no(self) -> bool:
        return self.format.is_yes_no

    @property
    def polarity_text(self) -> str:
        return wording.polarity_text(self.judged.rule.polarity, self.format)

    @property
    def precision_text(self) -> str:
        return self.format.precision_text

    @property
    def rule_text(self) -> str:
        """`1`, or `1, as it holds from 1 April 2025` after a change of rule."""
        version = self.judged.rule_version
        return f"{version}, as it holds from {self.rule_from:%-d %B %Y}" if self.rule_from else version

    @property
    def why(self) -> str:
        """The sentence, with the reason that people gave where there is no figure."""
        sentence = wording.why(self.judged, to_date=self.basis is Basis.YEAR_TO_DATE)
        if isinstance(self.judged.value, Missing):
            sentence = f"{sentence} {self.missing_text}".strip()
        return f"{sentence} {self.entry.reason}".strip() if self.status in EXCUSED else sentence

    @cached_property
    def sample(self) -> Sample | None:
        """What a survey's percentage is a share of; None for any other figure (rules 7.3)."""
        return survey_sample(self.reading, self.factor)

    @cached_property
    def interval(self) -> Interval | None:
        """The 95% interval of a survey's percentage, as printed; None for any other figure (rules 7.3)."""
        return wilson(self.sample).as_printed(self.format) if self.sample else None

    @property
    def sample_text(self) -> str:
        """What the interval is worked out from: `2,146 respondents`; empty without one."""
        respondents = self.reading.respondents
        return explanations.sample_text(self.sample, respondents) if self.sample and respondents is not None else ""

    @property
    def interval_text(self) -> str:
        """`82.5% to 87.1%`; empty without an interval."""
        interval = self.interval
        return explanations.interval_text(interval, self.format) if interval else ""

    @property
    def is_within_sampling_error(self) -> bool:
        """The target lies in the interval, so that chance alone may have put the figure on its side (rules 7.3)."""
        target, interval = self.judged.target, self.interval
        if target is None or interval is None:
            return False
        return within_sampling_error(target, interval, self.format)

    @property
    def working(self) -> str:
        return self.sum_text or wording.working(self.reading, self.factor, self.format)

    @property
    def coverage_text(self) -> str:
        return wording.coverage_text(self.reading, self.counted)

    @property
    def is_provisional(self) -> bool:
        """There is a figure, or a part of one, and something of it is not yet approved and final (rules 4.3, 5.4)."""
        return self.is_partial or (isinstance(self.reading.number, Decimal) and not self.reading.settled)

    @property
    def span_label(self) -> str:
        if self.basis is Basis.YEAR_TO_DATE:
            return f"{self.period.year.label} to the end of {self.period.label.split()[0]}"
        return self.period.label

    def as_proof(self) -> dict[str, Any]:
        """What a seal keeps of it."""
        return {
            "basis": self.basis.value,
            "reading": written_reading(self.reading),
            "judged": written_judged(self.judged),
            "shown": written_number(self.shown),
            "factor": self.factor,
            "counted": self.counted,
            "sum_text": self.sum_text,
        }

    @classmethod
    def sealed(cls, period: Period, entry: Entry) -> "Standing":
        """The standing as it was sealed. Only for an entry with a proof."""
        proof = entry.proof
        return cls(
            period=period,
            basis=Basis(proof["basis"]),
            entry=entry,
            reading=read_reading(proof["reading"]),
            judged=read_judged(proof["judged"]),
            factor=proof["factor"],
            counted=proof["counted"],
            shown=read_number(proof["shown"]),
            sum_text=proof["sum_text"],
            rule_from=entry.rule_from,
        )
