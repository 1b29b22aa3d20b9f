"""Published comments as CSV and workbook; fifty stored scripts in comments are nothing but text (trust S4, S5)."""

import csv
import io
import zipfile
from html import unescape

import openpyxl
import pytest
from pypdf import PdfReader

from consultations.models import Coding, Comment, Consultation, Theme
from consultations.replying.services import ReplyText, save_reply
from tests.reports.sheets import texts_of

from .commenting import draft_codebook, say
from .test_hostile_answers import PAYLOADS


@pytest.fixture
def published(asked, people) -> list[Comment]:
    """Each payload in a comment of its own, published and coded; one more that waits."""
    comments = say(asked, *PAYLOADS, "=1+1 waits")
    theme, draft = draft_codebook(asked, "<b>Phones</b>", "Draft")
    Theme.objects.filter(pk=draft.pk).update(state="draft")
    for comment, payload in zip(comments, PAYLOADS, strict=False):
        comment.show(payload)
        comment.save()
        Coding.objects.create(comment=comment, coder=people["officer"]).themes.set([theme, draft])
    return comments


def test_the_csv_has_what_is_published_word_for_word(published, signed_in, address):
    text = signed_in("board").get(address("comments/csv/")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(row["What was said"] for row in rows) == tuple(payload for payload in PAYLOADS)
    assert {row["Themes"] for row in rows} == {"<b>Phones</b>"}


def test_no_cell_of_either_file_is_a_formula(asked, signed_in, address):
    for comment, text in zip(say(asked, "=1+1", "@x", "-2"), ("=1+1", "@x", "-2"), strict=True):
        comment.show(text)
        comment.save()
    shown = signed_in("board").get(address("comments/csv/")).content.decode("utf-8-sig")
    assert [row["What was said"] for row in csv.DictReader(io.StringIO(shown))] == ["'=1+1", "'@x", "'-2"]
    book = openpyxl.load_workbook(io.BytesIO(signed_in("board").get(address("comments/workbook/")).content))
    assert {cell.data_type for row in book["Comments"].iter_rows(min_col=2) for cell in row if cell.value} == {"s"}


def test_the_workbook_holds_the_payloads_as_text(published, signed_in, address):
    content = signed_in("board").get(address("comments/workbook/")).content
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Comments"]
    assert tuple(cell.value for cell in sheet["C"][1:]) == PAYLOADS
    parts = b"".join(zipfile.ZipFile(io.BytesIO(content)).read(name) for name in ("xl/worksheets/sheet1.xml",))
    assert b"<script" not in parts.lower()


def test_every_page_and_the_api_show_the_payloads_as_text(published, asked, signed_in, address):
    pages = ["", "comments/", "comments/campaigns/", "comments/agreement/", "comments/themes/", "personal-details/"]
    pages += [f"comments/{order}/{page}" for order in (1, 26, 50) for page in ("", "themes/")]
    client = signed_in("performance")
    for page in pages:
        shown = client.get(address(page)).content.decode()
        assert not [payload for payload in PAYLOADS if payload in shown], page
        assert "<b>Phones" not in shown
    assert PAYLOADS[0] in unescape(client.get(address()).content.decode())
    answer = client.get("/api/v1/consultations/", {"strategy": asked.strategy.slug})
    assert answer["Content-Type"] == "application/json"
    assert PAYLOADS[0] in str(answer.json())


@pytest.fixture
def answered(published, asked, people) -> Consultation:
    """Each comment is answered in its own words, and the public may read it."""
    for comment in asked.comments.shown():
        save_reply(about=comment, text=ReplyText("accepted", comment.text), seen=0, by=people["performance"])
    Consultation.objects.filter(pk=asked.pk).update(is_published=True)
    return asked


def test_the_public_pages_the_replies_and_the_report_show_the_payloads_as_text(answered, signed_in, address):
    """Trust S4."""
    pages = [f"/you-said-we-did/{answered.strategy.slug}/asked/", address("replies/"), "/you-said-we-did/"]
    pages.append(f"/strategies/{answered.strategy.slug}/reports/annual/2026-27/")
    for page in pages:
        answer = signed_in("performance").get(page)
        assert answer.status_code == 200
        assert [payload for payload in PAYLOADS if payload in answer.content.decode()] == [], page
    assert PAYLOADS[0] in unescape(signed_in("public").get(pages[0]).content.decode())


def test_the_reports_pdf_prints_the_payloads_and_holds_no_script(answered, signed_in):
    """Trust S4."""
    answer = signed_in("performance").get(f"/strategies/{answered.strategy.slug}/reports/annual/2026-27/pdf/whole/")
    pdf = b"".join(answer.streaming_content)
    reader = PdfReader(io.BytesIO(pdf))
    links = [note.get_object().get("/A", {}) for page in reader.pages for note in page.get("/Annots", ())]
    assert any("<script>alert(1)</script>" in text for text in texts_of(pdf))
    assert {link.get("/S") for link in links} <= {None, "/URI", "/GoTo"}
    assert not [link["/URI"] for link in links if str(link.get("/URI", "")).startswith("javascript:")]
    assert {"/OpenAction", "/AA"}.isdisjoint(reader.trailer["/Root"])
    assert "/JavaScript" not in reader.trailer["/Root"].get("/Names", {})


def test_what_waits_is_in_neither_file(published, signed_in, address):
    assert "1+1 waits" not in signed_in("board").get(address("comments/csv/")).content.decode()


def test_the_number_of_queries_does_not_grow(asked, published, signed_in, address, django_assert_num_queries):
    client = signed_in("board")
    with django_assert_num_queries(7):
        client.get(address("comments/csv/"))


def test_the_workbook_has_the_sources_themes_where_nobody_has_coded(draft_strategy, digital, signed_in):
    digital.comment_count = 41
    digital.save()
    content = signed_in("board").get(f"{draft_strategy.get_absolute_url()}comments/workbook/").content
    rows = list(openpyxl.load_workbook(io.BytesIO(content))["Themes"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert ("Digital", 41) in rows
    assert len(rows) == 5
