"""The council's tolerances: dated, agreed, and no judge of what was before them (rules 6.2, 6.4, 6.7)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from indicators.approving.services import approve_values
from indicators.judging.loading import load_figures
from indicators.models import CouncilTolerance, Indicator, IndicatorRule, Value
from indicators.setup.overview import council_lines
from strategy_portal.domain.periods import Frequency, Period, financial_year
from strategy_portal.domain.status import Status
from strategy_portal.records.checking import Checked, wrong_rows
from strategy_portal.records.holdings import agree, withdraw
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from .conftest import NOON
from .setting_up import AGREED, judge_by, rule, rule_on, seal

DECEMBER = date(2026, 12, 1)
"""After the last quarter that is sealed in the demonstration."""

Q1, Q2 = (Period(date(2026, month, 1), Frequency.QUARTERLY) for month in (4, 7))


@pytest.fixture
def by(people):
    return people["performance"]


@pytest.fixture
def change(by):
    """`change(4)`: four points from December on."""

    def change(
        size, holds_from: date | None = DECEMBER, *, kind: str = "points", seen: int | None = None, **agreed
    ) -> CouncilTolerance:
        said = {"reason": "Reviewed", "agreed_by": AGREED} | agreed
        row = CouncilTolerance(kind=kind, size=Decimal(size), holds_from=holds_from, **said)
        return agree(row, seen=row.version_seen if seen is None else seen, by=by)

    return change


@pytest.fixture
def size_on(indicator_of):
    """`size_on("2.2", day)`: the size of the tolerance that judges the indicator on a day."""
    return lambda reference, day: rule_on(indicator_of(reference), day).tolerance.size


# --- What holds when -------------------------------------------------------------------------------------------------


def test_before_the_council_set_anything_the_default_holds(size_on):
    """rules 6.2"""
    assert size_on("2.2", DECEMBER) == 5


def test_a_size_holds_from_its_day(change, size_on):
    """rules 6.7"""
    change("4.5")
    assert [size_on("2.2", day) for day in (date(2026, 11, 30), DECEMBER)] == [5, Decimal("4.5")]


def test_a_kind_is_for_its_measures_alone(change, size_on):
    """rules 6.2: 2.2 is a percentage, 4.4 a count."""
    change(4)
    change(10, kind="percent")
    assert (size_on("2.2", DECEMBER), size_on("4.4", DECEMBER)) == (4, 10)


def test_an_indicator_with_a_tolerance_of_its_own_keeps_it(change, size_on, indicator_of, by):
    """rules 6.2"""
    judge_by(indicator_of("2.2"), rule("higher", "points", 3), DECEMBER, by=by)
    change(4)
    assert size_on("2.2", DECEMBER) == 3


def test_the_same_day_again_replaces_what_was_set_and_the_history_keeps_both(change, by):
    change(4)
    row = change(3)
    assert [(each.size, each.history_user) for each in row.history.all()] == [(3, by), (4, by)]


def test_however_an_indicator_was_loaded_it_is_judged_by_the_same_rule(change, indicator_of):
    change(4)
    loaded = indicator_of("2.2")
    plain = Indicator.objects.get(pk=loaded.pk)
    assert rule_on(plain, DECEMBER) == rule_on(loaded, DECEMBER)


def test_a_large_and_a_small_size_lose_no_digit(change, size_on):
    """rules 1.1"""
    change("12345678901.2345")
    change("0.0001", date(2027, 1, 1))
    assert [str(size_on("2.2", day)) for day in (DECEMBER, date(2027, 1, 1))] == ["12345678901.2345", "0.0001"]


# --- What was before is not recoloured -------------------------------------------------------------------------------


@pytest.fixture
def amber_year(indicator_of) -> Indicator:
    """2.2 is a ratio over the year; 2025/26, which is over and not sealed as a year, is 3 below its target."""
    (figures,) = load_figures([indicator_of("2.2")])
    figure = figures.in_year(financial_year(date(2025, 4, 1)), DECEMBER).judged.value
    indicator_of("2.2").targets.update(value=figure + 3)
    return indicator_of("2.2")


def year_of(indicator: Indicator, year: int, on: date, as_of: date | None = None):
    (figures,) = load_figures(Indicator.objects.filter(pk=indicator.pk), as_of=as_of)
    return figures.in_year(financial_year(date(year, 4, 1)), on)


def test_a_year_that_was_over_before_a_size_holds_keeps_its_colour(change, amber_year):
    """rules 6.7: a year is judged by the tolerance of its last day."""
    before = year_of(amber_year, 2025, DECEMBER)
    change(0)
    after = year_of(amber_year, 2025, DECEMBER)
    assert (before.status, after.status) == (Status.AMBER, Status.AMBER)
    assert after.rule_from is None


def test_the_running_year_follows_once_a_period_ends_under_the_new_size(change, indicator_of):
    """rules 6.7"""
    change(0)
    days = (DECEMBER, date(2027, 1, 1))
    standings = [year_of(indicator_of("2.2"), 2026, day) for day in days]
    assert [each.tolerance_text for each in standings] == ["5 points", "no tolerance"]
    assert [each.rule_from for each in standings] == [None, DECEMBER]


def test_an_approval_seals_the_size_that_holds_on_the_periods_last_day(change, enter, approve, indicator_of):
    """rules 6.7"""
    row = change(4)
    approve(enter("2.2", "2026-27-Q3", numerator=13_000, denominator=17_500))
    proof = indicator_of("2.2").seals.current().get(period__slug="2026-27-Q3").proof
    assert (Decimal(proof["judged"]["tolerance"][1]), proof["rule_from"]) == (4, row.holds_from.isoformat())


def test_a_size_that_would_hold_in_a_sealed_period_is_refused_with_the_first_day_that_can_be_had(change):
    """rules 6.7"""
    with pytest.raises(Refused, match=r"Q2 2026/27 is sealed.*Choose 1 October 2026 or a later day") as refused:
        change(4, date(2026, 9, 30))
    assert refused.value.field == "holds_from"


def test_the_day_after_the_last_sealed_period_is_free(change):
    """rules 6.7"""
    assert change(4, date(2026, 10, 1)).holds_from == date(2026, 10, 1)


def test_what_is_sealed_of_indicators_with_a_tolerance_of_their_own_does_not_stand_in_the_way(change):
    """rules 6.7: nothing sealed was judged by the council's."""
    rules = IndicatorRule.objects.filter(indicator__measure="percentage")
    rules.update(tolerance_kind="points", tolerance_size=Decimal(5))
    assert change(4, date(2026, 4, 1)).size == 4


