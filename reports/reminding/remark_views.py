"""Remarks between the officer, the approver and the performance team. Never public, and in no export."""

from functools import cached_property
from typing import Any, cast

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from actions.models import Action
from indicators.models import Value
from strategy_portal.access import may
from strategy_portal.editing.forms import Rows
from strategy_portal.editing.views import Crumb, EditPage
from strategy_portal.models import User

from .remarks import make_remark, may_read, remarks_on, who_reads


class Named(Rows):
    """People with the name by which a text can name them."""

    def label_from_instance(self, person: User) -> str:  # type: ignore[override]
        return f"{person} (@{person.username})"


class RemarkForm(forms.Form):
    text = forms.CharField(
        label="Your remark",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who reads here sees it, nobody else does, and it can’t be taken back.",
        error_messages={"required": "Write what you want to say"},
    )
    named = Named(
        label="Who is told of it",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="By their next mail of reminders. Naming somebody in the text does the same: @ and their user name.",
    )

    def __init__(self, data: Any = None, *, readers: Any):
        super().__init__(data)
        self.fields["named"].queryset = readers

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field or None, message)


class RemarksPage(EditPage):
    """What was said, the oldest first, and a form to say more. Who may not read it does not find it."""

    title = "Remarks"
    button = "Add the remark"
    template = "reports/reminding/remarks.html"

    @property
    def subject(self) -> Value | Action:
        raise NotImplementedError

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    @cached_property
    def readers(self) -> Any:
        if not may_read(self.person, self.subject):
            raise Http404
        return who_reads(self.subject).exclude(pk=self.person.pk)

    def form(self, data: Any = None) -> RemarkForm:
        return RemarkForm(data, readers=self.readers)

    def save(self, form: RemarkForm) -> str:
        make_remark(self.subject, by=self.person, at=timezone.now(), **form.cleaned_data)
        return ""

    def after(self) -> str:
        return self.request.path

    def context(self) -> dict[str, Any]:
        return {"remarks": remarks_on(self.subject)}


class ValueRemarks(RemarksPage):
    @cached_property
    def subject(self) -> Value:
        return get_object_or_404(Value.objects.with_setting(), pk=self.kwargs["pk"])

    @property
    def caption(self) -> str:
        where = f", {self.subject.unit}" if self.subject.unit else ""
        return f"{self.subject.indicator.short_name}{where}, {self.subject.period}"

    @property
    def crumbs(self) -> list[Crumb]:
        route = "indicators:value-history"
        back = (self.caption, reverse(route, args=[self.subject.pk]) if may(self.person, route) else "")
        return [(str(self.subject.indicator.outcome.strategy), self.subject.indicator.get_absolute_url()), back]


class ActionRemarks(RemarksPage):
    @cached_property
    def subject(self) -> Action:
        rows = Action.objects.select_related("strategy")
        return get_object_or_404(rows, strategy__slug=self.kwargs["strategy"], number=self.kwargs["number"])

    @property
    def caption(self) -> str:
        return f"Action {self.subject}"

    @property
    def crumbs(self) -> list[Crumb]:
        strategy = self.subject.strategy
        return [(str(strategy), strategy.get_absolute_url()), (self.caption, self.subject.get_absolute_url())]
