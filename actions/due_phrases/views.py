"""The rule by which due dates are read: change it, see what moves, confirm (rules 9.2)."""

from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from strategy_portal.domain.due_dates import Phrases
from strategy_portal.records.council_list import list_version
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from ..models import DueDate, DuePhrase
from ..scorecards.due_dates import due_text
from .forms import DuePhraseForm, PhraseChangeForm
from .services import LIST, check_phrases, read_anew_by, set_phrases

SPARE = 2
SHOWN = 100
Rows = formset_factory(DuePhraseForm, extra=SPARE, max_num=40, absolute_max=60)


class DuePhrases(View):
    """Nothing changes until the effect has been shown and confirmed."""

    template_name = "actions/due_phrases.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        start = [
            {"word": word, "first_month": first, "last_month": last}
            for word, (first, last) in DuePhrase.objects.in_force().items()
        ]
        return self._page(Rows(initial=start), PhraseChangeForm(initial={"seen": list_version(LIST)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        rows, change = Rows(request.POST), PhraseChangeForm(request.POST)
        if not (rows.is_valid() and change.is_valid()):
            return self._page(rows, change, 422)
        phrases = _typed(rows)
        try:
            check_phrases(phrases)
            if "confirm" not in request.POST:
                return self._page(rows, change, read_anew=read_anew_by(phrases))
            chosen = change.cleaned_data
            count = set_phrases(phrases, reason=chosen["reason"], seen=chosen["seen"], by=request.user)
        except Refused as refused:
            change.add_error(None, str(refused))
            return self._page(rows, change, 422)
        except ChangedMeanwhile as changed:
            change.add_error(None, f"{changed} Nothing of yours is saved: open the page again to see the rule as it is")
            return self._page(rows, change, 409)
        messages.success(request, f"The rule is changed. {count} dates were read again.")
        return redirect("actions:due-phrases")

    def _page(
        self, rows: Any, change: PhraseChangeForm, status: int = 200, read_anew: list[DueDate] | None = None
    ) -> HttpResponse:
        context = {
            "rows": rows,
            "forms": [*rows.forms, change],
            "change": change,
            "is_preview": read_anew is not None,
            "read_anew": [(row, due_text(row.owner.due), due_text(row.window)) for row in (read_anew or [])[:SHOWN]],
            "count": len(read_anew or []),
        }
        return render(self.request, self.template_name, context, status=status)


def _typed(rows: Any) -> Phrases:
    chosen = [form.cleaned_data for form in rows if form.cleaned_data.get("word")]
    return {each["word"].lower(): (each["first_month"], each["last_month"]) for each in chosen}
