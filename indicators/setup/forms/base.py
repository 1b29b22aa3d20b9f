"""What every set-up form does: an edit that may hold from a day on, with who agreed it."""

from indicators.models import ReportingPeriod
from strategy_portal.editing.forms import EditForm

from .. import Agreed


class SetupForm(EditForm):
    """For what an indicator is and what it is judged by."""

    def begin_after(self, sealed: ReportingPeriod | None) -> None:
        """Say beforehand from which day on a change can hold (rules 6.7)."""
        if sealed is None:
            return
        field = self.fields["holds_from"]
        field.required = True
        field.help_text = f"{sealed.ends_on:%-d %B %Y} or later: {sealed} is sealed."

    def agreed(self) -> Agreed:
        chosen = self.cleaned_data
        return Agreed(chosen["reason"], chosen.get("agreed_by", ""), chosen.get("holds_from"))
