"""Issue a report, and take an issued one away from the public."""

from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from strategy_portal.models import User
from strategy_portal.records.checkpoint import make_checkpoint_after
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import Refused

from . import documents
from .composing.services import refuse_open_findings
from .drafts import COVER_SHEETS
from .models import IssuedReport, Making, ReportFile, ReportWithdrawal
from .preparing.services import preparation_of
from .scorecards.report import Report, report_of
from .scorecards.report_keys import Edition, ReportKey


def latest_issue(key: ReportKey) -> IssuedReport | None:
    """The version that holds now, without its page."""
    return IssuedReport.objects.filter(**key.columns).defer("html", "figures").order_by("-version").first()


@transaction.atomic
def withdraw_report(*, report: IssuedReport, reason: str, by: User, at: datetime) -> ReportWithdrawal:
    """Take an issued report away from the public; the portal keeps it. Raises Refused."""
    if not reason.strip():
        raise Refused("Say why the report is withdrawn: it stands on its page", "reason")
    held = IssuedReport.objects.select_for_update(of=("self",)).only("pk").get(pk=report.pk)
    if hasattr(held, "withdrawal"):
        raise Refused("It is withdrawn already")
    withdrawal = ReportWithdrawal(report=held, reason=reason.strip(), withdrawn_by=by, withdrawn_at=at)
    save_with_history(withdrawal, by=by, event=Event.WITHDRAWN, reason=withdrawal.reason)
    return withdrawal


def issue_report(
    *, key: ReportKey, by: User, on: date, at: datetime, reason: str = "", making: Making | None = None
) -> IssuedReport:
    """Freeze the report as known at the end of the day `on`: page, files and figures, made of one reading of the data.

    `making` is done then. The files are made before anything is written, so that nobody waits for them. A checkpoint of
    all records follows, so that nobody can take the report away unseen; where it fails it stays issued. Raises Refused.
    """
    before = latest_issue(key)
    if before and not reason.strip():
        raise Refused("Say what is corrected: the report was issued before.", "reason")
    day = timezone.localtime(at).date()
    edition = Edition(before.version + 1, reason.strip(), day, before.figures) if before else Edition(1, issued_on=day)
    read = report_of(key, on, edition)
    checked = refuse_open_findings(key, on, read)
    report = replace(read, frame=replace(read.frame, checked=checked.printed_text))
    page, files = documents.body(report), documents.pdfs(report)
    _refuse_too_long(report, files[0][1])
    try:
        with transaction.atomic():
            issued = IssuedReport.objects.create(
                **key.columns,
                version=edition.version,
                title=report.frame.title,
                reason=edition.reason,
                data_label=report.frame.data_label,
                meeting=preparation_of(key).meeting,
                html=page,
                figures=_figures(report),
                read_on=on,
                contents_sha256=sha256(b"".join(printed.pdf for _, printed in files)).hexdigest(),
                issued_at=at,
                issued_by=by,
                is_demonstration=report.frame.is_demonstration,
            )
            ReportFile.objects.bulk_create(_file(issued, order, *made) for order, made in enumerate(files))
            if making:
                Making.objects.filter(pk=making.pk).update(state=Making.State.DONE, issued=issued)
    except IntegrityError:
        text = "Somebody else issued this report meanwhile. Read that version before you issue another."
        raise Refused(text) from None
    make_checkpoint_after(f"the issue of {issued.title}, version {issued.version}", at=at)
    return issued


def _refuse_too_long(report: Report, cover: documents.Printed) -> None:
    """H22 by printed pages: what people wrote keeps the cover report to its pages, and the summary to the first.

    A correction may have a page more, for the list of what it corrects.

    Raises Refused.
    """
    if not report.frame.texts:
        return
    most = COVER_SHEETS + bool(report.frame.edition.corrects)
    if cover.sheets > most:
        raise Refused(f"The cover report has {cover.sheets} printed pages, and {most} are the most: shorten its texts")
    first = report.frame.sections[0].anchor if report.frame.sections else ""
    if cover.begins.get(first, 2) > 2:
        raise Refused("The summary for members runs on to a second page: shorten what is written there")


def _figures(report: Report) -> dict[str, Any]:
    return {
        "title": report.frame.title,
        "reference": report.frame.reference,
        **documents.public_figures(report),
        "corrected": [change.figures() for change in documents.corrections(report)],
        "texts": documents.public_texts(report),
    }


def _file(issued: IssuedReport, order: int, part: documents.Part, printed: documents.Printed) -> ReportFile:
    return ReportFile(
        report=issued,
        part=part.slug,
        title=part.title,
        order=order,
        sheets=printed.sheets,
        size=len(printed.pdf),
        pdf=printed.pdf,
        sha256=sha256(printed.pdf).hexdigest(),
        is_exempt=part.slug == documents.EXEMPT,
    )
