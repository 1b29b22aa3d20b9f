"""From an empty portal to an approved first quarter and its report: people invited by mail, a strategy from its
document, indicators from a workbook, last year's values from a sheet. No shell after the first administrator, and no
admin site.
"""

import io
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from email.message import Message

import openpyxl
import pytest
from aiosmtpd.controller import Controller
from docx import Document

from .conftest import ROOT, _database, _server, environment, manage

pytestmark = pytest.mark.browser

WORDS = "correct horse battery staple"
ADMINISTRATOR = "administrator@example.org"
STRATEGY = "/strategies/homes-for-all-2025-2031"
CONTENTS = f"{STRATEGY}/setup/strategy/"
SETUP = f"{STRATEGY}/setup/"
QUARTER = "2026-27-Q1"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Postbox:
    """Takes what a mail server is given."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.address = ""

    async def handle_DATA(self, server, session, envelope) -> str:
        self.mails.append(message_from_bytes(envelope.content))
        return "250 OK"

    def link_for(self, email: str) -> str:
        """The link in the last mail to somebody."""
        mail = [each for each in self.mails if email in each["To"]][-1]
        parts = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
        return re.search(r"http\S+", parts[0].get_payload(decode=True).decode())[0]


@pytest.fixture(scope="module")
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    box.address = f"smtp://127.0.0.1:{port}"
    yield box
    server.stop()


@pytest.fixture(scope="module")
def portal(tmp_path_factory, worker_id, postbox, migrated):
    """The address of a portal in which nobody but its first administrator is."""
    with _database(tmp_path_factory.mktemp("first"), f"first_{worker_id}", copy_of=migrated) as database:
        manage(database, "load_standards")
        command = [sys.executable, "manage.py", "first_administrator", ADMINISTRATOR]
        subprocess.run(command, cwd=ROOT, env=environment(database), input=f"{WORDS}\n", text=True, check=True)
        mail = {"EMAIL_URL": postbox.address, "EMAIL_SENDER": "portal@example.org"}
        with _server(environment(database) | mail) as url:
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


def invite(administrator, role: str) -> None:
    """Invites somebody of the team, who gets a mail with a link to set a password."""
    administrator.open("/people/invite/")
    administrator.page.locator("main label", has_text="Housing").click()
    email = f"{role}@example.org"
    fill(administrator, "Invite", first_name=role.capitalize(), last_name="Housing", email=email, role=role)
    button = administrator.page.get_by_role("button", name="Send a link to set a password")
    if button.count():
        button.click()


def welcome(visitor, role: str, link: str) -> None:
    """Somebody who was invited sets their password and signs in."""
    visitor.page.goto(link)
    fill(visitor, "Set the password", password1=WORDS, password2=WORDS)
    sign_in(visitor, f"{role}@example.org")


def strategy_document() -> bytes:
    """Two outcomes with four indicators, and an action."""
    document = Document()
    document.add_heading("Homes for All 2025-2031", 0)
    document.add_paragraph("Anytown Council")
    for number, title, indicators in (
        (1, "Repair homes", [("Quick repairs", "Number of homes repaired", "40"),
                             ("Quick repairs", "Number of homes inspected", "60")]),
        (2, "Build homes", [("More homes", "Number of homes built", "20"),
                            ("More homes", "Number of sites bought", "12")]),
    ):  # fmt: skip
        document.add_heading(f"Outcome {number}: {title}", 1)
        table = document.add_table(0, 3)
        for row in (("Key Output", "Indicator", "Target"), *indicators):
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    document.add_heading("Actions", 1)
    table = document.add_table(0, 4)
    for row in (("Action", "Owner", "Due", "Outcome"), ("Open a repair line", "Housing", "March 2027", "1")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def answer_what_is_open(performance) -> None:
    """Each question as a careful person would: more is better, else as it is suggested, else the first answer."""
    for question in performance.page.locator(".asked--open").all():
        labels = question.locator("label")
        higher, suggested = labels.filter(has_text=re.compile("^(Higher|More)")), labels.filter(has_text="(suggested)")
        chosen = higher if higher.count() else suggested if suggested.count() else labels
        chosen.first.click()
    performance.page.get_by_role("button", name="Keep the answers").click()


def bring(visitor, address: str, name: str, content: bytes, kind: str = XLSX) -> None:
    visitor.open(address)
    visitor.page.locator("main input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    visitor.page.locator("main form button[type=submit]").first.click()


def with_set_up(downloaded: bytes) -> bytes:
    """The workbook of the indicators with owner, frequency, the way a year is made, and a target for each year."""
    book = openpyxl.load_workbook(io.BytesIO(downloaded))
    sheet = book["Indicators"]
    places = {cell.value: cell.column for cell in sheet[1]}
    stated = {"Owner": "Housing", "How often": "Quarterly", "From periods to the year": "Sum", "Better is": "Higher",
              "Agreed by": "Housing committee", "Why it changes, or how targets were set": "Set-up"}  # fmt: skip
    for row in range(2, sheet.max_row + 1):
        for title, text in stated.items():
            sheet.cell(row, places[title]).value = text
        for title, place in places.items():
            if title.startswith("Target 20"):
                sheet.cell(row, place).value = 40
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def last_years_values() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Indicator", *(f"Q{quarter} 2025/26" for quarter in range(1, 5))])
    for reference in ("1.1", "1.2", "2.1", "2.2"):
        book.active.append([reference, 9, 10, 11, 12])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_council_goes_from_nothing_to_an_approved_first_quarter_and_its_report(visit, postbox):
    administrator, performance, officer, approver = (visit("public") for _ in range(4))
    sent = []
    for visitor in (administrator, performance, officer, approver):
        visitor.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    sign_in(administrator, ADMINISTRATOR)
    administrator.reads("The portal is empty")
    administrator.open("/people/teams/add/")
    fill(administrator, "Add the team", name="Housing")
    for visitor, role in ((performance, "performance"), (officer, "officer"), (approver, "approver")):
        invite(administrator, role)
        welcome(visitor, role, postbox.link_for(f"{role}@example.org"))

    document = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    bring(performance, "/from-a-document/", "homes.docx", strategy_document(), document)
    answer_what_is_open(performance)
    assert performance.violations() == []
    performance.page.get_by_role("button", name="Add all of it").click()
    performance.reads("7 rows are added to the draft")

    performance.open(f"{SETUP}indicators/upload/")
    with performance.page.expect_download() as download:
        performance.page.get_by_role("link", name="Download the workbook").click()
    workbook = with_set_up(download.value.path().read_bytes())
    bring(performance, f"{SETUP}indicators/upload/", "indicators.xlsx", workbook)
    performance.page.get_by_role("button", name="Save the indicators").click()
    performance.reads("4 indicators are saved")

    performance.open(f"{CONTENTS}adopt/")
    fill(performance, "It is adopted", adopted_by="Anytown Council", adopted_on="2025-03-01")
    performance.open("/periods/")
    performance.page.get_by_role("button", name="Add the missing periods").click()
    performance.reads("added")
    bring(performance, f"{SETUP}past/", "last-year.xlsx", last_years_values())
    assert performance.violations() == []
    performance.page.get_by_role("button", name="Save with these choices").click()
    performance.reads("16 past values are saved and approved")
    performance.open(f"{STRATEGY}/reports/arrangement/")
    performance.page.locator("main [name=form]").select_option("Report to a scrutiny panel")
    fill(performance, "Save", committee="Housing committee")
    performance.reads("Saved: Homes for All")

    officer.open(f"{STRATEGY}/returns/{QUARTER}/")
    for reference in ("1.1", "1.2", "2.1", "2.2"):
        officer.page.locator(f'main input[aria-label*="{reference}, Q1 2026/27"]').first.fill("11")
    officer.page.get_by_role("button", name="Submit for approval").click()
    officer.reads("4 values were submitted for approval")
    approver.open(f"{STRATEGY}/approvals/{QUARTER}/")
    approver.page.get_by_role("button", name="Approve all").click()
    approver.reads("approved")
    performance.open(f"{STRATEGY}/indicators/1.1/?period={QUARTER}")
    performance.reads("Green")
    performance.open(f"{STRATEGY}/reports/annual/2025-26/")
    performance.reads("42")  # 9 + 10 + 11 + 12, from the sheet of last year
    assert performance.violations() == []
    assert len(sent) <= 30  # however many indicators the document and the workbook have
    visitors = (administrator, performance, officer, approver)
    assert not [complaint for visitor in visitors for complaint in visitor.complaints]
