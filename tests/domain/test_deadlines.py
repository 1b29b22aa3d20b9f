"""Dates of a paper, counted back in working days from its meeting."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.deadlines import PaperRule, Stage, clear_days_between, deadlines
from strategy_portal.domain.periods import is_working_day

MEETS_ON, ST_ANDREW = date(2026, 12, 17), date(2026, 11, 30)
RULE = PaperRule(cut_off=13, texts=11, cleared=8, agenda=7, clear_days=4, legal_clear_days=3)


def nobody(day: date) -> bool:
    return False


def test_each_date_is_counted_back_from_the_meeting_and_a_bank_holiday_is_none():
    found = {deadline.stage: deadline.day for deadline in deadlines(MEETS_ON, RULE, {ST_ANDREW}.__contains__)}
    assert found == {
        Stage.CUT_OFF: date(2026, 11, 27),
        Stage.TEXTS: date(2026, 12, 2),
        Stage.CLEARED: date(2026, 12, 7),
        Stage.AGENDA: date(2026, 12, 8),
        Stage.PAPERS_OUT: date(2026, 12, 10),
        Stage.MEETING: MEETS_ON,
    }


def test_neither_the_day_the_papers_go_out_nor_that_of_the_meeting_is_a_clear_day():
    assert clear_days_between(date(2026, 12, 10), MEETS_ON, nobody) == 4


def test_a_meeting_on_a_sunday_has_its_clear_days_before_it():
    assert clear_days_between(date(2026, 12, 10), date(2026, 12, 13), nobody) == 1


def test_a_rule_that_contradicts_itself_says_where():
    assert PaperRule().problems() == {}
    assert PaperRule(clear_days=2).problems() == {"clear_days": "The law asks for 3 clear days at least"}
    assert list(PaperRule(cut_off=5).problems()) == ["cut_off"]
    assert list(PaperRule(agenda=4).problems()) == ["agenda"]


@given(
    meets_on=st.dates(date(2024, 1, 1), date(2029, 12, 31)),
    days=st.lists(st.integers(5, 40), min_size=4, max_size=4),
    clear_days=st.integers(3, 4),
    holidays=st.sets(st.integers(0, 60), max_size=8),
)
def test_the_dates_stand_in_their_order_on_working_days_and_leave_the_clear_days(meets_on, days, clear_days, holidays):
    off = {meets_on - timedelta(days=each) for each in holidays}.__contains__
    rule = PaperRule(*sorted(days, reverse=True), clear_days=clear_days)
    assert rule.problems() == {}
    found = deadlines(meets_on, rule, off)
    assert [each.day for each in found] == sorted(each.day for each in found)
    assert all(is_working_day(each.day, off) for each in found[:-1])
    assert clear_days_between(found[-2].day, meets_on, off) == clear_days
