"""Each person's own pages: the account, its absence and tokens, and what the sign-in library needs beside its own."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from allauth.account.views import PasswordResetView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from ..access import SECOND_FACTOR
from ..clock import today
from ..editing.views import Crumb, EditPage
from ..models import Absence, ApiToken, Role
from ..records.versions import Refused
from . import services
from .absences import save_absence
from .forms import AbsenceForm, TokenForm

USUAL_LIFE = timedelta(days=90)


class Account(TemplateView):
    """Who the portal takes the person for, and what they sign in with."""

    template_name = "people/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        tokens = user.tokens.select_related("user")
        prefetch_related_objects(user.acts_for.absences, "person__teams")
        return super().get_context_data(
            teams=user.teams.all(),
            factor=Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first(),
            sessions=UserSession.objects.filter(user=user).count(),
            absence=Absence.objects.filter(person=user).select_related("deputy").first(),
            stands_in_for=user.acts_for.absences,
            tokens=[(token, token.state(today())) for token in tokens],
            **kwargs,
        )


class AbsenceEdit(EditPage):
    """When one is away, and who does one's work meanwhile. Without days one is there."""

    title = "While you are away"
    lead = (
        "Both days are included. Your deputy gets your reminders, and may enter, approve and update for your teams in "
        "their own name. It ends by itself on the day after. Leave all empty if you are not away."
    )

    @property
    def crumbs(self) -> list[Crumb]:  # type: ignore[override]
        return [("Your account", reverse("people:account"))]

    def form(self, data: Any = None) -> AbsenceForm:
        person = self.request.user
        return AbsenceForm(data, instance=Absence.objects.filter(person=person).first() or Absence(person=person))

    def save(self, form: Any) -> str:
        said = {name: form.cleaned_data[name] for name in form.Meta.fields}
        save_absence(self.request.user, **said, seen=form.cleaned_data["seen"], by=self.request.user, on=today())
        return "Your absence is saved." if said["starts_on"] else "You are not away."


@method_decorator(never_cache, name="dispatch")
class TokenCreate(EditPage):
    """A token of one's own. What it is, is shown once, on the answer to the form, and kept nowhere."""

    title = "Make a token"
    button = "Make the token"
    lead = "With it a program asks the API in your place, and may do what you may. It ends with your password and role."
    crumbs: Sequence[Crumb] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.crumbs = [("Your account", reverse("people:account"))]
        return super().dispatch(request, *args, **kwargs)

    def form(self, data: Any = None) -> TokenForm:
        return TokenForm(data, last_day=timezone.localdate() + USUAL_LIFE)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            token, secret = services.make_token(request.user, at=timezone.localtime(), **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused.field, str(refused))
            return self._page(form, 422)
        context = {"token": token, "secret": secret, "crumbs": [*self.crumbs, ("Your token", "")]}
        return render(request, "people/token_create.html", context)


class TokenEnd(EditPage):
    """One's own; an administrator ends anybody's. Somebody else's is not found."""

    title = button = "End the token"
    lead = "The program that uses it is refused from now on. It can’t be taken back."
    template = "people/token_end.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        everybodys = request.user.role == Role.ADMINISTRATOR
        tokens = ApiToken.objects.all() if everybodys else request.user.tokens.all()
        self.token = get_object_or_404(tokens.select_related("user"), pk=kwargs["pk"])
        own = self.token.user_id == request.user.pk
        title, route = ("Your account", "people:account") if own else ("Tokens", "people:token-list")
        self.crumbs = [(title, reverse(route))]
        return super().dispatch(request, *args, **kwargs)

    def form(self, data: Any = None) -> Any:
        return forms.Form(data)

    def save(self, form: Any) -> str:
        services.end_token(self.token, at=timezone.now(), by=self.request.user)
        return f"The token {self.token} has ended."

    def context(self) -> dict[str, Any]:
        return {"token": self.token}


# --- The sign-in library's own pages, with what the portal adds -------------------------------------------------------


class ForgottenPassword(PasswordResetView):
    """Only where mail is set up: a link goes to the person and nowhere else."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.MAIL:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class SecondFactorChange:
    """Ends every other session and token of the person; this session goes on."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)  # type: ignore[misc]
        request = self.request  # type: ignore[attr-defined]
        services.note_second_factor(request.user)
        update_session_auth_hash(request, request.user)
        request.session.pop(SECOND_FACTOR, None)
        UserSession.objects.create_from_request(request)
        return response


class TotpActivate(SecondFactorChange, ActivateTOTPView):
    pass


class TotpDeactivate(SecondFactorChange, DeactivateTOTPView):
    pass
