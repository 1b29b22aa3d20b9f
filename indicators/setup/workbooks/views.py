"""The indicators of a strategy as a file: download it, upload it, see what it would do, confirm."""

from django.http import HttpRequest, HttpResponse
from django.views import View

from indicators.models import Indicator
from strategy_portal.spreadsheets.downloads import WORKBOOK_TYPE, attachment
from strategy_portal.uploads.views import UploadCreate, UploadDetail

from ..pages.base import OfStrategy
from .book import setup_workbook
from .checker import SetupChecker


class SetupWorkbook(OfStrategy, View):
    """All of the indicators and their targets, to change and upload again; an empty one to begin with."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        indicators = Indicator.objects.of(self.strategy).with_judging().in_order()
        return attachment(
            setup_workbook(self.strategy, indicators), f"{self.strategy.slug}-indicators.xlsx", WORKBOOK_TYPE
        )


class SetupImportCreate(UploadCreate):
    """Choose a file."""

    checker_class = SetupChecker
    template = "indicators/setup_import_create.html"


class SetupImportDetail(UploadDetail):
    """What the file would do."""

    checker_class = SetupChecker
