"""Issued reports as everyone reads them."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.db.models import QuerySet
from openpyxl import load_workbook

from reports.models import IssuedReport, ReportWithdrawal
from reports.services import withdraw_report

from .sheets import texts_of


@pytest.fixture
def issued(wlc) -> IssuedReport:
    return IssuedReport.objects.get(strategy=wlc)


@pytest.fixture
def exempt(issued) -> IssuedReport:
    QuerySet(IssuedReport).update(data_label="Exempt")
    return issued


def test_everyone_reads_the_page_as_it_was_issued(signed_in, issued):
    assert issued.html in signed_in("public").get(issued.get_absolute_url()).content.decode()


def test_everyone_downloads_the_pdf_as_it_was_issued(signed_in, issued):
    answer = signed_in("public").get(f"{issued.get_absolute_url()}pdf/")
    assert answer["Content-Disposition"] == 'attachment; filename="wlc-customer-2023-28-annual-2025-26-version-1.pdf"'
    assert answer.getvalue() == bytes(issued.files.get(part="report").pdf)


def test_everyone_downloads_an_appendix_and_all_in_one(signed_in, issued):
    for file in issued.files.all():
        answer = signed_in("public").get(file.get_absolute_url())
        assert answer.getvalue() == bytes(file.pdf)
        assert answer["ETag"] == f'"{file.sha256}"'
    assert signed_in("public").get(f"{issued.get_absolute_url()}pdf/nothing/").status_code == 404


def test_who_has_the_file_does_not_get_it_again(signed_in, issued, django_assert_max_num_queries):
    address = f"{issued.get_absolute_url()}pdf/"
    client = signed_in("public")
    tag = client.get(address)["ETag"]
    with django_assert_max_num_queries(2):
        again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert again["Cache-Control"] == "public, max-age=300"
    assert signed_in("board").get(address)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("bytes=0-3", 206, "bytes 0-3/"),
        ("bytes=-6", 206, "bytes "),
        ("bytes=99999999-", 416, "bytes */"),
        ("bytes=5-1", 416, "bytes */"),
        ("nonsense", 200, None),
        ("bytes=0-1,4-5", 200, None),
    ],
)
def test_a_part_of_the_file_is_sent_to_who_asks_for_a_part(signed_in, issued, asked, status, said):
    pdf = bytes(issued.files.get(part="report").pdf)
    answer = signed_in("public").get(f"{issued.get_absolute_url()}pdf/", headers={"Range": asked})
    assert answer.status_code == status
    if status == 206:
        assert answer.content == (pdf[:4] if asked == "bytes=0-3" else pdf[-6:])
    assert answer.get("Content-Range", "").startswith(said or "")


def test_the_page_lists_each_file_with_pages_and_size(signed_in, issued):
    shown = signed_in("public").get(issued.get_absolute_url()).content.decode()
    for file in issued.files.all():
        assert f"{file.title}</a> (PDF, {file.sheets} page{'' if file.sheets == 1 else 's'}, {file.size_text})" in shown


@pytest.mark.parametrize("rest", ["", "pdf/"])
def test_what_is_not_public_is_not_found_by_the_public(signed_in, exempt, rest):
    address = f"{exempt.get_absolute_url()}{rest}"
    assert signed_in("public").get(address).status_code == 404
    assert signed_in("board").get(address).status_code == 200


def test_a_replaced_version_points_to_the_one_that_holds(signed_in, issued):
    fields = IssuedReport.objects.values().get(pk=issued.pk)
    second = IssuedReport.objects.create(**fields | {"id": None, "version": 2, "reason": "A figure was wrong."})
    assert "Read version 2" in signed_in("public").get(issued.get_absolute_url()).content.decode()
    assert "Read version" not in signed_in("public").get(second.get_absolute_url()).content.decode()


def test_a_withdrawn_report_says_why_and_only_staff_read_it(signed_in, issued):
    page = issued.get_absolute_url()
    assert signed_in("officer").post(f"{page}withdraw/", {"seen": 1, "reason": "No"}).status_code == 403
    assert signed_in("clerk").post(f"{page}withdraw/", {"seen": 1, "reason": ""}).status_code == 422
    assert signed_in("clerk").post(f"{page}withdraw/", {"seen": 1, "reason": "A figure was wrong"}).status_code == 302
    shown = signed_in("public").get(page).content.decode()
    assert "This report is withdrawn" in shown
    assert "A figure was wrong" in shown
    assert issued.html not in shown
    assert signed_in("public").get(f"{page}pdf/").status_code == 404
    assert issued.html in signed_in("board").get(page).content.decode()
    assert ReportWithdrawal.history.get().history_change_reason == "A figure was wrong"


def test_before_a_report_is_withdrawn_the_page_says_that_it_stays_readable(signed_in, issued):
    shown = signed_in("clerk").get(f"{issued.get_absolute_url()}withdraw/").content.decode()
    assert "Who signs in can still read it" in shown
    assert "is taken away" not in shown
    assert ">Withdraw</button>" in shown


def test_a_replaced_or_withdrawn_report_is_marked_wherever_it_is_listed(signed_in, issued, people):
    fields = IssuedReport.objects.values().get(pk=issued.pk)
    second = IssuedReport.objects.create(**fields | {"id": None, "version": 2, "reason": "A figure was wrong."})
    for page in ("/reports/", "/"):
        assert "Replaced by version 2" in signed_in("public").get(page).content.decode()
    (first,) = [each for each in IssuedReport.objects.without_files() if each.version == 1]
    assert first.standing == "Replaced by version 2"
    told = {
        each["version"]: each["replaced_by"] for each in signed_in("board").get("/api/v1/reports/").json()["results"]
    }
    assert told == {1: 2, 2: None}
    withdraw_report(report=second, reason="Too early", by=people["clerk"], at=datetime(2026, 11, 21, tzinfo=UTC))
    assert "Withdrawn" in signed_in("public").get("/reports/").content.decode()
    assert '"withdrawn_reason":"Too early"' in signed_in("board").get("/api/v1/reports/").content.decode()


def test_the_demonstrations_report_is_labelled_on_every_sheet(issued):
    whole = issued.files.get(part="whole")
    sheets = texts_of(bytes(whole.pdf))
    assert len(sheets) == whole.sheets
    assert all("· Demonstration data" in sheet and "data label: public" in sheet.lower() for sheet in sheets)
    assert not any("Draft" in sheet for sheet in sheets)


def test_reading_it_takes_few_queries(signed_in, issued, django_assert_max_num_queries):
    client = signed_in("public")
    with django_assert_max_num_queries(4):
        client.get(issued.get_absolute_url())


def test_everyone_gets_its_figures_as_csv_and_as_a_workbook_of_plain_tables(signed_in, issued):
    page = issued.get_absolute_url()
    rows = list(csv.reader(io.StringIO(signed_in("public").get(f"{page}data.csv").content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Reference", "Indicator", "Span", "Kind of span"]
    assert ["1.4", "2025-26", "21.6", "red"] in [[row[0], row[2], row[4], row[5]] for row in rows]
    answer = signed_in("public").get(f"{page}data.xlsx")
    assert (
        answer["Content-Disposition"]
        == 'attachment; filename="wlc-customer-2023-28-annual-2025-26-version-1-data.xlsx"'
    )
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[:3] == ["Cover", "Notes", "Figures"]
    assert all(not sheet.merged_cells.ranges for sheet in book)
    assert book["Figures"]["A1"].value == "Reference"
    assert len(list(book["Figures"].rows)) == len(rows)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_data_of_what_is_exempt_or_withdrawn_are_not_public(signed_in, exempt, ending):
    assert signed_in("public").get(f"{exempt.get_absolute_url()}data.{ending}").status_code == 404
    assert signed_in("board").get(f"{exempt.get_absolute_url()}data.{ending}").status_code == 200
