"""What an approval seals, and what can no longer change it (rules 3.4, 4.3, 5.2, 6.7)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError, connection, transaction

from indicators.approving.sealing import seal_values
from indicators.approving.services import NoReasonGiven, NotApproved, revise_value, withdraw_revision
from indicators.entering.checking import NoPopulation
from indicators.entering.services import save_value
from indicators.judging.loading import load_figures
from indicators.models import (
    CollectionUnit,
    Indicator,
    IndicatorRule,
    PeriodLocked,
    PopulationTable,
    ReportingPeriod,
    Seal,
    Target,
    Value,
)
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.domain.status import Status
from strategy_portal.records.versions import Refused

from .conftest import NOON, figure
from .setting_up import aim_at, judged_from_the_start

Q1, Q2 = (Period(date(2026, month, 1), Frequency.QUARTERLY) for month in (4, 7))
GREEN = {"numerator": 14_000, "denominator": 17_500}
AMBER = {"numerator": 13_000, "denominator": 17_500}


def seal_of(reference: str, period: str) -> Seal:
    outcome, order = reference.split(".")
    return Seal.objects.current().get(
        indicator__key_output__outcome__number=outcome, indicator__order=order, period__slug=period
    )


@pytest.fixture
def standing(indicator_of, on):
    def standing(reference: str, period: Period = Q2, as_of: date | None = None):
        (figures,) = load_figures([indicator_of(reference)], as_of=as_of)
        return figures.in_period(period, as_of or on)

    return standing


def test_an_approval_seals_figure_status_target_tolerance_rule_and_inputs(enter, approve):
    """rules 6.7"""
    value = enter("2.2", "2026-27-Q2", **AMBER)
    approve(value)
    seal = seal_of("2.2", "2026-27-Q2")
    judged = seal.proof["judged"]
    assert (seal.status, judged["value"], judged["rule_version"]) == ("amber", "74.3", "1")
    assert (judged["target"][0], judged["tolerance"], judged["amber"][0]) == ("75.0000", ["points", "5"], "70.0000")
    assert [(each["value"], each["version"], each["numerator"]) for each in seal.inputs] == [
        (value.pk, value.version, "13000.0000")
    ]


def test_a_target_changed_later_does_not_recolour_what_was_sealed(enter, approve, indicator_of, standing):
    """rules 6.7"""
    approve(enter("2.2", "2026-27-Q2", **GREEN))
    Target.objects.filter(indicator=indicator_of("2.2")).update(value=Decimal(99))
    assert standing("2.2").status is Status.GREEN
    assert standing("2.2").target_text == "75%"


def test_a_tolerance_changed_later_does_not_recolour_what_was_sealed(enter, approve, indicator_of, standing):
    """rules 6.7"""
    approve(enter("2.2", "2026-27-Q2", **AMBER))
    judged_from_the_start(indicator_of("2.2"), tolerance_kind="points", tolerance_size=Decimal(0))
    assert standing("2.2").status is Status.AMBER


def test_a_changed_rule_judges_the_periods_that_end_on_its_day_or_later(enter, approve, indicator_of, standing):
    """rules 6.7: the new rule has a date from which it holds."""
    IndicatorRule.objects.create(
        indicator=indicator_of("2.2"), holds_from=date(2026, 7, 1), polarity="lower", decimal_places=1, reason="Turned",
        agreed_by="The panel",
    )  # fmt: skip
    approve(enter("2.2", "2026-27-Q2", **GREEN))
    assert (standing("2.2", Q1).judged.rule.polarity, standing("2.2", Q2).judged.rule.polarity) == ("higher", "lower")


def test_a_changed_target_judges_the_periods_that_end_on_its_day_or_later(indicator_of):
    """rules 6.7"""
    Target.objects.create(
        indicator=indicator_of("2.2"), year_starts_on=date(2026, 4, 1), holds_from=date(2026, 7, 1), value=Decimal(60),
        reason="Two teams merged", agreed_by="The panel",
    )  # fmt: skip
    (figures,) = load_figures([indicator_of("2.2")])
    assert [figures.target(period).value for period in (Q1, Q2)] == [75, 60]


@pytest.fixture
def halved(indicator_of) -> Indicator:
    """2.2, a ratio over the year, aims at 75% until September 2026 and at 40% from October on."""
    Target.objects.create(
        indicator=indicator_of("2.2"), year_starts_on=date(2026, 4, 1), holds_from=date(2026, 10, 1), value=Decimal(40),
        reason="Two teams merged", agreed_by="The panel",
    )  # fmt: skip
    return indicator_of("2.2")


def test_a_year_to_date_is_judged_by_the_target_of_its_latest_ended_period(enter, approve, halved):
    """rules 6.7: a year that is no sum is not sealed, so a changed target waits for a period that ends under it."""
    approve(enter("2.2", "2026-27-Q2", **GREEN))
    (figures,) = load_figures([halved])
    targets = [figures.in_year(Q2.year, day).target_text for day in (date(2026, 10, 1), date(2027, 1, 1))]
    assert targets == ["75%", "40%"]


def test_a_target_changed_within_a_year_leaves_its_sealed_periods_as_they_are(enter, approve, halved, standing):
    """rules 6.7"""
    approve(enter("2.2", "2026-27-Q2", **AMBER))
    assert (standing("2.2", Q1).target_text, standing("2.2", Q2).target_text) == ("75%", "75%")


def test_a_year_that_is_over_keeps_its_target_because_a_change_is_refused(halved, people):
    """rules 6.7"""
    with pytest.raises(Refused, match="can change any more"):
        aim_at(halved, 10, year=2025, by=people["performance"], holds_from=date(2026, 1, 1))


def test_each_approval_of_a_unit_seals_the_organisations_figure_anew_with_its_coverage(enter, approve, standing):
    """rules 4.3"""
    before = standing("1.1")
    approve(enter("1.1", "2026-27-Q2", "Customer contact", numerator=300, denominator=400, respondents=400))
    after = standing("1.1")
    assert (before.reading.reported, after.reading.reported) == (12, 13)
    assert (after.coverage_text.split(",")[0], after.is_provisional) == ("13 of 14 units", True)
    assert after.entry.version == before.entry.version + 1


def test_a_closed_unit_is_not_expected_in_later_periods(enter, approve, standing):
    CollectionUnit.objects.filter(name="Housing").update(closed_on=date(2026, 6, 30))
    approve(enter("1.1", "2026-27-Q2", "Customer contact", numerator=300, denominator=400, respondents=400))
    assert standing("1.1").reading.expected == 13


def test_a_sum_approved_late_seals_the_later_quarters_of_its_year_again(enter, approve, standing, people):
    """rules 5.2, 5.3: the year to date is incomplete until the missing quarter is there."""
    approve(enter("4.4", "2026-27-Q2", number=1))
    assert standing("4.4").reading.number == 2
    approve(enter_revised(people, "4.4", "2026-27-Q1", number=3))
    assert standing("4.4").reading.number == 4
    assert seal_of("4.4", "2026-27-Q2").is_restated


def test_a_target_profile_of_its_own_judges_the_year_to_date(enter, approve, indicator_of, standing):
    """rules 5.2: 40% of 10 are due by the end of Q1, 80% by the end of Q2."""
    Target.objects.filter(indicator=indicator_of("3.1"), year_starts_on=date(2026, 4, 1)).update(
        shares=["40", "40", "10", "10"]
    )
    (figures,) = load_figures([indicator_of("3.1")])
    assert [figures.own_target(period).value for period in (Q1, Q2)] == [4, 4]
    assert figures.judged_in(Q2, date(2026, 11, 21)).judged.target.value == 8


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time anyway")
def test_an_approval_waits_until_another_of_its_strategy_is_through(enter, approve, people):
    """rules 5.2, 6.7: of two quarters approved at once, the later sees the earlier in its year to date."""

    def approve_first_quarter() -> None:
        with closing(connection), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            approve(enter_revised(people, "4.4", "2026-27-Q1", number=3))
            transaction.set_rollback(True)

    approve(enter("4.4", "2026-27-Q2", number=1))
    with ThreadPoolExecutor(1) as elsewhere, pytest.raises(OperationalError, match="lock timeout"):
        elsewhere.submit(approve_first_quarter).result()


def test_a_quarter_that_is_sealed_again_for_its_year_to_date_keeps_its_inputs(enter, approve, people):
    """rules 6.7"""
    approve(enter("4.4", "2026-27-Q2", number=1))
    before = seal_of("4.4", "2026-27-Q2")
    approve(enter_revised(people, "4.4", "2026-27-Q1", number=3))
    after = seal_of("4.4", "2026-27-Q2")
    assert (after.version, after.inputs) == (before.version + 1, before.inputs)


def test_an_approval_that_would_change_a_locked_later_quarter_is_refused(enter, approve, people, wlc):
    """rules 3.5"""
    approve(enter("4.4", "2026-27-Q2", number=1))
    value = enter_revised(people, "4.4", "2026-27-Q1", number=3)
    wlc.periods.filter(slug="2026-27-Q2").update(locked_at=NOON)
    with pytest.raises(PeriodLocked, match=r"Q2 2026/27 is locked, and the figure of 4\.4 there would change\. Ask"):
        approve(value)


def test_a_quarter_in_which_nothing_is_due_yet_is_approved_without_a_tolerance(enter, approve, indicator_of, people):
    """rules 5.2, 6.4: five percent of a share of nothing is nothing."""
    aim_at(indicator_of("3.1"), 10, year=2027, shares=[0, 20, 30, 50], by=people["performance"])
    approve(enter("3.1", "2027-28-Q1", number=1))
    judged = seal_of("3.1", "2027-28-Q1").proof["judged"]
    assert (judged["status"], judged["target"][0], judged["tolerance"]) == ("green", "0.0000", ["points", "0"])


# --- Revision --------------------------------------------------------------------------------------------------------


def enter_revised(people, reference, period, **entered):
    """An approved value, revised and entered anew."""
    outcome, order = reference.split(".")
    value = Indicator.objects.get(
        key_output__outcome__number=outcome, order=order, key_output__outcome__strategy__slug="wlc-customer-2023-28"
    ).values.get(period__slug=period, unit=None)
    ReportingPeriod.objects.filter(pk=value.period_id).update(locked_at=None)
    value.refresh_from_db()
    revise_value(value, reason="Two offices were left out.", by=people["officer"])
    return save_value(
        indicator=value.indicator, period=value.period, unit=None, entered=figure(**entered), version=value.version,
        by=people["officer"],
    )  # fmt: skip


def test_what_was_approved_counts_until_the_revision_is_approved(people, standing):
    """rules 3.4"""
    before = standing("3.2").value_text
    enter_revised(people, "3.2", "2026-27-Q2", numerator=90_000, denominator=180_000)
    assert standing("3.2").value_text == before


def test_an_approved_revision_is_a_new_version_marked_restated_with_its_reason(people, approve, standing):
    """rules 3.4"""
    first = seal_of("3.2", "2026-27-Q2")
    approve(enter_revised(people, "3.2", "2026-27-Q2", numerator=90_000, denominator=180_000))
    entry = standing("3.2").entry
    assert (entry.is_restated, entry.restated, entry.version) == (True, "Two offices were left out.", 2)
    assert standing("3.2").value_text == "50.0%"
    first.refresh_from_db()
    assert (first.is_current, first.proof["judged"]["value"]) == (False, "63.3")


@pytest.fixture
def recounted(people, indicator_of):
    """`recounted("Planning")`: that unit's value of 1.1, revised for the reason "Recount"."""

    def recounted(unit: str) -> Value:
        value = indicator_of("1.1").values.get(period__slug="2026-27-Q2", unit__name=unit)
        revise_value(value, reason="Recount", by=people["officer"])
        return value

    return recounted


