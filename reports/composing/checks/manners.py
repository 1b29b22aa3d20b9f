"""Of a text as a text: H16 only notes, H17 references, H18 the three things, H19 names, H20 last year's words,
H21 long sentences, H22 too long for its page.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from strategy_portal.domain import personal_details
from strategy_portal.domain.sentences import counted, number_text
from strategy_portal.domain.wording import and_text

from ..drafts import recommendation_text, three_text
from ..findings import Finding, Kind
from ..first_names import FIRST_NAMES
from ..places import ACROSS, PARAGRAPH, Part, Place
from ..words import sentences
from .reading import Reading

LONGEST_SENTENCE = 30
SAME_SHARE = 0.8
FEWEST_WORDS = 20
"""A text shorter than this may well be the same as last year."""

# --- H16 --------------------------------------------------------------------------------------------------------------

_NOTES = re.compile(r"\bnot(?:e|es|ed|ing)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:agrees?|agreed|approves?|approved|asks?|asked|requests?|requested|considers?|considered|comments?|scrutinises?|"
    r"scrutinised|instructs?|discusses|discuss|recommends?|endorses?|endorsed|decides?|decided|calls? for|seeks?|"
    r"challenges?|says? (?:what|whether)|reviews?|reviewed)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"^(?:it is recommended|the [\w ]{1,60}? (?:is|are) (?:asked|recommended|invited)|members are asked)[^:]{0,60}:?",
    re.I,
)


def only_notes(reading: Reading) -> Iterator[Finding]:
    """H16: members are only asked to note, while something is red or got worse twice."""
    troubles = [each for each in reading.record.indicators if each in reading.record.red or each.is_worse_twice]
    place = next((each for each in reading.places.values() if each.part is Part.RECOMMENDATION), None)
    text = reading.texts.get(place.key, "") if place else ""
    items = " ".join(_BEGINS.sub("", each.text) for each in sentences(text))
    if not place or not troubles or not _NOTES.search(items) or _ASKS.search(items):
        return
    match = _NOTES.search(text)
    words = text[match.start() : match.end()] if match else ""
    says = f"Members are only asked to note, while {and_text([each.label for each in troubles])} "
    says += f"{'is' if len(troubles) == 1 else 'are'} red or worse twice running."
    start = match.start() if match else None
    yield Finding(
        "H16", Kind.ANSWER, place.key, words, says, recommendation_text(reading.record), start, (0, len(text))
    )


# --- H17 --------------------------------------------------------------------------------------------------------------

_REFERENCE = re.compile(
    r"\b([Ss]ection|[Aa]ppendix|[Oo]utcome|[Ii]ndicator|[Aa]ction|[Pp]age) ([A-Z]|"
    r"\d{1,3}(?:\.\d{1,2})?)(\d{0,2})\b(?!\.\d|%| (?:of|in)\b)"
)
MOST_PAGES = 4


def reference_unknown(reading: Reading) -> Iterator[Finding]:
    """H17: a section, appendix, page, outcome, indicator or action that the report does not have."""
    record = reading.record
    for passage in reading.passages:
        for match in _REFERENCE.finditer(passage.text):
            kind, name = match[1].lower(), match[2]
            number = int(name) if name.isdigit() else 0
            known, has = {
                "section": (not record.letters or name in record.letters, and_text(sorted(record.letters))),
                "appendix": (1 <= number <= record.appendices, f"{number_text(record.appendices)} appendices"),
                "page": (1 <= number <= MOST_PAGES, f"at most {number_text(MOST_PAGES)} pages"),
                "outcome": (number in record.outcomes, f"{number_text(len(record.outcomes))} outcomes"),
                "indicator": (name in record.by_reference, f"{number_text(len(record.indicators))} indicators"),
                "action": (number in record.actions.numbers, f"{number_text(record.actions.total)} actions"),
            }[kind]
            if not known:
                says = f"The report has no {match[0]}. It has {'the sections ' if kind == 'section' else ''}{has}."
                yield passage.finding("H17", Kind.MEND, *match.span(), says)


# --- H18 --------------------------------------------------------------------------------------------------------------

_ATTENTION = re.compile(
    r"\b(?:(?:two|three|one|2|3) things?|attention|matters? most|most important|main (?:concern|exception)s?|"
    r"priorit(?:y|ies))\b",
    re.I,
)


def not_as_ranked(reading: Reading) -> Iterator[Finding]:
    """H18: what a text says needs attention is not what the report ranks first."""
    ranked = reading.record.ranked
    for passage in reading.of(Part.SUMMARY, Part.PROGRESS, Part.CONCLUSION, Part.RECOMMENDATION):
        match = _ATTENTION.search(passage.text)
        mentions = [each.measured.reference for each in reading.names.mentions(passage.text)] if match else []
        named = list(dict.fromkeys(mentions))
        if match and named and ranked and set(named) != set(ranked[: len(named)]):
            labels = [reading.record.by_reference[each].label for each in ranked]
            says = f"By the figures, what needs attention first is {and_text(labels)}."
            yield passage.finding("H18", Kind.ANSWER, *match.span(), says, three_text(reading.record), "sentence")


# --- H19 --------------------------------------------------------------------------------------------------------------

_CAPITALS = re.compile(
    r"(?<![\w-])([A-Z][a-z]{1,15})(?: (?:[A-Z]\.? )?((?:O[’']|Mc|Mac)?[A-Z][a-z]{1,20}(?:-[A-Z][a-z]{1,20})?))\b"
)
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor|Bailie|Provost|Sir|Dame|"
    r"Prof(?:essor)?)\.? (?:[A-Z]\.? )?[A-Z][\w’'-]{1,30}"
    r"(?: [A-Z][\w’'-]{1,30})?"
)


def person_named(reading: Reading) -> Iterator[Finding]:
    """H19: the name of a person, in whose place a post or a team stands. A first name before a capital is not sure."""
    known = personal_details.People(reading.record.people)
    for passage in reading.passages:
        sure = {match.span() for match in _TITLED.finditer(passage.text)}
        sure |= {(each.start, each.end) for each in known.stretches(passage.text)}
        perhaps = {match.span() for match in _CAPITALS.finditer(passage.text) if _may_be_a_name(match)}
        for start, end in _apart(sorted(sure | perhaps)):
            words = passage.text[start:end]
            if words.lower() in reading.record.known_words.lower() or words in reading.record.teams:
                continue
            kind = Kind.MEND if (start, end) in sure else Kind.ANSWER
            yield passage.finding("H19", kind, start, end, f"“{words}” names a person. Name the post or the team.")


_PLACES = frozenset(
    "academy arms avenue award awards bridge building centre church close college council court crescent depot drive "
    "farm foundation fund gardens gate green group hall hospital house island lane library lodge market museum park "
    "place point project quay road scheme school service services square station street team terrace tower trust "
    "university valley village way wood".split()
)
"""After a first name these make a place or a body of it."""


def _may_be_a_name(match: re.Match[str]) -> bool:
    return match[1].lower() in FIRST_NAMES and match[2].lower() not in _PLACES


def _apart(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last = -1
    for start, end in spans:
        if start >= last:
            yield start, end
            last = end


# --- H20 to H22 -------------------------------------------------------------------------------------------------------


def same_as_last_year(reading: Reading) -> Iterator[Finding]:
    """H20: nearly the words of the year before. Standard paragraphs may be: only what tells the year is looked at."""
    parts = (Part.SUMMARY, Part.PROGRESS, Part.CONCLUSION, Part.OUTCOME, Part.INDICATOR, Part.NARRATIVE)
    for key, place in reading.places.items():
        mine, theirs = reading.texts.get(key, "").split(), reading.record.earlier.get(key, "").split()
        if place.part not in parts or len(mine) < FEWEST_WORDS or not theirs:
            continue
        same = sum(block.size for block in SequenceMatcher(None, theirs, mine, autojunk=False).get_matching_blocks())
        if same >= SAME_SHARE * len(mine):
            says = f"{same} of {len(mine)} words are those of the year before, in the same order."
            yield Finding("H20", Kind.ANSWER, key, f"{place.title}", says)


def long_sentence(reading: Reading) -> Iterator[Finding]:
    """H21: more than 30 words."""
    for passage in reading.passages:
        if passage.sentence.count > LONGEST_SENTENCE:
            words = " ".join(passage.text.split()[:6])
            says = f"A sentence of {passage.sentence.count} words; {LONGEST_SENTENCE} are enough. Make two of it."
            yield passage.finding("H21", Kind.ANSWER, 0, len(words), says)


def too_long(reading: Reading) -> Iterator[Finding]:
    """H22: more printed lines than the place has room for."""
    for key, place in reading.places.items():
        text, room = reading.texts.get(key, ""), place.room
        lines = room.lines_of(text)
        if place.has_limit and lines > room.lines:
            says = f"{counted(lines - room.lines, 'line')} too long: {lines} of at most {room.lines} printed lines."
            yield Finding("H22", Kind.MEND, key, place.title, says.capitalize())
        for paragraph in text.split("\n\n"):
            if room.lines_of(paragraph) > PARAGRAPH and _is_prose(place):
                words = " ".join(paragraph.split()[:6])
                says = f"A paragraph of {room.lines_of(paragraph)} printed lines; {PARAGRAPH} are the most."
                yield Finding("H22", Kind.MEND, key, words, says, start=text.find(paragraph))


def _is_prose(place: Place) -> bool:
    """Not a list, nor a narrow column, which has its own limit."""
    return place.room.width == ACROSS.width and place.part is not Part.REFERENCES


RULES = (only_notes, reference_unknown, not_as_ranked, person_named, same_as_last_year, long_sentence, too_long)
