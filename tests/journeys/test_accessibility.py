"""No axe violation and no sideways scrolling on any page, at 1280 and 320 px (trust A1)."""

import re

import pytest

pytestmark = pytest.mark.browser

WLC = "/strategies/wlc-customer-2023-28"
ELC = "/strategies/elc-customer-2023-28"
OLD = "/strategies/wlc-customer-services-2011-14"
SAY = f"{WLC}/consultations/how-we-answer-you"
PAGES = {
    "public": [
        "/you-said-we-did/", "/you-said-we-did/wlc-customer-2023-28/how-we-answer-you/", "/", "/accounts/login/",
        "/reports/", "/nowhere/", "/accounts/password/reset/", "/published/wlc-customer-2023-28/",
        "/published/wlc-customer-2023-28/indicators/1.3/", "/published/wlc-customer-2023-28/indicators/4.1/",
    ],
    "officer": [
        "/", "/returns/", f"{WLC}/returns/2026-27-Q2/", f"{WLC}/returns/2024-25-Q1/",
        f"{WLC}/returns/2026-27-Q2/2.1/", f"{WLC}/returns/2026-27-Q2/1.4/", f"{WLC}/returns/2026-27-Q2/?quarters=8",
        f"{WLC}/returns/2026-27-Q2/import/", f"{WLC}/returns/on-a-day/", f"{WLC}/actions/1/progress/",
        "/my-actions/", f"{WLC}/plan/update/", f"{WLC}/actions/1/complete/", f"{WLC}/actions/1/milestones/add/",
    ],
    "approver": [
        "/", "/approvals/", f"{WLC}/approvals/2026-27-Q2/", f"{WLC}/approvals/2024-25-Q1/", "/values/1/history/",
    ],
    "performance": [
        f"{SAY}/replies/", f"{SAY}/replies/comments/16/", f"{SAY}/engagement/", f"{SAY}/publish/",
        "/", "/returns/", f"{WLC}/returns/2026-27-Q2/", "/periods/", "/periods/?all",
        "/setup/", f"{WLC}/setup/", f"{WLC}/setup/indicators/", f"{WLC}/setup/indicators/?missing=owner",
        f"{WLC}/setup/indicators/add/", f"{WLC}/setup/indicators/1.1/", f"{WLC}/setup/indicators/1.1/edit/",
        f"{WLC}/setup/indicators/1.1/retire/", f"{WLC}/setup/indicators/1.1/rules/add/",
        f"{WLC}/setup/indicators/1.3/process/add/",
        f"{WLC}/setup/indicators/3.1/targets/2027-28/", f"{WLC}/setup/indicators/1.1/benchmarks/add/",
        f"{WLC}/setup/units/", f"{WLC}/setup/units/add/", f"{WLC}/setup/teams/add/",
        f"{WLC}/setup/key-outputs/", f"{WLC}/setup/key-outputs/add/", f"{WLC}/setup/key-outputs/1/",
        f"{WLC}/outcomes/1/priorities/", "/setup/populations/", "/setup/populations/add/", "/radar/",
        "/setup/tolerances/", "/setup/tolerances/points/add/", "/setup/slip-limit/", "/setup/slip-limit/add/",
        f"{WLC}/consultations/add/", f"{SAY}/", f"{SAY}/setup/", f"{SAY}/setup/edit/", f"{SAY}/setup/preview/",
        f"{SAY}/setup/who/", f"{SAY}/setup/questions/add/", f"{SAY}/setup/meetings/add/",
        f"{SAY}/setup/reported/", f"{SAY}/paper/", f"{SAY}/letters/", f"{SAY}/survey/",
        "/setup/due-dates/", f"{ELC}/plan/add/", f"{ELC}/plan/import/", f"{ELC}/actions/6/edit/",
        f"{WLC}/setup/indicators/upload/", f"{WLC}/setup/past/", f"{WLC}/setup/indicators/add/?like=1.2",
        f"{ELC}/actions/6/due/", f"{ELC}/actions/6/state/", "/teams/1/merge/", f"{SAY}/comments/set-aside/",
        f"{SAY}/comments/themes/", f"{SAY}/comments/themes/10/", f"{SAY}/comments/themes/10/merge/",
        f"{WLC}/setup/strategy/", f"{WLC}/setup/strategy/edit/", f"{WLC}/setup/strategy/outcomes/1/",
        f"{WLC}/setup/strategy/archive/", f"{WLC}/setup/strategy/outcomes/1/commitments/add/", "/strategies/add/",
        "/from-a-document/", f"{WLC}/successor/",
        f"{WLC}/setup/strategy/entries/value/add/", "/first-steps/",
        f"{ELC}/plan/update/", "/owes/", f"/owes/?strategy={ELC.rpartition('/')[2]}",
        "/owes/wlc-customer-2023-28/11/", "/reminders/", "/reminders/nudge/", "/account/reminders/",
        "/values/1/remarks/", f"{ELC}/actions/16/remarks/", "/account/calendar/", "/account/calendar/end/",
        "/account/absence/", "/watchlist/",
        "/search/?q=staff", "/search/?q=nothing-at-all",
        "/help/", "/help/chase-returns/", "/reports/forms/", "/reports/forms/scrutiny-panel/edit/",
        "/reports/forms/cabinet/copy/",
    ],
    "board": [
        "/", "/radar/", "/radar/?strategy=wlc-customer-services-2011-14",
        "/board/", "/board/?period=2025-26-Q4&compared=2025-26-Q1", f"{WLC}/board/?compared=last-meeting",
        f"{WLC}/board/", f"{ELC}/board/", "/strategies/", f"{WLC}/", f"{ELC}/", f"{OLD}/",
        f"{WLC}/outcomes/1/", "/indicators/", "/indicators/?status=red", "/indicators/?search=nothing",
        f"{WLC}/indicators/1.3/", f"{WLC}/indicators/1.3/changes/", f"{WLC}/indicators/3.1/", f"{WLC}/indicators/4.1/",
        f"{WLC}/indicators/4.3/?period=2024-25-Q2",
        f"{ELC}/plan/", f"{ELC}/plan/?by=owner&show=late", f"{ELC}/plan/slippage/", "/actions/to-accept/",
        "/teams/", "/teams/1/",
        f"{ELC}/actions/6/", f"{ELC}/actions/6/changes/", "/actions/", f"{ELC}/actions/13/",
        f"{WLC}/actions/1/", "/actions/?by=owner", "/consultations/",
        f"{ELC}/consultations/draft-customer-strategy-2023-2028/", f"{OLD}/consultations/customer-focus-groups/",
        "/returns/", "/accounts/2fa/", "/accounts/password/change/",
    ],
    "clerk": [
        f"{WLC}/reports/annual/2025-26/compose/terms/", f"{WLC}/reports/annual/2025-26/compose/terms/texts/",
        f"{WLC}/reports/annual/2025-26/record/",
        f"{WLC}/reports/mid-year/2024-25/", f"{WLC}/reports/annual/2024-25/exempt/",
        f"{WLC}/reports/annual/2024-25/prepare/", f"{WLC}/reports/annual/2024-25/clearance/", "/reports/paper-dates/",
        "/reports/arrangements/", f"{WLC}/reports/arrangement/",
        "/reports/paper-dates/add/", f"{WLC}/reports/annual/2024-25/", "/", "/reports/",
        *(f"{WLC}/reports/annual/2024-25/appendix/{part}/" for part in ("indicators", "actions", "proof")),
        f"{WLC}/reports/end-of-strategy/", f"{ELC}/reports/annual/2025-26/", "/api/v1/docs/",
        "/meetings/", "/meetings/add/", "/meetings/1/", "/meetings/2/", "/meetings/2/edit/", "/meetings/2/call-off/",
        "/meetings/2/packs/wlc-customer-2023-28/add/",
        "/meetings/1/decisions/wlc-customer-2023-28/add/", "/decisions/", "/decisions/?state=late", "/decisions/1/",
        "/decisions/1/edit/", "/decisions/1/close/", "/decisions/3/reopen/", "/decisions/3/withdraw/",
    ],
    "administrator": [
        "/", "/people/", "/people/invite/", "/people/teams/", "/people/teams/1/", "/people/tokens/",
        "/account/", "/account/tokens/add/", "/council/",
    ],
}  # fmt: skip


