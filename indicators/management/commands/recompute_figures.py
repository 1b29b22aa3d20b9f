"""python manage.py recompute_figures: every approved figure worked out again and compared with what was sealed."""

from django.core.management.base import BaseCommand, CommandError

from indicators.approving.recomputing import recompute


class Command(BaseCommand):
    help = "Work out every approved figure again from its values and compare it with its seal. Changes nothing."

    def handle(self, **options) -> None:
        done = recompute()
        for difference in done.differences:
            self.stderr.write(str(difference))
        self.stdout.write(f"{done.values:,} approved values, {done.seals:,} sealed figures compared")
        if done.differences:
            raise CommandError(
                f"{len(done.differences)} differ. A sealed figure stays as it is; find out why it differs."
            )
