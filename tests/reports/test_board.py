"""The board's page of one strategy."""

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from actions.models import Action
from indicators.judging import loading
from indicators.judging.cards import ended_quarters
from indicators.models import CollectionUnit, Indicator, Seal, Value
from indicators.models.seal import read_reading
from outcomes.models import OutcomeJudgement, Strategy
from outcomes.services import judge_outcome
from reports.scorecards.answer import named_text
from reports.scorecards.board import board
from reports.scorecards.corporate import corporate
from reports.scorecards.needs import asked_of_missing
from strategy_portal.domain.lateness import stretch_text
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Direction

WLC = "/strategies/wlc-customer-2023-28/board/"
ELC = "/strategies/elc-customer-2023-28/board/"


@pytest.fixture
def seen(wlc, quarter, on):
    return board(wlc, quarter, on)


@pytest.fixture
def page(signed_in):
    return lambda address=WLC: signed_in("board").get(address).content.decode()


def references(cards) -> list[str]:
    return [card.indicator.reference for card in cards]


def need_of(seen, reference: str):
    return next(need for need in seen.needs.indicators if need.card.indicator.reference == reference)


# --- What needs the board --------------------------------------------------------------------------------------------


def test_red_and_forecast_to_miss_comes_first_then_red_then_heading_for_red_then_amber(seen):
    order = [(need.card.indicator.reference, need.rank) for need in seen.needs.indicators]
    assert order == [("1.3", 0), ("3.1", 1), ("1.4", 2), ("2.4", 3), ("3.5", 4), ("4.2", 4), ("3.3", 5)]


def test_each_need_says_since_when(seen):
    assert need_of(seen, "1.3").card.since.texts == [
        "Red for 2 quarters, since Q1 2026/27", "Off target for 6 quarters, since Q1 2025/26",
    ]  # fmt: skip
    assert need_of(seen, "4.2").card.since.texts == ["Amber in all 14 quarters", "Never on target"]


def test_each_need_says_how_far_off_target_it_is(seen):
    assert need_of(seen, "1.3").card.gap_text == "7.2 points below the target"
    assert need_of(seen, "3.1").card.gap_text == "2 below the target’s share that is due by now"


def test_the_gap_of_the_matrix_is_that_of_the_card_with_its_side(seen):
    gaps = {row.card.indicator.reference: row.card.signed_gap_text for row in seen.rows}
    assert gaps["1.3"] == "−7.2"  # 7.2 points below the target
    assert gaps["3.1"] == "−2"  # 2 below the target’s share that is due by now
    assert (gaps["1.1"], gaps["3.4"], gaps["1.4"]) == ("+3.9", "0", "−0.15"), "On target it is said too"
    assert (gaps["1.2"], gaps["4.3"]) == ("+6.0", "0.0"), "Percentages have one scale of decimals in the column"
    assert (gaps["2.1"], gaps["4.1"]) == ("", ""), "Without a colour there is none"


def test_the_matrix_and_its_file_show_the_gap(page, signed_in):
    assert '<td class="number" data-label="Gap">−7.2</td>' in page()
    rows = signed_in("board").get(f"{WLC}?download=csv").content.decode().splitlines()
    assert '"Target","Gap","Which way"' in rows[0]
    assert '"85%","−7.2"' in next(row for row in rows if '"1.3"' in row)


def test_of_many_reds_and_changes_the_answer_names_the_first_and_counts_the_rest():
    assert named_text([f"1.{number}" for number in range(1, 7)]) == "1.1, 1.2, 1.3, 1.4, 1.5 and 1.6"
    assert named_text([f"1.{number}" for number in range(1, 41)]) == "1.1, 1.2, 1.3, 1.4, 1.5 and 35 more"


def test_what_is_asked_is_the_first_thing_that_would_settle_it(seen, wlc):
    assert need_of(seen, "1.3").asked == "Name an owner and a date for action 1."
    assert need_of(seen, "3.1").asked.startswith("Decide by which share of the year to judge it")
    assert need_of(seen, "1.4").asked == "Ask what will bring the year back to its target."


