"""What the record has to bear out: H9 causes, H11 remedies, H12 what came after the cut-off."""

import re
from collections.abc import Iterator
from datetime import date

from strategy_portal.domain.similarity import telling

from ..findings import Finding, Kind
from ..places import OF_THE_YEAR, Part
from ..record import Measured
from ..words import MONTHS
from .reading import Passage, Reading

# --- H9 ---------------------------------------------------------------------------------------------------------------

_CAUSE = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|thanks to|as a result(?: of)?|caused by|(?:has|have|had) (?:its|their|"
    r"the same) "
    r"(?:own )?causes?|(?:same|main|common|own) causes?|causes?(?= (?:is|was|are|were)\b)|driven by|resulted? from|"
    r"led to|brought about by|attribut(?:ed|able) to|explained by|the reasons? (?:is|was|for this)|down to the|"
    r"on account of|stems? from|stemmed from)\b",
    re.IGNORECASE,
)
_NO_CAUSE = re.compile(r"\bno (?:reason|cause)|\b(?:not|never) (?:been )?(?:recorded|explained|known)", re.IGNORECASE)
ENOUGH = 3
"""So many telling words of a cause stand in what people recorded, or half of them all."""


def cause_without_record(reading: Reading) -> Iterator[Finding]:
    """H9: a cause that nobody recorded for the indicators that the sentence, or the one before it, names."""
    for passage in reading.of(*OF_THE_YEAR):
        match = _CAUSE.search(passage.text)
        if not match or _NO_CAUSE.search(passage.text):
            continue
        named = _meant(reading, passage, passage.text)
        meant = named or _meant(reading, passage, passage.sentence.before)
        unborne = [each for each in meant if not _is_borne_out(passage.text, each)]
        is_one_for_all = len(meant) > 1 and re.search(r"\b(?:same|common)\b", match[0], re.IGNORECASE)
        if is_one_for_all:
            says = "The record gives each its own reason. " + " ".join(map(recorded_text, meant))
        elif meant and (not unborne if named else len(unborne) < len(meant)):
            continue
        else:
            says = " ".join(map(recorded_text, unborne)) or "The record gives no cause that these words name."
        yield passage.finding("H9", Kind.ANSWER, *match.span(), says)


def _meant(reading: Reading, passage: Passage, text: str) -> list[Measured]:
    """The indicators that a text names, each once; in the text of an indicator that one."""
    found = {each.measured.reference: each.measured for each in reading.names.mentions(text)}
    own = passage.place.reference
    return list(found.values()) or ([reading.record.by_reference[own]] if own else [])


def _is_borne_out(text: str, measured: Measured) -> bool:
    """The words share enough with what was recorded of it, in the year or since."""
    said = telling(text) - telling(f"{measured.name} {measured.title}")
    recorded = telling(" ".join(f"{each.why} {each.what_next}" for each in (*measured.said, *measured.said_later)))
    shared = said & recorded
    return len(shared) >= ENOUGH or (bool(said) and len(shared) * 2 >= len(said))


def recorded_text(measured: Measured) -> str:
    """`1.3 Staff knowledge: “New staff started before …” (Q1 2025/26).`"""
    for each in (*measured.said, *measured.said_later):
        if each.why:
            return f"{measured.label}: “{each.why}” ({each.period})."
    return f"{measured.label}: no reason was recorded."


# --- H11 --------------------------------------------------------------------------------------------------------------

_REMEDY = re.compile(
    r"\b(?:(?:is|are) (?:now |already |currently )?being (?!met\b|measured\b|reported\b|asked\b|judged\b)[a-z]+ed|"
    r"(?:is|are) (?:now |currently )?under (?:review|way)|(?:we|the council|the team|it|they|services?) (?:will|"
    r"plans? to|"
    r"intends? to|(?:is|are) going to) (?!not\b|(?:meet|miss|reach|hit|exceed) (?:its|their|the)\b)[a-z]+|"
    r"will be (?!reported|judged|known|published)[a-z]+ed|"
    r"steps are being taken|"
    r"(?:is|are) working (?:on|to|with))\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    rf"\b(?:{MONTHS})\b|\b20\d\d\b|\bQ[1-4]\b|\bquarter\b|\b(?:spring|summer|autumn|winter)\b|\bby the end of\b|"
    rf"\bweekly\b|"
    r"\bmonthly\b|\bnext (?:week|month|year)\b|\bno (?:end |due )?date\b|\bdate is not\b|\bwithout a date\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\b(?:head of|manager|officer|director|lead|leads|team|service|services|board|post|unit|committee|panel|"
    r"department|"
    r"chief|nobody|no post|no one|owner)\b",
    re.IGNORECASE,
)
_PROMISED = re.compile(
    r"\b(?:what is being done|what has been done|actions? (?:being )?taken|steps (?:being )?taken|the remed(?:y|"
    r"ies))\b",
    re.I,
)


