"""The frame of editing pages: show one form, hand what was typed to one service; then that of what holds from a day."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from ..models import User
from ..records.holdings import Holding, agree, withdraw
from ..records.versions import ChangedMeanwhile, Refused
from .forms import Day, EditForm, GuardedForm, WithdrawForm, WithdrawRowForm, agreed_field, reason_field

Crumb = tuple[str, str]
"""A title and where it leads; the page itself leads nowhere."""


class EditPage(View):
    """One form. Subclasses say what it is about (`title`, `back`), make it (`form`) and save it (`save`).

    What the rules refuse stands at its field (422); what somebody else saved meanwhile is shown beside what was typed
    (409), and nothing has to be typed again.
    """

    title = ""
    caption = ""
    lead = ""
    crumbs: Sequence[Crumb] = ()
    button = "Save"
    template = "components/edit_form.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            said = self._save(form)
        except Refused as refused:
            form.refuse(refused.field, str(refused))
            return self._page(form, 422)
        except ChangedMeanwhile as changed:
            form.show_theirs(changed)
            return self._page(form, 409)
        if said:
            messages.success(request, said)
        return redirect(self.after())

    def _save(self, form: Any) -> str:
        """Once more where somebody changed something of the same owner that this form does not show."""
        try:
            return self.save(form)
        except ChangedMeanwhile as changed:
            if not isinstance(form, GuardedForm):
                raise
            if concerned := form.concerns(changed):
                raise concerned from changed
            form.see_again(changed)
        again = self.form(form.data)
        again.full_clean()
        return self.save(again)

    def form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def save(self, form: Any) -> str:
        """Save what was typed and say what was done; nothing where the page that follows shows it."""
        raise NotImplementedError

    @property
    def back(self) -> str:
        """Where Cancel leads."""
        return self.crumbs[-1][1]

    def after(self) -> str:
        return self.back

    def context(self) -> dict[str, Any]:
        """What the page shows besides the form."""
        return {}

    def _page(self, form: Any, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "title": self.title,
            "lead": self.lead,
            "caption": self.caption,
            "button": self.button,
            "crumbs": [*self.crumbs, (self.title, "")],
            "back": self.back,
            **self.context(),
        }
        return render(self.request, self.template, context, status=status)


class WithdrawPage(EditPage):
    """Asks before something is taken away; `what` says what."""

    button = "Withdraw"
    template = "components/withdraw.html"

    def context(self) -> dict[str, Any]:
        return {"what": self.what()}

    def what(self) -> str:
        raise NotImplementedError


# --- Whatever holds from a day on: agreed, and withdrawn (rules 6.7) -------------------------------------------------


class HoldingForm(EditForm):
    """Subclasses name in Meta what the kind says besides day, reason and who agreed.

    The instance is a new row that says whose it is; what it says already is what the form begins with.
    """

    is_series = True
    instance: Holding
    holds_from = Day(label="Holds from")
    reason = reason_field(label="How it was set, or why it changes")
    agreed_by = agreed_field(required=True)

    def concerns(self, changed: ChangedMeanwhile) -> ChangedMeanwhile | None:
        """What else changed of the owner is another form's matter."""
        return changed.among(type(self.instance), **self.instance.whose)


class AgreePage(EditPage):
    """Agrees what is typed into a form of the kind; `row` begins it, and `said` is the message that it is saved."""

    form_class: type[HoldingForm]

    def row(self) -> Holding:
        """A new row that says whose it is, and what the form begins with."""
        raise NotImplementedError

    def free_from(self) -> tuple[date, str] | None:
        """The first day that can be had, and why no earlier one; None where any day can be."""
        return None

    def form(self, data: Any = None) -> HoldingForm:
        row = self.row()
        form = self.form_class(data, seen=row.version_seen, instance=row)
        if limit := self.free_from():
            day = form.fields["holds_from"]
            day.required, day.help_text = True, f"{limit[0]:%-d %B %Y} or later: {limit[1]}"
        return form

    def save(self, form: HoldingForm) -> str:
        return self.said(agree(form.filled(), seen=form.cleaned_data["seen"], by=cast(User, self.request.user)))

    def said(self, row: Any) -> str:
        return f"Saved: {row}."


class WithdrawHoldingPage(WithdrawPage):
    """Withdraws the one of `rows` that the address names; `said` is the message that it is done."""

    said = ""

    def rows(self) -> models.QuerySet:
        raise NotImplementedError

    @cached_property
    def row(self) -> Any:
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    def form(self, data: Any = None) -> WithdrawForm:
        return WithdrawRowForm(data, row=self.row, seen=self.row.version_seen, **self.row.whose)

    def save(self, form: WithdrawForm) -> str:
        withdraw(self.row, by=cast(User, self.request.user), **form.cleaned_data)
        return self.said

    def what(self) -> str:
        return str(self.row)
