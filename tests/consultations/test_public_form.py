"""Anyone answers the form on the web: page by page, once and on time, and what is private stays where it belongs."""

import re
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from consultations.answering.services import Filled, send_submission
from consultations.models import Answer, Comment, Contact, Original, Submission

pytestmark = pytest.mark.django_db


def sent(person) -> Submission:
    return person.consultation.submissions.received().get()


def test_the_first_page_leads_to_the_open_consultations(person):
    assert person.address in person.client.get("/").content.decode()
    assert person.address in person.client.get("/have-your-say/").content.decode()


def test_before_anything_is_asked_it_says_what_for_how_long_and_what_happens_with_it(person):
    shown = person.shown("")
    for text in ("When should it be open?", "4 questions", "30 November 2026", "What happens with your answers"):
        assert text in shown


def test_it_says_truly_what_becomes_of_words_and_numbers(person):
    shown = person.shown("")
    assert "are kept until the end of 31 March 2027 and then deleted." in shown
    assert "Numbers stay, and so does what was published of your words." in shown


def test_it_names_the_council_whose_people_read_it(person):
    assert "is read by people at West Lothian Council" in person.shown("")


def test_without_consent_nothing_is_kept(person):
    assert person.post().status_code == 422
    assert not person.consultation.submissions.exists()


def test_what_is_filled_becomes_answers_and_comments(person):
    person.fill()
    assert person.send()["Location"] == f"{person.address}sent/"
    submission = sent(person)
    assert (submission.channel, submission.consented, submission.respondent_type.title) == ("web", True, "Resident")
    assert sorted(submission.answers.values_list("choice__text", flat=True)) == [
        "Bathgate",
        "Livingston",
        "Strongly agree",
    ]
    comment = submission.comments.get()
    assert (comment.state, comment.text, comment.original.text) == ("waiting", "", "The queue is long")


def test_a_question_that_is_left_out_has_no_answer(person):
    """Rules 10.2: it is nobody's choice, and not counted in the base."""
    person.fill()
    person.send()
    assert not sent(person).answers.filter(question__text="Which desk do you use?").exists()


def test_an_answer_can_be_taken_back(person):
    person.fill()
    for desk in (person.choice("Bathgate", person.desk), "-"):
        person.post("page-1/", {person.agreement: person.choice("Neither", person.agreement), person.desk: desk})
    assert "I would rather not answer" in person.shown("check/")
    person.send()
    assert not sent(person).answers.filter(question__text="Which desk do you use?").exists()


def test_nothing_is_chosen_for_anybody(person):
    person.begin()
    assert "checked" not in person.shown("page-1/")


def test_a_group_says_for_how_many_it_speaks(person):
    """Rules 10.1."""
    person.fill(as_="Community group")
    assert person.get("check/")["Location"] == f"{person.address}group/?checking"
    person.post("group/?checking", {"group_name": "Tenants of the High Street", "speaks_for": "40"})
    person.send()
    assert (sent(person).group_name, sent(person).speaks_for) == ("Tenants of the High Street", 40)


def test_who_is_no_group_after_all_speaks_for_nobody_else(person):
    person.fill(as_="Community group")
    person.post("group/", {"group_name": "Tenants of the High Street", "speaks_for": "40"})
    person.post("you/?checking", {"respondent_type": person.type("Resident")})
    person.send()
    assert (sent(person).group_name, sent(person).speaks_for) == ("", None)


def test_how_to_be_told_is_kept_apart(person):
    person.fill()
    person.post("contact/", {"name": "A resident", "email": "resident@example.org"})
    person.send()
    assert Contact.objects.get().email == "resident@example.org"
    assert "resident@example.org" not in str(list(Submission.history.values()))


def test_a_page_with_an_error_is_shown_again_with_what_was_typed(person):
    person.begin()
    answer = person.post("page-1/", {person.desk: person.choice("Bathgate", person.desk)})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in shown
    assert "Choose one" in shown
    assert shown.count("checked") == 1


