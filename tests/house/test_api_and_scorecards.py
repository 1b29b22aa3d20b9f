"""The API and the pages ask the same scorecards, so they say the same."""

import pytest

from actions.scorecards.action_plan import action_plan
from indicators.judging.cards import cards_in_quarter
from indicators.judging.outcomes import outcome_cards
from indicators.models import Indicator
from outcomes.models import Outcome

QUARTERS = ["2023-24-Q1", "2024-25-Q4", "2026-27-Q1", "2026-27-Q2", "2026-27-Q3", "2029-30-Q1"]


def cards_of(slug: str, on):
    return cards_in_quarter(Indicator.objects.with_judging(), slug, on)


def said(card) -> dict:
    standing = card.standing
    return {
        "slug": standing.status.value,
        "word": standing.status.word,
        "period": standing.period.slug,
        "value_text": standing.value_text,
        "target_text": standing.target_text,
        "tolerance_text": standing.tolerance_text,
        "why": standing.why,
        "working": standing.working,
        "coverage": standing.coverage_text or None,
        "provisional": standing.is_provisional,
        "rule_version": standing.judged.rule_version,
    }


@pytest.mark.parametrize("slug", QUARTERS)
def test_the_status_of_every_indicator_is_the_scorecards(slug, signed_in, on):
    cards = cards_of(slug, on)
    asked = {"period": slug, "page_size": 200, "include": "proof"}
    answer = signed_in("board").get("/api/v1/indicators/", asked).json()
    statuses = {row["id"]: row["status"] for row in answer["results"]}
    assert len(cards) == answer["count"] == 19
    for card in cards:
        status = statuses[card.indicator.pk]
        assert {name: status[name] for name in said(card)} == said(card)


def test_the_trend_of_every_indicator_is_the_scorecards(signed_in, quarter, on):
    rows = signed_in("board").get("/api/v1/indicators/", {"page_size": 200, "include": "history"}).json()["results"]
    trends = {row["id"]: row["trend"] for row in rows}
    for card in cards_of(quarter.slug, on):
        trend = trends[card.indicator.pk]
        assert trend["short"]["direction"] == card.short.direction.value
        assert trend["long"]["direction"] == card.long.direction.value
        assert trend["short_against"] == card.short_against


def test_the_tally_of_every_outcome_is_the_scorecards(signed_in, quarter, on):
    rows = signed_in("board").get("/api/v1/outcomes/", {"page_size": 200}).json()["results"]
    cards = {card.outcome.pk: card for card in outcome_cards(Outcome.objects.all(), quarter.slug, on)}
    for row in rows:
        card = cards[row["id"]]
        assert row["tally"]["text"] == card.tally_text
        assert {count["slug"]: count["count"] for count in row["tally"]["counts"]} == dict(card.tally.counts)
        assert sum(count["count"] for count in row["tally"]["counts"]) == row["tally"]["total"]


def test_every_action_is_the_plans(elc, signed_in, on):
    answer = signed_in("board").get("/api/v1/actions/", {"strategy": elc.slug, "page_size": 200}).json()
    for line, row in zip(action_plan(elc, on).lines, answer["results"], strict=True):
        assert row["owners_text"] == line.owners_text
        assert (row["overdue"], row["days_overdue"], row["at_risk"]) == (
            line.is_overdue,
            line.days_overdue,
            line.is_at_risk,
        )
        assert (row["state_word"], row["due_text"]) == (line.state_word, line.due_window_text)
