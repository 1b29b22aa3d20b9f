"""The corporate board's dashboard."""

from datetime import date

import pytest

from indicators.models import CollectionUnit, Indicator, Value
from outcomes.models import OutcomeJudgement, Strategy
from outcomes.services import judge_outcome
from reports.scorecards.board import board
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Direction


@pytest.fixture
def seen(wlc, quarter, on):
    return board(wlc, quarter, on)


@pytest.fixture
def page(signed_in):
    return lambda query="": signed_in("board").get(f"/board/{query}").content.decode()


def references(cards) -> list[str]:
    return [card.indicator.reference for card in cards]


def test_red_comes_first(seen):
    assert references(seen.exceptions.red) == ["1.3", "3.1"]


def test_amber_for_the_second_time_is_an_exception(seen):
    assert references(seen.exceptions.off_target_twice) == ["2.4", "3.3", "3.5", "4.2"]


def test_what_is_missing_is_listed_and_not_counted_red(seen):
    assert references(seen.exceptions.missing) == ["2.1", "2.2", "4.4"]
    assert seen.scores.tally.counts[Status.RED] == 2


def test_movers_are_changes_of_status_and_the_largest_of_figures_with_from_to_and_size(seen):
    """Rules 7.5: compared with the same period last year; a fall of thirteen quarters is no chance."""
    moved = seen.movers
    assert {card.indicator.reference: card.status_move_text for card in moved.statuses} == {
        "1.3": "from Amber in Q2 2025/26 to Red, 83.1% to 77.8%",
        "3.4": "from Amber in Q2 2025/26 to Green, 3 to 4",
    }
    assert (moved.worse[0].way_text, moved.worse[0].move_text) == (
        "13 falls in a row, worse", "from 90.0% to 77.8%, down 12.2 points",
    )  # fmt: skip
    assert references(moved.better) == ["3.4", "3.2", "1.1", "3.3"]


def test_a_year_that_heads_for_another_status_says_so_beside_it_and_is_an_exception(seen):
    """Rules 7.6."""
    (card,) = seen.exceptions.heading_for_worse
    assert (card.indicator.reference, card.status.value, card.heading_text) == ("1.4", "green", "heading for red")
    assert card.outlook_text == "10.14 so far + 11.74 that the rest of last year brought = 21.9, rounded"


def test_a_surveys_change_that_chance_may_have_made_is_no_movement(seen):
    """rules 7.3"""
    card = next(card for card in seen.scores.indicators if card.indicator.reference == "1.3")
    assert (card.standing.value_text, card.short.direction) == ("77.8%", Direction.NO_SIGNIFICANT_CHANGE)


def test_the_counts_carry_their_base(seen):
    """rules 8.1"""
    assert seen.scores.tally_text == "7 green, 4 amber, 2 red of 13 with a target and a value; 5 without a colour"


def test_completeness_leaves_out_what_is_not_expected(seen):
    """18 indicators, of which one is annual and one not yet measured."""
    assert seen.completeness_text == "13 of 16 indicators expected this quarter have an approved value"


def test_the_matrix_parts_sum_to_the_outcomes_indicators(seen):
    for row in seen.matrix:
        mine = [card for card in seen.scores.indicators if card.indicator.outcome == row.card.outcome]
        assert {tally.total for _, tally in row.cells} == {len(mine)}


def test_a_submitted_value_changes_no_colour_before_it_is_approved(seen):
    waiting = next(card for card in seen.scores.indicators if card.indicator.reference == "4.4")
    assert waiting.indicator.values.awaiting_approval().count() == 1
    assert waiting.status is Status.OVERDUE


def test_the_page_gives_the_reason_of_each_red(page):
    assert "Red: 77.8% is below 80%, the lowest value that is still amber." in page()


def test_each_mover_leads_to_its_page(page):
    movers = page().split("<h2>Movers</h2>")[1].split("<h2>")[0]
    assert "/strategies/wlc-customer-2023-28/indicators/3.3/?period=2026-27-Q2" in movers


def test_an_earlier_quarter_can_be_chosen(page):
    assert "Q1 2025/26" in page("?period=2025-26-Q1")


def test_a_quarter_that_has_not_ended_is_not_found(signed_in):
    assert signed_in("board").get("/board/?period=2026-27-Q3").status_code == 404


