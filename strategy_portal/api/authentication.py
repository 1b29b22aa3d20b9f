"""Who asks the API: a program by its token (`strategy_portal/people/`)."""

from datetime import datetime, timedelta

from django.utils import timezone
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed

from ..models import ApiToken, User
from ..people.tokens import hashed

NOTED_EVERY = timedelta(minutes=5)
"""So exact is the last use of a token."""


class TokenAuthentication(authentication.TokenAuthentication):
    def authenticate_credentials(self, key: str) -> tuple[User, ApiToken]:
        now = timezone.now()
        live = ApiToken.objects.live(timezone.localdate()).select_related("user")
        token = live.filter(hashed=hashed(key)).first()
        if token is None:
            raise AuthenticationFailed(
                "There is no such token, or it has ended. Its owner makes another one under “Your account”."
            )
        _note_use(token, now)
        return token.user, token


def _note_use(token: ApiToken, now: datetime) -> None:
    if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
