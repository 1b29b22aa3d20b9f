from django.urls import path

from . import views
from .editing import views as editing

CONTENTS = "strategies/<slug:strategy>/setup/strategy/"
OUTCOME = f"{CONTENTS}outcomes/<int:number>/"

editing_patterns = [
    path("strategies/add/", editing.StrategyCreate.as_view(), name="strategy-create"),
    path(CONTENTS, editing.StrategyContents.as_view(), name="strategy-contents"),
    path(f"{CONTENTS}edit/", editing.StrategyEdit.as_view(), name="strategy-edit"),
    path(f"{CONTENTS}adopt/", editing.StrategyAdopt.as_view(), name="strategy-adopt"),
    path(f"{CONTENTS}archive/", editing.StrategyArchive.as_view(), name="strategy-archive"),
    path(f"{CONTENTS}outcomes/add/", editing.OutcomeCreate.as_view(), name="outcome-create"),
    path(OUTCOME, editing.OutcomeEdit.as_view(), name="outcome-edit"),
    path(f"{OUTCOME}remove/", editing.OutcomeRemove.as_view(), name="outcome-remove"),
    path(f"{OUTCOME}commitments/add/", editing.CommitmentCreate.as_view(), name="commitment-create"),
    path(f"{OUTCOME}commitments/<int:pk>/", editing.CommitmentEdit.as_view(), name="commitment-edit"),
    path(f"{OUTCOME}commitments/<int:pk>/remove/", editing.CommitmentRemove.as_view(), name="commitment-remove"),
    path(f"{CONTENTS}entries/<slug:kind>/add/", editing.StatementCreate.as_view(), name="statement-create"),
    path(f"{CONTENTS}entries/<int:pk>/", editing.StatementEdit.as_view(), name="statement-edit"),
    path(f"{CONTENTS}entries/<int:pk>/remove/", editing.StatementRemove.as_view(), name="statement-remove"),
]
urlpatterns = [
    *editing_patterns,
    path(
        "strategies/<slug:strategy>/outcomes/<int:number>/priorities/",
        views.OutcomePriorities.as_view(),
        name="outcome-priorities",
    ),
    path("strategies/<slug:slug>/outcome-colour/", views.StrategyRollup.as_view(), name="strategy-rollup"),
]
