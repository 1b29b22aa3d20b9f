"""The board's pages: of all strategies, and of one."""

import re
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.views import View
from django.views.generic import TemplateView

from indicators.judging.cards import NotEnded, ended_quarter, ended_quarters, last_ended_quarter
from indicators.pages import chosen_quarter
from outcomes.models import Strategy
from reports import documents
from reports.models import BoardMeeting
from reports.pages.library import download
from reports.scorecards.board import GROUPS, BoardPage, MatrixGroup, MatrixRow, board
from reports.scorecards.changes import SINCE_MEETING
from reports.scorecards.corporate import CorporatePage, corporate
from reports.scorecards.meetings import meetings_of, strategies_of_board
from reports.scorecards.worst_first import StrategiesOnPage, strategies_on_page
from strategy_portal.addresses import address
from strategy_portal.domain.periods import Period, UnknownPeriod
from strategy_portal.spreadsheets.cells import Cell
from strategy_portal.spreadsheets.lists import Downloadable
from strategy_portal.views import AsOf

PAGE_NUMBER = re.compile("[1-9][0-9]{0,3}")


class InQuarter(AsOf):
    """A page in the quarter of `?period=`, one of `quarters`, compared with that of `?compared=`."""

    request: HttpRequest
    quarters: tuple[Period, ...]

    @cached_property
    def quarter(self) -> Period:
        return chosen_quarter(self.request, self.quarters, self.as_of)

    @property
    def is_whole(self) -> bool:
        """With `?whole=yes` all is there of which most visits need the first."""
        return "whole" in self.request.GET

    @property
    def whole_query(self) -> str:
        asked = self.request.GET.copy()
        asked["whole"] = "yes"
        return f"?{asked.urlencode()}"

    @property
    def earlier(self) -> list[Period]:
        """Those that it can be compared with, the latest first."""
        return [each for each in self.quarters if each < self.quarter] or [self.quarter.previous()]

    @cached_property
    def compared(self) -> Period:
        """The quarter of `?compared=`, else the one before. 404 for one that is not before."""
        earlier = self.earlier
        try:
            return ended_quarter(earlier, self.request.GET.get("compared", ""))
        except (NotEnded, UnknownPeriod) as error:
            if self.as_of is not None or isinstance(error, NotEnded):
                return earlier[0]
            raise Http404(str(error)) from error


class Board(InQuarter, TemplateView):
    """All strategies: how each stands, and what the board is asked to decide. `?strategy=` leads to the page of one;
    `?page=2` has the next ten; with `?whole=yes` all that is asked of those on the page and their whole line of sight
    are there, of which most visits need the first.
    """

    template_name = "reports/board.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.copy()
        if slug := "".join(asked.pop("strategy", [])):
            strategy = get_object_or_404(Strategy, slug=slug)
            query = f"?{asked.urlencode()}" if asked else ""
            return redirect(f"{address('reports:strategy-board', strategy.slug)}{query}")
        return super().get(request, *args, **kwargs)

    @cached_property
    def shown(self) -> StrategiesOnPage:
        """Those of `?page=`; what is no number of a page is the first."""
        asked = self.request.GET.get("page", "")
        return strategies_on_page(int(asked) if PAGE_NUMBER.fullmatch(asked) else 1, self.on, self.as_of)

    @cached_property
    def quarters(self) -> tuple[Period, ...]:  # type: ignore[override]
        """Those of the running strategy that began first, by which the others' quarters are found."""
        first = self.shown.began_first
        return ended_quarters(first, self.on) if first else ()

    def page(self) -> CorporatePage | None:
        if not self.shown.strategies:
            return None
        back = self.quarters.index(self.compared) - self.quarters.index(self.quarter) if self._has_earlier else 1
        ended_by = None if self.quarter == self.quarters[0] else self.quarter.end
        return corporate(self.on, self.as_of, shown=self.shown, ended_by=ended_by, back=back)

    @property
    def _has_earlier(self) -> bool:
        return self.compared in self.quarters

    def get_context_data(self, **kwargs):
        page = self.page()
        chosen = {"period": self.quarter, "compared": self.compared, "earlier": self.earlier} if page else {}
        return super().get_context_data(
            corporate=page,
            quarters=self.quarters,
            is_whole=self.is_whole,
            whole_query=self.whole_query,
            **chosen,
            **kwargs,
        )


