"""Forms about people, teams and tokens, and the sign-in form in the portal's words."""

from datetime import date
from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from ..editing.forms import Day, EditForm, GuardedForm, Rows, reason_field
from ..models import Absence, ApiToken, Role, Team, User
from .absences import possible_deputies


class InPlainWords:
    """A form of the sign-in library with labels and hints of the portal's own."""

    words: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = self.words.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.error_messages["required"] = "Fill this in"
            field.widget.attrs.pop("placeholder", None)


class SignInForm(InPlainWords, LoginForm):
    words = {"login": "E-mail address or user name"}


class NewPasswordForm(InPlainWords, ChangePasswordForm):
    words = {"oldpassword": "Password now", "password1": "New password", "password2": "New password, once more"}


class FirstPasswordForm(InPlainWords, ResetPasswordKeyForm):
    words = {"password1": "Password", "password2": "The same once more"}


class ForgottenPasswordForm(InPlainWords, ResetPasswordForm):
    words = {"email": "E-mail address"}


class PasswordAgainForm(InPlainWords, ReauthenticateForm):
    words = {"password": "Your password"}


class CodeForm(InPlainWords, AuthenticateForm):
    words = {"code": "Code"}
    hints = {"code": "Six digits from the app, or a recovery code."}


class CodeOnceMoreForm(InPlainWords, CodeAgainForm):
    words = {"code": "Code"}
    hints = {"code": "Six digits from the app, or a recovery code."}


class FirstCodeForm(InPlainWords, ActivateTOTPForm):
    words = {"code": "Code"}
    hints = {"code": "Six digits from the app."}


def required(what: str) -> dict[str, str]:
    return {"required": f"Enter {what}"}


class PersonForm(EditForm):
    first_name = forms.CharField(label="First name", max_length=150, error_messages=required("the first name"))
    last_name = forms.CharField(label="Last name", max_length=150, error_messages=required("the last name"))
    email = forms.EmailField(
        label="E-mail address",
        max_length=150,
        help_text="They sign in with it.",
        error_messages=required("the e-mail address"),
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose"), *Role.choices],
        help_text="What they may do. Another role ends what they are signed in with now.",
        error_messages={"required": "Choose a role"},
    )

    class Meta:
        model = User
        fields = ("first_name", "last_name", "email", "role", "teams")
        field_classes = {"teams": Rows}
        widgets = {"teams": forms.CheckboxSelectMultiple}
        help_texts = {"teams": "For whose indicators, units and actions."}


class ReasonForm(GuardedForm):
    """Why something is done to a person, seen as they stand."""

    reason = reason_field()


class TeamForm(EditForm):
    class Meta:
        model = Team
        fields = ("name", "organisation", "parent")
        error_messages = {"name": required("the team’s name")}
        help_texts = {
            "name": "A team or post, never a person.",
            "organisation": "As it stands in the council’s strategies. Empty: it may own work in all of them.",
            "parent": "The larger team that it is a part of. Board pages can show a directorate’s indicators alone.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Team.objects.filter(parent=None).exclude(pk=self.instance.pk)


class AbsenceForm(EditForm):
    starts_on = Day(label="First day away", required=False)
    ends_on = Day(label="Last day away", required=False)

    class Meta:
        model = Absence
        fields = ("starts_on", "ends_on", "deputy")
        labels = {"deputy": "Who stands in for you"}
        help_texts = {
            "deputy": "Somebody of your own role, or of the performance team. What they do is kept under their name, "
            "and they can’t approve what they submitted. Nobody: you get the reminders once you are back."
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = possible_deputies(self.instance.person)
        self.fields["deputy"].empty_label = "Nobody"


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
