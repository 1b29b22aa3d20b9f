"""Pages of entering: what a person owes, the quarter's grid and its workbook, and everything about one value."""

import io
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import TemplateView

from outcomes.models import Strategy
from strategy_portal.clock import today
from strategy_portal.domain.numbers import row_number
from strategy_portal.domain.periods import Window
from strategy_portal.evidence_files import NotAccepted, download
from strategy_portal.models import Team
from strategy_portal.spreadsheets.downloads import WORKBOOK_TYPE, attachment
from strategy_portal.spreadsheets.lists import ShownTables
from strategy_portal.uploads.views import UploadCreate, UploadDetail

from ..expecting.days import NotThatDay, place_on
from ..expecting.expected import (
    ExpectedEntry,
    expected_at,
    many_with_rules,
    next_owed,
    places_to_choose,
    remit_of,
    strategies_to_choose_in,
)
from ..expecting.returns import returns_for, window_of
from ..models import Evidence, PeriodLocked
from .entry import COMMENTARY, ValueEntry, sent
from .evidence import EvidenceClosed, add_evidence, readable_by, remove_evidence
from .forms import DayForm, EvidenceForm
from .grid import Grid, build_grid, preview_drafts, save_rows, submit, submit_grid, survey_total, unplaced
from .known import beside
from .previews import Previewer
from .side_by_side import CHOICES, build_side_by_side
from .workbooks.checker import ValuesChecker
from .workbooks.quarter import QuarterSheet, quarter_csv, quarter_sheet

COMPLETE = "complete"
"""Asks to submit the values that are complete while others wait."""
NOTHING_EXPECTED = "Nothing is expected of you in this quarter."