def test_a_red_indicator_without_an_action_asks_for_one(wlc, quarter, on):
    for action in Action.objects.of(wlc):
        action.indicators.clear()
    seen = board(wlc, quarter, on)
    assert need_of(seen, "1.3").asked == "Agree an action with an owner and a date, or record why there is none."
    assert need_of(seen, "1.3").actions == ()


@pytest.mark.parametrize("state", [Action.State.CANCELLED, Action.State.COMPLETED])
def test_an_action_that_has_ended_settles_nothing_and_nobody_is_asked_to_own_it(wlc, quarter, on, state):
    Action.objects.of(wlc).filter(number=1).update(state=state, completed_on=on)
    seen = board(wlc, quarter, on)
    assert need_of(seen, "1.3").asked == "Agree an action with an owner and a date, or record why there is none."
    assert [line.number for line in need_of(seen, "1.3").actions] == [1], "it is shown with its state"


def test_an_indicator_that_nobody_explained_says_so(seen, page):
    assert not need_of(seen, "3.3").card.is_explained
    assert "No explanation given" in page()


def test_what_is_missing_is_listed_and_not_counted_red(seen):
    assert references(seen.needs.missing) == ["2.1", "2.2", "4.4"]
    assert seen.scores.tally.counts[Status.RED] == 2


def test_late_actions_of_which_nobody_says_how_they_stand_are_one_need(elc, quarter, on):
    found = {need.about: len(need.lines) for need in board(elc, quarter, on).needs.actions}
    assert found == {
        "late": 4, "late and not started": 1, "late, and nobody has said how they stand": 12, "suspended": 1,
        "slipped": 2,
    }  # fmt: skip


def test_what_is_asked_of_a_single_action_is_in_the_singular(elc, quarter, on):
    asked = {need.about: need.asked for need in board(elc, quarter, on).needs.actions}
    assert (asked["late"], asked["late and not started"]) == (
        "Agree a new date for each, or stop it.", "Agree when it starts, or stop it.",
    )  # fmt: skip


def test_each_action_that_needs_the_board_has_its_track_and_stands_once(elc, quarter, on, page):
    needs = page(ELC).partition('id="needs"')[2].partition("</section>")[0]
    named = [line.number for need in board(elc, quarter, on).needs.actions for line in need.lines]
    assert needs.count('<td class="plan-lines__track"><svg class="track"') == len(named) == 20
    rest = page(ELC).partition('id="actions"')[2]
    assert re.findall('<td class="plan-lines__number">([0-9]+)<', rest) == ["24"]


def test_without_indicators_the_bar_of_actions_follows_the_answer(page):
    shown = page(ELC)
    assert shown.index('class="answer"') < shown.index('class="situations"') < shown.index('id="needs"')
    assert page().index('id="actions"') < page().index('class="situations"')


def test_a_suspended_action_says_why_or_that_it_has_no_date_to_resume(elc, page):
    action = elc.actions.get(state=Action.State.SUSPENDED)
    for reason, said in (("The supplier has closed.", "The supplier has closed."), ("", "No date to resume")):
        Action.objects.filter(pk=action.pk).update(state_reason=reason)
        need = page(ELC).partition("1 action suspended")[2].partition("</article>")[0]
        assert said in need
    assert page(ELC).count("No date to resume") == 1


def test_a_long_list_of_needs_folds_after_ten(page):
    assert "2 more actions late, and nobody has said how they stand" in page(ELC)


def test_the_page_gives_the_story_of_each_red(page):
    red = page().split('id="needs"')[1].split("</article>")[0]
    for text in ("77.8%", "target 85%", "Red for 2 quarters", "13 falls in a row", "Will not meet it", "New staff"):
        assert text in red


# --- What changed ----------------------------------------------------------------------------------------------------


