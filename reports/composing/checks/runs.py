"""Lengths of time: H10 `sixth quarter running`, `two years in a row`, `for the first time`."""

import re
from collections.abc import Iterator

from strategy_portal.domain.sentences import number_text
from strategy_portal.domain.status import Status

from ..findings import Finding, Kind
from ..places import Part
from ..record import Measured
from ..words import NUMBER_WORD, ORDINALS, clauses, count_of
from .reading import Passage, Reading

_ORDINAL = "|".join(ORDINALS[1:])
_RUN = re.compile(
    rf"\b(?P<nth>{_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th)) (?:consecutive |successive )?(?P<unit>quarters?|years?|"
    rf"months?|time)"
    rf"(?: running| in a row| in succession)?"
    rf"|\b(?P<count>{NUMBER_WORD}|\d{{1,2}}) (?:consecutive |successive )?(?P<units>quarters?|years?|months?|falls|"
    rf"rises|times)"
    rf" (?:running|in a row|in succession)|\b(?P<twice>twice) (?:running|in a row)"
    rf"|\b(?P<consecutive>{NUMBER_WORD}|\d{{1,2}}) (?:consecutive|successive) (?P<units2>quarters?|years?|months?|"
    rf"falls|rises)",
    re.IGNORECASE,
)
_MET = re.compile(r"\b(?:met|reached|green|on target|achieved|hit)\b", re.IGNORECASE)
_FIRST_TIME = re.compile(r"\bfor the first time\b", re.IGNORECASE)


def run_contradicted(reading: Reading) -> Iterator[Finding]:
    """H10: `sixth quarter running`, `two years in a row`, `for the first time`, where the record counts otherwise."""
    for passage in reading.of(*(part for part in Part if part is not Part.LINE)):
        for match in _RUN.finditer(passage.text):
            is_run = re.search(r"running|row|consecutive|successive|succession", match[0], re.IGNORECASE)
            told = is_run or (match["nth"] and re.search(r"\bfor the $", passage.text[: match.start()], re.IGNORECASE))
            if told and match["nth"] != "first":
                yield from _wrong_run(passage, match, _meant(reading, passage, match.start()))
        if (match := _FIRST_TIME.search(passage.text)) and _MET.search(passage.text):
            yield from _not_the_first(passage, match, _meant(reading, passage, match.start()))


def _meant(reading: Reading, passage: Passage, at: int) -> list[Measured]:
    """The indicators of the clause, else of the sentence, else of the one before, each once."""
    clause = next((text for start, text in clauses(passage.text) if start <= at < start + len(text)), "")
    for text in (clause, passage.text, passage.sentence.before):
        if found := {each.measured.reference: each.measured for each in reading.names.mentions(text)}:
            return list(found.values())
    return []


def _not_the_first(passage: Passage, match: re.Match[str], meant: list[Measured]) -> Iterator[Finding]:
    for each in meant:
        if was := [year.label for year in each.years[:-1] if year.status is Status.GREEN]:
            says = f"{each.label} was on target before: in {', '.join(was)}."
            yield passage.finding("H10", Kind.MEND, *match.span(), says, "again")
            return


SPANS = {"year": ["year"], "": ["year", "period"]}
"""Of which runs a unit speaks; any other is a period, or a change from one to the next."""


def _wrong_run(passage: Passage, match: re.Match[str], meant: list[Measured]) -> Iterator[Finding]:
    count = count_of(match["nth"] or match["count"] or match["consecutive"] or "two")
    unit = (match["unit"] or match["units"] or match["units2"] or "").lower().rstrip("s")
    spans = SPANS.get(unit, ["period"])
    ways = {"fall": ["fell"], "rise": ["rose"]}.get(unit, ["fell", "rose", "off"])
    wrong = [each for each in meant if count not in _known_runs(each, spans, ways)]
    if wrong:
        yield passage.finding("H10", Kind.MEND, *match.span(), " ".join(_runs_text(each, spans) for each in wrong))


def _known_runs(measured: Measured, spans: list[str], ways: list[str]) -> set[int]:
    known = {run for span in spans for way in ways for run in measured.runs.get(f"{way}-{span}", ())}
    return known | ({measured.worse_years} if "year" in spans else set())


def _runs_text(measured: Measured, spans: list[str]) -> str:
    words = {"year": "year", "period": measured.period_word}
    parts = []
    for span in spans:
        for way in ("fell", "rose"):
            if runs := measured.runs.get(f"{way}-{span}"):
                most = max(runs)
                noun = f"{words[span]}{'' if most == 1 else 's'}"
                parts.append(f"{way} in {number_text(most)} {noun} running")
    return f"{measured.label} {' and '.join(parts)}." if parts else f"{measured.label} has no such run."


RULES = (run_contradicted,)
