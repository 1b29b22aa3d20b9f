"""A text as the checks read it: its sentences and clauses, the numbers in it, and the indicators that it names.

Every expression has bounds, so that no text takes longer than its length.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from strategy_portal.domain.similarity import telling, words

from .record import Figure, Measured, Record

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_BY_WORD = {word: number for number, word in enumerate(ONES)} | TENS
_BY_WORD |= {f"{ten}-{one}": number + ONES.index(one) for ten, number in TENS.items() for one in ONES[1:10]}
_BY_WORD |= {"none": 0, "no": 0}
NUMBER_WORD = "|".join(sorted((word for word in _BY_WORD if word not in ("no", "none")), key=len, reverse=True))
COUNT = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}}|{NUMBER_WORD})"
"""A count in digits or in words."""


def count_of(text: str) -> int:
    """`ten`, `10`, `tenth`, `10th`."""
    word = text.lower().strip()
    if word in ORDINALS:
        return ORDINALS.index(word)
    if word in _BY_WORD:
        return _BY_WORD[word]
    return int(re.sub(r"\D", "", word))


LONGEST_NO_END = 12
"""So many characters before a stop are looked at."""


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it begins in the text of its place. `before` is the one before it in its paragraph."""

    start: int
    text: str
    before: str = ""

    @property
    def count(self) -> int:
        return len(self.text.split())


_ENDS = re.compile(r"(?<=[.!?])[”’\")\]]{0,3}[ \t]+(?=[“‘\"(\[]{0,3}[A-Z0-9À-Þ])|[ \t]*;?(?: and| or)?[ \t]*\n+")
_NO_END = re.compile(r"(?:\b(?:e\.g|i\.e|etc|cf|no|nos|vs|approx|St|Mr|Mrs|Ms|Dr|Cllr|Prof|para|p|pp)|\b[A-Z])\.$")


def sentences(text: str) -> Iterator[Sentence]:
    """In order. An item of a list is one, and a line too."""
    start, before = 0, ""
    for end in [*_ENDS.finditer(text), None]:
        stop = end.start() if end else len(text)
        if end and "\n" not in end[0] and _NO_END.search(text[max(start, stop - LONGEST_NO_END) : stop]):
            continue
        piece = text[start:stop]
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            yield Sentence(start + lead, piece.strip(), before)
            before = piece.strip()
        if end is not None:
            if "\n" in end[0]:
                before = ""
            start = end.end()


_CLAUSE_ENDS = re.compile(
    r"[;:()–—]|,? \b(?:while|whilst|whereas|although|though|but|because|so that|which)\b|\.(?=\s|$)"
)


def clauses(text: str) -> Iterator[tuple[int, str]]:
    """Where each begins, and its words."""
    start = 0
    for end in _CLAUSE_ENDS.finditer(text):
        if text[start : end.start()].strip():
            yield start, text[start : end.start()]
        start = end.end()
    if text[start:].strip():
        yield start, text[start:]


# --- Numbers ----------------------------------------------------------------------------------------------------------

