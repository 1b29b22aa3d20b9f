"""What nobody owns, judges, updates or reports."""

import csv
import io

import pytest
from django.db.models import QuerySet

from actions.models import Action
from indicators.models import Indicator, IndicatorRule, Value
from outcomes.models import Strategy
from reports.models import IssuedReport, ReportFile
from reports.scorecards.radar import RadarSignal, radar
from tests.indicators.setting_up import judged_from_the_start

LAST_TWO = ["2026-27-Q1", "2026-27-Q2"]
"""The quarters whose days of grace are over."""


@pytest.fixture
def found(on, wlc):
    """`found(RadarSignal.NO_OWNER)`: the numbers on the radar of West Lothian 2023-28."""

    def found(signal: RadarSignal, strategy: Strategy = wlc) -> list[str]:
        groups = {group.signal: group for group in radar([strategy], on).groups}
        return [finding.reference for finding in groups[signal].findings]

    return found


@pytest.fixture
def indicator(wlc) -> Indicator:
    return Indicator.objects.of(wlc).get(key_output__outcome__number=2, order=3)


def change(indicator: Indicator, **fields) -> None:
    Indicator.objects.filter(pk=indicator.pk).update(**fields)


def test_an_indicator_without_an_owner(found, indicator):
    change(indicator, owner=None)
    assert found(RadarSignal.NO_OWNER) == ["2.3", "4.1"]


def test_an_indicator_without_a_target_for_this_year(found, indicator, on):
    indicator.targets.filter(year_starts_on__year=2026).delete()
    assert found(RadarSignal.NO_TARGET) == ["2.3"]


def test_one_that_is_shown_for_context_needs_no_target_and_no_tolerance(found, indicator):
    indicator.targets.all().delete()
    judged_from_the_start(indicator, polarity="none")
    assert found(RadarSignal.NO_TARGET) == []
    assert "2.3" not in found(RadarSignal.DEFAULT_TOLERANCE)


def test_an_indicator_without_a_polarity(found, indicator):
    """rules 6.1"""
    judged_from_the_start(indicator, polarity="not-set")
    assert found(RadarSignal.NO_POLARITY) == ["2.3"]


def test_a_polarity_that_a_rule_states_from_a_day_on_counts(found, indicator):
    """rules 6.7"""
    judged_from_the_start(indicator, polarity="not-set")
    IndicatorRule.objects.create(
        indicator=indicator, holds_from="2026-10-01", polarity="higher", decimal_places=1, reason="Agreed",
        agreed_by="the board",
    )  # fmt: skip
    assert found(RadarSignal.NO_POLARITY) == []


def test_a_default_tolerance_is_named(found, indicator, on, wlc):
    """rules 6.2"""
    judged_from_the_start(indicator, tolerance_kind="points", tolerance_size=3)
    assert len(found(RadarSignal.DEFAULT_TOLERANCE)) == 17
    details = {finding.detail for group in radar([wlc], on).groups for finding in group.findings}
    assert {"5 points is used", "5% of the target is used", "1 level is used"} <= details


def test_an_indicator_that_was_not_updated_twice_running(found, indicator):
    Value.objects.filter(indicator=indicator, period__slug__in=LAST_TWO).delete()
    assert found(RadarSignal.STALE) == ["2.3"]


def test_an_indicator_that_missed_one_period_is_not_stale(found, indicator):
    Value.objects.filter(indicator=indicator, period__slug="2026-27-Q2").delete()
    assert found(RadarSignal.STALE) == []


def test_a_draft_is_no_update(found, indicator):
    recent = Value.objects.filter(indicator=indicator, period__slug__in=LAST_TWO)
    recent.update(state="draft", approved_at=None)
    assert found(RadarSignal.STALE) == ["2.3"]


def test_what_is_only_due_is_not_held_against_it(found, indicator, on):
    """rules 2.4: the days of grace are over first."""
    Value.objects.filter(indicator=indicator, period__slug__in=["2026-27-Q2", "2026-27-Q3"]).delete()
    assert found(RadarSignal.STALE) == []


