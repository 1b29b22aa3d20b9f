"""Believable, made-up values for the demonstration: the same for the same day, labelled wherever they show."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import prefetch_related_objects

from outcomes.models import Strategy
from strategy_portal.clock import nine_o_clock
from strategy_portal.demonstration import REASON
from strategy_portal.domain.numbers import Missing
from strategy_portal.domain.periods import Frequency, Period, Window, period_of
from strategy_portal.domain.status import Polarity
from strategy_portal.models import Role, Team, User
from strategy_portal.records.events import Event
from strategy_portal.records.history import record_additions

from .approving.services import approve_values, revise_value
from .entering.checking import Entered
from .entering.previews import Preview, Previewer
from .entering.services import save_value, submit_values
from .expecting.expected import first_quarter
from .expecting.periods import lock_periods
from .judging.standing import Basis
from .models import Benchmark, CollectionUnit, Indicator, Population, PopulationTable, ReportingPeriod, Value
from .models.value import BATCH

SET_UP = (
    "short_title", "sentence", "frequency", "across_units", "across_periods", "numerator_label", "denominator_label",
    "trend_comparison",
)  # fmt: skip
SAID = ("quality", "return_reason", "forecast")


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
    for name in SET_UP:
        setattr(indicator, name, story.get(name, getattr(indicator, name)))
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
            reason=story["reason"], agreed_by=story["agreed_by"],
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
    """Makes the values of one strategy up to the quarter in which `on` lies. `demo` is all that stories.yaml says."""

    def __init__(self, strategy: Strategy, units: dict[CollectionUnit, int], on: date, demo: dict[str, Any]):
        self.strategy, self.units, self.on, self.demo = strategy, units, on, demo
        self.first = first_quarter(strategy)
        self.last_ended = period_of(on, Frequency.QUARTERLY, strategy.year_start).previous()
        officers = User.objects.filter(is_demonstration=True, role=Role.OFFICER).prefetch_related("teams")
        self.officers = {team: officer for officer in officers for team in officer.teams.all()}
        self.approver = User.objects.get(username="approver")

    def tell(self, indicator: Indicator, story: dict[str, Any]) -> None:
        """Create the indicator's values, with what their officers say of them, and with their history."""
        values = [value for row in self._rows(indicator, story) for value in self._values(indicator, row, story)]
        Value.objects.bulk_create(values, BATCH)
        self._explain(values, story)
        Value.objects.put_in_held_periods(values)
        for officer in set(self.officers.values()):
            own = [value for value in values if value.entered_by == officer]
            record_additions(own, by=officer, event=Event.ENTERED, reason=REASON)

    def _explain(self, values: Sequence[Value], story: dict[str, Any]) -> None:
        """Words for all that an officer has to explain before it can be submitted, but for what nobody explained."""
        previewer = Previewer(values, self.on)
        for value in values:
            preview = previewer.of(value, value)
            is_silent = "unexplained" in story and value.period.as_domain() == self.last_ended
            if value.state == Value.State.DRAFT or is_silent or not preview.needs_commentary:
                continue
            if value.availability != Value.Availability.AVAILABLE:
                value.what_next = story["until"]
                continue
            awaiting = self.demo["awaiting"]
            told = awaiting if value.unit and value.state == Value.State.SUBMITTED else story
            value.what_happened = what_happened(previewer, value, preview)
            value.why, value.what_next = told["why"], told["what_next"]

    def _rows(self, indicator: Indicator, story: dict[str, Any]) -> Iterator[ReportingPeriod]:
        rows = self.strategy.periods.filter(frequency=indicator.frequency, starts_on__lte=self.on)
        for row in rows.order_by("starts_on").select_related("strategy"):
            period = row.as_domain()
            is_due = period.window(self.on) is not Window.OPEN or "early" in story
            is_late = period == self.last_ended and story.get("last") == "missing"
            if indicator.is_collected_in(period) and is_due and not is_late:
                yield row

    def _values(self, indicator: Indicator, row: ReportingPeriod, story: dict[str, Any]) -> Iterator[Value]:
        period = row.as_domain()
        base = {"indicator": indicator, "period": row, "is_demonstration": True}
        if "survey" not in story:
            officer = self.officers[indicator.owner]
            yield Value(**base, **self._figure(indicator, period, story), **self._workflow(period, story, officer))
            return
        for unit, answers in self.units.items():
            if period == self.last_ended and unit.name == self.demo["not_entered"]:
                continue
            officer = self.officers[unit.team]
            if period == self.last_ended and unit.name == self.demo["awaiting"]["unit"]:
                state = self._state("submitted", period, officer)
            else:
                state = self._workflow(period, story, officer)
            yield Value(**base, unit=unit, **self._survey(indicator, period, story, unit, answers), **state)

    def _figure(self, indicator: Indicator, period: Period, story: dict[str, Any]) -> dict[str, Any]:
        """With the row of the indicator's table, if it has one, and its denominator."""
        row = indicator.population.row_on(period.last_day) if indicator.population else None
        known = {"population": row, "denominator": row.value} if row else {}
        chance = _chance(indicator, period)
        years = period.year.start.year - self.strategy.starts_on.year
        if story.get("suspended_year") == period.year.start.year:
            return {"availability": "not-available", "reason": story["reason"]} | known
        if "levels" in story:
            return {"number": Decimal(story["levels"][min(years, len(story["levels"]) - 1)])} | known
        if "seasons" in story:
            usual = story["seasons"][period.index - 1] * (1 + story["growth"] * years)
            if "base" not in story:
                return {"number": Decimal(round(usual))} | known
            closed = round(story["base"] * usual / 1000 * chance.uniform(0.98, 1.02))
            return {"numerator": Decimal(closed), "denominator": Decimal(story["base"])} | known
        percent = self._on_path(story, period) + chance.uniform(-0.6, 0.6)
        base = round(story["base"] * (1 if "fixed" in story else chance.uniform(0.94, 1.06)))
        return {"numerator": Decimal(round(base * percent / 100)), "denominator": Decimal(base)} | known

    def _survey(
        self, indicator: Indicator, period: Period, story: dict[str, Any], unit: CollectionUnit, answers: int
    ) -> dict[str, Any]:
        chance = _chance(indicator, period, unit.name)
        leaning = Random(unit.name).uniform(-4, 4)
        asked = round(answers * chance.uniform(0.8, 1.2))
        percent = min(99.0, self._on_path(story, period) + leaning + chance.uniform(-1.5, 1.5))
        good = Decimal(round(asked * percent / 100))
        return {"numerator": good, "denominator": Decimal(asked), "respondents": asked}

    def restate(self, reference: str, story: dict[str, Any]) -> None:
        """The figure of two quarters ago, revised and approved again a few days before `on`."""
        at = datetime.combine(self.on - timedelta(days=3), time(11), UTC)
        found = Value.objects.with_setting()
        two_ago = self.last_ended.previous(2).slug
        of_quarter = found.filter(indicator__in=Indicator.objects.of(self.strategy), period__slug=two_ago)
        value = next(each for each in of_quarter if each.indicator.reference == reference)
        officer = value.entered_by
        revise_value(value, reason=story["reason"], by=officer)
        said = {name: story[name] for name in ("what_happened", "why", "what_next")}
        entered = Entered(
            numerator=value.numerator + story["numerator"], denominator=value.denominator + story["denominator"], **said
        )
        asked = Previewer([value], self.on).of(value, entered).questions
        answers = [{"key": each.key.value, "text": each.text, "answer": story["answer"]} for each in asked]
        entered = replace(entered, answers=answers)
        value = save_value(
            indicator=value.indicator, period=value.period, unit=None, entered=entered, version=value.version,
            by=officer,
        )  # fmt: skip
        submit_values([value], by=officer, at=at)
        approve_values([value], by=self.approver, at=at)

    def _on_path(self, story: dict[str, Any], period: Period) -> float:
        """The story's figure in a period: between its waypoints in equal steps."""
        path: Sequence[float] = story["path"]
        whole = max(1, _quarters(self.first, self.last_ended))
        along = min(1.0, max(0.0, _quarters(self.first, period) / whole)) * (len(path) - 1)
        step = min(int(along), len(path) - 2)
        return path[step] + (path[step + 1] - path[step]) * (along - step)

    def _workflow(self, period: Period, story: dict[str, Any], officer: User) -> dict[str, Any]:
        if period.window(self.on) is Window.OPEN:
            return {"state": "draft", "quality": "provisional", "entered_by": officer}
        if period != self.last_ended:
            return self._state("approved", period, officer)
        said = {name: story[name] for name in SAID if name in story}
        return self._state(story.get("last", "approved"), period, officer) | said

    def _state(self, state: str, period: Period, officer: User) -> dict[str, Any]:
        """Who enters a value submits it."""
        at = datetime.combine(period.end + timedelta(days=12), time(10, 30), UTC)
        who: dict[str, Any] = {"state": state, "entered_by": officer, "submitted_by": officer, "submitted_at": at}
        if state == "approved":
            who |= {"approved_by": self.approver, "approved_at": at + timedelta(days=5)}
        return who


