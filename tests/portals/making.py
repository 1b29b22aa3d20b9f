"""Makes a portal at random: a strategy with indicators of every kind, and what was entered for them.

Everything comes in through the portal's own services, so whatever they refuse is left out, as on a page. The same
number gives the same portal. Questions about values and commentary are passed over: they hold nobody up here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from indicators.approving.services import approve_values, return_values, revise_value
from indicators.entering.checking import Entered
from indicators.entering.services import DraftValue, save_values, write_versions
from indicators.expecting.days import NotThatDay, place_on
from indicators.expecting.expected import ExpectedEntry, expected_in, first_quarter, places_to_choose
from indicators.expecting.periods import lock_periods, make_periods
from indicators.models import CollectionUnit, Indicator, IndicatorRule, Population, PopulationTable, Target, Value
from indicators.setup.adding import add_indicator
from indicators.setup.definitions import retire_indicator
from indicators.setup.services import save_population_table, save_unit
from outcomes.models import Outcome, Strategy
from reports.models import Arrangement, ReportForm
from strategy_portal.domain.aggregation import AcrossPeriods, AcrossUnits
from strategy_portal.domain.numbers import Measure
from strategy_portal.domain.periods import MONTHS, Frequency, Period, period_of
from strategy_portal.domain.status import Polarity, ToleranceKind
from strategy_portal.models import Team, User
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.holdings import agree
from strategy_portal.records.versions import Refused

from .acting import make_plan

INDICATORS = 12
STARTS = (date(2024, 4, 1), date(2024, 5, 20), date(2025, 1, 31), date(2024, 1, 1))
ENDS = (date(2027, 3, 31), date(2026, 11, 30), date(2028, 2, 29))
YEAR_STARTS = ((4, 1), (4, 1), (1, 1), (4, 6))
WHOLE = [Frequency.QUARTERLY, Frequency.IRREGULAR, *Frequency]
AGREED = {"reason": "As drawn", "agreed_by": "The board"}


@dataclass(frozen=True)
class People:
    performance: User
    officer: User
    approver: User


class Maker:
    """Draws one portal. What the services refused is counted in `refused`."""

    def __init__(self, seed: int, people: People, on: date):
        self.seed, self.people, self.on = seed, people, on
        self.chance = Random(seed)
        self.refused: list[str] = []

    def make(self) -> Strategy:
        """The strategy, with values in all of its quarters that have begun."""
        self._strategy()
        self._units()
        indicators = [made for number in range(INDICATORS) if (made := self._indicator(number))]
        for indicator in indicators:
            self._targets(indicator)
        for quarter in self._quarters():
            self._enter(quarter)
        self._afterwards(indicators)
        self.actions = make_plan(
            self.seed, self.strategy, self.outcomes, indicators, self.team, self.people.performance, self.on
        )
        return self.strategy

    def _strategy(self) -> None:
        month, day = self.chance.choice(YEAR_STARTS)
        self.strategy = Strategy(
            slug=f"random-{self.seed}", title=f"Strategy {self.seed}", organisation="A council made at random",
            organisation_short="Random", starts_on=self.chance.choice(STARTS), ends_on=self.chance.choice(ENDS),
            year_start_month=month, year_start_day=day,
        )  # fmt: skip
        save_with_history(self.strategy, by=self.people.performance)
        self.outcomes = [Outcome(strategy=self.strategy, number=number, title=f"Aim {number}") for number in (1, 2, 3)]
        for outcome in self.outcomes:  # the third stays without indicators
            save_with_history(outcome, by=self.people.performance)
        self.team = Team.objects.create(organisation="Random", name=f"Team {self.seed}")
        for person in (self.people.officer, self.people.approver):
            person.teams.add(self.team)
        make_periods(self.strategy, by=self.people.performance)
        Arrangement.objects.create(strategy=self.strategy, form=self.chance.choice(list(ReportForm.objects.all())))

    def _units(self) -> None:
        middle = self.strategy.starts_on + timedelta(days=400)
        for name, days in (("North", {}), ("South", {"opened_on": middle}), ("West", {"closed_on": middle})):
            if name == "North" or self.chance.random() < 0.6:
                unit = CollectionUnit(strategy=self.strategy, name=name, team=self.team, **days)
                save_unit(strategy=self.strategy, unit=unit, seen=0, by=self.people.performance)
        table = PopulationTable(name=f"People {self.seed}", source="Drawn")
        self.table = save_population_table(table=table, seen=0, by=self.people.performance)
        for year in (2023, 2025):
            row = Population(table=self.table, holds_from=date(year, 4, 1), value=self.chance.randint(900, 1100))
            self._agree(row, self.table, **AGREED)

    def _agree(self, row, owner, **said) -> None:
        for name, content in said.items():
            setattr(row, name, content)
        owner.refresh_from_db()
        try:
            agree(row, seen=owner.version, by=self.people.performance)
        except Refused as refused:
            self.refused.append(str(refused))

    def _indicator(self, number: int) -> Indicator | None:
        fields = self._fields(number)
        try:
            made = add_indicator(
                outcome=self.outcomes[number % 2], key_output="What is to be seen", fields=fields,
                by=self.people.performance,
            )  # fmt: skip
        except Refused as refused:
            self.refused.append(str(refused))
            return None
        if self.chance.random() < 0.2:
            rule = IndicatorRule(indicator=made, holds_from=date(2025, 7, 1), **self._rule(Measure(made.measure)))
            self._agree(rule, made, **AGREED)
        return Indicator.objects.with_judging().get(pk=made.pk)

    def _fields(self, number: int) -> dict:
        measure = self.chance.choice(list(Measure))
        fields = {
            "order": number // 2 + 1, "title": f"Figure {number}", "measure": measure.value, "owner": self.team,
            "frequency": self.chance.choice(WHOLE).value, "level": "organisation",
            "across_periods": self.chance.choice(list(AcrossPeriods)).value, **self._rule(measure),
        }  # fmt: skip
        if fields["frequency"] == Frequency.IRREGULAR:
            fields["across_periods"] = self.chance.choice((AcrossPeriods.LATEST, AcrossPeriods.NONE)).value
        if number > 4 and self.chance.random() < 0.25:
            fields["formula"] = self.chance.choice(("[1.1] + [2.1]", "[1.1] / [1.2] * 100", "[2.2] - [1.1] / 3"))
            return fields
        if measure in (Measure.PERCENTAGE, Measure.RATE):
            fields |= self._ratio(measure)
            if fields["frequency"] != Frequency.IRREGULAR and self.chance.random() < 0.6:
                fields["across_periods"] = AcrossPeriods.RATIO_OF_SUMS.value
        if measure is not Measure.YES_NO and self.chance.random() < 0.3:
            fields |= {"level": "units", "across_units": self.chance.choice(list(AcrossUnits)).value}
        if self.chance.random() < 0.15:
            fields["introduced_on"] = self.strategy.starts_on + timedelta(days=self.chance.randint(30, 500))
        return fields

    def _ratio(self, measure: Measure) -> dict:
        fields = {"numerator_label": "Good", "denominator_label": "All", "factor": 100}
        if measure is Measure.RATE:
            fields |= {"factor": 1000} | ({"population": self.table} if self.chance.random() < 0.5 else {})
        return fields

    def _rule(self, measure: Measure) -> dict:
        kind = self.chance.choice(["", "", *ToleranceKind])
        return {
            "polarity": self.chance.choice([*Polarity, Polarity.HIGHER, Polarity.LOWER]).value,
            "tolerance_kind": str(kind), "decimal_places": self.chance.randint(0, 2),
            "tolerance_size": Decimal(self.chance.randint(0, 60)) / 4 if kind else None,
        }  # fmt: skip

    def _targets(self, indicator: Indicator) -> None:
        for year in self.strategy.years:
            if self.chance.random() < 0.15:
                continue
            target = Target(indicator=indicator, year_starts_on=year.start, holds_from=year.start)
            middle = Decimal(self.chance.choice((0, 1, 3, 20, 84, 85, 1000)))
            ranged = indicator.stated.on(year.start).polarity == Polarity.RANGE
            target.low, target.high, target.value = (middle - 5, middle + 5, None) if ranged else (None, None, middle)
            target.shares = self._profile(indicator)
            self._agree(target, indicator, reason="As drawn")

    def _profile(self, indicator: Indicator) -> list[str]:
        months = MONTHS.get(Frequency(indicator.frequency), 12)
        if indicator.across_periods != AcrossPeriods.SUM or months >= 12 or self.chance.random() < 0.5:
            return []
        cuts = sorted(self.chance.randint(0, 100) for _ in range(12 // months - 1))
        return [str(end - start) for start, end in zip([0, *cuts], [*cuts, 100], strict=True)]

    def _quarters(self) -> Iterator[Period]:
        quarter = first_quarter(self.strategy)
        last = period_of(min(self.on, self.strategy.ends_on), Frequency.QUARTERLY, self.strategy.year_start)
        while quarter <= last:
            yield quarter
            quarter = quarter.previous(-1)

    def _enter(self, quarter: Period) -> None:
        """Most of what is owed is entered, most of that handed in, most of that approved, some sent back."""
        entries = expected_in(self.people.performance, self.strategy, quarter, self.on) + self._on_days(quarter)
        drafts = [draft for entry in entries if self.chance.random() < 0.92 and (draft := self._draft(entry))]
        if not drafts:
            return
        values = save_values(drafts, by=self.people.officer)
        at = datetime.combine(min(quarter.end, self.on), time(9), UTC)
        handed_in = [value for value in values if self.chance.random() < 0.95]
        for value in handed_in:
            value.state, value.submitted_by, value.submitted_at = Value.State.SUBMITTED, self.people.officer, at
        write_versions(handed_in, by=self.people.officer, event=Event.SUBMITTED)
        approved = [value for value in handed_in if self.chance.random() < 0.95]
        if approved:
            approve_values(approved, by=self.people.approver, at=at + timedelta(hours=1))
        if back := [value for value in handed_in if value not in approved][:1]:
            return_values(back, reason="Look again", by=self.people.approver)

    def _on_days(self, quarter: Period) -> list[ExpectedEntry]:
        """A day or two in the quarter for most of what is irregular; some lie outside of its life (rules 2.3)."""
        found = []
        for indicator, unit in places_to_choose(self.people.performance, self.strategy, self.on):
            for _ in range(self.chance.choice((0, 1, 1, 2))):
                day = quarter.start + timedelta(days=self.chance.randrange((quarter.end - quarter.start).days))
                try:
                    place = place_on(self.people.performance, indicator, unit, day, on=self.on)
                except NotThatDay as refused:
                    self.refused.append(str(refused))
                else:
                    found.append(place)
        return list({entry.key: entry for entry in found if entry.value is None}.values())

    def _draft(self, entry: ExpectedEntry) -> DraftValue | None:
        return DraftValue(entry.indicator, entry.period, entry.unit, self._entered(entry), 0)

    def _entered(self, entry: ExpectedEntry) -> Entered:
        indicator, draw = entry.indicator, self.chance.random()
        quality = self.chance.choice([*Value.Quality.values, Value.Quality.FINAL, Value.Quality.FINAL])
        if draw < 0.08:
            absent = [each for each in Value.Availability.values if each != Value.Availability.AVAILABLE]
            return Entered(availability=self.chance.choice(absent), reason="Nobody counted")
        respondents = self.chance.randint(0, 60) if indicator.is_survey else None
        if indicator.takes_ratio:
            whole = self.chance.randint(1, 400)
            part = self.chance.randint(0, whole)
            denominator = None if indicator.population_id else Decimal(whole)
            return Entered(numerator=Decimal(part), denominator=denominator, respondents=respondents, quality=quality)
        number = self._number(Measure(indicator.measure))
        return Entered(number=number, respondents=respondents, quality=quality)

    def _number(self, measure: Measure) -> Decimal:
        if measure is Measure.YES_NO:
            return Decimal(self.chance.randint(0, 1))
        if measure is Measure.LEVEL:
            return Decimal(self.chance.randint(1, 6))
        size = self.chance.choice((1, 10, 1000))
        return Decimal(self.chance.randint(0, 1000) * size) / 100

    def _afterwards(self, indicators: Sequence[Indicator]) -> None:
        """One value is revised, one indicator retired, the first quarters are locked."""
        at = datetime.combine(self.on, time(9), UTC)
        approved = Value.objects.filter(indicator__in=indicators, state=Value.State.APPROVED)
        if approved.exists():
            revise_value(self.chance.choice(list(approved)), reason="Counted anew", by=self.people.performance)
        retired = self.chance.choice(indicators)
        retired.refresh_from_db()
        try:
            retire_indicator(
                indicator=retired, retired_on=self.on, reason="No longer asked", seen=retired.version,
                by=self.people.performance,
            )  # fmt: skip
        except Refused as refused:
            self.refused.append(str(refused))
        old = self.strategy.periods.filter(ends_on__lt=self.on - timedelta(days=500))
        lock_periods(list(old), reason="Published", by=self.people.performance, at=at)