def test_what_is_sealed_of_another_measure_does_not_stand_in_the_way(change, indicator_of, by):
    """rules 6.7: 4.4 is a count, and is not judged by points."""
    seal(indicator_of("4.4"), "2026-27-Q3", by)
    assert change(4, date(2026, 10, 1)).size == 4


def test_a_target_of_zero_does_not_stand_in_the_way_of_a_size(change, indicator_of):
    """rules 6.4: it is judged by that kind or by none, whatever the size."""
    indicator_of("2.2").targets.update(value=0)
    assert change(4).size == 4


# --- Why, who agreed, and two at once --------------------------------------------------------------------------------


@pytest.mark.parametrize(("agreed", "field"), [({"reason": " "}, "reason"), ({"agreed_by": ""}, "agreed_by")])
def test_it_needs_a_reason_and_who_agreed(change, agreed, field):
    """rules 6.7"""
    with pytest.raises(Refused) as refused:
        change(4, **agreed)
    assert refused.value.field == field


def test_it_needs_a_day(change):
    """rules 6.7"""
    with pytest.raises(Refused, match="first day") as refused:
        change(4, None)
    assert refused.value.field == "holds_from"


def test_a_size_below_zero_is_refused(change):
    """rules 6.2"""
    with pytest.raises(Refused, match="negative") as refused:
        change(-1)
    assert refused.value.field == "size"


@pytest.mark.parametrize("wrong", [{"size": -1}, {"reason": ""}, {"agreed_by": ""}])
def test_the_database_refuses_it_too(change, wrong):
    change(4)
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilTolerance.objects.update(**wrong)


def test_the_database_keeps_one_size_for_a_kind_and_day(change, by):
    change(4)
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilTolerance.objects.create(kind="points", size=3, holds_from=DECEMBER, reason="Again", agreed_by=AGREED)


