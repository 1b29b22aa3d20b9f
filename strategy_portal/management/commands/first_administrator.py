"""python manage.py first_administrator EMAIL: the first person of an empty installation, who invites the others."""

import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from strategy_portal.models import Role, User
from strategy_portal.people.services import change_password, invite
from strategy_portal.records.versions import Refused


class Command(BaseCommand):
    help = "Register the first administrator. Asks for the password, or reads it from the standard input."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email", help="with which the administrator signs in")

    def handle(self, *, email: str, **options) -> None:
        there = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
        if there.exists():
            raise CommandError(f"There is an administrator already: {there[0]}. They invite others on the page People.")
        person = User(email=email, role=Role.ADMINISTRATOR)
        password = asked_for()
        try:
            validate_email(email)
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._register(person, password)
        self.stdout.write(f"{person.email} is registered. Sign in, then invite the others under People.")

    @transaction.atomic
    def _register(self, person: User, password: str) -> None:
        try:
            invite(person, teams=[], by=None)
        except Refused as error:
            raise CommandError(f"{error}.") from error
        change_password(person, password)


def asked_for() -> str:
    """Twice at a terminal, so that no slip locks the first person out; else one line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("Password: ")
    if getpass("The same again: ") != password:
        raise CommandError("The two differ. Nothing was saved; start again.")
    return password