def test_a_form_that_lacks_something_is_led_to_it(person):
    person.begin()
    assert person.get("check/")["Location"] == f"{person.address}you/?checking"
    assert person.send()["Location"] == f"{person.address}you/?checking"


def test_after_the_browser_was_closed_it_goes_on_where_it_was(person):
    person.begin()
    person.post("you/", {"respondent_type": person.type("Resident")})
    cookie = person.client.cookies["answers"]
    assert cookie["max-age"] > 0
    assert (cookie["httponly"], cookie["path"]) == (True, person.address)
    assert f'href="{person.address}page-1/?checking">Continue' in person.shown("")
    assert "checked" in person.shown("you/")


def test_its_device_finds_it_again_for_two_days_after_the_last_page_that_was_kept(person):
    begun = person.begin()
    kept = person.post("you/", {"respondent_type": person.type("Resident")})
    ages = [answer.cookies["answers"]["max-age"] for answer in (begun, kept)]
    assert ages == [2 * 24 * 3600] * 2


def test_a_cookie_that_a_browser_kept_longer_finds_nothing(person, monkeypatch):
    person.begin()
    later = time.time() + 2 * 24 * 3600 + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert "Somebody has begun on this device" not in person.shown("")


def test_on_a_shared_device_nothing_of_somebody_else_is_shown_before_one_can_begin_afresh(person):
    person.fill(words="The queue is long")
    shown = person.shown("")
    assert "Somebody has begun on this device" in shown
    assert "On a shared computer, as in a library" in shown
    assert "The queue is long" not in shown
    person.post(data={"discard": "yes"})
    assert "Somebody has begun" not in person.shown("")


def test_somebody_elses_form_is_not_found_by_a_made_up_cookie(person):
    person.fill()
    receipt = person.consultation.submissions.get().receipt
    person.client.cookies["answers"] = f"{receipt}:1abcde:forged"
    assert person.get("check/")["Location"] == person.address


def test_what_was_typed_can_be_deleted_before_it_is_sent(person):
    person.fill()
    person.post(data={"discard": "yes"})
    assert not person.consultation.submissions.exists()
    assert "You have begun" not in person.shown("")


@pytest.mark.parametrize("page", ["you/", "check/"])
def test_wherever_one_stands_one_can_start_again_and_nothing_is_left_on_the_device(person, page):
    person.fill(words="The queue is long")
    forms = re.findall(r'<form method="post" action="([^"]+)">.*?</form>', person.shown(page), re.DOTALL)
    assert forms == [person.address]
    person.post(data={"discard": "yes"})
    assert person.get("check/")["Location"] == person.address
    assert "The queue is long" not in person.shown("")


def test_after_sending_the_check_page_shows_nothing_of_it(person):
    person.fill(words="The queue is long")
    person.send()
    assert person.get("check/")["Location"] == f"{person.address}sent/"
    assert "The queue is long" not in person.shown("sent/")


def test_sending_twice_makes_one_submission(person):
    person.fill()
    assert person.send()["Location"] == person.send()["Location"]
    assert Answer.objects.filter(submission=sent(person)).count() == 3
    assert Comment.objects.filter(submission=sent(person)).count() == 1


def test_two_clicks_at_once_make_one_submission(person, on, moment):
    """Both requests have read the draft before either is sent."""
    person.fill()
    draft = person.consultation.submissions.get()
    question = person.consultation.questions.get(text="What else should we know?")
    for _ in range(2):
        send_submission(submission=draft, filled=Filled(texts=((question, "Once"),)), on=on, at=moment)
    assert Original.objects.filter(text="Once").count() == 1


def test_the_back_button_after_sending_leads_to_the_receipt(person):
    person.fill()
    person.send()
    assert person.get("page-1/")["Location"] == f"{person.address}sent/"
    assert person.post("page-1/", {person.agreement: ""})["Location"] == f"{person.address}sent/"
    assert sent(person).receipt in person.shown("sent/")


