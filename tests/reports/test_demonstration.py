"""The demonstration's issued report."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from reports import documents
from reports.demonstration import issue_last_annual_report
from reports.models import IssuedReport, Narrative, ReportFile


def test_the_last_full_year_is_issued_and_labelled(wlc):
    issued = IssuedReport.objects.get()
    assert (issued.year.label, issued.version, issued.is_demonstration) == ("2025/26", 1, True)
    assert issued.issued_by.username == "clerk"


def test_its_narrative_is_labelled_and_printed(wlc):
    texts = Narrative.objects.filter(strategy=wlc, is_demonstration=True)
    assert "the year’s only red" in IssuedReport.objects.get().html
    assert texts.count() == Narrative.objects.count() == 9


def _printed_before(file: ReportFile) -> tuple[documents.Part, documents.Printed]:
    return documents.Part(file.part, file.title), documents.Printed(0, file.sheets, bytes(file.pdf))


@pytest.mark.parametrize(("now", "issued_at"), [(8, 8), (15, 9)])
def test_it_is_issued_at_nine_or_now_where_it_is_not_nine_yet(now, issued_at, wlc, monkeypatch):
    """Trust S6: no checkpoint is later than now. The files are those laid out when it was issued before."""
    files = [_printed_before(each) for each in ReportFile.objects.filter(report__strategy=wlc)]
    monkeypatch.setattr(documents, "pdfs", lambda report: files)
    QuerySet(ReportFile).delete()
    QuerySet(IssuedReport).delete()
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 21, now, tzinfo=UTC))
    Narrative.objects.all().delete()
    issue_last_annual_report(wlc, date(2026, 11, 21))
    assert IssuedReport.objects.get().issued_at == datetime(2026, 11, 21, issued_at, tzinfo=UTC)


def test_in_the_first_year_there_is_nothing_to_issue(wlc):
    QuerySet(ReportFile).delete()
    QuerySet(IssuedReport).delete()
    issue_last_annual_report(wlc, date(2023, 12, 1))
    assert not IssuedReport.objects.exists()
