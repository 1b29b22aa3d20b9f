"""What a text says at its time: H23 forecasts, H24 restated figures, H25 words older than what is reported."""

import re
from collections.abc import Iterator, Sequence

from strategy_portal.domain.sentences import day_text
from strategy_portal.domain.similarity import telling
from strategy_portal.domain.status import Status

from ..drafts import restated_sentence
from ..findings import Finding, Kind
from ..places import OF_THE_YEAR
from ..record import Measured, Said
from ..words import Sentence, sentences
from .naming import TOLD_IN
from .reading import Passage, Reading

# --- H23 --------------------------------------------------------------------------------------------------------------

_AIM = r"(?:its|their|the|that|this) (?:own )?(?:year[’']s |annual )?(?:target|limit)s?"
_GOOD = (
    rf"(?:meet|hit|reach|exceed|achieve|attain|get (?:back )?to) (?:{_AIM})|"
    r"(?:meet|hit|reach|exceed|achieve|recover|improve)\b|(?:be|turn|go|get|come|return|stay|remain)(?: back)? "
    r"(?:to |at )?(?:met|green|on target|above target|target|on track)\b"
)
_BAD = (
    r"(?:miss|fall (?:short|below)|worsen|deteriorate|slip)\b|"
    r"(?:be|turn|go|get|stay|remain|end the year)(?: back| in the)? (?:missed|red|amber|off target|below)\b"
)
_MOVES = r"(?:rise|grow|increase|fall|drop|decline|decrease|go (?:up|down)|come (?:up|down))\b"
_EXPECTED = (
    r"(?:forecast|projected|expected|(?:un)?likely|predicted|anticipated|estimated|on course|on track|set|due|bound|"
    r"heading|going|looking)"
)
_FORECAST = re.compile(
    rf"\b(?:(?:is|are|was|were|looks?|seems?) )?{_EXPECTED} (?:not )?to (?:still |again )?(?:{_GOOD}|{_BAD}|{_MOVES})"
    rf"(?: {_AIM})?|"
    rf"\b(?:will|should|may|might|ought to) (?:not |still |soon |again |also ){{0,2}}"
    rf"(?:(?:meet|hit|reach|exceed|achieve|miss) {_AIM}|"
    r"(?:be|turn|go|get|come|stay|remain)(?: back)? (?:to |at )?"
    r"(?:met|missed|green|red|amber|on target|off target|below target))\b|"
    rf"\b(?:expect|anticipate|foresee|predict|believe)s? (?:that )?[^.;:]{{0,60}}?\b(?:to|will) (?:not )?"
    rf"(?:{_GOOD}|{_BAD}|{_MOVES})(?: {_AIM})?|"
    r"\b(?:confident|hopeful|optimistic|doubtful) (?:that|of|about)\b|"
    rf"\b(?:heading|on track|on course) for (?:{_AIM}|green|red)|"
    r"\bforecasts?\b|\bprojections?\b|\boutlook\b|\bprospects? (?:is|are|of|for)\b",
    re.IGNORECASE,
)
_SURE_OF = (
    r"(?:expect\w*|forecast\w*|projected|predict\w*|anticipat\w*|fore(?:see|saw)\w*|(?:un)?likely|confident|"
    r"hope(?:ful|s|d|ing)?|optimistic|doubtful|within reach|(?:every|good|little|no) chance|heading|poised|estimated|"
    r"(?:we|owner) (?:think|believe)s?)"
)
_RESULT = (
    r"(?:targets?|limits?|aims?|green|red|amber|reach\w*|meet\w*|met|hit|achiev\w*|recover\w*|improv\w*|ris(?:e|ing)|grow\w*|"
    r"fall\w*|drop\w*|declin\w*|decreas\w*|increas\w*|worsen\w*|slip\w*|come down|go up)"
)
_LOOKS_AHEAD = re.compile(
    rf"\b{_SURE_OF}\b[^.;]{{0,80}}?\b{_RESULT}\b|"
    rf"\b{_RESULT}\b[^.;]{{0,60}}?\b(?:within reach|expected|anticipated|predicted)\b|"
    r"\b(?:will|should|could|may|might|ought to|can) (?:not |still |soon |again |also |well |have ){0,2}"
    r"(?:(?:meet|met|hit|reach(?:ed)?|exceed(?:ed)?|achieved?|miss(?:ed)?|slip|fall|drop|get|see|come|be|turn|become|go)\b"
    r"[^.;,]{0,25}?\b(?:targets?|limits?|green|red|amber)|be (?:met|achieved|reached|hit|missed))\b",
    re.IGNORECASE,
)
"""Whatever else looks ahead: a word of how sure somebody is beside a result, or what will or may come of a target."""
_NOT_GOOD = re.compile(rf"\b(?:not|unlikely|doubtful)\b|\b(?:{_BAD})", re.IGNORECASE)
_STANDS = re.compile(
    r"\b(?:green|amber|red)\b|\b(?:on|off) target\b|\b(?:met|missed|misses|meets)\b|"
    r"\b(?:above|below) (?:its|their|the) (?:target|limit)|\bno figure\b|\bnever (?:been )?measured\b|\bnot due\b",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(
    r" (?:will|should|may|might)(?: (?!be\b)\w+){0,2}? "
    rf"(?:{_RESULT}|get (?:there|better|worse)|be (?:back|better|worse|brought|reversed))\b",
    re.IGNORECASE,
)
"""What an indicator, named just before, will or may do by itself."""
WILL_MEET, WILL_NOT = "Will meet the year’s target", "Will not meet it"


def forecast_without_status(reading: Reading) -> Iterator[Finding]:
    """H23: what is expected of an indicator beside no word of where it stands, or other than its owner forecasts."""
    for passage in reading.of(*OF_THE_YEAR):
        match = _FORECAST.search(passage.text) or _LOOKS_AHEAD.search(passage.text) or _of_itself(reading, passage.text)
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


def _of_itself(reading: Reading, text: str) -> re.Match[str] | None:
    return next(filter(None, (_OF_ITSELF.match(text, each.end) for each in reading.names.mentions(text))), None)


def _meant(reading: Reading, passage: Passage) -> list[Measured]:
    """Those that the sentence names, else the one before it; in the text of an indicator that one."""
    for text in (passage.text, passage.sentence.before):
        if found := reading.names.meant(text):
            return found
    own = passage.place.reference
    return [reading.record.by_reference[own]] if own else []


def _touched(reading: Reading, passage: Passage) -> list[Measured]:
    """Those of whose names one telling word stands in a sentence that names none for sure."""
    said = telling(passage.text)
    return [each for each in reading.record.indicators if said & telling(each.name)]


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

_CHANGED = r"(?:restate[ds]?|correct(?:ed|ions?)|revis(?:ed|ions?)|amend(?:ed|ments?)|recalculated|recounted)"
_RESTATED = re.compile(
    rf"\b{_CHANGED}\b|\brestatements?\b|\b(?:counted|worked out|published|calculated) (?:anew|again)\b|"
    r"\b(?:was|were|had been|we) (?:first |earlier |originally )?"
    r"(?:published|reported|given|printed)\b[^.;]{0,40}\bas\b|"
    r"\binstead of\b|\brather than the\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\b(?:figures?|values?|numbers?|results?|data|restate\w*|published)\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:earlier|past|previous(?:ly)?|historic(?:al)?|published|reported|printed|last report|last year[’']s)(?!\w)",
    re.IGNORECASE,
)
_NOT = r"\b(?:no|none|not|nothing|never|neither|nor|without|\w+n[’']t)\b"
_NOT_RESTATED = re.compile(
    rf"{_NOT}[^.;,]{{0,45}}?\b(?:restat\w+|correct(?!ly)\w*|revis\w+|amend\w*|recalculated|recounted)\b"
    r"|\brestates? (?:no|none|nothing)\b",
    re.IGNORECASE,
)
_NOT_CHANGED = re.compile(rf"{_NOT}[^.;,]{{0,45}}?\b(?:changed?|changes|altered)\b", re.IGNORECASE)
_AS_BEFORE = re.compile(
    r"\b(?:stand|stay|remain|left|are|were|is|was|hold)s?(?: all| still| just| exactly)* "
    r"(?:as (?:it|they) (?:was|were)|as (?:\w+ )?(?:published|reported|printed)|the same as|valid|correct|unchanged)\b|"
    r"\b(?:figures|data|results) (?:published [^.;,]{0,20})?(?:all |still )?(?:stand|hold)s?(?= good|[.,;]|$)",
    re.IGNORECASE,
)


def _says_none_restated(text: str) -> re.Match[str] | None:
    """A denial of corrections to figures; or, of figures that were published, that they have not changed."""
    if not _FIGURES.search(text):
        return None
    denied = _NOT_RESTATED.search(text)
    return denied or (_PAST.search(text) and (_NOT_CHANGED.search(text) or _AS_BEFORE.search(text))) or None


def restated_unnamed(reading: Reading) -> Iterator[Finding]:
    """H24: a figure restated since the last report, of this year or the one before it, and no text that says so."""
    place = reading.body
    paragraphs = reading.text_of(*TOLD_IN).split("\n\n")
    for each in reading.record.indicators if place else ():
        for was in each.restated:
            named = (text for text in paragraphs if _RESTATED.search(text))
            is_named = any(each in reading.names.meant(text) for text in named)
            if place and not is_named:
                then = f"{was.period} was {was.was} in the last report and is {was.now} now"
                says = f"{each.label}: {then}; no text says so."
                yield Finding("H24", Kind.MEND, place.key, each.label, says, restated_sentence(each))
                break
    for passage in reading.passages:
        match = _says_none_restated(passage.text) if reading.record.restated else None
        if match:
            count = reading.record.restated
            says = f"{count} {'figure was' if count == 1 else 'figures were'} restated since the last report."
            yield passage.finding("H24", Kind.MEND, *match.span(), says)


# --- H25 --------------------------------------------------------------------------------------------------------------

FEWEST_WORDS = 4
"""Fewer words in a row may be the same by chance."""
FEWEST_TELLING, MOST_OF_THEM = 3, 0.7
"""So many telling words, and this share of those of a sentence on record, say the same in other words."""
_OF_THEN = re.compile(
    r"\b(?:last|previous|earlier) (?:financial )?year\b|\byear (?:before|earlier|ago)\b", re.IGNORECASE
)


def older_than_the_period(reading: Reading) -> Iterator[Finding]:
    """H25: what people recorded before the year reported, repeated as if it were of it; a text not looked at since."""
    for passage in reading.of(*OF_THE_YEAR):
        bare = _bare(passage.text)
        for each in _meant(reading, passage) or _touched(reading, passage):
            if found := _older(bare, each, passage):
                says = f"{each.label}: recorded for {found.period}, before {reading.record.told}. Say of when it is."
                yield passage.finding("H25", Kind.MEND, 0, len(passage.text), says)
    ended = reading.record.ends_on
    for key, place in reading.places.items():
        written = reading.record.written_on.get(key)
        if place.part in OF_THE_YEAR and reading.texts.get(key) and written and ended and written <= ended:
            says = f"Written on {day_text(written)}, before what it tells of had ended on {day_text(ended)}."
            yield Finding("H25", Kind.ANSWER, key, place.title, says)


_OWNERS = re.compile(r"[’']s?\b")


def _older(bare: str, measured: Measured, passage: Passage) -> Said | None:
    """What was recorded for an earlier year alone, stands in the sentence, and is not said to be of then."""
    since = [_recorded(each) for each in (*measured.said, *measured.said_later)]
    beside = f"{passage.sentence.before} {passage.text}"
    if _OF_THEN.search(beside):
        return None
    for each in measured.said_before:
        if each.period in beside or each.period.split()[-1] in beside:
            continue
        if any(_repeats(bare, passage.text, said, since, measured) for said in sentences(_recorded(each))):
            return each
    return None


def _recorded(said: Said) -> str:
    return f"{said.why} {said.what_next}"


def _repeats(bare: str, text: str, said: Sentence, since: Sequence[str], measured: Measured) -> bool:
    """Word for word, or most of its telling words beyond those of the name; nothing that was recorded later says it."""
    words = _bare(said.text)
    if said.count >= FEWEST_WORDS and words in bare:
        return not any(words in _bare(later) for later in since)
    telling_words = telling(said.text) - telling(f"{measured.name} {measured.title}")
    there = telling_words & telling(_OWNERS.sub("", text))
    enough = len(there) >= FEWEST_TELLING and len(there) >= MOST_OF_THEM * len(telling_words)
    return enough and not any(len(telling(later) & there) >= FEWEST_TELLING for later in since)


_WORD = re.compile(r"[^\W_]+")


def _bare(text: str) -> str:
    """Its words alone, so that neither quotation marks nor spaces make two texts differ."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


RULES = (forecast_without_status, restated_unnamed, older_than_the_period)