@pytest.mark.parametrize("fields", [{"is_proposed": True}, {"frequency": ""}, {"formula": "[1.1] * 2"}])
def test_nothing_is_awaited_of_what_nobody_enters(found, indicator, fields):
    Value.objects.filter(indicator=indicator, period__slug__in=LAST_TWO).delete()
    change(indicator, **fields)
    assert found(RadarSignal.STALE) == []


def test_an_indicator_that_no_issued_report_holds(found, indicator, borough):
    assert found(RadarSignal.NEVER_REPORTED) == []
    assert found(RadarSignal.NEVER_REPORTED, borough) == ["3.1"]


def test_without_any_report_every_indicator_was_never_reported(found):
    QuerySet(ReportFile).delete()
    QuerySet(IssuedReport).delete()
    assert len(found(RadarSignal.NEVER_REPORTED)) == 18


def test_a_retired_indicator_leaves_the_radar(found, indicator):
    change(indicator, owner=None, retired_on="2026-03-31")
    assert found(RadarSignal.NO_OWNER) == ["4.1"]


def test_actions_without_owner_and_without_date(found, wlc):
    """The seventh is completed."""
    assert (
        found(RadarSignal.ACTION_WITHOUT_OWNER)
        == found(RadarSignal.ACTION_WITHOUT_DATE)
        == ["1", "2", "3", "4", "5", "6"]
    )


def test_a_count_carries_its_base(wlc, on):
    """rules 8.1"""
    groups = {group.signal: group for group in radar([wlc], on).groups}
    assert (groups[RadarSignal.NO_OWNER].base, groups[RadarSignal.ACTION_WITHOUT_DATE].base) == (18, 6)


def test_every_line_leads_the_performance_team_to_what_mends_it(signed_in):
    page = signed_in("performance").get("/radar/?strategy=wlc-customer-2023-28").content.decode()
    assert 'href="/strategies/wlc-customer-2023-28/setup/indicators/4.1/edit/">Name an owner' in page


def test_the_board_sees_the_radar_without_the_links_that_it_may_not_follow(signed_in):
    page = signed_in("board").get("/radar/?strategy=wlc-customer-2023-28").content.decode()
    assert "Indicators without an owner" in page
    assert "/setup/" not in page


def test_what_was_looked_for_and_not_found_is_said(signed_in):
    page = signed_in("board").get("/radar/?strategy=wlc-customer-2023-28").content.decode()
    assert "<li>Indicators without a polarity</li>" in page


def test_the_table_has_the_same_lines_as_the_page(signed_in, wlc, on):
    answer = signed_in("board").get("/radar/?strategy=wlc-customer-2023-28&download=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert answer["Content-Type"].startswith("text/csv")
    assert len(rows) - 1 == sum(len(group.findings) for group in radar([wlc], on).groups)


def test_a_strategy_that_is_not_there_is_not_found(signed_in):
    assert signed_in("board").get("/radar/?strategy=nowhere").status_code == 404


def test_it_takes_the_same_number_of_queries_for_one_strategy_and_for_all(on, wlc, django_assert_num_queries):
    """speed.md"""
    everything = list(Strategy.objects.all())
    for strategies in ([wlc], everything):
        with django_assert_num_queries(8):
            radar(strategies, on)


def test_actions_that_have_ended_need_neither(found, wlc):
    Action.objects.filter(strategy=wlc).update(state="completed")
    assert found(RadarSignal.ACTION_WITHOUT_DATE) == []


def test_a_strategy_with_nothing_to_look_at_is_not_said_to_be_in_order(signed_in, predecessor):
    """rules 8.1"""
    shown = signed_in("performance").get(f"/radar/?strategy={predecessor.slug}").content.decode()
    assert "There is no indicator in use and no open action." in shown
    assert "Nothing is on the radar" not in shown
