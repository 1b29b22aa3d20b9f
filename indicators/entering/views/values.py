"""One value: its own page, and saving it while somebody types."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from indicators.expecting.expected import ExpectedEntry, expected_at
from indicators.models import Evidence, PeriodLocked
from strategy_portal.clock import today
from strategy_portal.evidence_files import NotAccepted, download

from ..entry import ValueEntry, sent, submit
from ..evidence import Closed, add_evidence, readable_by, remove_evidence
from ..forms import EvidenceForm
from ..grid import survey_total
from ..known import beside

TOLD = ("what_happened", "why", "what_next")


class OneValue:
    """Finds the place for a value that an address names. Somebody else's is not found."""

    def entry(self) -> ValueEntry:
        expected = expected_at(self.request.user, **self.kwargs, on=today())
        if expected is None:
            raise Http404("No such value is expected of you.")
        return ValueEntry(expected)

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

    def _add_evidence(self, entry: ValueEntry) -> HttpResponse | None:
        """The page with what is wrong, if something is."""
        form = EvidenceForm(self.request.POST, self.request.FILES)
        if form.is_valid():
            try:
                add_evidence(entry.expected, **form.cleaned_data, by=self.request.user)
            except NotAccepted as error:
                form.add_error("file", str(error))
            except (Closed, PeriodLocked) as error:
                form.add_error(None, str(error))
        if form.errors:
            return self._page(entry, status=422, evidence_form=form)
        messages.success(self.request, "The evidence was added.")
        return None

    def _remove_evidence(self, entry: ValueEntry) -> HttpResponse:
        found = Evidence.objects.filter(value=entry.expected.value)
        evidence = get_object_or_404(found, pk=_whole_number(self.request.POST["remove"]))
        try:
            remove_evidence(evidence, entry.expected, by=self.request.user)
        except Closed as error:
            messages.error(self.request, str(error))
        else:
            messages.success(self.request, "The evidence was removed. The history keeps that it was there.")
        return redirect(self.request.path)

    def _page(self, entry: ValueEntry, status: int = 200, evidence_form: EvidenceForm | None = None) -> HttpResponse:
        entry.work_out_preview(today())
        expected, known = entry.expected, beside(entry.expected)
        unit = f", {expected.unit}" if expected.unit else ""
        context: dict[str, Any] = {
            "entry": entry,
            "expected": expected,
            "title": f"{expected.indicator}{unit}",
            "caption": f"{expected.indicator.outcome.strategy.title}, {expected.period}",
            "grid_url": grid_address(expected),
            "quarter": expected.quarter,
            "beside": known,
            "commentary": [
                (field, getattr(known.before, field.name, "")) for field in entry.form if field.name in TOLD
            ],
            "evidence": list(expected.value.evidence.select_related("added_by")) if expected.value else [],
            "evidence_form": evidence_form or EvidenceForm(),
            "accepted": settings.EVIDENCE,
        }
        return render(self.request, "indicators/value_edit.html", context, status=status)


class ValueSave(OneValue, View):
    """Saves what was typed into one row, and answers with how the value stands then."""

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        entry = self.entry()
        self.take(entry)
        entry.work_out_preview(today())
        total = survey_total(request.user, entry.expected) if "total" in request.POST else None
        return render(request, "indicators/_grid_answer.html", {"entry": entry, "total": total})


class EvidenceFile(View):
    """A file of evidence, as a download and never as a page. Somebody else's is not found."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        evidence = get_object_or_404(readable_by(request.user).exclude(file=""), pk=pk)
        return download(evidence.file, evidence.title)


def _whole_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def grid_address(expected: ExpectedEntry) -> str:
    """The grid of the quarter in which the value is expected."""
    return reverse("indicators:value-grid", args=[expected.indicator.outcome.strategy.slug, expected.quarter.slug])
