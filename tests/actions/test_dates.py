"""Rules 9.2 and 9.3: dates as written, their windows, their first and their moves."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from actions.models import Action, DueDate, DuePhrase
from actions.planning.services import (
    PHRASE_LIST,
    Agreement,
    add_milestone,
    check_phrases,
    read_anew_by,
    revise_due,
    set_phrases,
)
from actions.scorecards.action_plan import action_plan
from reports.scorecards.board import board
from strategy_portal.domain.action_status import ActionStatus, Slippage
from strategy_portal.domain.due_dates import PHRASES
from strategy_portal.records.events import Event
from strategy_portal.records.signing import Unchangeable
from strategy_portal.records.versions import ChangedMeanwhile, Refused, list_version

LONGER_MID = PHRASES | {"mid": (5, 9)}


@pytest.fixture
def action(elc) -> Action:
    """Not started, due Mid 2025."""
    action = Action.objects.create(strategy=elc, number=100, title="Open one desk", state=Action.State.NOT_STARTED)
    DueDate.read(action, "Mid 2025").save()
    return action


def line_of(action: Action, on: date):
    return next(line for line in action_plan(action.strategy, on).lines if line.action == action)


def moves_of(action: Action) -> list:
    action.refresh_from_db()
    return action.moves


def test_the_first_agreed_date_never_changes(action, move):
    """Rules 9.3."""
    for due in ("End 2025", "Mid 2027", "Early 2026"):
        move(action, due)
    action.refresh_from_db()
    assert (action.first_due.as_written, action.first_due.last_day) == ("Mid 2025", date(2025, 8, 31))
    assert (action.due.as_written, action.due.last_day) == ("Early 2026", date(2026, 4, 30))


def test_each_move_is_kept_with_its_windows_reason_and_who_agreed(action, move, people):
    """Rules 9.3."""
    move(action, "End 2025")
    [(before, moved)] = moves_of(action)
    assert (before.as_written, before.ends_on) == ("Mid 2025", date(2025, 8, 31))
    assert (moved.as_written, moved.starts_on) == ("End 2025", date(2025, 9, 1))
    assert (moved.reason, moved.agreed_by, moved.holds_from) == (
        "The supplier withdrew.", "the corporate board", date(2026, 11, 4),
    )  # fmt: skip
    assert moved.made_by == people["performance"]


def test_a_recorded_move_can_neither_be_changed_nor_deleted(action, move):
    """Rules 9.3."""
    move(action, "End 2025")
    [(_, moved)] = moves_of(action)
    moved.reason = "No reason."
    for change in (moved.save, moved.delete, action.due_dates.all().delete):
        with pytest.raises(Unchangeable):
            change()


def test_slippage_is_measured_from_the_first_date_however_often_it_moves(action, move, on):
    """Rules 9.3: two moves of two months are four months."""
    for due in ("October 2025", "December 2025"):
        move(action, due)
    line = line_of(action, on)
    assert (line.moves, line.slippage, line.slip_days) == (2, Slippage.UNDER_LIMIT, 122)
    assert line.slip_text == "Slipped (4 months, 2 moves)"


def test_a_date_brought_back_keeps_the_number_of_its_moves(action, move, on):
    """Rules 9.3."""
    for due in ("End 2025", "Mid 2025"):
        move(action, due)
    line = line_of(action, on)
    assert (line.moves, line.slippage, line.slip_text) == (2, Slippage.NONE, "Not moved (2 moves)")


@pytest.mark.parametrize("lack", ["reason", "agreed_by"])
def test_a_move_needs_a_reason_and_who_agreed(action, move, lack):
    """Rules 9.3."""
    with pytest.raises(Refused) as refused:
        move(action, "End 2027", **{lack: "  "})
    assert refused.value.field == lack
    action.refresh_from_db()
    assert (action.due.as_written, action.moves) == ("Mid 2025", [])


def test_an_agreement_that_is_still_to_come_is_refused(action, people, on, at):
    """Rules 9.3."""
    agreement = Agreement("Late.", "the board", on + timedelta(days=1))
    with pytest.raises(Refused, match="still to come"):
        revise_due(
            dated=action, due="End 2027", agreement=agreement, version=action.version, by=people["performance"],
            on=on, at=at,
        )  # fmt: skip


def test_the_first_date_of_an_action_that_has_none_needs_no_agreement(wlc, people, on, at):
    """Rules 9.3."""
    action = wlc.actions.get(number=6)
    revise_due(dated=action, due="2026/27", agreement=None, version=1, by=people["performance"], on=on, at=at)
    action.refresh_from_db()
    assert (action.first_due.as_written, action.first_due.last_day) == ("2026/27", date(2027, 3, 31))
    assert action.moves == []


def test_a_date_that_was_given_up_comes_back_only_by_agreement(action, move, people, on, at):
    """Rules 9.3: giving it up and stating another are two moves."""
    move(action, "")
    action.refresh_from_db()
    asked = {"dated": action, "due": "End 2030", "version": action.version, "by": people["performance"]}
    with pytest.raises(Refused, match="Say why the date moves"):
        revise_due(agreement=None, on=on, at=at, **asked)
    move(action, "End 2030")
    assert line_of(action, on).moves == 2


def test_what_cannot_be_read_is_kept_as_written_and_flagged(wlc, people, on, at):
    """Rules 9.2."""
    action, due = wlc.actions.get(number=6), "when funding allows"
    revise_due(dated=action, due=due, agreement=None, version=1, by=people["performance"], on=on, at=at)
    line = line_of(action, on)
    assert (line.due_as_written, line.due_window_text) == ("when funding allows", "Can’t be read as a date")
    assert not line.is_overdue


def test_a_date_does_not_give_way_to_words_that_nobody_can_read(action, move, on):
    """Rules 9.2 and 9.4: else an action would escape red by them."""
    with pytest.raises(Refused, match="can’t be read as a date") as refused:
        move(action, "when funding allows")
    assert refused.value.field == "due"
    action.refresh_from_db()
    assert (action.due.as_written, action.moves, line_of(action, on).is_overdue) == ("Mid 2025", [], True)


def test_of_two_who_move_a_date_at_once_the_second_sees_the_first(action, move, people, on, at):
    seen = action.version
    move(action, "End 2025")
    with pytest.raises(ChangedMeanwhile) as conflict:
        revise_due(
            dated=action, due="End 2027", agreement=Agreement("Other.", "the board", on), version=seen,
            by=people["performance"], on=on, at=at,
        )  # fmt: skip
    assert (conflict.value.record.version, conflict.value.record.history_user) == (seen + 1, people["performance"])


def test_a_move_that_was_agreed_before_the_last_one_is_refused(action, move, people, on, at):
    """Rules 9.3: what holds on a day is what was agreed last by then."""
    move(action, "End 2025")
    earlier = Agreement("Forgotten.", "the board", date(2026, 11, 3))
    with pytest.raises(Refused, match="was agreed on 4 November 2026") as refused:
        revise_due(
            dated=action, due="End 2027", agreement=earlier, version=action.version + 1, by=people["performance"],
            on=on, at=at,
        )  # fmt: skip
    assert refused.value.field == "agreed_on"


def test_what_is_due_on_a_day_is_what_was_agreed_by_then(action, move):
    move(action, "End 2027")
    action.refresh_from_db()
    days = (date(2026, 11, 3), date(2026, 11, 4))
    assert [action.due_timeline.on(day).as_written for day in days] == ["Mid 2025", "End 2027"]


def test_an_action_as_a_version_of_it_was_has_the_dates_of_that_version(action, move):
    before = Action.objects.get(pk=action.pk)
    move(action, "End 2027")
    action.refresh_from_db()
    assert [each.due.as_written for each in (before, action)] == ["Mid 2025", "End 2027"]


@pytest.mark.parametrize("lack", [{"reason": ""}, {"agreed_by": ""}])
def test_the_database_keeps_no_move_without_reason_and_who_agreed(action, lack):
    """Rules 9.3."""
    row = DueDate.read(action, "End 2027")
    row.holds_from, row.reason, row.agreed_by = date(2026, 11, 4), "The supplier withdrew.", "the board"
    for name, text in lack.items():
        setattr(row, name, text)
    with pytest.raises(IntegrityError):
        row.save()


def test_a_milestone_has_a_first_date_and_moves_of_its_own(action, move, people, on):
    """Rules 9.3."""
    milestone = add_milestone(action=action, title="Supplier chosen", due="March 2026", by=people["officer"])
    move(milestone, "June 2026")
    milestone.refresh_from_db()
    assert (milestone.first_due.as_written, milestone.due.as_written) == ("March 2026", "June 2026")
    assert [move.after.milestone for move in action.all_moves] == [milestone]
    assert (line_of(action, on).moves, line_of(action, on).due_as_written) == (0, "Mid 2025")


# --- The rule by which phrases are read ------------------------------------------------------------------------------


def test_a_changed_rule_reads_again_what_has_not_ended(elc, people):
    """Rules 9.2: and leaves alone what has ended, and every first agreed date."""
    ended, open_one = elc.actions.get(number=14), elc.actions.get(number=12)
    moved = set_phrases(LONGER_MID, reason="The board's own reading.", seen=0, by=people["performance"])
    for action in (ended, open_one):
        action.refresh_from_db()
    assert (open_one.due.last_day, open_one.first_due.last_day) == (date(2025, 9, 30), date(2025, 8, 31))
    assert ended.due.last_day == date(2024, 8, 31)
    assert moved == Action.objects.open().with_due_as_written().filter(due_as_written__startswith="Mid").count() > 0


def test_it_says_beforehand_what_would_move(people):
    """Rules 9.2."""
    foreseen = read_anew_by(LONGER_MID)
    assert {row.ends_on.month for row in foreseen} == {9}
    assert len(foreseen) == set_phrases(LONGER_MID, reason="Why.", seen=0, by=people["performance"])
    assert read_anew_by(LONGER_MID) == []


def test_a_new_date_is_read_by_the_rule_in_force(action, move, people):
    """Rules 9.2."""
    set_phrases(PHRASES | {"spring": (3, 5)}, reason="A new word.", seen=0, by=people["performance"])
    move(action, "Spring 2027")
    action.refresh_from_db()
    assert (action.due.first_day, action.due.last_day) == (date(2027, 3, 1), date(2027, 5, 31))


def test_a_word_that_is_taken_from_the_rule_flags_the_dates_that_used_it(action, people):
    """Rules 9.2: they stay as written."""
    without = {word: span for word, span in PHRASES.items() if word != "mid"}
    set_phrases(without, reason="Not used here.", seen=0, by=people["performance"])
    action.refresh_from_db()
    assert (action.due.as_written, action.due.readable, action.due.last_day) == ("Mid 2025", False, None)


def test_what_was_overdue_stays_so_when_its_word_is_taken_from_the_rule(elc, people, on, quarter):
    """Rules 9.4: it is held to its first agreed date."""
    before = action_plan(elc, on)
    set_phrases({"spring": (3, 5)}, reason="Not used here.", seen=0, by=people["performance"])
    after = action_plan(elc, on)
    assert [(line.number, line.days_overdue) for line in after.overdue] == [
        (line.number, line.days_overdue) for line in before.overdue
    ]
    assert after.counts.by_status[ActionStatus.RED] == before.counts.by_status[ActionStatus.RED]
    assert set(Action.objects.of(elc).overdue_on(on)) == {line.action for line in after.overdue}
    assert {line.action for line in board(elc, quarter, on).late} == {line.action for line in after.overdue}


def test_a_changed_rule_makes_nothing_slip(elc, people, move, on):
    """Rules 9.3: slippage is between what was agreed, and nobody agreed to this."""
    move(elc.actions.get(number=12), "Mid 2026")
    before = [(line.slippage, line.slip_days) for line in action_plan(elc, on).lines]
    rule = {"early": (1, 5), "mid": (6, 9), "end": (10, 11)}
    set_phrases(rule, reason="The board's own reading.", seen=0, by=people["performance"])
    assert [(line.slippage, line.slip_days) for line in action_plan(elc, on).lines] == before
    assert elc.actions.get(number=12).due.last_day == date(2026, 8, 31)


def test_the_history_says_why_a_window_moved(action, people):
    set_phrases(LONGER_MID, reason="The board's own reading.", seen=0, by=people["performance"])
    record = action.history.first()
    assert (record.history_event, record.history_change_reason) == (Event.READ_ANEW, "The board's own reading.")
    assert DuePhrase.history.filter(word="mid").get().history_change_reason == "The board's own reading."


def test_of_two_who_change_the_rule_at_once_the_second_is_told(people):
    set_phrases(LONGER_MID, reason="First.", seen=0, by=people["performance"])
    with pytest.raises(ChangedMeanwhile):
        set_phrases(PHRASES, reason="Second.", seen=0, by=people["performance"])
    set_phrases(PHRASES, reason="Second.", seen=list_version(PHRASE_LIST), by=people["performance"])


@pytest.mark.parametrize("phrases", [{}, {"mid": (0, 5)}, {"mid": (5, 13)}, {"mid year": (5, 8)}])
def test_a_rule_that_cannot_be_is_refused(phrases):
    with pytest.raises(Refused):
        check_phrases(phrases)