SHARES = [
    (username, paths[first : first + 12]) for username, paths in PAGES.items() for first in range(0, len(paths), 12)
]
"""A dozen pages at a time, so that two processes share them."""


@pytest.mark.parametrize(("username", "paths"), SHARES)
def test_axe_finds_nothing_on_the_pages_of(username, paths, visit):
    visitor = visit(username)
    found = []
    for path in paths:
        found += visitor.violations_of(path)
    assert found == []


def test_axe_finds_nothing_on_a_form_with_errors(visit):
    officer = visit("officer")
    officer.open(f"{WLC}/returns/2026-27-Q2/")
    officer.page.get_by_label("Enquiries: 2.2, Q2 2026/27").fill("many")
    officer.page.get_by_role("button", name="Save as draft").click()
    officer.page.get_by_role("alert").get_by_text("“many” is not a number").wait_for()
    assert officer.violations() == []


def test_a_conflict_between_two_people_is_announced_and_accessible(visit):
    officer, performance = visit("officer"), visit("performance")
    officer.open(f"{WLC}/returns/2026-27-Q2/")
    performance.open(f"{WLC}/returns/2026-27-Q2/")
    for visitor, resolved in ((performance, "50"), (officer, "100")):
        visitor.page.get_by_label("Resolved at first contact: 2.2, Q2 2026/27").fill(resolved)
        visitor.page.get_by_label("Enquiries: 2.2, Q2 2026/27").fill("200")
        visitor.page.get_by_label("Enquiries: 2.2, Q2 2026/27").blur()
        visitor.page.get_by_text(re.compile("Everything is saved|somebody else saved it")).wait_for()
    officer.page.get_by_role("button", name="Save as draft").click()
    officer.page.get_by_role("alert").get_by_text("compare the two").wait_for()
    officer.reads("Performance team saved 25.0%")
    assert officer.page.get_by_label("Resolved at first contact: 2.2, Q2 2026/27").input_value() == "100"
    assert officer.violations() == []


