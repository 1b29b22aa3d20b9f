"""A report as a page and as PDF/UA-1 files, all from the same templates, so that their figures are the same.

A report is a cover report of at most four sheets, appendices of their own, and all of them in one file.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from strategy_portal.council.in_force import council

from .drafts import COVER_SHEETS, Drafting
from .models.report import COVER
from .scorecards.board import BoardPage
from .scorecards.cover_fit import PAGE_COVER, WHOLE_COVER, CoverFit
from .scorecards.pack import SHEETS, WHOLE, Fit, Pack
from .scorecards.report import Report
from .scorecards.report_evidence import Appendix
from .scorecards.revisions import CorrectedFigure, CorrectedText, changes_between, texts_between

LOGO = "council/logo"
PRINTING = [sys.executable, "-m", "reports.printing"]
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

ALL = "whole"
"""The slug of all public parts in one file; the cover report and each appendix have their own."""
EXEMPT = "exempt"
"""The slug of the file of what is not published, which is in no other."""


@dataclass(frozen=True)
class Job:
    """A document to print, shorter drafts of it after the whole one, and how many sheets it may have."""

    drafts: Sequence[str]
    most: int | None = None
    is_apart: bool = False
    """It stands in no file of all."""
    lengths: Sequence[float] = ()
    """What the sections of each draft may take: where they took too much, no draft of the same length is tried."""


@dataclass(frozen=True)
class Printed:
    """A PDF, how many sheets it has, and which of the drafts it is."""

    chosen: int
    sheets: int
    pdf: bytes
    begins: Mapping[str, int] = field(default_factory=dict)
    """On which sheet each section begins, by its anchor."""


@dataclass(frozen=True)
class Printer:
    """A process that makes PDFs, and the folder that goes with it."""

    process: subprocess.Popen[bytes]
    folder: Path


@dataclass(frozen=True)
class Part:
    """A file of a report. `number` is that of an appendix, 0 of the cover report and of the whole."""

    slug: str
    title: str
    number: int = 0


class NoSuchPart(LookupError):
    """The report has no appendix of that name."""


def parts_of(report: Report) -> tuple[Part, ...]:
    """The cover report, each public appendix that has something to hold, what is exempt, and all public in one file."""
    appendices = [Part(each.slug, each.title, each.number) for each in public_appendices(report)]
    exempt = [Part(EXEMPT, "Exempt part, not for publication")] if report.frame.exempt else []
    return (Part(COVER, "Report"), *appendices, *exempt, Part(ALL, "Report and appendices in one file"))


def public_appendices(report: Report) -> tuple[Appendix, ...]:
    exempt = {each.appendix_slug for each in report.frame.exempt}
    return tuple(each for each in report.evidence.appendices if each.slug not in exempt)


HOLDS = {
    "indicators": ("indicators", "attention"), "actions": ("actions",), "restated": ("revised",),
}  # fmt: skip
"""Of which kept figures an appendix is; the proof is a part of each indicator's."""


def public_figures(report: Report) -> dict[str, Any]:
    """The figures alone, as they are kept beside an issued report: without those of an exempt appendix."""
    exempt = {each.appendix_slug for each in report.frame.exempt}
    left_out = {name for slug in exempt for name in HOLDS.get(slug, ())}
    attention = [thing.figures() for thing in (*report.summary.things, *report.summary.also_red) if thing.entry]
    every = report.evidence.figures() | {"attention": attention}
    figures = {name: kept for name, kept in every.items() if name not in left_out}
    if "proof" in exempt:
        figures["indicators"] = [{**each, "proof": []} for each in figures.get("indicators", ())]
    return figures


def body(report: Report) -> SafeString:
    """The whole report as a part of a page: summary, sections, appendices; text, tables and charts, all escaped."""
    return render_to_string("reports/report_body.html", _context(report) | {"fit": WHOLE_COVER})


def part_body(report: Report, slug: str, addresses: Mapping[str, str]) -> SafeString:
    """The cover report or one appendix alone, as in `body`; `addresses` are the pages of the appendices, by slug.

    Raises NoSuchPart.
    """
    pages = (Part(COVER, "Report"), *public_appendices(report))
    part = next((each for each in pages if each.slug == slug), None)
    if part is None:
        raise NoSuchPart(slug)
    context = _context(report) | {"fit": PAGE_COVER, "part": part, "appendices_at": addresses}
    return render_to_string("reports/report_body.html", context)


def _context(report: Report) -> dict[str, Any]:
    return {
        "report": report, "frame": report.frame, "evidence": report.evidence, "summary": report.summary,
        "corrections": corrections(report), "reworded": reworded(report),
        "council": council(), "appendices": public_appendices(report), "all_indicators_in": _all_indicators_in(report),
        "has_logo": council().picture is not None,
    }  # fmt: skip


def _all_indicators_in(report: Report) -> str:
    """Where a cover leads that has no room for all of them."""
    found = next((each.number for each in public_appendices(report) if each.slug == "indicators"), None)
    return f"appendix {found}" if found else "an appendix that is not published"


def corrections(report: Report) -> tuple[CorrectedFigure, ...]:
    """The figures in which a correction differs from the version that it replaces; none for a first version."""
    corrected = report.frame.edition.corrects
    return changes_between(corrected, public_figures(report)) if corrected else ()


