"""A strategy with hostile text in every free-text field."""

import pytest
from django.db import connection, models

from actions.models import Action, ActionOwner, OutcomeMeasure, ProgressUpdate
from consultations.models import Comment, Consultation, EngagementScore, Meeting, Note, Question, Theme, ThemeShare
from indicators.approving.sealing import seal_all
from indicators.models import CollectionUnit, Indicator, KeyOutput, ReportingPeriod, Seal, Value
from outcomes.models import Commitment, Outcome, Statement, Strategy
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