def test_what_changed_is_since_the_quarter_compared_with(wlc, quarter, on):
    changes = board(wlc, quarter, on).changes
    assert changes.between_colours == []
    assert [each.card.indicator.reference for each in changes.lost] == ["2.1", "2.2", "4.4"]
    year_ago = board(wlc, quarter, on, compared=quarter.same_last_year()).changes
    assert {each.card.indicator.reference: each.before for each in year_ago.between_colours} == {
        "1.3": Status.AMBER, "3.4": Status.AMBER,
    }  # fmt: skip
    assert [each.move_text for each in year_ago.between_colours] == [
        "from 83.1% to 77.8%, down 5.3 points", "from 3 to 4, up 1",
    ]  # fmt: skip


def test_movers_are_the_largest_changes_of_figures_with_from_to_and_size(seen):
    """Rules 7.5: compared with the same period last year; a fall of thirteen quarters is no chance."""
    worst = seen.changes.worse[0]
    assert (worst.way_text, worst.move_text) == ("13 falls in a row, worse", "from 90.0% to 77.8%, down 12.2 points")
    assert references(seen.changes.better) == ["3.4", "3.2", "1.1", "3.3"]


def test_figures_that_were_restated_since_are_listed_with_the_reason(seen):
    assert [(each.card.indicator.reference, each.point.period.label) for each in seen.changes.restated] == [
        ("3.3", "Q4 2025/26")
    ]


def test_actions_that_were_completed_moved_or_became_late_since_are_listed(elc, quarter, on):
    changes = board(elc, quarter, on).changes
    assert [line.number for line in changes.completed] == [5]
    assert all(line.held_to_on >= changes.compared.period.last_day for line in changes.newly_late)


def test_a_quarter_that_is_not_before_can_not_be_compared_with(signed_in):
    assert signed_in("board").get(f"{WLC}?compared=nonsense").status_code == 404
    shown = signed_in("board").get(f"{WLC}?period=2025-26-Q1&compared=2025-26-Q2").content.decode()
    assert '<option value="2024-25-Q4" selected>' in shown


# --- What is not known -----------------------------------------------------------------------------------------------


def test_who_has_not_reported_is_named_with_how_long(seen, on):
    owed = {str(each.owner): (references(each.cards), each.late) for each in seen.unknown.owed}
    late = stretch_text(date(2026, 10, 28), on)
    assert owed == {"Customer Services": (["2.1", "2.2"], late)}


def test_a_figure_that_was_sent_is_not_owed_by_its_owner_and_says_when_it_was_sent(seen, page):
    assert references(seen.unknown.with_approver) == ["4.4"]
    waiting = seen.unknown.with_approver[0]
    assert waiting.waiting_text == "sent 13 October 2026, waits for approval for 1 month"
    assert seen.unknown.overdue == 3
    assert waiting.waiting_text in page().split('id="unknown"')[1].split("</section>")[0]


def test_of_several_values_that_wait_the_first_that_was_sent_counts(wlc, quarter, on):
    values = Value.objects.filter(indicator__in=Indicator.objects.of(wlc), period__slug="2026-27-Q2")
    mine = values.filter(indicator__key_output__outcome__number=1, indicator__order=1, unit__isnull=False)
    sent_at = datetime(2026, 11, 9, 10, 30, tzinfo=UTC)
    mine.filter(pk=mine.exclude(state="submitted").first().pk).update(state="submitted", submitted_at=sent_at)
    waiting = next(card for card in board(wlc, quarter, on).unknown.awaiting if card.indicator.reference == "1.1")
    assert waiting.waiting_text == "2 values; the first was sent 13 October 2026, waits for approval for 1 month"
    assert not waiting.is_with_approver, "units are still owed"


def test_units_that_have_not_answered_are_named(seen):
    texts = {card.indicator.reference: card.standing.missing_units_text for card in seen.unknown.units_missing}
    assert texts["1.1"] == "Customer contact, Housing"


def test_actions_without_owner_date_and_state_are_counted_once(seen):
    assert [line.number for line in seen.unknown.without_state] == [3, 6]
    assert [line.number for line in seen.unknown.without_date] == [1, 2, 3, 4, 5, 6]


