"""What somebody wrote without agreeing to its publication is counted and coded, and never printed (trust S7)."""

import pytest

from consultations.models import Comment, Submission
from consultations.moderation import publish_comment
from consultations.submitting import Filled, key_submission
from reports.scorecards.consultations import consultation_card
from strategy_portal.editing.versions import Refused

from .commenting import AT, say, submit

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
