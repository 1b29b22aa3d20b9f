"""The table of rights: who may do what. It is the only place that says so. Then what each request asks.

Each route (by its name) has a row; each row says for each method which roles may use it. A route without a row is
refused to everyone, and a test fails until it has one. Whether an object is somebody's own, the QuerySets say
(`in_remit_of`).
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import SAFE_METHODS, BasePermission

from .clock import today
from .kept import WHO, handed_on
from .models import ApiToken, Role
from .views import not_allowed

Who = frozenset[str]
PUBLIC = "public"
EVERYONE: Who = frozenset([PUBLIC, *Role.values])
SIGNED_IN: Who = frozenset(Role.values)
NOBODY: Who = frozenset()
ENTERS: Who = frozenset([Role.OFFICER, Role.PERFORMANCE])
APPROVES: Who = frozenset([Role.APPROVER, Role.PERFORMANCE])
SEES_DRAFTS: Who = ENTERS | APPROVES
"""Who sees what of their own teams' values is not approved, and why it was returned; others see what was approved."""
SETS_UP: Who = frozenset([Role.PERFORMANCE])
DIRECTS: Who = frozenset([Role.PERFORMANCE, Role.BOARD])
READS_COMMENTS: Who = frozenset([Role.OFFICER, Role.PERFORMANCE])
"""Who moderates and codes what people wrote: the performance team, and officers where their own team leads."""
ISSUES: Who = frozenset([Role.CLERK, Role.PERFORMANCE])
CLEARS: Who = frozenset([Role.APPROVER, Role.PERFORMANCE, Role.BOARD, Role.CLERK])
"""Who clears a report for a post: finance, legal, a head of service are approvers or members of the board."""
COMPOSES: Who = ISSUES | ENTERS
"""Who issues a report writes all of it; officers the texts of what their own teams own, as the page itself asks."""
READS_EXEMPT: Who = COMPOSES | CLEARS
"""Who reads what of a report is not published: who writes, clears or receives it."""
ADMINISTERS: Who = frozenset([Role.ADMINISTRATOR])

Row = Mapping[str, Who]


def reads(who: Who) -> Row:
    return {"GET": who}


def form(who: Who) -> Row:
    return {"GET": who, "POST": who}


def pages(app: str, row: Row, names: str) -> dict[str, Row]:
    """The same row for several routes of an app; without an app for routes of the frame."""
    return {f"{app}:{name}" if app else name: row for name in names.split()}


def admin_pages(kinds: str, models: str) -> str:
    """The names of pages of the admin site (docs/adr/0025)."""
    return " ".join(f"{model}_{kind}" for model in models.split() for kind in kinds.split())


LOOKED_AT = """
    outcomes_strategy outcomes_outcome outcomes_statement outcomes_commitment
    indicators_indicator indicators_keyoutput indicators_collectionunit indicators_counciltolerance
    actions_action actions_milestone actions_progressupdate actions_duedate actions_duephrase
    actions_sliplimit
    consultations_consultation consultations_theme consultations_themeshare consultations_engagementstandard
    reports_arrangement reports_reportform reports_narrative reports_sourceentry reports_issuedreport"""

API_LISTS = (
    "strategy",
    "outcome",
    "indicator",
    "value",
    "seal",
    "action",
    "progress-update",
    "consultation",
    "report",
    "meeting",
    "decision",
)
API_FLAT_LISTS = ("figure",)
"""Lists of which no row has an address of its own."""

