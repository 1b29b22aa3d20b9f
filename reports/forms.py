"""Forms about reports."""

from django import forms

from strategy_portal.editing.forms import EditForm

from .models import Narrative


class NarrativeForm(EditForm):
    """The text of one section; empty takes it away again."""

    text = forms.CharField(
        label="Text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="It stands beside the figures, which the portal prints itself. An empty line starts a new paragraph. "
        "Leave out names of people: the report may be published.",
    )

    class Meta:
        model = Narrative
        fields = ("text",)


class IssueForm(forms.Form):
    """Confirms an issue; a correction says what it corrects."""

    reason = forms.CharField(
        label="What is corrected",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Printed in the heading of the new version.",
        error_messages={"required": "Say what is corrected: the report was issued before"},
    )

    def __init__(self, *args, is_correction: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["reason"]
