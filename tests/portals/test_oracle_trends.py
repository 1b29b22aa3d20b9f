"""Portals made at random say of each indicator's trends what the rules say of the stored values."""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings

from indicators.judging.cards import ended_quarters
from indicators.models.indicator import trend
from strategy_portal.domain.numbers import Measure
from tests.conftest import ON

from .making import People
from .oracle import MONTHS, Period, periods_in
from .oracle_trends import Trends
from .stored import oracle_of
from .test_oracle import NearTheirTargets

SEEDS = (706, 715, 720) if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else (715,)
QUARTERS = 5


class Drifting(NearTheirTargets):
    """Indicators compare with either period, some with a band of their own; many figures go one way for long."""

    height = Decimal(20)

    def _number(self, measure: Measure) -> Decimal:
        if measure in (Measure.YES_NO, Measure.LEVEL) or self.chance.random() < 0.1:
            return super()._number(measure)
        self.height += Decimal(self.chance.choice((0, 1, 2))) / 4
        return self.height

    def _fields(self, number: int) -> dict:
        comparison = self.chance.choice(list(trend.Comparison))
        band = self.chance.choice((None, None, 0, 1))
        return super()._fields(number) | {"trend_comparison": comparison.value, "no_change_band": band}


def last_own(indicator, start: date, end: date, year_start: tuple[int, int]) -> Period | None:
    found = list(periods_in(Period(start, end, "quarterly"), indicator.frequency, year_start))
    return found[-1] if found else None


def said(row: dict) -> tuple:
    trends = row["trend"]
    return trends["short"]["direction"], trends["long"]["direction"], trends["which_way_direction"]


def way_of(text: str) -> str:
    """`13 falls`, `up`, `steady`: which of the ways of rules 7.5 the words tell."""
    words = text.split()
    return " ".join(words[:2]) if words[0].isdigit() and "in a row" in text else words[0] if words[0] in WAYS else text


WAYS = ("up", "down", "steady")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_trends_of_a_random_portal_are_what_the_rules_say(seed, people, signed_in):
    """Rules 7.1, 7.2, 7.3 and 7.5, of each indicator at the end of each of the last quarters."""
    strategy = Drifting(seed, People(people["performance"], people["officer"], people["approver"]), ON).make()
    oracle, compared, differences, client = oracle_of(strategy, ON), 0, [], signed_in("board")
    for quarter in ended_quarters(strategy, ON)[:QUARTERS]:
        address = f"/api/v1/indicators/?strategy={strategy.slug}&include=history&period={quarter.slug}"
        for row in client.get(address).json()["results"]:
            indicator = oracle.indicators[row["reference"]]
            if indicator.frequency not in MONTHS:
                continue
            period = last_own(indicator, quarter.start, quarter.end, strategy.year_start)
            if period is None:
                continue
            mine, trends = Trends(oracle, indicator, period), row["trend"]
            way, direction = mine.which_way()
            expected = (mine.short(), mine.long(), direction)
            way_said = way if indicator.row.measure == "yes-no" else way_of(trends["which_way"])
            compared += 1
            if (said(row), way_said) != (expected, way):
                differences.append(
                    f"{row['key']} {quarter.slug} {indicator.row.measure} {indicator.rule_on(period.last).polarity} "
                    f"{indicator.frequency}: {said(row)} {trends['which_way']}; by the rules {expected} {way}; "
                    f"{[str(mine.printed(mine.back(n))) for n in range(9)]}"
                )
    assert differences == [], "\n".join(differences)
    assert compared > 20
