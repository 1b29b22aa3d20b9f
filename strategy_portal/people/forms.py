"""Forms about people, teams and tokens, and the sign-in form in the portal's words."""

from datetime import date
from typing import Any

from allauth.account.forms import LoginForm
from django import forms

from ..editing.forms import Day, EditForm, GuardedForm, reason_field
from ..models import ApiToken, Role, Team, User


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail address or user name"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""  # the page itself offers a new password, where there is mail


class PersonForm(EditForm):
    first_name = forms.CharField(label="First name", max_length=150)
    last_name = forms.CharField(label="Last name", max_length=150)
    email = forms.EmailField(label="E-mail address", max_length=150, help_text="They sign in with it.")
    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose"), *Role.choices],
        help_text="What they may do. Another role ends what they are signed in with now.",
    )

    class Meta:
        model = User
        fields = ("first_name", "last_name", "email", "role", "teams")
        widgets = {"teams": forms.CheckboxSelectMultiple}
        help_texts = {"teams": "For whose indicators, units and actions."}


class ReasonForm(GuardedForm):
    """Why something is done to a person, seen as they stand."""

    reason = reason_field()


class TeamForm(EditForm):
    class Meta:
        model = Team
        fields = ("name", "organisation")
        help_texts = {
            "name": "A team or post, never a person.",
            "organisation": "As it stands in the council’s strategies. Empty: it may own work in all of them.",
        }


class TokenForm(forms.Form):
    """For a program that acts for the person who makes it."""

    name = forms.CharField(
        label="What it is for",
        max_length=100,
        help_text="For example: the quarterly spreadsheet.",
    )
    scope = forms.ChoiceField(label="What it may do", choices=ApiToken.Scope.choices, initial=ApiToken.Scope.READ)
    expires_on = Day(label="Last day", help_text="At most a year ahead. Then make another one.")

    def __init__(self, data: Any = None, *, last_day: date):
        super().__init__(data, initial={"expires_on": last_day})

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field or None, message)
