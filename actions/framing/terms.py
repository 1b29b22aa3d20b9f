"""The words and signs of strategies: what a target, a mark, a label or the title of a column says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from strategy_portal.domain.numbers import Measure

WORDS = ("outcome", "theme", "mission", "priority", "objective", "aim", "pillar", "ambition")
PLURALS = {**{f"{word}s": word for word in WORDS if word != "priority"}, "priorities": "priority"}
SPELLED = {word: n for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_WORD = rf"(?:(?:strategic|key|local|corporate) )?(?P<word>{'|'.join(WORDS)})"
OUTCOME = re.compile(rf"(?i){_WORD}\s+(?P<number>\d{{1,2}}|{'|'.join(SPELLED)})\b(?P<sign>\s*[:.–—-])?\s*(?P<title>.*)")
OUTCOMES = re.compile(
    rf"(?i)(?:(?:our|the|these) )?(?:\w+ )?(?:(?:strategic|key|local|corporate) )?(?P<word>{'|'.join(PLURALS)})"
)

YEARS = re.compile(r"\b(20\d\d)\s*(?:to|until|[-–—/])\s*(?:20)?(\d\d)\b")
DEEPEST = 9
"""The level of what is no heading by its looks: “Actions:” before a list."""
NUMBERED = re.compile(r"(?P<number>\d{1,3})[.):]\s+(?P<title>\S.*)")
ACTION = re.compile(r"(?i)action\s+(?P<number>\d{1,3})\s*[:.)–—-]\s*(?P<title>\S.*)")
ACTIONS = re.compile(
    r"(?i)(?:our |key |priority |the )?(?:actions?(?: plan)?|what (?:we|the council) will do|we will):?"
)
ACTION_PLAN = re.compile(r"(?i).*\baction plan\b.*")
INDICATORS = re.compile(
    r"(?i)(?:our |key |the )?(?:performance )?(?:indicators?|measures?(?: of success)?|(?:how )?(?:will we|we will) "
    r"(?:know|measure)\b.*|what success looks like):?"
)

TEXTS: Mapping[str, re.Pattern[str]] = {
    "purpose": re.compile(
        r"(?i)(?:the |our )?purpose(?: of (?:the|this|our) (?:strategy|plan))?:?|why (?:we )?have (?:a|this) strategy:?"
    ),
    "scope": re.compile(
        r"(?i)(?:the |our )?scope(?: of (?:the|this|our) (?:strategy|plan))?:?|"
        r"(?:what|who) (?:the|this|our) (?:strategy|plan) (?:covers|is for):?"
    ),
    "vision": re.compile(r"(?i)(?:the |our )?vision(?: statement)?:?"),
}
"""The headings of the strategy's own texts, by the names of these."""
VALUES = re.compile(r"(?i)(?:(?:our|the|the council[’']s|core|corporate) )*(?:guiding )?(?:values|principles):?")
COMMITMENTS = re.compile(
    r"(?i)(?:(?:our|the|key) )*(?:commitments|promises|pledges)(?: to (?:you|customers|residents))?:?|"
    r"we (?:commit|promise|pledge|are committed)(?: to)?:?"
)
SAID = re.compile(r"(?i)(?P<part>purpose|scope|vision)\s*:\s+(?P<text>\S.*)", re.DOTALL)
"""One of these texts in a line of its own."""

LABELS: Mapping[str, str] = {
    **dict.fromkeys(("owner", "owners", "lead", "leads", "led by", "responsible", "lead service"), "owners"),
    **dict.fromkeys(("due", "by when", "when", "timescale", "deadline", "due date", "completion"), "due"),
    **dict.fromkeys(
        ("measure", "measures", "outcome measure", "outcome measures", "measure of success", "success measure"),
        "measures",
    ),
    **dict.fromkeys(("target", "targets"), "target"),
    **dict.fromkeys(("key output", "output"), "key_output"),
    **dict.fromkeys(("indicator", "performance indicator", "key indicator"), "indicator"),
    "baseline": "baseline",
    "challenge": "challenge",
    "opportunity": "opportunity",
    "description": "description",
    "description of outcome": "description",
}
_LABEL = "|".join(sorted(LABELS, key=len, reverse=True))
LABELLED = re.compile(rf"(?i)(?:^|[;|(,.]\s*|\s[–—-]\s*)({_LABEL})\s*:\s*")
TARGET_IN_TEXT = re.compile(r"(?i)(?:[;|(,]\s*|\s[–—-]\s*)target(?:\s+of|\s+is|\s*:)?\s+(?=.{0,30}\d)")