def what_happened(previewer: Previewer, value: Value, preview: Preview) -> str:
    """A sentence made of the figure itself; without a unit's number, so that units that say the same go together."""
    standing, period = preview.standing, value.period.as_domain()
    side = "above" if standing.judged.rule.polarity is Polarity.LOWER else "below"
    earlier = previewer.earlier(value)
    before = earlier[-1].reading.number if earlier else Missing.NOT_ENTERED
    before_text, now_text = previewer.format(value, period.previous()).text(before), standing.value_text
    if value.unit:
        found = f"Ratings were {side} the target of {standing.target_text}"
        if isinstance(before, Missing):
            return f"{found}."
        if before_text == now_text:
            return f"{found}, as in the quarter before."
        rose = standing.judged.value > before
        return f"{found}, {'though higher' if rose else 'and lower'} than in the quarter before."
    if standing.basis is Basis.YEAR_TO_DATE:
        return f"{now_text} in the year so far, {side} the {standing.target_text} that is due by now."
    then = "as" if before_text == now_text else f"after {before_text}"
    after = "" if isinstance(before, Missing) else f", {then} in {period.previous().label}"
    return f"{now_text}, {side} the target of {standing.target_text}{after}."


def lock_old_periods(strategy: Strategy, on: date) -> None:
    """Lock what ended more than a year ago, as a performance team would."""
    by = User.objects.get(username="performance")
    at = nine_o_clock(on)
    old = strategy.periods.filter(ends_on__lt=on - timedelta(days=365))
    lock_periods(old, reason="Demonstration: the year’s report is issued", by=by, at=at)


def _chance(indicator: Indicator, period: Period, unit: str = "") -> Random:
    """Chance that is the same each time for the same place."""
    return Random(f"{indicator.reference} {period.slug} {unit}")


def _quarters(first: Period, later: Period) -> int:
    return (later.last_day.year - first.start.year) * 4 + (later.last_day.month - first.start.month) // 3
