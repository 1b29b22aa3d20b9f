"""The chart of what a consultation's comments are about, in all its forms."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views import View

from consultations.models import Consultation
from consultations.scorecards.findings import theme_findings
from reports.charts import THEMES_HEAD, ThemesChart
from strategy_portal.spreadsheets.cells import csv_text
from strategy_portal.spreadsheets.downloads import attachment


class ThemesData(View):
    """For the script that draws it. 404 where nobody has coded a comment."""

    def chart(self) -> ThemesChart:
        found = Consultation.objects.prefetch_related("themes", "respondent_types")
        consultation = get_object_or_404(found, strategy__slug=self.kwargs["strategy"], slug=self.kwargs["slug"])
        findings = theme_findings(consultation)
        if findings is None or not findings.themes:
            raise Http404("No comment of it has a theme yet.")
        return ThemesChart(findings)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return JsonResponse(self.chart().interactive())


class ThemesPicture(ThemesData):
    """As a picture to keep."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return HttpResponse(self.chart().picture(), content_type="image/svg+xml")


class ThemesCsv(ThemesData):
    """Its figures as a file."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        rows = [THEMES_HEAD, *self.chart().rows]
        return attachment(csv_text(rows).encode(), f"{self.kwargs['slug']}-themes.csv", "text/csv; charset=utf-8")
