"""The table of rights: who may do what. It is the only place that says so.

Each route (by its name) has a row; each row says for each method which roles may use it. A route without a row is
refused to everyone, and a test fails until it has one. Whether an object is somebody's own, the QuerySets say
(`in_remit_of`).
"""

from collections.abc import Mapping

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission

from .models import Role

Who = frozenset[str]
PUBLIC = "public"
EVERYONE: Who = frozenset([PUBLIC, *Role.values])
SIGNED_IN: Who = frozenset(Role.values)
NOBODY: Who = frozenset()
ENTERS: Who = frozenset([Role.OFFICER, Role.PERFORMANCE])
APPROVES: Who = frozenset([Role.APPROVER, Role.PERFORMANCE])
SEES_DRAFTS: Who = ENTERS | APPROVES
"""Who sees what of a value is not approved, and why it was returned; other readers see what was approved."""
SETS_UP: Who = frozenset([Role.PERFORMANCE])
DIRECTS: Who = frozenset([Role.PERFORMANCE, Role.BOARD])
READS_COMMENTS: Who = frozenset([Role.OFFICER, Role.PERFORMANCE])
"""Who moderates and codes what people wrote: the performance team, and officers where their own team leads."""
ISSUES: Who = frozenset([Role.CLERK, Role.PERFORMANCE])
ADMINISTERS: Who = frozenset([Role.ADMINISTRATOR])

Row = Mapping[str, Who]


def reads(who: Who) -> Row:
    return {"GET": who}


def form(who: Who) -> Row:
    return {"GET": who, "POST": who}


ACCOUNT_PAGES = (
    "account_reauthenticate", "account_change_password", "account_set_password", "account_inactive",
    "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_reauthenticate", "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes", "mfa_download_recovery_codes",
)  # fmt: skip
PASSWORD_RESET_PAGES = (
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done",
)  # fmt: skip
SETUP_PAGES = (
    "setup-list", "setup-detail", "indicator-setup-list", "indicator-setup-detail", "unit-list",
    "population-table-list", "population-table-detail", "council-tolerance-list",
)  # fmt: skip
SETUP_FORMS = (
    "indicator-create", "indicator-edit", "indicator-retire", "rule-change-create", "rule-change-withdraw",
    "target-edit", "target-withdraw", "benchmark-create", "benchmark-edit", "benchmark-withdraw", "unit-create",
    "unit-edit", "team-create", "population-table-create", "population-table-edit", "population-create",
    "population-withdraw", "council-tolerance-create", "council-tolerance-withdraw",
)  # fmt: skip
COMMENT_PAGES = ("comment-list", "coder-agreement")
COMMENT_FORMS = (
    "comment-moderate", "comment-publish", "comment-code", "theme-list", "theme-create", "theme-edit", "theme-merge",
    "campaign-list", "consent-edit",
)  # fmt: skip
ACTION_FORMS = (
    "progress-update-create", "progress-update-edit", "progress-update-correct", "action-complete", "milestone-create",
    "milestone-edit",
)  # fmt: skip
PLAN_PAGES = ("plan", "action-timeline", "slippage-ledger", "plan-workbook", "plan-csv", "team-list", "team-detail")
PLAN_FORMS = (
    "action-create", "action-edit", "due-revise", "milestone-revise", "state-decide", "plan-import-create",
    "plan-import-detail",
)  # fmt: skip
REPLY_FORMS = ("theme-reply", "comment-reply", "reply-withdraw", "engagement-edit")
KEYING_FORMS = ("paper-create", "letter-create")
CONSULTATION_SETUP_FORMS = (
    "consultation-create", "consultation-edit", "reported-edit", "respondent-types-edit", "question-create",
    "question-edit", "question-remove", "meeting-create", "meeting-edit", "meeting-remove", "survey-create",
    "survey-detail",
)  # fmt: skip
API_LISTS = ("strategy", "outcome", "indicator", "value", "seal", "action", "progress-update", "consultation", "report")

