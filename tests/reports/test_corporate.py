"""The board's page of all strategies: rows, what is asked, the line of sight, and what happened since."""

import re
from datetime import date
from random import Random

import pytest

from actions.models import Action
from indicators.models import Indicator
from outcomes.models import Outcome, ServedPriorities, Statement, Strategy
from reports.scorecards.board import board
from reports.scorecards.corporate import corporate
from reports.scorecards.sight import NONE_SERVED, NOT_STATED, first_of
from strategy_portal.models import Team
from tests.bench.portal import FIRST_UNITS, add_strategy

PAGE = "/board/"
WLC = "/strategies/wlc-customer-2023-28/board/"


@pytest.fixture
def seen(db, on):
    return corporate(on)


@pytest.fixture
def page(signed_in):
    return lambda address=PAGE: signed_in("board").get(address).text


def needed(page) -> list[str]:
    return [need.card.indicator.reference for need in page.needs.indicators]


def row_of(seen, strategy):
    return next(row for row in seen.rows if row.page.strategy == strategy)


def group_of(seen, title: str):
    return next(group for group in seen.sight if group.title.startswith(title))


# --- The answer and the rows -----------------------------------------------------------------------------------------


def test_all_strategies_have_a_row_the_running_ones_first_and_the_worst_of_them_at_the_top(on, wlc, elc):
    slugs = [page.strategy.slug for page in corporate(on).pages]
    assert slugs == [
        "wlc-customer-2023-28", "elc-customer-2023-28", "borough-customer-service-2024-27",
        "wlc-customer-services-2011-14",
    ]  # fmt: skip


def test_what_can_not_be_judged_is_an_alarm_of_its_own(page, on, wlc):
    shown = page("/board/")
    rows = shown.split('id="strategies"')[1].split("</section>")[0]
    assert rows.count("Not able to judge") == len(corporate(on).not_judged) == 2
    assert "2 of 3 running strategies can’t be judged" in shown


def test_the_row_of_a_strategy_is_the_same_as_its_own_page(on, wlc, quarter):
    mine = next(page for page in corporate(on).pages if page.strategy == wlc)
    own = board(wlc, quarter, on)
    assert mine.scores.tally == own.scores.tally
    assert needed(mine) == needed(own)
    assert mine.unknown.count == own.unknown.count


def test_what_is_asked_of_the_board_stands_on_the_page_of_all_strategies(page):
    asked = page("/board/").split('id="decisions"')[1].split('id="sight"')[0]
    for text in ("Name an owner and a date for action 1.", "Agree a new date for each, or stop it.", "4 actions late"):
        assert text in asked


def test_the_address_with_a_strategy_leads_to_its_page(signed_in, wlc):
    answer = signed_in("board").get("/board/?strategy=wlc-customer-2023-28&period=2026-27-Q1")
    assert answer.url == f"{WLC}?period=2026-27-Q1"
    assert signed_in("board").get("/board/?strategy=unknown").status_code == 404


def test_the_answer_says_what_is_red_late_overdue_and_not_judged(seen):
    assert [sentence.text for sentence in seen.answer] == [
        "2 of 13 judged indicators are red, one of them with 13 falls in a row, worse.",
        "18 actions are late, and of 12 of them nobody has said how they stand.",
        "3 figures are overdue.",
        "2 of 3 running strategies can’t be judged: no indicators, or none with a target, an owner and a figure.",
    ]  # fmt: skip


def test_what_the_board_must_not_pass_over_stands_out_and_what_explains_it_follows(seen):
    assert [sentence.strong for sentence in seen.answer] == [
        "2 of 13 judged indicators are red", "18 actions are late", "3 figures are overdue.",
        "2 of 3 running strategies can’t be judged",
    ]  # fmt: skip


def test_where_nothing_can_be_judged_nothing_is_said_to_be_on_target(on, wlc):
    Indicator.objects.of(wlc).update(retired_on=date(2023, 4, 1))
    assert not any("on target" in sentence.text for sentence in corporate(on).answer)


def test_a_row_says_how_much_of_the_time_is_gone(seen, wlc, predecessor):
    assert (row_of(seen, wlc).gone, row_of(seen, wlc).time_text) == (73, "Year 4 of 5, to 31 March 2028")
    assert (row_of(seen, predecessor).gone, row_of(seen, predecessor).time_text) == (100, "Finished on 31 March 2014")


def test_a_row_names_the_worst_three_and_what_changed(seen, wlc, elc):
    assert [worst.link.text for worst in row_of(seen, wlc).worst] == [
        "1.3 Staff knowledge", "3.1 Processes with digital access", "1.4 Complaints closed",
    ]  # fmt: skip
    assert row_of(seen, wlc).changed[0].text == "3 lost their figure"
    assert [worst.note for worst in row_of(seen, elc).worst][1] == "nobody has reported how they stand"


def test_an_alarm_says_what_is_missing(seen, elc, borough, predecessor):
    assert row_of(seen, elc).page.alarm.text == "No indicator, so nothing can turn red."
    assert row_of(seen, borough).page.alarm.text == "1 indicator for 3 missions: no target, no owner, no figure."
    assert row_of(seen, predecessor).page.alarm.text == "4 themes, no indicator, no action."


