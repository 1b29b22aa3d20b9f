"""The plan as a workbook: download it, upload it or the plan as it was published, see what it would do, confirm."""

import io

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.views import View

from strategy_portal.clock import today
from strategy_portal.spreadsheets.cells import Cell
from strategy_portal.spreadsheets.downloads import WORKBOOK_TYPE, attachment
from strategy_portal.uploads.views import UploadCreate, UploadDetail

from ..models import ActionOwner, Milestone, Move
from ..scorecards.action_plan import ActionLine, action_plan
from ..views import OfPlan
from .book import PlanBook, plan_csv
from .checker import PlanChecker
from .matching import link_text

Part = ActionOwner.Part
INDICATORS = "indicators__key_output__outcome"


class PlanFile(OfPlan, View):
    """The plan as it stands, to download."""

    def book(self) -> PlanBook:
        plan = action_plan(self.strategy, today())
        prefetch_related_objects(
            [line.action for line in plan.lines], "commitments__outcome", INDICATORS, "milestones__due_dates"
        )
        return PlanBook(
            title=f"Action plan: {self.strategy}", organisation=self.strategy.organisation,
            rows=[cells_of(line) for line in plan.lines], is_demonstration=plan.is_demonstration,
            steps=[step_of(step, line.number) for line in plan.lines for step in line.action.milestones.all()],
        )  # fmt: skip


class PlanWorkbook(PlanFile):
    """As a workbook, to change and upload again."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        from .writing import write_plan  # loads the library

        out = io.BytesIO()
        write_plan(self.book(), out)
        return attachment(out.getvalue(), f"{self.strategy.slug}-plan.xlsx", WORKBOOK_TYPE)


class PlanCsv(PlanFile):
    """The same as CSV."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        data = plan_csv(self.book()).encode("utf-8-sig")
        return attachment(data, f"{self.strategy.slug}-plan.csv", "text/csv; charset=utf-8")


class PlanImportCreate(UploadCreate):
    """Choose a file."""

    checker_class = PlanChecker
    template = "actions/plan_import_create.html"


class PlanImportDetail(UploadDetail):
    """What an uploaded plan would do."""

    checker_class = PlanChecker


def cells_of(line: ActionLine) -> dict[str, Cell]:
    """One action by the names of the columns."""
    action = line.action
    owners = action.owners.all()
    teams = {part: [owner.team.name for owner in owners if owner.part == part] for part in Part}
    return {
        "number": line.number,
        "version": action.version,
        "outcomes": ", ".join(map(str, line.outcome_numbers)),
        "title": line.title,
        "description": action.description,
        "owners": "\n".join([*teams[Part.LEAD], *teams[Part.JOINT]]),
        "supporting": "\n".join(teams[Part.SUPPORTING]),
        "due": line.due_as_written,
        "measures": "\n".join(line.measures),
        "people": "\n".join(f"{owner.team.name}: {owner.person.username}" for owner in owners if owner.person),
        "commitments": "\n".join(map(link_text, action.commitments.all())),
        "indicators": "\n".join(map(link_text, action.indicators.all())),
        "added_on": action.added_on.isoformat() if action.added_on else "",
        "added_by_decision": action.added_by_decision,
        "first_due": line.first_due_as_written,
        "window": line.due_window_text or "",
        "slippage": line.slip_text,
        "moves": "\n".join(map(_move_text, line.action.moves)),
        "completed_on": action.completed_on,
        "accepted_on": action.accepted_on,
        "state": line.state_word,
        "judgement": "Yes" if line.is_at_risk else "",
        "status": line.status_text,
        "latest": line.latest.done if line.latest else "",
    }


def step_of(step: Milestone, number: int) -> dict[str, Cell]:
    """One milestone of an action by the names of the columns."""
    return {
        "number": number,
        "milestone": step.title,
        "due": step.due.as_written,
        "reached_on": step.completed_on.isoformat() if step.completed_on else "",
        "first_due": step.first_due.as_written,
    }


def _move_text(move: Move) -> str:
    """`4 November 2026: End 2025 to no date. Reason. Agreed by the board.`"""
    agreed = move.after
    return f"{agreed.holds_from:%-d %B %Y}: {move.before} to {agreed}. {agreed.reason} Agreed by {agreed.agreed_by}."
