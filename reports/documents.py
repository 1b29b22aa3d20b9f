"""A report as a page and as a PDF/UA-1 document, both from the same templates, so that their figures are the same."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .scorecards.board import BoardPage
from .scorecards.pack import SHEETS, WHOLE, Fit, Pack
from .scorecards.report import Report
from .scorecards.report_form import Frame
from .scorecards.revisions import CorrectedFigure, changes_between

ASSETS = {
    "strategy_portal/report.css": "text/css",
    "strategy_portal/report-print.css": "text/css",
    "reports/board-print.css": "text/css",
    **{
        f"roboto/files/roboto-{script}-{weight}-{style}.woff": "font/woff"
        for script in ("latin", "latin-ext")
        for weight in (400, 700)
        for style in ("normal", "italic")
    },
}
"""All that a PDF may load, and as what: static files that come with the portal."""


@dataclass(frozen=True)
class Printed:
    """A PDF, how many sheets it has, and which of the drafts it is."""

    chosen: int
    sheets: int
    pdf: bytes


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


def pdf(frame: Frame, body: SafeString) -> bytes:
    """The same part as a tagged PDF/UA-1. Raises CalledProcessError."""
    return _printed([document(frame, body)]).pdf


def board_pdf(page: BoardPage) -> bytes:
    """The board's page of a strategy, made to fit on one sheet. Raises CalledProcessError."""
    return _printed([_board_document(page, WHOLE)]).pdf


def pack_pdf(pack: Pack) -> Printed:
    """The pack of a meeting, with as much of it as four sheets hold. Raises CalledProcessError."""
    return _printed([_board_document(pack.page, fit, pack) for fit in pack.fits], most=SHEETS)


def _board_document(page: BoardPage, fit: Fit, pack: Pack | None = None) -> str:
    further = [need.card for need in page.needs.indicators[fit.exceptions :]]
    context = {"board": page, "council": settings.COUNCIL, "fit": fit, "rows": fit.chosen(page.rows)}
    left_out = pack.left_out(fit) if pack else []
    return render_to_string(
        "reports/board_document.html", {**context, "further": further, "pack": pack, "left_out": left_out}
    )


def _printed(drafts: Sequence[str], most: int | None = None) -> Printed:
    """Made in a process of its own."""
    given = {"drafts": drafts, "most": most, "assets": packaged_assets()}
    made = subprocess.run(
        [sys.executable, "-m", "reports.printing"],
        cwd=settings.BASE_DIR,
        input=json.dumps(given).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    said, _, made_pdf = made.stdout.partition(b"\n")
    return Printed(**json.loads(said), pdf=made_pdf)


def document(frame: Frame, body: SafeString) -> str:
    """What the PDF is made of; it names the portal's own files as `portal:`."""
    return render_to_string("reports/report_document.html", {"frame": frame, "body": body, "council": settings.COUNCIL})


def packaged_assets() -> dict[str, tuple[str, str]]:
    """Where each file lies that a document may load, and its content type."""
    return {name: (str(finders.find(name)), content_type) for name, content_type in ASSETS.items()}