def test_a_figure_stays_restated_when_another_unit_is_approved_for_the_first_time(recounted, enter, approve, standing):
    """rules 3.4"""
    approve(recounted("Planning"))
    approve(enter("1.1", "2026-27-Q2", "Customer contact", numerator=300, denominator=400, respondents=400))
    entry = standing("1.1").entry
    assert (entry.is_restated, entry.restated, entry.revised) == (True, "Recount", [])


def test_a_reason_that_several_revisions_share_is_given_once(recounted, approve, standing):
    """rules 3.4"""
    approve(recounted("Planning"), recounted("Roads"))
    assert standing("1.1").entry.restated == "Recount"


def test_a_figure_revised_for_another_reason_gives_both(people, approve, standing):
    """rules 3.4"""
    for reason in ("Recount", "One office was left out."):
        value = Value.objects.get(pk=seal_of("3.2", "2026-27-Q2").inputs[0]["value"])
        revise_value(value, reason=reason, by=people["officer"])
        approve(value)
    assert standing("3.2").entry.restated == "Recount; One office was left out."
    assert standing("3.2").entry.revised == ["One office was left out."]


def test_a_revision_needs_a_reason(people, indicator_of):
    value = indicator_of("3.2").values.get(period__slug="2026-27-Q2")
    with pytest.raises(NoReasonGiven):
        revise_value(value, reason=" ", by=people["officer"])


