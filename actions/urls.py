from django.urls import path

from .people.views import HandOver, MyActions, TeamDetail, TeamList
from .planning.views import (
    ActionCreate,
    ActionEdit,
    DuePhrases,
    DueRevise,
    MilestoneCreate,
    MilestoneEdit,
    MilestoneRevise,
)  # fmt: skip
from .reporting.views import (
    AcceptanceList,
    ActionComplete,
    ProgressUpdateCorrect,
    ProgressUpdateCreate,
    ProgressUpdateEdit,
    QuickUpdate,
    StateDecide,
    UpdateEvidence,
)  # fmt: skip
from .views import ActionList, Plan, SlippageLedger
from .workbooks.views import PlanCsv, PlanImportCreate, PlanImportDetail, PlanWorkbook

PLAN = "strategies/<slug:strategy>/plan/"
ACTION = "strategies/<slug:strategy>/actions/<int:number>/"

urlpatterns = [
    path("actions/", ActionList.as_view(), name="action-list"),
    path("actions/to-accept/", AcceptanceList.as_view(), name="acceptance-list"),
    path(PLAN, Plan.as_view(), name="plan"),
    path(f"{PLAN}slippage/", SlippageLedger.as_view(), name="slippage-ledger"),
    path(f"{PLAN}update/", QuickUpdate.as_view(), name="quick-update"),
    path(f"{PLAN}workbook/", PlanWorkbook.as_view(), name="plan-workbook"),
    path(f"{PLAN}csv/", PlanCsv.as_view(), name="plan-csv"),
    path(f"{PLAN}import/", PlanImportCreate.as_view(), name="plan-import-create"),
    path(f"{PLAN}import/<int:pk>/", PlanImportDetail.as_view(), name="plan-import-detail"),
    path("my-actions/", MyActions.as_view(), name="my-actions"),
    path("teams/", TeamList.as_view(), name="team-list"),
    path("teams/<int:pk>/", TeamDetail.as_view(), name="team-detail"),
    path("people/<int:pk>/hand-over/", HandOver.as_view(), name="hand-over"),
    path("setup/due-dates/", DuePhrases.as_view(), name="due-phrases"),
    path(f"{PLAN}add/", ActionCreate.as_view(), name="action-create"),
    path(f"{ACTION}edit/", ActionEdit.as_view(), name="action-edit"),
    path(f"{ACTION}due/", DueRevise.as_view(), name="due-revise"),
    path(f"{ACTION}state/", StateDecide.as_view(), name="state-decide"),
    path(f"{ACTION}complete/", ActionComplete.as_view(), name="action-complete"),
    path(f"{ACTION}progress/", ProgressUpdateCreate.as_view(), name="progress-update-create"),
    path(f"{ACTION}progress/<int:pk>/edit/", ProgressUpdateEdit.as_view(), name="progress-update-edit"),
    path(f"{ACTION}progress/<int:pk>/correct/", ProgressUpdateCorrect.as_view(), name="progress-update-correct"),
    path(f"{ACTION}progress/<int:pk>/evidence/", UpdateEvidence.as_view(), name="update-evidence"),
    path(f"{ACTION}milestones/add/", MilestoneCreate.as_view(), name="milestone-create"),
    path(f"{ACTION}milestones/<int:pk>/", MilestoneEdit.as_view(), name="milestone-edit"),
    path(f"{ACTION}milestones/<int:pk>/due/", MilestoneRevise.as_view(), name="milestone-revise"),
]
