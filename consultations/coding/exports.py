"""Published comments as files."""

import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views import View

from strategy_portal.spreadsheets.cells import Cell

from ..models import Consultation
from ..scorecards.theme_findings import theme_findings
from .comment_book import comments_csv, write_comments

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CommentFile(View):
    """Finds the consultation; everyone who signs in may take away what is published."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        found = Consultation.objects.select_related("strategy")
        self.consultation = get_object_or_404(found, strategy__slug=kwargs["strategy"], slug=kwargs["slug"])

    def answer(self, content: bytes, kind: str, ending: str) -> HttpResponse:
        name = f"{self.consultation.slug}-comments.{ending}"
        return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


class CommentCsv(CommentFile):
    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self.answer(comments_csv(self.consultation).encode("utf-8-sig"), "text/csv; charset=utf-8", "csv")


class CommentWorkbook(CommentFile):
    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        out = io.BytesIO()
        write_comments(self.consultation, self._themes(), out)
        return self.answer(out.getvalue(), WORKBOOK, "xlsx")

    def _themes(self) -> list[tuple[Cell, ...]]:
        """As people coded them in the portal; where nobody has, as the source names and counts them."""
        findings = theme_findings(self.consultation)
        if findings:
            return [
                (each.theme.title, each.share.count, each.share_text, each.together_text) for each in findings.themes
            ]
        return [(each.title, each.comment_count, "", "") for each in self.consultation.themes.all() if each.is_counted]