class ReturnList(ShownTables, TemplateView):
    """My returns: what this person owes, by strategy and quarter, the oldest first."""

    template_name = "indicators/return_list.html"
    file_name = "my-returns"

    def get_context_data(self, **kwargs):
        returns = returns_for(self.request.user, today())
        return super().get_context_data(
            owed=[each for each in returns if each.has_work],
            done=[each for each in returns if not each.has_work],
            to_choose_in=strategies_to_choose_in(self.request.user, today()),
            has_team=bool(returns) or bool(self.request.user.acts_for.teams),
            **kwargs,
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
        for text in unplaced(request.POST, entries):
            messages.warning(request, text)
        submitted = 0
        if "submit" in request.POST or not all(entry.is_clean for entry in entries):
            grid = self._grid(entries)
            if "submit" in request.POST:
                others_wait = request.POST["submit"] == COMPLETE
                submit_grid(grid, by=request.user, at=timezone.now(), others_wait=others_wait)
            if not grid.is_clean:
                preview_drafts(grid, today())
                return self._page(grid, status=422)
            submitted = grid.submitted
        messages.success(request, _what_happened(sum(entry.is_saved for entry in entries), submitted))
        kept = {"team": self.team.pk} if self.team else {}
        return redirect(f"{request.path}?{urlencode({'quarters': self._quarters(), 'check': 'yes', **kept})}")

    def _grid(self, typed: Iterable[ValueEntry] = ()) -> Grid:
        strategy, quarter = Strategy.objects.with_quarter(**self.kwargs)
        remit = remit_of(self.request.user, {strategy.pk: strategy}, read=many_with_rules)
        if (count := self._quarters()) == 1:
            return build_grid(remit, strategy, quarter, today(), typed, self.team)
        return build_side_by_side(remit, strategy, quarter, count, today(), typed, self.team)

    @cached_property
    def team(self) -> Team | None:
        """Whose values alone are shown: that of `?team=`; None: all that the person enters."""
        asked = self.request.GET.get("team", "")
        return get_object_or_404(Team, pk=row_number(asked)) if asked else None

    def _quarters(self) -> int:
        asked = self.request.GET.get("quarters", "")
        return next((count for count in CHOICES if str(count) == asked), 1)

    def _page(self, grid: Grid, status: int = 200) -> HttpResponse:
        if not grid.entries and not grid.to_choose:
            raise Http404(NOTHING_EXPECTED)
        expected = grid.all_expected
        context = {
            "grid": grid,
            "is_late": bool(expected) and window_of(grid.quarter, expected, today()) is Window.OVERDUE,
            "day_form": DayForm(grid.to_choose) if grid.to_choose else None,
            "team": self.team,
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


class DayChoose(View):
    """Choose a day on which an irregular indicator has a value; the value’s own page follows (rules 2.3)."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        form = self._form(request.POST)
        if form.is_valid():
            indicator, unit = form.places[form.cleaned_data["place"]]
            try:
                place = place_on(request.user, indicator, unit, form.cleaned_data["day"], on=today())
            except (NotThatDay, PeriodLocked) as error:
                form.add_error("day", str(error))
            else:
                return redirect(place.get_absolute_url())
        return self._page(form, status=422)

    def _form(self, data: Any = None) -> DayForm:
        self.strategy = get_object_or_404(Strategy, slug=self.kwargs["strategy"], starts_on__lte=today())
        return DayForm(places_to_choose(self.request.user, self.strategy, today()), data)

    def _page(self, form: DayForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "strategy": self.strategy}
        return render(self.request, "indicators/day_choose.html", context, status=status)


class QuarterFile(View):
    """This person's rows of one quarter, to download. 404 where nothing is expected of them."""

    def sheet(self) -> QuarterSheet:
        strategy, quarter = Strategy.objects.with_quarter(**self.kwargs)
        sheet = quarter_sheet(self.request.user, strategy, quarter, today())
        if not sheet.rows:
            raise Http404(NOTHING_EXPECTED)
        return sheet


class ReturnWorkbook(QuarterFile):
    """The quarter's workbook, filled with what is known."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        from .workbooks.writing import write_quarter  # loads the library

        sheet, out = self.sheet(), io.BytesIO()
        write_quarter(sheet, out)
        return attachment(out.getvalue(), f"{sheet.file_name}.xlsx", WORKBOOK_TYPE)


class ReturnCsv(QuarterFile):
    """The same rows as CSV."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        sheet = self.sheet()
        data = quarter_csv(sheet).encode("utf-8-sig")  # the mark tells spreadsheet programs the encoding
        return attachment(data, f"{sheet.file_name}.csv", "text/csv; charset=utf-8")


class ImportCreate(UploadCreate):
    """Choose a filled workbook. 404 where nothing is expected of this person."""

    checker_class = ValuesChecker
    template = "indicators/import_create.html"

    def page(self, status: int = 200, **context: Any) -> HttpResponse:
        if not self.checker.expected(today()):
            raise Http404(NOTHING_EXPECTED)
        return super().page(status, **context)


class ImportDetail(UploadDetail):
    """What an uploaded workbook would change."""

    checker_class = ValuesChecker


class OneValue:
    """Finds the place for a value that an address names. Somebody else's is not found."""

    def entry(self) -> ValueEntry:
        expected = expected_at(self.request.user, **self.kwargs, on=today())
        if expected is None:
            raise Http404("No such value is expected of you.")
        return ValueEntry(expected, has_own_page="row" not in self.request.POST)

    def take(self, entry: ValueEntry) -> None:
        """Save what was typed, unless the person chose what somebody else saved meanwhile."""
        if "theirs" not in self.request.POST:
            entry.typed = sent(self.request.POST).get(entry.key)
            entry.save(by=self.request.user)


class ValueEdit(OneValue, View):
    """Everything about one value: figure, commentary beside the last one, evidence, forecast, history."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(self.entry())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        entry = self.entry()
        self.take(entry)
        if not entry.is_clean:
            return self._page(entry, status=422)
        if "remove" in request.POST:
            return self._remove_evidence(entry)
        if self._brings_evidence() and (refused := self._add_evidence(entry)):
            return refused
        if "submit" in request.POST:
            return self._submit(entry)
        if "next" in request.POST:
            return self._go_on(entry)
        if "save" in request.POST or entry.is_saved:
            messages.success(request, "Saved as draft." if entry.is_saved else "Everything was saved already.")
        return redirect(request.path)

    def _brings_evidence(self) -> bool:
        """Asked for, or filled in beside another button: what was chosen must not get lost."""
        post = self.request.POST
        return "evidence" in post or bool(post.get("link", "").strip() or self.request.FILES)

    def _submit(self, entry: ValueEntry) -> HttpResponse:
        _, problems = submit([entry], by=self.request.user, at=timezone.now())
        if problems:
            entry.problem = " ".join(text for _, text in problems)
            return self._page(entry, status=422)
        messages.success(self.request, f"{entry.name} was submitted for approval.")
        return redirect(grid_address(entry.expected))

    def _go_on(self, entry: ValueEntry) -> HttpResponse:
        """To the next value that is owed in the quarter, in the order of the grid; after the last to the grid."""
        place, saved = entry.expected, f"{entry.name} is saved as draft."
        following = next_owed(self.request.user, place, today())
        if following is None:
            messages.success(self.request, f"{saved} It was the last one that you owe in {place.quarter.label}.")
            return redirect(grid_address(place))
        messages.success(self.request, saved)
        return redirect(following.get_absolute_url())

    def _add_evidence(self, entry: ValueEntry) -> HttpResponse | None:
        """The page with what is wrong, if something is."""
        form = EvidenceForm(self.request.POST, self.request.FILES)
        if form.is_valid():
            try:
                add_evidence(entry.expected, **form.cleaned_data, by=self.request.user)
            except NotAccepted as error:
                form.add_error("file", str(error))
            except (EvidenceClosed, PeriodLocked) as error:
                form.add_error(None, str(error))
        if form.errors:
            return self._page(entry, status=422, evidence_form=form)
        messages.success(self.request, "The evidence was added.")
        return None

    def _remove_evidence(self, entry: ValueEntry) -> HttpResponse:
        found = Evidence.objects.filter(value=entry.expected.value)
        evidence = get_object_or_404(found, pk=row_number(self.request.POST["remove"]))
        try:
            remove_evidence(evidence, entry.expected, by=self.request.user)
        except EvidenceClosed as error:
            messages.error(self.request, str(error))
        else:
            messages.success(self.request, "The evidence was removed. The history keeps that it was there.")
        return redirect(self.request.path)

    def _page(self, entry: ValueEntry, status: int = 200, evidence_form: EvidenceForm | None = None) -> HttpResponse:
        expected, known = entry.expected, beside(entry.expected)
        previewer = Previewer([expected], today())
        entry.work_out_preview(today(), previewer)
        unit = f", {expected.unit}" if expected.unit else ""
        context: dict[str, Any] = {
            "entry": entry,
            "expected": expected,
            "title": f"{expected.indicator}{unit}",
            "caption": f"{expected.indicator.outcome.strategy.title}, {expected.period}",
            "grid_url": grid_address(expected),
            "quarter": expected.quarter,
            "beside": known,
            "usual": previewer.usual(expected),
            "commentary": [
                (field, getattr(known.before, field.name, "")) for field in entry.form if field.name in COMMENTARY
            ],
            "evidence": list(expected.value.evidence.select_related("added_by")) if expected.value else [],
            "evidence_form": evidence_form or EvidenceForm(),
            "accepted": settings.EVIDENCE,
        }
        return render(self.request, "indicators/value_edit.html", context, status=status)


class ValueAbout(OneValue, View):
    """How a value is measured, and its chart so far: opened beside its row when somebody asks."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        expected = self.entry().expected
        context = {"expected": expected, "usual": Previewer([expected], today()).usual(expected)}
        return HttpResponse(render_to_string("indicators/_value_about.html", context))


class ValueSave(OneValue, View):
    """Saves what was typed into one row, and answers with how the value stands then."""

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        entry = self.entry()
        self.take(entry)
        entry.work_out_preview(today())
        total = survey_total(request.user, entry.expected) if "total" in request.POST else None
        return HttpResponse(render_to_string("indicators/_grid_answer.html", {"entry": entry, "total": total}))


class EvidenceFile(View):
    """A file of evidence, as a download and never as a page. Somebody else's is not found."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        evidence = get_object_or_404(readable_by(request.user).exclude(file=""), pk=pk)
        return download(evidence.file, evidence.title, evidence.file_sha256)


def grid_address(expected: ExpectedEntry) -> str:
    """The grid of the quarter in which the value is expected."""
    return reverse("indicators:value-grid", args=[expected.indicator.outcome.strategy.slug, expected.quarter.slug])