# --- The whole -------------------------------------------------------------------------------------------------------


def test_a_year_that_heads_for_another_status_says_so_beside_it(seen):
    """Rules 7.6."""
    card = need_of(seen, "1.4").card
    assert (card.status.value, card.heading_text) == ("green", "heading for red")
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


def test_the_parts_of_the_bar_hold_each_indicator_once(seen):
    parts = [card.indicator.pk for share in seen.shares for card in share.cards]
    assert sorted(parts) == sorted(card.indicator.pk for card in seen.scores.indicators)
    assert sum(share.before for share in seen.shares) <= len(parts)


def test_the_matrix_has_each_indicator_once_with_eight_quarters(seen):
    rows = [row for group in seen.by_outcome(seen.rows) for row in group.rows]
    assert len(rows) == len(seen.scores.indicators)
    assert {len(row.cells) for row in rows} == {8}
    assert all(row.cells[-1][1] is row.card.status for row in rows)


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("status=red", ["1.3", "3.1"], ["1.1"]),
        ("outcome=2", ["2.1", "2.4"], ["1.1"]),
        ("owner=People Services", ["1.5"], ["1.1"]),
        ("status=overdue", ["2.1", "4.4"], ["1.3"]),
        ("directorate=Digital and People Directorate", ["1.5", "3.1"], ["1.1", "4.1"]),
        ("directorate=-", ["4.1"], ["1.1", "3.1"]),
        ("directorate=Digital and People Directorate&outcome=1&by=owner", ["1.5"], ["1.1", "3.1"]),
    ],
)
def test_the_matrix_is_filtered_by_its_address(page, query, shown, hidden):
    matrix = page(f"{WLC}?{query}").split('id="matrix"')[1]
    titles = [line for line in matrix.split('<th scope="row">') if "strip" in line]
    found = [title.split('">')[1].split()[0] for title in titles]
    assert set(shown) <= set(found)
    assert not set(hidden) & set(found)


def test_the_matrix_is_grouped_by_owner(page):
    groups = page(f"{WLC}?by=owner").split('class="group-title">')[1:]
    assert [group.split("\n")[0] for group in groups] == [
        "Citizen Engagement", "Customer Services", "Digital Services", "People Services", "No owner",
    ]  # fmt: skip


def test_a_submitted_value_changes_no_colour_before_it_is_approved(seen):
    waiting = next(card for card in seen.scores.indicators if card.indicator.reference == "4.4")
    assert waiting.indicator.values.awaiting_approval().count() == 1
    assert waiting.status is Status.OVERDUE


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2023, 1, 1), "Starts on 12 December 2023"),
        (date(2026, 11, 29), "Year 3 of 5"),
        (date(2028, 12, 30), "Year 5 of 5"),
        (date(2029, 1, 1), "Finished on 31 December 2028"),
    ],
)
def test_the_year_of_a_strategy_is_counted_from_its_first_day(elc, day, text):
    Strategy.objects.filter(pk=elc.pk).update(starts_on=date(2023, 12, 12), ends_on=date(2028, 12, 31))
    page = next(each for each in corporate(day).pages if each.strategy == elc)
    assert page.year_text == text


def test_an_earlier_quarter_can_be_chosen(page):
    assert '<option value="2025-26-Q1" selected>' in page(f"{WLC}?period=2025-26-Q1")


def test_a_quarter_that_has_not_ended_is_not_found(signed_in):
    assert signed_in("board").get(f"{WLC}?period=2026-27-Q3").status_code == 404


def test_without_indicators_each_outcome_shows_how_its_actions_stand(elc, quarter, on):
    found = board(elc, quarter, on).outcomes_by_actions
    assert [(each.title, len(each.lines), each.late) for each in found] == [
        ("1. Customer at the Heart", 7, 4), ("2. Consistently High Quality", 3, 3), ("3. Joined Up", 3, 3),
        ("4. Digital First", 6, 5), ("5. Delivering Better Services", 5, 3),
    ]  # fmt: skip
    Action.objects.get(strategy=elc, number=24).outcomes.clear()
    assert [each.title for each in board(elc, quarter, on).outcomes_by_actions if not each.url] == ["No theme stated"]


