"""Counts: H10 what the record does not hold, H13 soft words without a count, H14 counts without a base."""

import re
from collections.abc import Iterator, Sequence

from strategy_portal.domain.sentences import number_text
from strategy_portal.domain.status import Status
from strategy_portal.domain.trend import Direction

from ..findings import Finding, Kind
from ..places import Part
from ..record import Measured
from ..words import COUNT, clauses, count_of, masked
from .predicates import NOUN, OTHER_TIME, judged_of, predicate_of, says_a_way, scope_of
from .reading import Passage, Reading

# --- H10 and H14: counts with their base ------------------------------------------------------------------------------

_PAIR = re.compile(
    rf"\b({COUNT})(?: [a-z]+){{0,2}}? (?:out )?of (?:the |all |its |our |these |all the )?({COUNT})\b(?!%|\.\d)"
    rf"(?: (?:(?!are|is|was|were|ha[sd]|have|met|miss|on |off )[a-z]+ ){{0,2}}?({NOUN}))?",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<![\w.,])({COUNT}) (?:of (?:the |our |its |these )?)?(?:[a-z]+ )?(indicators|measures|actions)\b",
    re.IGNORECASE,
)
_COLOURED = re.compile(
    rf"(?<![\w.,])({COUNT}|no|none) (?:indicators? )?(?:was |were |is |are |of them (?:was |were |is |"
    rf"are ))?(green|amber|red)\b",
    re.IGNORECASE,
)
_PERCENT_OF = re.compile(
    r"\d+(?:\.\d+)? ?(?:%|per ?cent) of (?:the |our |its |all )?(?:\w+ )?indicators\b", re.IGNORECASE
)


def _counts(reading: Reading, indicators: Sequence[Measured], *, is_any_year: bool) -> set[tuple[int, int]]:
    """Every count with its base that a text may give of these indicators."""
    pairs: set[tuple[int, int]] = set()
    backs = range(max((len(each.years) for each in indicators), default=0)) if is_any_year else range(1)
    for back in backs:
        statuses = [each.years[-1 - back].status for each in indicators if len(each.years) > back]
        coloured = [each for each in statuses if each.is_colour]
        for wanted in (
            (Status.GREEN,),
            (Status.AMBER,),
            (Status.RED,),
            (Status.AMBER, Status.RED),
            (Status.AMBER, Status.GREEN),
        ):
            count = sum(each in wanted for each in statuses)
            pairs |= {(count, len(coloured)), (count, len(statuses))}
        pairs |= {(len(coloured), len(statuses)), (len(statuses) - len(coloured), len(statuses))}
        pairs |= {(sum(each is Status.NOT_YET_MEASURED for each in statuses), len(statuses))}
    if is_any_year:
        since = [each.since.status for each in indicators if each.since]
        coloured = [each for each in since if each.is_colour]
        pairs |= {
            (sum(each is colour for each in since), len(coloured))
            for colour in (Status.RED, Status.AMBER, Status.GREEN)
        }
    off = [each for each in indicators if each.is_off_target]
    for recorded in (("yes",), ("partly",), ("none",), ("yes", "partly"), ("partly", "none")):
        pairs.add((sum(each.reason_recorded in recorded for each in off), len(off)))
    for move in Direction:
        count = sum(each.move is move for each in indicators)
        pairs |= {(count, len(judged_of(indicators))), (count, len(indicators))}
    return pairs


def count_contradicted(reading: Reading) -> Iterator[Finding]:
    """H10: `n of m` that the record does not hold."""
    for passage in reading.passages:
        spans = []
        bare = masked(passage.text)
        for match in _PAIR.finditer(bare):
            spans.append(match.span())
            said = _wrong_pair(reading, passage, match)
            if said:
                yield passage.finding("H10", Kind.MEND, *match.span(), *said)
        for match in _COLOURED.finditer(bare):
            is_one_of_all = re.search(r"\b(?:every|each|any|no)\s$", passage.text[: match.start()], re.IGNORECASE)
            in_a_pair = any(start <= match.start() < end for start, end in spans)
            if is_one_of_all or in_a_pair or OTHER_TIME.search(passage.text):
                continue
            yield from _wrong_colour(reading, passage, match)


