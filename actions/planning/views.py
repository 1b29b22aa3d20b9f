"""Changing the plan: an action, its date, its milestones, and the rule by which dates are read."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import TemplateView

from indicators.setup.pages.base import crumbs_to
from strategy_portal.clock import today
from strategy_portal.editing.views import AgreePage, Crumb, EditPage, WithdrawHoldingPage
from strategy_portal.records.versions import ChangedMeanwhile, Refused, list_version
from strategy_portal.spreadsheets.lists import ShownTables

from ..models import Action, DueDate, DuePhrase, Milestone, SlipLimit, due_text, slip_limits
from ..scorecards.action_changes import changes_of_slip_limit
from ..views import OfAction, OfMyAction, OfPlan
from . import services
from .adding import add_action
from .forms import ActionForm, DueForm, DuePhraseForm, MilestoneForm, PhraseChangeForm, SlipLimitForm

SPARE_PHRASES = 2
SHOWN = 100
Rows = formset_factory(DuePhraseForm, extra=SPARE_PHRASES, max_num=40, absolute_max=60)


class ActionCreate(OfPlan, EditPage):
    title = "Add an action"
    lead = "Only a number and a title are needed; the radar names what is still missing."
    button = "Add the action"

    def form(self, data=None) -> ActionForm:
        last = Action.objects.of(self.strategy).order_by("number").last()
        start = {"number": last.number + 1 if last else 1, "outcomes": self.request.GET.getlist("outcome")}
        return ActionForm(data, seen=0, strategy=self.strategy, initial=start)

    def save(self, form: ActionForm) -> str:
        self.action = add_action(
            strategy=self.strategy, due=form.cleaned_data["due"], by=self.request.user, **form.typed()
        )
        return f"Action {self.action.number} is added."

    def after(self) -> str:
        return self.action.get_absolute_url()


class ActionEdit(OfAction, EditPage):
    title = "Change the action"
    lead = "Its date and its state have pages of their own."

    def form(self, data=None) -> ActionForm:
        return ActionForm(data, seen=self.action.version, instance=self.action, strategy=self.strategy)

    def save(self, form: ActionForm) -> str:
        chosen = form.cleaned_data
        self.action = services.edit_action(
            action=self.action, reason=chosen["reason"], version=chosen["seen"], by=self.request.user, **form.typed()
        )
        return f"Action {self.action.number} is changed."


class DueRevise(OfAction, EditPage):
    """Moves the action's date, or states its first."""

    button = "Save the date"

    @property
    def dated(self) -> Any:
        return self.action

    @property
    def title(self) -> str:
        return "Move the date" if self.dated.has_first_due else "State the date"

    @property
    def lead(self) -> str:
        first, now = self.dated.first_due, self.dated.due
        if not first.is_known:
            return "None is stated yet. The first date that is agreed is kept for good; slippage is measured from it."
        stands = f"It stands at {now.as_written} ({due_text(now)})." if now.is_known else "The date was given up."
        return f"{stands} First agreed: {first.as_written} ({due_text(first)}), which never changes."

    def form(self, data=None) -> DueForm:
        return DueForm(data, dated=self.dated)

    def save(self, form: DueForm) -> str:
        chosen = form.cleaned_data
        moved = services.revise_due(
            dated=self.dated, due=chosen["due"], agreement=form.agreement(), version=chosen["seen"],
            by=self.request.user, on=today(), at=timezone.now(),
        )  # fmt: skip
        return f"Due: {moved.due.as_written or 'no date'} ({due_text(moved.due) or 'not stated'})."


class MilestoneCreate(OfMyAction, EditPage):
    title = "Add a milestone"
    button = "Add the milestone"

    def form(self, data=None) -> MilestoneForm:
        return MilestoneForm(data, seen=0)

    def save(self, form: MilestoneForm) -> str:
        chosen = form.cleaned_data
        services.add_milestone(action=self.action, title=chosen["title"], due=chosen["due"], by=self.request.user)
        return "The milestone is added."


class MilestoneEdit(OfMyAction, EditPage):
    title = "Change a milestone"

    @cached_property
    def milestone(self) -> Milestone:
        return get_object_or_404(self.action.milestones, pk=self.kwargs["pk"])

    def form(self, data=None) -> MilestoneForm:
        return MilestoneForm(data, seen=self.milestone.version, instance=self.milestone)

    def save(self, form: MilestoneForm) -> str:
        chosen = form.cleaned_data
        services.edit_milestone(
            milestone=self.milestone, title=chosen["title"], completed_on=chosen["completed_on"],
            version=chosen["seen"], by=self.request.user, on=today(),
        )  # fmt: skip
        return "The milestone is changed."


class MilestoneRevise(DueRevise):
    """Moves a milestone's date, or states its first."""

    @cached_property
    def dated(self) -> Milestone:
        return get_object_or_404(self.action.milestones.select_related("action__strategy"), pk=self.kwargs["pk"])

    @property
    def caption(self) -> str:
        return f"{self.dated.title} (action {self.action.number})"


class DuePhrases(View):
    """Nothing changes until the effect has been shown and confirmed."""

    template_name = "actions/due_phrases.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        start = [
            {"word": word, "first_month": first, "last_month": last}
            for word, (first, last) in DuePhrase.objects.in_force().items()
        ]
        return self._page(Rows(initial=start), PhraseChangeForm(initial={"seen": list_version(services.PHRASE_LIST)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        rows, change = Rows(request.POST), PhraseChangeForm(request.POST)
        if not (rows.is_valid() and change.is_valid()):
            return self._page(rows, change, 422)
        typed = [form.cleaned_data for form in rows if form.cleaned_data.get("word")]
        phrases = {each["word"].lower(): (each["first_month"], each["last_month"]) for each in typed}
        try:
            services.check_phrases(phrases)
            if "confirm" not in request.POST:
                return self._page(rows, change, read_anew=services.read_anew_by(phrases))
            chosen = change.cleaned_data
            count = services.set_phrases(phrases, reason=chosen["reason"], seen=chosen["seen"], by=request.user)
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


class SlipLimitList(ShownTables, TemplateView):
    """What holds, since when and who agreed it; every limit that was set, and every change. Three queries."""

    template_name = "actions/slip_limit_list.html"
    file_name = "slip-limits"

    def get_context_data(self, **kwargs):
        limits, on = slip_limits(), today()
        coming = next((row for row in limits.later if row.holds_from > on), None)
        rows = SlipLimit.objects.select_related("made_by").order_by("-holds_from")
        return super().get_context_data(
            held=limits.on(on), coming=coming, rows=rows, changes=changes_of_slip_limit(), **kwargs
        )


class OfSlipLimit:
    @property
    def crumbs(self) -> list[Crumb]:
        return crumbs_to(("The council’s slip limit", reverse("actions:slip-limit-list")))


class SlipLimitCreate(OfSlipLimit, AgreePage):
    title = "Change the council’s slip limit"
    lead = "For the actions of all strategies: an action that slipped by so many months or more is red."
    button = "Save the limit"
    form_class = SlipLimitForm

    def row(self) -> SlipLimit:
        """It begins with the limit that was set last."""
        return SlipLimit(months=slip_limits().on(date.max).months)


class SlipLimitWithdraw(OfSlipLimit, WithdrawHoldingPage):
    title = "Withdraw a slip limit"
    said = "The limit is withdrawn. The history keeps it."

    def rows(self) -> QuerySet:
        return SlipLimit.objects.all()
