"""What a typed figure would mean if it were approved: its status, what is odd about it, what must be explained."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Protocol

from strategy_portal.domain import wording
from strategy_portal.domain.aggregation import AcrossUnits, Reading
from strategy_portal.domain.checks import SCALES, CheckQuestion, questions, usual_range
from strategy_portal.domain.numbers import Format, Missing, Number
from strategy_portal.domain.periods import Period, add_months
from strategy_portal.domain.status import Status, judge

from ..judging.figures import IndicatorFigures
from ..judging.loading import Spans, load_figures
from ..judging.standing import Basis, Entry, Standing
from ..models import CollectionUnit, Indicator, ReportingPeriod, Value
from ..models.value import reading, reading_of
from .checking import Entered

MONTHS_BACK = 30
EXPLAINED = (Status.RED, Status.AMBER, Status.NOT_AVAILABLE, Status.SUSPENDED)
"""What a person has to explain before it can be submitted."""


class ValuePlace(Protocol):
    """Where a value belongs: an expected entry, or a value itself."""

    @property
    def indicator(self) -> Indicator: ...
    @property
    def period(self) -> ReportingPeriod: ...
    @property
    def unit(self) -> CollectionUnit | None: ...


@dataclass(frozen=True)
class Usual:
    """Between which ends a place's own figures usually are, and where a figure stands to that (rules 1.5)."""

    low: Decimal
    high: Decimal
    number: Number
    format: Format

    @property
    def text(self) -> str:
        return f"{self.format.text(self.low)} to {self.format.text(self.high)}"

    @property
    def sentence(self) -> str:
        """Compared as printed, as the question about a jump is."""
        if isinstance(self.number, Missing):
            return f"Usually {self.text}"
        number, low, high = (self.format.rounded(each) for each in (self.number, self.low, self.high))
        side = "below" if number < low else "above" if number > high else "within"
        return f"{self.format.text(self.number)} is {side} the usual range of {self.text}"


@dataclass(frozen=True)
class Preview:
    """Where the figure would stand; for a unit, how its own figure compares with the organisation's target."""

    standing: Standing
    questions: tuple[CheckQuestion, ...]
    usual: Usual | None = None

    @property
    def status(self) -> Status:
        return self.standing.judged.status

    @property
    def why(self) -> str:
        """Why it would have its colour."""
        return wording.why(self.standing.judged)

    @property
    def needs_commentary(self) -> bool:
        """Off target, or no figure: what happened, why and what next have to be said."""
        return self.status in EXPLAINED


class Previewer:
    """Previews of many places, for six queries whatever their number.

    A figure is looked at beside those that were entered before it, approved or not: an officer who enters two quarters
    one after the other is asked about the second as if the first were approved.
    """

    def __init__(self, places: Sequence[ValuePlace], on: date):
        self.on = on
        indicators = {place.indicator.pk: place.indicator for place in places}
        earliest = min((place.period.starts_on for place in places), default=on)
        since = add_months(earliest, -MONTHS_BACK)
        self.whole = {each.indicator.pk: each for each in load_figures(indicators.values(), since=since)}
        units = {place.unit.pk for place in places if place.unit is not None}
        self.entered = _entered(indicators, units, since)

    def of(self, place: ValuePlace, figures: Entered | Value) -> Preview:
        indicator, period = place.indicator, place.period.as_domain()
        known = self._known_at(place)
        typed = reading(
            number=figures.number, numerator=figures.numerator, denominator=figures.denominator,
            respondents=None if figures.respondents is None else int(figures.respondents),
            availability=figures.availability, state=Value.State.APPROVED, quality=figures.quality,
            factor=indicator.factor,
        )  # fmt: skip
        changed = replace(known, entries={**known.entries, period: Entry(reading=typed)})
        earlier, format = [each.reading for each in _before(known, period)], known.rule_in(period).format
        asked = questions(typed, earlier, format, factor=indicator.factor)
        usual = _usual(earlier, typed.number, format)
        return Preview(_standing(changed, period, self.on), tuple(asked), usual)

    def usual(self, place: ValuePlace) -> Usual | None:
        """The place's usual range, whatever is entered there now."""
        earlier = [each.reading for each in self.earlier(place)]
        return _usual(earlier, Missing.NOT_ENTERED, self.format(place, place.period.as_domain()))

    def format(self, place: ValuePlace, period: Period) -> Format:
        """How figures of the place's indicator print in a period (rules 6.7)."""
        return self.whole[place.indicator.pk].rule_in(period).format

    def earlier(self, place: ValuePlace) -> Sequence[Entry]:
        """What is known of the periods before, oldest first."""
        return _before(self._known_at(place), place.period.as_domain())

    def _known_at(self, place: ValuePlace) -> IndicatorFigures:
        """The place's own figures: of a unit what it entered itself.

        One unit of a sum has no target of its own, so its figure gets no colour.
        """
        whole = self.whole[place.indicator.pk]
        if place.unit is None:
            known = whole.entries.items()
            approved = {period: entry for period, entry in known if entry.reading.number is not Missing.NOT_ENTERED}
            return replace(whole, entries=self.entered[place.indicator.pk, None] | approved)
        targets = {} if place.indicator.across_units == AcrossUnits.SUM else whole.targets_by_year
        return replace(whole, entries=self.entered[place.indicator.pk, place.unit.pk], targets_by_year=targets)