def _wrong_pair(reading: Reading, passage: Passage, match: re.Match[str]) -> tuple[str, str] | None:
    count, base, noun = count_of(match[1]), count_of(match[2]), (match[3] or "").lower()
    after = passage.text[match.end() : match.end() + 60]
    if noun.startswith("action"):
        return _wrong_action_pair(reading, count, base)
    if noun.startswith(("service", "unit", "team", "area")):
        clause = next((text for start, text in clauses(passage.text) if start <= match.start() < start + len(text)), "")
        is_counted = says_a_way(clause) and not re.search(
            r"\b(?:every|each|any|no) $", passage.text[: match.start()], re.I
        )
        if not is_counted:
            return None
        return _wrong_unit_pair(reading, passage, count, base)
    predicate = predicate_of(after)
    if not noun.startswith(("indicator", "measure", "target")) and (predicate is None or noun):
        return None
    indicators = scope_of(reading, passage)
    is_any_year = bool(OTHER_TIME.search(passage.text)) or _names_other_year(reading, passage.text)
    known = _counts(reading, indicators, is_any_year=is_any_year)
    judged = judged_of(indicators)
    if predicate and not is_any_year:
        right = sum(predicate.holds(each) for each in indicators)
        if count == right and base in (len(judged), len(indicators)):
            return None
        says = f"{right} of {len(judged)} {'is' if right == 1 else 'are'} {predicate.word}."
        return says, f"{number_text(right) if right else 'none'} of the {number_text(len(judged))} {noun}".strip()
    if (count, base) in known:
        return None
    green = sum(each.status is Status.GREEN for each in judged)
    return (
        f"The report counts {green} on target of {len(judged)} that could be judged.",
        f"{green} of the {len(judged)} {noun}".strip(),
    )


def _names_other_year(reading: Reading, text: str) -> bool:
    return any(label != reading.record.year for label in re.findall(r"\b20\d\d/\d\d\b", text))


def _wrong_action_pair(reading: Reading, count: int, base: int) -> tuple[str, str] | None:
    actions = reading.record.actions
    counts = {
        *actions.by_state.values(), actions.overdue, actions.unowned, actions.undated, actions.without_state,
        actions.ended, actions.total - actions.ended,
    }  # fmt: skip
    if base in (actions.total, actions.total - actions.ended) and (count in counts or count == base):
        return None
    states = ", ".join(f"{number} {state}" for state, number in actions.by_state.items() if number)
    return f"The report has {actions.total} actions: {states}.", ""


def _wrong_unit_pair(reading: Reading, passage: Passage, count: int, base: int) -> tuple[str, str] | None:
    """Only where the sentence, or the one before it, names a survey with units."""
    named = [each.measured for each in reading.names.mentions(passage.text)]
    named = named or [each.measured for each in reading.names.mentions(passage.sentence.before)]
    surveys = [each for each in named if each.units and each.units.total]
    fits = any(each.units and each.units.total == base and count in (
        each.units.rose, each.units.fell, each.units.same, each.units.rose + each.units.same,
        each.units.fell + each.units.same,
    ) for each in surveys)  # fmt: skip
    if not surveys or fits:
        return None
    units = surveys[0].units
    assert units is not None
    says = f"{surveys[0].label}: rose in {units.rose}, fell in {units.fell}, stayed in {units.same} of {units.total}."
    return says, f"rose in {units.rose} of {units.total} services"


