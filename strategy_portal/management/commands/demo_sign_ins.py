"""python manage.py demo_sign_ins: who can sign in to the demonstration."""

from django.core.management.base import BaseCommand

from strategy_portal.demonstration import sign_ins


class Command(BaseCommand):
    help = "Print the demonstration's user names and password."

    def handle(self, **options) -> None:
        for username, role, password in sign_ins():
            self.stdout.write(f"  {username:<18} {password:<16} {role}")