def test_only_an_approved_value_is_revised(people, enter):
    with pytest.raises(NotApproved):
        revise_value(enter("2.2", "2026-27-Q2", **GREEN), reason="Wrong", by=people["officer"])


def test_a_revision_can_be_withdrawn_and_the_approved_value_stands_again(people):
    value = enter_revised(people, "3.2", "2026-27-Q2", numerator=1, denominator=180_000)
    withdraw_revision(value, by=people["officer"])
    value.refresh_from_db()
    assert (value.state, value.numerator > 1) == ("approved", True)


def test_a_unit_under_revision_counts_as_it_was_approved_when_another_unit_is_approved(
    people, enter, approve, standing
):
    """rules 3.4"""
    before = standing("1.1").reading
    unit = Indicator.objects.get(pk=seal_of("1.1", "2026-27-Q2").indicator_id).values.get(
        period__slug="2026-27-Q2", unit__name="Planning"
    )
    revise_value(unit, reason="Recount", by=people["officer"])
    approve(enter("1.1", "2026-27-Q2", "Customer contact", numerator=300, denominator=400, respondents=400))
    assert standing("1.1").reading.numerator == before.numerator + 300


# --- As of a day -----------------------------------------------------------------------------------------------------


def test_as_of_a_day_before_the_approval_nothing_is_there(enter, approve, standing):
    approve(enter("2.2", "2026-27-Q2", **GREEN))
    assert standing("2.2", as_of=date(2026, 11, 20)).status is Status.OVERDUE
    assert standing("2.2", as_of=date(2026, 11, 21)).status is Status.GREEN