def test_axe_finds_nothing_when_a_period_is_locked_and_a_value_revised(visit):
    performance = visit("performance")
    performance.open("/periods/")
    performance.page.locator("label", has_text="Q1 2026/27").first.click()
    performance.page.get_by_role("button", name="Lock the chosen periods").click()
    assert performance.violations() == []
    performance.page.get_by_role("button", name="Lock").click()
    assert performance.violations() == []
    performance.open(f"{WLC}/approvals/2026-27-Q2/")
    performance.page.get_by_role("button", name="Approve the chosen values").click()
    performance.reads("Choose at least one value")
    assert performance.violations() == []
    performance.page.get_by_role("button", name="Choose all of this outcome").first.click()
    performance.page.get_by_role("button", name="Approve the chosen values").click()


SURVEY = "Key;You use;Say\n1;Telephone;Answer sooner\n2;Post;\n"


def test_axe_finds_nothing_on_the_page_of_a_survey_tools_file(visit):
    performance = visit("performance")
    performance.open(f"{SAY}/survey/")
    file = {"name": "export.csv", "mimeType": "text/csv", "buffer": SURVEY.encode()}
    performance.page.locator("input[type=file]").set_input_files(file)
    performance.page.get_by_role("button", name="Upload").click()
    performance.reads("What the columns hold")
    assert performance.violations() == []