_NO_FIGURES = re.compile(
    rf"\b(?:19|20)\d\d[/–-](?:\d\d){{1,2}}\b"  # a year: 2025/26
    rf"|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: (?:to|and|–|-) \d{{1,2}}(?:st|nd|rd|th)?)? (?:of )?(?:{MONTHS})\b"
    rf"(?:,? (?:19|20)\d\d)?|\b(?:{MONTHS}) (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?(?:19|20)\d\d\b"
    rf"|\b(?:Q[1-4]|H[12]|quarter [1-4])\b"
    rf"|\b\d{{1,2}}[:.]\d\d ?(?:am|pm)\b|\b\d{{1,2}}:\d\d\b|\b\d{{1,2}} ?(?:am|pm)\b"
    rf"|\b(?:(?:sections?|appendix|appendices|pages?|paragraphs?|items?|parts?|chapters?|versions?|outcomes?|"
    rf"actions?|priorit(?:y|ies)|indicators?|numbers?|notes?|tables?|annex|step|rule|stage|phase|tier|section) "
    rf"[A-Z]?\d{{1,3}}(?:\.\d{{1,2}})?(?:(?:,| and| to|–) [A-Z]?\d{{1,3}}(?:\.\d{{1,2}})?){{0,6}})\b"
    rf"|(?:^|(?<=\n)|(?<=\s))\(?\d{{1,2}}\)(?=\s)|(?:^|(?<=\n))\d{{1,2}}\.(?=\s)|\b[A-Z]\d{{1,2}}\b"
    rf"|\bper (?:\d{{1,3}}(?:,\d{{3}})+|10+)\b|\bevery (?:\d{{1,3}}(?:,\d{{3}})+|10+)\b|\b95% (?:interval|confidence)"
    rf"|\b(?:about |some |up to |within |over |after |under |for |in )?\d{{1,3}}(?:\.\d)?(?:-| )(?:working |calendar )?"
    rf"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|quarters?)\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)\b|\b(?:19|20)\d\d\b(?! (?:respond|respons|people|comment|answer|custom))"
    rf"|https?://\S{{1,200}}|\b24/7\b",
    re.IGNORECASE,
)
"""Numbers that are no figures: years, dates, periods, times, letters of sections, numbers of lists, bases of rates."""

