"""python manage.py report STRATEGY annual 2024-25 --output FILE.pdf: a file of a report, as it stands today."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from outcomes.models import Strategy
from reports import documents
from reports.models import Arrangement, ReportKind
from reports.models.report import OF_A_YEAR
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import ReportKey, UnknownReport, find_key
from strategy_portal.clock import today


class Command(BaseCommand):
    help = "Write a report of a year, of its first half or of a whole strategy as an accessible PDF, marked as a draft."

    def add_arguments(self, parser) -> None:
        parser.add_argument("strategy", help="the strategy's name in addresses, for example wlc-customer-2023-28")
        parser.add_argument("kind", choices=ReportKind.values)
        parser.add_argument("year", nargs="?", default="", help="of an annual or mid-year report, for example 2024-25")
        parser.add_argument("--output", type=Path, help="the file to write; default: named after the report")
        parser.add_argument("--part", default=documents.COVER, help="which file: report, an appendix, or whole")
        parser.add_argument("--on", type=date.fromisoformat, help="the day of the report, ISO; default: today")

    def handle(self, **options) -> None:
        on = options["on"] or today()
        key = self._key(options["strategy"], options["kind"], options["year"], on)
        try:
            report = report_of(key, on, today=today())
        except Arrangement.DoesNotExist:
            raise CommandError(
                f"It is not settled to whom {key.strategy} is reported: a clerk says so under Reports."
            ) from None
        part = options["part"]
        path = options["output"] or Path(key.file_name(report.frame.edition, "" if part == documents.COVER else part))
        try:
            path.write_bytes(documents.pdf(report, part).pdf)
        except documents.NoSuchPart:
            known = ", ".join(each.slug for each in documents.parts_of(report))
            raise CommandError(f"The report has no part {part}. There are: {known}.") from None
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}") from error
        self.stdout.write(f"{report.frame.title}: {path}")

    def _key(self, slug: str, kind: str, year: str, on: date) -> ReportKey:
        strategy = Strategy.objects.select_related("predecessor").filter(slug=slug).first()
        if strategy is None:
            known = ", ".join(Strategy.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no strategy {slug}. There are: {known}.")
        if (kind in OF_A_YEAR) != bool(year):
            raise CommandError(
                "An annual report needs a year, as in 2024-25, and so does a mid-year report; "
                "an end-of-strategy report has none."
            )
        try:
            return find_key(strategy, year, on, kind=ReportKind(kind))
        except UnknownReport as error:
            raise CommandError(str(error)) from error