RIGHTS: dict[str, Row] = {
    **pages("", reads(EVERYONE), "home council-logo health-live health-ready help-list help-detail"),
    **pages("", reads(SIGNED_IN), "search"),
    "council-edit": form(SETS_UP | ADMINISTERS),
    **pages("", form(EVERYONE), """
        account_login account_logout account_reset_password account_reset_password_done
        account_reset_password_from_key account_reset_password_from_key_done mfa_authenticate"""),
    **pages("", form(SIGNED_IN), """
        account_reauthenticate account_change_password account_set_password account_inactive mfa_index mfa_activate_totp
        mfa_deactivate_totp mfa_reauthenticate mfa_generate_recovery_codes mfa_view_recovery_codes
        mfa_download_recovery_codes usersessions_list"""),

    "people:kept-form": {"POST": EVERYONE},
    **pages("people", reads(SIGNED_IN), "account"),
    **pages("people", form(SIGNED_IN), "absence-edit token-create token-end"),
    **pages("people", reads(ADMINISTERS), "person-list person-detail team-list token-list"),
    **pages("people", form(ADMINISTERS), """
        person-create person-edit person-deactivate person-reactivate second-factor-reset team-create team-edit"""),
    "people:password-link-create": {"POST": ADMINISTERS},

    **pages("outcomes", reads(SIGNED_IN), "strategy-list strategy-detail outcome-detail"),
    **pages("outcomes", form(SETS_UP), """
        strategy-rollup outcome-judge outcome-priorities strategy-create strategy-contents strategy-edit strategy-adopt
        strategy-archive outcome-create outcome-edit outcome-remove commitment-create commitment-edit commitment-remove
        statement-create statement-edit statement-remove"""),

    **pages("indicators", reads(SIGNED_IN), """
        indicator-list indicator-detail indicator-changes indicator-chart indicator-picture indicator-chart-csv
        value-history figure-history"""),
    **pages("indicators", reads(ENTERS), "return-list return-workbook return-csv value-about"),
    **pages("indicators", form(ENTERS), "value-grid day-choose value-edit import-create import-detail"),
    "indicators:value-save": {"POST": ENTERS},
    **pages("indicators", reads(ENTERS | APPROVES), "evidence-file"),
    **pages("indicators", form(ENTERS | APPROVES), "value-revise value-withdraw"),
    **pages("indicators", reads(APPROVES), "approval-list"),
    **pages("indicators", form(APPROVES), "approval-grid"),
    **pages("indicators", reads(SETS_UP), """
        setup-list setup-detail indicator-setup-list indicator-setup-detail unit-list population-table-list
        population-table-detail council-tolerance-list period-list setup-workbook"""),
    **pages("indicators", form(SETS_UP), """
        indicator-create indicator-edit indicator-retire rule-change-create rule-change-withdraw process-base-create
        process-base-withdraw target-edit
        target-withdraw benchmark-create benchmark-edit benchmark-withdraw key-output-list key-output-create
        key-output-edit key-output-remove unit-create unit-edit team-create
        population-table-create population-table-edit population-create population-withdraw council-tolerance-create
        council-tolerance-withdraw period-lock setup-import-create setup-import-detail past-create
        past-detail"""),
    "indicators:period-make": {"POST": SETS_UP},

    **pages("actions", reads(SIGNED_IN), """
        action-list action-detail action-changes plan slippage-ledger plan-workbook plan-csv team-list team-detail
        update-evidence"""),
    **pages("actions", reads(SETS_UP), "slip-limit-list"),
    **pages("actions", reads(ENTERS), "my-actions"),
    **pages("actions", form(ENTERS), """
        progress-update-create progress-update-edit progress-update-correct action-complete milestone-create
        milestone-edit quick-update"""),
    **pages("actions", form(SETS_UP), """
        action-create action-edit due-revise milestone-revise state-decide plan-import-create plan-import-detail
        hand-over team-merge due-phrases slip-limit-create slip-limit-withdraw framing-create framing-detail
        framing-row-create framing-row-edit framing-remove successor-create"""),
    **pages("actions", form(DIRECTS), "acceptance-list"),

    **pages("consultations", reads(EVERYONE), "open-list form-sent you-said-list you-said-detail"),
    **pages("consultations", form(EVERYONE), "form-start form-page form-check"),
    **pages("consultations", reads(SIGNED_IN), """
        consultation-list consultation-detail comment-csv comment-workbook reply-list themes-data themes-picture
        themes-csv"""),
    **pages("consultations", form(ENTERS), """
        paper-create letter-create theme-reply comment-reply reply-withdraw engagement-edit"""),
    **pages("consultations", reads(READS_COMMENTS), "comment-list letter-file"),
    **pages("consultations", form(READS_COMMENTS), """
        comment-moderate comment-publish comment-set-aside comment-code theme-list theme-create theme-edit theme-merge
        theme-remove campaign-list coder-agreement consent-edit consent-of-many-edit"""),
    **pages("consultations", reads(SETS_UP), "consultation-setup form-preview removal-list"),
    **pages("consultations", form(SETS_UP), """
        consultation-create consultation-edit reported-edit respondent-types-edit question-create question-edit
        question-remove meeting-create meeting-edit meeting-remove survey-create survey-detail removal-create"""),
    **pages("consultations", form(ISSUES), "consultation-publish"),

    **pages("reports", reads(EVERYONE), """
        report-list issued-report-detail issued-report-pdf issued-report-csv issued-report-workbook
        published-strategy-detail published-indicator-detail published-data"""),
    **pages("reports", reads(SIGNED_IN), """
        board strategy-board strategy-board-pdf report-detail report-pdf
        report-appendix"""),
    **pages("reports", reads(SIGNED_IN), """
        meeting-list meeting-detail meeting-pack-pdf decision-list decision-detail"""),
    **pages("reports", form(ISSUES), """
        meeting-create meeting-edit meeting-call-off meeting-pack-create decision-create decision-edit decision-close
        decision-reopen decision-withdraw"""),
    **pages("reports", reads(DIRECTS), "radar"),
    **pages("reports", reads(SIGNED_IN), "waiting watch-list"),
    "reports:indicator-watch": {"POST": SIGNED_IN},
    "reports:action-watch": {"POST": SIGNED_IN},
    **pages("reports", reads(SEES_DRAFTS), "owes team-owes"),
    **pages("reports", form(ISSUES), """
        report-issue report-exempt issued-report-withdraw report-prepare report-reopen paper-dates-create
        paper-dates-edit"""),
    **pages("reports", reads(READS_EXEMPT), "report-exempt-pdf issued-report-exempt"),
    **pages("reports", form(COMPOSES), "place-compose"),
    **pages("reports", reads(COMPOSES), "report-compose place-versions compose-record"),
    "reports:arrangement-edit": form(ISSUES),
    "reports:first-steps": form(SETS_UP | ADMINISTERS),
    "reports:making-take-back": {"POST": ISSUES},
    **pages("reports", reads(ISSUES), "making-detail pack-making-detail"),
    **pages("reports", reads(SIGNED_IN), "paper-dates-list paper-calendar arrangement-list"),
    **pages("reports", reads(SETS_UP), "report-form-list"),
    **pages("reports", form(SETS_UP), "report-form-edit report-form-create"),
    "reports:report-clear": {"GET": SIGNED_IN, "POST": CLEARS},
    **pages("reports", reads(SETS_UP), "reminders"),
    **pages("reports", form(SETS_UP), "nudge-create"),
    **pages("reports", reads(SIGNED_IN), "digest-detail"),
    **pages("reports", form(SIGNED_IN), "own-reminders calendar-create calendar-end"),
    **pages("reports", reads(EVERYONE), "own-calendar strategy-calendar"),  # by a secret in the address
    **pages("reports", form(SEES_DRAFTS), "value-remarks action-remarks"),

    **pages("api", reads(SIGNED_IN), "schema docs root indicator-changes action-changes"),
    **{f"api:{name}-{kind}": reads(SIGNED_IN) for name in API_LISTS for kind in ("list", "detail")},
    **{f"api:{name}-list": reads(SIGNED_IN) for name in API_FLAT_LISTS},
    "api:progress-update-list": {"GET": SIGNED_IN, "POST": ENTERS},
    "api:value-list": {"GET": SIGNED_IN, "POST": ENTERS},
    "api:value-detail": {"GET": SIGNED_IN, "PUT": ENTERS},

    **pages("admin", reads(ADMINISTERS), "index app_list jsi18n"),
    **pages("admin", reads(ADMINISTERS), admin_pages("changelist change", LOOKED_AT)),
}  # fmt: skip