_NUMBER = re.compile(
    r"(?<![\w.,/])(£ ?)?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?"
    r"( ?%| ?per ?cent\b|[ -](?:percentage )?points?\b)?(?![\w/]|[.,]\d)(?: (million|billion|m|bn)\b)?",
    re.IGNORECASE,
)
_BEFORE_A_FIGURE = re.compile(r"\b(?:by|to|from|at|above|below|over|under|than|of|was|is|were|are)\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class NumberFound:
    """A number that may be a figure of the report, with what stands behind it."""

    start: int
    text: str
    figure: Figure
    is_money: bool = False
    next_word: str = ""


def masked(text: str) -> str:
    """The text with spaces where a number is no figure: positions stay."""
    return _NO_FIGURES.sub(lambda match: " " * len(match[0]), text)


def numbers(text: str, references: frozenset[str] = frozenset()) -> Iterator[NumberFound]:
    """The figures in a text; what reads as the reference of an indicator (`1.4`) is none unless a unit follows."""
    bare = masked(text)
    for match in _NUMBER.finditer(bare):
        pound, whole, decimals, unit, _ = match.groups()
        kind = "" if not unit else "%" if "%" in unit or "cent" in unit.lower() else "points"
        is_bare = not unit and not pound and f"{whole}{decimals or ''}" in references
        is_before_a_name = is_bare and re.match(r" [A-Z]", text[match.end() :])
        if is_before_a_name or (is_bare and not _BEFORE_A_FIGURE.search(bare[: match.start()])):
            continue
        number = Decimal(whole.replace(",", "") + (decimals or ""))
        after = re.match(r"\s+((?:[a-z-]+)(?:\s+[a-z-]+){0,2})", bare[match.end() :], re.IGNORECASE)
        yield NumberFound(
            match.start(),
            text[match.start() : match.end()].strip(),
            (number, kind),
            bool(pound),
            after[1] if after else "",
        )


def figures_in(text: str) -> frozenset[Figure]:
    """Every number of a text that the portal prints anyway: what may be repeated."""
    return frozenset(found.figure for found in numbers(text))


# --- Names of indicators ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mention:
    """An indicator that a text names; `is_sure` by its reference or its name, else by a word that only it has."""

    start: int
    end: int
    measured: Measured
    is_sure: bool


_WEAK = frozenset(
    "percentage number rated rating customers customer service services council good excellent level improved annum "
    "population people employees staff year their they that with from which have were this these involving delivered "
    "closed resolved feel experience positive performance keeping response responses enquiries first contact point "
    "accessing access design digital maturity assessment key working new current overall role place better make "
    "exercises inspections processes facing informed place information time made total average annual local public "
    "quality-of community communities centre using used use users measure measures".split()
)
"""Words that name no indicator however rare they are among the titles of a strategy."""


_JOINING = frozenset("with from that this their they have been into over under than".split())


class Names:
    """The indicators of a record, by reference, by name, and by words that stand in the title of one alone."""

    def __init__(self, record: Record):
        self.references = frozenset(record.by_reference)
        self._by_name: dict[str, Measured] = {}
        for each in record.indicators:
            self._by_name.setdefault(each.name.lower(), each)
        in_titles = {each.reference: set(words(f"{each.name} {each.title}")) for each in record.indicators}
        counted = Counter(word for said in in_titles.values() for word in said)
        self._by_word = self._pairs(record) | {
            word: each
            for each in record.indicators
            for word in in_titles[each.reference]
            if counted[word] == 1 and len(word) > 5 and word not in _WEAK
        }
        self._indicators = record.by_reference

    @staticmethod
    def _pairs(record: Record) -> dict[str, Measured]:
        """Two words of a name that stand together in no other name or title: `digital access`."""
        said = {each.reference: f"{each.name} {each.title}".lower() for each in record.indicators}
        found = {}
        for each in record.indicators:
            for pair in re.findall(r"(?=\b([^\W\d]{4,} [^\W\d]{4,})\b)", each.name.lower()):
                if sum(pair in text for text in said.values()) == 1 and not _JOINING & set(pair.split()):
                    found[pair] = each
        return found

    @cached_property
    def _sure(self) -> re.Pattern[str]:
        names = sorted(self._by_name, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?!\w)", re.IGNORECASE)

    @cached_property
    def _perhaps(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(self._by_word, key=len, reverse=True))) or '(?!)'})(?!\w)",
            re.IGNORECASE,
        )

    @cached_property
    def _numbered(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?<![\w.£])(?:{'|'.join(map(re.escape, self.references)) or '(?!)'})"
            r"(?![\w%]|[.,]\d| ?%| per ?cent|[ -](?:percentage )?points?)"
        )

    def mentions(self, text: str) -> list[Mention]:
        """In order of place; where two overlap, the sure one."""
        found = [Mention(m.start(), m.end(), self._by_name[m[0].lower()], True) for m in self._sure.finditer(text)]
        found += [
            Mention(m.start(), m.end(), self._indicators[m[0]], True)
            for m in self._numbered.finditer(text)
            if not _BEFORE_A_FIGURE.search(text[: m.start()]) or text[: m.start()].endswith(("(", "indicator "))
        ]
        taken = [(each.start, each.end) for each in found]
        found += [
            Mention(m.start(), m.end(), self._by_word[m[0].lower()], False)
            for m in self._perhaps.finditer(text)
            if not any(start < m.end() and m.start() < end for start, end in taken)
        ]
        return sorted(found, key=lambda each: each.start)

    @cached_property
    def _telling(self) -> list[tuple[frozenset[str], Measured]]:
        """The stems of each name, where there are two at least: `Staff knowledge` as staff and knowledge."""
        said = [(telling(each.name), each) for each in self._indicators.values()]
        return [(stems, each) for stems, each in said if len(stems) > 1]

    def meant(self, text: str) -> list[Measured]:
        """Each once: those that are named, and those of whose names all telling words stand in it, in any order and
        form (`the knowledge that our staff have`). For rules that read one sentence about one indicator.
        """
        named = {each.measured.reference: each.measured for each in self.mentions(text)}
        stems = telling(text)
        said = {each.reference: each for name, each in self._telling if name <= stems}
        return list({**named, **said}.values())

    def named(self, text: str) -> list[Measured]:
        """Each once, in the order in which they are named for sure."""
        return list({each.measured.reference: each.measured for each in self.mentions(text) if each.is_sure}.values())