def test_as_of_a_day_before_the_revision_the_first_figure_stands(people, approve, standing):
    first = standing("3.2").value_text
    approve(enter_revised(people, "3.2", "2026-27-Q2", numerator=90_000, denominator=180_000))
    assert standing("3.2", as_of=(NOON - timedelta(days=1)).date()).value_text == first


# --- Formulas and populations ----------------------------------------------------------------------------------------


@pytest.fixture
def formula(indicator_of):
    """4.1 becomes: how many points 2.1 is above 2.2."""
    indicator = indicator_of("4.1")
    indicator.formula, indicator.frequency, indicator.is_proposed = "[2.1] - [2.2]", "quarterly", False
    indicator.save()
    return indicator


def test_approving_an_input_seals_the_formula_with_its_sum(formula, enter, approve, standing):
    approve(enter("2.1", "2026-27-Q2", numerator=35_000, denominator=40_000), enter("2.2", "2026-27-Q2", **GREEN))
    assert standing("4.1").value_text == "7.5%"
    assert standing("4.1").working.endswith("= 7.5%")
    assert [each["indicator"] for each in seal_of("4.1", "2026-27-Q2").inputs] == ["2.1", "2.2"]


def test_a_formula_waits_for_all_its_inputs(formula, enter, approve, standing):
    """rules 5.6: nobody enters it, so it is incomplete rather than overdue."""
    approve(enter("2.2", "2026-27-Q2", **GREEN))
    assert (standing("4.1").status, standing("4.1").coverage_text) == (Status.INCOMPLETE, "1 of 2 inputs")


