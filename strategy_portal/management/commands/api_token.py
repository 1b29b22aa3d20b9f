"""python manage.py api_token USERNAME: the API token of a demonstration user."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from rest_framework.authtoken.models import Token


class Command(BaseCommand):
    help = "Print the API token of a demonstration user; it is made if there is none yet."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "Tokens are printed only where DEMONSTRATION=on is set; else the administrator makes them."
            )
        users = get_user_model().objects.filter(is_demonstration=True, is_active=True)
        user = users.filter(username=username).first()
        if user is None:
            names = ", ".join(users.values_list("username", flat=True)) or "none yet; load them with demo_data"
            raise CommandError(f"There is no demonstration user “{username}”. There are: {names}.")
        token, _ = Token.objects.get_or_create(user=user)
        self.stdout.write(token.key)
