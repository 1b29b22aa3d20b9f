"""From an empty portal to an approved first quarter: no shell after the first administrator, and no admin site."""

import re
import subprocess
import sys

import pytest

from .conftest import ROOT, _database, _server, environment, manage

pytestmark = pytest.mark.browser

WORDS = "correct horse battery staple"
ADMINISTRATOR = "administrator@example.org"
STRATEGY = "/strategies/homes-for-all"
CONTENTS = f"{STRATEGY}/setup/strategy/"
QUARTER = "2026-27-Q1"
WITHOUT_MAIL = {"EMAIL_URL": "", "EMAIL_SENDER": ""}
"""So the administrator hands the links over."""


@pytest.fixture(scope="module")
def portal(tmp_path_factory, worker_id):
    """The address of a portal in which nobody but its first administrator is."""
    with _database(tmp_path_factory.mktemp("first"), f"first_{worker_id}") as database:
        manage(database, "migrate", "-v0")
        manage(database, "load_standards")
        command = [sys.executable, "manage.py", "first_administrator", ADMINISTRATOR]
        subprocess.run(command, cwd=ROOT, env=environment(database), input=f"{WORDS}\n", text=True, check=True)
        with _server(environment(database) | WITHOUT_MAIL) as url:
            yield url


def sign_in(visitor, email: str) -> None:
    visitor.open("/accounts/login/")
    visitor.page.get_by_label("E-mail address or user name").fill(email)
    visitor.page.get_by_label("Password", exact=True).fill(WORDS)
    visitor.page.get_by_role("button", name="Sign in").click()
    visitor.page.get_by_role("link", name="Sign out").or_(
        visitor.page.get_by_role("button", name="Sign out")
    ).wait_for()


def fill(visitor, button: str, **fields: str) -> None:
    """Type into fields by their names in the form, open or folded, and press the button."""
    for name, text in fields.items():
        field = visitor.page.locator(f"main [name={name}]").first
        field.evaluate("it => it.closest('details')?.setAttribute('open', '')")
        if field.evaluate("it => it.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    visitor.page.locator("main").get_by_role("button", name=button).click()


def invite(administrator, role: str) -> str:
    """Invites somebody of the team; returns the link to set a password."""
    administrator.open("/people/invite/")
    administrator.page.locator("main label", has_text="Housing").click()
    email = f"{role}@example.org"
    fill(administrator, "Invite", first_name=role.capitalize(), last_name="Housing", email=email, role=role)
    administrator.page.get_by_role("button", name="Make a link to set a password").click()
    return administrator.page.locator("code.secret").inner_text()


def welcome(visitor, role: str, link: str) -> None:
    """Somebody who was invited sets their password and signs in."""
    visitor.page.goto(link)
    fill(visitor, "Set the password", password1=WORDS, password2=WORDS)
    sign_in(visitor, f"{role}@example.org")


def add_indicator(performance, order: int, title: str) -> None:
    performance.open(f"{STRATEGY}/setup/indicators/add/")
    fill(
        performance, "Add the indicator", outcome=performance.first_outcome, key_output="Homes", order=str(order),
        title=title, measure="count", frequency="quarterly", across_periods="sum", polarity="higher",
        owner=performance.team,
    )  # fmt: skip
    performance.reads(f"{title} is added")
    performance.open(f"{STRATEGY}/setup/indicators/1.{order}/targets/2026-27/")
    fill(performance, "Save", value="40", reason="Stated in the strategy")


def test_a_council_goes_from_nothing_to_an_approved_first_quarter(visit):
    administrator, performance, officer, approver = (visit("public") for _ in range(4))
    sign_in(administrator, ADMINISTRATOR)
    administrator.reads("The portal is empty")
    administrator.open("/people/teams/add/")
    fill(administrator, "Add the team", name="Housing")
    links = {role: invite(administrator, role) for role in ("performance", "officer", "approver")}
    for visitor, role in ((performance, "performance"), (officer, "officer"), (approver, "approver")):
        welcome(visitor, role, links[role])

    performance.open("/first-steps/")
    performance.page.get_by_role("link", name="Add a strategy").first.click()
    fill(
        performance, "Add the strategy", title="Homes for All", organisation="Anytown Council", organisation_short="AC",
        starts_on="2026-04-01", ends_on="2031-03-31",
    )  # fmt: skip
    performance.reads("is added as a draft")
    assert performance.violations() == []
    for title in ("Build homes", "Repair homes"):
        performance.open(f"{CONTENTS}outcomes/add/")
        fill(performance, "Save", title=title)
        performance.reads(title)
    performance.page.get_by_role("button", name=re.compile("Up.*Repair homes")).click()
    performance.reads("1. Repair homes")
    performance.open(f"{STRATEGY}/setup/indicators/add/")
    options = performance.page.locator("main [name=outcome] option")
    performance.first_outcome = options.filter(has_text="1. Repair homes").get_attribute("value")
    teams = performance.page.locator("main [name=owner] option")
    performance.team = teams.filter(has_text="Housing").get_attribute("value")
    for order, title in enumerate(("Homes repaired", "Homes inspected"), 1):
        add_indicator(performance, order, title)

    performance.open(f"{CONTENTS}adopt/")
    fill(performance, "It is adopted", adopted_by="Anytown Council", adopted_on="2026-03-01")
    performance.open("/periods/")
    performance.page.get_by_role("button", name="Add the missing periods").click()
    performance.reads("added")
    performance.open(f"{STRATEGY}/reports/arrangement/")
    performance.page.locator("main [name=form]").select_option("Report to a scrutiny panel")
    fill(performance, "Save", committee="Housing committee")
    performance.reads("Saved: Homes for All")

    officer.open(f"{STRATEGY}/returns/{QUARTER}/")
    for reference in ("1.1", "1.2"):
        officer.page.locator(f'main input[aria-label*="{reference}, Q1 2026/27"]').first.fill("12")
    officer.page.get_by_role("button", name="Submit for approval").click()
    officer.reads("2 values were submitted for approval")
    approver.open(f"{STRATEGY}/approvals/{QUARTER}/")
    approver.page.get_by_role("button", name="Approve all").click()
    approver.reads("approved")
    performance.open(f"{STRATEGY}/indicators/1.1/?period={QUARTER}")
    performance.reads("Green")
    performance.open("/first-steps/")
    performance.reads("There are some.")
    assert performance.violations() == []
    visitors = (administrator, performance, officer, approver)
    assert not [complaint for visitor in visitors for complaint in visitor.complaints]
