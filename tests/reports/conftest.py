"""Each report of each strategy is made once for all tests: page and PDF of one reading of the data."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property

import pytest
from pypdf import PdfReader

from indicators.approving.services import approve_values, revise_value
from indicators.entering.checking import Entered
from indicators.entering.services import save_value
from indicators.models import Value
from outcomes.models import Strategy
from reports import documents
from reports.models import ReportKind
from reports.models.report import OF_A_YEAR
from reports.scorecards.report import Report, report_of
from reports.scorecards.report_keys import find_key

from .poisoning import hostile, poisoned
from .sheets import texts_of

__all__ = ["hostile", "poisoned"]

ANNUAL_YEARS = {
    "wlc-customer-2023-28": "2024-25",
    "wlc-customer-services-2011-14": "2012-13",
    "elc-customer-2023-28": "2024-25",
    "borough-customer-service-2024-27": "2024-25",
}
LATER = datetime(2026, 11, 21, 15, tzinfo=UTC)
"""After the demonstration's report was issued."""

REPORTS = [(slug, kind) for slug in ANNUAL_YEARS for kind in ReportKind.values]


@dataclass(frozen=True)
class Made:
    """One report in all its shapes. `files` are its PDFs by part, the cover report first and the whole last."""

    report: Report
    body: str
    files: dict[str, documents.Printed]

    @property
    def cover(self) -> documents.Printed:
        return self.files["report"]

    @cached_property
    def reader(self) -> PdfReader:
        """Of the whole: cover report and appendices in one file."""
        return PdfReader(io.BytesIO(self.files["whole"].pdf))

    @cached_property
    def cover_sheets(self) -> list[str]:
        return self.sheets[: self.cover.sheets]

    @cached_property
    def sheets(self) -> list[str]:
        return texts_of(self.files["whole"].pdf)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.sheets).split())


@pytest.fixture
def restate(wlc, people):
    """`restate("2.2", "2025-26-Q4", "why", numerator=5, denominator=10)`: revised, submitted and approved again."""

    def restate(reference: str, period: str, reason: str, *, at: datetime = LATER, **numbers: int) -> None:
        wlc.periods.update(locked_at=None)
        outcome, order = reference.split(".")
        value = Value.objects.get(
            indicator__key_output__outcome__strategy=wlc, indicator__key_output__outcome__number=outcome,
            indicator__order=order, period__slug=period, unit=None,
        )  # fmt: skip
        revise_value(value, reason=reason, by=people["officer"])
        value.refresh_from_db()
        entered = Entered(
            what_happened="It fell.", why="It was counted wrongly.", what_next="It is counted anew.",
            **{name: Decimal(number) for name, number in numbers.items()},
        )  # fmt: skip
        saved = save_value(
            indicator=value.indicator, period=value.period, unit=None, entered=entered, version=value.version,
            by=people["officer"],
        )  # fmt: skip
        Value.objects.filter(pk=saved.pk).update(state="submitted", submitted_by=people["officer"], submitted_at=at)
        saved.refresh_from_db()
        approve_values([saved], by=people["approver"], at=at)

    return restate


_MADE: dict[tuple[str, str], Made] = {}


@pytest.fixture
def make(db, on):
    """`make("wlc-customer-2023-28", "annual")`: from the second time on as it was made the first time."""

    def make(slug: str, kind: str) -> Made:
        if (slug, kind) not in _MADE:
            year = ANNUAL_YEARS[slug] if kind in OF_A_YEAR else ""
            key = find_key(Strategy.objects.get(slug=slug), year, on, kind=ReportKind(kind))
            report = report_of(key, on, today=on)
            files = {part.slug: printed for part, printed in documents.pdfs(report)}
            _MADE[slug, kind] = Made(report, documents.body(report), files)
        return _MADE[slug, kind]

    return make


@pytest.fixture(params=REPORTS, ids=[f"{slug}, {kind}" for slug, kind in REPORTS])
def made(request, make) -> Made:
    """Each report of each strategy in turn."""
    return make(*request.param)
