"""Lengths of time: H10 `sixth quarter running`, `two years in a row`, `for the first time`."""

import re
from collections.abc import Iterator

from strategy_portal.domain.telling import number_text

from ..findings import Finding, Kind
from ..places import Part
from ..record import Measured
from ..words import NUMBER_WORD, ORDINALS, count_of
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
_FIRST_TIME = re.compile(r"\bfor the first time\b", re.IGNORECASE)


def run_contradicted(reading: Reading) -> Iterator[Finding]:
    """H10: `sixth quarter running`, `two years in a row`, `for the first time`, where the record counts otherwise."""
    for passage in reading.of(*(part for part in Part if part is not Part.LINE)):
        named = [each.measured for each in reading.names.mentions(passage.text)]
        named = named or reading.names.named(passage.sentence.before)
        for match in _RUN.finditer(passage.text):
            is_run = re.search(r"running|row|consecutive|successive|succession", match[0], re.IGNORECASE)
            told = is_run or (match["nth"] and re.search(r"\bfor the $", passage.text[: match.start()], re.IGNORECASE))
            if told and named and match["nth"] != "first":
                yield from _wrong_run(passage, match, named)
        if (match := _FIRST_TIME.search(passage.text)) and named:
            met = re.search(r"\b(?:met|reached|green|on target|achieved|hit)\b", passage.text, re.IGNORECASE)
            for each in named if met else ():
                was = [year.label for year in each.years[:-1] if year.status.value == "green"]
                if was:
                    says = f"{each.label} was on target before: in {', '.join(was)}."
                    yield passage.finding("H10", Kind.MEND, *match.span(), says, "again")


def _wrong_run(passage: Passage, match: re.Match[str], named: list[Measured]) -> Iterator[Finding]:
    said = match["nth"] or match["count"] or match["consecutive"] or "two"
    count = count_of(said)
    unit = (match["unit"] or match["units"] or match["units2"] or "").lower().rstrip("s")
    spans = (
        ["year"]
        if unit == "year"
        else ["period"]
        if unit in ("quarter", "month", "fall", "rise")
        else ["year", "period"]
    )
    ways = ["fell"] if unit == "fall" else ["rose"] if unit == "rise" else ["fell", "rose"]
    for each in {one.reference: one for one in named}.values():
        known = {run for span in spans for way in ways for run in each.runs.get(f"{way}-{span}", ())}
        off = each.runs.get("off-year", frozenset()) if "year" in spans else frozenset()
        off |= each.runs.get("off-period", frozenset()) if "period" in spans else frozenset()
        if count in known | off | ({each.worse_years} if "year" in spans else set()):
            continue
        yield passage.finding("H10", Kind.MEND, *match.span(), _runs_text(each, spans), "")


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
