"""Personal details in what people write: where they stand, and the text without them (trust S7).

A person decides about each: addresses and numbers are found by their form, names only by the words around them, so
both too much and too little is found. What is sure goes at the retention date though nobody looks; the rest is a hint
to a person. Every expression has bounds, so that no text takes longer than its length.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Detail(StrEnum):
    """What a stretch of text gives away."""

    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    NATIONAL_INSURANCE = "national-insurance"
    NAME = "name"
    OTHER = "other"


IN_ITS_PLACE = {
    Detail.EMAIL: "[e-mail address removed]",
    Detail.PHONE: "[phone number removed]",
    Detail.POSTCODE: "[postcode removed]",
    Detail.NATIONAL_INSURANCE: "[National Insurance number removed]",
    Detail.NAME: "[name removed]",
    Detail.OTHER: "[words removed]",
}


@dataclass(frozen=True, order=True)
class TextSpan:
    """Characters `start` to `end` of a text, the last one not included. Raises ValueError unless it holds one."""

    start: int
    end: int
    kind: Detail

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("A stretch of text has a first character and ends after it")

    def meets(self, other: "TextSpan") -> bool:
        return self.start < other.end and other.start < self.end


_SALUTATIONS = (
    "mr|mrs|ms|miss|mx|dr|doctor|prof|professor|sir|dame|lord|lady|cllr|councillor|rev|reverend|father|pastor|sister"
)
_KIN = (
    "husband|wife|partner|son|daughter|mother|mum|father|dad|brother|sister|grandson|granddaughter|grandmother|gran|"
    "grandfather|uncle|aunt|cousin|nephew|niece|neighbour|friend|carer|landlord|manager|social worker|care worker"
)
_BEFORE_ONE = (  # a single word with a capital is a name after these
    rf"my name(?: is|'s|’s)|name:|known as|my (?:{_KIN}),?|signed,?(?: by)?|(?:kind|best|warm) regards,?|regards,|"
    r"yours (?:sincerely|faithfully|truly),?|(?:he|she|who) (?:is|was) called|a (?:man|woman|lady) (?:called|named)"
)
_SURELY_BEFORE_TWO = r"i am|i'm|i’m|c/o"  # at least two words with capitals are a name after these
_PERHAPS_BEFORE_TWO = (  # or a place, a team, a building: “from West Lothian”, “ask for Customer Services”
    r"this is|called|named|contact|call|ask(?: for)?|spoke (?:to|with)|speak (?:to|with)|met|from|by|with|"
    r"thanks to|thank you,?|told by|dear|hello|hi|tenant|resident|neighbour"
)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_WORD = rf"(?:(?:de|di|da|van|von|der|den|bin|al|el|la|le) ){{0,2}}{_CAPITAL}(?:[^\W\d_]|['’-](?=[^\W\d_])){{1,30}}"
_INITIAL = rf"{_CAPITAL}\.?(?![\w'’])"
_GAP = r"[ \t]{1,3}"
_NAME = rf"(?:{_INITIAL}{_GAP}){{0,2}}{_WORD}(?:{_GAP}(?:{_INITIAL}|{_WORD})){{0,3}}"
_NAME_OF_TWO = rf"(?:{_INITIAL}{_GAP}){{0,2}}{_WORD}(?:{_GAP}{_WORD}){{1,3}}"
_START = r"(?<![\w@])"

_BY_FORM: tuple[tuple[Detail, re.Pattern[str]], ...] = (
    (
        Detail.EMAIL,
        re.compile(
            r"(?<![\w.+-])[\w.!#$%&'*+/=?^{|}~-]{1,64}(?:@|[ ]?[\[(]at[\])][ ]?)"
            r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.|[ ]?[\[(]dot[\])][ ]?)){1,8}[^\W\d_]{2,24}(?![\w-])",
            re.IGNORECASE,
        ),
    ),
    (
        Detail.NATIONAL_INSURANCE,
        re.compile(r"(?<!\w)(?i:[a-z]{2}(?:[ .-]?\d\d){3}[ .-]?[a-d])(?!\w)"),
    ),
    (
        Detail.NATIONAL_INSURANCE,
        re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ .-]?\d\d){3}(?!\w)"),
    ),
    (
        Detail.PHONE,
        re.compile(
            r"(?<![\w+])(?<!\d\.)(?:(?:\+|00)[ ]?44[ .-]?(?:\(0\)[ .-]?)?\d|\(?0(?!\.))(?:[ .()/-]{0,2}\d){8,10}(?!\d)"
        ),
    ),
    (Detail.PHONE, re.compile(r"(?<![\w+.,-])7\d{3}[ -]?\d{3}[ -]?\d{3}(?![\w])")),
    (
        Detail.POSTCODE,
        re.compile(
            r"(?<!\w)(?:[a-pr-uwyz][a-hk-y]?\d[a-z\d]?[ \t]{0,3}\d[abd-hjlnp-uw-z]{2}|"
            r"gir[ ]{0,3}0aa|bfpo[ ]{0,3}\d{1,4})(?!\w)",
            re.IGNORECASE,
        ),
    ),
)
_SURE_HINTS = (
    re.compile(rf"{_START}(?i:{_SALUTATIONS})\.?{_GAP}({_NAME})"),
    re.compile(rf"{_START}(?i:{_BEFORE_ONE})\s{{1,4}}({_NAME})"),
    re.compile(rf"{_START}(?i:{_SURELY_BEFORE_TWO})\s{{1,4}}({_NAME_OF_TWO})"),
)
_PERHAPS_HINT = re.compile(rf"{_START}(?i:{_PERHAPS_BEFORE_TWO})\s{{1,4}}({_NAME_OF_TWO})")
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+){0,5}")
_NOTES = re.compile("|".join(re.escape(note) for note in IN_ITS_PLACE.values()))
_SENTENCE_ENDS = re.compile(r"[.!?:;…\n]")


class People:
    """Names that are known beforehand, as those of the people who left a contact: found however they are spaced.

    A single word names nobody among many: “Will”, “May”, “Parents” are words too.
    """

    def __init__(self, names: Iterable[str]):
        keys = {_key(name) for name in names}
        self._names = {key for key in keys if len(key) > 1 and any(len(word) > 1 for word in key)}
        self._lengths = sorted({len(key) for key in self._names}, reverse=True)

    def stretches(self, text: str, *, any_case: bool = False) -> Iterator[TextSpan]:
        """The whole name, its first and its last word with a capital: “will young people” is nobody."""
        found = list(_WORDS.finditer(text)) if self._names else []
        words = [_without_s(match[0]) for match in found]
        for place in range(len(found)):
            for length in self._lengths:
                ends = found[place], found[min(place + length, len(found)) - 1]
                as_a_name = any_case or all(match[0][0].isupper() for match in ends)
                known = as_a_name and tuple(words[place : place + length]) in self._names
                if known and _are_together(text, found[place : place + length]):
                    yield TextSpan(ends[0].start(), ends[1].end(), Detail.NAME)
                    break


def _are_together(text: str, words: list[re.Match[str]]) -> bool:
    """In one sentence: “J. Smith” is a name, “I will. Craig” is none."""
    gaps = ((one, text[one.end() : other.start()]) for one, other in pairwise(words))
    return all(len(one[0]) == 1 or not re.search(r"[.!?:;…]\s", gap) for one, gap in gaps)


def _key(name: str) -> tuple[str, ...]:
    """Its words, without “Mrs” or the like before them."""
    words = [_without_s(match[0]) for match in _WORDS.finditer(name)]
    return tuple(words[1:] if len(words) > 1 and words[0] in _SALUTATIONS.split("|") else words)


def spotted(
    text: str, people: People | None = None, *, writer: str = "", group: str = "", sure_only: bool = False
) -> list[TextSpan]:
    """What looks personal, in order and without overlap: by its form, by the words before it, or as a known name.

    A whole name to which words point once is one wherever it stands. `writer` is the name of who wrote the text, any
    part of which says who it was; `group` for whom they spoke, and other `people`, by the whole name alone. With
    `sure_only` what may as well be something else is left out. What the portal put in a detail's place is none.
    """
    pointed_at = [match for hint in _SURE_HINTS for match in hint.finditer(text)]
    names = [*People(match[1] for match in pointed_at).stretches(text)]
    pointed_at += [] if sure_only else _PERHAPS_HINT.finditer(text)
    names += [TextSpan(*match.span(1), Detail.NAME) for match in pointed_at]
    names += [*_of_writer(text, writer, sure_only), *_of_group(text, group, sure_only)]
    names += people.stretches(text) if people else ()
    taken = bytearray(len(text))
    for note in _NOTES.finditer(text):
        taken[note.start() : note.end()] = b"\1" * len(note[0])
    by_form = list(_by_form(text, taken))
    return sorted([*by_form, *_merged(part for name in names for part in _not_taken(name, text, taken))])


def _by_form(text: str, taken: bytearray) -> Iterator[TextSpan]:
    """Addresses and numbers; the surer form goes before the others where two would meet. Marks what is taken."""
    for kind, form in _BY_FORM:
        for match in form.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                yield TextSpan(start, end, kind)


def _not_taken(name: TextSpan, text: str, taken: bytearray) -> Iterator[TextSpan]:
    """What is left of a name beside an address or a number: “Jones” of “Jones AB 12 34 56 C”."""
    if not any(taken[name.start : name.end]):
        yield name
        return
    for word in _WORDS.finditer(text, name.start, name.end):
        if not any(taken[word.start() : word.end()]):
            yield TextSpan(*word.span(), Detail.NAME)


def _merged(names: Iterable[TextSpan]) -> Iterator[TextSpan]:
    """Names that meet are one."""
    last: TextSpan | None = None
    for name in sorted(names):
        if last is not None and last.meets(name):
            last = TextSpan(last.start, max(last.end, name.end), Detail.NAME)
            continue
        if last is not None:
            yield last
        last = name
    if last is not None:
        yield last


def _of_writer(text: str, writer: str, sure_only: bool) -> Iterator[TextSpan]:
    """Each part of the name of three letters or more, where it has a capital: “will” is no name, “Will” may be one."""
    yield from People([writer]).stretches(text, any_case=True)
    parts = {word for word in _key(writer) if len(word) > 2}
    words = list(_WORDS.finditer(text)) if parts else []
    is_part = [word[0][0].isupper() and _without_s(word[0]) in parts for word in words]
    for place, word in enumerate(words):
        beside_another = any(is_part[max(place - 1, 0) : place] + is_part[place + 1 : place + 2])
        if is_part[place] and (not sure_only or beside_another or not _may_only_begin(text, words, place)):
            yield TextSpan(*word.span(), Detail.NAME)


def _of_group(text: str, group: str, sure_only: bool) -> Iterator[TextSpan]:
    """A name of one word is recognised where it has a capital, a longer one by all of its words."""
    return _of_writer(text, group, sure_only) if len(_key(group)) == 1 else People([group]).stretches(text)


def _without_s(word: str) -> str:
    return word.casefold().removesuffix("'s").removesuffix("’s")


def _may_only_begin(text: str, words: list[re.Match[str]], place: int) -> bool:
    """Whether a word may have its capital only because a sentence begins with it and goes on: “Will the bus run?”."""
    word, before, after = words[place], words[max(place - 1, 0) : place], words[place + 1 : place + 2]
    begins = not before or bool(_SENTENCE_ENDS.search(text, before[0].end(), word.start()))
    between = text[word.end() : after[0].start()] if after else ""
    goes_on = between.isspace() and "\n" not in between and (after[0][0].islower() or after[0][0] == "I")
    return begins and goes_on and _without_s(word[0]) == word[0].casefold()


def redacted(text: str, stretches: Iterable[TextSpan]) -> str:
    """The text as it may be published: in the place of each stretch stands what was removed.

    Stretches that overlap leave one note, that of the first. Raises ValueError if one ends after the text.
    """
    parts: list[str] = []
    done = 0
    for stretch in sorted(stretches):
        if stretch.end > len(text):
            raise ValueError("What is to be removed ends after the text")
        if stretch.start >= done:
            parts += text[done : stretch.start], IN_ITS_PLACE[stretch.kind]
        done = max(done, stretch.end)
    return "".join([*parts, text[done:]])


def repeats(words: str, text: str) -> bool:
    """Whether those words, all in sequence, stand in the text as whole words, in capitals or not."""
    wanted, there = ([match[0].casefold() for match in _WORDS.finditer(each)] for each in (words, text))
    places = range(len(there) - len(wanted) + 1) if wanted else ()
    return any(there[place : place + len(wanted)] == wanted for place in places)


def occurrences(words: str, text: str) -> list[tuple[int, int]]:
    """Where those words stand in the text, start and end, without overlap. Nothing stands nowhere."""
    return [match.span() for match in re.finditer(re.escape(words), text)] if words else []
