"""Sentences made from the figures, offered beside a text and never printed by themselves where a person must write.

They are put together from the patterns of `domain/sentences.py` and `domain/year_in_words.py`, as page one is.
"""

from collections.abc import Iterable, Iterator

from strategy_portal.domain import sentences
from strategy_portal.domain.sentences import number_text, sentence
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Direction
from strategy_portal.domain.wording import and_text

from .places import Part, Place
from .record import Measured, Record


def drafts(place: Place, record: Record) -> tuple[str, ...]:
    """Paragraphs for a place, the most important first; none where no figure has anything to say there."""
    match place.part:
        case Part.SUMMARY:
            found = [record.lead]
        case Part.RECOMMENDATION:
            found = [recommendation_text(record)]
        case Part.PROGRESS:
            found = [*_progress(record)]
        case Part.CONCLUSION:
            found = [conclusion_text(record)]
        case Part.OUTCOME:
            found = [outcome_text(record, place.outcome)]
        case Part.INDICATOR:
            found = [" ".join(filter(None, _of_indicator(record.by_reference[place.reference])))]
        case _:
            found = []
    return tuple(each for each in (place.standard, *found) if each)


# --- The whole year ---------------------------------------------------------------------------------------------------


def _progress(record: Record) -> Iterator[str]:
    if record.indicators:
        yield record.lead
    for each in record.red:
        yield " ".join(filter(None, [red_sentence(each), each.reason, each.remedy]))
    for each in record.indicators:
        if each.is_worse_twice and each.status is not Status.RED:
            yield twice_sentence(each)
    for each in record.indicators:
        yield restated_sentence(each)
    yield " ".join(since_sentence(each) for each in record.indicators if each.is_worse_since)
    yield " ".join(met_sentence(each) for each in record.indicators if _has_met(each))
    yield action_gaps_text(record)


def conclusion_text(record: Record) -> str:
    tally, before = record.tally(), record.tally(back=1)
    if not tally.assessable:
        return action_gaps_text(record)
    said = sentences.lead_text(tally, record.told, is_running=record.is_running).split(". ")[0].rstrip(".")
    if before.assessable:
        said += f", against {before.counts[Status.GREEN]} of {before.assessable} the year before"
    return " ".join(filter(None, [f"{said}.", three_text(record)]))


def three_text(record: Record) -> str:
    """`Three things need attention: 1.4 Complaints closed, ...`"""
    labels = [record.by_reference[each].label for each in record.ranked]
    if not labels:
        return ""
    return sentence(f"{sentences.counted(len(labels), 'thing needs', 'things need')} attention: {and_text(labels)}")


def recommendation_text(record: Record) -> str:
    """What the figures suggest that members are asked, as numbered items."""
    if not record.asks:
        return ""
    listed = [f"({number}) {each.rstrip('.')}" for number, each in enumerate(record.asks, 1)]
    ends = [*(";" for _ in listed[:-2]), "; and", "."][-len(listed) :]
    lines = [f"{each}{end}" for each, end in zip(listed, ends, strict=True)]
    return "\n\n".join(["It is recommended that members:", *lines])


def unmeasured_text(record: Record) -> str:
    count = len(record.unmeasured)
    return sentence(f"{number_text(count)} {_have(count)} never been measured") if count else ""


def action_gaps_text(record: Record) -> str:
    """`Of the 7 actions, four are in progress and one is completed; two have no state reported. ...`"""
    actions = record.actions
    if not actions.total:
        return ""
    states = [f"{number_text(count)} {_be(count)} {state}" for state, count in actions.by_state.items() if count]
    if actions.without_state:
        states.append(f"{number_text(actions.without_state)} {_have(actions.without_state)} no state reported")
    said = [f"Of the {actions.total} actions, {and_text(states)}."] if states else []
    said.append(sentences.undated_text(actions.total, actions.unowned, actions.undated))
    if actions.overdue:
        said.append(sentence(f"{sentences.of_text(actions.overdue, actions.total)} {_be(actions.overdue)} overdue"))
    return " ".join(filter(None, said))


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


# --- One indicator ----------------------------------------------------------------------------------------------------


def met_sentence(measured: Measured) -> str:
    """What is told of its year, after its reference."""
    return f"{measured.reference} {measured.account}"


def red_sentence(measured: Measured) -> str:
    """`1.4 Complaints closed rose from 21.3 to 21.6, above the limit of 20.5: red.`"""
    return f"{met_sentence(measured).rstrip('.')}: red."


def twice_sentence(measured: Measured) -> str:
    """`1.3 Staff knowledge fell for the second year running, to 82.4%; the target is 85%.`"""
    word = "fell" if measured.higher_is_better else "rose"
    running = sentences.running_text(measured.worse_years)
    aim = "limit" if measured.higher_is_better is False else "target"
    return f"{measured.label} {word} {running}, to {measured.year.text}; the {aim} is {measured.target_text}."


def restated_sentence(measured: Measured) -> str:
    """`1.3 Staff knowledge: January to March 2026 was corrected from 83.2% to 83.5%: twelve answers ...`"""
    told = [sentences.corrected_text(each.period, each.was, each.now, each.why) for each in measured.restated]
    return f"{measured.label}: {' '.join(told)}" if told else ""


def since_sentence(measured: Measured) -> str:
    """What it has come to since the year ended; empty where nothing is known."""
    if measured.since is None:
        return ""
    colour = measured.since.status.word.lower()
    return f"{measured.label} has been {colour} since the year ended: {measured.since.text} in {measured.since.label}."


def _has_met(measured: Measured) -> bool:
    """On target, and not so the year before, when it could be judged."""
    before = measured.before
    return measured.status is Status.GREEN and bool(before and before.status in (Status.RED, Status.AMBER))


def _of_indicator(measured: Measured) -> Iterator[str]:
    if measured.year.known is None:
        never = measured.status is Status.NOT_YET_MEASURED
        yield f"{measured.label} has never been measured." if never else ""
        return
    yield met_sentence(measured)
    if measured.is_off_target:
        yield measured.reason
        yield measured.remedy
    if measured.is_worse_since:
        yield since_sentence(measured)


def outcome_text(record: Record, number: int | None) -> str:
    """Count, one good, and the worst."""
    indicators = record.of(number)
    if not indicators:
        return ""
    good, bad = _best(indicators), next((each for each in record.off_target if each in indicators), None)
    lead = sentences.lead_text(record.tally(number), record.told, is_running=record.is_running)
    return " ".join([lead, *(met_sentence(each) for each in (good, bad) if each)])


def _best(indicators: Iterable[Measured]) -> Measured | None:
    """One that met its target and improved."""
    return next((each for each in indicators if _is_best(each)), None)


def _is_best(measured: Measured) -> bool:
    return measured.status is Status.GREEN and measured.move is Direction.IMPROVING
