"""Digests are sent once, however often and however side by side; what fails is tried again."""

from datetime import date, datetime, timedelta
from io import StringIO
from smtplib import SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils.html import escape

from indicators.models import Value
from reports.models import Digest, Nudge, ReminderChoice
from reports.reminding import services
from reports.reminding.services import make_digest, nudge, plan, save_choice, send_digests
from strategy_portal.models import Role, Team, User
from strategy_portal.people.absences import save_absence
from strategy_portal.records.versions import Refused

MONDAY = date(2026, 11, 23)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def returned_in_time(db):
    """The demonstration’s values were last touched when the tests began, which is no day of theirs."""
    Value.objects.filter(state="returned").update(updated_at=nine(date(2026, 11, 20)))


def nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=LONDON)


def send(day: date = MONDAY, *, hours: int = 0):
    return send_digests(day, nine(day) + timedelta(hours=hours))


def to(person: User) -> list:
    return [each for each in mail.outbox if each.to == [person.email]]


def test_who_owes_something_gets_one_mail_in_text_and_html(people):
    assert send().sent == len(mail.outbox) == Digest.objects.sent().count()
    (found,) = to(people["officer"])
    assert found.subject == "2 things for you, 1 late (Strategy Portal)"
    assert found.body == (
        "This waits for you in the Strategy Portal on 23 November 2026.\n"
        "\n"
        "- 2.1 First contact, Service Centre, Q2 2026/27, came back to you: The figure leaves out the offices. "
        "Please add them or say why they are missing.\n"
        "  http://localhost:8000/strategies/wlc-customer-2023-28/returns/2026-27-Q2/2.1/\n"
        "\n"
        "- 8 figures of Q2 2026/27, Customer Strategy 2023 to 2028 (WLC): 18 working days late. They were due by "
        "28 October 2026.\n"
        "  http://localhost:8000/strategies/wlc-customer-2023-28/returns/2026-27-Q2/\n"
        "\n"
        "You get at most one such mail a working day. Switch kinds off, or name somebody who gets them while you are "
        "away:\n"
        "http://localhost:8000/account/reminders/\n"
    )
    html, kind = found.alternatives[0]
    assert kind == "text/html"
    assert '<a href="http://localhost:8000/strategies/wlc-customer-2023-28/returns/2026-27-Q2/">8 figures' in html
    kept = Digest.objects.get(person=people["officer"])
    assert (kept.text, kept.day, kept.sent_at) == (found.body, MONDAY, nine(MONDAY))


def test_it_is_sent_once_however_often_it_runs(db):
    first = send().sent
    assert [send(hours=1).sent, send(hours=2).sent] == [0, 0]
    assert len(mail.outbox) == first


def test_who_has_nobody_to_ask_gets_nothing(people):
    send()
    assert to(people["clerk"]) == []


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 30), date(2026, 12, 25)])
def test_nothing_goes_out_on_a_weekend_or_bank_holiday(day, db):
    """30 November is St Andrew’s Day."""
    assert send(day).sent == 0
    assert mail.outbox == []


def test_the_holidays_are_those_of_the_council_s_nation(db, settings):
    settings.BANK_HOLIDAYS = "ENG"
    assert send(date(2026, 11, 30)).sent > 0


def test_the_next_day_says_only_what_is_new(people):
    send()
    mail.outbox.clear()
    send(MONDAY + timedelta(days=1))
    assert to(people["officer"]) == []


def test_a_week_later_what_is_overdue_is_said_again(people):
    send()
    mail.outbox.clear()
    send(date(2026, 12, 1))
    assert "8 figures of Q2 2026/27" in to(people["officer"])[0].body


def test_another_run_that_was_quicker_sends_it(people):
    """Two runs work out the same; the database lets one of them make the digest."""
    ours = next(each for each in plan(MONDAY, nine(MONDAY)).to_send if each.person == people["officer"])
    assert make_digest(ours, at=nine(MONDAY)) is not None
    assert make_digest(ours, at=nine(MONDAY)) is None
    send()
    assert len(to(people["officer"])) == 1


def test_one_that_somebody_else_has_claimed_is_left_alone(people):
    ours = next(each for each in plan(MONDAY, nine(MONDAY)).to_send if each.person == people["officer"])
    digest = make_digest(ours, at=nine(MONDAY))
    Digest.objects.filter(pk=digest.pk).update(claimed_at=nine(MONDAY))
    send()
    assert to(people["officer"]) == []
    digest.refresh_from_db()
    assert digest.state == "Begun; whether it went out is not known"


@pytest.mark.parametrize("place", ["plan", "make_digest", "_send"])
def test_a_run_in_the_middle_of_another_one_sends_nothing_twice(place, db, monkeypatch):
    """The second begins right before or after each step of the first, where it could be in its way."""
    step, begun = getattr(services, place), []

    def interrupted(*given, **named):
        done = step(*given, **named) if place == "plan" else None
        if not begun:
            begun.append(True)
            send(hours=1)
        return done if place == "plan" else step(*given, **named)

    monkeypatch.setattr(services, place, interrupted)
    send()
    addresses = [each.to[0] for each in mail.outbox]
    assert sorted(addresses) == sorted(set(addresses))
    assert len(addresses) == Digest.objects.sent().count() == 5


def test_what_the_mail_server_refuses_is_tried_again(people, monkeypatch, caplog):
    def fail(*given, **options):
        raise SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
        assert send().failed > 0
    kept = Digest.objects.get(person=people["officer"])
    assert kept.state == "Not sent: SMTPServerDisconnected"
    assert "http" not in caplog.text
    send(hours=1)
    assert len(to(people["officer"])) == 1


