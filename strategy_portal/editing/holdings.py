"""The form and the pages with which anything is agreed that holds from a day on, and withdrawn (rules 6.7)."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404

from ..records.holdings import Holding, agree, withdraw
from ..records.versions import ChangedMeanwhile
from .forms import Day, EditForm, WithdrawForm, WithdrawRowForm, agreed_field, reason_field
from .views import EditPage, WithdrawPage


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
        return self.said(agree(form.filled(), seen=form.cleaned_data["seen"], by=self.request.user))

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
        withdraw(self.row, by=self.request.user, **form.cleaned_data)
        return self.said

    def what(self) -> str:
        return str(self.row)