MARK = re.compile(r"(?<=\S)\s?(\*{1,3}|[†‡§]{1,2}|\[\d{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹])$")
NOTE = re.compile(r"(\*{1,3}|[†‡§]{1,2}|\[\d{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹])\s*[:=–-]?\s*(\S.*)")
MEANINGS: Mapping[str, re.Pattern[str]] = {
    "proposed": re.compile(r"(?i)not (?:yet|currently) (?:measured|collected)|\bproposed\b|to be (?:developed|agreed)"),
    "per-unit": re.compile(r"(?i)\b(?:per|by|for|from) (?:each |every )?(?:\w+ )?(?:units?|services?|teams?)\b"),
    "new": re.compile(r"(?i)\bnew\b"),
    "context": re.compile(r"(?i)context(?:ual)? only|for information|no target"),
}
"""What a note can mean here, in the order in which it is looked for (`IndicatorNote.Meaning`)."""
SUGGESTED_BY = re.compile(r"(?i)(?:suggested|proposed) by (?:the )?([A-Z][\w’' ]{2,80}?)(?=[.,;)]|$)")


def mark_of(text: str) -> tuple[str, str]:
    """The text without the mark at its end, and the mark; an empty one where there is none."""
    match = MARK.search(text)
    return (text[: match.start()].strip(), match[1]) if match else (text.strip(), "")


def meaning_of(note: str) -> str:
    """What a note says of an indicator; empty where it says nothing that is known here."""
    return next((meaning for meaning, pattern in MEANINGS.items() if pattern.search(note)), "")


def number_of(text: str) -> int:
    return SPELLED.get(text.lower()) or int(text)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Letters and digits alone, small: for finding what is the same."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def labelled(text: str) -> tuple[str, dict[str, str]]:
    """What stands before the first label, and what each label is followed by: `Do it (Owner: IT; Due: Mid 2024)`."""
    found = list(LABELLED.finditer(text))
    if not found:
        return text, {}
    ends = [*(match.start() for match in found[1:]), len(text)]
    said = {
        LABELS[match[1].lower()]: text[match.end() : end].strip(" ;|,().–—-")
        for match, end in zip(found, ends, strict=True)
    }
    return text[: found[0].start()].strip(" ;|,(–—-"), said


# --- Targets ---------------------------------------------------------------------------------------------------------

AVERAGE = re.compile(r"(?i)(?:.*\b)?(?:average|mean)\s+(?:of\s+)?(?P<figure>\d[\d,]*(?:\.\d+)?)\s*%?")
LEVEL = re.compile(r"(?i)(?:maturity )?(?:level|stage|tier)\s+(?P<figure>\d{1,2})(?:\.0)?")
PLAIN = re.compile(
    r"£?\s*(?P<figure>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>%|days?|hours?|minutes?|weeks?|per annum|per year)?"
)
NOTHING = re.compile(
    r"(?i)(?:|[-–—]|n/?a|tbc|tba|tbd|none|to be (?:confirmed|agreed|set|determined)|not (?:set|stated))\.?"
)
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class TargetRead:
    """How a target that is written so can be read: `plain`, `average`, `level`, `words` or `nothing`; its figure."""

    kind: str
    figure: str = ""


def read_target(text: str) -> TargetRead:
    """`85%` is plain; of `at least 85%` somebody has to say that 85 is the figure."""
    text = text.strip()
    if NOTHING.fullmatch(text):
        return TargetRead("nothing")
    for kind, pattern in (("plain", PLAIN), ("average", AVERAGE), ("level", LEVEL)):
        if match := pattern.fullmatch(text):
            return TargetRead(kind, match["figure"].replace(",", ""))
    figures = FIGURE.findall(text)
    return TargetRead("words", figures[0].replace(",", "") if len(figures) == 1 else "")


@dataclass(frozen=True)
class MeasureRead:
    """What the words say of the kind of figure. Not `sure`: it is only likely, and is asked about."""

    measure: str = ""
    factor: int = 1
    unit: str = ""
    sure: bool = False


PER = re.compile(r"(?i)\bper ((?:10|100)?,?1?0{0,3},?\d{3})\b(?: of)?((?: [a-z]+){0,2})")


def read_measure(title: str, target: str) -> MeasureRead:
    """A percentage, a rate, a number of something: as the title says it; else by the sign of the target, as a guess."""
    text, aim = title.lower(), target.lower()
    if re.search(r"percentage|per cent\b|%|\bproportion of", text):
        return MeasureRead(Measure.PERCENTAGE, 100, "percent", True)
    if match := PER.search(title):
        factor = int(match[1].replace(",", ""))
        return MeasureRead(Measure.RATE, factor, f"per {match[1]}{match[2].rstrip()}", True)
    if LEVEL.fullmatch(target) or "maturity" in text:
        return MeasureRead(Measure.LEVEL, 1, "level", True)
    if "%" not in target and re.search(r"\b(?:number|count|total number|no\.) of\b|^(?:total|number)\b", text):
        per_year = re.search(r"per (?:year|annum)", text)
        return MeasureRead(Measure.COUNT, 1, "count per year" if per_year else "count", True)
    if "£" in target or re.search(r"£|\bcost\b|\bincome\b|\bspend\b|\bsavings?\b", text):
        return MeasureRead(Measure.MONEY, 1, "£", "£" in target)
    if match := re.search(r"\b(days|hours|minutes|weeks|day|hour|minute|week)\b", f"{aim} {text}"):
        return MeasureRead(Measure.DURATION, 1, match[1].rstrip("s") + "s", match[1] in aim)
    if aim in ("yes", "no", "achieved", "in place"):
        return MeasureRead(Measure.YES_NO, 1, "yes or no", aim in ("yes", "no"))
    return MeasureRead(Measure.PERCENTAGE, 100, "percent") if "%" in target else MeasureRead()


