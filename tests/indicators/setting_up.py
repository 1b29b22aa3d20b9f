"""What the tests of setting up share: an indicator of their own, a seal, and the services with their usual answers."""

from datetime import UTC, date, datetime
from decimal import Decimal

from indicators.models import Indicator, IndicatorRule, Seal, Target, council_tolerances
from indicators.models.rule import rules_in_force
from indicators.setup.adding import add_indicator
from strategy_portal.domain.numbers import Measure
from strategy_portal.domain.periods import financial_year
from strategy_portal.domain.status import Rule
from strategy_portal.records.holdings import agree

AGREED = "the corporate board on 4 November 2026"
SETUP = "/strategies/wlc-customer-2023-28/setup/"


def indicator_of(strategy, reference: str) -> Indicator:
    outcome, order = reference.split(".")
    found = Indicator.objects.of(strategy).with_judging()
    return found.get(key_output__outcome__number=outcome, order=order)


def seal(indicator: Indicator, slug: str, by) -> Seal:
    """The indicator is approved in that period; figures do not matter here."""
    return Seal.objects.create(
        indicator=indicator, period=indicator.outcome.strategy.periods.get(slug=slug), version=1, sealed_by=by,
        sealed_at=datetime(2026, 10, 20, tzinfo=UTC), reading={}, status="green", proof={},
    )  # fmt: skip


def new_indicator(strategy, by, *, aim: int = 85, **changed) -> Indicator:
    """1.9: a quarterly percentage, aimed at 85 in each year, of which nothing is entered yet; or as `changed` says."""
    fields = {
        "order": 9, "title": "Calls answered in 5 minutes", "measure": "percentage", "factor": 100,
        "frequency": "quarterly", "polarity": "higher", "across_periods": "sum",
    } | changed  # fmt: skip
    outcome = strategy.outcomes.get(number=1)
    indicator = add_indicator(outcome=outcome, key_output="Quick answers", fields=fields, by=by)
    for year in strategy.years:
        aim_at(indicator, aim, year=year.start.year, agreed_by="", by=by)
    return indicator_of(strategy, "1.9")


def aim_at(indicator: Indicator, value=None, *, by, year: int = 2026, seen: int | None = None, **said) -> Target:
    """Set a year's target; `said` may hold low, high, shares, holds_from, reason, agreed_by."""
    first = financial_year(date(year, 4, 1)).start
    said = {"holds_from": first, "reason": "Set for the year", "agreed_by": AGREED} | said
    number = None if value is None else Decimal(value)
    row = Target(indicator=indicator, year_starts_on=first, value=number, **said)
    return agree(row, seen=version_now(row) if seen is None else seen, by=by)


def version_now(row: Target | IndicatorRule) -> int:
    """Of the indicator, as somebody sees it who opens the form now."""
    return Indicator.objects.get(pk=row.indicator_id).version


def rule(polarity: str, kind: str = "", size=None, places: int = 1) -> dict:
    """What a rule says: `rule("higher", "points", 3)`."""
    size = None if size is None else Decimal(size)
    return {"polarity": polarity, "tolerance_kind": kind, "tolerance_size": size, "decimal_places": places}


def judge_by(indicator: Indicator, says: dict, holds_from: date, *, by, seen: int | None = None) -> IndicatorRule:
    row = IndicatorRule(indicator=indicator, holds_from=holds_from, reason="Reviewed", agreed_by=AGREED, **says)
    return agree(row, seen=version_now(row) if seen is None else seen, by=by)


def judged_from_the_start(indicator: Indicator, **says) -> None:
    """Alters what holds from the start past the services, which refuse it once something is sealed."""
    indicator.rules.filter(holds_from=date.min).update(**says)


def rule_on(indicator: Indicator, day: date) -> Rule:
    """What an indicator is judged by on a day."""
    return rules_in_force(indicator.stated, council_tolerances()[Measure(indicator.measure)]).on(day)