def test_a_formula_is_restated_by_the_revision_of_its_own_inputs_alone(formula, people, enter, approve, standing):
    """rules 3.4"""
    approve(enter("2.1", "2026-27-Q2", numerator=35_000, denominator=40_000), enter("2.2", "2026-27-Q2", **GREEN))
    elsewhere = enter_revised(people, "3.2", "2026-27-Q2", numerator=90_000, denominator=180_000)
    approve(elsewhere, enter_revised(people, "2.2", "2026-27-Q1", **GREEN))
    assert not standing("4.1").entry.is_restated
    approve(enter_revised(people, "2.2", "2026-27-Q2", **AMBER))
    assert standing("4.1").entry.restated == "Two offices were left out."


def test_a_summed_formula_of_which_a_quarter_comes_late_seals_the_later_quarters_again(formula, enter, approve, people):
    """rules 5.2: the year to date has changed."""
    Indicator.objects.filter(pk=formula.pk).update(formula="[4.4] * 2", across_periods="sum", measure="count")
    approve(enter("4.4", "2026-27-Q2", number=1))
    before = seal_of("4.1", "2026-27-Q2")
    approve(enter_revised(people, "4.4", "2026-27-Q1", number=3))
    after = seal_of("4.1", "2026-27-Q2")
    assert (before.proof["judged"]["value"], after.proof["judged"]["value"]) == ("4.0", "8.0")
    assert after.inputs == before.inputs


def test_a_formula_over_a_year_puts_its_inputs_together_first(formula, indicator_of):
    """The year's ratio of sums of each input, then the formula: not the mean of the quarters' differences."""
    (made,) = load_figures([formula])
    year = Period(date(2025, 4, 1), Frequency.ANNUAL)
    over = {each: made.inputs[each].over(year.start, year.end).number for each in ("2.1", "2.2")}
    assert made.by_formula(year.start, year.end).number == pytest.approx(over["2.1"] - over["2.2"])


def test_a_denominator_from_a_table_names_the_row_used(enter, approve, indicator_of, standing):
    """rules 3.2"""
    table = PopulationTable.objects.create(name="Residents")
    for year, people_there in ((2024, 180_000), (2026, 182_000)):
        table.rows.create(holds_from=date(year, 7, 1), value=people_there, reason="Mid-year estimate", agreed_by="x")
    Indicator.objects.filter(pk=indicator_of("2.2").pk).update(population=table)
    value = enter("2.2", "2026-27-Q2", numerator=136_500)
    approve(value)
    assert (value.denominator, standing("2.2").value_text) == (182_000, "75.0%")
    assert standing("2.2").entry.population == "Residents, from 1 July 2026: 182,000"


def test_a_population_table_without_a_row_for_the_period_says_what_to_do(enter, indicator_of):
    Indicator.objects.filter(pk=indicator_of("2.2").pk).update(population=PopulationTable.objects.create(name="None"))
    with pytest.raises(NoPopulation, match="Ask the performance team to add one"):
        enter("2.2", "2026-27-Q2", numerator=1)


def test_the_owners_forecast_stands_beside_the_status(enter, approve, standing):
    """rules 6.9"""
    approve(enter("2.2", "2026-27-Q2", **GREEN, forecast="at-risk"))
    assert (standing("2.2").status, standing("2.2").entry.forecast_text) == (Status.GREEN, "At risk")


def test_sealing_many_values_takes_no_more_queries_than_sealing_one(enter, approve, django_assert_max_num_queries):
    values = [
        enter("1.1", "2026-27-Q2", "Customer contact", numerator=300, denominator=400, respondents=400),
        enter("2.2", "2026-27-Q2", **GREEN),
    ]
    approve(*values)
    with django_assert_max_num_queries(20):
        seal_values(values, by=values[0].approved_by, at=NOON)
