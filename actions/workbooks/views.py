"""The plan as a file: download it, upload it or the plan as it was published, see what it would do, confirm."""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.views import View

from strategy_portal.clock import today
from strategy_portal.spreadsheets.downloads import WORKBOOK_TYPE, attachment
from strategy_portal.uploads.views import UploadCreate, UploadDetail

from ..scorecards.action_plan import ActionPlan, action_plan
from ..views import OfPlan
from .book import plan_csv, plan_workbook
from .checker import PlanChecker


class PlanFile(OfPlan, View):
    """The plan as it stands, to download."""

    def plan(self) -> ActionPlan:
        plan = action_plan(self.strategy, today())
        links = ("commitments__outcome", "indicators__key_output__outcome", "milestones__due_dates")
        prefetch_related_objects([line.action for line in plan.lines], *links)
        return plan


class PlanWorkbook(PlanFile):
    """As a workbook, to change and upload again."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return attachment(plan_workbook(self.plan()), f"{self.strategy.slug}-plan.xlsx", WORKBOOK_TYPE)


class PlanCsv(PlanFile):
    """The same as CSV."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        data = plan_csv(self.plan().lines).encode("utf-8-sig")
        return attachment(data, f"{self.strategy.slug}-plan.csv", "text/csv; charset=utf-8")


class PlanImportCreate(UploadCreate):
    """Choose a file."""

    checker_class = PlanChecker
    template = "actions/plan_import_create.html"


class PlanImportDetail(UploadDetail):
    """What an uploaded plan would do."""

    checker_class = PlanChecker
