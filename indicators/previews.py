"""What a typed figure would mean if it were approved: its status, what is odd about it, what must be explained."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from strategy_portal.domain.checks import Question, questions
from strategy_portal.domain.periods import Period, add_months
from strategy_portal.domain.status import Status
from strategy_portal.domain.targets import Measure

from .histories import histories
from .models import CollectionUnit, Indicator, ReportingPeriod, Value, reading
from .readings import Entry, Spans
from .standing import Standing
from .standings import History

MONTHS_BACK = 30
EXPLAINED = (Status.RED, Status.AMBER, Status.NOT_AVAILABLE, Status.SUSPENDED)
"""What a person has to explain before it can be submitted."""


class Place(Protocol):
    """Where a value belongs: a slot, or a value itself."""

    @property
    def indicator(self) -> Indicator: ...
    @property
    def period(self) -> ReportingPeriod: ...
    @property
    def unit(self) -> CollectionUnit | None: ...


class Figures(Protocol):
    """What is entered for a value: a stored one, or what was typed."""

    number: Any
    numerator: Any
    denominator: Any
    respondents: int | None
    availability: str
    quality: str


@dataclass(frozen=True)
class Preview:
    """Where the figure would stand; for a unit, how its own figure compares with the organisation's target."""

    standing: Standing
    questions: tuple[Question, ...]

    @property
    def status(self) -> Status:
        return self.standing.status

    @property
    def needs_commentary(self) -> bool:
        """Off target, or no figure: what happened, why and what next have to be said."""
        return self.status in EXPLAINED


class Previewer:
    """Previews of many places, for seven queries whatever their number."""

    def __init__(self, places: Sequence[Place], on: date):
        self.on = on
        indicators = {place.indicator.pk: place.indicator for place in places}
        earliest = min((place.period.starts_on for place in places), default=on)
        since = add_months(earliest, -MONTHS_BACK)
        self.histories = {each.indicator.pk: each for each in histories(indicators.values(), since=since)}
        units = {place.unit.pk for place in places if place.unit is not None}
        self.of_units = _entries_of_units(indicators, units, since)

    def of(self, place: Place, figures: Figures) -> Preview:
        indicator, period = place.indicator, place.period.as_domain()
        history = self._history(place)
        typed = reading(
            number=figures.number, numerator=figures.numerator, denominator=figures.denominator,
            respondents=figures.respondents, availability=figures.availability, state=Value.State.APPROVED,
            quality=figures.quality, factor=indicator.factor,
        )  # fmt: skip
        changed = replace(history, entries={**history.entries, period: Entry(reading=typed)})
        asked = questions(
            typed,
            [earlier.reading for earlier in _before(history, period)],
            places=history.rule_in(period).places,
            factor=indicator.factor,
            suffix=indicator.unit_suffix,
            measure=Measure(indicator.measure),
        )
        return Preview(changed.judged_in(period, self.on), tuple(asked))

    def places(self, place: Place, period: Period) -> int:
        """The printed precision of the place's indicator in a period (rules 6.7)."""
        return self.histories[place.indicator.pk].rule_in(period).places

    def earlier(self, place: Place) -> Sequence[Entry]:
        """What is known of the periods before, oldest first."""
        return _before(self._history(place), place.period.as_domain())

    def _history(self, place: Place) -> History:
        """The place's own history: a unit's consists of its own figures."""
        whole = self.histories[place.indicator.pk]
        if place.unit is None:
            return whole
        return replace(whole, entries=self.of_units[place.indicator.pk, place.unit.pk])


def _before(history: History, period: Period) -> list[Entry]:
    own = [each for each in history.entries if each < period and each.frequency is period.frequency]
    return [history.entry(each) for each in sorted(own)]


def _entries_of_units(
    indicators: dict[int, Indicator], units: Iterable[int], since: date
) -> dict[tuple[int, int], dict[Period, Entry]]:
    """The approved values of single units, as if each were an organisation: one query."""
    found: dict[tuple[int, int], dict[Period, Entry]] = defaultdict(dict)
    chosen = list(units)
    if not chosen:
        return found
    names = (
        "indicator_id", "unit_id", "period__starts_on", "period__frequency", "number", "numerator", "denominator",
        "respondents", "availability", "state", "quality",
    )  # fmt: skip
    rows = Value.objects.approved().filter(indicator__in=indicators, unit__in=chosen, period__starts_on__gte=since)
    spans = Spans(indicators)
    for row in rows.order_by("period__starts_on").values_list(*names, named=True):
        own = reading(
            number=row.number, numerator=row.numerator, denominator=row.denominator, respondents=row.respondents,
            availability=row.availability, state=row.state, quality=row.quality,
            factor=indicators[row.indicator_id].factor,
        )  # fmt: skip
        found[row.indicator_id, row.unit_id][spans.of(row)] = Entry(reading=own)
    return found


def open_questions(preview: Preview, answers: Sequence[dict[str, str]]) -> list[Question]:
    """The questions that nobody has answered yet. An answer holds for the question as it was asked."""
    answered = {(answer["key"], answer["text"]) for answer in answers_to(preview, answers) if answer["answer"].strip()}
    return [question for question in preview.questions if (question.key.value, question.text) not in answered]


def answers_to(preview: Preview, answers: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The answers to what is asked of this figure; those to another figure are left out."""
    asked = {(question.key.value, question.text) for question in preview.questions}
    return [answer for answer in answers if (answer["key"], answer["text"]) in asked]


def is_explained(figures: Any) -> bool:
    """What happened, why and what next are said; where there is no figure, its reason stands for the first two."""
    if figures.availability != Value.Availability.AVAILABLE:
        return bool(figures.reason.strip() and figures.what_next.strip())
    return all(text.strip() for text in (figures.what_happened, figures.why, figures.what_next))
