"""Forms about the single colour of an outcome."""

from datetime import datetime

from django import forms
from django.utils.dateparse import parse_datetime

from strategy_portal.domain.counting import Rollup
from strategy_portal.domain.status import COLOURS

from .services import JudgedMeanwhile

ROLLUPS = {
    Rollup.NONE: "None: the distribution says it",
    Rollup.WORST: "The worst of its indicators’ colours",
    Rollup.MAJORITY: "The colour that occurs most often, amber in a tie",
}


class RollupForm(forms.Form):
    """How the outcomes of a strategy get a single colour beside the distribution (rules 8.2)."""

    rollup = forms.ChoiceField(
        label="Single colour of an outcome",
        choices=[(how.value, text) for how, text in ROLLUPS.items()],
        help_text="The distribution of the indicators’ statuses is always shown first.",
    )


class JudgementForm(forms.Form):
    """Another colour than the derived one, with the reason (rules 8.2)."""

    colour = forms.ChoiceField(
        label="Colour",
        choices=[("", "Choose a colour"), *((status.value, status.word) for status in reversed(COLOURS))],
        error_messages={"required": "Choose a colour"},
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Shown wherever the colour is shown. Leave out names of people.",
        error_messages={"required": "Say why the outcome is judged otherwise than its indicators say"},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_seen(self) -> datetime | None:
        """When the judgement that the person saw was stated; None if there was none, or the text is no moment."""
        return parse_datetime(self.cleaned_data["seen"])

    def show_theirs(self, conflict: JudgedMeanwhile) -> None:
        """Say what somebody else stated, and let the person decide with that in view."""
        self.add_error("colour", str(conflict))
        self.data = self.data.copy()
        self.data["seen"] = conflict.theirs.judged_at.isoformat()
