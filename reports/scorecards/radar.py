"""The radar: what nobody owns, judges, updates or reports, each with the page that mends it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from actions.models import Action
from indicators.models import Indicator, Seal, Target, Value, council_tolerances
from indicators.models.rule import CouncilTolerances
from indicators.setup.overview import year_of_interest
from outcomes.models import Strategy
from reports.models import IssuedReport
from strategy_portal.domain.numbers import Measure
from strategy_portal.domain.periods import MONTHS, Frequency, Period, Window, period_of
from strategy_portal.domain.status import Polarity

TWICE = 2
"""Periods in a row without a value that make an indicator stale."""


class RadarSignal(Enum):
    """What the radar searches for: a slug, a heading, and what follows from it."""

    NO_OWNER = ("no-owner", "Indicators without an owner", "Nobody owes their values.")
    NO_TARGET = ("no-target", "Indicators without a target this year", "There is nothing to judge them against.")
    NO_POLARITY = (
        "no-polarity", "Indicators without a polarity", "Nobody said which way is better, so they are not judged."
    )  # fmt: skip
    STALE = (
        "stale", "Indicators not updated twice running",
        "The last two periods whose days of grace are over have no submitted value.",
    )  # fmt: skip
    NEVER_REPORTED = (
        "never-reported", "Indicators never in a report", "No issued report of their strategy holds them."
    )  # fmt: skip
    ACTION_WITHOUT_OWNER = ("action-without-owner", "Actions without an owner", "Nobody is said to do them.")
    ACTION_WITHOUT_DATE = ("action-without-date", "Actions without a date", "They can never be overdue.")
    DEFAULT_TOLERANCE = (
        "default-tolerance", "Indicators without a tolerance of their own",
        "The council’s tolerance for the measure is used: agree it, or state another.",
    )  # fmt: skip

    def __init__(self, slug: str, title: str, consequence: str):
        self.slug, self.title, self.consequence = slug, title, consequence

    @property
    def is_of_actions(self) -> bool:
        return self in (RadarSignal.ACTION_WITHOUT_OWNER, RadarSignal.ACTION_WITHOUT_DATE)


@dataclass(frozen=True)
class RadarFinding:
    """One indicator or action on the radar. `detail` says more where there is more to say.

    It is put right on the page of a route with its arguments; `words` are those of the link.
    """

    strategy: Strategy
    subject: Indicator | Action
    route: str
    arguments: tuple[str | int, ...]
    words: str
    detail: str = ""

    @property
    def reference(self) -> str:
        """`2.3` for an indicator, its number for an action."""
        return self.subject.reference if isinstance(self.subject, Indicator) else str(self.subject.number)


Search = Callable[[Indicator], RadarFinding | None]
"""Says of one indicator whether the radar finds something missing."""


@dataclass(frozen=True)
class RadarGroup:
    """The findings of one signal, of `base` indicators in use or actions not ended."""

    signal: RadarSignal
    findings: tuple[RadarFinding, ...]
    base: int


@dataclass(frozen=True)
class RadarPage:
    groups: tuple[RadarGroup, ...]

    @property
    def found(self) -> tuple[RadarGroup, ...]:
        return tuple(group for group in self.groups if group.findings)

    @property
    def base(self) -> int:
        """How many indicators and actions were looked at; of none, nothing found says nothing."""
        return sum(group.base for group in self.groups)

    @property
    def clear(self) -> tuple[RadarGroup, ...]:
        """What was looked for and not found."""
        return tuple(group for group in self.groups if not group.findings)


def radar(strategies: Iterable[Strategy], on: date) -> RadarPage:
    """What is missing in these strategies on a day. Eight queries, whatever the number of indicators and actions."""
    found = tuple(strategies)
    sealed = Exists(Seal.objects.filter(indicator=OuterRef("pk")))
    in_use = Indicator.objects.filter(key_output__outcome__strategy__in=found).in_use_on(on).annotate(has_seal=sealed)
    indicators = list(in_use.with_setting().prefetch_related("rules").in_strategy_order())
    targets = set(Target.objects.filter(indicator__in=indicators).order_by().values_list("indicator", "year_starts_on"))
    actions = Action.objects.filter(strategy__in=found).open().with_due_as_written().select_related("strategy")
    acted = list(actions.prefetch_related("owners").order_by("-strategy__starts_on", "strategy", "number"))
    searches: dict[RadarSignal, Search] = {
        RadarSignal.NO_OWNER: lambda each: None if each.owner_id else _finding(each, "indicator-edit", "Name an owner"),
        RadarSignal.NO_TARGET: lambda indicator: _no_target(indicator, targets, on),
        RadarSignal.NO_POLARITY: lambda indicator: _no_polarity(indicator, on),
        RadarSignal.STALE: _stale(indicators, on),
        RadarSignal.NEVER_REPORTED: _never_reported(found),
    }
    groups = [_group(signal, indicators, search) for signal, search in searches.items()]
    council = council_tolerances()
    defaults = _group(RadarSignal.DEFAULT_TOLERANCE, indicators, lambda each: _default_tolerance(each, council, on))
    return RadarPage((*groups, *_of_actions(acted), defaults))


def _group(signal: RadarSignal, indicators: Sequence[Indicator], search: Search) -> RadarGroup:
    found = (search(indicator) for indicator in indicators)
    return RadarGroup(signal, tuple(finding for finding in found if finding is not None), len(indicators))


def _of_actions(actions: Sequence[Action]) -> list[RadarGroup]:
    unowned = tuple(_action(each, "action-edit", "Name its owner") for each in actions if not each.owners.all())
    undated = tuple(_action(each, "due-revise", "State its date") for each in actions if not each.due_as_written)
    return [
        RadarGroup(RadarSignal.ACTION_WITHOUT_OWNER, unowned, len(actions)),
        RadarGroup(RadarSignal.ACTION_WITHOUT_DATE, undated, len(actions)),
    ]


def _action(action: Action, route: str, words: str) -> RadarFinding:
    return RadarFinding(action.strategy, action, f"actions:{route}", (action.strategy.slug, action.number), words)


def _finding(indicator: Indicator, route: str, words: str, *more: str, detail: str = "") -> RadarFinding:
    outcome = indicator.outcome
    place: tuple[str | int, ...] = (outcome.strategy.slug, outcome.number, indicator.order, *more)
    return RadarFinding(outcome.strategy, indicator, f"indicators:{route}", place, words, detail)


def _judging(indicator: Indicator, words: str, detail: str = "") -> RadarFinding:
    """Mended on the indicator's form until something is sealed, afterwards by a rule from a day on (rules 6.7)."""
    has_seal = indicator.has_seal  # type: ignore[attr-defined]
    return _finding(indicator, "rule-change-create" if has_seal else "indicator-edit", words, detail=detail)


