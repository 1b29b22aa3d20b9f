"""Whatever is revised, set up or written, in whatever order: what is sealed stays, what is locked is not written."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.approving.services import revise_value
from indicators.judging.loading import load_figures
from indicators.models import CouncilTolerance, Indicator, IndicatorRule, PeriodLocked, Seal, Target, Value

from .conftest import NOON

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
figures = st.integers(0, 20_000)
polarities = st.sampled_from(["higher", "lower"])
QUARTERS = ("2025-26-Q3", "2025-26-Q4", "2026-27-Q1", "2026-27-Q2")
SEALED = ("version", "reading", "status", "proof", "inputs", "sealed_at", "is_restated", "reasons", "digest")


@few
@given(numbers=st.lists(figures, min_size=1, max_size=4))
def test_every_version_stays_as_it_was_sealed_however_often_a_figure_is_revised(numbers, enter, approve, people):
    """rules 3.4: the old ones stay readable, and the last one counts."""
    with transaction.atomic():
        approve(value := enter("4.4", "2026-27-Q2", number=numbers[0]))
        before = versions_of(value)
        for number in numbers[1:]:
            revise_value(value, reason="Recount", by=people["officer"])
            approve(value := enter("4.4", "2026-27-Q2", number=number))
            *earlier, _ = after = versions_of(value)
            assert earlier == before
            before = after
        approved = value.history.filter(state="approved").order_by("version")
        assert [record.number for record in approved] == numbers
        assert value.indicator.seals.current().get(period=value.period).version == len(numbers)
        transaction.set_rollback(True)


def versions_of(value: Value) -> list[tuple]:
    seals = Seal.objects.filter(indicator=value.indicator, period=value.period).order_by("version")
    return list(seals.values_list(*SEALED))


@few
@given(target=figures, size=figures, polarity=polarities, number=figures)
def test_no_target_tolerance_or_polarity_set_later_recolours_a_sealed_quarter(
    target, size, polarity, number, enter, approve, indicator_of, on
):
    """rules 6.7"""
    with transaction.atomic():
        approve(enter("4.4", "2026-27-Q2", number=number))
        before = colours(indicator_of("4.4"), on)
        Target.objects.filter(indicator=indicator_of("4.4")).update(value=target)
        IndicatorRule.objects.create(
            indicator=indicator_of("4.4"), holds_from=date(2023, 4, 1), polarity=polarity, tolerance_kind="points",
            tolerance_size=Decimal(size), decimal_places=0, reason="Turned", agreed_by="The panel",
        )  # fmt: skip
        assert colours(indicator_of("4.4"), on) == before
        transaction.set_rollback(True)


@few
@given(size=figures, held_from=st.dates(date(2023, 4, 1), date(2027, 3, 31)), number=figures)
def test_no_tolerance_of_the_councils_recolours_a_sealed_quarter(
    size, held_from, number, enter, approve, indicator_of, on
):
    """rules 6.7: not even one that was set past the service, which refuses it."""
    with transaction.atomic():
        approve(enter("4.4", "2026-27-Q2", number=number))
        before = colours(indicator_of("4.4"), on)
        CouncilTolerance.objects.create(
            kind="percent", size=size, holds_from=held_from, reason="Reviewed", agreed_by="The panel"
        )
        assert colours(indicator_of("4.4"), on) == before
        transaction.set_rollback(True)


def colours(indicator: Indicator, on: date) -> list[tuple]:
    """Status, target and value of each sealed period."""
    (figures,) = load_figures([indicator])
    sealed = sorted(period for period, entry in figures.entries.items() if entry.is_sealed)
    standings = [figures.in_own_period(period, on) for period in sealed]
    return [(each.status, each.target_text, each.value_text) for each in standings]


@few
@given(locked=st.sets(st.sampled_from(QUARTERS)), written=st.sets(st.sampled_from(QUARTERS), min_size=1))
def test_values_of_many_periods_are_written_unless_one_of_the_periods_is_locked(locked, written, wlc, indicator_of):
    """rules 3.5: all or none."""
    with transaction.atomic():
        wlc.periods.update(locked_at=None)
        wlc.periods.filter(slug__in=locked).update(locked_at=NOON)
        values = Value.objects.filter(indicator=indicator_of("3.2"), period__slug__in=written)
        if locked & written:
            with pytest.raises(PeriodLocked):
                values.update(what_next="Written over")
        else:
            values.update(what_next="Written over")
        reached = set(Value.objects.filter(what_next="Written over").values_list("period__slug", flat=True))
        assert reached == (set() if locked & written else written)
        transaction.set_rollback(True)
