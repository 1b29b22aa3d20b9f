"""Every approved figure worked out again and compared with its seal."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.approving.recomputing import figures_of, recompute
from indicators.approving.sealing import organisation
from indicators.approving.services import revise_value
from indicators.models import CollectionUnit, Indicator, Seal, Value
from strategy_portal.domain.aggregation import AcrossUnits


def tamper(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def tamper_with_proof(seal: Seal) -> None:
    column = "%s::jsonb" if connection.vendor == "postgresql" else "%s"
    tamper(f"UPDATE indicators_seal SET proof = {column} WHERE id = %s", json.dumps(seal.proof), seal.pk)


def test_the_demonstrations_figures_are_borne_out_by_their_values(db):
    done = recompute()
    assert done.differences == ()
    assert (done.values, done.seals) == (Value.objects.approved().count(), Seal.objects.current().count())


def test_a_value_changed_behind_the_portals_back_is_found(db):
    seal = Seal.objects.current().filter(indicator__title__contains="complaints").last()
    tamper("UPDATE indicators_value SET numerator = numerator + 1 WHERE indicator_id = %s AND period_id = %s",
           seal.indicator_id, seal.period_id)  # fmt: skip
    (found,) = [each for each in recompute().differences if each.what == "figure"]
    assert (found.seal, found.sealed != found.computed) == (seal.pk, True)


def test_a_status_that_its_own_proof_does_not_give_is_found(db):
    seal = Seal.objects.current().filter(status="green").first()
    seal.proof["judged"]["status"] = "red"
    tamper_with_proof(seal)
    assert [(each.seal, each.what) for each in recompute().differences] == [(seal.pk, "status")]


def test_a_year_to_date_that_its_quarters_do_not_bear_out_is_found(db):
    """rules 5.2: as if the quarter before had been approved at the same moment, unseen."""
    seal = Seal.objects.current().filter(indicator__across_periods="sum", period__slug="2025-26-Q4").first()
    seal.proof["reading"]["number"] = "1"
    tamper_with_proof(seal)
    assert (seal.pk, "year to date", "1") in [(each.seal, each.what, each.sealed) for each in recompute().differences]


def test_a_value_under_revision_counts_as_it_was_approved(db, people):
    revise_value(
        Value.objects.approved().filter(period__slug="2026-27-Q2", unit__isnull=False).first(), reason="Recount",
        by=people["officer"],
    )  # fmt: skip
    assert recompute().differences == ()


@pytest.mark.parametrize("how", ["mean-of-units", "sum"])
def test_other_ways_of_putting_units_together_are_worked_out_as_well(how, db):
    """rules 4.2: sealed as a ratio of sums, so the figure of another way has to differ."""
    Indicator.objects.filter(level="units", order=1).update(across_units=how)
    assert {each.what for each in recompute().differences} == {"figure"}


def test_a_mean_weighted_by_respondents_is_the_ratio_of_sums_where_they_are_the_denominators(db):
    """rules 4.2"""
    Indicator.objects.filter(level="units").update(across_units="mean-weighted-by-respondents")
    assert [each for each in recompute().differences if each.what == "figure"] == []


figures = st.decimals(min_value=-1000, max_value=1000, places=4)
counts = st.decimals(min_value=0, max_value=10**6, places=4)
numbers = st.fixed_dictionaries({"number": figures, "respondents": st.none() | st.integers(0, 5000)})
ratios = st.fixed_dictionaries(
    {"numerator": counts, "denominator": counts.map(lambda count: count + 1), "respondents": st.integers(0, 5000)}
)
absent = st.sampled_from(["not-available", "suspended"]).map(lambda why: {"availability": why, "reason": "Storm"})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entered=st.lists(numbers | ratios | absent, min_size=1, max_size=6), how=st.sampled_from(AcrossUnits))
def test_the_databases_sums_are_what_the_rules_give_for_the_same_values(entered, how, wlc, people):
    """rules 4.1 and 4.2, whichever way units are put together and whatever they entered."""
    with transaction.atomic():
        survey = Indicator.objects.get(key_output__outcome__strategy=wlc, key_output__outcome__number=1, order=1)
        survey.across_units = how
        period = wlc.periods.filter(frequency="quarterly").exclude(values__indicator=survey).first()
        units = CollectionUnit.objects.bulk_create(CollectionUnit(strategy=wlc, name=f"Unit {i}") for i in range(6))
        for unit, typed in zip(units, entered, strict=False):
            Value.objects.create(
                indicator=survey, period=period, unit=unit, state="approved", entered_by=people["officer"], **typed
            )
        rows = list(Value.objects.filter(indicator=survey, period=period))
        made, _ = figures_of({survey.pk: survey} | {each.pk: each for each in Indicator.objects.exclude(pk=survey.pk)})
        whole = organisation(survey, rows, len(rows))
        assert made[survey.pk, period.pk] == (whole.so_far if whole.is_partial else whole.number)
        transaction.set_rollback(True)


def test_the_number_of_queries_does_not_grow_with_the_figures(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        recompute()


def test_the_command_counts_what_it_compared(db):
    out = io.StringIO()
    call_command("recompute_figures", stdout=out)
    assert "sealed figures compared" in out.getvalue()


def test_the_command_fails_when_something_differs(db):
    seal = Seal.objects.current().first()
    tamper("UPDATE indicators_value SET numerator = numerator + 1 WHERE indicator_id = %s", seal.indicator_id)
    with pytest.raises(CommandError, match="differ"):
        call_command("recompute_figures", stdout=io.StringIO(), stderr=io.StringIO())