# --- What is asked ---------------------------------------------------------------------------------------------------


def test_what_is_asked_says_its_state_what_is_wrong_and_whose_it_is(seen, wlc):
    first = seen.for_decision[0]
    assert (first.word, first.page.strategy, first.owner) == ("Red", wlc, "Customer Services")
    assert first.wrong == "Red for 2 quarters, since Q1 2026/27; owner’s forecast: will not meet it"


def test_what_can_not_be_judged_not_owned_or_not_sent_is_asked_for(seen):
    asked = [each.asked for each in seen.for_decision]
    assert "Set a target and an owner, and ask for a first figure." in asked
    assert "Decide what to measure it by, or record that nothing is measured." in asked
    assert "Name an owner and a date for each." in asked
    assert asked[-1] == "Have them sent. Have 4.4 approved."


# --- The line of sight -----------------------------------------------------------------------------------------------


def test_a_priority_leads_to_its_outcomes_indicators_and_actions(seen, wlc):
    group = group_of(seen, "Helping Create Strong")
    assert [row.title for row in group.rows] == [
        "3. Enhancing our digital offer",
        "4. Improving the customer experience",
    ]
    assert [card.indicator.reference for card in group.rows[0].cards] == ["3.1", "3.2", "3.3", "3.4", "3.5"]
    assert group.rows[0].actions_text == "2 actions, 2 without a date"
    assert len(group.rows[0].named_lines) == 2
    assert group.is_demonstration


def test_each_step_has_its_distribution_and_counts_an_indicator_once(seen):
    group = group_of(seen, "Helping Create Strong")
    counted = sum(len(share.cards) for share in group.shares)
    assert counted == len({card.indicator.pk for card in group.cards}) == 9
    assert [(share.slug, len(share.cards)) for share in group.rows[0].shares] == [
        ("red", 1),
        ("amber", 2),
        ("green", 2),
    ]


def test_what_is_red_amber_or_overdue_is_named_and_what_is_green_counted(seen, page):
    share_of = {share.slug: share for share in group_of(seen, "Helping Create Strong").rows[0].shares}
    assert [card.indicator.reference for card in share_of["red"].named] == ["3.1"]
    assert len(share_of["amber"].named) == 2
    assert share_of["green"].named == ()
    shown = page().partition('id="sight"')[2]
    assert '/indicators/3.1/">3.1</a>' in shown
    assert not any(card.indicator.get_absolute_url() in shown for card in share_of["green"].cards)


def test_the_line_of_sight_begins_with_whole_groups_of_ten_rows(seen):
    group = group_of(seen, "Helping Create Strong")
    assert len(first_of([group] * 7)) == 5
    assert len(first_of([group], rows=1)) == 1
    assert first_of([]) == []


def test_a_priority_that_no_outcome_serves_is_an_alarm_but_not_where_nobody_stated_any(on, wlc, page):
    assert group_of(corporate(on), "Raising Attainment").is_stated
    assert "No outcome serves it" in page()
    ServedPriorities.objects.filter(outcome__strategy=wlc).delete()
    assert not group_of(corporate(on), "Raising Attainment").is_stated
    assert "No outcome serves it" not in page()
    assert "Not stated which outcome serves it" in page()


def test_an_outcome_that_serves_none_is_another_one_than_one_of_which_nobody_stated_it(on, wlc, elc):
    ServedPriorities.objects.get(outcome__strategy=wlc, outcome__number=1).priorities.clear()
    groups = {group.title: group for group in corporate(on).sight}
    assert [row.title for row in groups[NONE_SERVED].rows] == ["1. A culture that prioritises the customer"]
    assert [row.page.strategy for row in groups[NOT_STATED].rows] == [elc]


def test_a_strategy_that_can_not_be_judged_says_so_in_the_line_of_sight(seen, page):
    group = group_of(seen, NOT_STATED)
    assert [row.title for row in group.rows] == ["5 themes"]
    assert "24 actions" in group.rows[0].actions_text
    assert "Not able to judge</strong>: no indicator" in page()


def test_a_priority_of_two_strategies_of_an_organisation_stands_there_once(on, wlc):
    other = Strategy.objects.create(
        slug="more", title="More", organisation=wlc.organisation, organisation_short="WLC", starts_on="2025-04-01",
        ends_on="2030-03-31",
    )  # fmt: skip
    same = Statement.objects.create(
        strategy=other, kind=Statement.Kind.CORPORATE_PRIORITY, order=1, text="Investing in Skills and Jobs"
    )
    outcome = Outcome.objects.create(strategy=other, number=1, title="More skills")
    ServedPriorities.objects.create(outcome=outcome).priorities.set([same])
    groups = [group for group in corporate(on).sight if group.title == same.text]
    assert [[row.title for row in group.rows] for group in groups] == [
        ["1. A culture that prioritises the customer", "1. More skills"]
    ]


# --- What happened since ---------------------------------------------------------------------------------------------


