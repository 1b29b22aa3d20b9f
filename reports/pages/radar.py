"""The radar: what nobody owns, judges, updates or reports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from outcomes.models import Strategy
from reports.scorecards.radar import RadarFinding, RadarGroup, radar
from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.spreadsheets.cells import csv_text


class Radar(View):
    """What nobody owns, judges, updates or reports: in the running strategies, or in the one of `?strategy=`."""

    most = 100

    def get(self, request: HttpRequest) -> HttpResponse:
        found = radar(radar_strategies(request), today())
        context = {
            "radar": found,
            "groups": [self._with_links(group) for group in found.found],
            "strategies": Strategy.objects.by_indicators(),
            "chosen": request.GET.get("strategy", ""),
        }
        return render(request, "reports/radar.html", context)

    def _with_links(self, group: RadarGroup) -> tuple[RadarGroup, list[tuple[RadarFinding, str]], bool]:
        """The group, the first of its findings with their links, and whether there is any."""
        findings = [(finding, self._mending_url(finding)) for finding in group.findings[: self.most]]
        return group, findings, any(url for _, url in findings)

    def _mending_url(self, finding: RadarFinding) -> str:
        """Empty for someone who may not mend it."""
        mending = finding.mending
        if mending is None or not may(self.request.user, mending.route):
            return ""
        return reverse(mending.route, args=mending.arguments)


class RadarCsv(View):
    """The radar as a table for spreadsheet programs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [
            (group.signal.title, finding.strategy.slug, finding.reference, finding.subject.title, finding.detail)
            for group in radar(radar_strategies(request), today()).found
            for finding in group.findings
        ]
        heading = ("Signal", "Strategy", "Number", "Title", "Detail")
        text = csv_text([heading, *rows])
        disposition = {"Content-Disposition": 'attachment; filename="radar.csv"'}
        return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=disposition)


def radar_strategies(request: HttpRequest) -> list[Strategy]:
    """The one of `?strategy=`, else those that are running."""
    slug = request.GET.get("strategy")
    return [get_object_or_404(Strategy, slug=slug)] if slug else list(Strategy.objects.running_on(today()))