RIGHTS: dict[str, Row] = {
    "home": reads(EVERYONE),
    "health-live": reads(EVERYONE),
    "health-ready": reads(EVERYONE),
    "account_login": form(EVERYONE),
    "account_logout": form(EVERYONE),
    "mfa_authenticate": form(EVERYONE),
    **{name: form(EVERYONE) for name in PASSWORD_RESET_PAGES},
    **{name: form(SIGNED_IN) for name in ACCOUNT_PAGES},
    "outcomes:strategy-list": reads(SIGNED_IN),
    "outcomes:strategy-detail": reads(SIGNED_IN),
    "outcomes:outcome-detail": reads(SIGNED_IN),
    "outcomes:strategy-rollup": form(SETS_UP),
    "outcomes:outcome-judge": form(SETS_UP),
    "indicators:indicator-list": reads(SIGNED_IN),
    "indicators:indicator-detail": reads(SIGNED_IN),
    "indicators:indicator-changes": reads(SIGNED_IN),
    "indicators:indicator-chart": reads(SIGNED_IN),
    "indicators:indicator-picture": reads(SIGNED_IN),
    "indicators:process-chart": reads(SIGNED_IN),
    "indicators:process-picture": reads(SIGNED_IN),
    "indicators:return-list": reads(ENTERS),
    "indicators:value-grid": form(ENTERS),
    "indicators:return-workbook": reads(ENTERS),
    "indicators:return-csv": reads(ENTERS),
    "indicators:import-create": form(ENTERS),
    "indicators:import-detail": form(ENTERS),
    "indicators:value-edit": form(ENTERS),
    "indicators:value-save": {"POST": ENTERS},
    "indicators:evidence-file": reads(ENTERS | APPROVES),
    "indicators:approval-list": reads(APPROVES),
    "indicators:approval-grid": form(APPROVES),
    **{f"indicators:{name}": reads(SETS_UP) for name in SETUP_PAGES},
    **{f"indicators:{name}": form(SETS_UP) for name in SETUP_FORMS},
    "indicators:period-list": reads(SETS_UP),
    "indicators:period-lock": form(SETS_UP),
    "indicators:period-make": {"POST": SETS_UP},
    "indicators:value-history": reads(SIGNED_IN),
    "indicators:figure-history": reads(SIGNED_IN),
    "indicators:value-revise": form(ENTERS | APPROVES),
    "indicators:value-withdraw": form(ENTERS | APPROVES),
    "actions:action-list": reads(SIGNED_IN),
    "actions:action-detail": reads(SIGNED_IN),
    **{f"actions:{name}": form(ENTERS) for name in ACTION_FORMS},
    **{f"actions:{name}": form(SETS_UP) for name in PLAN_FORMS},
    "actions:acceptance-list": form(DIRECTS),
    **{f"actions:{name}": reads(SIGNED_IN) for name in PLAN_PAGES},
    "actions:my-actions": reads(ENTERS),
    "actions:quick-update": form(ENTERS),
    "actions:hand-over": form(SETS_UP),
    "actions:due-phrases": form(SETS_UP),
    "actions:update-evidence": reads(SIGNED_IN),
    "consultations:consultation-list": reads(SIGNED_IN),
    "consultations:consultation-detail": reads(SIGNED_IN),
    "consultations:consultation-setup": reads(SETS_UP),
    "consultations:form-preview": reads(SETS_UP),
    **{f"consultations:{name}": form(SETS_UP) for name in CONSULTATION_SETUP_FORMS},
    **{f"consultations:{name}": form(ENTERS) for name in KEYING_FORMS},
    "consultations:open-list": reads(EVERYONE),
    "consultations:form-start": form(EVERYONE),
    "consultations:form-page": form(EVERYONE),
    "consultations:form-check": form(EVERYONE),
    "consultations:form-sent": reads(EVERYONE),
    "consultations:comment-csv": reads(SIGNED_IN),
    "consultations:comment-workbook": reads(SIGNED_IN),
    "consultations:removal-list": reads(SETS_UP),
    "consultations:removal-create": form(SETS_UP),
    **{f"consultations:{name}": reads(READS_COMMENTS) for name in COMMENT_PAGES},
    **{f"consultations:{name}": form(READS_COMMENTS) for name in COMMENT_FORMS},
    "consultations:reply-list": reads(SIGNED_IN),
    **{f"consultations:{name}": form(ENTERS) for name in REPLY_FORMS},
    "consultations:consultation-publish": form(ISSUES),
    "consultations:you-said-list": reads(EVERYONE),
    "consultations:you-said-detail": reads(EVERYONE),
    "reports:board": reads(SIGNED_IN),
    "reports:radar": reads(DIRECTS),
    "reports:radar-csv": reads(DIRECTS),
    "reports:report-list": reads(EVERYONE),
    "reports:report-detail": reads(SIGNED_IN),
    "reports:report-pdf": reads(SIGNED_IN),
    "reports:report-issue": form(ISSUES),
    "reports:narrative-edit": form(ISSUES),
    "reports:issued-report-detail": reads(EVERYONE),
    "reports:issued-report-pdf": reads(EVERYONE),
    "api:schema": reads(SIGNED_IN),
    "api:docs": reads(SIGNED_IN),
    "api:root": reads(SIGNED_IN),
    **{f"api:{name}-list": reads(SIGNED_IN) for name in API_LISTS},
    **{f"api:{name}-detail": reads(SIGNED_IN) for name in API_LISTS},
    **{f"api:{name}-changes": reads(SIGNED_IN) for name in ("indicator", "action")},
    "api:progress-update-list": {"GET": SIGNED_IN, "POST": ENTERS},
    "api:value-list": {"GET": SIGNED_IN, "POST": ENTERS},
    "api:value-detail": {"GET": SIGNED_IN, "PUT": ENTERS},
}
ADMIN_SITE = "admin:"


def role_of(user) -> str:
    return user.role if user.is_authenticated and user.is_active else PUBLIC


def sees_drafts(user) -> bool:
    """Whether this person sees a value before it is approved."""
    return role_of(user) in SEES_DRAFTS


def may(user, route: str, method: str = "GET") -> bool:
    """Whether this person may use this route by this method. HEAD and OPTIONS need what GET needs."""
    if route.startswith(ADMIN_SITE):
        return role_of(user) in ADMINISTERS
    method = "GET" if method in ("HEAD", "OPTIONS") else method
    return role_of(user) in RIGHTS.get(route, {}).get(method, NOBODY)


class Rights:
    """Middleware: asks the table before any view runs. The API asks it itself, once it has read the token."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        route = request.resolver_match.view_name
        if route.startswith("api:") or may(request.user, route, request.method):
            return None
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())


class HasRight(BasePermission):
    """The same table for the API, where the person is known only after the token is read."""

    def has_permission(self, request, view) -> bool:
        return may(request.user, request.resolver_match.view_name, request.method)
