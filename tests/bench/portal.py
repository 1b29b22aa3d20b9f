"""Fills an empty database with a portal of so many indicators.

Strategies of 18 indicators, each collected by 30 units in the 20 quarters up to Q2 2026/27: 1,800 indicators have 1.08
million values. Beside them stands a wide strategy, whose 18 indicators are collected by 280 units, for spreadsheets of
many rows. All values are approved; the quarter after, still open, is empty and can be typed in. Rows that come by the
million go past the ORM. The same figures each time, and a strategy's are the same whatever stands beside it, so that
the sizes compare like with like.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from actions.models import Action, ActionOwner, DueDate
from indicators.approving.sealing import seal_all
from indicators.expecting.periods import make_periods
from indicators.models import CollectionUnit, Indicator, IndicatorRule, KeyOutput, ReportingPeriod, Target, Value
from outcomes.models import Outcome, Strategy
from reports.facts import load_report_forms
from reports.models import Arrangement, ReportForm
from strategy_portal.domain.timeline import START
from strategy_portal.models import Role, Team, User

from .plan import DAY, FEW_UNITS, INDICATORS, PASSWORD, QUARTERS, UNITS, WIDE, WIDE_UNITS, slug

OUTCOMES = (5, 5, 4, 4)
FIRST_UNITS = "First units"
ACTIONS = 24
STARTS_ON, ENDS_ON = date(2021, 10, 1), date(2028, 3, 31)
PERCENTAGE = {
    "measure": "percentage", "factor": 100, "across_units": "ratio-of-sums",
    "across_periods": "ratio-of-sums", "numerator_label": "Good or excellent", "denominator_label": "Answers",
}  # fmt: skip
COUNT = {
    "measure": "count", "across_units": "sum", "across_periods": "sum",
}  # fmt: skip
DURATION = {"measure": "duration", "across_units": "mean-of-units", "across_periods": "mean"}
KINDS = (PERCENTAGE, PERCENTAGE, COUNT, PERCENTAGE, PERCENTAGE, DURATION)
TARGETS = {"percentage": 85, "count": 4800, "duration": 10}
RULES: dict[str, dict[str, Any]] = {
    "percentage": {"polarity": "higher"}, "count": {"polarity": "lower", "decimal_places": 0},
    "duration": {"polarity": "lower"},
}  # fmt: skip


def build(indicators: int, *, in_one: bool = False) -> None:
    """`indicators` is a multiple of 18; with `in_one` one strategy has them all, and nothing is beside it."""
    strategies = indicators // INDICATORS
    with transaction.atomic():
        load_report_forms()
        people = _people()
        if in_one:
            add_strategy(slug(1), FEW_UNITS, 1, QUARTERS, people, Random(1), (INDICATORS,) * strategies)
        else:
            for number in range(1, strategies + 1):
                add_strategy(slug(number), UNITS, 1, QUARTERS, people, Random(number))
            add_strategy(WIDE, WIDE_UNITS, strategies, 1, people, Random(0))
        _copy_to_history(Value, people["performance"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people() -> dict[str, User]:
    """One user for each role, named after it. The officer and the approver belong to the team of the first units."""
    password = make_password(PASSWORD)
    people = {role: User.objects.create(username=role, role=role, password=password) for role in Role.values}
    team = Team.objects.create(organisation="Benchmark", name=FIRST_UNITS)
    for role in (Role.OFFICER, Role.APPROVER):
        people[role].teams.add(team)
    return people


def add_strategy(
    name: str,
    units: int,
    first_units: int,
    quarters: int,
    people: dict[str, User],
    chance: Random,
    outcomes: Sequence[int] = OUTCOMES,
) -> None:
    """A strategy with a plan; `outcomes`: how many indicators each has. The team of the first units has to be there."""
    strategy = Strategy.objects.create(
        slug=name, title=f"Customer strategy {name}", organisation="Benchmark", organisation_short="BM",
        starts_on=STARTS_ON, ends_on=ENDS_ON,
    )  # fmt: skip
    Arrangement.objects.create(strategy=strategy, form=ReportForm.objects.get(slug="scrutiny-panel"))
    make_periods(strategy)
    ended = strategy.periods.filter(frequency="quarterly", ends_on__lte=DAY).order_by("-starts_on")[:quarters]
    team = Team.objects.create(organisation="Benchmark", name=strategy.title)
    first = Team.objects.get(name=FIRST_UNITS)
    collecting = CollectionUnit.objects.bulk_create(
        CollectionUnit(strategy=strategy, name=f"Unit {place:03}", team=first if place <= first_units else team)
        for place in range(1, units + 1)
    )
    indicators = _indicators(strategy, team, outcomes)
    _insert(Value, _values(indicators, list(ended)[::-1], collecting, people, chance))
    seal_all(indicators)
    _actions(strategy, team)


def _indicators(strategy: Strategy, team: Team, outcomes: Sequence[int]) -> list[Indicator]:
    found = []
    for number, count in enumerate(outcomes, 1):
        outcome = Outcome.objects.create(strategy=strategy, number=number, title=f"What we want to achieve, {number}")
        key_output = KeyOutput.objects.create(outcome=outcome, title="Customers are satisfied with what they get")
        for order in range(1, count + 1):
            found.append(_indicator(key_output, order, team, KINDS[len(found) % len(KINDS)]))
    found = Indicator.objects.bulk_create(found)
    IndicatorRule.objects.bulk_create(
        IndicatorRule(indicator=each, holds_from=START, **RULES[each.measure]) for each in found
    )
    years = strategy.years
    Target.objects.bulk_create(
        Target(indicator=each, year_starts_on=year.start, holds_from=year.start, value=TARGETS[each.measure])
        for each in found
        for year in years
    )
    return found


def _indicator(key_output: KeyOutput, order: int, team: Team, kind: dict[str, Any]) -> Indicator:
    title = f"What customers say of the service they got, {order}"
    return Indicator(
        key_output=key_output, order=order, title=title, owner=team, level="units", frequency="quarterly", **kind
    )


def _values(
    indicators: list[Indicator],
    quarters: list[ReportingPeriod],
    units: list[CollectionUnit],
    people: dict[str, User],
    chance: Random,
) -> Iterator[dict[str, Any]]:
    """One row for each indicator, quarter and unit; what all rows of a quarter share is made once."""
    officer, approver = people["officer"].pk, people["approver"].pk
    for indicator in indicators:
        level, slope = chance.uniform(78, 90), chance.uniform(-0.4, 0.4)
        for place, quarter in enumerate(quarters):
            at = datetime.combine(quarter.ends_on + timedelta(days=12), time(10, 30), UTC)
            at = connection.ops.adapt_datetimefield_value(at)
            shared = {
                "indicator_id": indicator.pk, "period_id": quarter.pk, "state": "approved", "version": 3,
                "entered_by_id": officer, "submitted_by_id": officer, "approved_by_id": approver,
                "submitted_at": at, "approved_at": at, "updated_at": at,
            }  # fmt: skip
            for unit in units:
                yield shared | {"unit_id": unit.pk} | _figure(indicator, level + slope * place, chance)


def _figure(indicator: Indicator, percent: float, chance: Random) -> dict[str, Any]:
    answers = chance.randint(40, 400)
    empty = {"number": None, "numerator": None, "denominator": None, "respondents": None}
    if indicator.measure == "percentage":
        good = min(answers, round(answers * (percent + chance.uniform(-4, 4)) / 100))
        return empty | {"numerator": good, "denominator": answers, "respondents": answers}
    if indicator.measure == "count":
        return empty | {"number": round(percent / 2 + chance.uniform(-6, 6))}
    return empty | {"number": round(percent / 9 + chance.uniform(-2, 2), 1)}


def _insert(model, rows: Iterator[dict[str, Any]]) -> None:
    """Write rows of stored values, all with the same columns; every other column gets its field's default."""
    first = next(rows)
    given = list(first)
    constant = {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in model._meta.concrete_fields
        if field.column not in given and not field.primary_key
    }
    quoted = ", ".join(connection.ops.quote_name(column) for column in [*given, *constant])
    places = ", ".join(["%s"] * (len(given) + len(constant)))
    end = tuple(constant.values())
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({quoted}) VALUES ({places})",
            (tuple(row.values()) + end for row in chain([first], rows)),
        )


