"""The form and the pages with which anything is agreed that holds from a day on, and withdrawn (rules 6.7)."""

from datetime import date
from typing import Any

from ..records.holdings import Holding, agree, withdraw
from .fields import Day, agreed_field, reason_field
from .forms import EditForm, WithdrawForm
from .views import EditPage, WithdrawPage


class HoldingForm(EditForm):
    """Subclasses name in Meta what the kind says besides day, reason and who agreed.

    The instance is a new row that says whose it is; what it says already is what the form begins with.
    """

    is_series = True
    holds_from = Day(label="Holds from")
    reason = reason_field(label="How it was set, or why it changes")
    agreed_by = agreed_field(required=True)

    def begin_after(self, free_from: date, why: str) -> None:
        """Say beforehand from which day on a change can hold (rules 6.7)."""
        self.fields["holds_from"].required = True
        self.fields["holds_from"].help_text = f"{free_from:%-d %B %Y} or later: {why}"


class AgreePage(EditPage):
    """Agrees what is typed into a HoldingForm; `said` is the message that it is saved."""

    def save(self, form: HoldingForm) -> str:
        return self.said(agree(form.filled(), seen=form.cleaned_data["seen"], by=self.request.user))

    def said(self, row: Any) -> str:
        return f"Saved: {row}."


class WithdrawHoldingPage(WithdrawPage):
    """Withdraws `row`."""

    def row(self) -> Holding:
        raise NotImplementedError

    def form(self, data: Any = None) -> WithdrawForm:
        return WithdrawForm(data, initial={"seen": self.row().owner_version})

    def save(self, form: WithdrawForm) -> str:
        withdraw(self.row(), by=self.request.user, **form.cleaned_data)
        return self.said()

    def said(self) -> str:
        raise NotImplementedError

    def what(self) -> str:
        return str(self.row())
