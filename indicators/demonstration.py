"""Believable, made-up values for the demonstration: the same for the same day, labelled wherever they show."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import prefetch_related_objects

from outcomes.models import Strategy
from strategy_portal.demonstration import REASON
from strategy_portal.domain.periods import Frequency, Period, Window, period_of
from strategy_portal.models import Team, User
from strategy_portal.records.events import Event
from strategy_portal.records.history import create_with_history

from .approving.services import approve_values, revise_value
from .entering.checking import Entered
from .entering.previews import Previewer
from .entering.services import save_value, submit_values
from .expecting.locking import lock_periods
from .models import Benchmark, CollectionUnit, Indicator, Population, PopulationTable, ReportingPeriod, Value

NOT_YET_ENTERED_UNIT = "Customer contact"
AWAITING_UNIT = "Housing"


def make_units(strategy: Strategy, usual_answers: dict[str, int]) -> dict[CollectionUnit, int]:
    """Invented collection units, each with a team of the same name and its usual number of answers."""
    units = {}
    for name, answers in usual_answers.items():
        team = Team.objects.get(name=name, is_demonstration=True)
        unit = CollectionUnit.objects.create(strategy=strategy, name=name, team=team, is_demonstration=True)
        units[unit] = answers
    return units


def set_up(indicator: Indicator, story: dict[str, Any]) -> None:
    """Owner, frequency and aggregation, which the source does not state; the indicator says that they are made up."""
    indicator.owner = Team.objects.get(name=story["owner"], is_demonstration=True)
    indicator.frequency = story.get("frequency", Frequency.QUARTERLY)
    indicator.across_periods = story.get("year", "ratio-of-sums")
    if story.get("survey"):
        indicator.across_units = "ratio-of-sums"
        indicator.numerator_label, indicator.denominator_label = "Good or excellent", "Answers"
    else:
        indicator.numerator_label = story.get("numerator", "")
        indicator.denominator_label = story.get("denominator", "")
    indicator.trend_comparison = story.get("trend", indicator.trend_comparison)
    if "from_year" in story:
        indicator.introduced_on = date(story["from_year"], *indicator.outcome.strategy.year_start)
    indicator.setup_is_demonstration = True
    indicator.save()


def divide(indicators: Sequence[Indicator], story: dict[str, Any]) -> None:
    """An invented table of denominators, labelled as such, that these indicators share."""
    table = PopulationTable.objects.create(name=story["name"], source=story["source"], is_demonstration=True)
    for year, people in story["rows"].items():
        Population.objects.create(
            table=table, holds_from=date(year, *indicators[0].outcome.strategy.year_start), value=Decimal(people),
            reason="Made up for the demonstration", agreed_by="Nobody: it is made up",
        )  # fmt: skip
    prefetch_related_objects([table], "rows")
    for indicator in indicators:
        indicator.population = table
        indicator.save()


def compare(indicator: Indicator, story: dict[str, Any]) -> None:
    """Invented figures of others to compare with, labelled as such."""
    for year, figure in story["values"].items():
        Benchmark.objects.create(
            indicator=indicator, name=story["name"], source=story["source"], value=Decimal(str(figure)),
            year_starts_on=date(year, *indicator.outcome.strategy.year_start), is_demonstration=True,
        )  # fmt: skip


class Storyteller:
    """Makes the values of one strategy up to the quarter in which `on` lies."""

    def __init__(self, strategy: Strategy, units: dict[CollectionUnit, int], on: date, awaiting: dict[str, str]):
        """`awaiting` is what the unit says whose values wait for approval."""
        self.strategy, self.units, self.on, self.awaiting = strategy, units, on, awaiting
        self.current = period_of(on, Frequency.QUARTERLY, strategy.year_start)
        self.last_ended = self.current.previous()
        self.officer = User.objects.get(username="officer")
        self.approver = User.objects.get(username="approver")

    def tell(self, indicator: Indicator, story: dict[str, Any]) -> None:
        """Create the indicator's values with their history."""
        values = [value for row in self._rows(indicator, story) for value in self._values(indicator, row, story)]
        create_with_history(values, by=self.approver, event=Event.ENTERED, reason=REASON)

    def _rows(self, indicator: Indicator, story: dict[str, Any]) -> Iterator[ReportingPeriod]:
        rows = self.strategy.periods.filter(frequency=indicator.frequency, starts_on__lte=self.on)
        for row in rows.order_by("starts_on").select_related("strategy"):
            period = row.as_domain()
            if not indicator.is_collected_in(period):
                continue
            if period.window(self.on) is Window.OPEN and story["owner"] != "Digital Services":
                continue
            if period == self.last_ended and story.get("last") == "missing":
                continue
            yield row

    def _values(self, indicator: Indicator, row: ReportingPeriod, story: dict[str, Any]) -> Iterator[Value]:
        period = row.as_domain()
        base = {"indicator": indicator, "period": row, "entered_by": self.officer, "is_demonstration": True}
        if not story.get("survey"):
            figure = self._figure(indicator, period, story) | self._population(indicator, period)
            yield Value(**base, **figure, **self._workflow(period, story))
            return
        for unit, answers in self.units.items():
            if period == self.last_ended and unit.name == NOT_YET_ENTERED_UNIT:
                continue
            state = self._workflow(period, story)
            if period == self.last_ended and unit.name == AWAITING_UNIT:
                state = self._state("submitted", period) | self.awaiting
            yield Value(**base, unit=unit, **self._survey(indicator, period, story, unit, answers), **state)

    def _figure(self, indicator: Indicator, period: Period, story: dict[str, Any]) -> dict[str, Any]:
        chance = _chance(indicator, period)
        if story.get("suspended_year") == period.year.start.year:
            return {"availability": "not-available", "reason": story["reason"]}
        if "levels" in story:
            years = period.year.start.year - self.strategy.starts_on.year
            return {"number": Decimal(story["levels"][min(years, len(story["levels"]) - 1)])}
        if "seasons" in story:
            return self._seasonal(period, story, chance)
        percent = self._on_path(story, period) + chance.uniform(-0.6, 0.6)
        base = round(story["base"] * (1 if story["base"] in (10, 180000) else chance.uniform(0.94, 1.06)))
        return {"numerator": Decimal(round(base * percent / 100)), "denominator": Decimal(base)}

    def _population(self, indicator: Indicator, period: Period) -> dict[str, Any]:
        """The denominator from the indicator's table, with the row used."""
        row = indicator.population.row_on(period.last_day) if indicator.population else None
        return {"population": row, "denominator": row.value} if row else {}

    def _seasonal(self, period: Period, story: dict[str, Any], chance: Random) -> dict[str, Any]:
        years = period.year.start.year - self.strategy.starts_on.year
        usual = story["seasons"][period.index - 1] * (1 + story["growth"] * years)
        if "base" in story:
            people = story["base"]
            closed = round(people * usual / 1000 * chance.uniform(0.98, 1.02))
            return {"numerator": Decimal(closed), "denominator": Decimal(people)}
        return {"number": Decimal(round(usual))}

    def _survey(
        self, indicator: Indicator, period: Period, story: dict[str, Any], unit: CollectionUnit, answers: int
    ) -> dict[str, Any]:
        chance = _chance(indicator, period, unit.name)
        leaning = Random(unit.name).uniform(-4, 4)
        asked = round(answers * chance.uniform(0.8, 1.2))
        percent = min(99.0, self._on_path(story, period) + leaning + chance.uniform(-1.5, 1.5))
        return {
            "numerator": Decimal(round(asked * percent / 100)),
            "denominator": Decimal(asked),
            "respondents": asked,
        }

    def restate(self, reference: str, story: dict[str, Any]) -> None:
        """The figure of two quarters ago, revised and approved again a few days before `on`."""
        at = datetime.combine(self.on - timedelta(days=3), time(11), UTC)
        found = Value.objects.select_related("indicator__key_output__outcome__strategy", "period__strategy")
        of_quarter = found.filter(indicator__in=Indicator.objects.of(self.strategy), period=self._row_ago(2))
        value = next(each for each in of_quarter if each.indicator.reference == reference)
        revise_value(value, reason=story["reason"], by=self.officer)
        said = {name: story[name] for name in ("what_happened", "why", "what_next")}
        entered = Entered(
            numerator=value.numerator + story["numerator"], denominator=value.denominator + story["denominator"], **said
        )
        asked = Previewer([value], self.on).of(value, entered).questions
        answers = [{"key": each.key.value, "text": each.text, "answer": story["answer"]} for each in asked]
        entered = replace(entered, answers=answers)
        value = save_value(
            indicator=value.indicator, period=value.period, unit=None, entered=entered, version=value.version,
            by=self.officer,
        )  # fmt: skip
        submit_values([value], by=self.officer, at=at)
        approve_values([value], by=self.approver, at=at)

    def _row_ago(self, quarters: int) -> ReportingPeriod:
        return self.strategy.periods.get(slug=self.last_ended.previous(quarters).slug)

    def _on_path(self, story: dict[str, Any], period: Period) -> float:
        """The story's figure in a period: between its waypoints in equal steps."""
        path: Sequence[float] = story["path"]
        first = period_of(self.strategy.starts_on, Frequency.QUARTERLY, self.strategy.year_start)
        whole = max(1, _quarters(first, self.last_ended))
        along = min(1.0, max(0.0, _quarters(first, period) / whole)) * (len(path) - 1)
        step = min(int(along), len(path) - 2)
        return path[step] + (path[step + 1] - path[step]) * (along - step)

    def _workflow(self, period: Period, story: dict[str, Any]) -> dict[str, Any]:
        if period.window(self.on) is Window.OPEN:
            return {"state": "draft", "quality": "provisional"}
        if period != self.last_ended:
            return self._state("approved", period)
        said = {name: story[name] for name in ("what_happened", "why", "what_next", "forecast") if name in story}
        match story.get("last"):
            case "provisional":
                return {**self._state("approved", period), "quality": "provisional"}
            case "returned":
                reason = "The figure leaves out the offices. Please add them or say why they are missing."
                return {**self._state("returned", period), "return_reason": reason}
            case "submitted":
                return {**self._state("submitted", period), **said}
            case _:
                return {**self._state("approved", period), **said}

    def _state(self, state: str, period: Period) -> dict[str, Any]:
        submitted = datetime.combine(period.end + timedelta(days=12), time(10, 30), UTC)
        who: dict[str, Any] = {"state": state, "submitted_by": self.officer, "submitted_at": submitted}
        if state == "approved":
            who |= {"approved_by": self.approver, "approved_at": submitted + timedelta(days=5)}
        return who


def lock_old_periods(strategy: Strategy, on: date) -> None:
    """Lock what ended more than a year ago, as a performance team would."""
    by = User.objects.get(username="performance")
    at = datetime.combine(on, time(9), UTC)
    old = strategy.periods.filter(ends_on__lt=on - timedelta(days=365))
    lock_periods(old, reason="Demonstration: the year’s report is issued", by=by, at=at)


def _chance(indicator: Indicator, period: Period, unit: str = "") -> Random:
    """Chance that is the same each time for the same place."""
    return Random(f"{indicator.reference} {period.slug} {unit}")


def _quarters(first: Period, later: Period) -> int:
    return (later.last_day.year - first.start.year) * 4 + (later.last_day.month - first.start.month) // 3