NAMED_BY_SLUG = {"outcomes:strategy-detail", "outcomes:strategy-rollup"}
"""Routes of which `slug` is the strategy’s; others call it `strategy`."""


def of_row(names: str, model: str, strategy: str, key: str = "pk") -> dict[str, tuple[str, str, str]]:
    return dict.fromkeys(names.split(), (model, strategy, key))


BY_ROW = {
    **of_row("indicators:value-history indicators:value-revise indicators:value-withdraw", "indicators.Value",
             "period__strategy", "value"),
    **of_row("reports:value-remarks", "indicators.Value", "period__strategy"),
    **of_row("indicators:evidence-file", "indicators.Evidence", "value__period__strategy"),
    **of_row("""
        reports:decision-detail reports:decision-edit reports:decision-close reports:decision-reopen
        reports:decision-withdraw""", "reports.Decision", "strategy"),
    **of_row("""
        reports:meeting-detail reports:meeting-edit reports:meeting-call-off""", "reports.BoardMeeting", "strategy"),
    **of_row("reports:meeting-pack-pdf", "reports.MeetingPack", "strategy"),
    **of_row("reports:making-detail reports:making-take-back", "reports.Making", "strategy"),
    **of_row("reports:pack-making-detail", "reports.PackMaking", "strategy"),
    **of_row("reports:issued-report-exempt reports:issued-report-withdraw", "reports.IssuedReport", "strategy"),
}  # fmt: skip
"""Routes that name a row by its number: its model, the way from there to the strategy, and what the address calls it.

Of issued reports that everyone reads the view itself leaves drafts out."""