def test_a_strategy_without_indicators_shows_its_overdue_actions(page):
    shown = page("?strategy=elc-customer-2023-28")
    assert "Nothing can be judged, as there is no indicator." in shown
    assert "nothing red" not in shown
    assert "due Mid 2026" in shown


def test_a_strategy_of_which_nothing_can_be_judged_is_not_said_to_be_in_order(page):
    """rules 8.1"""
    shown = page("?strategy=borough-customer-service-2024-27")
    assert "Nothing can be judged, as none of 1 has" in shown
    assert "None: nothing red" not in shown


def test_the_board_takes_at_most_twelve_queries(signed_in, django_assert_max_num_queries):
    """speed.md"""
    client = signed_in("board")
    with django_assert_max_num_queries(12):
        client.get("/board/")


def test_the_number_of_queries_does_not_grow_with_units_and_values(wlc, quarter, on, people, django_assert_num_queries):
    with django_assert_num_queries(9):
        board(wlc, quarter, on)
    unit = CollectionUnit.objects.create(strategy=wlc, name="One more")
    survey = Indicator.objects.of(wlc).filter(level="units").first()
    for period in wlc.periods.filter(frequency="quarterly", starts_on__lt=on, locked_at=None):
        Value.objects.create(
            indicator=survey, period=period, unit=unit, entered_by=people["officer"], numerator=1, denominator=2
        )
    with django_assert_num_queries(9):
        board(wlc, quarter, on)


def test_each_strategy_of_the_facts_has_a_board(page, db):
    for strategy in Strategy.objects.all():
        assert strategy.title in page(f"?strategy={strategy.slug}")


# --- The single colour of an outcome (rules 8.2) ---------------------------------------------------------------------


@pytest.fixture
def worst(wlc):
    Strategy.objects.filter(pk=wlc.pk).update(rollup="worst")
    return Strategy.objects.get(pk=wlc.pk)


@pytest.fixture
def stated(wlc, quarter, people):
    return OutcomeJudgement.objects.create(
        outcome=wlc.outcomes.get(number=1), quarter_starts_on=quarter.start, colour="amber", reason="Measured late.",
        judged_by=people["performance"],
    )  # fmt: skip


def test_no_single_colour_unless_the_strategy_wants_one(stated, page):
    shown = page()
    assert "Single colour" not in shown
    assert "Measured late." not in shown


def test_each_outcome_shows_its_single_colour_after_the_distribution(worst, page):
    shown = page()
    assert "Single colour, Q2 2026/27" in shown
    assert "Red: the worst of its colours" in shown


def test_a_stated_colour_is_marked_and_gives_its_reason(worst, stated, page):
    shown = page()
    assert ">stated<" in shown
    assert "Stated by Performance team: Measured late. Derived: Red" in shown


def test_as_of_an_earlier_day_nothing_was_stated_yet(worst, wlc, quarter, on, people):
    judge_outcome(
        wlc.outcomes.get(number=1), quarter=quarter, colour=Status.AMBER, reason="Measured late.", seen=0,
        by=people["performance"],
    )  # fmt: skip
    then = board(worst, quarter, date(2026, 11, 1), as_of=date(2026, 11, 1))
    assert {card.judgement for card in then.scores.outcomes} == {None}
    assert board(worst, quarter, on).scores.outcomes[0].colour is Status.AMBER


def test_single_colours_cost_no_query(worst, stated, signed_in, django_assert_max_num_queries):
    """speed.md"""
    client = signed_in("board")
    with django_assert_max_num_queries(12):
        client.get("/board/")


def test_what_waits_for_approval_is_counted_beside_its_indicator(wlc, signed_in):
    Value.objects.filter(indicator__in=Indicator.objects.of(wlc), state="submitted").update(state="draft")
    assert "awaiting approval" not in signed_in("board").get("/board/").text
    waiting = Value.objects.filter(indicator__in=Indicator.objects.of(wlc), period__slug="2026-27-Q2").first()
    Value.objects.filter(pk=waiting.pk).update(state="submitted")
    for address in ("/board/", waiting.indicator.outcome.get_absolute_url()):
        assert "1 awaiting approval" in signed_in("board").get(address).text
