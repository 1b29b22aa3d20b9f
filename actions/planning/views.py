"""Changing the plan: an action, its date, its milestones."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from strategy_portal.clock import today
from strategy_portal.editing.views import EditPage

from ..models import Action
from ..scorecards.due_dates import due_text
from ..views import OfAction, OfMyAction, OfPlan
from .due_dates import revise_due
from .forms import ActionForm, DueForm, MilestoneForm
from .milestones import add_milestone, edit_milestone
from .services import add_action, edit_action


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
        self.action = edit_action(
            action=self.action, reason=chosen["reason"], version=chosen["seen"], by=self.request.user, **form.typed()
        )
        return f"Action {self.action.number} is changed."

    def after(self) -> str:
        return self.action.get_absolute_url()


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
        moved = revise_due(
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
        add_milestone(action=self.action, title=chosen["title"], due=chosen["due"], by=self.request.user)
        return "The milestone is added."


class MilestoneEdit(OfMyAction, EditPage):
    title = "Change a milestone"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.milestone = get_object_or_404(self.action.milestones, pk=kwargs["pk"])

    def form(self, data=None) -> MilestoneForm:
        return MilestoneForm(data, seen=self.milestone.version, instance=self.milestone)

    def save(self, form: MilestoneForm) -> str:
        chosen = form.cleaned_data
        edit_milestone(
            milestone=self.milestone, title=chosen["title"], completed_on=chosen["completed_on"],
            version=chosen["seen"], by=self.request.user, on=today(),
        )  # fmt: skip
        return "The milestone is changed."


class MilestoneRevise(DueRevise):
    """Moves a milestone's date, or states its first."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.milestone = get_object_or_404(self.action.milestones.select_related("action__strategy"), pk=kwargs["pk"])

    @property
    def dated(self) -> Any:
        return self.milestone

    @property
    def caption(self) -> str:
        return f"{self.milestone.title} (action {self.action.number})"