def role_of(user) -> str:
    return user.role if user.is_authenticated and user.is_active else PUBLIC


def sees_drafts(user) -> bool:
    """Whether this person sees values of their own teams before they are approved (`Value.objects.in_remit_of`)."""
    return role_of(user) in SEES_DRAFTS


def may(user, route: str, method: str = "GET") -> bool:
    """Whether this person may use this route by this method. HEAD and OPTIONS need what GET needs."""
    return role_of(user) in RIGHTS.get(route, {}).get(_as_in_the_table(method), NOBODY)


def writes_drafts(user) -> bool:
    """Whether this person writes strategies, and so sees those that are not adopted yet."""
    return may(user, "outcomes:strategy-contents", "POST")


def refuse_draft(user, route: str, named: Mapping[str, Any]) -> None:
    """No page whose address names a draft, or by its number a row of one, is found by who may not write it: one query,
    for these roles alone.

    What everyone may read is let through: people answer a consultation about a strategy before it is adopted. The API
    knows its person only later; its querysets leave drafts out. Raises Http404.
    """
    slug = named.get("slug" if route in NAMED_BY_SLUG else "strategy")
    if not (slug or route in BY_ROW) or writes_drafts(user) or RIGHTS[route].get("GET") == EVERYONE:
        return
    if route in BY_ROW:
        model, strategy, key = BY_ROW[route]
        rows: Any = apps.get_model(model)._default_manager
        if rows.filter(**{"pk": named[key], f"{strategy}__is_draft": True}).exists():
            raise Http404
        return
    strategies = apps.get_model("outcomes", "Strategy").objects  # of a room above, so by its name, as its routes are
    if strategies.filter(slug=slug, is_draft=True).exists():
        raise Http404


def method_of(route: str) -> str:
    """The method by which a route does what it is for: POST where it changes something."""
    return "POST" if "POST" in RIGHTS.get(route, {}) else "GET"


def who_may(route: str, method: str = "GET") -> str:
    """Which roles may use this route by this method, in words: `performance team, administrator`."""
    allowed = RIGHTS.get(route, {}).get(_as_in_the_table(method), NOBODY)
    return ", ".join(str(role.label).lower() for role in Role if role in allowed)


def other_methods(user, route: str, method: str) -> list[str]:
    """By which methods this person may use a route that knows this one not at all: it answers 405, not 403."""
    row = RIGHTS.get(route, {})
    return [] if _as_in_the_table(method) in row else [other for other in row if may(user, route, other)]


def _as_in_the_table(method: str) -> str:
    return "GET" if method in ("HEAD", "OPTIONS") else method


# --- Each request asks ------------------------------------------------------------------------------------------------

BEGAN, SEEN, SECOND_FACTOR = "signed_in_at", "seen_at", "has_second_factor"
"""What a session says of itself. It ends at once when the person's `sign_in_version` goes up."""

NOTED_EVERY = 60
"""Seconds between two notes of a session's last use: a write for each request would be one too many."""

TO_GET_A_FACTOR = {"account_logout", "account_reauthenticate", "mfa_activate_totp", "mfa_reauthenticate"}

TAKEN = "taken"
"""The cookie with the path of the form that was taken last, and nothing else."""
SECONDS = 60
"""Long enough for the page that follows to load."""