def remedy_without_date(reading: Reading) -> Iterator[Finding]:
    """H11: a remedy that does not say by when and by which post; and a recommendation that promises remedies."""
    for passage in reading.of(Part.PROGRESS, Part.CONCLUSION, Part.OUTCOME, Part.INDICATOR):
        match = _REMEDY.search(passage.text)
        if not match:
            continue
        after = _next_text(reading, passage)
        lacks = [
            word for word, said in (("date", _WHEN), ("post", _WHO)) if not said.search(f"{passage.text} {after}")
        ] or ([] if _is_teams(reading, passage.text) or _WHO.search(f"{passage.text} {after}") else ["post"])
        if "post" in lacks and _is_teams(reading, passage.text):
            lacks.remove("post")
        if lacks:
            says = f"A remedy without a {' or a '.join(lacks)}."
            yield passage.finding("H11", Kind.ANSWER, *match.span(), says, _completed(passage.text, lacks), "sentence")
    yield from _promised(reading)


def _completed(text: str, lacks: list[str]) -> str:
    said = {"date": "No end date is given.", "post": "No post is named."}
    return " ".join([text, *(said[each] for each in lacks)])


def _next_text(reading: Reading, passage: Passage) -> str:
    for place, each in enumerate(reading.passages[:-1]):
        if each is passage:
            after = reading.passages[place + 1]
            return after.text if after.sentence.before == passage.text else ""
    return ""


def _is_teams(reading: Reading, text: str) -> bool:
    return any(team.lower() in text.lower() for team in reading.record.teams)


def _promised(reading: Reading) -> Iterator[Finding]:
    off = reading.record.off_target
    without = [each for each in off if not _has_remedy(reading, each)]
    for passage in reading.of(Part.RECOMMENDATION):
        match = _PROMISED.search(passage.text)
        if (
            match
            and without
            and not re.search(r"\bwhere (?:it is |this is )?recorded|\bas far as\b", passage.text, re.I)
        ):
            says = f"The report says what is being done for {len(off) - len(without)} of {len(off)} off target. Not: "
            says += ", ".join(each.label for each in without) + "."
            yield passage.finding("H11", Kind.MEND, *match.span(), says, "what is being done, where it is recorded")


def _has_remedy(reading: Reading, measured: Measured) -> bool:
    """Recorded for the year, or written in the indicator's own text."""
    key = f"indicator-{measured.reference.replace('.', '-')}"
    return any(each.what_next for each in measured.said) or bool(_REMEDY.search(reading.texts.get(key, "")))


# --- H12 --------------------------------------------------------------------------------------------------------------

_DAY = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?({MONTHS})(?:,? (\d{{4}}))\b|\b(\d{{1,2}})/(\d{{1,2}})/(\d{{4}})\b|"
    r"\b(\d{4})-(\d\d)-(\d\d)\b",
    re.IGNORECASE,
)
_STILL_OPEN = re.compile(
    r"\b(?:until|till|by|will|open|due|planned|plans?|next|expected|ends?|ending|runs?|running|to be|forthcoming|"
    r"closes|"
    r"from|begins?|starts?|meets?|meeting|scheduled|deadline|target|before|to|is to|are to|comes?|go live|goes live)\b",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"\b(?:found|said|showed|shows|told|answered|asked for|results?|findings?|respondents (?:want|said))\b", re.I
)
_MONTH_NUMBER = {name.lower(): number for number, name in enumerate(MONTHS.split("|"), 1)}


def after_the_cut_off(reading: Reading) -> Iterator[Finding]:
    """H12: what happened later than the report's cut-off is not used; what is planned or open may be named."""
    cut_off = f"{reading.record.on.day} {reading.record.on:%B %Y}"
    for passage in reading.passages:
        for match in _DAY.finditer(passage.text):
            day = _first_day(match)
            if day and day > reading.record.on and not _STILL_OPEN.search(passage.text):
                says = f"“{match[0]}” is later than the cut-off, {cut_off}: nothing of it is used."
                yield passage.finding("H12", Kind.MEND, *match.span(), says)
        for each in reading.record.consultations:
            yield from _open_consultation(reading, passage, each.title, each.closes_on)


def _open_consultation(reading: Reading, passage: Passage, title: str, closes_on: date | None) -> Iterator[Finding]:
    begins = passage.text.lower().find(title.lower())
    if begins < 0 or closes_on is None or closes_on <= reading.record.on or not _FOUND.search(passage.text):
        return
    if re.search(r"\b(?:open|until|next report|closes|not yet|findings (?:will )?come)\b", passage.text, re.IGNORECASE):
        return
    until = f"{closes_on.day} {closes_on:%B %Y}"
    says = f"“{title}” is open until {until}: its findings come in the next report."
    yield passage.finding("H12", Kind.MEND, begins, begins + len(title), says, says, "sentence")


def _first_day(match: re.Match[str]) -> date | None:
    day, month, year, d, m, y, iso_y, iso_m, iso_d = match.groups()
    try:
        if month:
            return date(int(year), _MONTH_NUMBER[month.lower()], int(day or 1))
        return date(int(y), int(m), int(d)) if y else date(int(iso_y), int(iso_m), int(iso_d))
    except ValueError:
        return None


RULES = (cause_without_record, remedy_without_date, after_the_cut_off)