def test_what_never_went_out_is_said_by_the_next_day_s_digest(people):
    send()
    Digest.objects.filter(person=people["officer"]).update(sent_at=None, claimed_at=nine(MONDAY))
    mail.outbox.clear()
    send(MONDAY + timedelta(days=1))
    assert "8 figures of Q2 2026/27" in to(people["officer"])[0].body


def test_who_has_no_address_is_named_and_gets_nothing(people):
    User.objects.filter(pk=people["officer"].pk).update(email="")
    out = StringIO()
    call_command("send_digests", on=MONDAY, stdout=out)
    assert f"No e-mail address: {people['officer']}" in out.getvalue()
    assert not Digest.objects.filter(person=people["officer"]).exists()


def test_a_dry_run_says_who_would_get_what_and_sends_nothing(people):
    out = StringIO()
    call_command("send_digests", "--dry-run", on=MONDAY, stdout=out)
    assert "8 figures of Q2 2026/27" in out.getvalue()
    assert (mail.outbox, Digest.objects.count()) == ([], 0)


def test_on_a_holiday_the_command_says_why_it_sends_nothing(db):
    out = StringIO()
    call_command("send_digests", on=date(2026, 11, 30), stdout=out)
    assert "30 November 2026 is no working day: nothing is sent." in out.getvalue()


def test_what_people_wrote_is_text_in_the_html_part(people):
    hostile = "<img src=x onerror=alert(1)>"
    Value.objects.filter(state="returned").update(return_reason=hostile)
    send()
    (found,) = to(people["officer"])
    assert hostile in found.body
    assert hostile not in found.alternatives[0][0]
    assert escape(hostile) in found.alternatives[0][0]


def test_a_line_break_in_a_text_makes_no_header(people):
    Value.objects.filter(state="returned").update(return_reason="a\r\nBcc: x@example.org")
    send()
    assert "\n" not in to(people["officer"])[0].subject
    assert to(people["officer"])[0].message()["Bcc"] is None


def test_the_plan_asks_few_queries(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(18):
        plan(MONDAY, nine(MONDAY))


# --- What a person wants ---------------------------------------------------------------------------------------------


def choose(person: User, **said) -> ReminderChoice:
    return save_choice(ReminderChoice(person=person, **said), seen=0, by=person)


def leave(person: User, *, until: date = MONDAY, deputy: User | None = None) -> None:
    save_absence(person, starts_on=MONDAY, ends_on=until, deputy=deputy, seen=0, by=person, on=MONDAY)


def test_a_kind_that_is_switched_off_is_not_sent(people):
    choose(people["officer"], muted=["overdue", "returned"])
    send()
    assert to(people["officer"]) == []


def test_a_deputy_gets_what_is_new_and_the_absent_one_nothing(people):
    leave(people["officer"], until=MONDAY + timedelta(days=4), deputy=people["officer-housing"])
    send()
    assert to(people["officer"]) == []
    (found,) = to(people["officer-housing"])
    assert "For Officer, Customer Services, who is away until 27 November 2026:" in found.body
    mail.outbox.clear()
    send(date(2026, 12, 1))
    assert "8 figures" in to(people["officer"])[0].body


def test_who_is_away_without_a_deputy_is_told_once_they_are_back(people):
    leave(people["officer"])
    assert people["officer"] in plan(MONDAY, nine(MONDAY)).away
    send()
    assert to(people["officer"]) == []
    send(MONDAY + timedelta(days=1))
    assert "8 figures" in to(people["officer"])[0].body


# --- Nudges ----------------------------------------------------------------------------------------------------------


def ask(*persons: User, by: User, sentence: str = "Please send your figures this week.") -> int:
    return nudge(persons, sentence=sentence, by=by, at=nine(MONDAY), on=MONDAY)


def test_a_nudge_goes_out_once_with_all_that_is_owed(people):
    send()
    mail.outbox.clear()
    ask(people["officer"], by=people["performance"])
    send(hours=1)
    assert to(people["officer"]) == []  # the day's mail is gone
    for days in (1, 2):
        send(MONDAY + timedelta(days=days))
    (found,) = to(people["officer"])
    assert "The performance team says: Please send your figures this week." in found.body
    assert "8 figures of Q2 2026/27" in found.body
    assert not Nudge.objects.waiting(date(2026, 11, 26)).exists()


def test_a_nudge_makes_a_mail_where_nothing_is_owed(people):
    ask(people["clerk"], by=people["performance"])
    send()
    assert to(people["clerk"])[0].subject == "A word from the performance team (Strategy Portal)"


def test_who_has_a_nudge_waiting_gets_no_second_one(people):
    assert ask(people["officer"], people["clerk"], by=people["performance"]) == 2
    with pytest.raises(Refused):
        ask(people["officer"], by=people["performance"])
    assert ask(people["officer"], people["board"], by=people["performance"]) == 1


def test_a_nudge_whose_mail_never_went_out_goes_with_the_next_one(people):
    ask(people["clerk"], by=people["performance"])
    send()
    Digest.objects.filter(person=people["clerk"]).update(sent_at=None)
    mail.outbox.clear()
    send(MONDAY + timedelta(days=1))
    assert "The performance team says" in to(people["clerk"])[0].body


def test_an_officer_who_left_is_not_written_to(people):
    User.objects.filter(pk=people["officer"].pk).update(is_active=False)
    send()
    assert to(people["officer"]) == []
    assert Team.objects.filter(members__role=Role.OFFICER).exists()