def is_figure(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d{1,4})?", text)) and abs(Decimal(text)) < Decimal("1E11")


# --- Columns ---------------------------------------------------------------------------------------------------------

NAMES: Mapping[str, str] = {
    "number": "no|number|ref|reference|#|id|code|(?:action|indicator|pi) (?:no|number|ref|id|code)",
    "due": "due|due date|by when|when|timescales?|time ?frame|timelines?|deadline|completion(?: date)?|date|"
    "(?:target|end|delivery|completion) date|to be completed by",
    "owners": "(?:(?:action )?owners?|leads?|led by|who|responsib\\w+|responsible \\w+|lead \\w+|service|team|"
    "department|delivered by)(?: ?/ ?\\w+)?",
    "polarity": "polarity|good is|which way is better|direction(?: of travel)?|better",
    "year": "(?:targets?\\s*(?:for\\s*)?)?(?P<year>20\\d\\d\\s*[/–-]\\s*(?:20)?\\d\\d)(?:\\s*targets?)?",
    "baseline": "(?:current )?baseline(?: .*)?|current (?:position|performance)|latest(?: .*)?",
    "target": "targets?(?: .*)?|.* target",
    "key_output": "key outputs?|outputs?|success factors?|key results?",
    "indicator": "(?:key )?(?:performance )?indicators?(?: of success)?|performance measures?",
    "measures": "(?:outcome |success |key )?measures?(?: of success)?|success criteria|evidence(?: .*)?|"
    "how (?:we will|will we) (?:know|measure)\\b.*|expected (?:outcomes?|results?|impact)|impact",
    "action": "(?:key |our |improvement )?(?:actions?|activit(?:y|ies)|initiatives?|projects?|steps?|deliverables?|"
    "commitments?)|what (?:we|the council) will do|action required",
    "outcome": rf"{_WORD}|(?:strategic |key )?(?:{'|'.join(PLURALS)})",
    "description": "description|what (?:this|it) means|why(?: it matters)?|title|details?",
}
"""How each column may be called, in the order in which it is tried."""
COLUMNS = {name: re.compile(rf"(?i)(?:{pattern})\.?") for name, pattern in NAMES.items()}


@dataclass(frozen=True)
class Columns:
    """Where a table has what: of `indicators`, `actions` or `outcomes`. `years` are columns of targets by year."""

    kind: str
    places: Mapping[str, int]
    years: Mapping[str, int]
    word: str = ""
    """What the column of outcomes calls one, in the singular."""

    def cell(self, cells: Sequence[str], name: str) -> str:
        place = self.places.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""


def columns_of(titles: Sequence[str]) -> Columns | None:
    """None: this is no row of titles of a table that is known here."""
    places: dict[str, int] = {}
    years: dict[str, int] = {}
    word = ""
    codes = [place for place, title in enumerate(titles) if re.fullmatch(r"(?i)k?pis?", title.strip())]
    for place, title in enumerate(titles):
        name, match = _column(" ".join(title.split()).rstrip(":"))
        if name == "outcome":
            last = title.split()[-1].lower().rstrip(":.")
            word = PLURALS.get(last, last)
        if name == "year" and match:
            years[re.sub(r"\s*[/–-]\s*(?:20)?", "/", match["year"])] = place
        elif name:
            places.setdefault(name, place)
    for place in codes:  # beside a column of indicators it is their code
        places.setdefault("number" if "indicator" in places else "indicator", place)
    return _kind(places, years, word)


def _column(title: str) -> tuple[str, re.Match[str] | None]:
    for name, pattern in COLUMNS.items():
        if match := pattern.fullmatch(mark_of(title)[0]):
            return name, match
    return "", None


def _kind(places: dict[str, int], years: dict[str, int], word: str) -> Columns | None:
    has = places.keys()
    if "action" in has and has & {"owners", "due", "measures", "outcome", "number", "indicator"}:
        if "indicator" in has and "measures" not in has:
            places["measures"] = places.pop("indicator")
        return Columns("actions", places, {}, word)
    if "indicator" not in has and "measures" in has:
        places["indicator"] = places.pop("measures")
    if "indicator" in has and (years or has & {"target", "baseline", "key_output"}):
        return Columns("indicators", places, years, word)
    if "outcome" in has and (has - {"outcome"}) <= {"description", "number"} and has & {"description", "number"}:
        return Columns("outcomes", places, {}, word)
    return None


def owners_in(text: str) -> Iterator[str]:
    """The teams that a cell names, each on a line or joined by “&” and the like. “and” joins nothing by itself."""
    for part in re.split(r"\s*(?:\n|&|;|/|\+|,)\s*", text):
        if part.strip():
            yield part.strip()