def test_another_person_can_answer_on_the_same_device(person):
    person.fill()
    person.send()
    person.fill()
    person.send()
    assert person.consultation.submissions.received().count() == 2


def test_the_draft_is_emptied_when_it_is_sent(person):
    """Trust S7."""
    person.fill()
    person.send()
    assert sent(person).draft == {}
    history = str([*Submission.history.values(), *Comment.history.values()])
    assert "The queue is long" not in history


@pytest.mark.parametrize(("day", "is_open"), [("2026-11-01", True), ("2026-11-30", True), ("2026-12-01", False)])
def test_it_is_open_from_its_first_day_to_the_end_of_its_last(person, settings, day, is_open):
    settings.TODAY = day
    assert (person.begin().status_code == 302) is is_open


def test_before_its_first_day_it_says_when_it_opens(person, settings):
    settings.TODAY = "2026-10-31"
    assert "It opens on 1 November 2026" in person.shown("")


def test_a_form_begun_before_midnight_says_kindly_that_it_has_closed(person, settings):
    person.fill()
    settings.TODAY = "2026-12-01"
    answer = person.send()
    assert answer.status_code == 410
    assert "what you typed here had not been sent by then" in answer.content.decode()
    assert not person.consultation.submissions.received().exists()


def test_the_receipt_is_shown_after_the_closing_as_well(person, settings):
    person.fill()
    person.send()
    settings.TODAY = "2026-12-01"
    assert sent(person).receipt in person.shown("sent/")


def test_a_consultation_without_a_web_form_is_not_found(person, elc):
    stated = elc.consultations.get()
    assert person.client.get(stated.form_url).status_code == 404


@pytest.mark.parametrize("page", ["", "check/"])
def test_a_program_that_fills_in_every_field_is_asked_to_try_again(person, page):
    if page:
        person.fill()
    answer = person.post(page, {"consent": "on", "website": "http://example.org"})
    assert answer.status_code == 422
    assert "press the button again" in answer.content.decode()
    assert "http://example.org" not in answer.content.decode()
    assert not person.consultation.submissions.received().exists()


def test_a_form_sent_within_five_seconds_is_not_taken(person):
    person.fill()
    Submission.objects.update(started_at=timezone.now() - timedelta(seconds=2))
    assert "very quick" in person.send().content.decode()
    assert not person.consultation.submissions.received().exists()


def test_one_network_address_begins_only_so_many_forms(person, settings):
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {"consultation_form": "2/h/ip"}
    assert [person.begin().status_code for _ in range(3)] == [302, 302, 429]
    assert person.consultation.submissions.count() == 2


def test_no_page_of_the_form_is_kept_by_a_browser_or_a_proxy(person):
    person.fill()
    for page in ("", "you/", "check/"):
        assert "no-store" in person.get(page)["Cache-Control"]


def test_the_log_holds_nothing_that_was_typed(person, caplog):
    caplog.set_level("DEBUG")
    person.fill(words="I am from Uphall")
    person.post("contact/", {"name": "A resident", "email": "nonsense"})
    person.send()
    assert caplog.records
    assert "Uphall" not in caplog.text
    assert "A resident" not in caplog.text
    assert sent(person).receipt not in caplog.text


def test_a_question_that_became_required_is_asked_before_sending(person):
    person.fill()
    person.consultation.questions.filter(text="Which desk do you use?").update(is_required=True)
    assert person.send()["Location"] == f"{person.address}page-1/?checking"


def test_the_number_of_queries_does_not_grow_with_the_submissions(person, django_assert_max_num_queries):
    person.fill()
    for number in range(30):
        person.consultation.submissions.create(receipt=f"R{number}", channel="web", started_at=timezone.now())
    for page in ("", "you/", "page-1/", "check/"):
        with django_assert_max_num_queries(8):
            person.get(page)
    with django_assert_max_num_queries(25):
        person.send()
