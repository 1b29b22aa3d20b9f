"""What a digest says, and when: nobody gets two, nobody is forgotten, nobody is written to on a holiday."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.models import ReminderKind
from reports.reminding.digests import Away, Covered, Item, compose, reader_of
from strategy_portal.clock import is_bank_holiday
from strategy_portal.domain.periods import is_working_day

START = datetime(2026, 11, 2, tzinfo=UTC)
HOURS = st.integers(0, 24 * 60)
"""Of two months, in which the clocks do not change and St Andrew’s Day and Christmas are holidays in Scotland."""


def moment(hours: int) -> datetime:
    return START + timedelta(hours=hours)


@st.composite
def items(draw) -> tuple[Item, datetime]:
    """An item, and when it is done with."""
    moments = tuple(sorted(moment(hours) for hours in draw(st.lists(HOURS, min_size=1, max_size=4))))
    every = draw(st.sampled_from([None, timedelta(days=7), timedelta(days=28)]))
    kind = draw(st.sampled_from(list(ReminderKind)))
    name = draw(st.sampled_from("abcdefgh"))
    return Item(kind, name, "/", moments, every), moment(draw(HOURS))


@st.composite
def stories(draw) -> tuple[list, list[datetime], frozenset[str]]:
    """What one person owes over two months, when digests were sent, and which kinds the person does not want."""
    owed = draw(st.lists(items(), max_size=5))
    runs = sorted(moment(hours) for hours in draw(st.sets(HOURS, max_size=60)))
    return owed, runs, frozenset(draw(st.sets(st.sampled_from(ReminderKind.values), max_size=4)))


def told(story) -> list[tuple[datetime, tuple[Item, ...]]]:
    """The digests of one person, as the sender makes them: one a day, the last one sent counts."""
    owed, runs, muted = story
    found: list[tuple[datetime, tuple[Item, ...]]] = []
    for at in runs:
        day = at.date()
        if any(made.date() == day for made, _ in found):
            continue
        still = tuple(item for item, done_at in owed if done_at > at)
        covered = Covered(1, still, found[-1][0] if found else None, muted)
        works = is_working_day(day, is_bank_holiday)
        if content := compose([covered], at=at, day=day, works=works):
            found.append((at, content.parts[0].items))
    return found


@given(stories())
def test_nobody_gets_two_on_a_day(story):
    days = [made.date() for made, _ in told(story)]
    assert len(days) == len(set(days))


@given(stories())
def test_holidays_and_weekends_are_respected(story):
    assert all(is_working_day(made.date(), is_bank_holiday) for made, _ in told(story))


@given(stories())
def test_nobody_is_told_twice_of_one_moment(story):
    digests = told(story)
    for item, _ in story[0]:
        seen = [item.last_due(made) for made, said in digests if item in said]
        assert len(seen) == len(set(seen))


@given(stories())
def test_nobody_is_forgotten(story):
    """Once a run comes on a working day after the moment, while it is owed, a digest at or before that run has it."""
    owed, runs, muted = story
    digests = told(story)
    for item, done_at in owed:
        if item.kind in muted:
            continue
        for at in runs:
            due = item.last_due(at)
            if due is None or done_at <= at or not is_working_day(at.date(), is_bank_holiday):
                continue
            had_one_earlier_that_day = any(made.date() == at.date() and made < due for made, _ in digests)
            assert had_one_earlier_that_day or any(due <= made <= at and item in said for made, said in digests)


@given(stories())
def test_what_is_done_or_not_wanted_is_not_said(story):
    owed, _, muted = story
    for made, said in told(story):
        for item in said:
            assert item.kind not in muted
            assert any(item == each and done_at > made for each, done_at in owed)


@given(st.dictionaries(st.integers(1, 6), st.none() | st.integers(1, 6)), st.sets(st.integers(1, 6)))
def test_a_reader_is_there_and_nobody_s_reminders_go_in_a_circle(deputies, present):
    absences = {key: Away(date(2026, 12, 1), deputy) for key, deputy in deputies.items() if deputy != key}
    for key in range(1, 7):
        reader = reader_of(key, absences, present)
        assert reader is None or (reader in present and reader not in absences)
        if key in present and key not in absences:
            assert reader == key


def item(kind=ReminderKind.DUE, text="2 figures", *, at=START, every=None) -> Item:
    return Item(kind, text, "/returns/", (at,), every)


NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def test_a_deputy_reads_what_is_new_for_the_one_who_is_away():
    mine = Covered(1, (item(text="mine"),), None)
    theirs = Covered(2, (item(text="theirs"),), None, name="Ada", away_until=date(2026, 11, 9))
    content = compose([mine, theirs], at=NOON, day=NOON.date(), works=True)
    assert [(part.name, part.items[0].text) for part in content.parts] == [("", "mine"), ("Ada", "theirs")]
    assert content.covered == (1, 2)


def test_a_nudge_brings_all_that_is_owed_wanted_or_not():
    covered = Covered(1, (item(),), since=NOON, muted=frozenset(["due"]))
    assert compose([covered], at=NOON, day=NOON.date(), works=True) is None
    content = compose([covered], at=NOON, day=NOON.date(), works=True, nudges=["Please."])
    assert (content.nudges, content.count) == (("Please.",), 1)


@pytest.mark.parametrize(
    ("kinds", "subject"),
    [
        ([ReminderKind.DUE], "1 thing for you"),
        ([ReminderKind.DUE, ReminderKind.OVERDUE, ReminderKind.ACTION_OVERDUE], "3 things for you, 2 late"),
    ],
)
def test_the_subject_counts(kinds, subject):
    covered = Covered(1, tuple(item(kind) for kind in kinds))
    assert compose([covered], at=NOON, day=NOON.date(), works=True).subject == subject