class Rights:
    """Middleware: asks before any view runs whether the session still holds, and the table. The API asks the table
    itself, once it has read the token.

    A session that ends while somebody types loses nothing: the script of every page keeps what is typed on the person's
    own computer until a cookie says that its form was taken; where no script runs, the page that answers carries it
    (`kept.py`). No text is kept here or written to a log.
    What not everyone may read, and what somebody reads who is signed in, stays in no cache.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        leads_on = request.method == "POST" and response.status_code in (302, 303)
        if leads_on and request.user.is_authenticated:
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(TAKEN, quote(request.path, safe=""), max_age=SECONDS, secure=secure, samesite="Lax")
        if _signs_out(request):
            response.delete_cookie(WHO)
        if not response.has_header("Cache-Control") and _is_private(request):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(self, request, view, args, kwargs):
        route = request.resolver_match.view_name
        keep_or_end(request)
        act_today(request.user)
        if route not in TO_GET_A_FACTOR and lacks_second_factor(request):
            return refused_without_factor(route)
        if route.startswith("api:"):
            return None
        if may(request.user, route, request.method):
            return refuse_draft(request.user, route, kwargs)
        if others := other_methods(request.user, route, request.method):
            return not_allowed(request, others)
        if request.user.is_authenticated:
            raise PermissionDenied
        return handed_on(request) or redirect_to_login(_page_of(request))


def _signs_out(request) -> bool:
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.view_name == "account_logout"


def _page_of(request) -> str:
    """Where to go on after the sign-in: the page itself, or the one whose form was sent."""
    before = request.headers.get("Referer", "")
    if request.method == "GET" or not url_has_allowed_host_and_scheme(before, {request.get_host()}):
        return request.get_full_path()
    return urlsplit(before)._replace(scheme="", netloc="").geturl()


def begin_session(request: HttpRequest) -> None:
    """A session that says when it began is prolonged by use; another one ends as if nobody used it."""
    request.session[BEGAN] = request.session[SEEN] = time.time()


def keep_or_end(request: HttpRequest) -> None:
    """End a session after SESSION_HOURS, and prolong one in use, which else ends after SESSION_MINUTES."""
    began, now = request.session.get(BEGAN), time.time()
    if began and now - began > settings.SESSION_HOURS * 3600:
        logout(request)
    elif began and now - request.session[SEEN] > NOTED_EVERY:
        request.session[SEEN] = now
        UserSession.objects.filter(session_key=request.session.session_key).update(
            last_seen_at=datetime.fromtimestamp(now, UTC)
        )


def act_today(user: Any) -> None:
    """Put the day on which this person acts on them, once per request: so long they act for who is away and named them
    (`User.acts_for`). A request begins here, so the clock is read here, as in a view; what comes after only asks the
    person. The day of an absence is read with each request, so its rights begin and end by themselves."""
    if user.is_authenticated:
        user.acts_on = today()


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether this role has to have one (SECOND_FACTOR_ROLES). Asked of the database until there is one."""
    user, session = request.user, request.session
    if not user.is_authenticated or user.role not in settings.SECOND_FACTOR_ROLES or session.get(SECOND_FACTOR):
        return False
    session[SECOND_FACTOR] = is_mfa_enabled(user)
    return not session[SECOND_FACTOR]


def refused_without_factor(route: str) -> HttpResponse:
    if route.startswith("api:"):
        return JsonResponse({"detail": "Set up a second factor first, under “Your account”."}, status=403)
    return redirect("mfa_activate_totp")


def _is_private(request: HttpRequest) -> bool:
    route = request.resolver_match.view_name if request.resolver_match else "home"
    is_public = RIGHTS.get(route, {}).get("GET") == EVERYONE and not route.startswith(("account_", "mfa_"))
    return request.user.is_authenticated or not is_public


class HasRight(BasePermission):
    """The same table for the API, where the person is known only after the token is read, and the token's own scope."""

    message = "This person may not do that, or the token is for reading only."

    def has_permission(self, request, view) -> bool:
        """Raises MethodNotAllowed where somebody else's rights have nothing to do with it."""
        route = request.resolver_match.view_name
        act_today(request.user)
        if other_methods(request.user, route, request.method):
            raise MethodNotAllowed(request.method)
        only_reads = isinstance(request.auth, ApiToken) and request.auth.scope == ApiToken.Scope.READ
        if only_reads and request.method not in SAFE_METHODS:
            return False
        return may(request.user, route, request.method)
