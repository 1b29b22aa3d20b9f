"""Figures and where they go: H4 unknown numbers, H5 wrong direction, H6 no more than chance."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from strategy_portal.domain.trend import Direction

from ..findings import Finding, Kind
from ..record import CHANCE, Figure, Measured
from ..words import MONTHS, Mention, NumberFound, clauses, numbers
from .reading import Passage, Reading

# --- H4 ---------------------------------------------------------------------------------------------------------------

_COUNTED = (
    "indicator",
    "measure",
    "outcome",
    "action",
    "consultation",
    "respondent",
    "response",
    "comment",
    "exercise",
)


def number_unknown(reading: Reading) -> Iterator[Finding]:
    """H4: a number that the report does not print; where the sentence names indicators, of these.

    Money, and a whole number of something that the portal does not hold, are a person's own: answered, not mended.
    """
    everything = frozenset(figure for each in reading.record.indicators for figure in each.figures)
    for passage in reading.passages:
        named = reading.names.named(passage.text)
        own = frozenset(figure for each in named for figure in each.figures)
        for found in numbers(passage.text, reading.names.references):
            known = reading.record.numbers | (own if named else everything)
            if _is_known(found, known):
                continue
            yield _unknown(reading, passage, found, named)


def _is_known(found: NumberFound, known: Iterable[Figure]) -> bool:
    number, kind = found.figure
    if found.figure in known:
        return True
    if kind == "points":
        return (number, "") in known and (number, "%") not in known
    return kind == "" and any(value == number for value, other in known if other != "points")


def _unknown(reading: Reading, passage: Passage, found: NumberFound, named: list[Measured]) -> Finding:
    number, kind = found.figure
    first = found.next_word.lower().split()
    is_counted = any(word.startswith(_COUNTED) for word in first)
    is_figure = bool(kind) or number != int(number) or is_counted or (bool(named) and not first)
    is_figure = is_figure and not found.is_money
    nearest = _nearest(number, kind, named or reading.record.indicators) if is_figure else None
    says = f"{found.text} is no figure of this report"
    says += f"; {nearest.reference} is {nearest.year.text}." if nearest else ", so nobody can check it here."
    end = found.start + len(found.text)
    suggestion = nearest.year.text if nearest else ""
    return passage.finding("H4", Kind.MEND if is_figure else Kind.ANSWER, found.start, end, says, suggestion)


def _nearest(number: Decimal, kind: str, indicators: Iterable[Measured]) -> Measured | None:
    """The indicator whose figure the number was perhaps meant to be."""
    close = [
        (abs(each.year.known - number), place, each)
        for place, each in enumerate(indicators)
        if each.year.known is not None and each.year.text.endswith("%") == (kind == "%")
    ]
    return min(close)[2] if close and kind != "points" else None


# --- H5 and H6 --------------------------------------------------------------------------------------------------------

_WAYS = {
    "rose": r"rose|risen|rises?|rising|grew|grown|grows?|growing|growth|increas(?:ed|es|ing|e)|climbed|climbing|"
    r"went up|up (?=by|from|to|\d)",
    "fell": r"fell|fallen|falls?|falling|dropp(?:ed|ing)|drops?|declin(?:ed|ing|es?)|decreas(?:ed|es|ing|e)|"
    r"reduc(?:ed|tion)|went down|down (?=by|from|to|\d)",
    "improved": r"improv(?:ed|es|ing|ements?|e)",
    "got worse": r"worse(?:ned|ning|ns?)?|deteriorat(?:ed|es|ing|ion)",
    "held": r"held(?: steady| up)?|holds? steady|steady|stable|unchanged|maintained|stayed(?: the same)?|"
    r"remained(?: the same| steady| stable)?|no change|little change|no real change|the same as",
}
_VERBS = re.compile("|".join(rf"(?P<w{place}>\b(?:{words})\b)" for place, words in enumerate(_WAYS.values())), re.I)
_FOLLOWS = re.compile(
    r"\s*(?:$|[,.;:]|(?:from|to|by|in|of|since|for|on|at|against|over|during|through|again|further|as|and|or|the|"
    r"slightly|sharply|slowly|steadily|strongly|most|more|a little|than|with|after|before|between|across|year|"
    r"every|each|"
    r"below|above|under|its|their|until|last|this|that|both|just|only)\b|[a-z]+ly\b|[£\d])",
    re.IGNORECASE,
)
_NOT_SAID = re.compile(
    r"\b(?:not|no|never|nor|neither|without|[a-z]+n[’']t|will|should|to|would|could|may|might|must|can|if|help|helps|"
    r"hope|was|were|being|be|been|is|are)\s+(?:\w+\s+){0,2}?$",
    re.IGNORECASE,
)
_A_NOUN = re.compile(r"\b(?:a|an|the|this|its|year’s|further|another)\s+(?:[a-z]+\s+)?$", re.IGNORECASE)
_NOUNS = re.compile(r"(?:rise|fall|growth|drop|decline|increase|decrease|reduction|improvement|deterioration)s?$", re.I)
_PASSIVE_HELD = re.compile(r"\b(?:was|were|be|been|being|is|are)\s+(?:\w+\s+)?$", re.IGNORECASE)
_OTHER_BASIS = re.compile(
    rf"\b(?:since|quarter|Q[1-4]|so far|half|(?:{MONTHS})|over the (?:strategy|years|life)|baseline|start|"
    rf"first year)\b",
    re.I,
)
_FROM_TO = re.compile(
    r"\bfrom (?:£ ?|level )?([\d,]+(?:\.\d+)?) ?%?(?: (?:per|in|points)[ \w]{0,20}?)? to (?:£ ?|"
    r"level )?([\d,]+(?:\.\d+)?)",
    re.I,
)
_CONTEXT = re.compile(r"\b(?:rating|ratings|rated|satisfaction|satisfied|score|scores|share)\b", re.IGNORECASE)
_UNITS = re.compile(r"\b(?:services|units|teams)\b", re.IGNORECASE)


def direction_wrong(reading: Reading) -> Iterator[Finding]:
    """H5 where an indicator moved otherwise, H6 where it moved by no more than chance or its band."""
    for passage in reading.passages:
        for start, clause in clauses(passage.text):
            yield from _of_clause(reading, passage, start, clause)


def _of_clause(reading: Reading, passage: Passage, start: int, clause: str) -> Iterator[Finding]:
    mentions = [each for each in reading.names.mentions(clause) if each.is_sure or _CONTEXT.search(clause) or
                _is_beside_a_verb(clause, each)]  # fmt: skip
    verbs = [match for match in _VERBS.finditer(clause) if _is_said(clause, match)
             and not any(each.start <= match.start() < each.end for each in mentions)]  # fmt: skip
    done: set[int] = set()
    last_end, subjects = 0, []
    for place, verb in enumerate(verbs):
        if place in done:
            continue
        own = [each for each in mentions if last_end <= each.start < verb.start()]
        if not own:
            own = _after_noun(clause, verb, mentions)
        subjects = own or subjects
        joined = [verb]
        while place + len(joined) < len(verbs) and re.fullmatch(
            r"\s*(?:,? ?(?:or|and)\s+)", clause[joined[-1].end() : verbs[place + len(joined)].start()], re.IGNORECASE
        ):
            done.add(place + len(joined))
            joined.append(verbs[place + len(joined)])
        last_end = joined[-1].end()
        ways = [_way_of(each) for each in joined]
        said = clause[verb.start() : last_end]
        for found in _of_subjects(clause, verb.start(), said, ways, subjects):
            rule, kind, says, suggestion = found
            yield passage.finding(rule, kind, start + verb.start(), start + last_end, says, suggestion, "sentence")


def _is_beside_a_verb(clause: str, mention: Mention) -> bool:
    return bool(re.match(rf"\W+(?:\w+\W+)?(?:{'|'.join(_WAYS.values())})\b", clause[mention.end :], re.IGNORECASE))


def _way_of(match: re.Match[str]) -> str:
    return list(_WAYS)[int((match.lastgroup or "w0")[1:])]


def _is_said(clause: str, match: re.Match[str]) -> bool:
    """It tells what happened: no denial, no plan, no `improved processes` of which something else is told."""
    before, after = clause[: match.start()], clause[match.end() :]
    if _NOUNS.match(match[0]) and _A_NOUN.search(before):
        return not re.search(r"\b(?:not|no|without|will|would|expects?|hopes?)\b", before, re.IGNORECASE)
    if _way_of(match) == "held" and not re.search(r"unchanged|stable|steady|same|change", match[0], re.IGNORECASE):
        return not _PASSIVE_HELD.search(before) and bool(_FOLLOWS.match(after)) and not after.strip().startswith("in ")
    if re.search(r"\b(?:is|are|was|were)\s+(?:\w+\s+)?$", before) and re.match(
        r"unchanged|stable|steady|up|down|worse|the same", match[0], re.I
    ):
        return bool(_FOLLOWS.match(after))
    return not _NOT_SAID.search(before) and bool(_FOLLOWS.match(after))


def _after_noun(clause: str, verb: re.Match[str], mentions: list[Mention]) -> list[Mention]:
    """`the fall in complaints closed`, `growth of use of the website`."""
    beside = re.match(r"(?:\s+of [\d.,%]+(?: points?)?)?\s+(?:in|of)\s+", clause[verb.end() :], re.IGNORECASE)
    if not beside:
        return []
    begins = verb.end() + beside.end()
    near = [each for each in mentions if begins <= each.start <= begins + 40]
    return near[:1]


Wrong = tuple[str, Kind, str, str]


def _of_subjects(clause: str, at: int, words: str, ways: list[str], subjects: list[Mention]) -> Iterator[Wrong]:
    if _UNITS.search(clause) and any(each.measured.units for each in subjects):
        return
    stated = _FROM_TO.search(clause, at)
    for each in {mention.measured.reference: mention.measured for mention in subjects}.values():
        if stated and len(subjects) == 1:
            yield from _self_contradicted(each, ways, stated)
            continue
        verdicts = [_verdict(each, way) for way in ways]
        if "true" in verdicts or (_OTHER_BASIS.search(clause) and _moved_otherwise(each, ways)):
            continue
        before = each.before.text if each.before else "no figure"
        says = f"{each.label}: {each.year.text} in {each.year.label}, {before} the year before"
        if "chance" in verdicts:
            size = _size_text(each)
            yield (
                "H6",
                Kind.ANSWER,
                f"{says}. “{words}”: {size}no more than chance or the usual band may make.",
                each.account,
            )
        else:
            yield "H5", Kind.MEND, f"“{words}” is not what the figures say. {says}.", each.account


def _self_contradicted(measured: Measured, ways: list[str], stated: re.Match[str]) -> Iterator[Wrong]:
    """`fell from 82.1% to 85.0%`."""
    first, last = (Decimal(text.replace(",", "")) for text in stated.groups())
    change = last - first
    better = change if measured.higher_is_better is not False else -change
    holds = {
        "rose": change > 0, "fell": change < 0, "held": change == 0 or abs(change) < 1,
        "improved": better > 0 or measured.higher_is_better is None,
        "got worse": better < 0 or measured.higher_is_better is None,
    }  # fmt: skip
    if not any(holds[way] for way in ways):
        word = "rose" if change > 0 else "fell" if change < 0 else "stayed"
        says = f"“{' or '.join(ways)}” is not what these figures say: {measured.label} {word} from {first} to {last}."
        yield "H5", Kind.MEND, says, measured.account
        return
    now, then = measured.year.known, measured.before and measured.before.known
    if (first, last) == (then, now) and measured.move in CHANCE and ways != ["held"] and change:
        says = f"{measured.label} {' or '.join(ways)} by {abs(change)}: no more than chance or the usual band may make."
        yield "H6", Kind.ANSWER, says, measured.account


def _verdict(measured: Measured, way: str) -> str:
    """`true`, `chance` where it moved so by no more than chance, or `false`."""
    change, is_chance = measured.change, measured.move in CHANCE
    if change is None:
        return "false"
    if way == "held":
        return "true" if is_chance or change == 0 else "false"
    if way in ("improved", "got worse"):
        if measured.higher_is_better is None:
            wanted = Direction.IMPROVING if way == "improved" else Direction.WORSENING
            return "true" if measured.move is wanted else "false"
        gain = change if measured.higher_is_better else -change
        fits = gain > 0 if way == "improved" else gain < 0
    else:
        fits = change > 0 if way == "rose" else change < 0
    return "false" if not fits else "chance" if is_chance else "true"


def _moved_otherwise(measured: Measured, ways: list[str]) -> bool:
    """Over another span that the clause names, since the year ended or from the first year on, it did."""
    pairs = [(measured.year.known, measured.since.known)] if measured.since else []
    known = [each.known for each in measured.years if each.known is not None]
    pairs += [(known[0], known[-1])] if len(known) > 1 else []
    runs = measured.runs.get("fell", frozenset()), measured.runs.get("rose", frozenset())
    for then, now in pairs:
        if then is None or now is None:
            continue
        better = now - then if measured.higher_is_better is not False else then - now
        holds = {
            "rose": now > then,
            "fell": now < then,
            "held": now == then,
            "improved": better > 0,
            "got worse": better < 0,
        }
        if any(holds[way] for way in ways):
            return True
    return bool(("fell" in ways and runs[0]) or ("rose" in ways and runs[1]))


def _size_text(measured: Measured) -> str:
    change = measured.change
    if change is None:
        return ""
    unit = " points" if measured.year.text.endswith("%") else ""
    return f"{abs(change)}{unit}, "


RULES = (number_unknown, direction_wrong)
