"""Hostile text in every free-text field: nothing is fetched, no file gets in, and the text is shown as text."""

import io

import pytest
from django.db import connection, models
from pypdf import PdfReader

from actions.models import Action, ActionOwner, OutcomeMeasure, ProgressUpdate
from consultations.models import Comment, Consultation, EngagementScore, Meeting, Note, Question, Theme, ThemeShare
from indicators.approving.sealing import seal_all
from indicators.models import CollectionUnit, Indicator, KeyOutput, ReportingPeriod, Seal, Value
from outcomes.models import Commitment, Outcome, Statement, Strategy
from reports import documents, printing
from reports.models import (
    Arrangement,
    Decision,
    FormSection,
    Implication,
    Narrative,
    ReportForm,
    ReportKind,
    SourceEntry,
)
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import find_key
from strategy_portal.models import Team

ELSEWHERE = "http://127.0.0.1:9"
SECRET = "a secret of this machine"
SNIPPETS = (
    '<img src="{web}/1.png">',
    '<img srcset="{web}/2.png 2x" src="x">',
    '<img src="{file}">',
    '<link rel="stylesheet" href="{web}/3.css">',
    '<link rel="attachment" href="{file}">',
    '<a rel="attachment" href="{file}">x</a>',
    "<style>@import url({web}/4.css)</style>",
    "<style>@font-face {{font-family: x; src: url({web}/5.ttf)}}</style>",
    '<div style="background: url({web}/6.png)">x</div>',
    '<svg><image xlink:href="{web}/7.png"/></svg>',
    '<svg><use xlink:href="{web}/8.svg#a"/></svg>',
    '<svg><image href="{file}"/></svg>',
    '<object data="{file}"></object>',
    '<embed src="{web}/9.svg">',
    '<iframe src="{file}"></iframe>',
    '<input type="image" src="{web}/10.png">',
    '</title></svg><base href="{web}/"><script>fetch("{web}/11")</script>',
)
TEXTS = (
    Strategy, Statement, Outcome, Commitment, KeyOutput, Indicator, CollectionUnit, Value, Action, ActionOwner,
    OutcomeMeasure, ProgressUpdate, Consultation, Note, Question, Theme, ThemeShare, Comment, Meeting, EngagementScore,
    ReportForm, FormSection, Implication, Arrangement, SourceEntry, Narrative, Team,
)  # fmt: skip
NOT_FREE = (
    "slug",
    "key",
    "number",
    "symbol",
    "section",
    "as_written",
    "formula",
)


def free_text_fields(model) -> list[models.Field]:
    """Those that people fill with words of their own."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField)
        and not field.choices
        and field.name not in NOT_FREE
    ]


@pytest.fixture
def hostile(tmp_path) -> str:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    return " ".join(snippet.format(web=ELSEWHERE, file=secret.as_uri()) for snippet in SNIPPETS)


@pytest.fixture
def poisoned(wlc, on, people, hostile) -> Strategy:
    """The strategy with indicators, and a consultation put beside them, with the hostile text in every field."""
    Consultation.objects.exclude(strategy=wlc).filter(submission_count=None).update(strategy=wlc)
    year = find_key(wlc, "2025-26", on).year
    _keep_little(wlc)
    Narrative.objects.filter(strategy=wlc).delete()
    for section in [*FormSection.objects.values_list("key", flat=True), "implications-II"]:
        Narrative.objects.get_or_create(
            strategy=wlc, kind=ReportKind.ANNUAL, year_starts_on=year.start, section=section, defaults={"text": "x"}
        )
    Comment.objects.update(state=Comment.State.PUBLISHED)
    for model in TEXTS:
        fields = {field.name: (hostile + " ")[: field.max_length or None] for field in free_text_fields(model)}
        if model in (CollectionUnit, Team, Theme, KeyOutput):
            for row in model.objects.all():  # unique, so each gets a mark of its own
                model.objects.filter(pk=row.pk).update(**{name: _marked(text, row.pk) for name, text in fields.items()})
        else:
            model.objects.update(**fields)
    _forget_seals()
    seal_all(Indicator.objects.of(wlc))
    return Strategy.objects.get(pk=wlc.pk)


def _forget_seals() -> None:
    """By raw SQL, for the portal never deletes one."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Seal._meta.db_table}")


def _keep_little(strategy: Strategy) -> None:
    """One indicator and one action say as much as all of them, and print sooner."""
    rest = list(Indicator.objects.of(strategy).in_order()[1:])
    ReportingPeriod.objects.update(locked_at=None)
    _forget_seals()
    Decision.objects.all()._raw_delete("default")  # which nobody else can
    Value.objects.filter(indicator__in=rest).delete()
    for indicator in rest:
        indicator.delete()
    strategy.actions.filter(number__gt=1).delete()


def _marked(text: str, mark: int) -> str:
    return f"{mark} {text}"[: max(20, len(text) - 10)]


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
    text = " ".join(page.extract_text() for page in reader.pages)
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