def _no_target(indicator: Indicator, targets: Collection[tuple[int, date]], on: date) -> RadarFinding | None:
    """One that is shown for context needs none. `targets` are the years, by their first day, that have one."""
    year = year_of_interest(indicator.outcome.strategy, on)
    if (indicator.pk, year.start) in targets or indicator.stated.on(on).polarity == Polarity.NONE:
        return None
    return _finding(indicator, "target-edit", "Set a target", year.slug, detail=f"None for {year.label}")


def _no_polarity(indicator: Indicator, on: date) -> RadarFinding | None:
    if indicator.stated.on(on).polarity != Polarity.NOT_SET:
        return None
    return _judging(indicator, "Say which way is better")


def _default_tolerance(indicator: Indicator, council: CouncilTolerances, on: date) -> RadarFinding | None:
    stated = indicator.stated.on(on)
    if stated.tolerance or stated.polarity == Polarity.NONE:
        return None
    used = council[Measure(indicator.measure)].on(on).as_domain().text
    return _judging(indicator, "State a tolerance", f"{used} is used")


def _stale(indicators: Sequence[Indicator], on: date) -> Search:
    """One query for what was entered in the periods that are asked about."""
    asked = {indicator.pk: _last_late_periods(indicator, on) for indicator in indicators}
    first = min((periods[-1].start for periods in asked.values() if periods), default=on)
    said = Q(approved_at__isnull=False) | Q(state__in=(Value.State.SUBMITTED, Value.State.APPROVED))
    rows = Value.objects.filter(said, indicator__in=indicators, period__starts_on__gte=first).order_by()
    entered = set(rows.values_list("indicator", "period__frequency", "period__starts_on").distinct())

    def search(indicator: Indicator) -> RadarFinding | None:
        periods = asked[indicator.pk]
        missed = [each for each in periods if (indicator.pk, each.frequency.value, each.start) not in entered]
        if len(missed) < TWICE:
            return None
        strategy = indicator.outcome.strategy
        quarter = period_of(periods[0].last_day, Frequency.QUARTERLY, strategy.year_start)
        detail = f"Nothing for {' and '.join(each.label for each in reversed(missed))}"
        grid = (strategy.slug, quarter.slug)
        return RadarFinding(strategy, indicator, "indicators:value-grid", grid, "Enter a value", detail)

    return search


def _last_late_periods(indicator: Indicator, on: date) -> list[Period]:
    """The last two of its periods that are over, days of grace included, the latest first; none if it has not two.

    Nothing is entered for a formula, for what is not measured yet and for what has no regular periods.
    """
    if indicator.is_proposed or indicator.formula or indicator.frequency not in MONTHS:
        return []
    strategy = indicator.outcome.strategy
    day = min(on, strategy.ends_on)
    period = period_of(day, Frequency(indicator.frequency), strategy.year_start)
    grace = settings.FIGURES["GRACE_DAYS"]
    while period.window(on, grace_days=grace) is not Window.OVERDUE:
        period = period.previous()
    last = [period, period.previous()]
    return last if all(indicator.is_collected_in(each) for each in last) else []


def _never_reported(strategies: Sequence[Strategy]) -> Search:
    """One query for what the issued reports of these strategies hold."""
    held = IssuedReport.objects.filter(strategy__in=strategies).order_by()
    reported = {
        (strategy, entry["reference"])
        for strategy, entries in held.values_list("strategy", "figures__indicators")
        for entry in entries or ()
    }

    def search(indicator: Indicator) -> RadarFinding | None:
        strategy = indicator.outcome.strategy
        if (strategy.pk, indicator.reference) in reported:
            return None
        return RadarFinding(strategy, indicator, "reports:report-list", (), "Issue a report")

    return search
