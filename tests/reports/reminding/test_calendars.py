"""Calendars at a private address: what is due of a person, and the dates of a strategy."""

import logging

import pytest
from icalendar import Calendar

from actions.models import Action
from reports.models import CalendarAddress
from strategy_portal.models import User
from strategy_portal.people.log import WithoutLinks


@pytest.fixture
def address(signed_in, people):
    """The officer's own, as the page shows it once."""
    page = signed_in("officer").post("/account/calendar/")
    assert "no-store" in page["Cache-Control"]
    return page.context["own"].removeprefix("http://testserver")


def events(client, url: str) -> dict[str, object]:
    answer = client.get(url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(event["summary"]): event["dtstart"].dt for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_program_reads_what_is_due_without_signing_in(client, address):
    found = events(client, address)
    assert [str(day) for title, day in found.items() if title == "Due: 8 figures of Q2 2026/27"] == ["2026-10-28"]


def test_the_dates_of_a_strategy(client, address, elc):
    found = events(client, address.replace("mine.ics", f"{elc.slug}.ics"))
    assert str(found[f"{elc} ends"]) == str(elc.ends_on)
    assert any(title.startswith("Due: action 16.") for title in found)
    assert client.get(address.replace("mine.ics", "nowhere.ics")).status_code == 404


def test_only_its_hash_is_kept(address):
    secret = address.split("/")[2]
    assert secret not in str(list(CalendarAddress.objects.values()))


def test_a_new_address_ends_the_old_one(client, address, signed_in):
    signed_in("officer").post("/account/calendar/")
    assert client.get(address).status_code == 404


def test_it_can_be_ended(client, address, signed_in):
    signed_in("officer").post("/account/calendar/end/")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("change", [{"is_active": False}, {"sign_in_version": 7}])
def test_it_ends_with_the_account_and_the_password(client, address, change):
    User.objects.filter(username="officer").update(**change)
    assert client.get(address).status_code == 404


def test_a_wrong_secret_is_not_found(client, db):
    assert client.get("/calendar/guessed/mine.ics").status_code == 404


def test_what_people_wrote_adds_no_line_of_its_own(client, address, elc):
    Action.objects.filter(strategy=elc, number=16).update(title="a\r\nATTENDEE:mailto:x@example.org")
    text = client.get(address.replace("mine.ics", f"{elc.slug}.ics")).content.decode()
    assert "\r\nATTENDEE" not in text


def test_a_log_never_holds_the_address():
    record = logging.LogRecord("django", 30, "", 1, "Not Found: %s", ("/calendar/abc-def/mine.ics",), None)
    assert WithoutLinks().filter(record)
    assert record.getMessage() == "Not Found: /calendar/.../mine.ics"
