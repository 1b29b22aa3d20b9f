"""What a person watches: its page, and the buttons that add to it."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.generic import TemplateView

from actions.views import OfAction
from indicators.pages import OneIndicator
from reports.scorecards.watched import WatchedPage, watched
from strategy_portal.access import writes_drafts
from strategy_portal.clock import today
from strategy_portal.models import User
from strategy_portal.spreadsheets.cells import Cell
from strategy_portal.spreadsheets.lists import Downloadable

from . import services

COLUMNS = ("Name", "Strategy", "Status", "Figure or state", "Target or due date", "Since when, or how late")


class WatchList(Downloadable, TemplateView):
    """All that the person watches, with figures and states as everywhere else."""

    template_name = "reports/watch_list.html"
    file_name = "watchlist"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = cast(User, self.request.user)
        return super().get_context_data(watched=watched(user, today(), drafts=writes_drafts(user)), **kwargs)

    def rows(self, context: dict[str, Any]) -> list[list[Cell]]:
        """Indicators, then actions, in the same columns."""
        page: WatchedPage = context["watched"]
        found: list[list[Cell]] = [
            [
                each.line.name, each.line.strategy, each.line.status.word if each.line.status else "Nothing approved",
                each.line.text, each.line.target or each.card.target_text or "Not stated",
                "; ".join(each.card.since.texts),
            ]
            for each in page.indicators
        ]  # fmt: skip
        found += [
            [
                f"Action {line.action}", str(line.action.strategy), line.status.word, line.state_word,
                line.due_as_written or "Not stated", line.late_text,
            ]
            for line in page.actions
        ]  # fmt: skip
        return [[*COLUMNS], *found] if found else []


class WatchPage(View):
    """A button, with `watch` of `on` or `off`. It leads back to the page on which it stood."""

    def subject(self) -> Any:
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        subject, by = self.subject(), cast(User, request.user)
        if request.POST.get("watch") == "off":
            services.stop_watching(subject, by=by)
            messages.success(request, f"You no longer watch {subject}.")
        else:
            services.watch(subject, by=by)
            messages.success(request, f"You watch {subject}. It stands on your home page, which you alone see.")
        back = request.POST.get("back", "")
        known = url_has_allowed_host_and_scheme(back, None) and back.startswith("/")
        return redirect(back if known else subject.get_absolute_url())


class IndicatorWatch(OneIndicator, WatchPage):
    def subject(self) -> Any:
        return self.indicator()


class ActionWatch(OfAction, WatchPage):
    def subject(self) -> Any:
        return self.action