STATUSES = [(slug, word.capitalize()) for slug, word in GROUPS]
NO_OWNER = NO_DIRECTORATE = "-"
"""Stands in the address for those that nobody owns, or whose owner is a part of no directorate."""


class MatrixForm(forms.Form):
    """Which indicators the matrix shows, and under what."""

    outcome = forms.ChoiceField(required=False)
    owner = forms.ChoiceField(required=False)
    directorate = forms.ChoiceField(required=False)
    status = forms.ChoiceField(required=False, choices=[("", "Every status"), *STATUSES])
    by = forms.ChoiceField(label="Grouped by", required=False, choices=[("", "Outcome"), ("owner", "Owner")])
    period = forms.CharField(required=False, widget=forms.HiddenInput)
    compared = forms.CharField(required=False, widget=forms.HiddenInput)
    as_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, page: BoardPage):
        super().__init__(data)
        strategy, outcomes = page.scores.strategy, [each.outcome for each in page.scores.outcomes]
        owners = sorted({str(row.card.indicator.owner or "") for row in page.rows})
        choices = [(name or NO_OWNER, name or "No owner") for name in owners]
        word = strategy.outcome_label
        self.fields["outcome"].label = word
        self.fields["outcome"].choices = [
            ("", f"All {strategy.outcome_label_plural}"), *((str(each.number), str(each)) for each in outcomes)
        ]  # fmt: skip
        self.fields["owner"].choices = [("", "All owners"), *choices]
        self.fields["directorate"].choices = [("", "All directorates"), *_directorates(page)]
        self.fields["by"].choices = [("", word), ("owner", "Owner")]

    @property
    def is_used(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("outcome", "owner", "directorate", "status", "by"))

    def groups(self, page: BoardPage) -> list[MatrixGroup]:
        """What is chosen of the page's rows; all of them where what was asked for doesn't exist."""
        asked = self.cleaned_data
        rows = [row for row in page.rows if self._is_asked_for(row, page)]
        return page.by_owner(rows) if asked.get("by") else page.by_outcome(rows)

    def _is_asked_for(self, row: MatrixRow, page: BoardPage) -> bool:
        asked, indicator = self.cleaned_data, row.card.indicator
        owner = str(indicator.owner or NO_OWNER)
        return (
            asked.get("outcome", "") in ("", str(indicator.outcome.number))
            and asked.get("owner", "") in ("", owner)
            and asked.get("directorate", "") in ("", _directorate(row))
            and asked.get("status", "") in ("", row.group)
        )


def _directorate(row: MatrixRow) -> str:
    """By name, of the team that owns the indicator now."""
    owner = row.card.indicator.owner
    return owner.parent.name if owner and owner.parent else NO_DIRECTORATE


def _directorates(page: BoardPage) -> list[tuple[str, str]]:
    """Those whose teams own one of the page's indicators; made-up ones are marked."""
    owners = [row.card.indicator.owner for row in page.rows]
    found = {owner.parent.name: owner.parent.is_demonstration for owner in owners if owner and owner.parent}
    named = [(name, f"{name} (demonstration)" if found[name] else name) for name in sorted(found)]
    return [*named, (NO_DIRECTORATE, "No directorate stated")]


