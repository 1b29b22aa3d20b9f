"""Scoring a consultation against the engagement standards (rules 10.6)."""

from decimal import Decimal

import pytest

from consultations.models import EngagementStandard
from consultations.replying.services import SCORES, GivenScore, save_scores
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from .commenting import consultation_card, version_now

PAGE = "/strategies/elc-customer-2023-28/consultations/draft-customer-strategy-2023-2028/engagement/"


@pytest.fixture
def seven(db) -> list[EngagementStandard]:
    return list(EngagementStandard.objects.filter(edition=2016))


@pytest.fixture
def score(draft_strategy, people):
    """`score({standard: GivenScore(...)})` as the performance team, who looked just now."""

    def score(scored, seen=None):
        seen = version_now(draft_strategy) if seen is None else seen
        save_scores(consultation=draft_strategy, scores=scored, seen=seen, by=people["performance"])

    return score


def test_scores_go_from_one_to_six_in_halves():
    """Rules 10.6."""
    assert [Decimal(halves) / 2 for halves in range(2, 13)] == SCORES


@pytest.mark.parametrize("score_", ["0.5", "6.5", "3.2"])
def test_another_score_is_refused(score, seven, score_):
    """Rules 10.6."""
    with pytest.raises(Refused, match="from 1 to 6, in halves"):
        score({seven[0]: GivenScore(Decimal(score_))})


def test_both_editions_are_at_hand(db):
    """Rules 10.6: the ten of 2005 and the seven of 2016."""
    counts = {edition: EngagementStandard.objects.filter(edition=edition).count() for edition in (2005, 2016)}
    assert counts == {2005: 10, 2016: 7}


def test_a_score_has_its_comment(score, seven, draft_strategy):
    """Rules 10.6."""
    score({seven[0]: GivenScore(Decimal("4.5"), "Carers were asked early")})
    stored = draft_strategy.scores.get()
    assert (stored.score, stored.comment) == (Decimal("4.5"), "Carers were asked early")


def test_a_comment_may_say_why_a_standard_is_not_scored(score, seven, draft_strategy, signed_in):
    score({seven[0]: GivenScore(None, "Not assessed"), seven[1]: GivenScore(Decimal(4))})
    (scores,) = consultation_card(draft_strategy).score_sets
    assert (scores.mean, [each.score_text for each in scores.scores]) == (4, ["Not scored", "4.0"])
    assert "Not assessed" in signed_in("board").get(draft_strategy.get_absolute_url()).content.decode()


def test_scores_of_another_edition_stay_and_each_has_its_mean(score, seven, draft_strategy):
    score({EngagementStandard.objects.filter(edition=2005).first(): GivenScore(Decimal(3))})
    score({seven[0]: GivenScore(Decimal(4))})
    sets = consultation_card(draft_strategy).score_sets
    assert [(each.edition, each.mean) for each in sets] == [(2005, 3), (2016, 4)]


def test_of_two_people_the_later_one_is_told(score, seven):
    score({seven[0]: GivenScore(Decimal(4))})
    with pytest.raises(ChangedMeanwhile):
        score({seven[0]: GivenScore(Decimal(5))}, seen=0)


def test_the_page_saves_what_was_chosen(signed_in, seven, draft_strategy):
    typed = {"seen": 0, f"score_{seven[0].pk}": "4.5", f"comment_{seven[0].pk}": "Early"}
    assert signed_in("performance").post(f"{PAGE}?edition=2016", typed).status_code == 302
    shown = " ".join(signed_in("board").get(draft_strategy.get_absolute_url()).content.decode().split())
    assert "Mean of the 1 scores" not in shown
    assert "4.5 of 6" in shown


def test_what_was_chosen_stays_when_somebody_else_scored_meanwhile(signed_in, score, seven):
    score({seven[0]: GivenScore(Decimal(2))})
    typed = {"seen": 0, f"score_{seven[0].pk}": "5.0", f"comment_{seven[0].pk}": "Mine"}
    answer = signed_in("performance").post(f"{PAGE}?edition=2016", typed)
    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()


def test_an_edition_that_does_not_exist_is_not_found(signed_in, seven):
    assert signed_in("performance").get(f"{PAGE}?edition=1999").status_code == 404
