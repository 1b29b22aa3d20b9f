"""Indicators in the administration: nothing there goes past the rules of set-up (rules 3.5, 6.4, 6.7)."""

import pytest
from django.urls import reverse

from indicators.models import CollectionUnit, Indicator, KeyOutput, Target


@pytest.mark.parametrize("model", [Indicator, KeyOutput, CollectionUnit])
@pytest.mark.parametrize("step", ["change", "delete"])
def test_nothing_of_indicators_is_changed_or_deleted_in_the_administration(model, step, signed_in, wlc):
    row = model.objects.first()
    address = reverse(f"admin:indicators_{model._meta.model_name}_{step}", args=[row.pk])
    assert signed_in("administrator").post(address, {"post": "yes"}).status_code in (403, 405)


def test_the_targets_of_an_indicator_can_be_looked_at_there_and_not_be_typed_over(signed_in, wlc):
    target = Target.objects.first()
    address = reverse("admin:indicators_indicator_change", args=[target.indicator_id])
    page = signed_in("administrator").get(address).content.decode()
    assert target.get_basis_display() in page
    assert 'name="targets-0-value"' not in page