def _wrong_colour(reading: Reading, passage: Passage, match: re.Match[str]) -> Iterator[Finding]:
    indicators = scope_of(reading, passage)
    if not judged_of(indicators) or _names_other_year(reading, passage.text):
        return
    right = sum(each.status.word.lower() == match[2].lower() for each in indicators)
    if count_of(match[1]) != right:
        says = f"{right} of {len(judged_of(indicators))} {'is' if right == 1 else 'are'} {match[2].lower()}."
        yield passage.finding(
            "H10", Kind.MEND, *match.span(), says, f"{number_text(right)} {'was' if right == 1 else 'were'} {match[2]}"
        )


def base_missing(reading: Reading) -> Iterator[Finding]:
    """H14: a share or a count of indicators, or of actions, that does not say of how many."""
    for passage in reading.passages:
        has_base = re.search(rf"\bof (?:the |all |its |our )?{COUNT}\b", passage.text, re.IGNORECASE)
        match = _PERCENT_OF.search(passage.text)
        if match and not has_base:
            judged = judged_of(scope_of(reading, passage))
            green = sum(each.status is Status.GREEN for each in judged)
            says = (
                f"A share of indicators without its base: {len(judged)} could be judged, {green} of them are on target."
            )
            yield passage.finding("H14", Kind.MEND, *match.span(), says, f"{green} of the {len(judged)} indicators")
            continue
        for bare in _BARE.finditer(masked(passage.text)):
            yield from _bare_count(reading, passage, bare, bool(has_base))


def _bare_count(reading: Reading, passage: Passage, match: re.Match[str], has_base: bool) -> Iterator[Finding]:
    after = passage.text[match.end() : match.end() + 50]
    is_action = match[2].lower() == "actions"
    says_state = re.match(
        r"(?: that)?[ \w]{0,20}\b(?:in progress|completed?|late|overdue|under way)\b", after, re.IGNORECASE
    )
    stated = says_state if is_action else predicate_of(after)
    before = passage.text[: match.start()].lower()
    if has_base or not stated or re.search(r"(?:\bof(?: the| all| our)?|\ball(?: the)?) $", before):
        return
    base = reading.record.actions.total if is_action else len(judged_of(scope_of(reading, passage)))
    if count_of(match[1]) == base and re.search(r"\ball (?:the )?$", before):
        return
    noun = "actions" if is_action else "indicators that could be judged"
    yield passage.finding(
        "H14", Kind.MEND, *match.span(), f"A count without its base: there are {base} {noun}.",
        f"{match[1]} of the {base} {match[2]}",
    )  # fmt: skip


# --- H13 --------------------------------------------------------------------------------------------------------------

_SOFT = re.compile(
    r"\b(?:on course|on track|broadly|good progress|strong progress|steady progress|excellent progress|"
    r"significant(?:ly)? "
    r"(?:progress|improve\w*|better|rise|increase|reduction)|challenging|robust|encouraging|going well|well placed|"
    r"(?:improved|risen|rose|grew|increased|reduced|fell|fallen) (?:significantly|considerably|substantially)|"
    r"as planned|largely|positive (?:picture|trend|direction|year)|good year|strong (?:year|performance)|"
    r"substantial(?:ly)?|considerabl[ey]|satisfactory|in line with expectations|continues to improve)\b",
    re.IGNORECASE,
)


def soft_word(reading: Reading) -> Iterator[Finding]:
    """H13: an adjective that no count stands beside."""
    for passage in reading.of(*(part for part in Part if part not in (Part.LINE, Part.REFERENCES))):
        has_count = _PAIR.search(passage.text) or re.search(r"\d", masked(passage.text))
        match = None if has_count else _SOFT.search(passage.text)
        if match:
            judged = judged_of(scope_of(reading, passage))
            green = sum(each.status is Status.GREEN for each in judged)
            says = "A soft word without a count"
            says += f": {green} of {len(judged)} are on target." if judged else "."
            yield passage.finding(
                "H13",
                Kind.ANSWER,
                *match.span(),
                says,
                f"{green} of {len(judged)} are on target" if judged else "",
                "nothing",
            )


RULES = (count_contradicted, soft_word, base_missing)
