"""What the tests of setting up share: an indicator of their own, a seal, and the deeds with their usual answers."""

from datetime import UTC, date, datetime
from decimal import Decimal

from indicators.models import Indicator, RuleChange, Seal, Target
from indicators.setup import Agreed, Aim, RuleSet, add_indicator, change_rule, set_target, version_of
from strategy_portal.domain.periods import financial_year
from strategy_portal.domain.targets import Target as Aimed

AGREED = "the corporate board on 4 November 2026"
SETUP = "/strategies/wlc-customer-2023-28/setup/"


def indicator_of(strategy, reference: str) -> Indicator:
    outcome, order = reference.split(".")
    found = Indicator.objects.of(strategy).with_setting().prefetch_related("targets", "rule_changes")
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


def aim_at(indicator: Indicator, value, *, by, year: int = 2026, seen: int | None = None, **agreed) -> Target:
    """Set a year's target; `agreed` may hold holds_from, reason, agreed_by, shares."""
    of_year = financial_year(date(year, 4, 1))
    shares = agreed.pop("shares", ())
    seen = version_of(Target, indicator=indicator, year_starts_on=of_year.start) if seen is None else seen
    terms = Agreed(**{"reason": "Set for the year", "agreed_by": AGREED} | agreed)
    return set_target(
        indicator=indicator, year=of_year, aim=Aim(Aimed(Decimal(value)), shares=tuple(map(Decimal, shares))),
        agreed=terms, seen=seen, by=by,
    )  # fmt: skip


def judge_by(indicator: Indicator, rule: RuleSet, holds_from: date, *, by, seen: int | None = None) -> RuleChange:
    seen = version_of(RuleChange, indicator=indicator) if seen is None else seen
    agreed = Agreed("Reviewed", AGREED, holds_from)
    return change_rule(indicator=indicator, rule=rule, agreed=agreed, seen=seen, by=by)
