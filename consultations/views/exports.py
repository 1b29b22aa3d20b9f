"""Published comments as files."""

import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views import View

from reports.scorecards.theme_findings import theme_findings

from ..comment_book import comments_csv, write_comments
from ..models import Consultation

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
        findings = theme_findings(self.consultation)
        themes = [
            (each.theme.title, each.share.count, each.share_text, each.together_text)
            for each in (findings.themes if findings else ())
        ]
        write_comments(self.consultation, themes, out)
        return self.answer(out.getvalue(), WORKBOOK, "xlsx")