def test_a_strategy_without_indicators_is_not_said_to_be_in_order(page):
    shown = page(ELC)
    assert "Not able to judge" in shown
    assert "No indicator, so nothing can turn red." in shown
    assert '>16<span class="visually-hidden">, 2 years 6 months late</span></a>' in shown
    assert "<strong>18 of 24 actions are late</strong>, 4 of them by two years or more." in shown
    assert "on target" not in shown


def test_a_strategy_of_which_nothing_can_be_judged_says_why(page):
    """rules 8.1"""
    shown = page("/strategies/borough-customer-service-2024-27/board/")
    assert "Nothing can be judged, as none of 1 has" in shown
    assert "no indicator is off target" not in shown


def test_the_number_of_queries_does_not_grow_with_units_and_values(wlc, quarter, on, people, django_assert_num_queries):
    with django_assert_num_queries(7):
        board(wlc, quarter, on)
    unit = CollectionUnit.objects.create(strategy=wlc, name="One more")
    survey = Indicator.objects.of(wlc).filter(level="units").first()
    for period in wlc.periods.filter(frequency="quarterly", starts_on__lt=on, locked_at=None):
        Value.objects.create(
            indicator=survey, period=period, unit=unit, entered_by=people["officer"], numerator=1, denominator=2
        )
    Action.objects.create(strategy=wlc, number=99, title="One more").indicators.add(survey)
    with django_assert_num_queries(7):
        board(wlc, quarter, on)


def test_the_page_takes_ten_with_session_user_and_whether_it_is_a_draft(signed_in, django_assert_num_queries):
    client = signed_in("board")
    client.get(WLC)  # Django asks once whether the database knows JSON
    with django_assert_num_queries(10):
        client.get(WLC)


def test_of_most_figures_the_page_reads_the_number_alone(page, monkeypatch):
    """The rest of a reading is needed of the latest, and of what a survey's figure is compared with."""
    read = []
    monkeypatch.setattr(loading, "read_reading", lambda kept: read.append(kept) or read_reading(kept))
    page()
    sealed = Seal.objects.current().filter(indicator__key_output__outcome__strategy__slug="wlc-customer-2023-28")
    assert 0 < len(read) <= 5 * 18 < sealed.count()


def test_each_strategy_of_the_facts_has_a_board(page, db):
    for strategy in Strategy.objects.all():
        assert strategy.title in page(f"/strategies/{strategy.slug}/board/")


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
    assert "Measured late." not in page()


def test_each_outcome_shows_its_single_colour_after_the_distribution(worst, page):
    assert "Red: the worst of its colours" in page()


def test_a_stated_colour_gives_its_reason_beside_the_derived_one(worst, stated, page):
    assert "Stated by Performance team: Measured late. Derived: Red" in page()


def test_as_of_an_earlier_day_nothing_was_stated_yet(worst, wlc, quarter, on, people):
    judge_outcome(
        wlc.outcomes.get(number=1), quarter=quarter, colour=Status.AMBER, reason="Measured late.", seen=0,
        by=people["performance"],
    )  # fmt: skip
    then = board(worst, quarter, date(2026, 11, 1), as_of=date(2026, 11, 1))
    assert {card.judgement for card in then.scores.outcomes} == {None}
    assert board(worst, quarter, on).scores.outcomes[0].colour is Status.AMBER


def test_what_waits_for_approval_is_counted_beside_its_indicator(wlc, signed_in):
    Value.objects.filter(indicator__in=Indicator.objects.of(wlc), state="submitted").update(state="draft")
    assert "awaiting approval" not in signed_in("board").get(WLC).text
    waiting = Value.objects.filter(indicator__in=Indicator.objects.of(wlc), period__slug="2026-27-Q2").first()
    Value.objects.filter(pk=waiting.pk).update(state="submitted")
    for address in (WLC, waiting.indicator.outcome.get_absolute_url()):
        assert "1 awaiting approval" in signed_in("board").get(address).text


