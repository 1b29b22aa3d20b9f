"""What of a report is exempt from publication: a file of its own, in no public file, page, data or API."""

import io
import json
from datetime import UTC, datetime

import page as validator
import pytest
from pypdf import PdfReader

from indicators.models import Indicator
from reports import documents
from reports.composing.places import indicator_key
from reports.data import data_csv, data_workbook
from reports.exempting.services import mark_part, marks_seen
from reports.models import Arrangement, ExemptPart, IssuedReport, Narrative, ReportForm
from reports.models.report import COVER
from reports.scorecards.cover_fit import CoverFit
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import find_key
from reports.services import issue_report
from strategy_portal.records.versions import Refused

from .sheets import texts_of

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
BOROUGH = "/strategies/borough-customer-service-2024-27/reports/annual/2024-25/"
GROUND = "Local Government Act 1972, Schedule 12A, paragraph 3"
OTHER_GROUND = "Local Government Act 1972, Schedule 12A, paragraph 1"
SECRET, LINE, TEXT = "A supplier asks for compensation.", "The contract has a fee.", "One complaint is in court."


@pytest.fixture
def key(borough, on, people):
    """A section, a line and the text of an indicator that are exempt, each with words that stand nowhere else."""
    Arrangement.objects.filter(strategy=borough).update(form=ReportForm.objects.get(slug="scrutiny-panel"))
    key = find_key(borough, "2024-25", on)
    own = indicator_key(Indicator.objects.of(borough).get().reference)
    marked = {"conclusion": SECRET, "implications-VI": LINE, own: TEXT}
    for (part, text), ground in zip(marked.items(), (GROUND, GROUND, OTHER_GROUND), strict=True):
        Narrative.objects.create(**key.columns, section=part, text=text)
        mark_part(key=key, part=part, ground=ground, seen=marks_seen(key), by=people["clerk"])
    return key


@pytest.fixture
def issued(key, on, people):
    return issue_report(key=key, by=people["clerk"], on=on, at=AT)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(text.split()) for text in texts_of(pdf))


def holds_a_secret(text: str) -> bool:
    return any(secret in " ".join(text.split()) for secret in (SECRET, LINE, TEXT))


def test_no_public_file_page_or_data_has_what_is_exempt(issued, client, signed_in):
    files = {file.part: bytes(file.pdf) for file in issued.files.all()}
    assert [part for part, pdf in files.items() if holds_a_secret(text_of(pdf))] == ["exempt"]
    assert not holds_a_secret(issued.html + json.dumps(issued.figures))
    assert not any(secret.encode() in data_csv(issued.figures) for secret in (SECRET, LINE, TEXT))
    assert not any(secret.encode() in data_workbook(issued.figures) for secret in (SECRET, LINE, TEXT))
    shown = [client.get(path).content.decode() for path in ("/", "/reports/", issued.get_absolute_url())]
    published = f"/published/{issued.strategy.slug}/"
    shown += [client.get(path).content.decode() for path in (published, f"{published}figures.json")]
    shown.append(signed_in("officer").get("/api/v1/reports/").content.decode())
    assert not any(holds_a_secret(text) or "/exempt/" in text for text in shown)
    assert f"Exempt from publication: {GROUND}." in issued.html


def test_each_sheet_of_the_exempt_part_says_so_and_why(issued):
    file = issued.files.get(is_exempt=True)
    sheets = [" ".join(text.split()) for text in texts_of(bytes(file.pdf))]
    assert all("Exempt: not for publication" in sheet for sheet in sheets)
    assert [SECRET in sheets[0], LINE in sheets[1], TEXT in sheets[2]] == [True] * 3
    assert [GROUND in sheets[0], GROUND in sheets[1], OTHER_GROUND in sheets[2]] == [True] * 3
    checked = validator.validate_pdf_bytes(bytes(file.pdf), profile="ua1")
    assert checked.is_compliant, [(each.rule_id, each.message) for each in checked.failures]


@pytest.mark.parametrize("who", ["public", "administrator"])
def test_who_may_not_read_it_gets_neither_the_file_nor_its_name(issued, signed_in, who):
    client, address = signed_in(who), issued.files.get(is_exempt=True).get_absolute_url()
    assert client.get(address).status_code in (302, 403)
    assert client.get(f"/reports/{issued.pk}/pdf/exempt/").status_code == 404
    assert address not in client.get(issued.get_absolute_url()).content.decode()


def test_who_may_reads_it_byte_for_byte(issued, signed_in):
    file = issued.files.get(is_exempt=True)
    answer = signed_in("board").get(file.get_absolute_url())
    assert b"".join(answer.streaming_content) == bytes(file.pdf)
    assert answer["Cache-Control"] == "private, no-cache"
    assert file.get_absolute_url() in signed_in("board").get(issued.get_absolute_url()).content.decode()


def test_an_exempt_appendix_is_in_no_file_of_all_and_its_figures_in_no_data(wlc, on, people):
    key = find_key(wlc, "2024-25", on)
    mark_part(key=key, part="appendix-actions", ground=GROUND, seen=0, by=people["clerk"])
    report = report_of(key, on, today=on)
    assert [part.slug for part in documents.parts_of(report)] == ["report", "indicators", "proof", "exempt", "whole"]
    assert "actions" not in documents.public_figures(report)
    assert 'id="appendix-actions"' not in documents.body(report)
    assert f"Appendix 2: Actions, exempt: {GROUND}." in documents.body(report)
    exempt = PdfReader(io.BytesIO(documents.pdf(report, "exempt").pdf)).pages
    assert all(GROUND in sheet.extract_text() and sheet.mediabox.width > sheet.mediabox.height for sheet in exempt)


def test_a_cover_that_is_cut_leads_to_no_appendix_that_is_exempt(wlc, on, people):
    key = find_key(wlc, "2024-25", on)
    mark_part(key=key, part="appendix-indicators", ground=GROUND, seen=0, by=people["clerk"])
    cover = documents.Part(COVER, "Report")
    cut = documents.document(report_of(key, on, today=on), cover, CoverFit(met=0))
    assert "All are in an appendix that is not published." in cut


def test_a_clerk_marks_a_part_and_makes_it_public_again(borough, signed_in):
    client, address = signed_in("clerk"), f"{BOROUGH}exempt/"
    part = borough.arrangement.form.sections.first().key
    client.post(address, {"part": part, "ground": GROUND, "seen": 0})
    shown = client.get(address).content.decode()
    assert GROUND in shown
    assert client.post(address, {"part": part, "ground": "", "seen": 0}).status_code == 422
    client.post(address, {"part": part, "ground": "", "seen": 1})
    assert [(row.ground, row.version) for row in ExemptPart.objects.all()] == [("", 2)]
    assert [record.ground for record in ExemptPart.history.order_by("history_id")] == [GROUND, ""]
    assert client.post(address, {"part": "summary", "ground": GROUND, "seen": 2}).status_code == 422
    assert client.post(address, {"part": "x' OR 1=1", "ground": "<script>", "seen": "y"}).status_code == 422


def test_what_is_public_already_is_not_marked_as_public(borough, on, people):
    with pytest.raises(Refused, match="public already"):
        mark_part(key=find_key(borough, "2024-25", on), part="purpose", ground=" ", seen=0, by=people["clerk"])
    assert not IssuedReport.objects.filter(strategy=borough).exists()
