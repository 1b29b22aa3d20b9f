"""What came out of a meeting is moderated like what people wrote, and can be put into other words (trust S7)."""

import pytest

from consultations.models import Comment
from consultations.preparing.services import save_meeting
from strategy_portal.records.history import save_with_history

WORDS = "Mrs Jean Smith of EH54 6AA wants a lift"


@pytest.fixture
def finding(asked, people) -> Comment:
    event = asked.meetings.model(consultation=asked)
    save_meeting(meeting=event, fields={"group": "Tenants"}, findings=[WORDS], seen=0, by=people["performance"])
    return asked.comments.get()


@pytest.fixture
def do(finding, signed_in, address):
    def do(action: str, **typed):
        finding.refresh_from_db()
        kept = {f"decision-{mark.pk}": "keep" for mark in finding.redactions.all()}
        typed = {"seen": finding.version, "kind": "name", action: "", "finding": finding.received} | kept | typed
        return signed_in("performance").post(address("comments/1/"), typed)

    return do


def test_it_waits_and_what_looks_personal_in_it_is_marked(finding, signed_in, address):
    assert (finding.state, finding.text, finding.original.text) == ("waiting", "", WORDS)
    assert [mark.kind for mark in finding.redactions.all()] == ["name", "postcode"]
    assert "Jean" not in signed_in("board").get(address()).content.decode()


def test_it_can_be_withheld(finding, do):
    do("withhold", withheld_reason="Accuses somebody who can be recognised")
    finding.refresh_from_db()
    assert finding.state == "withheld"


def test_other_words_wait_for_moderation_and_the_old_ones_are_gone(finding, do, signed_in, address):
    do("publish")
    assert do("correct", finding="A lift is wanted").status_code == 302
    finding = Comment.objects.get(pk=finding.pk)
    assert (finding.state, finding.text, finding.original.text) == ("waiting", "", "A lift is wanted")
    assert not finding.redactions.exists()
    assert "Jean" not in signed_in("performance").get(address("comments/1/")).content.decode()


def test_no_words_are_refused_and_the_page_says_how_to_put_it_right(do):
    answer = do("correct", finding=" ")
    assert answer.status_code == 422
    assert "Write what came out, or withhold it" in answer.content.decode()


def test_words_that_are_typed_and_not_saved_are_not_published_without_them(do):
    answer = do("publish", finding="A lift is wanted")
    assert answer.status_code == 422
    assert "A lift is wanted" in answer.content.decode()


def test_what_somebody_said_stays_as_it_was_said(finding, do):
    finding.is_summary, finding.meeting = False, None
    save_with_history(finding, by=None)
    assert "What somebody said stays as it was said" in do("correct", finding="No lift").content.decode()