def test_events_since_the_quarter_ended_are_told_the_latest_first(seen, on):
    days = [event.day for event in seen.events]
    assert days == sorted(days, reverse=True)
    assert all(seen.quarter.end <= day <= on for day in days)
    texts = " | ".join(event.text for event in seen.events)
    for text in ("accepted by the board", "restated", "3 figures became overdue: 2.1, 2.2, 4.4", "opened, closes"):
        assert text in texts


def test_many_actions_that_pass_their_date_on_one_day_are_one_event(db, on):
    texts = [event.text for event in corporate(on, ended_by=date(2024, 4, 1)).events]
    assert any("actions passed their date" in text for text in texts)


# --- Another quarter, another day ------------------------------------------------------------------------------------


def test_another_quarter_can_be_chosen_and_compared(page, wlc, on):
    shown = page(f"{PAGE}?period=2025-26-Q4&compared=2025-26-Q1")
    assert "All strategies, Q4 2025/26" in shown
    assert "what changed since Q1 2025/26" in shown
    chosen = corporate(on, ended_by=date(2026, 4, 1), back=3)
    assert (chosen.quarter.slug, chosen.compared.slug) == ("2025-26-Q4", "2025-26-Q1")


def test_a_quarter_that_has_not_ended_or_is_no_quarter_is_not_found(signed_in):
    for period in ("2026-27-Q3", "spring"):
        assert signed_in("board").get(f"{PAGE}?period={period}").status_code == 404


def test_as_of_an_earlier_day_all_of_it_is_as_it_stood(page):
    shown = page(f"{PAGE}?as_of=2025-11-21")
    assert "All strategies, Q2 2025/26" in shown
    assert "Staff knowledge</a>: Red" not in shown
    assert page(f"{PAGE}?as_of=2021-01-01").count("Not able to judge") == 0


def test_a_portal_of_which_no_strategy_has_begun_has_rows_and_nothing_else(page):
    Strategy.objects.update(starts_on="2031-04-01", ends_on="2032-03-31")
    shown = page()
    assert "Starts on 1 April 2031" in shown
    assert "Not able to judge" not in shown


# --- Queries ---------------------------------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_grow_with_strategies_indicators_and_actions(
    on, wlc, people, django_assert_num_queries
):
    with django_assert_num_queries(10):
        corporate(on)
    other = Strategy.objects.create(
        slug="more", title="More", organisation="Council", organisation_short="C", starts_on="2025-04-01",
        ends_on="2030-03-31", outcome_label="Outcome",
    )  # fmt: skip
    outcome = Outcome.objects.create(strategy=other, number=1, title="More")
    priority = Statement.objects.create(strategy=other, kind="corporate-priority", order=1, text="More of it")
    ServedPriorities.objects.create(outcome=outcome).priorities.set([priority])
    Action.objects.create(strategy=other, number=1, title="More").outcomes.add(outcome)
    with django_assert_num_queries(10):
        corporate(on)


def test_the_page_takes_twelve_with_session_and_user(signed_in, django_assert_num_queries):
    client = signed_in("board")
    client.get(PAGE)  # Django asks once whether the database knows JSON
    with django_assert_num_queries(12):
        client.get(PAGE)


def rows_of(shown: str, label: str) -> int:
    """How many rows the body of the table with this name has."""
    return shown.split(f'aria-label="{label}"', 1)[1].split("</table>", 1)[0].count("<tr>") - 1


def test_the_first_ten_that_are_asked_stand_there_with_a_link_to_all_of_them(seen, page, elc):
    assert [each.number for each in seen.for_decision] == list(range(1, len(seen.for_decision) + 1))
    for number in range(3):
        Strategy.objects.create(
            slug=f"more-{number}", title="More", organisation="Council", organisation_short="C",
            starts_on="2025-04-01", ends_on="2030-03-31",
        )  # fmt: skip
    shown = page(f"{PAGE}?period=2026-27-Q2")
    asked = int(re.search(r">All (\d+) that the board is asked<", shown)[1])
    assert rows_of(shown, "Table of decisions") == 10 < asked
    assert 'href="?period=2026-27-Q2&amp;whole=yes#decisions"' in shown
    assert rows_of(page(f"{PAGE}?period=2026-27-Q2&whole=yes"), "Table of decisions") == asked


# --- Its size --------------------------------------------------------------------------------------------------------


@pytest.fixture
def eleven(db, people):
    """Eleven running strategies of 18 indicators and 24 actions, and no other."""
    Strategy.objects.update(starts_on="2031-04-01", ends_on="2032-03-31")
    Team.objects.create(organisation="Benchmark", name=FIRST_UNITS)
    chance = Random(18)
    for number in range(11):
        add_strategy(f"more-{number}", 1, 1, 9, people, chance)


def test_the_page_of_eleven_strategies_of_18_indicators_is_small(eleven, page):
    shown = page()
    assert len(shown.encode()) < 60_000
    assert ">All 10 priorities and strategies<" in shown
    assert "All 10 priorities" not in page(f"{PAGE}?whole=yes")
