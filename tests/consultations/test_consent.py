"""What somebody wrote without agreeing to its publication is counted and coded, and never printed (trust S7)."""

import pytest

from consultations.answering.services import Filled, key_submission, receive_submissions
from consultations.models import Comment, Submission
from consultations.moderating.services import consent_groups, correct_consent, decisions, publish_comment
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from .commenting import AT, consultation_card, say, submit, version_now

WORDS = "The rowan at our door is ill"
LETTER = Submission.Channel.LETTER


@pytest.fixture
def letter(asked, people) -> Comment:
    filled = Filled(texts=((None, WORDS),))
    by = people["performance"]
    key_submission(consultation=asked, channel=LETTER, filled=filled, consented=False, by=by, at=AT)
    return asked.comments.get()


def test_it_is_withheld_from_the_start_and_says_why(letter):
    assert (letter.state, letter.text, letter.original.text) == ("withheld", "", WORDS)
    assert letter.withheld_reason == "Whoever wrote it did not agree to its publication"


def test_it_is_counted_and_can_be_coded(letter, asked):
    assert {count.label: count.number for count in consultation_card(asked).counts}["Comments"] == 1
    assert asked.comments.to_code().get() == letter


def test_nobody_can_publish_it(letter, people):
    with pytest.raises(Refused, match="did not agree"):
        publish_comment(comment=letter, seen=1, reasons={}, by=people["performance"], at=AT)


@pytest.mark.parametrize("page", ["", "comments/csv/", "replies/", "/api/v1/consultations/", "/you-said-we-did/"])
def test_nothing_of_it_is_printed_even_if_it_was_published_once(asked, signed_in, address, page):
    (comment,) = say(asked, WORDS, submission=submit(asked, "R1"))
    Submission.objects.update(consented=False)
    comment.show(WORDS)
    comment.save()
    place = page if page.startswith("/") else address(page)
    assert WORDS not in signed_in("performance").get(place).content.decode()


def test_it_is_not_offered_among_those_to_publish_together(asked):
    say(asked, WORDS, submission=submit(asked, "R1"))
    Submission.objects.update(consented=False)
    assert not asked.comments.unmarked().exists()


# --- Put right ---


def correct(comment: Comment, by, *, consented: bool, reason: str = "The box was overlooked", seen: int | None = None):
    held = comment.submission
    seen = version_now(held) if seen is None else seen
    correct_consent(submission=held, consented=consented, reason=reason, seen=seen, by=by, at=AT)
    comment.refresh_from_db()


def test_what_was_withheld_for_want_of_consent_waits_once_it_is_there(letter, people):
    correct(letter, people["performance"], consented=True)
    assert (letter.state, letter.withheld_reason) == ("waiting", "")
    assert letter.consultation.comments.unmarked().get() == letter


def test_without_consent_what_was_published_is_withheld(letter, people):
    correct(letter, people["performance"], consented=True)
    publish_comment(comment=letter, seen=letter.version, reasons={}, by=people["performance"], at=AT)
    letter.refresh_from_db()
    correct(letter, people["performance"], consented=False)
    assert (letter.state, letter.text, letter.withheld_reason) == ("withheld", "", Comment.NOT_AGREED)


def test_what_was_withheld_for_another_reason_stays_so(letter, people):
    letter.withhold("It is about a court case")
    letter.save()
    correct(letter, people["performance"], consented=True)
    assert letter.withheld_reason == "It is about a court case"


def test_the_history_says_who_put_it_right_and_why(letter, people):
    """trust S6"""
    correct(letter, people["performance"], consented=True)
    record = letter.submission.history.order_by("history_id").last()
    told = (record.consented, record.history_user, record.history_change_reason)
    assert told == (True, people["performance"], "The box was overlooked")
    assert decisions(letter)[0].why == "The box was overlooked"


def test_the_reason_names_nobody(letter, people):
    with pytest.raises(Refused, match="without names"):
        correct(letter, people["performance"], consented=True, reason="Ask jo@example.org")


def test_somebody_elses_correction_is_not_overruled_unseen(letter, people):
    seen = version_now(letter.submission)
    correct(letter, people["performance"], consented=True)
    with pytest.raises(ChangedMeanwhile):
        correct(letter, people["performance"], consented=False, seen=seen)


def test_nobody_says_for_somebody_who_answered_on_the_web(asked, people):
    (comment,) = say(asked, WORDS, submission=submit(asked, "R1"))
    with pytest.raises(Refused):
        correct(comment, people["performance"], consented=False)


def test_the_comments_page_leads_to_the_correction(letter, signed_in, address):
    client, page = signed_in("performance"), address(f"comments/{letter.order}/")
    assert f"{page}consent/" in client.get(page).content.decode()
    sent = {"seen": version_now(letter.submission), "consented": "on", "reason": "Overlooked"}
    assert client.post(f"{page}consent/", sent).status_code == 302
    letter.refresh_from_db()
    assert letter.state == "waiting"


def test_a_whole_file_is_put_right_at_once_with_a_reason(asked, people, signed_in, address):
    filled = [(f"key-{number}", Filled(texts=((None, f"{WORDS} {number}"),))) for number in range(3)]
    by = people["performance"]
    receive_submissions(asked, filled, channel=Submission.Channel.IMPORT, consented=False, by=by, at=AT)
    page = address("comments/consent/")
    client = signed_in("performance")
    (group,) = consent_groups(asked)
    assert "0 of 3 agreed" in str(group)
    sent = {"seen": version_now(asked), "group": group.key, "consented": "yes", "reason": "The column was overlooked"}
    assert client.post(page, sent).status_code == 302
    assert set(asked.submissions.values_list("consented", "version")) == {(True, 2)}
    assert set(asked.comments.values_list("state", flat=True)) == {"waiting"}
    record = Submission.history.filter(consultation=asked).order_by("history_id").last()
    assert (record.history_user, record.history_change_reason) == (by, "The column was overlooked")


def test_what_many_answered_on_the_web_is_not_offered(asked):
    say(asked, WORDS, submission=submit(asked, "R1"))
    assert consent_groups(asked) == []


def test_a_comment_that_can_not_be_published_offers_no_button_that_would_fail(letter, signed_in, address):
    shown = signed_in("performance").get(address(f"comments/{letter.order}/")).content.decode()
    assert "Publish it like this" not in shown
    assert "Withhold it" in shown
