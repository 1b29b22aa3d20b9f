"""Answers to a consultation as figures: each with its base, and none that gives anybody away (rules 10)."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from consultations.models import Answer, Choice, Consultation, Question, Submission
from consultations.scorecards.cards import consultation_cards
from consultations.scorecards.findings import _put_together
from tests.consultations.commenting import consultation_card

SAID = {"Agree": "agree", "Neither": "neither", "Disagree": "disagree"}


@pytest.fixture
def asked(wlc) -> Consultation:
    """Two respondent types and a scale, nobody has answered yet."""
    consultation = wlc.consultations.create(
        slug="asked", title="Asked", opened_on=date(2026, 1, 1), closed_on=date(2026, 2, 1)
    )
    question = consultation.questions.create(order=1, text="It is easy", kind=Question.Kind.AGREEMENT)
    for order, (text, side) in enumerate(SAID.items(), 1):
        question.choices.create(order=order, text=text, side=side)
    for order, title in enumerate(("Resident", "Group"), 1):
        consultation.respondent_types.create(order=order, title=title, is_group=title == "Group")
    return consultation


@pytest.fixture
def answer(asked):
    """`answer(12, "Agree", "Resident")`: so many say so; "" leaves the question out."""

    def answer(number: int, text: str = "", type_: str = "Resident", **more) -> None:
        types = {each.title: each for each in asked.respondent_types.all()}
        start = Submission.objects.count()
        made = Submission.objects.bulk_create(
            Submission(
                consultation=asked,
                receipt=f"R{start + place}",
                channel="import",
                respondent_type=types.get(type_),
                started_at=timezone.now(),
                **{"submitted_at": timezone.now()} | more,
            )
            for place in range(number)
        )
        if text:
            choice = Choice.objects.get(question__consultation=asked, text=text)
            Answer.objects.bulk_create(
                Answer(submission=each, question=choice.question, choice=choice) for each in made
            )

    return answer


def test_a_share_is_of_those_who_answered_and_not_of_all_responses(asked, answer):
    """Rules 10.2: each percentage has its own base, and who gave no answer is counted."""
    answer(30, "Agree")
    answer(20, "Disagree")
    answer(50)
    (found,) = consultation_card(asked).answers.questions
    assert (found.answered, found.unanswered) == (50, 50)
    assert (found.agreement.count, found.agreement.percent) == (30, Decimal(60))
    assert found.sentence == "60.0% agree: 30 of the 50 who answered; 50 gave no answer."


def test_responses_comments_and_those_spoken_for_are_three_counts(asked, answer):
    """Rules 10.1."""
    answer(6, "Agree")
    answer(2, "Agree", "Group", speaks_for=150)
    for order in range(3):
        asked.comments.create(order=order, submission=asked.submissions.first())
    counts = {count.label: count.number for count in consultation_card(asked).counts}
    assert (counts["Responses"], counts["Comments"], counts["People that groups speak for"]) == (8, 3, 300)


def test_where_no_group_says_for_how_many_it_speaks_nothing_is_counted(asked, answer):
    """Rules 10.1: not stated is not nought."""
    answer(6, "Agree", "Group")
    assert consultation_card(asked).answers.spoken_for is None


def test_what_is_begun_and_not_sent_is_no_response(asked, answer):
    """Rules 10.1."""
    answer(5, "Agree")
    answer(3, "Agree", submitted_at=None)
    assert consultation_card(asked).answers.responses == 5


def test_a_result_known_only_as_a_range_prints_as_a_range(elc):
    """Rules 10.3: where the portal holds no answers, what was reported stands as it was reported."""
    card = consultation_card(elc.consultations.get())
    assert card.answers is None
    assert [line.agreement for line in card.questions] == ["72% to 80%"]
    assert {count.label: count.number for count in card.counts}["Responses"] == 53


def test_the_agreement_of_the_card_is_the_one_that_is_counted(asked, answer):
    """Rules 10.2."""
    answer(30, "Agree")
    answer(10, "Neither")
    answer(1)
    (line,) = consultation_card(asked).questions
    assert (line.agreement, line.base, line.note) == ("75.0%", 40, "1 gave no answer")


@pytest.mark.parametrize(("number", "is_hidden"), [(0, False), (4, True), (5, False)])
def test_a_question_that_few_answered_is_hidden_whole(asked, answer, number, is_hidden):
    """Rules 10.5: whatever they said."""
    answer(number, "Agree")
    answer(20)
    (question,) = consultation_card(asked).answers.questions
    assert (question.is_hidden, bool(question.choices)) == (is_hidden, not is_hidden)
    assert question.sentence.startswith("So few answered this") is is_hidden


def test_small_cells_are_hidden_and_so_is_what_would_give_them_away(asked, answer):
    """Rules 10.5."""
    for text in SAID:
        answer(12, text)
        answer(9, text, "Group")
    answer(2, "Agree", "")
    (found,) = consultation_card(asked).answers.questions
    shown = dict(found.by_type.rows)
    assert found.by_type.types == ("Resident", "Group", "Not stated")
    assert shown["Agree"][2] is None
    assert shown["Agree"].count(None) >= 2
    assert found.by_type.hides
    assert all(count is None or count >= 5 for counts in shown.values() for count in counts)


def test_a_choice_that_few_made_is_put_together_with_its_side(asked, answer):
    """Rules 10.5: the whole of each choice is shown, so no cell of a small one may be."""
    asked.questions.get().choices.create(order=4, text="Strongly agree", side="agree")
    for text in SAID:
        answer(20, text)
        answer(20, text, "Group")
    answer(3, "Strongly agree")
    (found,) = consultation_card(asked).answers.questions
    assert {line.text: line.share.count for line in found.choices}["Strongly agree"] == 3
    assert dict(found.by_type.rows)["Agree"] == (23, 20)


def test_responses_of_a_type_that_few_are_of_are_hidden(asked, answer):
    """Rules 10.5."""
    answer(40, "Agree")
    answer(4, "Agree", "Group")
    shown = dict(consultation_card(asked).answers.by_type)
    assert shown == {"Resident": None, "Group": None}


def test_where_only_one_type_answered_nothing_is_broken_down(asked, answer):
    answer(10, "Agree")
    answers = consultation_card(asked).answers
    assert (answers.by_type, answers.questions[0].by_type) == ((), None)


ROW = st.tuples(st.sampled_from(["", *SAID.values()]), st.integers(0, 9), st.integers(0, 9))


@given(st.lists(ROW, min_size=1, max_size=5))
def test_no_row_of_a_breakdown_is_small_and_nobody_is_lost(drawn):
    """Rules 10.5."""
    rows = [(Choice(text=str(place), side=side), counts) for place, (side, *counts) in enumerate(drawn)]
    put = _put_together(rows, 5)
    assert all(sum(counts) >= 5 for _, counts in put)
    everyone = sum(sum(counts) for _, counts in rows)
    assert sum(sum(counts) for _, counts in put) in ({everyone} if put else {everyone, 0})


def test_of_several_choices_each_share_is_of_those_who_answered(asked, answer):
    """Rules 10.2."""
    question = asked.questions.create(order=2, text="Which?", kind=Question.Kind.SEVERAL)
    both = [question.choices.create(order=order, text=text) for order, text in enumerate(("Bins", "Roads"))]
    answer(10, "Agree")
    chosen = list(asked.submissions.all()[:8])
    Answer.objects.bulk_create(
        Answer(submission=each, question=question, choice=choice) for each in chosen for choice in both
    )
    found = consultation_card(asked).answers.questions[1]
    assert (found.answered, found.unanswered) == (8, 2)
    assert [line.share.text for line in found.choices] == ["100.0%", "100.0%"]


def test_it_takes_as_many_queries_for_10000_submissions_as_for_ten(asked, answer, django_assert_num_queries):
    answer(10, "Agree")
    everything = Consultation.objects.filter(pk=asked.pk)
    with django_assert_num_queries(10) as first:
        consultation_cards(everything)
    answer(9_990, "Agree", "Group")
    with django_assert_num_queries(len(first)):
        (card,) = consultation_cards(everything)
    assert card.answers.responses == 10_000


def test_the_page_shows_picture_table_and_sentence(signed_in, wlc):
    made_up = wlc.consultations.get(slug="how-we-answer-you")
    shown = " ".join(signed_in("board").get(made_up.get_absolute_url()).content.decode().split())
    assert "63.3% agree: 38 of the 60 who answered." in shown
    assert "<title>Bar chart. It is easy to find out how to get in touch with the council. Highest: Agree" in shown
    assert '<tr><td>Answered</td><td class="number">60</td>' in shown
    assert "Hidden: fewer than 5" in shown
    assert "Demonstration data" in shown.partition("<main")[2]
