"""Words that stand for a count: H2 all, every, none; H3 most, half, few."""

import re
from collections.abc import Iterator, Sequence

from strategy_portal.domain.sentences import number_text

from ..findings import Finding, Kind
from ..record import Measured
from ..words import COUNT, clauses
from .predicates import FALLS, HOLDS, NOUN, OTHER_TIME, RISES, Predicate, is_negated, judged_of, predicate_of, scope_of
from .reading import Passage, Reading, Swap

_ALL = re.compile(
    rf"\b(?:every(?: single)? (?:one|{NOUN})|each (?:one|{NOUN}|of (?:the|them)\b)|"
    rf"all (?:of )?(?:the |our |its |their |other )?(?:{COUNT} )?(?:[a-z]+ )?{NOUN}|"
    rf"all (?:are|were|is|have|of them|of it|met|{COUNT} )|both|everything|fully|entirely|"
    rf"no (?:[a-z]+ )?(?:indicators?|measures?|targets?|outcomes?)|none(?: of (?:the|them|our|its)\b)?|nothing)\b",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\b(nearly all|almost all|nearly every|almost every|most|(?:the |a )?(?:vast |large |great |clear )?majority|"
    r"more than half|over half|less than half|fewer than half|half|(?:only )?a few|few|hardly any|very few)\b",
    re.IGNORECASE,
)
_OF_INDICATORS = re.compile(
    r"\b(?:indicators?|measures?|targets?|what (?:it|we|is|they) (?:is )?measures?d?|ones?|them|everything|"
    r"nothing|none)\b",
    re.IGNORECASE,
)


def all_claim(reading: Reading) -> Iterator[Finding]:
    """H2: every, each, all, no, fully, beside a status that one of them does not have."""
    for passage in reading.passages:
        for start, clause in clauses(passage.text):
            match = _ALL.search(clause)
            predicate = predicate_of(clause[match.start() :]) if match else None
            if not match or not predicate or OTHER_TIME.search(clause) or _names_others(reading, clause, match[0]):
                continue
            judged = judged_of(scope_of(reading, passage))
            holding = [each for each in judged if predicate.holds(each)]
            denies = match[0].lower().startswith(("no ", "none", "nothing")) ^ is_negated(clause, predicate)
            if not judged or (not holding if denies else len(holding) == len(judged)):
                continue
            end = predicate.said.search(clause, match.start())
            says = f"{len(holding)} of {len(judged)} {'is' if len(holding) == 1 else 'are'} {predicate.word}."
            if denies:
                says = f"{says} {_listed(holding)}"
            else:
                says = f"{says} Not: {_listed([each for each in judged if each not in holding])}"
            stop = start + (end.end() if end else match.end())
            suggestion = _counted_text(holding, judged, predicate)
            yield passage.finding("H2", Kind.MEND, start + match.start(), stop, says, suggestion)


def _counted_text(holding: Sequence[Measured], judged: Sequence[Measured], predicate: Predicate) -> str:
    """`Five of the 9 indicators that could be judged are on target`."""
    count = number_text(len(holding)).capitalize() if holding else "None"
    verb = predicate.verb.replace("are ", "is ").replace("were ", "was ") if len(holding) == 1 else predicate.verb
    return f"{count} of the {number_text(len(judged))} indicators that could be judged {verb}"


def _names_others(reading: Reading, clause: str, quantifier: str) -> bool:
    """It speaks of actions, of the services of one survey or of outcomes: another count (H10) or none here."""
    if re.search(r"\b(?:services?|units?|teams?|areas?|quarters?|years?|actions?)\b", quantifier, re.IGNORECASE):
        return True
    if re.search(r"\boutcomes?\b", quantifier, re.IGNORECASE):
        return False
    beside = clause.lower()
    return bool(re.search(r"\bactions?\b", beside)) and not re.search(r"\bindicators?\b", beside)


def _listed(indicators: Sequence[Measured]) -> str:
    shown = ", ".join(each.label for each in indicators[:3])
    more = f" and {len(indicators) - 3} more" if len(indicators) > 3 else ""
    return f"{shown}{more}."


def most_claim(reading: Reading) -> Iterator[Finding]:
    """H3: most, majority, half, few, against the count; with `services` beside an indicator, its units' count."""
    for passage in reading.passages:
        for start, clause in clauses(passage.text):
            for match in _LOOSE.finditer(clause):
                said = _loose_of_units(reading, clause, match) or _loose_of_indicators(reading, passage, clause, match)
                if said:
                    yield passage.finding("H3", Kind.MEND, start + match.start(), start + said[0], *said[1:])


def _bears_out(words: str, count: int, base: int) -> bool:
    word = re.sub(r"^(?:the|a|only a|only) ", "", words.lower())
    if word.startswith(("nearly", "almost")):
        return count < base and count * 5 >= base * 4
    if word.startswith(("hardly", "very few", "few")):
        return count > 0 and count * 4 <= base
    if word.startswith(("less than", "fewer than")):
        return count * 2 < base
    if word == "half":
        return count * 2 == base
    return count * 2 > base


Loose = tuple[int, str, str, Swap]


def _loose_of_indicators(reading: Reading, passage: Passage, clause: str, match: re.Match[str]) -> Loose | None:
    before, after = clause[: match.start()], clause[match.end() :]
    beside = re.match(
        r"(?: of)?(?: (?:the|our|its|their))?(?: \w+)?? (?:indicators?|measures?|targets?|them|what (?:it|"
        r"we) measures?)\b",
        after,
        re.IGNORECASE,
    )
    if not beside:
        return None
    predicate = predicate_of(after) or predicate_of(before)
    judged = judged_of(scope_of(reading, passage))
    if predicate is None or not judged or OTHER_TIME.search(clause):
        return None
    holding = [each for each in judged if predicate.holds(each)]
    if _bears_out(match[0], len(holding), len(judged)):
        return None
    found = predicate.said.search(after)
    end = match.end() + (found.end() if found else beside.end())
    says = f"{len(holding)} of {len(judged)} {'is' if len(holding) == 1 else 'are'} {predicate.word}."
    return end, says, _counted_text(holding, judged, predicate), "words"


def _loose_of_units(reading: Reading, clause: str, match: re.Match[str]) -> Loose | None:
    after = clause[match.end() :]
    beside = re.match(r"(?: of)?(?: (?:the|our|its|all))?(?: \w+)? (?:services|units|teams)\b", after, re.IGNORECASE)
    if not beside:
        return None
    wrong = []
    for mention in reading.names.mentions(clause):
        units = mention.measured.units
        if units is None or not units.total:
            continue
        ways = [(RISES, units.rose), (FALLS, units.fell), (HOLDS, units.same)]
        counted = [count for said, count in ways if said.search(clause)]
        if counted and not _bears_out(match[0], sum(counted), units.total):
            wrong.append(f"{mention.measured.label} rose in {units.rose} of {units.total} and fell in {units.fell}")
    if not wrong:
        return None
    says = f"The figures say otherwise: {'; '.join(dict.fromkeys(wrong))}."
    return match.end() + beside.end(), says, "; ".join(dict.fromkeys(wrong)) + ".", "nothing"


RULES = (all_claim, most_claim)
