"""python manage.py api_token USERNAME: the API token of a demonstration user."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from strategy_portal.models import ApiToken
from strategy_portal.people.services import make_token

DAYS = 30


class Command(BaseCommand):
    help = f"Make an API token of a demonstration user for {DAYS} days, and print it."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "Tokens are printed only where DEMONSTRATION=on is set; else each person makes their own, "
                "under “Your account”."
            )
        users = get_user_model().objects.filter(is_demonstration=True, is_active=True)
        user = users.filter(username=username).first()
        if user is None:
            names = ", ".join(users.values_list("username", flat=True)) or "none yet; load them with demo_data"
            raise CommandError(f"There is no demonstration user “{username}”. There are: {names}.")
        now = timezone.localtime()
        lasts = now.date() + timedelta(days=DAYS)
        _, secret = make_token(user, name="manage.py api_token", scope=ApiToken.Scope.WRITE, expires_on=lasts, at=now)
        self.stdout.write(secret)
