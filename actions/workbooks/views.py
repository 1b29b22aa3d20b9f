"""The plan as a workbook: download it, upload it or the plan as it was published, see what it would do, confirm."""

import io

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from indicators.entering.forms import UploadForm
from indicators.entering.views.workbooks import WORKBOOK_TYPE, download
from strategy_portal.clock import today
from strategy_portal.spreadsheets.cells import Cell
from strategy_portal.uploads.reading import FileRefused as Refused

from ..imports import NotToApply, PlanChanged, apply_plan, look_at, receive_plan, seal_of, settle
from ..models import ActionOwner, DueRevision, Milestone
from ..scorecards.action_plan import ActionLine, action_plan
from ..views import OfPlan
from .book import PlanBook, plan_csv
from .matching import link_text

Part = ActionOwner.Part
SHOWN = 300
INDICATORS = "indicators__key_output__outcome"


class PlanFile(OfPlan, View):
    """The plan as it stands, to download."""

    def book(self) -> PlanBook:
        plan = action_plan(self.strategy, today())
        prefetch_related_objects([line.action for line in plan.lines], "commitments__outcome", INDICATORS, "milestones")
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
        return download(out.getvalue(), f"{self.strategy.slug}-plan.xlsx", WORKBOOK_TYPE)


class PlanCsv(PlanFile):
    """The same as CSV."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        data = plan_csv(self.book()).encode("utf-8-sig")
        return download(data, f"{self.strategy.slug}-plan.csv", "text/csv; charset=utf-8")


class PlanImportCreate(OfPlan, View):
    """Choose a file. One that is not in order is refused here, and nothing of it is kept."""

    template_name = "actions/plan_import_create.html"

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self._page(self._form())

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, 422)
        file = form.cleaned_data["file"]
        try:
            upload = receive_plan(file=file, name=file.name, strategy=self.strategy, by=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return self._page(form, 422)
        return redirect(upload)

    def _form(self, *given) -> UploadForm:
        form = UploadForm(*given)
        form.fields["file"].help_text = "The plan as .xlsx or .csv, as it was published or as it was downloaded here."
        return form

    def _page(self, form: UploadForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "strategy": self.strategy, "crumbs": [*self.crumbs, ("Upload a plan", "")]}
        return render(self.request, self.template_name, context, status=status)


class PlanImportDetail(OfPlan, View):
    """What an uploaded plan would do; settling what is doubtful; saving all of it, or nothing."""

    template_name = "actions/plan_import_detail.html"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            mine = self.strategy.plan_imports.filter(uploaded_by=request.user).select_related("strategy")
            self.upload = get_object_or_404(mine, pk=kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        run = look_at(self.upload, today())
        context = {
            "strategy": self.strategy,
            "upload": self.upload,
            "run": run,
            "seal": seal_of(run),
            "changes": run.changes[:SHOWN],
            "crumbs": [*self.crumbs, (self.upload.file_name, "")],
        }
        return render(request, self.template_name, context)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        answers = {key.removeprefix("settle-"): value for key, value in request.POST.items()}
        if self.upload.applied_at is None and settle(self.upload, answers, today()):
            messages.info(request, "Your choices are kept. See what the file would do now, then save.")
            return redirect(self.upload)
        try:
            saved = apply_plan(
                self.upload, seen=request.POST.get("seen", ""), taking=request.POST.getlist("take"), by=request.user,
                on=today(), at=timezone.now(),
            )  # fmt: skip
        except (NotToApply, PlanChanged) as error:
            messages.warning(request, str(error))
            return redirect(self.upload)
        messages.success(request, f"{saved} {'action is' if saved == 1 else 'actions are'} saved.")
        return redirect("actions:plan", self.strategy.slug)


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
        "moves": "\n".join(map(_move_text, line.own_moves)),
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
        "due": step.due_as_written,
        "reached_on": step.completed_on.isoformat() if step.completed_on else "",
        "first_due": step.first_due_as_written,
    }


def _move_text(move: DueRevision) -> str:
    """`4 November 2026: End 2025 to no date. Reason. Agreed by the board.`"""
    before, after = move.from_as_written or "no date", move.to_as_written or "no date"
    return f"{move.agreed_on:%-d %B %Y}: {before} to {after}. {move.reason} Agreed by {move.agreed_by}."