STRATEGY = (
    "Anytown Council Clean Strategy 2026-29\n\nOutcome 1: Clean streets\n\nIndicator\tTarget\n"
    "Percentage of clean streets*\taverage of 85%\n\n* Per service.\n\n"
    "Action 1: Sweep. Owner: Parks & Roads; Due: Mid 2027"
)


def test_axe_finds_nothing_while_a_document_becomes_a_framework(visit):
    performance = visit("performance")
    page = performance.page
    performance.open("/from-a-document/")
    page.get_by_label("Or its text").fill(STRATEGY)
    page.get_by_role("button", name="Read it").click()
    performance.reads("6 of 6 open")
    assert performance.violations() == []
    page.get_by_role("link", name="commitment", exact=True).click()
    performance.reads("Add a commitment")
    assert performance.violations() == []
    page.go_back()
    page.locator("#r2").get_by_text("Change").click()
    page.get_by_label("Which way is better").select_option("Higher")
    assert performance.violations() == []
    page.get_by_role("button", name="Keep it").click()
    for question in page.locator(".asked").all():
        question.locator("label").first.click()
    page.get_by_role("button", name="Add all of it").click()
    performance.reads("3 rows are added to the draft “Clean Strategy 2026-29”")
    page.go_back()
    assert performance.violations() == []


def test_axe_finds_nothing_on_a_part_of_a_long_document(visit):
    performance = visit("performance")
    performance.open("/from-a-document/")
    rows = [f"Percentage of clean streets {number}\t{number}%" for number in range(25)]
    performance.page.get_by_label("Or its text").fill("\n".join([*STRATEGY.split("\n")[:5], *rows]))
    performance.page.get_by_role("button", name="Read it").click()
    performance.reads("4 parts")
    assert performance.violations() == []
    performance.page.get_by_role("button", name="Keep and go on").click()
    performance.page.get_by_role("button", name="Keep and go on: Outcome 1").click()
    performance.reads("rows 1 to 13")
    assert performance.violations() == []


def test_axe_finds_nothing_on_a_date_that_is_refused_in_its_row(visit):
    performance = visit("performance")
    performance.open(f"{ELC}/plan/update/")
    performance.page.get_by_text("Move the date of action 6").click()
    performance.page.get_by_label("Action 6, new date").fill("March 2028")
    performance.page.get_by_role("button", name="Record the updates").click()
    performance.reads("Action 6, why it moves: Fill this in")
    assert performance.violations() == []


def test_axe_finds_nothing_on_a_letter_that_is_refused(visit):
    performance = visit("performance")
    performance.open(f"{SAY}/letters/")
    file = {"name": "letter.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}
    performance.page.get_by_label("The letter as a file").set_input_files(file)
    performance.page.get_by_role("button", name="Save the letter").click()
    performance.reads("Files of this type are not kept")
    assert performance.violations() == []


def test_axe_finds_nothing_on_the_pages_that_carry_what_was_sent_without_a_session(visit):
    """docs/adr/0017. They are for browsers without scripts, and axe is one: the cookie of the script is taken away."""
    performance = visit("performance")
    page, context = performance.page, performance.page.context
    performance.open(f"{WLC}/actions/2/progress/")
    page.get_by_label("What was done").first.fill("Two messages went out, and a third was written for the libraries.")
    file = {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"Agreed."}
    page.get_by_label("Or a file").set_input_files(file)
    session = [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
    for name in ("sessionid", "keeps"):
        context.clear_cookies(name=name)
    page.get_by_role("button", name="Add the update").click()
    performance.reads("Sign in to save what you sent")
    assert performance.violations() == []
    context.add_cookies(session)
    page.get_by_role("button", name="I have signed in").click()
    performance.reads("Choose it again")
    assert performance.violations() == []