def _usual(earlier: Sequence[Reading], number: Number, format: Format) -> Usual | None:
    ends = None if format.measure in SCALES else usual_range([reading.number for reading in earlier])
    return Usual(*ends, number, format) if ends else None


def _standing(known: IndicatorFigures, period: Period, on: date) -> Standing:
    """As an approval would seal it. Where the year to date lacks an earlier value, a sum's period stands by itself.

    Then it is judged against its own share of the year's target, so that nobody is spared a word about a poor quarter
    because another one is late (rules 5.2, 5.3).
    """
    standing, target, share = known.judged_in(period, on), known.own_target(period), known.own_share(period)
    reading = known.entry(period).reading
    is_incomplete = standing.judged.status is Status.INCOMPLETE
    if not is_incomplete or target is None or not share or isinstance(reading.number, Missing):
        return standing
    rule = known.rule_in(period)
    own = replace(rule, tolerance=rule.tolerance.for_share(share))
    return replace(standing, basis=Basis.PERIOD, reading=reading, judged=judge(reading.number, target, own))


def _before(known: IndicatorFigures, period: Period) -> list[Entry]:
    """One entry for each period from the first known one on, so that the last is that of the period just before."""
    first = min((each for each in known.entries if each.frequency is period.frequency), default=period)
    found = [known.entry(each) for each in takewhile(lambda each: each >= first, known.before(period))]
    return found[::-1]


def _entered(
    indicators: dict[int, Indicator], units: Iterable[int], since: date
) -> dict[tuple[int, int | None], dict[Period, Entry]]:
    """What is entered for the organisation and for single units, as if each were an organisation: one query."""
    found: dict[tuple[int, int | None], dict[Period, Entry]] = defaultdict(dict)
    names = (
        "indicator_id", "unit_id", "period__starts_on", "period__frequency", "number", "numerator", "denominator",
        "respondents", "availability", "state", "quality",
    )  # fmt: skip
    rows = Value.objects.filter(indicator__in=indicators, period__starts_on__gte=since).of_units(list(units))
    spans = Spans(indicators)
    for row in rows.order_by().values_list(*names, named=True):
        own = reading_of(row, indicators[row.indicator_id].factor)
        found[row.indicator_id, row.unit_id][spans.of(row)] = Entry(reading=own)
    return found


def open_questions(preview: Preview, answers: Sequence[dict[str, str]]) -> list[CheckQuestion]:
    """The questions that nobody has answered yet. An answer holds for the question as it was asked."""
    answered = {(answer["key"], answer["text"]) for answer in answers_to(preview, answers) if answer["answer"].strip()}
    return [question for question in preview.questions if (question.key.value, question.text) not in answered]


def answers_to(preview: Preview, answers: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The answers to what is asked of this figure; those to another figure are left out."""
    asked = {(question.key.value, question.text) for question in preview.questions}
    return [answer for answer in answers if (answer["key"], answer["text"]) in asked]


def is_explained(figures: Entered | Value) -> bool:
    """What happened, why and what next are said; where there is no figure, its reason stands for the first two."""
    if figures.availability != Value.Availability.AVAILABLE:
        return bool(figures.reason.strip() and figures.what_next.strip())
    return all(text.strip() for text in (figures.what_happened, figures.why, figures.what_next))
