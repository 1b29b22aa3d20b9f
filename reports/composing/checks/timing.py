"""What a text says at its time: H23 forecasts, H24 restated figures, H25 words older than what is reported."""

import re
from collections.abc import Iterator

from strategy_portal.domain.sentences import day_text
from strategy_portal.domain.status import Status

from ..drafts import restated_sentence
from ..findings import Finding, Kind
from ..places import OF_THE_YEAR
from ..record import Measured, Said
from ..words import sentences
from .naming import TOLD_IN
from .reading import Passage, Reading

# --- H23 --------------------------------------------------------------------------------------------------------------

_GOOD = r"meet|hit|reach|exceed|achieve|be (?:met|green|on target)"
_BAD = r"miss|fall (?:short|below)|be (?:missed|red|amber|off target|below)"
_AIM = r"(?: (?:its|their|the) (?:own )?(?:year[’']s )?(?:target|limit)s?)?"
_FORECAST = re.compile(
    rf"\b(?:(?:is|are|was|were) )?(?:forecast|projected|expected|likely|predicted|on course|set) (?:not )?to "
    rf"(?:{_GOOD}|{_BAD}){_AIM}|\b(?:will|should) (?:not |still )?(?:{_GOOD}|{_BAD}) (?:its|their|the) "
    rf"(?:year[’']s )?(?:target|limit)s?|\bforecasts?\b|\bprojections?\b|\boutlook\b",
    re.IGNORECASE,
)
_NOT_GOOD = re.compile(rf"\bnot (?:to )?(?:{_GOOD})|\b(?:{_BAD})\b", re.IGNORECASE)
_STANDS = re.compile(
    r"\b(?:green|amber|red)\b|\b(?:on|off) target\b|\b(?:met|missed|misses|meets)\b|"
    r"\b(?:above|below) (?:its|their|the) (?:target|limit)|\bno figure\b|\bnever (?:been )?measured\b|\bnot due\b",
    re.IGNORECASE,
)
WILL_MEET, WILL_NOT = "Will meet the year’s target", "Will not meet it"


def forecast_without_status(reading: Reading) -> Iterator[Finding]:
    """H23: what is expected of an indicator beside no word of where it stands, or other than its owner forecasts."""
    for passage in reading.of(*OF_THE_YEAR):
        match = _FORECAST.search(passage.text)
        if not match:
            continue
        beside = f"{passage.sentence.before} {passage.text[: match.start()]} {passage.text[match.end() :]}"
        for each in _meant(reading, passage):
            said = each.forecast and f"Its owner’s forecast on record: {each.forecast}."
            if not _STANDS.search(beside) and not _has_figure(beside, each):
                says = (
                    f"A forecast of {each.label} without where it stands: {each.year.text}, {each.status.word.lower()}."
                )
                yield passage.finding(
                    "H23", Kind.MEND, *match.span(), " ".join(filter(None, [says, said])), _with_status(passage, each),
                    "sentence",
                )  # fmt: skip
            elif _is_contradicted(match[0], each.forecast):
                yield passage.finding("H23", Kind.MEND, *match.span(), f"{each.label}. {said}")


def _meant(reading: Reading, passage: Passage) -> list[Measured]:
    """Those that the sentence names, else the one before it; in the text of an indicator that one."""
    for text in (passage.text, passage.sentence.before):
        found = list({each.measured.reference: each.measured for each in reading.names.mentions(text)}.values())
        if found:
            return found
    own = passage.place.reference
    return [reading.record.by_reference[own]] if own else []


def _has_figure(text: str, measured: Measured) -> bool:
    figures = [each.text for each in (measured.year, measured.since) if each and each.known is not None]
    return any(re.search(rf"(?<![\d.,]){re.escape(each)}(?!\d|[.,]\d)", text) for each in figures)


def _is_contradicted(words: str, forecast: str) -> bool:
    is_bad = bool(_NOT_GOOD.search(words))
    is_good = not is_bad and bool(re.search(_GOOD, words, re.IGNORECASE))
    return (forecast == WILL_MEET and is_bad) or (forecast == WILL_NOT and is_good)