def test_what_somebody_else_set_meanwhile_is_not_overwritten(change, by):
    change(4, seen=0)
    with pytest.raises(ChangedMeanwhile) as changed:
        change(3, seen=0)
    theirs = changed.value.among(CouncilTolerance, kind="points")
    assert (theirs.record.size, theirs.by) == (4, str(by))


def test_another_kind_that_was_set_meanwhile_does_not_matter(change):
    change(10, kind="percent")
    assert change(4, seen=0).size == 4


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time anyway")
def test_an_approval_waits_until_a_change_is_through(change, people):
    """rules 6.7: nothing is sealed by a tolerance that is changed at the same moment."""

    def approve_one() -> None:
        with closing(connection), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            approve_values(Value.objects.awaiting_approval()[:1], by=people["approver"], at=NOON)
            transaction.set_rollback(True)

    change(4)
    with ThreadPoolExecutor(1) as elsewhere, pytest.raises(OperationalError, match="lock timeout"):
        elsewhere.submit(approve_one).result()


# --- Withdrawn -------------------------------------------------------------------------------------------------------


def take_back(row: CouncilTolerance, by, reason: str = "Typed for the wrong day") -> None:
    withdraw(row, reason=reason, seen=row.version_seen, by=by)


def test_what_is_withdrawn_lets_the_one_before_go_on_and_stays_in_the_history(change, size_on, by):
    change(4)
    take_back(change(3, date(2027, 1, 1)), by)
    assert size_on("2.2", date(2027, 1, 1)) == 4
    last = CouncilTolerance.history.order_by("history_id").last()
    assert (last.history_type, last.history_change_reason, last.history_user) == ("-", "Typed for the wrong day", by)


def test_a_size_cannot_be_withdrawn_without_a_reason(change, by):
    with pytest.raises(Refused, match="why") as refused:
        take_back(change(4), by, reason=" ")
    assert refused.value.field == "reason"


def test_a_size_cannot_be_withdrawn_once_something_was_judged_by_it(change, indicator_of, by):
    """rules 6.7"""
    row = change(4)
    seal(indicator_of("2.2"), "2026-27-Q3", by)
    with pytest.raises(Refused, match="is sealed"):
        take_back(row, by)


# --- As of a day, and past the portal --------------------------------------------------------------------------------


def test_as_of_a_day_what_was_recorded_later_does_not_count(change, indicator_of):
    """rules 6.7"""
    row = change(0, date(2026, 10, 1))
    recorded_on = timezone.localdate(row.made_at)
    judged = [
        year_of(indicator_of("2.2"), 2026, date(2027, 1, 1), as_of).tolerance_text
        for as_of in (recorded_on - timedelta(days=1), recorded_on, None)
    ]
    assert judged == ["5 points", "no tolerance", "no tolerance"]


def test_nothing_is_found_by_the_check_of_records(change, by):
    """trust S6"""
    change(4)
    take_back(change(3, date(2027, 1, 1)), by)
    assert not list(wrong_rows(CouncilTolerance.history.model, Checked()))


def test_a_size_that_was_altered_past_the_portal_is_found(change):
    """trust S6"""
    change(4)
    CouncilTolerance.objects.update(size=9)
    (found,) = wrong_rows(CouncilTolerance.history.model, Checked())
    assert "size" in found.what


# --- Who follows it --------------------------------------------------------------------------------------------------


def followers_of(kind: str, on: date) -> int:
    return next(line.followers for line in council_lines(on) if line.kind == kind)


def test_those_in_use_that_state_none_on_the_day_follow_it(indicator_of, on, by):
    before = followers_of("points", on)
    judge_by(indicator_of("2.2"), rule("higher", "points", 3), DECEMBER, by=by)
    assert (followers_of("points", on), followers_of("points", DECEMBER)) == (before, before - 1)


def test_what_is_retired_follows_nothing(indicator_of, on):
    before = followers_of("points", on)
    Indicator.objects.filter(pk=indicator_of("2.2").pk).update(retired_on=date(2026, 6, 30))
    assert followers_of("points", on) == before - 1
