"""A report as a page and as a PDF/UA-1 document, both from the same templates, so that their figures are the same.

This is the only place that imports WeasyPrint, and it does so only when a PDF is asked for.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .scorecards.annual_report import AnnualReport, annual_report
from .scorecards.end_of_strategy import EndOfStrategyReport, end_of_strategy_report
from .scorecards.report_form import DRAFT, Edition, Frame, ReportKey
from .scorecards.revisions import CorrectedFigure, changes_between

Report = AnnualReport | EndOfStrategyReport

SCHEME = "portal:"
ASSETS = {
    "strategy_portal/report.css": "text/css",
    "strategy_portal/report-print.css": "text/css",
    **{
        f"roboto/files/roboto-{script}-{weight}-{style}.woff": "font/woff"
        for script in ("latin", "latin-ext")
        for weight in (400, 700)
        for style in ("normal", "italic")
    },
}
"""All that a PDF may load, and as what: static files that come with the portal."""


class NotPackaged(ValueError):
    """A document asked for something that does not come with the portal."""

    def __init__(self, url: str):
        super().__init__(f"Reports load nothing but the portal’s own files, so not {url[:80]}")


def report_of(key: ReportKey, on, edition: Edition = DRAFT) -> Report:
    """The scorecard of either kind. Raises Arrangement.DoesNotExist."""
    if key.year is None:
        return end_of_strategy_report(key.strategy, on, edition)
    return annual_report(key.strategy, key.year, on, edition)


def body(report: Report) -> SafeString:
    """The report as a part of a page: text, tables and charts, all escaped."""
    context = {
        "report": report, "frame": report.frame, "evidence": report.evidence, "corrections": corrections(report)
    }  # fmt: skip
    return render_to_string("reports/report_body.html", context)


def corrections(report: Report) -> tuple[CorrectedFigure, ...]:
    """The figures in which a correction differs from the version that it replaces; none for a first version."""
    corrected = report.frame.edition.corrects
    return changes_between(corrected, report.evidence.figures()) if corrected else ()


def pdf(frame: Frame, body: SafeString, *, fetcher: Any = None) -> bytes:
    """The same part as a tagged PDF/UA-1 with bookmarks, contents list and page numbers."""
    from weasyprint import HTML

    with collecting_later():
        made_of = HTML(string=document(frame, body), url_fetcher=fetcher or packaged_assets())
        return made_of.write_pdf(pdf_variant="pdf/ua-1")


@contextmanager
def collecting_later() -> Iterator[None]:
    """No garbage collection meanwhile: it would go through the boxes of a growing document again and again.

    They are no garbage before the document is written. Other threads go without collection as long.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def document(frame: Frame, body: SafeString) -> str:
    """What the PDF is made of; it names the portal's own files as `portal:`."""
    return render_to_string("reports/report_document.html", {"frame": frame, "body": body, "council": settings.COUNCIL})


def packaged_assets() -> Any:
    """The fetcher of `portal:` addresses. Every other one, and every name not in ASSETS, is refused."""
    return fetcher_class()()


@cache
def fetcher_class() -> type:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class PackagedAssets(URLFetcher):
        def fetch(self, url, headers=None):
            name = url.removeprefix(SCHEME)
            if not url.startswith(SCHEME) or name not in ASSETS:
                raise NotPackaged(url)
            content = Path(finders.find(name)).read_bytes()
            return URLFetcherResponse(url, content, {"Content-Type": ASSETS[name]})

    return PackagedAssets
