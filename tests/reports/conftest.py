"""Each report of each strategy is made once for all tests: page and PDF of one reading of the data."""

import io
from dataclasses import dataclass
from functools import cached_property

import pytest
from pypdf import PdfReader

from outcomes.models import Strategy
from reports import documents
from reports.models import Kind
from reports.scorecards.library import find_key

ANNUAL_YEARS = {
    "wlc-customer-2023-28": "2024-25",
    "wlc-customer-services-2011-14": "2012-13",
    "elc-customer-2023-28": "2024-25",
    "borough-customer-service-2024-27": "2024-25",
}
REPORTS = [(slug, kind) for slug in ANNUAL_YEARS for kind in Kind.values]


@dataclass(frozen=True)
class Made:
    """One report in all its shapes."""

    report: documents.Report
    body: str
    pdf: bytes

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(io.BytesIO(self.pdf))

    @cached_property
    def sheets(self) -> list[str]:
        return [page.extract_text() for page in self.reader.pages]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.sheets).split())


_MADE: dict[tuple[str, str], Made] = {}


@pytest.fixture
def make(db, on):
    """`make("wlc-customer-2023-28", "annual")`: from the second time on as it was made the first time."""

    def make(slug: str, kind: str) -> Made:
        if (slug, kind) not in _MADE:
            year = ANNUAL_YEARS[slug] if kind == Kind.ANNUAL else ""
            report = documents.report_of(find_key(Strategy.objects.get(slug=slug), year, on), on)
            body = documents.body(report)
            _MADE[slug, kind] = Made(report, body, documents.pdf(report.frame, body))
        return _MADE[slug, kind]

    return make


@pytest.fixture(params=REPORTS, ids=[f"{slug}, {kind}" for slug, kind in REPORTS])
def made(request, make) -> Made:
    """Each report of each strategy in turn."""
    return make(*request.param)