def _with_status(passage: Passage, measured: Measured) -> str:
    stands = f"{measured.label} is {measured.year.text}: {measured.status.word.lower()}."
    if measured.status is Status.NOT_YET_MEASURED:
        stands = f"{measured.label} has never been measured."
    return f"{stands} {passage.text}"


# --- H24 --------------------------------------------------------------------------------------------------------------

_RESTATED = re.compile(r"\b(?:restate[ds]?|correct(?:ed|ion)|revis(?:ed|ion)|recounted|counted anew)\b", re.IGNORECASE)
_NONE_RESTATED = re.compile(
    r"\b(?:no|none of the) (?:earlier |published )?(?:figures?|values?) "
    r"(?:was|were|is|are|has been|have been|had to be) (?:restated|corrected|revised)",
    re.IGNORECASE,
)


def restated_unnamed(reading: Reading) -> Iterator[Finding]:
    """H24: a figure restated since the last report, of this year or the one before it, and no text that says so."""
    place = reading.body
    paragraphs = reading.text_of(*TOLD_IN).split("\n\n")
    for each in reading.record.indicators if place else ():
        for was in each.restated:
            named = (text for text in paragraphs if _RESTATED.search(text))
            is_named = any(any(m.measured is each for m in reading.names.mentions(text)) for text in named)
            if place and not is_named:
                then = f"{was.period} was {was.was} in the last report and is {was.now} now"
                says = f"{each.label}: {then}; no text says so."
                yield Finding("H24", Kind.MEND, place.key, each.label, says, restated_sentence(each))
                break
    for passage in reading.passages:
        match = _NONE_RESTATED.search(passage.text)
        if match and reading.record.restated:
            count = reading.record.restated
            says = f"{count} {'figure was' if count == 1 else 'figures were'} restated since the last report."
            yield passage.finding("H24", Kind.MEND, *match.span(), says)


# --- H25 --------------------------------------------------------------------------------------------------------------

FEWEST_WORDS = 4
"""Fewer words in a row may be the same by chance."""


def older_than_the_period(reading: Reading) -> Iterator[Finding]:
    """H25: what people recorded before the year reported, repeated as if it were of it; a text not looked at since."""
    for passage in reading.of(*OF_THE_YEAR):
        bare = _bare(passage.text)
        for each in _meant(reading, passage):
            if found := _older(bare, each, passage):
                says = f"{each.label}: recorded for {found.period}, before {reading.record.told}. Say of when it is."
                yield passage.finding("H25", Kind.MEND, 0, len(passage.text), says)
    ended = reading.record.ends_on
    for key, place in reading.places.items():
        written = reading.record.written_on.get(key)
        if place.part in OF_THE_YEAR and reading.texts.get(key) and written and ended and written <= ended:
            says = f"Written on {day_text(written)}, before what it tells of had ended on {day_text(ended)}."
            yield Finding("H25", Kind.ANSWER, key, place.title, says)


def _older(bare: str, measured: Measured, passage: Passage) -> Said | None:
    """What was recorded for an earlier year alone, stands in the sentence, and is not said to be of then."""
    since = " ".join(_bare(f"{each.why} {each.what_next}") for each in (*measured.said, *measured.said_later))
    beside = f"{passage.sentence.before} {passage.text}"
    for each in measured.said_before:
        for said in sentences(f"{each.why} {each.what_next}"):
            words = _bare(said.text)
            is_there = said.count >= FEWEST_WORDS and words in bare and words not in since
            if is_there and each.period not in beside and each.period.split()[-1] not in beside:
                return each
    return None


_WORD = re.compile(r"[^\W_]+")


def _bare(text: str) -> str:
    """Its words alone, so that neither quotation marks nor spaces make two texts differ."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


RULES = (forecast_without_status, restated_unnamed, older_than_the_period)
