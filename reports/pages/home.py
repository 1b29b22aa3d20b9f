"""The pages over whole strategies: the home page and the radar."""

from collections.abc import Sequence
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View
from django.views.generic import TemplateView

from outcomes.models import Strategy
from reports.scorecards.first_steps import all_done, first_steps
from reports.scorecards.home import home, waiting_actions
from reports.scorecards.radar import RadarFinding, RadarGroup, radar
from strategy_portal.access import may
from strategy_portal.clock import today
from strategy_portal.council.in_force import council
from strategy_portal.models import User
from strategy_portal.spreadsheets.lists import Downloadable, Row


class Home(TemplateView):
    """What the person who is signed in has to do; for everyone else what is published.

    An empty portal opens on its first steps for those who take them; afterwards a line leads to them, until all is done
    or somebody takes them off this page. How far they are a request of its own asks: this page does not wait for it.
    """

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        page = home(self.request.user, today())
        takes = may(self.request.user, "reports:first-steps", "POST") and not council().hides_first_steps
        steps = first_steps(self.request.user, today()) if takes and page.is_empty else None
        offers = takes and not steps and not all_done(self.request.user, today())
        return super().get_context_data(home=page, steps=steps, offers_steps=offers, **kwargs)


class Waiting(View):
    """How much waits for the person: asked for by each page once it is there, for its navigation."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = waiting_actions(cast(User, request.user), today())
        counts = [("mine", found.mine), ("to-accept", found.to_accept), ("all", found.mine + found.to_accept)]
        return render(request, "reports/waiting.html", {"counts": counts})


class Radar(Downloadable, TemplateView):
    """What nobody owns, judges, updates or reports: in the running strategies, or in the one of `?strategy=`."""

    template_name = "reports/radar.html"
    file_name = "radar"
    most = 100

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = radar(radar_strategies(self.request), today())
        return super().get_context_data(
            radar=found,
            groups=[self._with_links(group) for group in found.found],
            strategies=Strategy.objects.by_indicators(),
            chosen=self.request.GET.get("strategy", ""),
            **kwargs,
        )

    def rows(self, context: dict[str, Any]) -> Sequence[Row]:
        """All findings, those too that the page has no room for."""
        heading: Row = ("Signal", "Strategy", "Number", "Title", "Detail")
        return [heading, *(
            (group.signal.title, finding.strategy.slug, finding.reference, finding.subject.title, finding.detail)
            for group in context["radar"].found
            for finding in group.findings
        )]  # fmt: skip

    def _with_links(self, group: RadarGroup) -> tuple[RadarGroup, list[tuple[RadarFinding, str]], bool]:
        """The group, the first of its findings with links for those who may mend them, and whether there is any."""
        findings = []
        for finding in group.findings[: self.most]:
            url = reverse(finding.route, args=finding.arguments) if may(self.request.user, finding.route) else ""
            findings.append((finding, url))
        return group, findings, any(url for _, url in findings)


def radar_strategies(request: HttpRequest) -> list[Strategy]:
    """The one of `?strategy=`, else those that are running."""
    slug = request.GET.get("strategy")
    return [get_object_or_404(Strategy, slug=slug)] if slug else list(Strategy.objects.running_on(today()))
