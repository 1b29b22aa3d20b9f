"""Copy a strategy to its successor: what it is called, when it runs, and what comes along."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.urls import reverse

from outcomes.editing.views import OfStrategy
from outcomes.models import Strategy
from strategy_portal.editing.forms import Day
from strategy_portal.editing.views import EditPage
from strategy_portal.models import User

from .services import copy_to_successor, to_copy


class SuccessorForm(forms.Form):
    title = forms.CharField(label="Title", max_length=200)
    starts_on = Day(label="First day")
    ends_on = Day(label="Last day")
    with_targets = forms.BooleanField(
        label="Take over the targets",
        required=False,
        help_text="What holds at the end, for each of its years, until others are agreed. Without: no target is set",
    )
    with_actions = forms.BooleanField(label="Take over the actions that have not ended", required=False, initial=True)

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)


class SuccessorCreate(OfStrategy, EditPage):
    title = "Copy the strategy to its successor"
    button = "Copy it as a draft"

    @property
    def lead(self) -> str:  # type: ignore[override]
        indicators, actions = to_copy(self.strategy)
        return (
            f"Its {self.strategy.outcomes.count()} {self.strategy.outcome_label_plural} with commitments, its lists, "
            f"{indicators.count()} indicators that are in use and {actions.count()} actions that have not ended. "
            "Values stay where they are. Each copy names what it was copied from."
        )

    def form(self, data: Any = None) -> SuccessorForm:
        return SuccessorForm(data, initial={"starts_on": self.strategy.ends_on + timedelta(days=1)})

    def save(self, form: SuccessorForm) -> str:
        by = cast(User, self.request.user)
        self.saved: Strategy = copy_to_successor(strategy=self.strategy, by=by, **form.cleaned_data)
        return f"{self.saved.title} is a draft. Its predecessor is {self.strategy.title}."

    def after(self) -> str:
        return reverse("outcomes:strategy-contents", args=[self.saved.slug])
