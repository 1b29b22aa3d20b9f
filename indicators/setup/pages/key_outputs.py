"""The key outputs of a strategy: all of them outcome by outcome, and a form for each."""

from functools import cached_property
from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from indicators.models import KeyOutput
from outcomes.editing.forms import AsAdopted
from outcomes.models import Outcome, Strategy
from strategy_portal.domain.numbers import row_number
from strategy_portal.editing.forms import WithdrawForm
from strategy_portal.editing.views import Crumb, EditPage, WithdrawPage
from strategy_portal.models import User
from strategy_portal.records.versions import ChangedMeanwhile
from strategy_portal.spreadsheets.lists import ShownTables

from ..key_outputs import changes_of_key_outputs, move_key_output, remove_key_output, save_key_output
from .base import OfStrategy


class KeyOutputList(OfStrategy, ShownTables, TemplateView):
    """Each outcome's key outputs in their order, with the indicators that show them; a button moves one up or down."""

    template_name = "indicators/key_output_list.html"
    file_name = "key-outputs"
    refused = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        output, places, seen = self._what_moves()
        try:
            move_key_output(output=output, places=places, seen=seen, by=cast(User, request.user))
        except ChangedMeanwhile as refused:
            self.refused = str(refused)
            return self.render_to_response(self.get_context_data(**kwargs), status=409)
        return redirect(f"{self.setup_url('key-output-list')}#key-output-{output.pk}")

    def _what_moves(self) -> tuple[KeyOutput, int, int]:
        """`part` is for example `key-output-12`. Raises Http404 for what is not the strategy's."""
        pk = row_number(self.request.POST.get("part", "").removeprefix("key-output-"))
        seen = row_number(self.request.POST.get("seen", ""))
        if not pk or not seen:
            raise Http404
        output = get_object_or_404(key_outputs_of(self.strategy), pk=pk)
        return output, -1 if self.request.POST.get("way") == "up" else 1, seen

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcomes = list(self.strategy.outcomes.prefetch_related("key_outputs__indicators"))
        own = {
            "strategy": self.strategy,
            "outcomes": outcomes,
            "has_any": any(outcome.key_outputs.all() for outcome in outcomes),
            "changes": changes_of_key_outputs(self.strategy),
            "refused": self.refused,
        }
        return super().get_context_data(**kwargs | own)


def key_outputs_of(strategy: Strategy) -> Any:
    return KeyOutput.objects.filter(outcome__strategy=strategy).select_related("outcome__strategy")


class KeyOutputForm(AsAdopted):
    class Meta:
        model = KeyOutput
        fields = ("title",)
        labels = {"title": "Key output"}
        help_texts = {"title": "What one or several indicators are to show, in the strategy’s words"}
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}


class NewKeyOutputForm(KeyOutputForm):
    """Asks under which outcome, too."""

    class Meta(KeyOutputForm.Meta):
        fields = ("outcome", "title")

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any):
        super().__init__(*args, strategy=strategy, **kwargs)
        outcome = cast(forms.ModelChoiceField, self.fields["outcome"])
        outcome.queryset, outcome.label = strategy.outcomes.all(), strategy.outcome_label


class OfKeyOutput(OfStrategy):
    kwargs: dict[str, Any]

    @cached_property
    def output(self) -> KeyOutput:
        return cast(KeyOutput, get_object_or_404(key_outputs_of(self.strategy), pk=self.kwargs["pk"]))

    @property
    def caption(self) -> str:
        return str(self.output.outcome)

    @property
    def crumbs(self) -> list[Crumb]:
        return [*super().crumbs, ("Key outputs", self.setup_url("key-output-list"))]


class KeyOutputEdit(OfKeyOutput, EditPage):
    title = "Change the key output"
    lead = "Its indicators stay with it."

    def form(self, data: Any = None) -> AsAdopted:
        return KeyOutputForm(data, instance=self.output, strategy=self.strategy)

    def save(self, form: AsAdopted) -> str:
        saved = save_key_output(output=self.output, by=cast(User, self.request.user), **form.typed())
        return f"Saved: {saved}."


class KeyOutputCreate(KeyOutputEdit):
    title = "Add a key output"
    lead = ""

    @cached_property
    def output(self) -> KeyOutput:
        return KeyOutput()

    @property
    def caption(self) -> str:
        return str(self.strategy)

    def form(self, data: Any = None) -> AsAdopted:
        number = self.request.GET.get("outcome", "")
        start = Outcome.objects.of(self.strategy).filter(number=row_number(number) or 0).first()
        chosen = {"outcome": start.pk} if start else {}
        return NewKeyOutputForm(data, instance=self.output, strategy=self.strategy, initial=chosen)


class KeyOutputRemove(OfKeyOutput, WithdrawPage):
    title = "Remove the key output"
    button = "Remove"

    def form(self, data: Any = None) -> WithdrawForm:
        return WithdrawForm(data, initial={"seen": self.output.version})

    def save(self, form: WithdrawForm) -> str:
        remove_key_output(output=self.output, by=cast(User, self.request.user), **form.cleaned_data)
        return "Removed."

    def what(self) -> str:
        return str(self.output)