class OfBoard(InQuarter):
    """The board's page of one strategy in the quarter of `?period=`, compared with that of `?compared=`."""

    def page(self) -> BoardPage:
        return board(self.strategy, self.quarter, self.on, self.as_of, compared=self.compared)

    @cached_property
    def strategy(self) -> Strategy:
        named = Strategy.objects.adopted().filter(slug=self.kwargs["strategy"]).order_by()
        found = strategies_of_board(named, self.as_of)
        if not found:
            raise Http404("No strategy has this address.")
        return found[0]

    @cached_property
    def quarters(self) -> tuple[Period, ...]:  # type: ignore[override]
        return ended_quarters(self.strategy, self.on)

    @cached_property
    def last_meeting(self) -> BoardMeeting | None:
        """The last meeting of its board; None where it looked at a later quarter than this page."""
        last = meetings_of(self.strategy, self.on).last
        looked_at = last_ended_quarter(last.meets_on, self.strategy.year_start) if last else None
        return last if looked_at and looked_at <= self.quarter else None

    @cached_property
    def compared(self) -> Period | BoardMeeting:  # type: ignore[override]
        """The last meeting where that is asked for, else a quarter."""
        if self.request.GET.get("compared") == SINCE_MEETING:
            return self.last_meeting or self.earlier[0]
        return super().compared


AFTER_QUARTERS = (
    "Figure", "Status", "Target", "Gap", "Which way", "Heading for", "Forecast", "Notes", "Owner", "Approved on"
)  # fmt: skip


def matrix_cells(group: MatrixGroup, row: MatrixRow) -> list[Cell]:
    """What the matrix shows of one indicator, for a file."""
    card, standing = row.card, row.card.standing
    entry = standing.entry
    approved_on = localtime(entry.approved_at).date() if entry.approved_at else None
    return [
        group.title, card.indicator.reference, card.indicator.title, *(status.word for _, status in row.cells),
        standing.shown_text, standing.status.word, card.target_text or "Not stated",
        card.signed_gap_text, card.way_text,
        card.heading_text if card.heading else "", entry.forecast_text,
        ", ".join([*card.notes, *(["restated"] if entry.is_restated else [])]),
        str(card.indicator.owner or "No owner"), approved_on,
    ]  # fmt: skip


class StrategyBoardPdf(OfBoard, View):
    """The same as one sheet to print or to send."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = self.page()
        return download(documents.board_pdf(page), f"board-{page.strategy.slug}-{page.quarter.slug}.pdf")


FOLDED = 30
"""So many indicators that need the board are on its page, ten of them open; of more the others on the whole page."""
ROWS, ROWS_OF_GROUP = 60, 4
"""So many rows the matrix has; of a larger one so many of each group, and the others are on the whole page."""


class StrategyBoard(OfBoard, Downloadable, TemplateView):
    """One strategy in one quarter: what needs the board, what changed, what is not known, then every indicator.

    Of very many indicators the page has the first of each list, and `?whole=yes` has all; its file always does.
    """

    template_name = "reports/strategy_board.html"

    @property
    def file_name(self) -> str:  # type: ignore[override]
        return f"board-{self.strategy.slug}-{self.quarter.slug}"

    def rows(self, context: dict[str, Any]) -> list[list[Cell]]:
        """The matrix as it is filtered: a row for each indicator, a column for each of its last quarters."""
        page: BoardPage = context["board"]
        quarters = [each.label for each in page.quarters_across]
        head: list[Cell] = ["Group", "Reference", "Indicator", *quarters, *AFTER_QUARTERS]
        found = [matrix_cells(group, row) for group in context["groups"] for row in group.rows]
        return [head, *found] if found else []

    def get_context_data(self, **kwargs):
        page = self.page()
        form = MatrixForm(self.request.GET, page)
        form.full_clean()
        groups = form.groups(page)
        has_all_rows = self.is_whole or sum(len(group.rows) for group in groups) <= ROWS
        return super().get_context_data(
            **{**kwargs, "strategy": self.strategy},
            board=page,
            lead=f"{self.quarter.label}. {page.year_text}.",
            quarters=self.quarters,
            earlier=self.earlier,
            compared=self.compared,
            last_meeting=self.last_meeting,
            since_meeting=SINCE_MEETING,
            matrix_form=form,
            groups=groups,
            is_whole=self.is_whole,
            whole_query=self.whole_query,
            folded=FOLDED,
            rows_of_group=max((len(group.rows) for group in groups), default=0) if has_all_rows else ROWS_OF_GROUP,
            pdf_query=f"?period={self.quarter.slug}&compared={page.changes.compared.slug}{self.and_as_of}",
            indicator_query=f"?period={self.quarter.slug}{self.and_as_of}",
        )