def public_texts(report: Report) -> dict[str, str]:
    """What the report says in words beside its figures, by the place where it stands: none of what is exempt."""
    frame = report.frame
    found = {"Summary for members": frame.texts.get("summary") or report.summary.lead}
    for section in frame.sections:
        said = [section.generated.lead, *section.generated.points, section.narrative]
        found[str(section.place)] = "\n\n".join(filter(None, said))
    found |= {str(line.implication): line.text for line in frame.implications}
    for group in report.evidence.groups:
        found[str(group.outcome)] = frame.texts.get(group.anchor, "")
        for entry in group.entries:
            found[f"{entry.indicator.reference} {entry.name}"] = frame.texts.get(entry.anchor, "")
    return {place: text for place, text in found.items() if text}


def reworded(report: Report) -> tuple[CorrectedText, ...]:
    """Where a correction says other words than the version that it replaces, and what became of an action."""
    corrected = report.frame.edition.corrects
    if "texts" not in corrected:
        return ()
    return texts_between(corrected, {**public_figures(report), "texts": public_texts(report)})


def pdf(report: Report, slug: str = COVER, printer: Printer | None = None) -> Printed:
    """One file of the report, by a printer that is started already, if any. Raises NoSuchPart, CalledProcessError."""
    parts = parts_of(report)
    chosen = next((part for part in parts if part.slug == slug), None)
    if chosen is None:
        raise NoSuchPart(slug)
    wanted = parts[:-1] if slug == ALL else (chosen,)
    return _printed((job_of(report, part) for part in wanted), whole=slug == ALL, printer=printer)[-1]


def pdfs(report: Report) -> list[tuple[Part, Printed]]:
    """Every file of the report, each laid out once. Raises CalledProcessError."""
    parts = parts_of(report)
    return list(zip(parts, _printed((job_of(report, part) for part in parts[:-1]), whole=True), strict=True))


def job_of(report: Report, part: Part) -> Job:
    """What is printed of one part."""
    if part.slug == COVER:
        return _cover(report, part)
    if part.slug == EXEMPT:
        return Job([_exempt_document(report)], is_apart=True)
    return Job([document(report, part)])


def _cover(report: Report, part: Part) -> Job:
    """Its drafts, the first of which has room by the estimate."""
    drafts = Drafting(lambda fit: document(report, part, fit), report.to_fit).drafts()
    return Job([each.html for each in drafts], COVER_SHEETS, lengths=[each.taken for each in drafts])


def document(report: Report, part: Part, fit: CoverFit = WHOLE_COVER) -> str:
    """What a PDF is made of; it names the portal's own files as `portal:`."""
    return render_to_string("reports/report_document.html", _context(report) | {"part": part, "fit": fit})


def _exempt_document(report: Report) -> str:
    """Each exempt part on sheets of its own, which say that it is not published and on which ground."""
    appendices = {each.slug: each for each in report.evidence.appendices}
    parts = [(each, appendices.get(each.appendix_slug)) for each in report.frame.exempt]
    return render_to_string("reports/_exempt_document.html", _context(report) | {"parts": parts, "fit": WHOLE_COVER})


def board_pdf(page: BoardPage) -> bytes:
    """The board's page of a strategy, made to fit on one sheet. Raises CalledProcessError."""
    return _printed([Job([_board_document(page, WHOLE)])])[0].pdf


def pack_pdf(pack: Pack) -> Printed:
    """The pack of a meeting, with as much of it as four sheets hold. Raises CalledProcessError."""
    return _printed([Job([_board_document(pack.page, fit, pack) for fit in pack.fits], SHEETS)])[0]


def _board_document(page: BoardPage, fit: Fit, pack: Pack | None = None) -> str:
    further = [need.card for need in page.needs.indicators[fit.exceptions :]]
    context = {"board": page, "council": council(), "fit": fit, "rows": fit.chosen(page.rows)}
    left_out = pack.left_out(fit) if pack else []
    return render_to_string(
        "reports/board_document.html", {**context, "further": further, "pack": pack, "left_out": left_out}
    )


def _printed(jobs: Iterable[Job], *, whole: bool = False, printer: Printer | None = None) -> list[Printed]:
    """The jobs are put together while the printer starts; with `whole` all stand in one file as well."""
    if printer is None:
        with printer_started() as started:
            return _printed(jobs, whole=whole, printer=started)
    documents = [
        {"drafts": job.drafts, "most": job.most, "apart": job.is_apart, "lengths": job.lengths} for job in jobs
    ]
    assets = packaged_assets() | _logo(printer.folder)
    given = {"documents": documents, "whole": whole, "assets": assets}
    written, _ = printer.process.communicate(json.dumps(given).encode())
    if printer.process.returncode:
        raise subprocess.CalledProcessError(printer.process.returncode, PRINTING)
    said, _, rest = written.partition(b"\n")
    files, begun = [], 0
    for each in json.loads(said):
        files.append(Printed(each["chosen"], each["sheets"], rest[begun : begun + each["size"]], each["begins"]))
        begun += each["size"]
    return files


@contextmanager
def printer_started() -> Iterator[Printer]:
    """A process that makes PDFs, once: it starts while what it is to print is read, and takes as long as that."""
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(
            PRINTING,
            cwd=settings.BASE_DIR,
            env={**os.environ, "TMPDIR": folder},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process,
    ):
        try:
            yield Printer(process, Path(folder))
        finally:
            process.kill()  # where nothing was printed; one that has ended is not there any more


def _logo(folder: Path) -> dict[str, tuple[str, str]]:
    """The council's, where there is one, as a file that the documents may load for as long as they are made."""
    picture = council().picture
    if picture is None:
        return {}
    path = folder / "logo"
    path.write_bytes(picture.content)
    return {LOGO: (str(path), picture.content_type)}


def packaged_assets() -> dict[str, tuple[str, str]]:
    """Where each file lies that a document may load, and its content type."""
    return {name: (str(finders.find(name)), content_type) for name, content_type in ASSETS.items()}
