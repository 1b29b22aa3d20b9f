"""Portals made at random say of each period what the rules say of the stored values, worked out a second time."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.conf import settings

from strategy_portal.domain.numbers import Measure
from tests.conftest import ON

from .making import Maker, People
from .oracle import Period, rounded
from .stored import fraction, oracle_of

SEEDS = (401, 402, 403) if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else (401,)


class NearTheirTargets(Maker):
    """Figures walk in small steps about the targets that are drawn most, so that limits and ties are met."""

    def _number(self, measure: Measure) -> Decimal:
        if measure in (Measure.YES_NO, Measure.LEVEL):
            return super()._number(measure)
        return self.chance.choice((0, 1, 3, 20, 84, 85)) + Decimal(self.chance.randint(-4, 12)) / 4 + 1


def said_of(row: dict) -> tuple:
    figure = row["missing"] or fraction(row["value"])
    return figure, row["status"], fraction(row["numerator"]), fraction(row["denominator"])


def expected_of(oracle, indicator, period: Period) -> tuple:
    own, (_, status) = oracle.own(indicator, period), oracle.status(indicator, period)
    if own is None:
        return "not entered", status, None, None
    is_known = isinstance(own.number, Fraction)
    figure = rounded(own.number, indicator.rule_on(period.last).places) if is_known else own.number
    return figure, status, *((own.numerator, own.denominator) if is_known else (None, None))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_list_of_figures_says_what_the_rules_say_of_the_stored_values(seed, people, signed_in):
    """Rules 1 to 6: figure, status and what was divided, of each period of each indicator with whole periods."""
    strategy = NearTheirTargets(seed, People(people["performance"], people["officer"], people["approver"]), ON).make()
    oracle, compared, differences = oracle_of(strategy, ON), 0, []
    answer = signed_in("board").get(f"/api/v1/figures/?strategy={strategy.slug}&page_size=5000").json()
    for row in answer["results"]:
        indicator = oracle.indicators[row["key"].split("/")[1]]
        if row["is_combined"] or indicator.frequency == "irregular":
            continue
        days = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]) + timedelta(days=1)
        expected = expected_of(oracle, indicator, Period(*days, row["frequency"]))
        compared += 1
        if said_of(row) != expected:
            differences.append(f"{row['key']} {row['period']}: {said_of(row)}, by the rules {expected}; {row['why']}")
    assert differences == [], "\n".join(differences)
    assert compared > 30
