"""A token for a test of the API."""

from datetime import timedelta

from django.utils import timezone

from strategy_portal.models import ApiToken, User
from strategy_portal.people.services import make_token


def token_of(user: User, scope: str = ApiToken.Scope.WRITE) -> str:
    """What a program of this person sends."""
    now = timezone.localtime()
    return make_token(user, name="a test", scope=scope, expires_on=now.date() + timedelta(days=30), at=now)[1]
