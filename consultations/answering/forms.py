"""Forms around a consultation's own form."""

from django import forms

AGAIN = "We can’t tell whether a person sent this. If you did, press the button again"


class TrapForm(forms.Form):
    """`website` is a field that people neither see nor hear of; programs fill it in."""

    website = forms.CharField(required=False)

    def clean(self):
        typed = super().clean() or {}
        if typed.get("website"):
            self.add_error(None, AGAIN)
        return typed


class StartForm(TrapForm):
    """Consent, before anything is asked."""

    consent = forms.BooleanField(
        label="I agree that my answers are used as described here",
        error_messages={"required": "Tick the box if you agree. Without it we may not keep your answers"},
    )


class SendForm(TrapForm):
    """The last button."""


class SurveyForm(forms.Form):
    """A survey tool's file."""

    file = forms.FileField(
        label="CSV file",
        help_text="One row for each response, headings in the first row; at most 10,000 rows and 60 columns",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
