"""What a text says of indicators as a count or in words, and of which of them it is true."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Direction

from ..record import Measured
from .reading import Passage, Reading


@dataclass(frozen=True)
class Predicate:
    """What may be said of an indicator, how the text says it, and of which indicators it is true."""

    word: str
    verb: str
    said: re.Pattern[str]
    holds: Callable[[Measured], bool]


def _said(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


PREDICATES = (
    Predicate(
        "off target",
        "are off target",
        _said(
            r"\boff (?:its |their |the )?target|\bmiss(?:ed|es|ing)? (?:its |their |the |a )?targets?|"
            r"\bbelow (?:its |their |the )?"
            r"target|\b(?:not|n[’']t) (?:met|meet)|\bred or amber\b|\bamber or red\b"
        ),
        lambda each: each.is_off_target,
    ),
    Predicate(
        "amber",
        "are amber",
        _said(r"\bamber\b|\bwithin (?:its |their |the )margins?\b"),
        lambda each: each.status is Status.AMBER,
    ),
    Predicate("red", "are red", _said(r"\bred\b|\bby more\b"), lambda each: each.status is Status.RED),
    Predicate(
        "on target",
        "are on target",
        _said(
            r"\bgreen\b|\b(?:met|meets?|hits?|reach(?:ed|es)?|achiev(?:ed|es)) (?:its |their |the |all |a )?targets?|"
            r"\bon (?:its |their )?(?:target|course|track)|\b(?:are|is|were|was) met\b|\bwere achieved\b"
        ),
        lambda each: each.status is Status.GREEN,
    ),
    Predicate(
        "improved",
        "improved",
        _said(r"\bimprov(?:ed|es|ing)\b|\bbetter\b"),
        lambda each: each.move is Direction.IMPROVING,
    ),
    Predicate(
        "worse",
        "got worse",
        _said(r"\bworse(?:ned|ning)?\b|\bdeteriorat"),
        lambda each: each.move is Direction.WORSENING,
    ),
    Predicate(
        "never measured",
        "were never measured",
        _said(r"\b(?:never|not|yet to) (?:yet )?(?:be(?:en)? )?measured"),
        lambda each: each.status is Status.NOT_YET_MEASURED,
    ),
)
"""The first that is said holds: `missed their target` before `target`."""

OTHER_TIME = re.compile(
    r"\b(?:before|last year|previous|earlier|since|so far|now|current(?:ly)?|by (?:June|September|December|March)|"
    r"ago)\b",
    re.IGNORECASE,
)
NOUN = r"(?:indicators?|measures?|targets?|outcomes?|actions?|services?|units?|teams?|areas?|ones?)"


def predicate_of(text: str) -> Predicate | None:
    found = [(match.start(), place, each) for place, each in enumerate(PREDICATES) if (match := each.said.search(text))]
    return min(found)[2] if found else None


def is_negated(text: str, predicate: Predicate) -> bool:
    match = predicate.said.search(text)
    return bool(match and re.search(r"\b(?:not|never|n[’']t)\b[\w ]{0,12}$", text[: match.start()], re.IGNORECASE))


def scope_of(reading: Reading, passage: Passage) -> tuple[Measured, ...]:
    """The indicators that a sentence counts: an outcome's where it is written there, or where it names the outcome."""
    number = passage.place.outcome
    if number is None:
        for each, title in reading.record.outcomes.items():
            if re.search(rf"\boutcome {each}\b", passage.text, re.IGNORECASE) or title.lower() in passage.text.lower():
                number = each
    return reading.record.of(number)


def judged_of(indicators: Iterable[Measured]) -> list[Measured]:
    return [each for each in indicators if each.status.is_colour]


RISES = re.compile(r"\b(?:rose|risen|grew|grown|increased|improved|higher|up)\b", re.IGNORECASE)
FALLS = re.compile(r"\b(?:fell|fallen|dropped|declined|decreased|lower|down|worsened)\b", re.IGNORECASE)
HOLDS = re.compile(r"\b(?:held|steady|stable|unchanged|maintained|stayed|the same)\b", re.IGNORECASE)


def says_a_way(text: str) -> bool:
    """It says that something rose, fell or held."""
    return any(each.search(text) for each in (RISES, FALLS, HOLDS))
