"""Each route, each role, each method: what the table of rights says is what happens (trust S1)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.urls import reverse

from indicators.models import Value
from reports.models import IssuedReport
from strategy_portal.access import NOBODY, PUBLIC, RIGHTS, may
from strategy_portal.models import Role

WLC = "wlc-customer-2023-28"
CONSULTATION = ["elc-customer-2023-28", "draft-customer-strategy-2023-2028"]
REPORT = {"strategy": "wlc-customer-services-2011-14", "kind": "annual", "year": "2012-13"}  # the quickest to make
CONSULTATION = ["elc-customer-2023-28", "draft-customer-strategy-2023-2028"]
ARGUMENTS = {
    "outcomes:strategy-detail": [WLC],
    "reports:strategy-board": [WLC],
    "reports:strategy-board-pdf": [WLC],
    "outcomes:outcome-detail": [WLC, 1],
    "outcomes:strategy-rollup": [WLC],
    "outcomes:outcome-judge": [WLC, 1, "2026-27-Q2"],
    "outcomes:outcome-priorities": [WLC, 1],
    "indicators:indicator-detail": [WLC, 1, 1],
    "indicators:indicator-changes": [WLC, 1, 1],
    "indicators:indicator-chart": [WLC, 1, 1, "course"],
    "indicators:indicator-picture": [WLC, 1, 1, "course"],
    "indicators:indicator-chart-csv": [WLC, 1, 3, "process"],
    "indicators:value-grid": [WLC, "2026-27-Q2"],
    "indicators:day-choose": [WLC],
    "indicators:return-workbook": [WLC, "2026-27-Q2"],
    "indicators:return-csv": [WLC, "2026-27-Q2"],
    "indicators:import-create": [WLC, "2026-27-Q2"],
    "indicators:import-detail": [WLC, "2026-27-Q2", 1],
    "indicators:value-edit": [WLC, "2026-27-Q2", 2, 2],
    "indicators:evidence-file": [1],
    "indicators:value-save": [WLC, "2026-27-Q2", 2, 2],
    "indicators:value-about": [WLC, "2026-27-Q2", 2, 2],
    "indicators:approval-grid": [WLC, "2026-27-Q2"],
    "indicators:setup-detail": [WLC],
    "indicators:indicator-setup-list": [WLC],
    "indicators:indicator-create": [WLC],
    "indicators:indicator-setup-detail": [WLC, 1, 1],
    "indicators:indicator-edit": [WLC, 1, 1],
    "indicators:indicator-retire": [WLC, 1, 1],
    "indicators:rule-change-create": [WLC, 1, 1],
    "indicators:rule-change-withdraw": [WLC, 1, 1, 1],
    "indicators:process-base-create": [WLC, 1, 1],
    "indicators:process-base-withdraw": [WLC, 1, 1, 1],
    "indicators:target-edit": [WLC, 1, 1, "2026-27"],
    "indicators:target-withdraw": [WLC, 1, 1, 1],
    "indicators:benchmark-create": [WLC, 1, 1],
    "indicators:benchmark-edit": [WLC, 1, 1, 1],
    "indicators:benchmark-withdraw": [WLC, 1, 1, 1],
    "indicators:key-output-list": [WLC],
    "indicators:key-output-create": [WLC],
    "indicators:key-output-edit": [WLC, 1],
    "indicators:key-output-remove": [WLC, 1],
    "indicators:unit-list": [WLC],
    "indicators:unit-create": [WLC],
    "indicators:unit-edit": [WLC, 1],
    "indicators:team-create": [WLC],
    "indicators:population-table-detail": [1],
    "indicators:population-table-edit": [1],
    "indicators:population-create": [1],
    "indicators:population-withdraw": [1, 1],
    "indicators:council-tolerance-create": ["points"],
    "indicators:council-tolerance-withdraw": [1],
    "indicators:period-lock": [WLC],
    "indicators:period-make": [WLC],
    "indicators:figure-history": [WLC, 1, 1, "2026-27-Q2"],
    "actions:action-detail": [WLC, 1],
    "actions:action-changes": [WLC, 1],
    "actions:plan": [WLC],
    "actions:plan-workbook": [WLC],
    "actions:plan-csv": [WLC],
    "indicators:past-create": [WLC],
    "indicators:past-detail": [WLC, 1],
    "indicators:setup-workbook": [WLC],
    "indicators:setup-import-create": [WLC],
    "indicators:setup-import-detail": [WLC, 1],
    "actions:plan-import-create": [WLC],
    "actions:plan-import-detail": [WLC, 1],
    "actions:slippage-ledger": [WLC],
    "actions:slip-limit-withdraw": [1],
    "actions:quick-update": [WLC],
    "actions:team-detail": [1],
    "actions:hand-over": [1],
    "actions:team-merge": [1],
    "actions:action-create": [WLC],
    "actions:action-edit": [WLC, 1],
    "actions:action-complete": [WLC, 1],
    "actions:due-revise": [WLC, 1],
    "actions:state-decide": [WLC, 1],
    "actions:milestone-create": [WLC, 1],
    "actions:milestone-edit": [WLC, 1, 1],
    "actions:milestone-revise": [WLC, 1, 1],
    "actions:progress-update-create": [WLC, 1],
    "consultations:consultation-detail": CONSULTATION,
    "consultations:themes-data": CONSULTATION,
    "consultations:themes-picture": CONSULTATION,
    "consultations:themes-csv": CONSULTATION,
    "consultations:comment-list": CONSULTATION,
    "consultations:comment-moderate": [*CONSULTATION, 1],
    "consultations:letter-file": [*CONSULTATION, 1],
    "consultations:comment-publish": CONSULTATION,
    "consultations:consent-edit": [*CONSULTATION, 1],
    "consultations:consent-of-many-edit": CONSULTATION,
    "consultations:comment-set-aside": CONSULTATION,
    "consultations:theme-remove": [*CONSULTATION, 1],
    "consultations:comment-code": [*CONSULTATION, 1],
    "consultations:theme-list": CONSULTATION,
    "consultations:comment-csv": CONSULTATION,
    "consultations:comment-workbook": CONSULTATION,
    "consultations:removal-create": CONSULTATION,
    "consultations:theme-create": CONSULTATION,
    "consultations:theme-edit": [*CONSULTATION, 1],
    "consultations:theme-merge": [*CONSULTATION, 1],
    "consultations:campaign-list": CONSULTATION,
    "consultations:coder-agreement": CONSULTATION,
    "actions:progress-update-edit": [WLC, 1, 1],
    "actions:progress-update-correct": [WLC, 1, 1],
    "actions:update-evidence": [WLC, 1, 1],
    "consultations:reply-list": CONSULTATION,
    "consultations:theme-reply": [*CONSULTATION, 1],
    "consultations:comment-reply": [*CONSULTATION, 1],
    "consultations:reply-withdraw": [*CONSULTATION, 1],
    "consultations:consultation-publish": CONSULTATION,
    "consultations:engagement-edit": CONSULTATION,
    "consultations:you-said-detail": CONSULTATION,
    "reports:report-detail": REPORT,
    "reports:report-pdf": REPORT,
    "reports:report-appendix": REPORT | {"part": "indicators"},
    "reports:report-issue": REPORT,
    "reports:report-compose": REPORT,
    "reports:compose-record": REPORT,
    "reports:place-compose": REPORT | {"place": "purpose"},
    "reports:place-versions": REPORT | {"place": "purpose"},
    **{f"people:{name}": [1] for name in (
        "person-detail", "person-edit", "person-deactivate", "person-reactivate", "second-factor-reset",
        "password-link-create", "team-edit", "token-end",
    )},
    "api:strategy-detail": [WLC],
    "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
}  # fmt: skip
ARGUMENTS |= {
    f"outcomes:{name}": [WLC]
    for name in ("strategy-contents", "strategy-edit", "strategy-adopt", "strategy-archive", "outcome-create")
}
ARGUMENTS |= {f"outcomes:{name}": [WLC, 1] for name in ("outcome-edit", "outcome-remove", "commitment-create")}
ARGUMENTS |= {f"outcomes:commitment-{name}": [WLC, 1, 1] for name in ("edit", "remove")}
ARGUMENTS |= {f"outcomes:statement-{name}": [WLC, 1] for name in ("edit", "remove")}
ARGUMENTS["reports:arrangement-edit"] = [WLC]
ARGUMENTS["help-detail"] = ["enter-a-quarter"]
ARGUMENTS["outcomes:statement-create"] = [WLC, "value"]
FORM = [WLC, "the-desk"]
ARGUMENTS |= {f"consultations:form-{page}": FORM for page in ("start", "check", "sent")}
ARGUMENTS["consultations:form-page"] = [*FORM, "contact"]
PREPARED = [WLC, "how-we-answer-you"]
ARGUMENTS |= {
    f"consultations:{name}": PREPARED
    for name in (
        "consultation-setup",
        "form-preview",
        "consultation-edit",
        "reported-edit",
        "respondent-types-edit",
        "question-create",
        "meeting-create",
        "paper-create",
        "letter-create",
        "survey-create",
    )
}
PARTS = ("survey-detail", "question-edit", "question-remove", "meeting-edit", "meeting-remove")
ARGUMENTS |= {f"consultations:{name}": [*PREPARED, 1] for name in PARTS}
ARGUMENTS["consultations:consultation-create"] = [WLC]
ARGUMENTS |= {f"reports:{name}": [1] for name in (
    "meeting-detail", "meeting-edit", "meeting-call-off", "decision-detail", "decision-edit", "decision-close",
    "decision-reopen", "decision-withdraw",
)}  # fmt: skip
ARGUMENTS |= {"reports:decision-create": [1, WLC], "reports:meeting-pack-create": [2, WLC]}
ARGUMENTS["reports:meeting-pack-pdf"] = [1]
ARGUMENTS |= {f"actions:framing-{name}": [1] for name in ("detail", "remove")}
ARGUMENTS["actions:successor-create"] = [WLC]
ARGUMENTS["actions:framing-row-create"] = [1, "action"]
ARGUMENTS["actions:framing-row-edit"] = [1, "r1"]
ARGUMENTS["reports:team-owes"] = [WLC, 1]
ARGUMENTS |= {f"reports:report-form-{name}": ["scrutiny-panel"] for name in ("edit", "create")}
ARGUMENTS |= {f"reports:report-{name}": REPORT for name in ("prepare", "clear", "reopen", "exempt", "exempt-pdf")}
ARGUMENTS |= {
    f"reports:{name}": [1] for name in ("making-detail", "making-take-back", "pack-making-detail", "paper-dates-edit")
}
ARGUMENTS |= {"reports:digest-detail": [1], "reports:action-remarks": [WLC, 1]}
ARGUMENTS |= {"reports:own-calendar": ["secret"], "reports:strategy-calendar": ["secret", WLC]}
ARGUMENTS |= {"reports:indicator-watch": [WLC, 1, 1], "reports:action-watch": [WLC, 1]}
BY_VALUE = {
    "indicators:value-history", "indicators:value-revise", "indicators:value-withdraw", "reports:value-remarks",
}  # fmt: skip
BY_KEY = {
    "reports:issued-report-detail", "reports:issued-report-pdf", "reports:issued-report-withdraw", "api:report-detail",
    "reports:issued-report-csv", "reports:issued-report-workbook", "reports:issued-report-exempt",
}  # fmt: skip
ARGUMENTS |= {f"reports:published-{name}": [WLC] for name in ("strategy-detail", "data")}
ARGUMENTS["reports:published-indicator-detail"] = [WLC, 1, 3]
MINE = [route for route in RIGHTS if not route.startswith(("api:", "admin:"))]


def address(route: str) -> str:
    if route in BY_VALUE:
        return reverse(route, args=[Value.objects.approved().filter(period__locked_at=None).first().pk])
    if route in BY_KEY:
        return reverse(route, args=[IssuedReport.objects.first().pk])
    arguments = ARGUMENTS.get(route, [])
    keywords = arguments if isinstance(arguments, dict) else None
    return reverse(route, args=None if keywords else arguments, kwargs=keywords)


@contextmanager
def undone() -> Iterator[None]:
    """What one role did is not there for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("route", MINE)
