"""Hostile text in every free-text field: nothing is fetched, no file gets in, and the text is shown as text."""

import io

import pytest
from pypdf import PdfReader

from reports import documents, printing
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import find_key

from .poisoning import ELSEWHERE, SECRET, SNIPPETS
from .sheets import texts_of


class Recording(printing.PackagedAssets):
    """Writes down what is asked for, and what of it is refused."""

    def __init__(self):
        super().__init__(documents.packaged_assets())
        self.asked, self.refused = [], []

    def fetch(self, url, headers=None):
        self.asked.append(url)
        try:
            return super().fetch(url, headers)
        except printing.NotPackaged:
            self.refused.append(url)
            raise


@pytest.mark.parametrize("year", ["2025-26", ""], ids=["annual", "end of strategy"])
def test_hostile_text_fetches_nothing_and_shows_as_text(poisoned, on, year):
    report = report_of(find_key(poisoned, year, on), on, today=on)
    body, fetcher = documents.body(report), Recording()
    parts = [part for part in documents.parts_of(report) if part.slug != documents.ALL]
    whole = printing.together([printing.lay_out([documents.document(report, part)], None, fetcher) for part in parts])
    reader = PdfReader(io.BytesIO(whole.pdf))
    text = " ".join(texts_of(whole.pdf))
    assert set(fetcher.asked) <= {f"portal:{name}" for name in documents.ASSETS}
    assert fetcher.refused == []
    assert SECRET not in text
    assert dict(reader.attachments) == {}
    assert "<img src=" in text
    assert not any(f"<{tag}" in body for tag in "img link style script iframe object embed base input".split())


def test_hostile_text_is_in_all_that_a_report_prints(poisoned, on):
    """So that the test before this one says something: each part of the report holds the text, escaped."""
    report = report_of(find_key(poisoned, "2025-26", on), on, today=on)
    body = documents.body(report)
    printed = {
        "strategy": report.frame.title,
        "outcome": report.evidence.groups[0].outcome.title,
        "indicator": report.evidence.entries[0].indicator.title,
        "commentary": report.evidence.entries[0].remarks[0].commentary.why,
        "action": report.evidence.plan.lines[0].title,
        "progress": report.evidence.plan.lines[0].latest.done,
        "consultation": report.evidence.consultations[0].consultation.title,
        "narrative": report.frame.sections[0].narrative,
        "committee": report.frame.arrangement.committee,
    }
    assert {part: "&lt;img src=" in body and "<img src=" in text for part, text in printed.items()} == dict.fromkeys(
        printed, True
    )


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_a_snippet_that_escapes_would_be_refused(snippet, tmp_path):
    """The fetcher alone stops them, were a template ever to forget to escape."""
    from weasyprint import HTML

    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    fetcher = Recording()
    document = HTML(string=snippet.format(web=ELSEWHERE, file=secret.as_uri()), url_fetcher=fetcher)
    pdf = document.write_pdf(uncompressed_pdf=True)
    assert fetcher.asked == fetcher.refused
    assert SECRET.encode() not in pdf
    assert "/EmbeddedFile" not in pdf.decode("latin-1")