def _copy_to_history(model, by: User) -> None:
    """One line of history for each row, as if all had been loaded at once. Without digests: nobody checks these."""
    history = model.history.model
    columns = [field.column for field in model._meta.concrete_fields]
    at = connection.ops.adapt_datetimefield_value(datetime.combine(DAY, time(9), UTC))
    own = {"history_type": "+", "history_user_id": by.pk, "history_change_reason": "", "history_date": at}
    own |= {"history_event": "loaded", "digest": ""}
    names = ", ".join(connection.ops.quote_name(column) for column in [*columns, *own])
    copied = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {history._meta.db_table} ({names}) SELECT {copied}{', %s' * len(own)} "
            f"FROM {model._meta.db_table}",
            list(own.values()),
        )


def _actions(strategy: Strategy, team: Team) -> None:
    """A plan of 24 actions, a quarter of them late."""
    outcomes = list(strategy.outcomes.all())
    for number in range(1, ACTIONS + 1):
        late = number % 4 == 0
        action = Action(strategy=strategy, number=number, title=f"Something that we promise to do, {number}")
        action.state = Action.State.IN_PROGRESS if late else Action.State.COMPLETED
        action.save()
        DueDate.read(action, "Mid 2026" if late else "End 2027").save()
        action.outcomes.add(outcomes[number % len(outcomes)])
        ActionOwner.objects.create(action=action, team=team, part=ActionOwner.Part.LEAD, order=1)
