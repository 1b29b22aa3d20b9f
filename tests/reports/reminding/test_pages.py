"""The performance team's page of reminders, and each person's own."""

import pytest
from django.urls import reverse

from reports.models import Digest, Nudge, ReminderChoice
from strategy_portal import clock

from .test_sending import MONDAY, nine, send


@pytest.fixture
def monday(settings):
    settings.TODAY = MONDAY.isoformat()


def test_the_page_shows_who_would_get_what_today(signed_in, monday):
    shown = signed_in("performance").get("/reminders/").content.decode()
    assert "Officer, Customer Services" in shown
    assert "8 figures of Q2 2026/27" in shown
    assert clock.today() == MONDAY


def test_on_a_weekend_it_says_that_nothing_is_sent(signed_in, db):
    assert "This is no working day" in signed_in("performance").get("/reminders/").content.decode()


def test_what_went_out_can_be_read(signed_in, people, monday):
    send()
    digest = Digest.objects.get(person=people["officer"])
    assert digest.get_absolute_url() in signed_in("performance").get("/reminders/").content.decode()
    assert "8 figures of Q2 2026/27" in signed_in("performance").get(digest.get_absolute_url()).content.decode()
    assert signed_in("officer").get(digest.get_absolute_url()).status_code == 200
    assert signed_in("approver").get(digest.get_absolute_url()).status_code == 404


def test_what_people_wrote_is_text_there(signed_in, people):
    digest = Digest.objects.create(
        person=people["officer"], day=MONDAY, address="o@example.org", subject="<b>x</b>",
        text="<script>alert(1)</script> javascript:alert(1)", html="", made_at=nine(MONDAY),
    )  # fmt: skip
    shown = signed_in("performance").get(digest.get_absolute_url()).content.decode()
    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown


def test_the_page_asks_few_queries(signed_in, monday, django_assert_max_num_queries):
    client = signed_in("performance")
    client.get("/reminders/")
    with django_assert_max_num_queries(23):
        client.get("/reminders/")


def test_chosen_people_are_nudged_with_a_sentence(signed_in, people, monday):
    client, officer = signed_in("performance"), people["officer"]
    page = client.get(reverse("reports:nudge-create"), {"people": [officer.pk]})
    assert f'value="{officer.pk}" class="' in page.content.decode() or "checked" in page.content.decode()
    client.post(reverse("reports:nudge-create"), {"people": [officer.pk], "sentence": "Please send it."})
    (nudge,) = Nudge.objects.all()
    assert (nudge.person, nudge.sentence, nudge.made_by) == (officer, "Please send it.", people["performance"])
    assert nudge.history.get().history_user == people["performance"]
    assert "Please send it." in client.get("/reminders/").content.decode()


@pytest.mark.parametrize("sent", [{"sentence": "x"}, {"people": ["1"]}, {"people": ["9" * 30], "sentence": "x"}])
def test_a_nudge_needs_somebody_and_a_sentence(signed_in, sent, db):
    assert signed_in("performance").post(reverse("reports:nudge-create"), sent).status_code == 422
    assert not Nudge.objects.exists()


def test_a_person_switches_kinds_off(signed_in, people, monday):
    client, officer = signed_in("officer"), people["officer"]
    assert client.get("/account/reminders/").status_code == 200
    assert client.post("/account/reminders/", {"seen": 0, "wanted": ["due", "overdue"]}).status_code == 302
    choice = ReminderChoice.objects.get(person=officer)
    assert "returned" in choice.muted
    assert "due" not in choice.muted
    assert choice.history.get().history_user == officer


def test_two_windows_of_one_person_lose_nothing(signed_in, people, monday):
    client = signed_in("officer")
    client.post("/account/reminders/", {"seen": 0, "wanted": ["due"]})
    assert client.post("/account/reminders/", {"seen": 0, "wanted": ["overdue"]}).status_code == 409
    assert ReminderChoice.objects.get(person=people["officer"]).version == 1


def test_the_account_leads_there(signed_in, db):
    assert 'href="/account/reminders/"' in signed_in("clerk").get("/account/").content.decode()
