"""python manage.py encrypt_second_factors: encrypt them anew after SECRET_KEY was changed."""

import os

from django.core.management.base import BaseCommand, CommandError

from strategy_portal.people.encrypting import Unreadable
from strategy_portal.people.services import encrypt_second_factors

KEY_WAS = "SECRET_KEY_WAS"


class Command(BaseCommand):
    help = (
        "Encrypt the secrets of all second factors by SECRET_KEY. The key of before is read from the environment, "
        f"{KEY_WAS}, where no other user of the machine sees it."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--reset-unreadable", action="store_true", help="remove those of which the key is lost, with history"
        )

    def handle(self, *, reset_unreadable: bool, **options) -> None:
        keys_was = [key for key in [os.environ.get(KEY_WAS, "")] if key]
        try:
            encrypted, reset = encrypt_second_factors(keys_was=keys_was, reset_unreadable=reset_unreadable)
        except Unreadable as error:
            raise CommandError(f"{error} Set {KEY_WAS} to that key. Nothing was changed.") from error
        self.stdout.write(f"{encrypted} secrets are encrypted by SECRET_KEY.")
        for person in reset:
            self.stdout.write(f"The second factor of {person} is removed: its key is lost.")
