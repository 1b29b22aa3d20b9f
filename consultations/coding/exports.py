"""Published comments with their themes, to take away: as CSV and as a workbook."""

import io
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.views import View

from strategy_portal.spreadsheets.cells import Cell, csv_text

from ..models import Consultation
from ..scorecards.cards import themes_of
from ..scorecards.findings import theme_findings
from ..views import ConsultationPage

COLUMNS = ("Comment", "Question", "What was said", "Whose words", "Campaign", "Themes")
WIDTHS = (10, 40, 80, 16, 30, 40)
THEME_COLUMNS = ("Theme", "Comments", "Of all comments", "Together with those above")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CommentFile(ConsultationPage, View):
    """Everyone who signs in may take away what is published."""

    is_for_team = False

    def answer(self, content: bytes, kind: str, ending: str) -> HttpResponse:
        name = f"{self.consultation.slug}-comments.{ending}"
        return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


class CommentCsv(CommentFile):
    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        text = csv_text([COLUMNS, *comment_rows(self.consultation)])
        return self.answer(text.encode("utf-8-sig"), "text/csv; charset=utf-8", "csv")


class CommentWorkbook(CommentFile):
    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self.answer(workbook(self.consultation), WORKBOOK, "xlsx")


def comment_rows(consultation: Consultation) -> Iterator[tuple[Cell, ...]]:
    """One row for each published comment, nothing of what was received: four queries. Drafts of themes are left out."""
    comments = consultation.comments.shown().select_related("question", "campaign")
    for comment in comments.prefetch_related("codings__themes__merged_into").order_by("order"):
        themes = sorted(themes_of(comment), key=lambda theme: theme.order)
        yield (
            comment.order,
            comment.question.text if comment.question else "",
            comment.text,
            "The source’s" if comment.is_summary else "The writer’s",
            comment.campaign.title if comment.campaign else "",
            "; ".join(theme.title for theme in themes if theme.is_counted),
        )


def theme_rows(consultation: Consultation) -> list[tuple[Cell, ...]]:
    """As people coded them in the portal; where nobody has, as the source names and counts them."""
    findings = theme_findings(consultation)
    if findings:
        return [(each.theme.title, each.share.count, each.share.text, each.together.text) for each in findings.themes]
    return [(each.title, each.comment_count, "", "") for each in consultation.themes.all() if each.is_counted]


def workbook(consultation: Consultation) -> bytes:
    """Two sheets: the comments, and the themes in figures."""
    from strategy_portal.spreadsheets.writing import Pen, new_book  # takes long to load, and few ask for it

    out = io.BytesIO()
    book = new_book(out, title=consultation.title, creator=consultation.strategy.organisation)
    wraps = {"text_wrap": True, "valign": "top"}
    head, body = book.add_format(wraps | {"bold": True}), book.add_format(wraps)
    for title, widths, headings, rows in (
        ("Comments", WIDTHS, COLUMNS, comment_rows(consultation)),
        ("Themes", (40, 14, 18, 26), THEME_COLUMNS, theme_rows(consultation)),
    ):
        pen = Pen(book, title, widths)
        pen.sheet.freeze_panes("A2")
        pen.write(headings, [head] * len(widths))
        for row in rows:
            pen.write(row, [body] * len(widths))
    book.close()
    return out.getvalue()
