"""Entering: what a person owes, and the quarter's grid."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from indicators.expecting.expected import returns_for, strategy_and_quarter, window_of
from strategy_portal.clock import today
from strategy_portal.domain.periods import Window

from ..entry import ValueEntry
from ..grid import Grid, build_grid, preview_drafts, save_rows, submit_grid, unplaced
from ..side_by_side import CHOICES, build_side_by_side


class ReturnList(TemplateView):
    """My returns: what this person owes, by strategy and quarter, the oldest first."""

    template_name = "indicators/return_list.html"

    def get_context_data(self, **kwargs):
        returns = returns_for(self.request.user, today())
        return super().get_context_data(
            owed=[each for each in returns if each.owed], done=[each for each in returns if not each.owed], **kwargs
        )


class ValueGrid(View):
    """The grid of one quarter, or of several side by side: type, save as draft, submit."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        grid = self._grid()
        if "check" in request.GET:
            preview_drafts(grid, today())
        return self._page(grid)

    def post(self, request: HttpRequest, strategy: str, period: str) -> HttpResponse:
        entries = save_rows(request.POST, strategy=strategy, by=request.user, on=today())
        for told in unplaced(request.POST, entries):
            messages.warning(request, told)
        submitted = 0
        if "submit" in request.POST or not all(entry.is_clean for entry in entries):
            grid = self._grid(entries)
            if "submit" in request.POST:
                submit_grid(grid, by=request.user, at=timezone.now())
            if not grid.is_clean:
                preview_drafts(grid, today())
                return self._page(grid, status=422)
            submitted = grid.submitted
        messages.success(request, _what_happened(sum(entry.is_saved for entry in entries), submitted))
        return redirect(f"{request.path}?{urlencode({'quarters': self._quarters(), 'check': 'yes'})}")

    def _grid(self, typed: Iterable[ValueEntry] = ()) -> Grid:
        strategy, quarter = strategy_and_quarter(**self.kwargs)
        user, count = self.request.user, self._quarters()
        if count == 1:
            return build_grid(user, strategy, quarter, today(), typed)
        return build_side_by_side(user, strategy, quarter, count, today(), typed)

    def _quarters(self) -> int:
        asked = self.request.GET.get("quarters", "")
        return next((count for count in CHOICES if str(count) == asked), 1)

    def _page(self, grid: Grid, status: int = 200) -> HttpResponse:
        if not grid.entries:
            raise Http404("Nothing is expected of you in this quarter.")
        context = {
            "grid": grid,
            "is_late": window_of(grid.quarter, grid.all_expected, today()) is Window.OVERDUE,
            "quarters": self._quarters(),
            "choices": CHOICES.items(),
        }
        return render(self.request, "indicators/value_grid.html", context, status=status)


def _what_happened(saved: int, submitted: int) -> str:
    if submitted:
        return f"{_values(submitted)} submitted for approval."
    if saved:
        return f"{_values(saved)} saved as draft. Submit them when they are ready."
    return "Everything was saved already."


def _values(count: int) -> str:
    return "1 value was" if count == 1 else f"{count} values were"
