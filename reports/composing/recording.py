"""The record of a report made of its evidence: what `checks` hold the texts against and `drafts` are made from."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Model

from indicators.judging.standing import Basis, Standing
from indicators.models import Value
from reports.models import FormSection
from reports.scorecards.attention import OnRecord, reason_of, remedy_of
from reports.scorecards.report import Report
from reports.scorecards.report_entries import IndicatorEntry
from reports.scorecards.report_evidence import ReportEvidence
from reports.scorecards.report_form import IMPLICATION
from reports.scorecards.summary import summary_of
from strategy_portal.domain import sentences
from strategy_portal.domain.aggregation import AcrossUnits
from strategy_portal.domain.numbers import IN_FULL, PERCENT, Missing, Number
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.domain.status import COLOURS, Polarity, Status
from strategy_portal.models import Team, User

from .places import SUMMARY, Part, Place, indicator_key, outcome_key
from .record import (
    ActionFacts,
    ConsultationFacts,
    Figure,
    Measured,
    Record,
    Restated,
    Said,
    UnitMoves,
    YearFigure,
    tally_of,
)  # fmt: skip
from .words import figures_in

Content = FormSection.Content
PARTS = {Content(part.value): part for part in Part if part.value in Content.values}


def places_of(report: Report) -> dict[str, Place]:
    """Every place of a report in which people write, by key, in the order of the report."""
    form = report.frame.arrangement.form
    found = [Place(SUMMARY, "Summary for members: its first sentences", Part.SUMMARY)]
    for each in (section.place for section in report.frame.sections):
        found.append(Place(each.key, str(each), PARTS[Content(each.content)], standard=each.standard))
    found += [Place(f"{IMPLICATION}{line.number}", str(line), Part.LINE) for line in form.implications.all()]
    label = report.evidence.strategy.outcome_label
    for group in report.evidence.groups:
        number = group.outcome.number
        found.append(Place(outcome_key(number), f"{label} {group.outcome}", Part.OUTCOME, outcome=number))
    for entry in report.evidence.entries:
        indicator = entry.indicator
        found.append(
            Place(
                indicator_key(indicator.reference), f"{indicator.reference} {entry.name}", Part.INDICATOR,
                outcome=indicator.outcome.number, reference=indicator.reference,
            )
        )  # fmt: skip
    return {each.key: each for each in found}


def record_of(
    report: Report, earlier: Mapping[str, str] | None = None, written_on: Mapping[str, date] | None = None
) -> Record:
    """Three queries beside those of the report."""
    evidence = report.evidence
    moves = unit_moves(evidence)
    indicators = tuple(_measured(entry, evidence, moves.get(entry.indicator.pk)) for entry in evidence.entries)
    plan, summary = evidence.plan, summary_of(evidence)
    states = {_state_words(str(state.label)): count for state, count in plan.counts.by_state.items() if count}
    unknown = plan.counts.by_state.get(_unknown_state(plan.counts.by_state), 0)
    consultations = tuple(
        ConsultationFacts(str(card.consultation), card.consultation.closed_on, frozenset(_figures_of(card)))
        for card in evidence.consultations
    )
    return Record(
        on=evidence.on,
        year=evidence.last_year.label,
        span=evidence.label,
        ends_on=None if evidence.is_running else evidence.span.last_day,
        restated=len(evidence.revisions.lines),
        written_on=written_on or {},
        indicators=indicators,
        outcomes={group.outcome.number: group.outcome.title for group in evidence.groups},
        actions=ActionFacts(
            total=plan.counts.total,
            by_state={word: count for word, count in states.items() if "no state" not in word},
            overdue=plan.counts.overdue,
            unowned=plan.counts.unowned,
            undated=plan.counts.undated,
            without_state=unknown,
            ended=sum(line.has_ended for line in plan.lines),
            numbers=frozenset(line.number for line in plan.lines),
        ),
        consultations=consultations,
        numbers=frozenset(_numbers(evidence, indicators, consultations)),
        letters=frozenset(each.place.letter for each in report.frame.sections if each.place.letter),
        appendices=len(evidence.appendices),
        ranked=tuple(thing.reference for thing in summary.things if thing.entry),
        earlier=earlier or {},
        people=tuple(name for user in User.objects.filter(is_demonstration=False) if (name := user.get_full_name())),
        teams=tuple(Team.objects.values_list("name", flat=True)),
        known_words=_known_words(report),
        is_running=evidence.is_running,
        lead=summary.lead,
        asks=tuple(each.to_do for each in summary.asked),
    )


# --- An indicator -----------------------------------------------------------------------------------------------------


def _measured(entry: IndicatorEntry, evidence: ReportEvidence, units: UnitMoves | None) -> Measured:
    polarity = entry.standing.judged.rule.polarity
    following = entry.since
    return Measured(
        reference=entry.indicator.reference,
        name=entry.name,
        title=entry.indicator.title,
        outcome=entry.indicator.outcome.number,
        years=tuple(_years(entry)),
        move=entry.trend.direction,
        target_text=entry.target_text,
        higher_is_better={Polarity.HIGHER: True, Polarity.LOWER: False}.get(polarity),
        since=following and _year_figure(evidence.since_label, following),
        worse_years=entry.times_worse,
        is_on_course=entry.is_on_course,
        runs=_runs(entry, evidence),
        period_word=_period_word(entry),
        figures=frozenset(_printed(entry, following, evidence)),
        units=units,
        said=tuple(_said(entry, entry.year)),
        said_later=tuple(_said(entry, evidence.since)) if evidence.since else (),
        said_before=tuple(said for year, _ in reversed(entry.years[:-1]) for said in _said(entry, year)),
        forecast=entry.standing.entry.forecast_text,
        restated=tuple(_restated(entry, evidence)),
        told=entry.in_words.account,
        **_on_record(entry, evidence),
    )


def _restated(entry: IndicatorEntry, evidence: ReportEvidence) -> Iterator[Restated]:
    """What the last report printed otherwise, of the year reported and the one before that it is compared with.

    A correction of that very report lists it already.
    """
    since, columns = evidence.revisions.since, evidence.report_key.columns
    if since is None or (since.year_starts_on, since.about) == (columns["year_starts_on"], columns["about"]):
        return
    start = evidence.last_year.previous().start
    for line in evidence.revisions.lines:
        if line.indicator == entry.indicator and start < line.period.end <= evidence.span.end:
            period = sentences.months_text(line.period)
            yield Restated(period, line.was.text, line.now.text, line.reason)


def _on_record(entry: IndicatorEntry, evidence: ReportEvidence) -> dict[str, str]:
    """Why and what is being done as sentences that quote what was recorded, with who said it when."""
    reason, remedy = reason_of(entry), remedy_of(entry, evidence.linked.get(entry.indicator.pk, ()))
    return {
        "reason": _quoted("Recorded", reason),
        "remedy": _quoted("What is being done", remedy) if remedy.is_recorded else "",
    }


def _quoted(head: str, said: OnRecord) -> str:
    if not said.is_recorded:
        return said.text
    source = f" ({said.source_text})" if said.source_text else ""
    return " ".join(filter(None, [f"{head}{source}: “{said.text.rstrip('.')}.”", said.lacks_text]))


def _years(entry: IndicatorEntry) -> Iterator[YearFigure]:
    """A year that still runs is compared with the same part of the year before."""
    found = [_year_figure(entry.label_of(year), standing) for year, standing in entry.years]
    if entry.standing.basis is not Basis.YEAR and len(found) > 1:
        against = entry.trend.against
        found[-2] = replace(found[-2], number=against, text=entry.standing.format.text(against))
    yield from found


def _year_figure(label: str, standing: Standing) -> YearFigure:
    return YearFigure(label, standing.judged.value, standing.value_text, standing.status)


def _period_word(entry: IndicatorEntry) -> str:
    frequency = entry.figures.frequency
    words = {Frequency.MONTHLY: "month", Frequency.QUARTERLY: "quarter", Frequency.HALF_YEARLY: "half-year"}
    return words.get(frequency, "year") if frequency else "year"


def _said(entry: IndicatorEntry, year: Period) -> Iterator[Said]:
    """What was recorded of the periods of a year, the latest first, each wording once."""
    seen = set()
    for period in reversed(entry.figures.own_periods(year)):
        for each in entry.figures.entry(period).commentaries:
            if (each.why or each.what_next) and (each.why, each.what_next) not in seen:
                seen.add((each.why, each.what_next))
                yield Said(period.label, each.why, each.what_next)


def _runs(entry: IndicatorEntry, evidence: ReportEvidence) -> dict[str, frozenset[int]]:
    """Numbers of changes one way, up to the end of the year and up to the cut-off; years and periods off target."""
    figures = entry.figures
    to_date = [standing.basis is Basis.YEAR_TO_DATE and not entry.is_of_half for _, standing in entry.years]
    ended = [standing for (_, standing), is_to_date in zip(entry.years, to_date, strict=True) if not is_to_date]
    years: list[Number] = [standing.judged.value for standing in ended]
    own = [point.period for point in entry.points]
    since = figures.periods_between(entry.year.end, evidence.on) if entry.year.end <= evidence.on else []
    later = own + [each for each in since if each.end <= evidence.on]
    found: dict[str, set[int]] = defaultdict(set)
    in_periods = [("period", list(map(figures.own_number, each))) for each in (own, later)]
    for span, numbers in (("year", years), *in_periods):
        way, count = _run([number for number in numbers if isinstance(number, Decimal)])
        if count:
            found[f"{way}-{span}"].add(count)
    for span, statuses in (
        ("year", [standing.status for standing in ended]), ("period", [each.standing.status for each in entry.points]),
    ):  # fmt: skip
        coloured = [each for each in statuses if each.is_colour]
        for wanted in (COLOURS[:2], COLOURS[:1], COLOURS[1:2], COLOURS[2:]):
            found[f"off-{span}"].add(_last(coloured, wanted))
    return {key: frozenset(counts) for key, counts in found.items()}


def _last(statuses: Sequence[Status], wanted: Sequence[Status]) -> int:
    count = 0
    for status in reversed(statuses):
        if status not in wanted:
            break
        count += 1
    return count


def _run(numbers: Sequence[Decimal]) -> tuple[str, int]:
    """How many changes up to the last figure go one way; equal figures are passed over."""
    way, count = "", 0
    for after, before in pairwise(reversed(numbers)):
        if after == before:
            continue
        this = "rose" if after > before else "fell"
        if way and this != way:
            break
        way, count = this, count + 1
    return way, count


def _printed(entry: IndicatorEntry, following: Standing | None, evidence: ReportEvidence) -> Iterator[Figure]:
    """Every figure that the report prints of it, and the differences between those that are compared."""
    standings = [standing for _, standing in entry.years] + [point.standing for point in entry.points]
    standings += [following] if following else []
    texts = [entry.baseline_text, entry.coverage_text, entry.indicator.target_text, *entry.targets]
    for each in standings:
        texts += [each.value_text, each.shown_text, each.target_text, each.tolerance_text, each.interval_text]
        texts += [each.sample_text, each.working]
    texts += [point.own_text for point in entry.points]
    against = entry.trend.against
    texts += [entry.standing.format.text(against)]
    texts += [text for _, text in entry.key]
    for said in (*entry.remarks,):
        texts += [said.commentary.what_happened, said.commentary.why, said.commentary.what_next]
    revised = [line for line in evidence.revisions.lines if line.indicator == entry.indicator]
    texts += [text for line in revised for text in (line.was.text, line.now.text, line.reason)]
    yield from figures_in("\n".join(texts))
    years = [standing.judged.value for _, standing in entry.years]
    own = [point.own for point in entry.points]
    pairs = [*pairwise(years), *pairwise(own), *zip(own[4:], own, strict=False), (years[0], years[-1])]
    pairs += [(years[-1], following.judged.value)] if following else []
    pairs.append((years[-1], against))
    for standing in standings:
        if standing.judged.target:
            pairs += [(standing.judged.value, end) for end in standing.judged.target.ends]
    for one, other in pairs:
        if isinstance(one, Decimal) and isinstance(other, Decimal):
            yield from figures_in(entry.standing.format.difference_text(other - one))


# --- The units of surveys ---------------------------------------------------------------------------------------------


def unit_moves(evidence: ReportEvidence) -> dict[int, UnitMoves]:
    """By indicator, in how many units the year's figure rose or fell against the year before: one query."""
    if len(evidence.years) < 2:
        return {}
    surveys = {
        each.indicator.pk: each
        for each in evidence.entries
        if each.figures.units is not None and each.indicator.how_across_units is AcrossUnits.RATIO_OF_SUMS
    }
    before, year = evidence.years[-2:]
    rows = Value.objects.approved().filter(
        indicator__in=surveys, unit__isnull=False, period__starts_on__gte=before.start, period__starts_on__lt=year.end
    )
    sums: dict[tuple[int, int, bool], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for indicator, unit, starts_on, numerator, denominator in rows.values_list(
        "indicator", "unit", "period__starts_on", "numerator", "denominator"
    ):
        if numerator is not None and denominator:
            both = sums[indicator, unit, starts_on >= year.start]
            both[0] += numerator
            both[1] += denominator
    return {pk: _moves_of(pk, surveys[pk], sums) for pk in surveys}


def _moves_of(pk: int, entry: IndicatorEntry, sums: Mapping[tuple[int, int, bool], Sequence[Decimal]]) -> UnitMoves:
    format, factor = entry.standing.format, entry.indicator.factor
    counts: Counter[int] = Counter()
    for unit in {unit for indicator, unit, _ in sums if indicator == pk}:
        then, now = sums.get((pk, unit, False)), sums.get((pk, unit, True))
        if then and now:
            first, last = (format.rounded(factor * each[0] / each[1]) for each in (then, now))
            counts[(last > first) - (last < first)] += 1
    return UnitMoves(rose=counts[1], fell=counts[-1], same=counts[0])


# --- Everything else --------------------------------------------------------------------------------------------------


def _state_words(label: str) -> str:
    word = label.lower()
    return "with no state stated" if word.startswith(("not stated", "unknown", "no state")) else word


def _unknown_state(states: Mapping[Any, int]) -> Any:
    return next((state for state in states if str(state) == "unknown"), None)


def _numbers(
    evidence: ReportEvidence, indicators: Sequence[Measured], consultations: Sequence[ConsultationFacts]
) -> Iterator[Figure]:
    """Counts, their shares and bases, and what the consultations found."""
    counts = set(range(1, len(evidence.groups) + 1)) | {len(indicators), len(evidence.plan.lines)}
    outcomes = {each.outcome for each in indicators}
    for group in [list(indicators), *([each for each in indicators if each.outcome == one] for one in outcomes)]:
        for back in range(len(evidence.years)):
            tally = tally_of(group, back)
            counts |= {tally.total, tally.assessable, tally.without_colour, *(tally.counts.values())}
            counts.add(tally.counts[Status.RED] + tally.counts[Status.AMBER])
            yield from figures_in(" ".join(PERCENT.text(tally.share(colour)) for colour in COLOURS))
            for colour in COLOURS:
                share = tally.share(colour)
                if isinstance(share, Decimal):
                    yield (Decimal(round(share)), "%")
    plan = evidence.plan.counts
    counts |= {plan.overdue, plan.unowned, plan.undated, plan.open_with_window, plan.slipped, *plan.by_state.values()}
    counts |= {len(evidence.consultations), len(evidence.years), len(evidence.strategy.years)}
    counts |= {number for each in indicators if each.units for number in (
        each.units.rose, each.units.fell, each.units.same, each.units.total, each.units.rose + each.units.same,
        each.units.fell + each.units.same,
    )}  # fmt: skip
    counts |= {run for each in indicators for runs in each.runs.values() for run in runs}
    yield from ((Decimal(count), "") for count in counts)
    for each in consultations:
        yield from each.figures
    yield from figures_in(_words_of_plan(evidence))
    yield from figures_in("\n".join(each.title for each in indicators))


def _words_of_plan(evidence: ReportEvidence) -> str:
    strategy = evidence.strategy
    said = [strategy.purpose or "", *(group.outcome.description or "" for group in evidence.groups)]
    for line in evidence.plan.lines:
        said += [line.title, line.due_as_written, line.late_text, line.status_text]
        said += [line.latest.text if line.latest and hasattr(line.latest, "text") else ""]
    return "\n".join(said)


def _known_words(report: Report) -> str:
    evidence = report.evidence
    said = [str(evidence.strategy), evidence.strategy.organisation, *(line.title for line in evidence.plan.lines)]
    said += [each.indicator.title for each in evidence.entries]
    said += [f"{group.outcome.title} {group.outcome.description}" for group in evidence.groups]
    arrangement = report.frame.arrangement
    said += [arrangement.committee, arrangement.author_post, arrangement.contact_post]
    return "\n".join(said)


def _figures_of(value: Any, depth: int = 6) -> Iterator[Figure]:
    """Every number in a scorecard, those in its texts included."""
    if depth == 0 or isinstance(value, Model | Missing) or value is None:
        return
    if isinstance(value, str):
        yield from figures_in(value)
    elif isinstance(value, bool):
        return
    elif isinstance(value, int | Decimal):
        yield from figures_in(IN_FULL.text(Decimal(value)))
    elif is_dataclass(value):
        text = getattr(value, "text", "")
        yield from figures_in(text) if isinstance(text, str) else ()
        for each in fields(value):
            yield from _figures_of(getattr(value, each.name), depth - 1)
    elif isinstance(value, Mapping):
        yield from _figures_of(list(value.values()), depth)
    elif isinstance(value, Iterable):
        for each in value:
            yield from _figures_of(each, depth - 1)
