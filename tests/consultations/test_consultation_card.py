"""The scorecard of consultations."""

from decimal import Decimal

import pytest

from consultations.models import Consultation, EngagementScore
from consultations.scorecards.cards import consultation_cards
from strategy_portal.domain.numbers import Missing

from .commenting import consultation_card, submit


@pytest.fixture
def focus_groups(predecessor) -> Consultation:
    return predecessor.consultations.get()


def test_the_mean_of_the_scores_is_exact(focus_groups):
    (scores,) = consultation_card(focus_groups).score_sets
    assert scores.mean == Decimal("3.4")


def test_the_mean_is_printed_half_up(focus_groups):
    first, *_ = focus_groups.scores.all()
    first.score += Decimal("0.5")
    first.save()
    (scores,) = consultation_card(focus_groups).score_sets
    assert (scores.mean, scores.mean_text) == (Decimal("3.45"), "3.5")


def test_without_scores_there_is_no_mean_rather_than_nought(focus_groups):
    EngagementScore.objects.update(score=None, comment="Not assessed")
    (scores,) = consultation_card(focus_groups).score_sets
    assert (scores.mean, scores.scored) == (Missing.CANNOT_BE_COMPUTED, [])


def test_attendance_that_is_stated_nowhere_stays_unknown(focus_groups):
    focus_groups.meetings.update(attended=None)
    came = consultation_card(focus_groups).counts[-1]
    assert (came.label, came.number) == ("Came to events", None)


def test_nobody_came_is_a_count_like_any_other(focus_groups):
    focus_groups.meetings.update(attended=0)
    came = consultation_card(focus_groups).counts[-1]
    assert (came.number, came.base, came.note) == (0, "at 5 of 5 events", "")


def test_a_comment_may_have_several_themes(focus_groups):
    comment = focus_groups.comments.first()
    comment.codings.get().themes.set(focus_groups.themes.all())
    assert all(comment in theme.comments for theme in consultation_card(focus_groups).themes)


def test_cards_take_at_most_nineteen_queries_whatever_their_number(db, django_assert_max_num_queries):
    for found in (Consultation.objects.all(), Consultation.objects.filter(title="Customer focus groups")):
        with django_assert_max_num_queries(19):
            consultation_cards(found)


def test_the_comments_made_most_often_are_those_of_the_largest_campaigns(draft_strategy, say):
    campaigns = [draft_strategy.campaigns.create(title=title) for title in ("Trains", "Lifts")]
    for text, campaign in (("Trains are late", 0), ("Late trains", 0), *[("Mend the lift", 1)] * 3, ("Alone", None)):
        comment = say(text)
        comment.campaign = None if campaign is None else campaigns[campaign]
        comment.save()
    top = consultation_card(draft_strategy).top_comments
    assert [(comment.text, comment.alike) for comment in top] == [("Mend the lift", 3), ("Trains are late", 2)]


@pytest.fixture
def late_letter(draft_strategy):
    """A letter that reached East Lothian's consultation after its figures were reported."""
    submit(draft_strategy, "LATE", channel="letter").comments.create(consultation=draft_strategy, order=1)
    return draft_strategy


def test_what_was_reported_stays_whatever_the_portal_holds(late_letter):
    """Rules 10.1."""
    counts = {count.label: count.number for count in consultation_card(late_letter).counts}
    assert (counts["Responses"], counts["Comments"]) == (53, 189)
    assert (counts["Responses held in the portal"], counts["Comments held in the portal"]) == (1, 1)


def test_a_reported_range_stays_whatever_the_portal_holds(late_letter):
    """Rules 10.3."""
    (line,) = consultation_card(late_letter).questions
    assert line.agreement == "72% to 80%"


def test_agreement_that_is_counted_stands_beside_what_was_reported(late_letter):
    """Rules 10.2 and 10.3."""
    question = late_letter.questions.get()
    choice = question.choices.create(order=1, text="Agree", side="agree")
    for number in range(5):  # fewer are hidden whole (rules 10.5)
        submit(late_letter, f"WEB-{number}").answers.create(question=question, choice=choice)
    reported, held = consultation_card(late_letter).questions
    assert (reported.agreement, reported.base) == ("72% to 80%", None)
    assert (held.agreement, held.base) == ("100.0%", 5)
    assert held.text.endswith("(in the portal)")


def test_respondents_responses_and_comments_always_stand(opened):
    """Rules 10.1."""
    submit(opened, "WEB")
    counts = {count.label: count.number for count in consultation_card(opened).counts}
    assert [counts[name] for name in ("Respondents", "Responses", "Comments")] == [None, 1, 0]
