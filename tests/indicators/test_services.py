"""Saving, submitting, approving and returning values (rules 3.1 to 3.5)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from indicators.approving.services import (
    DividedByAnother,
    NoReasonGiven,
    NotAwaitingApproval,
    OwnValue,
    approve_values,
    return_values,
)
from indicators.entering.checking import Entered
from indicators.entering.services import Approved, NothingToSubmit, divide_anew, save_value, submit_values
from indicators.expecting.expected import expected_in
from indicators.models import Indicator, PeriodLocked, Population, PopulationTable, Value
from strategy_portal.records.versions import ChangedMeanwhile
from tests.conftest import ON


@pytest.fixture
def expected(wlc, quarter, people):
    """Indicator 2.2 in the last quarter: nothing is entered there yet."""
    all_expected = expected_in(people["officer"], wlc, quarter, ON)
    return next(expected for expected in all_expected if expected.indicator.reference == "2.2")


@pytest.fixture
def save(expected, people):
    def save(entered=None, version=0, by="officer", expected=expected):
        entered = entered or Entered(numerator=Decimal(13_300), denominator=Decimal(17_500))
        return save_value(
            indicator=expected.indicator, period=expected.period, unit=expected.unit, entered=entered, version=version,
            by=people[by],
        )  # fmt: skip

    return save


@pytest.fixture
def submitted(save, people):
    value = save()
    submit_values([value], by=people["officer"], at=timezone.now())
    return value


def test_a_first_save_is_a_draft_of_version_one(save):
    value = save()
    assert (value.state, value.version) == ("draft", 1)


def test_a_value_holds_a_figure_or_why_there_is_none(save):
    """rules 3.2: whichever way it was entered."""
    both = {"numerator": Decimal(1), "denominator": Decimal(2), "respondents": 3, "reason": "System down"}
    absent = save(Entered(**both, availability="not-available"))
    assert (absent.numerator, absent.respondents, absent.reason) == (None, None, "System down")
    present = save(Entered(**both), version=1)
    assert (present.numerator, present.respondents, present.reason) == (1, 3, "")


def test_saving_again_with_the_version_seen_makes_the_next_version(save):
    first = save()
    assert save(Entered(numerator=Decimal(1), denominator=Decimal(2)), version=first.version).version == 2


def test_saving_with_an_old_version_is_a_conflict_that_shows_theirs(save):
    save()
    save(Entered(numerator=Decimal(1), denominator=Decimal(2)), version=1, by="performance")
    with pytest.raises(ChangedMeanwhile) as conflict:
        save(version=1)
    assert (conflict.value.record.numerator, conflict.value.record.entered_by.username) == (1, "performance")


def test_a_second_first_save_is_a_conflict(save):
    save()
    with pytest.raises(ChangedMeanwhile):
        save(version=0)


def test_an_approved_value_cannot_be_saved_over(submitted, people, save):
    approve_values([submitted], by=people["approver"], at=timezone.now())
    with pytest.raises(Approved):
        save(version=submitted.version)


def test_a_locked_period_refuses_the_service(expected, save):
    expected.period.locked_at = timezone.now()
    with pytest.raises(PeriodLocked):
        save()


def test_a_locked_period_refuses_the_model_too(expected, save):
    """rules 3.5: not only on the page."""
    value = save()
    value.period.locked_at = timezone.now()
    with pytest.raises(PeriodLocked):
        value.save()


def test_submitting_nothing_says_so(people):
    with pytest.raises(NothingToSubmit):
        submit_values([], by=people["officer"], at=timezone.now())


def test_an_empty_draft_is_not_submitted(save, people):
    with pytest.raises(NothingToSubmit):
        submit_values([save(Entered())], by=people["officer"], at=timezone.now())


def test_nobody_approves_their_own_value(submitted, people):
    with pytest.raises(OwnValue):
        approve_values([submitted], by=people["officer"], at=timezone.now())


def test_only_a_submitted_value_can_be_approved(save, people):
    with pytest.raises(NotAwaitingApproval):
        approve_values([save()], by=people["approver"], at=timezone.now())


def test_approving_is_all_or_none(submitted, people, wlc):
    draft = Value.objects.filter(state="draft").first()
    with pytest.raises(NotAwaitingApproval), transaction.atomic():
        approve_values([submitted, draft], by=people["approver"], at=timezone.now())
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_returning_needs_a_reason(submitted, people):
    with pytest.raises(NoReasonGiven):
        return_values([submitted], reason="  ", by=people["approver"])


def test_a_returned_value_keeps_the_reason_until_it_is_approved(submitted, people):
    return_values([submitted], reason="Offices are missing", by=people["approver"])
    assert (submitted.state, submitted.return_reason) == ("returned", "Offices are missing")


def test_approving_what_somebody_changed_meanwhile_is_a_conflict(submitted, people):
    Value.objects.filter(pk=submitted.pk).update(version=99)
    with pytest.raises(ChangedMeanwhile):
        approve_values([submitted], by=people["approver"], at=timezone.now())


def test_each_step_is_in_the_history_with_its_reason(submitted, people):
    return_values([submitted], reason="Offices are missing", by=people["approver"])
    records = submitted.history.order_by("history_date", "history_id")
    found = list(records.values_list("history_event", "history_change_reason"))
    assert found == [("entered", ""), ("submitted", ""), ("returned", "Offices are missing")]


def test_the_database_allows_one_value_per_indicator_period_and_organisation(save, expected, people):
    """rules 3.1"""
    save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Value.objects.create(indicator=expected.indicator, period=expected.period, entered_by=people["officer"])


def test_the_database_refuses_a_value_that_is_not_available_without_a_reason(expected, people):
    """rules 3.2"""
    with pytest.raises(IntegrityError), transaction.atomic():
        Value.objects.create(
            indicator=expected.indicator,
            period=expected.period,
            entered_by=people["officer"],
            availability="not-available",
        )


def test_the_database_refuses_a_zero_denominator(expected, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        Value.objects.create(
            indicator=expected.indicator,
            period=expected.period,
            entered_by=people["officer"],
            numerator=1,
            denominator=0,
        )


def test_a_stored_figure_comes_back_to_the_last_digit(save):
    """rules 1.1: 15 digits survive on either database."""
    typed = Decimal("12345678901.2345")
    value = save(Entered(numerator=typed, denominator=Decimal("0.0001")))
    value.refresh_from_db()
    assert (value.numerator, value.denominator) == (typed, Decimal("0.0001"))


@pytest.fixture
def divided(save, expected):
    """A draft of 2.2, divided by a table that was then corrected from 17,500 to 17,400."""
    table = PopulationTable.objects.create(name="Enquiries")
    row = Population.objects.create(
        table=table, holds_from=expected.period.starts_on, value=17_500, reason="Counted", agreed_by="The board"
    )
    Indicator.objects.filter(pk=expected.indicator.pk).update(population=table)
    expected.indicator.refresh_from_db()
    value = save(Entered(numerator=Decimal(13_300)))
    Population.objects.filter(pk=row.pk).update(value=17_400)
    return Value.objects.with_setting().get(pk=value.pk)


def test_what_is_submitted_is_divided_by_what_the_table_says_now(divided, people):
    """rules 3.2: the row is named, so the figure is that row's."""
    divide_anew([divided], by=people["officer"])
    assert (Value.objects.get(pk=divided.pk).denominator, divided.population.value) == (17_400, 17_400)


def test_what_was_divided_by_another_figure_than_the_table_says_is_not_approved(divided, people):
    """rules 3.2: a seal would name a row that was not divided by."""
    Value.objects.filter(pk=divided.pk).update(state="submitted")
    waiting = Value.objects.with_setting().get(pk=divided.pk)
    with pytest.raises(DividedByAnother, match="Return the value"):
        approve_values([waiting], by=people["approver"], at=timezone.now())
