"""One truth: board, page, API and CSV say the same of each figure, of the demonstration in each of its quarters."""

from datetime import date

import pytest

from indicators.judging.cards import ended_quarters
from tests.conftest import ON

from .comparing import differences


@pytest.mark.parametrize("back", [0, 4, 13])
def test_every_place_says_the_same_of_the_demonstration(signed_in, wlc, borough, back):
    for strategy in (wlc, borough):
        quarters = ended_quarters(strategy, ON)
        found = differences(signed_in("board"), strategy, quarters[min(back, len(quarters) - 1)])
        assert found == [], "\n".join(found)


def test_every_place_says_the_same_as_of_a_day_that_is_past(signed_in, wlc):
    found = differences(signed_in("board"), wlc, ended_quarters(wlc, date(2026, 2, 1))[0], "2026-02-01")
    assert found == [], "\n".join(found)
