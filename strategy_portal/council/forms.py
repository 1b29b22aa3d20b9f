"""The form of what the portal keeps of the council."""

from calendar import month_name
from typing import Any

from django import forms

from ..configuration import CONTRAST
from ..editing.forms import EditForm
from .in_force import in_force
from .logos import LARGEST, WIDEST
from .models import Council
from .services import Entered


class CouncilForm(EditForm):
    name = forms.CharField(
        label="The council’s name",
        max_length=100,
        help_text="At the top of every page, in mails, and in the authenticator apps of who begins to use one",
    )
    colour = forms.CharField(
        label="Its colour",
        max_length=7,
        widget=forms.TextInput(attrs={"size": 9, "spellcheck": "false"}),
        help_text=f"As #rrggbb, for example #0b4f6c. Headings are printed in it, so its contrast with white paper has "
        f"to be at least {CONTRAST} to 1",
    )
    logo = forms.FileField(
        label="Another logo",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".png,.svg"}),
        help_text=f"PNG or plain SVG, at most {LARGEST // 1000} kB, a PNG of at most {WIDEST} pixels on a side",
    )
    without_logo = forms.BooleanField(label="No logo: the name stands in its place", required=False)
    year_start_month = forms.TypedChoiceField(
        label="The financial year of a new strategy begins in",
        coerce=int,
        choices=[(number, month_name[number]) for number in range(1, 13)],
        help_text="A strategy that is there already keeps its own",
    )
    about_the_change = (*EditForm.about_the_change, "logo", "without_logo")

    class Meta:
        model = Council
        fields = ("name", "colour", "year_start_month")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "logo", "without_logo", "colour", "year_start_month"])

    def initial_of(self, instance: Any) -> dict[str, Any]:
        """As it is in force; the logo's digest, so that another logo counts as a change too."""
        now = in_force(instance)
        return {name: getattr(now, name) for name in self._meta.fields or ()} | {"its_logo": now.logo_sha256}

    def entered(self) -> Entered:
        """Only after is_valid()."""
        return Entered(**{name: given for name, given in self.cleaned_data.items() if name != "seen"})
