"""What people say about an outcome, as the page of each of its indicators shows it."""

from datetime import date

import pytest

from consultations.coding.services import code_comment
from consultations.models import Consultation, Reply, Theme
from consultations.scorecards.findings import theme_findings
from consultations.scorecards.voices import of_others, voices_on
from outcomes.models import Outcome
from tests.consultations.commenting import AT, draft_codebook, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def outcome(wlc) -> Outcome:
    return wlc.outcomes.get(number=1)


@pytest.fixture
def asked(wlc) -> Consultation:
    """Later than the demonstration's own."""
    return Consultation.objects.create(
        strategy=wlc, slug="asked", title="Asked", opened_on=date(2026, 11, 1), closed_on=date(2026, 12, 31)
    )


def shown(voices) -> list[tuple]:
    return [(line.theme.title, line.count, line.numbers) for line in voices.lines]


def test_themes_stand_with_their_counts_replies_and_actions(outcome, on):
    found = voices_on(outcome, on)
    assert shown(found) == [
        ("Telephone", 9, ()), ("Opening hours", 8, (4,)), ("Being told what happens", 7, (2, 4)),
        ("People who are not online", 5, ()), ("Plain words", 3, (2,)),
    ]  # fmt: skip
    assert (found.read, found.most, found.unanswered) == (46, 9, 2)


def test_they_are_counted_as_the_consultations_own_page_counts_them(outcome, on):
    found = voices_on(outcome, on)
    findings = theme_findings(found.consultation)
    assert [(line.theme, line.share) for line in found.lines] == [(each.theme, each.share) for each in findings.themes]
    assert found.read == findings.read


def test_the_sentence_names_the_share_with_its_base_and_what_is_not_read(outcome, on, people):
    """Rules 10.2, 10.4."""
    found = voices_on(outcome, on)
    findings = theme_findings(found.consultation)
    assert found.sentence == "19.6% of the 46 comments read are about “Telephone”: 9, the most." + (
        f" {findings.not_read} are not read yet." if findings.not_read else ""
    )
    assert found.not_read == findings.not_read


def test_one_that_nobody_read_is_left_out_of_the_base_and_said(asked, outcome, on, people):
    phones, hours, _ = draft_codebook(asked, "Phones", "Hours", "Post")
    first, second, _ = say(asked, "One", "Two", "Three")
    code_comment(comment=first, themes=[phones], seen=0, by=people["officer"], at=AT)
    code_comment(comment=second, themes=[hours], seen=0, by=people["officer"], at=AT)
    assert voices_on(outcome, on).sentence == (
        "50.0% of the 2 comments read are about “Phones” and “Hours”, as many about each: 1. 1 is not read yet."
    )


def test_it_is_two_queries_and_one_where_there_is_no_consultation(outcome, on, django_assert_num_queries):
    outcome.strategy  # noqa: B018  # came with the outcome
    with django_assert_num_queries(2):
        shown(voices_on(outcome, on))
    with django_assert_num_queries(1):
        voices_on(outcome, date(2020, 1, 1))


def test_what_is_merged_counts_for_the_other_theme_and_a_second_reading_does_not(asked, outcome, on, people):
    phones, calls, _ = draft_codebook(asked, "Phones", "Calls", "Hours")
    first, second = say(asked, "One", "Two")
    code_comment(comment=first, themes=[phones], seen=0, by=people["officer"], at=AT)
    code_comment(comment=second, themes=[calls], seen=0, by=people["officer"], at=AT)
    code_comment(comment=second, themes=[], seen=0, by=people["performance"], at=AT)
    calls.refresh_from_db()
    Theme.objects.filter(pk=calls.pk).update(state=Theme.State.MERGED, merged_into=phones)
    found = voices_on(outcome, on)
    assert shown(found) == [("Phones", 2, ())]
    assert found.lines[0].share == theme_findings(asked).themes[0].share


def test_a_draft_of_a_reply_answers_nothing_yet(outcome, on):
    theme = Theme.objects.get(title="Telephone")
    Reply.objects.create(consultation=theme.consultation, theme=theme, kind="accepted", text="Yes", is_final=False)
    assert voices_on(outcome, on).lines[0].reply is None


def test_only_published_comments_are_quoted(asked, outcome, on, people):
    """Trust S7."""
    (phones,) = draft_codebook(asked, "Phones")
    (comment,) = say(asked, "Call me")
    code_comment(comment=comment, themes=[phones], seen=0, by=people["officer"], at=AT)
    quoted = [line.quoted for line in voices_on(outcome, on).lines]
    comment.refresh_from_db()
    assert quoted == (["Call me"] if comment.state == "published" else [""])
    comment.withhold("Names somebody")
    comment.save()
    assert voices_on(outcome, on).quotations == ()


def test_a_consultation_on_another_outcome_or_not_opened_yet_says_nothing_of_this_one(asked, wlc, outcome, on):
    draft_codebook(asked, "Phones")
    assert voices_on(outcome, on).consultation == asked
    asked.outcomes.set([wlc.outcomes.get(number=2)])
    assert voices_on(outcome, on).consultation != asked
    assert voices_on(outcome, date(2020, 1, 1)) is None


def test_the_sources_own_counts_stand_where_nobody_coded(elc, on):
    found = voices_on(elc.outcomes.first(), on)
    assert found.read is None
    assert {line.share for line in found.lines} == {None}


def test_replies_to_other_themes_stand_apart(outcome, on):
    found = voices_on(outcome, on)
    assert of_others(Reply.objects.all(), found) == ()
    assert len(of_others(Reply.objects.all(), None)) == Reply.objects.count()
