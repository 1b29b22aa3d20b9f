"""Strategies and outcomes in the administration: what is sealed was made by their dates and numbers (rules 6.7)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from outcomes.models import Outcome, Strategy


@pytest.fixture
def change(signed_in):
    """`change(row, title="New")`: what the page of the administration answers to its form with that typed into it."""

    def change(row, **typed):
        name = row._meta.model_name
        client, address = signed_in("administrator"), reverse(f"admin:outcomes_{name}_change", args=[row.pk])
        form = client.get(address).context["adminform"].form
        sent = {name: form[name].value() for name in form.fields}
        return client.post(address, {name: value for name, value in sent.items() if value is not None} | typed)

    return change


@pytest.mark.parametrize("model", [Strategy, Outcome])
def test_neither_strategy_nor_outcome_is_deleted(model, signed_in, wlc):
    address = reverse(f"admin:outcomes_{model._meta.model_name}_delete", args=[model.objects.first().pk])
    assert signed_in("administrator").post(address, {"post": "yes"}).status_code == 403


def test_a_strategy_with_periods_keeps_its_first_day_and_its_year(change, wlc):
    assert change(wlc, title="Another", starts_on="2020-01-01", year_start_month=1).status_code == 302
    again = Strategy.objects.get(pk=wlc.pk)
    assert (again.title, again.starts_on, again.year_start) == ("Another", wlc.starts_on, wlc.year_start)


def test_a_strategy_is_extended_and_never_shortened(change, wlc):
    day = timedelta(days=1)
    assert "choose 31 March 2028 or a later day" in change(wlc, ends_on=wlc.ends_on - day).content.decode()
    assert change(wlc, ends_on=wlc.ends_on + day).status_code == 302


def test_an_outcome_keeps_its_number_because_formulas_name_it(change, wlc):
    outcome = wlc.outcomes.get(number=1)
    assert change(outcome, title="Another", number=9).status_code == 302
    outcome.refresh_from_db()
    assert (outcome.title, outcome.number) == ("Another", 1)
