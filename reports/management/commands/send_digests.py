"""python manage.py send_digests: send each person the one mail of today that says what waits for them."""

from datetime import date, datetime, time

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.reminding.services import Plan, plan, send_digests
from strategy_portal.clock import today


class Command(BaseCommand):
    help = (
        "Send the digests of today. Run it as often as you like, and several at once: each person gets at most one "
        "mail a working day, and nobody gets one on a weekend or bank holiday."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say who would get what, and send nothing")
        parser.add_argument("--on", type=date.fromisoformat, help="the day, ISO; default: today")

    def handle(self, *, dry_run: bool, on: date | None, **options) -> None:
        day = on or today()
        at = moment_of(day)
        found = plan(day, at)
        if not found.works:
            self.stdout.write(f"{day:%-d %B %Y} is no working day: nothing is sent.")
        elif dry_run:
            self._say(found)
        else:
            done = send_digests(day, at)
            self.stdout.write(f"{done.sent} sent, {done.failed} could not be sent, {len(found.made)} were made before.")
        for each in found.without_address:
            self.stdout.write(f"No e-mail address: {each.person}")

    def _say(self, found: Plan) -> None:
        for each in found.to_send:
            assert each.content is not None
            self.stdout.write(f"{each.person} <{each.address}>: {each.content.subject}")
            for part in each.content.parts:
                for item in part.items:
                    self.stdout.write(f"  {f'(for {part.name}) ' if part.name else ''}{item.text}")
        self.stdout.write(f"{len(found.to_send)} would be sent. Nothing was.")


def moment_of(day: date) -> datetime:
    """Now, where that is the day; else its end, so that what happened on it counts."""
    end = datetime.combine(day, time(23, 59), timezone.get_current_timezone())
    return timezone.now() if day == timezone.localdate() else end