def test_with_titles_as_long_as_they_may_be_the_page_says_each_whole_once_or_twice(wlc, page):
    Indicator.objects.of(wlc).update(title="Words " * 49, short_title="", sentence="")
    Action.objects.of(wlc).update(title="Deeds " * 49)
    shown = page()
    assert shown.count("Words " * 48) <= 3 * 18
    assert "Deeds " * 48 not in shown.split('class="situations"')[1].split("</ul>")[0]
    assert len(re.sub("<svg.*?</svg>", "", shown, flags=re.DOTALL)) < 85_000


# --- Short titles ----------------------------------------------------------------------------------------------------


def test_an_indicator_goes_by_its_short_title_where_it_has_one(wlc, quarter, on):
    Indicator.objects.of(wlc).filter(key_output__outcome__number=1, order=3).update(short_title="")
    whole = board(wlc, quarter, on).answer[0].text
    assert "1.3 Percentage of customers who rated staff professionalism/knowledge" in whole
    Indicator.objects.of(wlc).filter(key_output__outcome__number=1, order=3).update(short_title="Staff knowledge")
    assert "1.3 Staff knowledge (13 falls in a row, worse)" in board(wlc, quarter, on).answer[0].text


def said_in(page, reference: str) -> str:
    return next(card for card in page.scores.indicators if card.indicator.reference == reference).sentence_text


def test_a_figure_is_said_in_a_sentence_where_the_indicator_has_words_for_it(seen, page):
    assert said_in(seen, "1.3") == "77.8% of customers rated staff knowledge good or excellent."
    assert "77.8% of customers rated staff knowledge good or excellent." in page()
    assert said_in(seen, "2.1") == "", "there is no figure"
    assert said_in(seen, "4.1") == "", "there are no words"


def test_the_sentence_of_a_year_to_date_says_that_it_is_one(seen):
    assert said_in(seen, "3.1") == "3 of the processes that customers use got better digital access in 2026/27 so far."


def test_a_figure_that_was_sent_is_asked_of_its_approver_and_not_of_its_owner(wlc, quarter, on):
    """The page of all strategies asks the same."""
    assert board(wlc, quarter, on).needs.asked_of_missing == "Have them sent. Have 4.4 approved."


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (Status.OVERDUE, "Have it sent."),
        (Status.INCOMPLETE, "Have it sent."),
        (Status.NOT_AVAILABLE, "Ask when 2.1 will be known."),
        (Status.CANNOT_BE_COMPUTED, "Ask what 2.1 needs so that it can be worked out."),
    ],
)
def test_what_can_not_be_sent_is_not_asked_for(seen, status, asked):
    """A figure that its owner can't have, or that no sum gives, is not waited for as one that is owed."""
    indicator = next(card.indicator for card in seen.needs.missing if card.indicator.reference == "2.1")
    assert asked_of_missing([SimpleNamespace(indicator=indicator, status=status, is_with_approver=False)]) == asked


def test_what_was_sent_on_one_day_waits_together(wlc, quarter, on):
    (waiting,) = board(wlc, quarter, on).unknown.by_waiting
    assert waiting[0].startswith("sent 13 October 2026, waits for approval for")
    assert len(waiting[1]) == len(board(wlc, quarter, on).unknown.awaiting)


def test_a_strategy_that_cannot_be_judged_asks_for_what_it_lacks_and_never_says_that_all_is_in(signed_in, borough, on):
    page = board(borough, ended_quarters(borough, on)[0], on)
    assert page.alarm.asked == "Set a target and an owner, and ask for a first figure."
    assert page.asks == 1
    said = signed_in("board").get(f"/strategies/{borough.slug}/board/").content.decode()
    assert page.alarm.asked in said
    assert "Everything that is due is in" not in said
    assert "None of the 0" not in said
