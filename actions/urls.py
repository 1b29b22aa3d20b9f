from django.urls import path

from . import views
from .framing import views as framing
from .people import views as people
from .planning import views as planning
from .reporting import views as reporting
from .succeeding import views as succeeding
from .workbooks import views as workbooks

PLAN = "strategies/<slug:strategy>/plan/"
ACTION = "strategies/<slug:strategy>/actions/<int:number>/"
LIMITS = "setup/slip-limit/"
DOCUMENT = "from-a-document/<int:pk>/"
UPDATE = f"{ACTION}progress/<int:pk>/"

urlpatterns = [
    path("actions/", views.ActionList.as_view(), name="action-list"),
    path("actions/to-accept/", reporting.AcceptanceList.as_view(), name="acceptance-list"),
    path(f"{PLAN}slippage/", views.SlippageLedger.as_view(), name="slippage-ledger"),
    path(f"{PLAN}update/", reporting.QuickUpdate.as_view(), name="quick-update"),
    path(f"{PLAN}workbook/", workbooks.PlanWorkbook.as_view(), name="plan-workbook"),
    path(f"{PLAN}csv/", workbooks.PlanCsv.as_view(), name="plan-csv"),
    path(f"{PLAN}import/", workbooks.PlanImportCreate.as_view(), name="plan-import-create"),
    path(f"{PLAN}import/<int:pk>/", workbooks.PlanImportDetail.as_view(), name="plan-import-detail"),
    path("from-a-document/", framing.FramingCreate.as_view(), name="framing-create"),
    path(DOCUMENT, framing.FramingDetail.as_view(), name="framing-detail"),
    path(f"{DOCUMENT}rows/add/<slug:kind>/", framing.FramingRowCreate.as_view(), name="framing-row-create"),
    path(f"{DOCUMENT}rows/<slug:row>/", framing.FramingRowEdit.as_view(), name="framing-row-edit"),
    path(f"{DOCUMENT}remove/", framing.FramingRemove.as_view(), name="framing-remove"),
    path("strategies/<slug:strategy>/successor/", succeeding.SuccessorCreate.as_view(), name="successor-create"),
    path("my-actions/", people.MyActions.as_view(), name="my-actions"),
    path("teams/", people.TeamList.as_view(), name="team-list"),
    path("teams/<int:pk>/", people.TeamDetail.as_view(), name="team-detail"),
    path("teams/<int:pk>/merge/", people.TeamMerge.as_view(), name="team-merge"),
    path("people/<int:pk>/hand-over/", people.HandOver.as_view(), name="hand-over"),
    path("setup/due-dates/", planning.DuePhrases.as_view(), name="due-phrases"),
    path(LIMITS, planning.SlipLimitList.as_view(), name="slip-limit-list"),
    path(f"{LIMITS}add/", planning.SlipLimitCreate.as_view(), name="slip-limit-create"),
    path(f"{LIMITS}<int:pk>/withdraw/", planning.SlipLimitWithdraw.as_view(), name="slip-limit-withdraw"),
    path(f"{PLAN}add/", planning.ActionCreate.as_view(), name="action-create"),
    path(f"{ACTION}changes/", views.ActionChanges.as_view(), name="action-changes"),
    path(f"{ACTION}edit/", planning.ActionEdit.as_view(), name="action-edit"),
    path(f"{ACTION}due/", planning.DueRevise.as_view(), name="due-revise"),
    path(f"{ACTION}state/", reporting.StateDecide.as_view(), name="state-decide"),
    path(f"{ACTION}complete/", reporting.ActionComplete.as_view(), name="action-complete"),
    path(f"{ACTION}progress/", reporting.ProgressUpdateCreate.as_view(), name="progress-update-create"),
    path(f"{UPDATE}edit/", reporting.ProgressUpdateEdit.as_view(), name="progress-update-edit"),
    path(f"{UPDATE}correct/", reporting.ProgressUpdateCorrect.as_view(), name="progress-update-correct"),
    path(f"{UPDATE}evidence/", reporting.UpdateEvidence.as_view(), name="update-evidence"),
    path(f"{ACTION}milestones/add/", planning.MilestoneCreate.as_view(), name="milestone-create"),
    path(f"{ACTION}milestones/<int:pk>/", planning.MilestoneEdit.as_view(), name="milestone-edit"),
    path(f"{ACTION}milestones/<int:pk>/due/", planning.MilestoneRevise.as_view(), name="milestone-revise"),
]