def test_each_role_gets_where_the_table_lets_it_and_nowhere_else(route, method, signed_in):
    """One test for all roles: a transaction for each of 2,600 cost more than the requests."""
    url = address(route)
    answered = {}
    for role in (*Role.values, PUBLIC):
        with undone():
            answered[role] = signed_in(role).generic(method, url, content_type="application/x-www-form-urlencoded")
    wrong = {role: answer for role, answer in answered.items() if not is_as_the_table_says(route, method, role, answer)}
    assert wrong == {}


def is_as_the_table_says(route: str, method: str, role: str, response) -> bool:
    location = response.get("Location", "")
    if role in RIGHTS[route].get(method, NOBODY):
        to_sign_in = "/accounts/login/?next=" in location and not route.startswith(("account", "mfa"))
        return response.status_code != 403 and not to_sign_in
    if method not in RIGHTS[route] and any(role in who for who in RIGHTS[route].values()):
        return response.status_code == 405
    if role == PUBLIC:
        return response.status_code == 302 and location.startswith("/accounts/login/")
    return response.status_code == 403


def test_a_route_without_a_row_is_refused_to_everyone(people):
    assert not any(may(user, "somewhere:new") for user in people.values())


def test_a_disabled_user_has_no_rights(people):
    people["officer"].is_active = False
    assert not may(people["officer"], "outcomes:strategy-list")


def test_somebody_elses_grid_is_not_found(signed_in):
    response = signed_in("officer-housing").get(f"/strategies/{WLC}/returns/2024-25-Q1/")
    assert response.status_code == 200
    assert "2.1 Percentage" not in response.content.decode()


def test_an_officer_without_returns_gets_not_found(signed_in, people):
    people["officer-housing"].teams.clear()
    assert signed_in("officer-housing").get(f"/strategies/{WLC}/returns/2026-27-Q2/").status_code == 404


def test_an_approver_cannot_approve_what_is_not_in_their_remit(signed_in, people):
    people["approver"].teams.clear()
    value = Value.objects.awaiting_approval().first()
    data = {"decision": "approve", "values": [value.pk]}
    response = signed_in("approver").post(f"/strategies/{WLC}/approvals/2026-27-Q2/", data)
    assert response.status_code == 422
    value.refresh_from_db()
    assert value.state == "submitted"
