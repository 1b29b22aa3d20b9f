"""What has to be named: H1 red, H7 worse twice, H8 worse since, H15 what is not known."""

import re
from collections.abc import Iterator

from strategy_portal.domain.sentences import running_text

from ..drafts import action_gaps_text, red_sentence, since_sentence, twice_sentence, unmeasured_text
from ..findings import Finding, Kind
from ..places import SUMMARY, Part
from ..record import Measured
from ..words import sentences
from .reading import Reading

TOLD_IN = (Part.PROGRESS, Part.CONCLUSION, Part.OUTCOME, Part.INDICATOR)


def red_unnamed(reading: Reading) -> Iterator[Finding]:
    """H1: each red of the year is named with its figure and its target, once somebody writes how the year went."""
    place = reading.body
    for each in reading.record.red if place else ():
        lacks = _lacks(reading, each)
        if place and lacks:
            only = "The year’s only red" if len(reading.record.red) == 1 else "A red of the year"
            where = "is not in your text" if lacks == "name" else f"is named without its {lacks}"
            says = f"{only} {where}: {each.label}, {each.year.text} against {_aim(each)} of {each.target_text}."
            yield Finding("H1", Kind.MEND, place.key, each.label, says, red_sentence(each))


def _aim(measured: Measured) -> str:
    return "a limit" if measured.higher_is_better is False else "a target"


def _lacks(reading: Reading, measured: Measured) -> str:
    """What is missing where it is named: its name, figure or target; empty where all of it is said."""
    said = reading.text_of(*TOLD_IN)
    paragraphs = [each for each in said.split("\n\n") if _names(reading, each, measured)]
    if not paragraphs:
        return "name"
    if not any(_has(each, measured.year.text) for each in paragraphs):
        return "figure"
    if measured.target_text and not any(_has(each, measured.target_text) for each in paragraphs):
        return "target"
    return ""


def _has(text: str, figure: str) -> bool:
    return re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d|[.,]\d)", text) is not None


def _names(reading: Reading, text: str, measured: Measured) -> bool:
    """For sure, or by a word of its own beside its figure."""
    for sentence in sentences(text):
        for mention in reading.names.mentions(sentence.text):
            if mention.measured is measured and (mention.is_sure or _has(sentence.text, measured.year.text)):
                return True
    return False


def _is_mentioned(reading: Reading, measured: Measured) -> bool:
    said = reading.names.mentions(reading.text_of(*TOLD_IN))
    return any(each.measured is measured for each in said)


def worse_twice_unnamed(reading: Reading) -> Iterator[Finding]:
    """H7: off target and worse in each of two years."""
    place = reading.body
    for each in reading.record.indicators if place else ():
        if place and each.is_worse_twice and each not in reading.record.red and not _is_mentioned(reading, each):
            series = ", ".join(year.text for year in each.years[-3:])
            says = (
                f"{each.label} is off target and worse {running_text(each.worse_years)} ({series}); your text omits it."
            )
            yield Finding("H7", Kind.MEND, place.key, each.label, says, twice_sentence(each))


def worse_since_unnamed(reading: Reading) -> Iterator[Finding]:
    """H8: another, worse colour since the year ended."""
    place = reading.body
    for each in reading.record.indicators if place else ():
        if place and each.since and each.is_worse_since and not _is_mentioned(reading, each):
            says = (
                f"{each.label} was {each.status.word.lower()} in {reading.record.year} and is "
                f"{each.since.status.word.lower()} since ({each.since.text}, {each.since.label}); your text omits it."
            )
            yield Finding("H8", Kind.ANSWER, place.key, each.label, says, since_sentence(each))


_UNMEASURED = re.compile(
    r"\b(?:never|not|nor|un)[ -]?(?:yet |been |be |yet been )?(?:measured|judged|known|available|collected)|"
    r"\bwithout a (?:figure|value|colour)|\bno (?:figure|value)|\bunknown\b|\bsuspended\b",
    re.IGNORECASE,
)
_STATE_OF_ACTIONS = re.compile(
    r"\bactions?\b[^.]{0,60}\b(?:in progress|completed?|under way|underway|on course|delivered|done|progress)\b|"
    r"\b(?:completed|delivered)\b[^.]{0,30}\bactions?\b",
    re.IGNORECASE,
)
_GAPS = {
    "without an owner": re.compile(r"\b(?:no|without an?|an|nor an?|has an?|named?) (?:stated )?owner|\bunowned", re.I),
    "without a due date": re.compile(
        r"\b(?:no|without a|without an owner or a|a|or a|nor a|due) (?:due |end |stated )?date|\bundated|"
        r"\bowner or (?:a )?date",
        re.IGNORECASE,
    ),
    "with no state reported": re.compile(
        r"\bno (?:state|report|progress)\b|\bnot (?:been )?reported|\bnothing (?:is |was )?reported|"
        r"without a (?:state|report)"
        r"|\bunreported",
        re.IGNORECASE,
    ),
    "overdue": re.compile(r"\b(?:over ?due|late|past (?:its|their|the) (?:due )?date)\b", re.IGNORECASE),
}


def not_known_left_out(reading: Reading) -> Iterator[Finding]:
    """H15: a summary in people's words says what is not known; who counts the actions says what nobody stated."""
    record = reading.record
    summary = reading.texts.get(SUMMARY, "")
    if summary and record.unmeasured and not _UNMEASURED.search(summary):
        says = f"The summary leaves out what is not known: {unmeasured_text(record)}"
        yield Finding("H15", Kind.MEND, SUMMARY, "what is not known", says, unmeasured_text(record))
    told = reading.text_of(Part.SUMMARY, Part.PROGRESS, Part.CONCLUSION)
    actions = record.actions
    counts = {
        "without an owner": actions.unowned, "without a due date": actions.undated,
        "with no state reported": actions.without_state, "overdue": actions.overdue,
    }  # fmt: skip
    for passage in reading.of(Part.SUMMARY, Part.PROGRESS, Part.CONCLUSION):
        match = _STATE_OF_ACTIONS.search(passage.text)
        missing = [gap for gap, count in counts.items() if match and count and not _GAPS[gap].search(told)]
        if match and missing:
            stated = ", ".join(f"{counts[gap]} {gap}" for gap in missing)
            says = f"Of {actions.total} actions the text leaves out: {stated}."
            yield passage.finding("H15", Kind.MEND, *match.span(), says, action_gaps_text(record), "sentence")
            return


RULES = (red_unnamed, worse_twice_unnamed, worse_since_unnamed, not_known_left_out)
