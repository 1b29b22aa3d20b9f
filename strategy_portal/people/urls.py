"""The addresses of the administration and of each person's account."""

from django.urls import path

from .. import kept
from . import account_views as account
from . import views

urlpatterns = [
    path("people/", views.PersonList.as_view(), name="person-list"),
    path("people/invite/", views.PersonCreate.as_view(), name="person-create"),
    path("people/<int:pk>/", views.PersonDetail.as_view(), name="person-detail"),
    path("people/<int:pk>/edit/", views.PersonEdit.as_view(), name="person-edit"),
    path("people/<int:pk>/deactivate/", views.PersonDeactivate.as_view(), name="person-deactivate"),
    path("people/<int:pk>/reactivate/", views.PersonReactivate.as_view(), name="person-reactivate"),
    path("people/<int:pk>/second-factor/", views.SecondFactorReset.as_view(), name="second-factor-reset"),
    path("people/<int:pk>/link/", views.PasswordLinkCreate.as_view(), name="password-link-create"),
    path("people/teams/", views.TeamList.as_view(), name="team-list"),
    path("people/teams/add/", views.TeamCreate.as_view(), name="team-create"),
    path("people/teams/<int:pk>/", views.TeamEdit.as_view(), name="team-edit"),
    path("people/tokens/", views.TokenList.as_view(), name="token-list"),
    path("kept/", kept.KeptForm.as_view(), name="kept-form"),
    path("account/", account.Account.as_view(), name="account"),
    path("account/absence/", account.AbsenceEdit.as_view(), name="absence-edit"),
    path("account/tokens/add/", account.TokenCreate.as_view(), name="token-create"),
    path("account/tokens/<int:pk>/end/", account.TokenEnd.as_view(), name="token-end"),
]

library_patterns = [
    path("password/reset/", account.ForgottenPassword.as_view(), name="account_reset_password"),
    path("2fa/totp/activate/", account.TotpActivate.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", account.TotpDeactivate.as_view(), name="mfa_deactivate_totp"),
]
"""In place of those of the sign-in library, under its names."""
