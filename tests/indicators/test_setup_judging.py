"""Targets, dated rules and benchmarks (rules 5.2, 6.1, 6.4, 6.7)."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import Benchmark, Indicator, Target
from indicators.setup.services import save_benchmark, set_target, small_shares
from strategy_portal.domain.status import EdgeOnTheBetterSide, Polarity, TargetValue, Tolerance, ToleranceKind
from strategy_portal.records.holdings import withdraw
from strategy_portal.records.versions import ChangedMeanwhile, Refused

from .setting_up import aim_at, indicator_of, judge_by, new_indicator, rule, rule_on, seal, version_now

POINTS = rule("higher", "points", 3)


@pytest.fixture
def by(people):
    return people["performance"]


@pytest.fixture
def indicator(wlc, by) -> Indicator:
    return new_indicator(wlc, by)


def test_a_change_within_the_year_stands_beside_the_target_that_held_before(indicator, by):
    """rules 6.7"""
    aim_at(indicator, 88, holds_from=date(2027, 1, 1), by=by)
    again = Indicator.objects.with_setting().get(pk=indicator.pk)
    assert [again.target_on(day).value for day in (date(2026, 12, 31), date(2027, 1, 1))] == [85, 88]


def test_a_change_from_the_first_day_replaces_the_row_and_the_history_keeps_both(indicator, by):
    before = indicator.targets.get(year_starts_on=date(2026, 4, 1))
    row = aim_at(indicator, 88, by=by)
    assert row.pk == before.pk
    assert [(each.value, each.history_user) for each in row.history.all()][:2] == [(88, by), (85, by)]


def test_a_change_needs_a_reason(indicator, by):
    with pytest.raises(Refused, match="why it changes"):
        aim_at(indicator, 88, reason="  ", by=by)


def test_a_change_needs_who_agreed_it(indicator, by):
    with pytest.raises(Refused, match="who agreed"):
        aim_at(indicator, 88, agreed_by="", by=by)


def test_the_first_target_of_a_year_needs_only_how_it_was_set(indicator, by):
    indicator.targets.all().delete()
    assert aim_at(indicator, 88, agreed_by="", by=by).value == 88


def test_a_day_of_another_year_is_refused(indicator, by):
    with pytest.raises(Refused, match="not a day of 2026/27"):
        aim_at(indicator, 88, holds_from=date(2027, 4, 1), by=by)


def test_a_target_that_would_hold_in_a_sealed_period_is_refused_with_the_first_day_that_can_be_had(indicator, by):
    """rules 6.7: sealed history is never judged again."""
    seal(indicator, "2026-27-Q2", by)
    with pytest.raises(Refused, match=r"Q2 2026/27 is sealed.*Choose 1 October 2026 or a later day") as refused:
        aim_at(indicator, 88, holds_from=date(2026, 9, 30), by=by)
    assert refused.value.field == "holds_from"


def test_the_day_after_a_sealed_period_is_free(indicator, by):
    seal(indicator, "2026-27-Q2", by)
    assert aim_at(indicator, 88, holds_from=date(2026, 10, 1), by=by).holds_from == date(2026, 10, 1)


def test_another_year_is_free_whatever_is_sealed_after_it(indicator, by):
    seal(indicator, "2026-27-Q2", by)
    assert aim_at(indicator, 88, year=2025, by=by).value == 88


def test_a_year_that_is_sealed_to_its_end_says_so(indicator, by):
    seal(indicator, "2025-26-Q4", by)
    with pytest.raises(Refused, match="Nothing of 2025/26 can change any more"):
        aim_at(indicator, 88, year=2025, by=by)


@pytest.mark.parametrize("value", [0, -1])
def test_a_target_of_zero_or_below_is_refused_under_a_tolerance_in_percent(indicator, by, value):
    """rules 6.4: both when the target ..."""
    judge_by(indicator, rule("higher", "percent", 5), date(2026, 4, 1), by=by)
    with pytest.raises(Refused, match="needs a target above zero") as refused:
        aim_at(indicator, value, by=by)
    assert refused.value.field == "value"


def test_a_tolerance_in_percent_is_refused_over_a_target_of_zero(indicator, by):
    """rules 6.4: ... and when the tolerance changes."""
    aim_at(indicator, 0, by=by)
    with pytest.raises(Refused, match="needs a target above zero") as refused:
        judge_by(indicator, rule("lower", "percent", 5), date(2026, 4, 1), by=by)
    assert refused.value.field == "tolerance_kind"


def test_a_target_that_no_longer_holds_does_not_stand_in_the_way_of_a_tolerance(indicator, by):
    aim_at(indicator, 0, year=2025, by=by)
    percent = rule("higher", "percent", 5)
    assert judge_by(indicator, percent, date(2026, 4, 1), by=by).tolerance_kind == "percent"


def test_the_shares_of_a_profile_make_a_year(indicator, by):
    """rules 5.2"""
    assert aim_at(indicator, 10, shares=["10", "20", "30", "40"], by=by).shares == ["10", "20", "30", "40"]
    with pytest.raises(Refused, match="add up to 100%") as refused:
        aim_at(indicator, 10, shares=["10", "20", "30", "30"], by=by)
    assert refused.value.field == "shares"


def test_a_profile_has_a_share_for_each_period(indicator, by):
    """rules 5.2: four quarters."""
    with pytest.raises(Refused, match="4 needed"):
        aim_at(indicator, 10, shares=["50", "50"], by=by)


def test_a_target_that_somebody_else_set_meanwhile_is_not_overwritten(indicator, by):
    seen = Indicator.objects.get(pk=indicator.pk).version
    aim_at(indicator, 88, seen=seen, by=by)
    with pytest.raises(ChangedMeanwhile) as changed:
        aim_at(indicator, 91, seen=seen, by=by)
    theirs = changed.value.among(Target, indicator=indicator)
    assert (theirs.record.value, theirs.by) == (88, str(by))


def test_a_target_is_withdrawn_with_a_reason_and_stays_in_the_history(indicator, by):
    row = aim_at(indicator, 88, holds_from=date(2027, 1, 1), by=by)
    withdraw(row, reason="Typed for the wrong day", seen=version_now(row), by=by)
    last = Target.history.filter(indicator=indicator).order_by("history_id").last()
    assert (last.history_type, last.history_change_reason, last.history_user) == ("-", "Typed for the wrong day", by)


def test_a_target_that_was_judged_by_cannot_be_withdrawn(indicator, by):
    """rules 6.7"""
    row = indicator.targets.get(year_starts_on=date(2026, 4, 1))
    seal(indicator, "2026-27-Q1", by)
    with pytest.raises(Refused, match="is sealed"):
        withdraw(row, reason="Mistake", seen=version_now(row), by=by)


def test_a_rule_holds_from_its_day(indicator, by):
    """rules 6.7"""
    judge_by(indicator, POINTS, date(2026, 10, 1), by=by)
    again = indicator_of(indicator.outcome.strategy, "1.9")
    assert [rule_on(again, day).tolerance.size for day in (date(2026, 9, 30), date(2026, 10, 1))] == [5, 3]


def test_a_rule_that_would_hold_in_a_sealed_period_is_refused(indicator, by):
    """rules 6.7"""
    seal(indicator, "2026-27-Q2", by)
    with pytest.raises(Refused, match="Q2 2026/27 is sealed"):
        judge_by(indicator, POINTS, date(2026, 9, 30), by=by)


@pytest.mark.parametrize(
    "says",
    [rule("higher", "points"), rule("higher", "", 3), rule("higher", "points", -1)],
)
def test_half_a_tolerance_and_one_below_zero_are_refused(indicator, by, says):
    """rules 6.2"""
    with pytest.raises(Refused):
        judge_by(indicator, says, date(2026, 12, 1), by=by)


def test_a_rule_that_the_targets_do_not_fit_is_refused_and_says_what_to_do(indicator, by):
    """rules 6.3: within a range is better, and the target of the year is one value."""
    with pytest.raises(Refused, match=r"low and a high end.*withdraw the targets") as refused:
        judge_by(indicator, rule("range", "points", 3), date(2026, 10, 1), by=by)
    assert refused.value.field == "polarity"


def test_a_range_is_refused_where_higher_is_better(indicator, by):
    """rules 6.3: it would print as 40 to 60 or more."""
    with pytest.raises(Refused, match="one value"):
        aim_at(indicator, low=Decimal(40), high=Decimal(60), by=by)


def test_a_rule_that_somebody_else_changed_meanwhile_is_not_overwritten(indicator, by):
    seen = Indicator.objects.get(pk=indicator.pk).version
    judge_by(indicator, POINTS, date(2026, 12, 1), by=by, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        judge_by(indicator, POINTS, date(2026, 12, 1), by=by, seen=seen)


def test_a_rule_cannot_be_withdrawn_once_something_was_judged_by_it(indicator, by):
    change = judge_by(indicator, POINTS, date(2026, 4, 1), by=by)
    seal(indicator, "2026-27-Q1", by)
    with pytest.raises(Refused, match="is sealed"):
        withdraw(change, reason="Mistake", seen=version_now(change), by=by)


def test_a_benchmark_is_given_once_for_a_year(indicator, by):
    def add() -> Benchmark:
        row = Benchmark(name="Scotland", year_starts_on=date(2025, 4, 1), value=Decimal(81), source="A return")
        seen = Indicator.objects.get(pk=indicator.pk).version
        return save_benchmark(indicator=indicator, benchmark=row, seen=seen, by=by)

    assert add().history.get().history_user == by
    with pytest.raises(Refused, match="has a figure for that year already"):
        add()


# --- What set-up refuses and suggests (rules 5.5, 6.4) ---


@pytest.mark.parametrize(("polarity", "edge"), [("higher", 90), ("lower", 80)])
def test_a_red_edge_on_the_better_side_of_the_target_is_refused(indicator, by, polarity, edge):
    """Rules 6.4: of 85."""
    with pytest.raises(Refused, match="on the better side of the target") as refused:
        judge_by(indicator, rule(polarity, "red-edge", edge), date(2026, 10, 1), by=by)
    assert refused.value.field == "tolerance_kind"


def test_a_red_edge_inside_the_range_is_refused():
    """Rules 6.4."""
    edge, between = Tolerance(ToleranceKind.RED_EDGE, Decimal(50)), TargetValue(low=Decimal(40), high=Decimal(60))
    with pytest.raises(EdgeOnTheBetterSide):
        edge.check_edge(between, Polarity.RANGE)


@pytest.mark.parametrize(("fields", "aim"), [({"measure": "count"} | POINTS, -1), ({"numerator_is_part": True}, 101)])
def test_a_target_outside_what_the_measure_can_be_is_refused(wlc, by, fields, aim):
    """Rules 6.4: fewer than none, more than all."""
    with pytest.raises(Refused, match="No figure of this measure can be that") as refused:
        new_indicator(wlc, by, aim=aim, **fields)
    assert refused.value.field == "value"


def test_a_target_of_a_share_of_a_population_may_pass_100(wlc, by):
    """Rules 1.5."""
    assert new_indicator(wlc, by, aim=120).targets.count() == len(wlc.years)


def test_what_is_stated_once_for_each_year_sets_each_of_its_years(indicator, wlc, by):
    """A year that has a target of its own keeps it."""
    indicator.targets.exclude(year_starts_on=date(2025, 4, 1)).delete()
    row = Target(
        indicator=indicator_of(wlc, "1.9"), year_starts_on=date(2026, 4, 1), holds_from=date(2026, 4, 1),
        value=Decimal(90), basis="strategy", reason="Printed in the strategy",
    )  # fmt: skip
    _, others = set_target(row, seen=version_now(row), by=by)
    found = {each.year_starts_on.year: each.value for each in Target.objects.filter(indicator=indicator)}
    assert found == {2023: 90, 2024: 90, 2025: 85, 2026: 90, 2027: 90}
    assert len(others) == 3


@pytest.mark.parametrize(
    ("aim", "fields", "is_suggested"),
    [
        (11, {}, True),
        (12, {}, False),
        (11, {"judged_at_year_end": True}, False),
        (1, {"across_periods": "mean"}, False),
    ],
)
def test_another_way_is_suggested_for_a_sum_of_few_events(wlc, by, aim, fields, is_suggested):
    """Rules 5.5: where a quarter's equal share of the target is less than 3."""
    indicator = new_indicator(wlc, by, aim=aim, measure="count", **fields)
    assert ("Consider a profile" in small_shares(indicator.targets.first())) is is_suggested
