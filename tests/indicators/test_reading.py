"""A stored row as the rules of figures see it (rules 3.2, 3.3)."""

from decimal import Decimal
from itertools import product

import pytest

from indicators.models import Value
from indicators.models.value import reading
from strategy_portal.domain.numbers import Missing


def read(**stored):
    empty = {"number": None, "numerator": None, "denominator": None, "respondents": None}
    usual = {"availability": "available", "state": "draft", "quality": "provisional", "factor": 100}
    return reading(**empty | usual | stored)


@pytest.mark.parametrize(
    ("stored", "number"),
    [
        ({"number": Decimal("84.5")}, Decimal("84.5")),
        ({"number": Decimal(0)}, 0),
        ({"numerator": Decimal(9), "denominator": Decimal(10)}, 90),
        ({"numerator": Decimal(9), "denominator": Decimal(10), "factor": 1000}, 900),
        ({}, Missing.NOT_ENTERED),
        ({"availability": "not-available"}, Missing.NOT_AVAILABLE),
        ({"availability": "not-applicable"}, Missing.NOT_APPLICABLE),
        ({"availability": "suspended"}, Missing.SUSPENDED),
    ],
)
def test_a_value_is_a_number_or_a_ratio_or_a_reason(stored, number):
    """Rules 3.2 and 1.4."""
    assert read(**stored).number == number


def test_every_reason_that_can_be_stored_is_read():
    """Rules 3.2."""
    reasons = [each for each in Value.Availability.values if each != "available"]
    assert len({read(availability=reason).number for reason in reasons} - {Missing.NOT_ENTERED}) == len(reasons)


def test_state_and_quality_are_two_things_and_only_approved_and_final_is_settled():
    """Rules 3.3 and 5.4."""
    pairs = list(product(Value.State.values, Value.Quality.values))
    settled = [pair for pair in pairs if read(state=pair[0], quality=pair[1]).settled]
    assert len(pairs) == 12
    assert settled == [("approved", "final")]


def test_what_has_no_number_adds_nothing_to_the_coverage():
    """Rules 4.3: the coverage is of what went into the figure; "1 of 1" beside "Not available" would be no coverage."""
    reasons = [each for each in Value.Availability.values if each != "available"]
    assert {read(availability=reason).reported for reason in reasons} == {0}
    assert read(number=Decimal(0)).reported == 1
